// What may be done now, in the shape that the page's controls have. The engine's `options` decide all
// of it; nothing is tried out here.

import {
  type CycleOption,
  type Options,
  type OptionsRequest,
  type Problem,
  type ProductOptions,
  type Quantities,
  QuotientError,
} from "@quotient/checkout";
import type { Cycle, Held } from "./api.js";
import type { Holding } from "./circumstances.js";
import { t } from "./i18n.js";
import type { Offer } from "./offer.js";
import { explain } from "./problems.js";
import { type Buyer, others } from "./requests.js";
import { byLength, sameCycle } from "./words.js";

/** A problem, and the product it is about if it is about one. */
export interface Reason {
  problem: Problem;
  product: string | undefined;
}

/** What so many cost in a cycle, and save. */
export type CyclePrice = Pick<CycleOption, "recurring" | "saving">;

/** A billing cycle: what each product that is sold in it costs and saves. */
export interface CycleStanding {
  cycle: Cycle;
  present: boolean;
  /** Without a price: so many are not sold. */
  products: { product: string; price: CyclePrice | undefined }[];
  /** Why it cannot be asked for; empty: it can. */
  problems: readonly Problem[];
}

export interface Standing {
  /** Another quantity or cycle of what is held or chosen may be asked for. */
  possible: boolean;
  /** Something may be asked for: that, or another product. */
  open: boolean;
  /** Why not, then. */
  reasons: Reason[];
  /** What is held, or chosen to be bought. */
  products: ProductOptions[];
  /** What else is sold. */
  others: ProductOptions[];
  cycles: CycleStanding[];
  /** Why it cannot be canceled, or resumed; empty: it can. */
  cancellation: readonly Problem[];
  resumption: readonly Problem[];
}

/** What this user may do with a subscription at an instant. */
export function standing(offer: Offer, buyer: Buyer, held: Held, at: string): Standing {
  const { state } = held;
  const asked = ask(offer, {
    at,
    actor: { role: buyer.user.role },
    subscription: state,
    existing: others(buyer, held),
  });
  if (!("products" in asked)) {
    // A subscription that the engine cannot read can still be shown, with what is wrong with it.
    const reasons = asked.map((problem) => ({ problem, product: undefined }));
    const cycles = cyclesOf(state.cycle, []);
    const no = { products: [], others: [], cancellation: asked, resumption: asked };
    return { possible: false, open: false, reasons, cycles, ...no };
  }
  const own = asked.products.filter((product) => product.held > 0);
  const rest = asked.products.filter((product) => product.held === 0);
  const cycles = cyclesOf(state.cycle, own);
  const possible =
    own.some((product) => product.quantities) ||
    cycles.some((choice) => !choice.present && choice.problems.length === 0);
  return {
    possible,
    open: possible || rest.some((product) => product.quantities),
    reasons: possible ? [] : reasons(own, cycles),
    products: own,
    others: rest,
    cycles,
    cancellation: asked.cancellation ?? [],
    resumption: asked.resumption ?? [],
  };
}

/** What may be bought, with the prices of the least of it. */
export function purchaseStanding(
  offer: Offer,
  buyer: Buyer,
  chosen: { items: { product: string; quantity: number }[]; cycle: Cycle; currency: string },
  at: string,
): Standing {
  const asked = ask(offer, {
    at,
    actor: { role: buyer.user.role },
    currency: chosen.currency,
    existing: others(buyer),
  });
  const all = "products" in asked ? asked.products : [];
  const named = chosen.items.map(({ product }) => product);
  const own = all.filter(({ product }) => named.includes(product));
  const cycles = cyclesOf(chosen.cycle, own);
  const refused = own.filter(({ cycles }) => !cycles.some(({ quantities }) => quantities));
  const possible = own.length > 0 && refused.length === 0;
  return {
    possible,
    open: possible,
    reasons: refused.flatMap(({ product, problems }) =>
      problems.map((problem) => ({ problem, product })),
    ),
    products: own.map((product) => soldIn(product, chosen.cycle)),
    others: all
      .filter(({ product }) => !named.includes(product))
      .map((product) => soldIn(product, chosen.cycle)),
    // Where nothing is held yet, no cycle is the present one.
    cycles: cycles.map((choice) => ({ ...choice, present: false })),
    cancellation: [],
    resumption: [],
  };
}

