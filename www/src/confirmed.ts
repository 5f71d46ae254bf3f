// What this page has just confirmed: should the order not load then, it is known that it was.

import type { Confirmation } from "./api.js";

const confirmed = new Map<string, Confirmation>();

export function markConfirmed(confirmation: Confirmation): void {
  confirmed.set(confirmation.order.id, confirmation);
}

export function justConfirmed(order: string): Confirmation | undefined {
  return confirmed.get(order);
}
