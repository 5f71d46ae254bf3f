// From the pressed button to the confirmation, with everything that may come between.

import type { Priced, Problem } from "@quotient/checkout";
import { announce } from "./announcer.js";
import type { Confirmation, ServerProblem } from "./api.js";
import type { PriceChange } from "./components/price-changed.js";
import { markConfirmed } from "./confirmed.js";
import type { Deal, Sent } from "./deal.js";
import { t } from "./i18n.js";
import { isZero } from "./money.js";
import { type Outcome, Payment } from "./payment.js";
import { explain, explainServer } from "./problems.js";
import { counted } from "./words.js";

export class PayFlow {
  paying = false;
  /** What went wrong, beside the button. */
  message = "";
  /** The server's fresh quote differs from the one that was shown. */
  change: PriceChange | undefined;

  #payment: Payment;
  #host: { requestUpdate(): void };
  #accepted: (confirmation: Confirmation) => void;

  /**
   * @param host is drawn again whenever something here changes
   * @param place of the page and its user, under which an attempt outlives the page
   */
  constructor(
    host: { requestUpdate(): void },
    accepted: (confirmation: Confirmation) => void,
    place?: string,
  ) {
    this.#host = host;
    this.#accepted = accepted;
    this.#payment = new Payment(place);
    if (this.open) this.message = this.#unknown(t.shop.unreachable);
  }

  /** The quote of an attempt whose outcome is unknown: the button repeats that one, and nothing else can be chosen. */
  get open(): Priced | undefined {
    return this.sent?.shown;
  }

  /** That attempt as it went out. */
  get sent(): Sent | undefined {
    return this.#payment.open;
  }

  /** Nothing may be chosen: a payment is under way, or its outcome unknown. */
  get locked(): boolean {
    return this.paying || this.open !== undefined;
  }

  /** A page that was made anew shows what is open, as the one before it did. */
  meet(deal: Deal): void {
    deal.frozen = this.locked;
    deal.showSent?.(this.sent);
  }

  /** The choice changed: what was said about the one before is over, but not that its outcome is unknown. */
  clear(): void {
    if (!this.open) this.message = "";
    this.#host.requestUpdate();
  }

  async pay(deal: Deal): Promise<void> {
    if (this.paying) return;
    this.#hold(deal, true);
    if (!this.open) this.message = "";
    try {
      const outcome = await this.#payment.send(deal);
      if (outcome) this.#react(deal, outcome);
    } finally {
      this.#hold(deal, false);
    }
  }

  /** Continues with the present prices; paid at once if the customer accepted the fresh quote. */
  async refresh(deal: Deal, accepted: boolean): Promise<void> {
    const change = this.change;
    if (!change) return;
    this.#hold(deal, true);
    try {
      await deal.refresh(change.conflict, change.fresh);
    } catch {
      this.change = undefined;
      this.#hold(deal, false);
      return this.say(t.shop.notRefreshed);
    }
    this.#hold(deal, false);
    this.change = undefined;
    if (!accepted) return;
    if (change.fresh.status === "priced" && deal.priced?.digest === change.fresh.digest)
      return change.instead ? change.instead() : this.pay(deal);
    this.say(t.shop.changedOnceMore);
  }

  /** The server's fresh quote differs, also where something else than a payment was asked for. */
  differ(change: PriceChange): void {
    this.change = change;
    this.#host.requestUpdate();
  }

  /** The customer has seen that it is not possible any more. */
  dismiss(): void {
    this.change = undefined;
    this.#host.requestUpdate();
  }

  /** While a payment is under way everything waits, and the quote that it names stays. */
  #hold(deal: Deal, held: boolean): void {
    this.paying = held;
    deal.paying = held;
    deal.frozen = this.locked;
    this.#host.requestUpdate();
  }

  #react(deal: Deal, outcome: Outcome): void {
    deal.showSent?.(this.sent);
    if (!this.open) this.message = "";
    switch (outcome.kind) {
      case "accepted":
        markConfirmed(outcome.confirmation);
        return this.#accepted(outcome.confirmation);
      case "changed":
        return this.differ(outcome);
      case "declined":
        return this.say(t.shop.declined);
      case "limited":
        return this.say(
          this.#sure(
            t.shop.limited(outcome.seconds ? seconds(outcome.seconds) : t.shop.aFewMinutes),
          ),
        );
      case "unreachable":
        return this.say(this.#unknown(t.shop.unreachable));
      case "refused":
        return this.say(this.#refusal(deal, outcome.problem));
    }
  }

  /** Why nothing was charged by this press, or why it is still not known whether the one before did. */
  #sure(why: string): string {
    return this.open ? this.#unknown(why) : t.shop.nothingCharged(why);
  }

  #unknown(why: string): string {
    const free = this.open && isZero(this.open.amountDue);
    return free ? t.shop.unknownWhetherDone(why) : t.shop.unknownWhetherPaid(why);
  }

  #refusal(deal: Deal, problem: ServerProblem): string {
    // One of the engine's reasons can come without a fresh quote, too.
    if (Object.hasOwn(t.problems, problem.code))
      return this.#sure(explain(problem as Problem, deal.offer, deal.holding));
    const words = explainServer(problem);
    return problem.code === "confirm_in_progress" ? words : this.#sure(words);
  }

  /** Something went wrong, said beside the button. */
  say(message: string): void {
    this.message = message;
    this.#host.requestUpdate();
    announce(message);
  }
}

function seconds(count: number): string {
  return t.words.seconds(count, counted(count));
}
