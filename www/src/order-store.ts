// The state of one order in the making: what the customer chose, and the quote of it. Quotes are
// synchronous: every change of the choice has its answer before the call returns.

import type {
  Answer,
  Priced,
  Problem,
  ProductOptions,
  Quantities,
  Request,
} from "@quotient/checkout";
import { normalCode } from "@quotient/checkout/store";
import { announce } from "./announcer.js";
import {
  api,
  type Card,
  type ChangeChoice,
  type Confirmation,
  type Conflict,
  type Cycle,
  type PurchaseChoice,
  type Tax,
  type Terms,
} from "./api.js";
import type { Holding } from "./circumstances.js";
import { ServerClock } from "./clock.js";
import { codeTerms } from "./code-words.js";
import type { Deal, Sent } from "./deal.js";
import { Offer } from "./offer.js";
import { place } from "./problems.js";
import { refusalWords } from "./refusals.js";
import { quote } from "./requests.js";
import { isWithin, newRow, retyped, type Row, stepped } from "./rows.js";
import { pricesOf, quantities, repriced, type Standing } from "./standing.js";

/** A quote is asked again this long before it stops being valid, or halfway for short ones. */
const MARGIN = 60_000;
/** The longest between two looks at a subscription that waits for its renewal. */
const SELDOM = 60_000;

/** What goes to the server, as far as it says what was chosen. */
export type Body = Pick<ChangeChoice, "items" | "cycle" | "codes"> & { card?: Card };

export abstract class OrderStore extends EventTarget implements Deal {
  offer: Offer;
  readonly clock: ServerClock;

  card: Card = "test_works";
  rows: Row[] = [];
  abstract cycle: Cycle;
  codes: readonly string[] = [];

  answer!: Answer;
  /** What may be chosen at all. */
  standing!: Standing;

  /** A quantity is being typed: what is wrong with it is said once that pauses. */
  typing = false;
  frozen = false;
  /** Says what to announce after a change; the page knows the words. */
  describe: (() => string) | undefined;

  protected at: string;
  /** The quote of an attempt whose outcome is unknown: until that is known, it is what is shown. */
  #sent: Priced | undefined;
  #terms = new Map<string, Terms>();
  #timer: number | undefined;
  /** Looks in a row at a subscription that waits for its renewal. */
  #looks = 0;
  #closed = false;
  #paying = false;
  /** Whether something was chosen while a payment was under way: a code that the server took its time for. */
  #late = false;

  constructor(offer: Offer, now: string) {
    super();
    this.offer = offer;
    this.clock = new ServerClock(now);
    this.at = now;
  }

  abstract readonly currency: string;
  abstract readonly holding: Holding;
  /** Not known of a guest to whom the server does not tell them. */
  abstract readonly taxes: Tax | undefined;
  /** What goes to the server: the choice, with the instant of the quote on the page. */
  abstract readonly choice: ChangeChoice | PurchaseChoice;
  /** Whether a cycle's quantities are known beforehand: those of the present one, and all of a purchase. */
  protected abstract isKnown(cycle: Cycle): boolean;
  protected abstract request(terms: Terms[]): Request;
  /** What may be chosen at the instant of the quote. */
  protected abstract assess(): void;
  /** Chooses what was sent once, and nothing else. */
  protected abstract choose(choice: Body): void;
  /** Reads everything again but the prices. */
  protected abstract reload(): Promise<void>;
  protected abstract terms(code: string): Promise<Terms>;

  get priced(): Priced | undefined {
    return this.answer.status === "priced" && this.valid ? this.answer : undefined;
  }

