// What is chosen outlives a reload: the choice in the address, typed codes in the tab alone.

import { type Written, written } from "./address.js";
import type { OrderStore } from "./order-store.js";
import { remember } from "./router.js";
import { keep, recall } from "./storage.js";

const CODES = "quotient.codes";

/** Writes down an order after a change; while a quantity is no number, the address says what was there before. */
export function keepChoice(store: OrderStore, buyer: string | undefined, choice: Written): void {
  if (store.valid) remember(written(choice, location.search));
  keepCodes(buyer, store.codes);
}

/** Whoever signs in next in this tab does not get them. */
export function keepCodes(buyer: string | undefined, codes: readonly string[]): void {
  if (buyer !== undefined)
    keep("sessionStorage", place(buyer), codes.length > 0 ? JSON.stringify(codes) : undefined);
}

export function recallCodes(buyer: string | undefined): string[] {
  if (buyer === undefined) return [];
  try {
    const kept: unknown = JSON.parse(recall("sessionStorage", place(buyer)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((code) => typeof code === "string") : [];
  } catch {
    return [];
  }
}

function place(buyer: string): string {
  return `${CODES} ${buyer} ${location.pathname}`;
}
