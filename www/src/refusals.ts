// Why a discount code was refused, in the customer's words, with what its terms ask for.

import type { CodeRefusal, Coupon } from "@quotient/checkout";
import type { Terms } from "./api.js";
import { formatAmount } from "./money.js";
import type { Offer } from "./offer.js";
import { cycleName, date, list } from "./words.js";

export interface Refusal {
  code: string;
  reason: CodeRefusal;
}

export function refusalWords(
  { code, reason }: Refusal,
  terms: Terms | undefined,
  offer: Offer,
  currency: string,
): string {
  const named = `“${code}”`;
  const coupon = terms && "off" in terms ? terms : undefined;
  switch (reason) {
    case "code_unknown":
      return `${named} is not a code that we know. Check its spelling.`;
    case "code_not_started":
      return coupon?.from
        ? `${named} can be used from ${date(coupon.from, offer.timeZone)}.`
        : `${named} cannot be used yet.`;
    case "code_expired":
      return coupon?.until
        ? `${named} expired on ${date(coupon.until, offer.timeZone)}.`
        : `${named} has expired.`;
    case "code_exhausted":
      return `${named} has been used up.`;
    case "code_already_used":
      return `You have already used ${named}.`;
    case "code_already_running":
      return `${named} already runs on this subscription.`;
    case "code_first_purchase_only":
      return `${named} is for first purchases only.`;
    case "code_wrong_type":
      return `${named} is not for changes of a subscription.`;
    case "code_wrong_cycle":
      return `${named} is for ${cycles(coupon)} billing.`;
    case "code_wrong_currency":
      return `${named} is not for prices in ${currency}.`;
    case "code_wrong_product":
      return `${named} is for ${products(coupon, offer)}.`;
    case "code_nothing_to_discount":
      return `${named} has nothing to take off: nothing is charged.`;
    case "code_below_quantity":
      return coupon?.minQuantity === undefined
        ? `${named} is for larger quantities.`
        : `${named} is for ${coupon.minQuantity} or more.`;
    case "code_below_amount": {
      const least = coupon?.minAmount?.[currency];
      return least === undefined
        ? `${named} is for larger orders.`
        : `${named} is for charges of ${formatAmount(least, currency)} or more.`;
    }
    case "code_not_combinable":
      return `${named} cannot be combined with the others, which take off more.`;
    case "code_no_effect":
      return `${named} would take nothing off.`;
  }
}

function cycles(coupon: Coupon | undefined): string {
  const named = (coupon?.appliesTo?.cycles ?? []).map(cycleName);
  return named.length > 0 ? list(named, "disjunction") : "another kind of";
}

function products(coupon: Coupon | undefined, offer: Offer): string {
  const named = (coupon?.appliesTo?.products ?? []).map((product) => offer.name(product));
  return named.length > 0 ? list(named, "disjunction") : "another product";
}
