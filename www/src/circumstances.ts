// What a problem is about, in words of the language that is spoken: messages only put them together.

import type { Problem } from "@quotient/checkout";
import type { Cycle } from "./api.js";
import type { Offer } from "./offer.js";
import { billing, date, manyUnits, roleNames, units } from "./words.js";

export interface Circumstances {
  /** What would be allowed: roles, an instant, a quantity. */
  roles: string | undefined;
  date: string | undefined;
  quantity: string | undefined;
  /** The product's units, and how many of them are held; nothing is held in a purchase. */
  manyUnits: string;
  held: string | undefined;
  /** The present billing and the end of the period. */
  billing: string;
  ends: string;
  /** Nothing is held yet: it is to be bought. */
  buys: boolean;
  /** Its renewal could not be charged. */
  pastDue: boolean;
}

/** What is held now, as far as problems speak of it. */
export interface Holding {
  items: readonly { product: string; quantity: number }[];
  cycle: Cycle;
  period?: { end: string };
  status?: string;
}

export function circumstances(
  { allowed }: Pick<Problem, "allowed">,
  offer: Offer,
  held: Holding,
  product?: string,
): Circumstances {
  const item = held.items.find((candidate) => candidate.product === product);
  const about = product ?? held.items[0]?.product ?? "";
  const unit = offer.unit(about);
  const having = item ?? (product === undefined ? held.items[0] : undefined);
  return {
    roles: Array.isArray(allowed) && allowed.length > 0 ? roleNames(allowed) : undefined,
    date: typeof allowed === "string" ? date(allowed, offer.timeZone) : undefined,
    quantity: typeof allowed === "number" ? units(allowed, unit) : undefined,
    manyUnits: manyUnits(unit),
    held: having && having.quantity > 0 ? units(having.quantity, unit) : undefined,
    billing: billing(held.cycle),
    buys: held.period === undefined,
    ends: held.period ? date(held.period.end, offer.timeZone) : "",
    pastDue: held.status === "pastDue",
  };
}