  get problems(): Problem[] {
    if (this.answer.status !== "rejected") return [];
    return this.answer.problems.map((problem) => this.#bounded(problem));
  }

  /** Whether every typed quantity is a whole number. */
  get valid(): boolean {
    return this.rows.every((row) => row.quantity !== undefined);
  }

  /** What the rows say, where they are whole numbers. */
  get items(): { product: string; quantity: number }[] {
    return this.rows.flatMap(({ product, quantity }) =>
      quantity === undefined ? [] : [{ product, quantity }],
    );
  }

  /** What else may be put into this order, or why not. */
  get additions(): ProductOptions[] {
    return this.standing.others.filter(
      ({ product }) => !this.rows.some((row) => row.product === product),
    );
  }

  /** Where only the quantity held may be asked for. */
  fixed(row: Row): boolean {
    return this.isKnown(this.cycle) && !quantities(this.standing, row.product, this.cycle);
  }

  /**
   * Within which quantities the stepper goes. In another cycle another price counts: then only the
   * quote says which is too many.
   */
  quantities({ product, present }: Row, cycle = this.cycle): Quantities {
    const offered = quantities(this.standing, product, cycle) ?? {
      minimum: present,
      maximum: present,
      step: 1,
    };
    return this.isKnown(cycle) ? offered : { ...offered, maximum: Number.MAX_SAFE_INTEGER };
  }

  setQuantity(product: string, text: string): void {
    this.rows = this.rows.map((row) => (row.product === product ? retyped(row, text) : row));
    this.changed();
  }

  /** Typed key by key: `2` on the way to `25` is not held against anybody. What was wrong before stays said. */
  type(product: string, text: string): void {
    const wrong = !this.valid || this.problems.some(({ code }) => code !== "nothing_changes");
    this.typing ||= !wrong;
    this.setQuantity(product, text);
  }

  /** The typing has paused. */
  settle(): void {
    if (!this.typing) return;
    this.typing = false;
    this.tell();
    this.#speak();
  }

  step(product: string, direction: 1 | -1): void {
    const row = this.rows.find((candidate) => candidate.product === product);
    if (!row) return;
    const next = stepped(row.quantity ?? row.present, direction, this.quantities(row));
    this.setQuantity(product, String(next));
  }

  /** Puts another product into the order, as few of it as are sold. */
  add(product: string): void {
    const least = quantities(this.standing, product, this.cycle)?.minimum;
    if (least === undefined) return;
    this.rows = [...this.rows, newRow(product, least)];
    this.changed();
  }

  /** Takes out a product that is not held. */
  drop(product: string): void {
    this.rows = this.rows.filter((row) => row.product !== product || row.present > 0);
    this.changed();
  }

  /** Takes a quantity back to what is held. */
  undo(product: string): void {
    const row = this.rows.find((candidate) => candidate.product === product);
    if (row) this.setQuantity(product, String(row.present));
  }

  setCycle(cycle: Cycle): void {
    this.cycle = cycle;
    this.changed();
  }

  setCard(card: Card): void {
    this.card = card;
    this.tell();
  }

  /** Asks the server for a typed code's terms and adds it; whether it applies, the quote says. */
  async addCode(typed: string): Promise<string> {
    const code = normalCode(typed);
    const terms = await this.terms(code);
    this.#terms.set(code, terms);
    if (!this.codes.includes(code)) this.codes = [...this.codes, code];
    this.changed();
    return code;
  }

  /** Takes codes up again that were there before; one that cannot be looked up now is left out. */
  async recallCodes(codes: readonly string[]): Promise<void> {
    if (codes.length === 0) return;
    const found = await Promise.allSettled(codes.map((code) => this.terms(code)));
    codes.forEach((code, index) => {
      const terms = found[index];
      if (terms?.status === "fulfilled") this.#terms.set(code, terms.value);
    });
    this.codes = codes.filter((code) => this.#terms.has(code));
    this.requote();
  }

  removeCode(code: string): void {
    this.codes = this.codes.filter((other) => other !== code);
    this.changed();
  }

  /** What the quote says about a code; undefined while nothing is priced. */
  outcome(code: string): Priced["codes"][number] | undefined {
    return this.answer.status === "priced"
      ? this.answer.codes.find((entry) => entry.code === code)
      : undefined;
  }

  /** What a code takes off, by its terms. */
  codeTerms(code: string): string | undefined {
    return codeTerms(this.#terms.get(code), this.currency);
  }

  /** Why a code does not count, by the quote, or by the server alone while nothing is priced. */
  refusal(code: string): string | undefined {
    return this.refusalOf(code)?.();
  }

  /** The same in the language of the moment, also once the code is gone. */
  refusalOf(code: string): (() => string) | undefined {
    const terms = this.#terms.get(code);
    const outcome = this.outcome(code);
    const reason =
      outcome === undefined
        ? terms && "refused" in terms && terms.refused
        : !outcome.applied && outcome.reason;
    if (!reason) return undefined;
    const { offer, currency } = this;
    return () => refusalWords({ code, reason }, terms, offer, currency);
  }

  /** The choice of an attempt comes back with it, and stays once its outcome is known. */
  showSent(sent: Sent | undefined): void {
    if (sent?.shown === this.#sent) return;
    this.#sent = sent?.shown;
    if (sent) {
      const { codes = [], card = this.card, ...choice } = JSON.parse(sent.body) as Body;
      this.#late = false;
      this.typing = false;
      this.codes = codes;
      this.card = card;
      this.choose(choice);
    }
    this.requote();
  }

  /** Prices the choice at the present instant, or at one that the server named. */
  requote(at = this.clock.at()): void {
    this.at = at;
    this.assess();
    this.#priceCycles();
    const terms = this.codes.flatMap((code) => this.#terms.get(code) ?? []);
    this.answer = this.#sent ?? quote(this.offer, this.request(terms));
    this.#schedule();
    this.tell();
  }

  body(): string {
    return JSON.stringify({ ...this.choice, digest: this.priced?.digest, card: this.card });
  }

  submit(body: string, key: string): Promise<Confirmation> {
    return api.confirm(body, key);
  }

  /** Reads account, prices and terms from the server again and prices at the instant it named. */
  async refresh(conflict: Conflict, fresh: Answer): Promise<void> {
    const [, text] = await Promise.all([this.reload(), api.catalog(conflict.catalog)]);
    const terms = await Promise.all(this.codes.map((code) => this.terms(code)));
    this.#terms = new Map(this.codes.map((code, index) => [code, terms[index] as Terms]));
    this.offer = new Offer(text);
    this.requote(fresh.at);
  }

  /** Reads the account again, and keeps what is chosen; not while that may be paid. */
  async look(): Promise<boolean> {
    if (this.frozen || this.#sent) return false;
    try {
      await this.reload();
    } catch {
      return false;
    }
    if (this.frozen || this.#sent) return false;
    this.requote();
    return true;
  }

  /** Stops the timer; the page is left. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.frozen = true;
  }

  set paying(paying: boolean) {
    this.#paying = paying;
    if (!paying && this.#late) this.changed();
  }

  protected changed(): void {
    this.#late = this.#paying;
    if (this.#late) return;
    this.requote();
    this.#speak();
  }

  protected tell(): void {
    this.dispatchEvent(new Event("update"));
  }

  /** What is being typed is said once, when that pauses. */
  #speak(): void {
    if (this.describe) announce(this.typing ? "" : this.describe());
  }

  /** What cannot be had in this number has no price; what is held has one, whether or not as much is sold now. */
  #priceCycles(): void {
    const { standing } = this;
    const isSold = (row: Row, cycle: Cycle) =>
      row.counted === row.present ||
      !quantities(standing, row.product, cycle) ||
      isWithin(row.counted, this.quantities(row, cycle));
    const cycles = standing.cycles.map((choice) => {
      const sold = this.rows.filter((row) => isSold(row, choice.cycle));
      const items = sold.map(({ product, counted }) => ({ product, quantity: counted }));
      return repriced(choice, pricesOf(this.offer, items, this.currency, this.at));
    });
    this.standing = { ...standing, cycles };
  }

  /** More than the engine reads at all: the most that is sold is the remedy here, too. */
  #bounded(problem: Problem): Problem {
    if (problem.code !== "out_of_range" || !this.isKnown(this.cycle)) return problem;
    const where = place(problem, this.choice.items ?? []);
    const sold = where.at === "quantity" && quantities(this.standing, where.product, this.cycle);
    if (!sold) return problem;
    return { ...problem, code: "quantity_above_maximum", allowed: sold.maximum };
  }

  /** Until a period that has ended is renewed nothing can be changed: it is looked at, ever more seldom, until it is. */
  #awaitRenewal(): void {
    const problems = [...this.problems, ...this.standing.reasons.map(({ problem }) => problem)];
    if (!problems.some(({ code }) => code === "renewal_due")) return;
    const wait = Math.min(2 ** this.#looks * 2000, SELDOM);
    this.#looks += 1;
    this.#timer = window.setTimeout(() => void this.#lookAfter(), wait);
  }

  async #lookAfter(): Promise<void> {
    if (!(await this.look())) this.#schedule();
    else if (this.priced) this.#speak();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#closed || this.#sent) return;
    if (this.answer.status !== "priced") return this.#awaitRenewal();
    this.#looks = 0;
    const left = this.clock.until(this.answer.validUntil);
    const wait = Math.max(left - MARGIN, left / 2, 1000);
    this.#timer = window.setTimeout(() => (this.frozen ? this.#schedule() : this.requote()), wait);
  }
}
