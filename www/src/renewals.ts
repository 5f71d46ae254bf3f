// How long the next renewal's amount lasts: the engine prices one renewal after the other, as long as a code that ends
// runs.

import type { Cycle, Subscription as Stored, Tax } from "./api.js";
import type { Offer } from "./offer.js";
import { quote } from "./requests.js";

/** Of a subscription that is not stored yet, too. */
export type State = Omit<Stored, "id">;

/** By the link of a quote it is not told which codes run. */
export type Shared = Omit<State, "coupons"> & { coupons?: State["coupons"] };

export const isWhole = (state: Shared): state is State => state.coupons !== undefined;

/** Codes that run for some more periods, and what the renewals cost after the last of them. */
export interface Course {
  codes: State["coupons"];
  /** Undefined: too far off, or not sold any more. */
  then: { at: string; total: string; cycle: Cycle } | undefined;
}

/** Renewals that are asked for at most. */
const ASKED = 24;

/** Undefined: every renewal costs what the next one does. */
export function course(offer: Offer, state: State, tax: Tax | undefined): Course | undefined {
  const codes = state.coupons.filter(({ remainingPeriods }) => remainingPeriods !== null);
  if (codes.length === 0) return undefined;
  const totals = new Set<string>();
  let present = state;
  for (let asked = 0; asked < ASKED; asked += 1) {
    const at = present.period.end;
    const answer = quote(offer, {
      type: "renewal",
      at,
      subscription: present,
      ...(tax ? { tax } : {}),
    });
    if (answer.status !== "priced") break;
    totals.add(answer.total);
    if (present.coupons.every(({ remainingPeriods }) => remainingPeriods === null)) {
      const { total, subscription } = answer;
      return totals.size === 1
        ? undefined
        : { codes, then: { at, total, cycle: subscription.cycle } };
    }
    present = answer.subscription;
  }
  return { codes, then: undefined };
}
