// A request that is read and checked once, for as many choices as a customer tries.

import type { Held } from "./door.js";
import { ask, type Engine, engineOf, isLive } from "./engine.js";
import { type Amounts, type AnswerWith, bitsOf, type Parts } from "./parts.js";
import { type Text, textOf } from "./text.js";
import { LIMITS, type Answer, type NewQuantity, type Rejected, type Request } from "./types.js";

/** What may vary of a prepared request; what is absent stays as it was prepared. */
export type PreparedChoice = Pick<Partial<Request>, "at" | "items" | "cycle" | "codes">;

/** The sums of a choice. */
export interface TotalPriced {
  status: "priced";
  total: string;
  /** To be paid now. */
  amountDue: string;
}

/** What a choice costs in all, or why it is not allowed. */
export type Total = TotalPriced | Rejected;

function summed(answer: Amounts): Total {
  if (answer.status === "rejected") {
    return answer;
  }
  const { status, total, amountDue } = answer;
  return { status, total, amountDue };
}

/** How many stay with the engine; the one that was kept first gives way, and is read again when it is asked. */
const MOST = 256;
const kept = new Set<Prepared>();

/**
 * A request with its catalog, read and checked once. Then quantities, cycle, codes and the instant vary: each
 * answer is the same to the byte as that of a request with the choice in it. Made by `catalog.prepare`.
 */
export class Prepared {
  readonly #catalog: Text;
  readonly #request: Text;
  #engine: Engine | undefined;
  #held: Held | undefined;
  #items: readonly NewQuantity[] | undefined;

  /** @internal */
  constructor(catalog: Text, request: Request | string) {
    this.#catalog = catalog;
    this.#request = textOf(request, LIMITS.requestBytes);
    ask([this.#request], (open) => this.#with(engineOf(open, catalog.json)));
  }

  /**
   * The answer to a choice.
   *
   * @throws {QuotientError} everything that is malformed in it, or that the request's type does not let vary
   */
  quote(choice?: PreparedChoice | string): Answer;
  quote<const P extends Parts>(
    choice: PreparedChoice | string | undefined,
    parts: P,
  ): AnswerWith<P>;
  quote(choice: PreparedChoice | string = {}, parts?: Parts): unknown {
    return this.#choose(choice, bitsOf(parts));
  }

  /**
   * What a choice costs, line by line: the answer without calculation, digest, renewal and subscription.
   *
   * @throws {QuotientError} as `quote` does
   */
  amounts(choice: PreparedChoice | string = {}): Amounts {
    return this.#choose(choice, 0);
  }

  /**
   * What a choice costs in all, for every step of a slider: with a number, that quantity of `product`, or of the
   * request's first item.
   *
   * @throws {QuotientError} as `quote` does
   */
  total(choice?: PreparedChoice | string): Total;
  total(quantity: number, product?: string): Total;
  total(choice: PreparedChoice | string | number = {}, product?: string): Total {
    return typeof choice === "number" ? this.#slide(choice, product) : summed(this.amounts(choice));
  }

  /**
   * Gives back what it holds of the engine's memory. It may be asked again all the same, and is read anew then.
   */
  free(): void {
    if (this.#engine !== undefined && isLive(this.#engine)) {
      this.#held!.free();
    }
    this.#engine = this.#held = undefined;
    kept.delete(this);
  }

  #slide(quantity: number, product?: string): Total {
    this.#items ??= (JSON.parse(this.#request.json) as Partial<Request>).items ?? [];
    const place =
      product === undefined ? 0 : this.#items.findIndex((item) => item.product === product);
    // Numbers reach the module as they are: only those that it cannot take for others.
    if (place >= 0 && quantity >>> 0 === quantity) {
      const told = ask<string>([], (open) =>
        this.#with(engineOf(open, this.#catalog.json)).total(place, quantity),
      );
      const space = told.indexOf(" ");
      if (space > 0) {
        return { status: "priced", total: told.slice(0, space), amountDue: told.slice(space + 1) };
      }
    }
    const items = [...this.#items];
    const named = product ?? (items[0]?.product as string);
    items[place < 0 ? items.length : place] = { product: named, quantity };
    return summed(this.amounts({ items }));
  }

  #choose<T>(choice: PreparedChoice | string, wanted: number): T {
    const text = textOf(choice, LIMITS.requestBytes);
    return ask([text], (open) =>
      this.#with(engineOf(open, this.#catalog.json)).choose(text.json, wanted),
    );
  }

  /** Itself with an engine, which reads it unless it has; within `ask`. */
  #with(engine: Engine): Held {
    if (this.#engine !== engine) {
      this.#held = engine.prepare(this.#request.json);
      this.#engine = engine;
      kept.delete(this);
      kept.add(this);
      if (kept.size > MOST) {
        kept.values().next().value!.free();
      }
    }
    return this.#held!;
  }
}
