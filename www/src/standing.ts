// What may be done with a subscription now, in the shape that the page's controls have. The engine's
// `options` decide all of it; nothing is tried out here.

import {
  type CycleOption,
  type Problem,
  type ProductOptions,
  type Quantities,
  QuotientError,
} from "@quotient/checkout";
import type { Account, Cycle, Held, Subscription } from "./api.js";
import type { Offer } from "./offer.js";
import { explain } from "./problems.js";
import { others } from "./requests.js";
import { sameCycle } from "./words.js";

/** A problem, and the product it is about if it is about one. */
export interface Reason {
  problem: Problem;
  product: string | undefined;
}

/** A billing cycle of a subscription: what each product that is sold in it costs and saves. */
export interface CycleStanding {
  cycle: Cycle;
  present: boolean;
  products: { product: string; option: CycleOption }[];
  /** Why it cannot be asked for; empty: it can. */
  problems: Problem[];
}

export interface Standing {
  /** Another quantity or another cycle may be asked for. */
  possible: boolean;
  /** Why not, then. */
  reasons: Reason[];
  products: ProductOptions[];
  cycles: CycleStanding[];
}

/** What this user may do with a subscription at an instant. */
export function standing(offer: Offer, account: Account, held: Held, at: string): Standing {
  const { state } = held;
  try {
    const { products } = offer.catalog.options({
      at,
      actor: { role: account.user.role },
      subscription: state,
      existing: others(account, held),
    });
    const own = products.filter((product) => product.held > 0);
    const cycles = cyclesOf(state.cycle, own);
    const possible =
      own.some((product) => product.quantities) ||
      cycles.some((choice) => !choice.present && choice.problems.length === 0);
    return { possible, reasons: possible ? [] : reasons(own, cycles), products: own, cycles };
  } catch (error) {
    if (!(error instanceof QuotientError)) throw error;
    // A subscription that the engine cannot read can still be shown, with what is wrong with it.
    const why = error.problems.map((problem) => ({ problem, product: undefined }));
    return { possible: false, reasons: why, products: [], cycles: cyclesOf(state.cycle, []) };
  }
}

/** Why nothing is possible, in the customer's words. */
export function reasonWords(
  { possible, reasons }: Standing,
  offer: Offer,
  subscription: Subscription,
): string[] {
  if (possible) return [];
  if (reasons.length === 0) return ["What this subscription holds is not sold any more."];
  return [
    ...new Set(
      reasons.map(({ problem, product }) => explain(problem, offer, subscription, product)),
    ),
  ];
}

/** The quantities of a product; none: only the one held. */
export function quantities({ products }: Standing, product: string): Quantities | undefined {
  return products.find((candidate) => candidate.product === product)?.quantities;
}

/** Every cycle of any of the products, once. */
function cyclesOf(present: Cycle, products: ProductOptions[]): CycleStanding[] {
  const cycles: CycleStanding[] = [];
  for (const { product, cycles: options } of products) {
    for (const option of options) {
      const known = cycles.find((choice) => sameCycle(choice.cycle, option.cycle));
      // Each product has the same problems: the whole subscription would change its cycle.
      if (known) known.products.push({ product, option });
      else
        cycles.push({
          cycle: option.cycle,
          present: option.present,
          products: [{ product, option }],
          problems: option.problems,
        });
    }
  }
  // A present cycle that is not sold any more is still a choice: to stay with it.
  if (!cycles.some((choice) => choice.present))
    cycles.unshift({ cycle: present, present: true, products: [], problems: [] });
  return cycles;
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
