// The state of one checkout: what the customer chose, and the quote of it. Quotes are synchronous:
// every change of the choice has its answer before the call returns.

import type { Answer, Priced, Problem, Quantities } from "@quotient/checkout";
import {
  api,
  type Account,
  type Card,
  type Choice,
  type Cycle,
  type Held,
  type Subscription,
  type Terms,
} from "./api.js";
import { announce } from "./announcer.js";
import { chosen, normal, type Row, rowsOf, stepped, wholeNumber } from "./choice.js";
import { ServerClock } from "./clock.js";
import { Offer } from "./offer.js";
import { refusalWords } from "./refusals.js";
import { changeRequest, isPresent, quote, renewal } from "./requests.js";
import { quantities, type Standing, standing } from "./standing.js";

/** A quote is asked again this long before it stops being valid, or halfway for short ones. */
const MARGIN = 60_000;

export class CheckoutStore extends EventTarget {
  account: Account;
  held: Held;
  offer: Offer;
  readonly clock: ServerClock;

  card: Card = "test_works";
  rows: Row[];
  cycle: Cycle;
  codes: string[] = [];
  /** Scheduled changes are withdrawn by this change. */
  withdraw = false;

  answer!: Answer;
  /** What may be chosen at all. */
  standing!: Standing;
  /** The renewal if nothing is changed. */
  unchanged: Priced | undefined;

  /** Set while a payment is under way, so that the quote it names stays on the page. */
  frozen = false;
  /** Says what to announce after a change; the page knows the words. */
  describe: (() => string) | undefined;

  #terms = new Map<string, Terms>();
  #timer: number | undefined;
  #at: string;

  constructor(account: Account, held: Held, offer: Offer) {
    super();
    this.account = account;
    this.held = held;
    this.offer = offer;
    this.clock = new ServerClock(account.now);
    this.#at = account.now;
    this.rows = rowsOf(held.state);
    this.cycle = held.state.cycle;
    this.requote();
  }

  static async load(subscription: string): Promise<CheckoutStore | undefined> {
    const [account, catalog] = await Promise.all([api.account(), api.catalog()]);
    const held = account.subscriptions.find((candidate) => candidate.state.id === subscription);
    return held && new CheckoutStore(account, held, new Offer(catalog));
  }

  get subscription(): Subscription {
    return this.held.state;
  }

  get priced(): Priced | undefined {
    return this.answer.status === "priced" && this.valid ? this.answer : undefined;
  }

  get problems(): Problem[] {
    return this.answer.status === "rejected" ? this.answer.problems : [];
  }

  /** Whether every typed quantity is a whole number. */
  get valid(): boolean {
    return this.rows.every((row) => row.quantity !== undefined);
  }

  /** What goes to the server: the choice, with the instant of the quote on the page. */
  get choice(): Choice {
    return { subscription: this.subscription.id, at: this.#at, ...chosen(this.subscription, this) };
  }

  /** Where only the quantity held may be asked for. */
  fixed(row: Row): boolean {
    return this.#stays && !quantities(this.standing, row.product);
  }

  /**
   * Within which quantities the stepper goes. In another cycle another price counts: then only the
   * quote says which is too many.
   */
  quantities({ product, present }: Row): Quantities {
    const offered = quantities(this.standing, product) ?? {
      minimum: present,
      maximum: present,
      step: 1,
    };
    return this.#stays ? offered : { ...offered, maximum: Number.MAX_SAFE_INTEGER };
  }

  setQuantity(product: string, text: string): void {
    this.rows = this.rows.map((row) =>
      row.product === product ? { ...row, text, quantity: wholeNumber(text) } : row,
    );
    this.#changed();
  }

  step(product: string, direction: 1 | -1): void {
    const row = this.rows.find((candidate) => candidate.product === product);
    if (!row) return;
    const next = stepped(row.quantity ?? row.present, direction, this.quantities(row));
    this.setQuantity(product, String(next));
  }

  setCycle(cycle: Cycle): void {
    this.cycle = cycle;
    this.#changed();
  }

  setWithdraw(withdraw: boolean): void {
    this.withdraw = withdraw;
    this.#changed();
  }

  setCard(card: Card): void {
    this.card = card;
    this.#tell();
  }

  /** Asks the server for a typed code's terms and adds it; whether it applies, the quote says. */
  async addCode(typed: string): Promise<string> {
    const code = normal(typed);
    const terms = await api.code(this.subscription.id, code);
    this.#terms.set(code, terms);
    if (!this.codes.includes(code)) this.codes = [...this.codes, code];
    this.#changed();
    return code;
  }

  removeCode(code: string): void {
    this.codes = this.codes.filter((other) => other !== code);
    this.#changed();
  }

  /** What the quote says about a code; undefined while nothing is priced. */
  outcome(code: string): Priced["codes"][number] | undefined {
    return this.answer.status === "priced"
      ? this.answer.codes.find((entry) => entry.code === code)
      : undefined;
  }

  /** Why a code does not count, by the quote, or by the server alone while nothing is priced. */
  refusal(code: string): string | undefined {
    const terms = this.#terms.get(code);
    const outcome = this.outcome(code);
    const reason =
      outcome === undefined
        ? terms && "refused" in terms && terms.refused
        : !outcome.applied && outcome.reason;
    if (!reason) return undefined;
    return refusalWords({ code, reason }, terms, this.offer, this.subscription.currency);
  }

  /** Prices the choice at the present instant, or at one that the server named. */
  requote(at = this.clock.at()): void {
    this.#at = at;
    const terms = this.codes.flatMap((code) => this.#terms.get(code) ?? []);
    const choice = { at, ...chosen(this.subscription, this) };
    this.standing = standing(this.offer, this.account, this.held, at);
    this.unchanged = renewal(this.offer, this.account, this.subscription);
    this.answer = quote(this.offer, changeRequest(this.account, this.held, choice, terms));
    this.#schedule();
    this.#tell();
  }

  /** Reads account, prices and terms from the server again and prices at the instant it named. */
  async refresh(catalog?: string, at?: string): Promise<void> {
    const [account, text] = await Promise.all([api.account(), api.catalog(catalog)]);
    const held = account.subscriptions.find(
      (candidate) => candidate.state.id === this.subscription.id,
    );
    if (!held) throw new Error("the subscription is not there any more");
    const terms = await Promise.all(this.codes.map((code) => api.code(held.state.id, code)));
    this.#terms = new Map(this.codes.map((code, index) => [code, terms[index] as Terms]));
    this.account = account;
    this.held = held;
    this.offer = new Offer(text);
    this.clock.set(account.now);
    this.rows = rowsOf(held.state, this.rows);
    this.requote(at);
  }

  /** Stops the timer; the page is left. */
  close(): void {
    clearTimeout(this.#timer);
    this.frozen = true;
  }

  /** Whether the present cycle is kept. */
  get #stays(): boolean {
    return isPresent(this.subscription, this.cycle);
  }

  #changed(): void {
    this.requote();
    if (this.describe) announce(this.describe());
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.answer.status !== "priced") return;
    const left = this.clock.until(this.answer.validUntil);
    const wait = Math.max(left - MARGIN, left / 2, 1000);
    this.#timer = window.setTimeout(() => (this.frozen ? this.#schedule() : this.requote()), wait);
  }

  #tell(): void {
    this.dispatchEvent(new Event("update"));
  }
}
