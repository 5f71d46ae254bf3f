// From the pressed button to the confirmation, with everything that may come between.

import { announce } from "./announcer.js";
import type { CheckoutStore } from "./checkout-store.js";
import type { PriceChange } from "./components/price-changed.js";
import { type Outcome, Payment } from "./payment.js";
import { sentence } from "./problems.js";
import { navigate, paths } from "./router.js";
import { capital, roleName, units } from "./words.js";

export class PayFlow {
  paying = false;
  /** What went wrong, beside the button. */
  message = "";
  /** The server's fresh quote differs from the one that was shown. */
  change: PriceChange | undefined;

  #payment = new Payment();
  #host: { requestUpdate(): void };

  /** @param host is drawn again whenever something here changes */
  constructor(host: { requestUpdate(): void }) {
    this.#host = host;
  }

  /** Whether the button would repeat an attempt whose outcome is unknown. */
  repeats(store: CheckoutStore): boolean {
    return this.#payment.repeats(store);
  }

  /** The choice changed: what was said about the one before is over. */
  clear(): void {
    this.message = "";
    this.#host.requestUpdate();
  }

  async pay(store: CheckoutStore): Promise<void> {
    const shown = store.priced;
    if (!shown || this.paying) return;
    this.#hold(store, true);
    this.message = "";
    try {
      await this.#react(store, await this.#payment.send(store, shown));
    } finally {
      this.#hold(store, false);
    }
  }

  /** While a payment is under way only its button waits, and the quote that it names stays. */
  #hold(store: CheckoutStore, held: boolean): void {
    this.paying = held;
    store.frozen = held || this.#payment.unresolved;
    this.#host.requestUpdate();
  }

  async #react(store: CheckoutStore, outcome: Outcome): Promise<void> {
    switch (outcome.kind) {
      case "accepted":
        announce("Your change is confirmed.");
        return navigate(paths.confirmation(outcome.confirmation.order.id), "replace");
      case "changed":
        this.change = outcome;
        return this.#host.requestUpdate();
      case "declined":
        return this.#say(
          "Your card was declined. Nothing was charged and nothing was changed. Choose another card and try again.",
        );
      case "limited":
        return this.#say(
          `Too many attempts. Please wait ${outcome.seconds ? units(outcome.seconds, "second") : "a few minutes"} and try again. Nothing was charged.`,
        );
      case "unreachable":
        return this.#say(
          "The server could not be reached, so it is not known whether the payment arrived. Try again: you will not be charged twice.",
        );
      case "refused":
        return this.#say(refusedWords(store, outcome.code, outcome.message));
    }
  }

  /** Continues with the present prices; paid at once if the customer accepted the fresh quote. */
  async refresh(store: CheckoutStore, accepted: boolean): Promise<void> {
    const change = this.change;
    if (!change) return;
    this.#hold(store, true);
    try {
      await store.refresh(change.conflict.catalog, change.fresh.at);
    } catch (error) {
      this.change = undefined;
      this.#hold(store, false);
      return this.#say(
        sentence(
          error instanceof Error ? error.message : "the page could not be brought up to date",
        ),
      );
    }
    this.#hold(store, false);
    this.change = undefined;
    if (!accepted) return;
    if (change.fresh.status === "priced" && store.priced?.digest === change.fresh.digest)
      return this.pay(store);
    this.#say(
      "The order changed once more. Nothing was charged. Please look at the amounts again.",
    );
  }

  #say(message: string): void {
    this.message = message;
    this.#host.requestUpdate();
    announce(message);
  }
}

function refusedWords(store: CheckoutStore, code: string, message: string): string {
  if (code === "confirm_in_progress")
    return "An earlier payment for this subscription is still being confirmed. Please wait a moment and look at your subscriptions.";
  if (code === "role_not_allowed")
    return `You cannot change this subscription as ${roleName(store.account.user.role)}. Nothing was charged.`;
  return `${capital(sentence(message))} Nothing was charged.`;
}
