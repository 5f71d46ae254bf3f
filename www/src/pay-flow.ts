// From the pressed button to the confirmation, with everything that may come between.

import type { Priced, Problem } from "@quotient/checkout";
import { announce } from "./announcer.js";
import type { Confirmation, ServerProblem } from "./api.js";
import type { PriceChange } from "./components/price-changed.js";
import { markConfirmed } from "./confirmed.js";
import type { Deal, Sent } from "./deal.js";
import { failedElsewhere, tellElsewhere } from "./elsewhere.js";
import { isolated, t } from "./i18n.js";
import { isZero } from "./money.js";
import { type Outcome, Payment } from "./payment.js";
import { explain, explainServer } from "./problems.js";
import { paths } from "./router.js";
import { counted } from "./words.js";

/** Where it is shown, as long as that is there. */
export interface Host {
  readonly isConnected: boolean;
  requestUpdate(): void;
}

/** What a confirmation is called, without its amounts. */
export function confirmedWords(status: Confirmation["status"], number: string): string {
  if (status === "confirmed") return t.orders.doneTitle(number);
  return status === "pending" ? t.orders.pendingTitle : t.orders.acceptedTitle(number);
}

export class PayFlow {
  paying = false;
  /** Says what went wrong, in the language of the moment. */
  #said: (() => string) | undefined;
  /** The server's fresh quote differs from the one that was shown. */
  change: PriceChange | undefined;

  #payment: Payment;
  #host: Host;
  /** Where the last press was. */
  #path = "";
  #accepted: (confirmation: Confirmation) => void;

  /**
   * @param host is drawn again whenever something here changes
   * @param place of the page and its user, under which an attempt outlives the page
   */
  constructor(host: Host, accepted: (confirmation: Confirmation) => void, place?: string) {
    this.#host = host;
    this.#accepted = accepted;
    this.#payment = new Payment(place);
    if (this.open) this.#said = () => this.#unknown(t.shop.unreachable);
  }

  /** What went wrong, beside the button. */
  get message(): string {
    return this.#said?.() ?? "";
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
    if (!this.open) this.#said = undefined;
    this.#host.requestUpdate();
  }

  async pay(deal: Deal): Promise<void> {
    if (this.paying) return;
    this.#hold(deal, true);
    this.#path = location.pathname + location.search;
    if (!this.open) this.#said = undefined;
    announce(t.shop.paying);
    try {
      const outcome = await this.#payment.send(deal);
      // It does not wait any more, whatever is said next.
      announce("");
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
      return this.say(() => t.shop.notRefreshed);
    }
    this.#hold(deal, false);
    this.change = undefined;
    if (!accepted) return;
    if (change.fresh.status === "priced" && deal.priced?.digest === change.fresh.digest)
      return change.instead ? change.instead() : this.pay(deal);
    this.say(() => t.shop.changedOnceMore);
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
    if (!this.#host.isConnected) return this.#away(deal, outcome);
    deal.showSent?.(this.sent);
    if (!this.open) this.#said = undefined;
    switch (outcome.kind) {
      case "accepted":
        markConfirmed(outcome.confirmation);
        return this.#accepted(outcome.confirmation);
      case "changed":
        return this.differ(outcome);
      default:
        return this.say(() => this.#words(deal, outcome));
    }
  }

  /** The page was left meanwhile: the customer stays where they are, and is told there. */
  #away(deal: Deal, outcome: Outcome): void {
    if (outcome.kind === "accepted") {
      markConfirmed(outcome.confirmation);
      const { order, status } = outcome.confirmation;
      return tellElsewhere({
        kind: "good",
        words: () => `${confirmedWords(status, isolated(order.number))}.`,
        path: paths.order(order.id),
        link: () => t.orders.seeOrder,
        from: this.#path,
      });
    }
    const words = () =>
      outcome.kind === "changed" ? t.orders.changedAway : this.#words(deal, outcome);
    failedElsewhere(words, this.#path);
  }

  #words(deal: Deal, outcome: Exclude<Outcome, { kind: "accepted" | "changed" }>): string {
    switch (outcome.kind) {
      case "declined":
        return t.shop.declined;
      case "limited":
        return this.#sure(
          t.shop.limited(outcome.seconds ? seconds(outcome.seconds) : t.shop.aFewMinutes),
        );
      case "unreachable":
        return this.#unknown(t.shop.unreachable);
      case "refused":
        return this.#refusal(deal, outcome.problem);
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
  say(words: () => string): void {
    this.#said = words;
    this.#host.requestUpdate();
    announce(words());
  }
}

function seconds(count: number): string {
  return t.words.seconds(count, counted(count));
}
