// What a discount code takes off and for how long, by its terms.

import type { Terms } from "./api.js";
import { t } from "./i18n.js";
import { formatAmount } from "./money.js";
import { counted } from "./words.js";

/** `15% off, at most $500.00`; undefined: its terms do not say so in this currency. */
export function codeTerms(terms: Terms | undefined, currency: string): string | undefined {
  if (!terms || "refused" in terms) return undefined;
  const { off, maxDiscount, duration } = terms;
  const money = (amount: string) => formatAmount(amount, currency);
  const said: string[] = [];
  if ("percent" in off) said.push(t.codeTerms.percent(off.percent));
  else if ("amount" in off && off.amount[currency])
    said.push(t.codeTerms.amount(money(off.amount[currency])));
  else if ("amountPerUnit" in off && off.amountPerUnit[currency])
    said.push(t.codeTerms.perUnit(money(off.amountPerUnit[currency])));
  if (said.length === 0) return undefined;
  const most = maxDiscount?.[currency];
  if (most) said.push(t.codeTerms.atMost(money(most)));
  if (duration === "forever") said.push(t.account.runningForever);
  else if (duration !== undefined && duration !== "once")
    said.push(t.codeTerms.periods(duration.periods, counted(duration.periods)));
  return said.join(t.codeTerms.comma);
}