/** What may be bought of a product in a cycle: each price has bounds of its own. */
function soldIn(product: ProductOptions, cycle: Cycle): ProductOptions {
  const { quantities, problems } = optionOf(product, cycle) ?? product;
  const { quantities: _, ...rest } = product;
  return { ...rest, problems, ...(quantities ? { quantities } : {}) };
}

/**
 * What so many units cost in every cycle, and what longer ones save: the engine's options for someone who
 * holds exactly them.
 */
export function pricesOf(
  offer: Offer,
  items: { product: string; quantity: number }[],
  currency: string,
  at: string,
): ProductOptions[] {
  const counted = items.filter(({ quantity }) => quantity > 0);
  if (counted.length === 0) return [];
  const end = new Date(Date.parse(at) + 86_400_000).toISOString().replace(/\.\d+Z$/, "Z");
  const asked = ask(offer, {
    at,
    subscription: {
      items: counted,
      cycle: { unit: "month" },
      currency,
      period: { start: at, end },
      status: "active",
    },
  });
  return "products" in asked ? asked.products.filter(({ held }) => held > 0) : [];
}

/** A cycle as it may be chosen, with the prices of what is chosen: `prices` has none of what is not sold so. */
export function repriced(choice: CycleStanding, prices: ProductOptions[]): CycleStanding {
  const products = choice.products.map(({ product }) => {
    const priced = prices.find((other) => other.product === product);
    return { product, price: priced && optionOf(priced, choice.cycle) };
  });
  return { ...choice, products };
}

function optionOf({ cycles }: ProductOptions, cycle: Cycle): CycleOption | undefined {
  return cycles.find((option) => sameCycle(option.cycle, cycle));
}

function ask(offer: Offer, question: OptionsRequest): Options | Problem[] {
  try {
    return offer.catalog.options(question);
  } catch (error) {
    if (!(error instanceof QuotientError)) throw error;
    return [...error.problems];
  }
}

/** Why nothing is possible, in the customer's words. */
export function reasonWords(
  { possible, reasons }: Standing,
  offer: Offer,
  held: Holding,
): string[] {
  if (possible) return [];
  if (reasons.length === 0) return [t.shop.notSold];
  return [
    ...new Set(reasons.map(({ problem, product }) => explain(problem, offer, held, product))),
  ];
}

/** The quantities of a product, of what is bought in a cycle; none: only the one held. */
export function quantities(
  { products, others }: Standing,
  product: string,
  cycle: Cycle,
): Quantities | undefined {
  const options = [...products, ...others].find((candidate) => candidate.product === product);
  if (!options?.cycles.some(({ quantities }) => quantities)) return options?.quantities;
  return optionOf(options, cycle)?.quantities;
}

/** Every cycle of any of the products, once. */
function cyclesOf(present: Cycle, products: ProductOptions[]): CycleStanding[] {
  const cycles: CycleStanding[] = [];
  for (const { product, cycles: options } of products) {
    for (const option of options) {
      const known = cycles.find((choice) => sameCycle(choice.cycle, option.cycle));
      // Each product has the same problems: the whole subscription would change its cycle.
      if (known) known.products.push({ product, price: option });
      else
        cycles.push({
          cycle: option.cycle,
          present: option.present,
          products: [{ product, price: option }],
          problems: option.problems,
        });
    }
  }
  // A present cycle that is not sold any more is still a choice: to stay with it.
  if (!cycles.some((choice) => sameCycle(choice.cycle, present)))
    cycles.push({ cycle: present, present: true, products: [], problems: [] });
  return cycles.sort((a, b) => byLength(a.cycle, b.cycle));
}

/** What stands against everything is the reason; else each has its own. */
function reasons(products: ProductOptions[], cycles: CycleStanding[]): Reason[] {
  const refusals: Reason[][] = [
    ...products.map(({ product, problems }) => problems.map((problem) => ({ problem, product }))),
    ...cycles
      .filter((choice) => !choice.present)
      .map(({ problems }) => problems.map((problem) => ({ problem, product: undefined }))),
  ];
  const all = refusals.flat();
  const shared = all.filter(({ problem }) =>
    refusals.every((refusal) => refusal.some((other) => other.problem.code === problem.code)),
  );
  return shared.length > 0 ? shared : all;
}
