// An order in the making as the address of its page says it, so that a reload, Back and a colleague find it again.

import { wholeNumber } from "./rows.js";
import type { Cycle } from "./api.js";

/** What is chosen; of a change, what differs from what is held. */
export interface Written {
  items?: readonly { product: string; quantity: number }[];
  cycle?: Cycle | undefined;
  currency?: string;
  /** Scheduled changes are withdrawn. */
  withdraw?: boolean;
}

const UNITS = ["day", "week", "month", "year"];
const OWN = ["product", "quantity", "unit", "count", "currency", "withdraw"];

/** Every product is followed by its quantity. What else the address says stays. */
export function written({ items = [], cycle, currency, withdraw }: Written, others = ""): string {
  const query = new URLSearchParams(others);
  for (const name of OWN) query.delete(name);
  for (const { product, quantity } of items) {
    query.append("product", product);
    query.append("quantity", String(quantity));
  }
  if (cycle) query.set("unit", cycle.unit);
  if (cycle?.count !== undefined && cycle.count !== 1) query.set("count", String(cycle.count));
  if (currency) query.set("currency", currency);
  if (withdraw) query.set("withdraw", "1");
  return query.toString();
}

/** What an address says; a quantity that is none counts as one, and what no currency is called is none. */
export function read(search: string): Written {
  const query = new URLSearchParams(search);
  const quantities = query.getAll("quantity");
  const items = new Map<string, number>();
  query.getAll("product").forEach((product, index) => {
    if (!items.has(product)) items.set(product, wholeNumber(quantities[index] ?? "") ?? 1);
  });
  const unit = query.get("unit");
  const count = wholeNumber(query.get("count") ?? "") ?? 1;
  const currency = query.get("currency") ?? "";
  return {
    items: [...items].map(([product, quantity]) => ({ product, quantity })),
    cycle:
      unit !== null && UNITS.includes(unit)
        ? { unit: unit as Cycle["unit"], ...(count > 1 ? { count } : {}) }
        : undefined,
    ...(/^[A-Z]{3}$/.test(currency) ? { currency } : {}),
    withdraw: query.has("withdraw"),
  };
}
