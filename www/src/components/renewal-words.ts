import type { Priced } from "@quotient/checkout";
import { html, type TemplateResult } from "lit";
import type { Tax } from "../api.js";
import { isolated, t } from "../i18n.js";
import type { Offer } from "../offer.js";
import { course, isWhole, type Shared, type State } from "../renewals.js";
import { counted, date, list } from "../words.js";
import { amount, apart, strong } from "./amount.js";

/** The end of a sentence about the next renewal: what those after it cost, and what the balance leaves of it. */
export function thenWords(
  offer: Offer,
  { subscription, renewal, currency }: Renewing,
  tax: Tax | undefined,
): TemplateResult {
  const words = courseWords(offer, subscription, currency, tax);
  if (!renewal || renewal.amountDue === renewal.total) return words;
  return html`${words} ${t.words.balanceFirst(strong(amount(renewal.amountDue, currency)))}`;
}

/** What is priced, as far as its renewals are spoken of. */
type Renewing = Pick<Priced, "renewal" | "currency"> & { subscription: Shared };

function courseWords(
  offer: Offer,
  state: Shared,
  currency: string,
  tax: Tax | undefined,
): TemplateResult {
  const every = t.words.everyCycle(state.pending?.cycle ?? state.cycle);
  if (!isWhole(state)) return html`${t.words.thenEveryUnlessEnded(every)}`;
  const ahead = course(offer, state, tax);
  if (!ahead) return html`${t.words.thenEvery(every)}`;
  const { then } = ahead;
  const codes = running(ahead.codes);
  if (!then) return html`${t.words.withCodes(codes)}`;
  return html`${t.words.withCodes(codes)}
  ${t.words.thenFrom(
    strong(date(then.at, offer.timeZone)),
    strong(amount(then.total, currency)),
    t.words.everyCycle(then.cycle),
  )}`;
}

/** `HALF3 for 2 more periods`. */
function running(codes: State["coupons"]): string {
  return list(
    codes.map(({ coupon, remainingPeriods: periods }) => {
      const code = isolated(coupon.code);
      return periods === null
        ? code
        : t.words.codeLasts(code, t.words.morePeriods(periods, counted(periods)));
    }),
  );
}

/** Discounts that would run on without a change that is priced, and end with it. */
export function endingCodes(
  before: { coupons?: State["coupons"] },
  after: State,
): string | undefined {
  const ending = (before.coupons ?? []).filter(
    ({ coupon }) => !after.coupons.some((other) => other.coupon.code === coupon.code),
  );
  return ending.length > 0 ? t.shop.codesEnd(running(ending)) : undefined;
}

/** What stands behind the total of the next renewal: per what it is, and what it becomes. */
export function renewalAbout(
  offer: Offer,
  state: State,
  next: { currency: string; subscription: State },
  tax: Tax | undefined,
): TemplateResult {
  const ahead = course(offer, state, tax);
  if (!ahead) return html`${t.account.renewalPer(t.words.perCycle(next.subscription.cycle))}`;
  const { then } = ahead;
  const codes = running(ahead.codes);
  if (!then) return html`${t.account.renewalWith(codes)}`;
  return html`${t.account.renewalWith(codes)}<br />${t.account.renewalFrom(
      apart(date(then.at, offer.timeZone)),
      amount(then.total, next.currency),
      t.words.perCycle(then.cycle),
    )}`;
}
