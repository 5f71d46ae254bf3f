// Why a discount code was refused, in the customer's words, with what its terms ask for.

import type { CodeRefusal } from "@quotient/checkout";
import type { Terms } from "./api.js";
import { isolated, t } from "./i18n.js";
import { formatAmount } from "./money.js";
import type { Offer } from "./offer.js";
import { billing, counted, date, list } from "./words.js";

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
  const coupon = terms && "off" in terms ? terms : undefined;
  const day = (at: string | undefined) => (at ? date(at, offer.timeZone) : undefined);
  const either = (names: string[]) => (names.length > 0 ? list(names, "disjunction") : undefined);
  const least = coupon?.minAmount?.[currency];
  const products = coupon?.appliesTo?.products ?? [];
  return t.refusals[reason]({
    code: isolated(code),
    from: day(coupon?.from),
    until: day(coupon?.until),
    cycles: either((coupon?.appliesTo?.cycles ?? []).map(billing)),
    products: either(products.map((product) => isolated(offer.name(product)))),
    quantity: coupon?.minQuantity === undefined ? undefined : counted(coupon.minQuantity),
    amount: least === undefined ? undefined : formatAmount(least, currency),
    currency,
  });
}
