// What the parts of the view are made of.

import type { CheckoutItem, CheckoutSnapshot } from "../store.js";
import type { Cycle, CycleOption, Priced, ProductOptions } from "../types.js";
import { nameOf } from "../cycle.js";
import type { Words } from "./words.js";

/** What a person has typed that is not in the checkout. */
export interface Typing {
  /** Texts of quantity fields that the store did not take. */
  readonly quantities: ReadonlyMap<string, string>;
  readonly isCodeOpen: boolean;
  readonly code: string;
  /** Why the typed code was not taken. */
  readonly codeError: string;
  /** The code that is being looked up. */
  readonly checking: string | undefined;
}

/** What may be done in the view. */
export interface Actions {
  type(product: string, text: string): void;
  choose(product: string, quantity: number): void;
  cycle(cycle: Cycle): void;
  openCode(): void;
  typeCode(text: string): void;
  enterCode(): void;
  removeCode(code: string): void;
}

/** All that a view is made of. */
export interface Model {
  readonly snapshot: CheckoutSnapshot;
  readonly words: Words;
  readonly typing: Typing;
  readonly actions: Actions;
  readonly taxIncluded: boolean;
  /** Those that are held or chosen; to somebody who buys, all that is sold. */
  readonly rows: readonly Row[];
  /** Reasons that belong to no field, in words. */
  readonly general: readonly string[];
}

/** A product as it is shown. */
export interface Row extends CheckoutItem {
  readonly name: string;
  readonly unit: string;
  readonly options: ProductOptions | undefined;
  readonly offer: Offer | undefined;
  /** How many its prices are for; 0: the least that is sold in each cycle. */
  readonly counted: number;
  /** What it costs in the chosen cycle; absent: it is not sold so. */
  readonly price: CycleOption | undefined;
}

export type Offer = Pick<ProductOptions, "quantities" | "problems">;

/** The quote, if there is one for all that was typed. */
export function priced({ snapshot, typing }: Model): Priced | undefined {
  const isTyped = snapshot.problems.every(({ field }) => field === undefined || field === "code");
  const { answer } = snapshot;
  return answer.status === "priced" && isTyped && typing.quantities.size === 0 ? answer : undefined;
}

/** What a model has as `rows`. */
export function rowsOf(snapshot: CheckoutSnapshot): Row[] {
  const { items, options, catalog, choice, cycle } = snapshot;
  const offered = new Map(options.products.map((each) => [each.product, each]));
  const named = new Map(catalog.products.map((each) => [each.id, each]));
  const chosen = new Map(items.map((each) => [each.product, each]));
  const isPurchase = choice.currency !== undefined;
  return [...new Set([...chosen.keys(), ...(isPurchase ? offered.keys() : [])])].map((product) => ({
    product,
    quantity: chosen.get(product)?.quantity ?? 0,
    held: chosen.get(product)?.held ?? 0,
    counted: chosen.get(product)?.held ?? 0,
    name: named.get(product)?.name ?? product,
    unit: named.get(product)?.unitName ?? "unit",
    options: offered.get(product),
    offer: offerOf(snapshot, offered.get(product)),
    price: inCycle(offered.get(product), cycle),
  }));
}

/** What may be asked for of a product in the chosen cycle, or why nothing may. */
export function offerOf(
  { choice, cycle }: CheckoutSnapshot,
  options: ProductOptions | undefined,
): Offer | undefined {
  // What is held goes on in one cycle for all.
  return choice.currency === undefined
    ? options
    : (inCycle(options, cycle) ?? (options?.quantities ? NOTHING : options));
}

const NOTHING: Offer = { quantities: { minimum: 0, maximum: 0, step: 1 }, problems: [] };

function inCycle(options: ProductOptions | undefined, cycle: Cycle): CycleOption | undefined {
  return options?.cycles.find((option) => nameOf(option.cycle) === nameOf(cycle));
}

/** How many the price of a cycle is for. */
export function countOf({ counted, options }: Row, price: CycleOption | undefined): number {
  return counted || Math.max((price?.quantities ?? options?.quantities)?.minimum ?? 1, 1);
}

export function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
