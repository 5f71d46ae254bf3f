// What the parts of the view are made of.

import type { CheckoutItem, CheckoutSnapshot } from "../store.js";
import type { Cycle, Priced, ProductOptions } from "../types.js";
import type { Words } from "./words.js";

/** What a person has typed that is not in the checkout. */
export interface Typing {
  /** Texts of quantity fields that are no whole numbers. */
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
}

/** A product as it is shown. */
export interface Row extends CheckoutItem {
  readonly name: string;
  readonly unit: string;
  readonly options: ProductOptions | undefined;
}

/** The quote, if there is one for all that was typed. */
export function priced({ snapshot, typing }: Model): Priced | undefined {
  const isTyped = snapshot.problems.every(({ field }) => field === undefined || field === "code");
  const { answer } = snapshot;
  return answer.status === "priced" && isTyped && typing.quantities.size === 0 ? answer : undefined;
}

/** Those that are held or chosen; to somebody who buys, all that is sold. */
export function rowsOf({ snapshot }: Model): Row[] {
  const { items, options, catalog } = snapshot;
  const isPurchase = snapshot.choice.currency !== undefined;
  const offered = isPurchase ? options.products.map(({ product }) => product) : [];
  const products = new Set([...items.map(({ product }) => product), ...offered]);
  return [...products].map((product) => {
    const named = catalog.products.find(({ id }) => id === product);
    const item = items.find((each) => each.product === product);
    return {
      product,
      quantity: item?.quantity ?? 0,
      held: item?.held ?? 0,
      name: named?.name ?? product,
      unit: named?.unitName ?? "unit",
      options: options.products.find((each) => each.product === product),
    };
  });
}

export function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
