// Payments whose outcome a provider still owes: which there are, and what became of them.

import { type Account, api, type Confirmation, type Order } from "./api.js";
import { tellElsewhere } from "./elsewhere.js";
import { isolated, t } from "./i18n.js";
import { paths } from "./router.js";

/** The orders whose payment is under way. */
export function unsettledOrders({ orders }: Account): Order[] {
  return orders.filter(({ state }) => state === "pending");
}

/** What became of a payment, in the language of the moment; undefined while that is not known. */
export function settledWords(
  status: Confirmation["status"],
  number: string,
): (() => string) | undefined {
  return {
    confirmed: () => `${t.orders.doneTitle(isolated(number))}.`,
    declined: () => t.orders.declinedOf(isolated(number)),
    canceled: () => t.orders.canceledText(isolated(number)).join(""),
    pending: undefined,
    awaitingPayment: undefined,
  }[status];
}

/** Tells what became of an order that was under way, wherever its customer is. */
export async function tellSettled({ id, number }: Order): Promise<void> {
  // Nobody asked for it here: without an answer nothing is said.
  const status = await api.order(id).then(
    (confirmation) => confirmation.status,
    () => undefined,
  );
  const words = settledWords(status ?? "pending", number);
  if (!words) return;
  tellElsewhere({
    kind: status === "confirmed" ? "good" : "bad",
    words,
    path: paths.order(id),
    link: () => t.orders.seeOrder,
  });
}
