// How a line's amount came about, in words: written from the calculation's own data, in any language.

import type { Calculation, Fraction, Line, Priced, Share } from "@quotient/checkout";
import { html, type TemplateResult } from "lit";
import { t } from "../i18n.js";
import { formatCut, formatFraction, formatShare } from "../money.js";
import type { Offer } from "../offer.js";
import type { Phrase } from "../phrase.js";
import { counted, date, moment, units } from "../words.js";
import { amount, apart } from "./amount.js";
import { madeUp } from "./price-words.js";

type Words = Phrase<TemplateResult>;

/** The answer of a line, as far as its sentences speak of it. */
type Answered = Pick<Priced, "currency" | "subscription">;

/** The sentences about one line, each a list item. */
export function explanation(
  line: Line,
  { currency, subscription }: Answered,
  offer: Offer,
): TemplateResult {
  const { calculation } = line;
  const told = [
    ...dated(line, offer),
    ...(calculation.kind === "charge"
      ? [
          ...madeUp(offer, line.product, currency, subscription.cycle),
          ...charge(calculation, line, currency, offer),
        ]
      : credit(calculation, line, currency, offer)),
    ...line.discounts.map((discount) =>
      t.calculation.discounted(apart(discount.code), amount(unsigned(discount.amount), currency)),
    ),
    ...line.taxes.map((tax) =>
      t.calculation.taxed(apart(tax.id.toUpperCase()), amount(tax.amount, currency)),
    ),
  ];
  return html`<ul>
    ${told.map((words) => html`<li>${words}</li>`)}
  </ul>`;
}

/** The same behind a button, for where there is little room. */
export function why(line: Line, answer: Answered, offer: Offer): TemplateResult {
  return html`<details class="why">
    <summary>${t.frame.calculated}</summary>
    ${explanation(line, answer, offer)}
  </details>`;
}

type Charge = Extract<Calculation, { kind: "charge" }>;
type Credit = Extract<Calculation, { kind: "credit" }>;

function charge(
  { before, after, share, withoutTax, exact }: Charge,
  line: Line,
  currency: string,
  offer: Offer,
): Words[] {
  const whole = !share && !withoutTax && line.amount === after;
  return [
    before === undefined
      ? t.calculation.whole(
          apart(units(line.quantity, offer.unit(line.product))),
          amount(after, currency),
        )
      : t.calculation.fromTo(amount(before, currency), amount(after, currency)),
    ...(share ? [t.calculation.remain(part(share))] : []),
    ...(withoutTax ? [t.calculation.withoutTax(apart(formatFraction(withoutTax)))] : []),
    ...(whole ? [] : [result(exact, line.amount, currency)]),
  ];
}

function result(exact: Fraction, rounded: string, currency: string): Words {
  return same(exact, rounded)
    ? t.calculation.exactly(amount(rounded, currency))
    : t.calculation.rounded(money(exact, currency), amount(rounded, currency));
}

function credit(
  { before, after, part: given, entries }: Credit,
  line: Line,
  currency: string,
  offer: Offer,
): Words[] {
  const day = (at: string) => apart(date(at, offer.timeZone, "medium"));
  return [
    ...(before !== undefined && after !== undefined
      ? [
          t.calculation.fromToPart(
            amount(before, currency),
            amount(after, currency),
            apart(formatFraction(given)),
          ),
        ]
      : []),
    ...entries.map(({ net, tax, period, share, exactNet, exactTax }) => {
      const [start, end] = [day(period.start), day(period.end)];
      const paid = amount(net, currency);
      return /[1-9]/.test(tax)
        ? t.calculation.entryTaxed(
            paid,
            amount(tax, currency),
            start,
            end,
            part(share),
            money(exactNet, currency),
            money(exactTax, currency),
          )
        : t.calculation.entry(paid, start, end, part(share), money(exactNet, currency));
    }),
    t.calculation.credited(amount(unsigned(line.amount), currency)),
  ];
}

/** For time counted in seconds: from when to when, and roughly how much of the period that is. */
function dated({ calculation, period }: Line, offer: Offer): Words[] {
  const shares =
    calculation.kind === "charge"
      ? [calculation.share]
      : calculation.entries.map((entry) => entry.share);
  const [share] = shares;
  if (share?.unit !== "second" || share.numerator === share.denominator) return [];
  const start = apart(moment(period.start, offer.timeZone));
  const end = apart(moment(period.end, offer.timeZone));
  return shares.length === 1
    ? [t.calculation.fromMomentAbout(start, end, apart(formatShare(share)))]
    : [t.calculation.fromMoment(start, end)];
}

/** What is said to be taken off or given back needs no minus. */
function unsigned(amount: string): string {
  return amount.replace("-", "");
}

const UNITS = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
] as const;

/** `10 of 30 days`: seconds in the largest unit that divides both. */
function part({ numerator, denominator, unit }: Share): TemplateResult {
  if (unit === "none") return html`${numerator === 0 ? t.calculation.noneOf : t.calculation.allOf}`;
  const [size, name] =
    unit === "day"
      ? ([1, "day"] as const)
      : (UNITS.find(([size]) => numerator % size === 0 && denominator % size === 0) ??
        ([1, "second"] as const));
  const whole = denominator / size;
  return html`<bdi
    >${t.calculation.share(counted(numerator / size), counted(whole), whole, name)}</bdi
  >`;
}

/** An exact amount that no decimal may be able to write, with the first digits of one. */
function money(fraction: Fraction, currency: string): TemplateResult {
  const exact = formatFraction(fraction);
  return fraction.denominator === "1"
    ? html`<bdi>${exact} ${currency}</bdi>`
    : html`<bdi>${exact} ${currency}</bdi> (<bdi dir="ltr">${formatCut(fraction)}</bdi>)`;
}

/** Whether an exact fraction is the amount that came of it: the decimal needed no rounding. */
function same({ numerator, denominator }: Fraction, amount: string): boolean {
  const [whole = "", decimals = ""] = amount.split(".");
  const scale = 10n ** BigInt(decimals.length);
  return BigInt(numerator) * scale === BigInt(`${whole}${decimals}`) * BigInt(denominator);
}
