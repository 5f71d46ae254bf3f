// Why something cannot be had, in the customer's words. The engine decides; these only say it.

import type { Problem, Subscription } from "@quotient/checkout";
import type { Offer } from "./offer.js";
import { capital, cycleName, date, many, roleNames, units } from "./words.js";

/** Where on the page a problem belongs. */
export type Place =
  { at: "quantity"; product: string } | { at: "cycle" } | { at: "code" } | { at: "page" };

export function place(problem: Problem, items: readonly { product: string }[]): Place {
  const [, first, index] = problem.path.split("/");
  // About all of them together.
  if (problem.code === "too_many_products") return { at: "page" };
  if (first === "items") {
    const product = items[Number(index)]?.product ?? items[0]?.product;
    if (product !== undefined && problem.code !== "nothing_changes")
      return { at: "quantity", product };
  }
  if (first === "cycle") return { at: "cycle" };
  if (first === "codes" || first === "coupons") return { at: "code" };
  return { at: "page" };
}

export function explain(
  problem: Problem,
  offer: Offer,
  subscription: Subscription,
  product?: string,
): string {
  const { allowed } = problem;
  const item =
    subscription.items.find((candidate) => candidate.product === product) ?? subscription.items[0];
  const unit = offer.unit(item?.product ?? "");
  const held = item ? `You have ${units(item.quantity, unit)}.` : "";
  switch (problem.code) {
    case "role_not_allowed":
      return Array.isArray(allowed)
        ? `Only ${roleNames(allowed as string[])} can change this subscription.`
        : "Your role does not allow changing this subscription.";
    case "nothing_changes":
      return `Choose another number of ${many(unit)} or another billing cycle.`;
    case "quantity_decreased":
      return `The number of ${many(unit)} only goes up. ${held}`;
    case "quantity_above_maximum":
      return typeof allowed === "number"
        ? `At most ${units(allowed, unit)} can be bought here.`
        : `More ${many(unit)} than can be bought here.`;
    case "quantity_below_minimum":
      return typeof allowed === "number"
        ? `At least ${units(allowed, unit)} are needed.`
        : `Fewer ${many(unit)} than can be bought.`;
    case "quantity_step":
      return typeof allowed === "number"
        ? `${capital(many(unit))} are not sold in this number. The nearest is ${units(allowed, unit)}.`
        : `${capital(many(unit))} are not sold in this number.`;
    case "out_of_range":
      return `That is more than can be priced.`;
    case "cycle_shortened":
      return typeof allowed === "string"
        ? `Your ${cycleName(subscription.cycle)} term runs until ${date(allowed, offer.timeZone)}. A shorter cycle is not possible before.`
        : `Your ${cycleName(subscription.cycle)} term runs on. A shorter cycle is not possible before its end.`;
    case "mixed_timing":
      return "One part of this change would take effect now and another only at the renewal. Please make them one after the other.";
    case "too_many_products":
      return "Only one product can be changed at a time. Please make the changes one after the other.";
    case "no_items":
      return "Nothing would be left. To end the subscription, cancel it instead.";
    case "subscription_past_due":
      return "A payment for this subscription is overdue. It can be changed once that is paid.";
    case "subscription_canceling":
      return `This subscription was canceled and ends on ${date(subscription.period.end, offer.timeZone)}.`;
    case "subscription_ended":
      return "This subscription has ended.";
    case "renewal_due":
      return "This subscription is being renewed. It can be changed as soon as that is done.";
    case "price_not_found":
      return "This is not sold in that billing cycle.";
    case "already_subscribed":
      return typeof allowed === "string"
        ? `Another of your subscriptions has this product until ${date(allowed, offer.timeZone)}.`
        : "Another of your subscriptions already has this product.";
    case "charges_missing":
      return "What was paid for this subscription is not on record here, so its unused time cannot be credited.";
    default:
      return sentence(problem.message);
  }
}

/** A message of the engine as a sentence: a capital letter, a full stop, no code marks. */
export function sentence(message: string): string {
  const text = capital(message.replaceAll("`", ""));
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
