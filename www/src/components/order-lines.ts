import type { Line, Priced } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Order, Tax } from "../api.js";
import { isolated, t } from "../i18n.js";
import { isZero } from "../money.js";
import type { Offer } from "../offer.js";
import { list, moreUnits, period, units } from "../words.js";
import { amount, apart } from "./amount.js";
import { why } from "./explanation.js";

/** What is owed to the customer: back the way it came, and to the balance. */
type Given = Pick<Order, "refund" | "toBalance">;

/** The lines of a quote: credits and charges with their dates, and why each is what it is. */
export function orderLines(answer: Priced, offer: Offer): TemplateResult {
  return html`<ul class="lines">
    ${repeat(
      answer.lines,
      (line, index) => `${line.kind} ${line.product} ${index}`,
      (line) => orderLine(line, answer, offer),
    )}
  </ul>`;
}

function orderLine(line: Line, answer: Priced, offer: Offer): TemplateResult {
  const credit = line.kind === "credit";
  const name = apart(offer.name(line.product));
  return html`
    <li class="line" data-kind=${line.kind}>
      <div class="line-row">
        <span class="line-title"
          >${credit ? html`<span class="badge">${t.frame.credit}</span> ${t.shop.unusedTime}` : name}</span
        >
        <span class="line-amount">${amount(line.amount, answer.currency)}</span>
      </div>
      <p class="hint">
        ${credit ? both(name, lineUnits(line, offer)) : lineUnits(line, offer)}<br />
        <bdi>${period(line.period.start, line.period.end, offer.timeZone)}</bdi>
      </p>
      ${why(line, answer, offer)}
    </li>
  `;
}

/** How many units a line is about; added ones are called so. */
export function lineUnits(line: Line, offer: Offer): string {
  const unit = offer.unit(line.product);
  const added = line.calculation.kind === "charge" && line.calculation.before !== undefined;
  return added ? moreUnits(line.quantity, unit) : units(line.quantity, unit);
}

function both(name: TemplateResult, number: string): TemplateResult {
  return html`${name} · ${number}`;
}

/**
 * The rows from subtotal to total, each an amount of the quote. What of it went back, its order tells: the provider gives
 * back at most what it had, and the rest joins the balance.
 */
export function totalRows(
  answer: Priced,
  tax: Tax | undefined,
  given: Given = answer,
): { label: TemplateResult | string; value: string; name: string }[] {
  const rows: { label: TemplateResult | string; value: string; name: string }[] = [
    { label: t.shop.subtotal, value: answer.subtotal, name: "subtotal" },
    ...discountRows(answer),
  ];
  // A credit brings the tax back that was paid, whatever taxes there are now.
  if (tax || !isZero(answer.tax))
    rows.push({ label: taxLabel(answer, tax ?? {}), value: answer.tax, name: "tax" });
  if (!isZero(answer.balanceApplied))
    rows.push(
      { label: t.shop.total, value: answer.total, name: "total" },
      { label: t.shop.fromBalance, value: `-${answer.balanceApplied}`, name: "balance" },
    );
  const { refund = "0", toBalance = "0" } = given;
  if (!isZero(refund)) rows.push({ label: t.shop.refundToYou, value: refund, name: "refund" });
  if (!isZero(toBalance))
    rows.push({ label: t.account.cancelBalance, value: toBalance, name: "to-balance" });
  if (answer.total.startsWith("-") && isZero(answer.refund))
    rows.push({ label: t.shop.toBalance, value: answer.total, name: "total" });
  return rows;
}

/** Stands for every code in what a link shows. */
const HIDDEN = "•••";

/**
 * A row for every code, in the order in which they were taken off; where the amount of one is not told, one for all
 * of them: what they come to under its own parts would read as taken off twice.
 */
function discountRows(answer: Priced): { label: TemplateResult; value: string; name: string }[] {
  const all = answer.lines.flatMap((line) => line.discounts.map(({ code }) => code));
  const codes = [...new Set(all)].filter((code) => code !== HIDDEN);
  const told = codes.flatMap((code) => {
    const value = takenOff(answer, code);
    return value === undefined ? [] : [{ code, value }];
  });
  if (codes.length > 0 && told.length === codes.length)
    return told.map(({ code, value }) => ({
      label: codesLabel(t.shop.discount, [code]),
      value,
      name: `code-${code}`,
    }));
  if (isZero(answer.discount)) return [];
  return [{ label: codesLabel(t.shop.discount, codes), value: answer.discount, name: "discount" }];
}

/** What a code takes off all lines: the quote says it of a typed one, and its only line of one that runs. */
function takenOff(answer: Priced, code: string): string | undefined {
  const typed = answer.codes.find((outcome) => outcome.code === code);
  if (typed?.applied) return typed.amount;
  const amounts = answer.lines.flatMap((line) =>
    line.discounts.flatMap((discount) => (discount.code === code ? [discount.amount] : [])),
  );
  return amounts.length === 1 ? amounts[0] : undefined;
}

function codesLabel(label: string, codes: string[]): TemplateResult {
  return html`${label}${codes.map((code) => html` <bdi class="code">${code}</bdi>`)}`;
}

/** By the rates that fell on something: credits name none. */
function taxLabel(answer: Priced, tax: Tax): string {
  const fallen = new Set(answer.lines.flatMap((line) => line.taxes.map(({ id }) => id)));
  const rates = (tax.rates ?? [])
    .filter(({ id }) => fallen.has(id))
    .map((rate) => isolated(`${rate.id.toUpperCase()} ${rate.percent}%`));
  const label =
    rates.length > 0
      ? t.shop.taxRates(list(rates))
      : tax.exempt && isZero(answer.tax)
        ? t.shop.taxExempt
        : t.shop.tax;
  return tax.behavior === "inclusive" ? t.shop.included(label) : label;
}

export function orderTotals(
  answer: Priced,
  tax: Tax | undefined,
  given?: Given,
): TemplateResult | typeof nothing {
  return html`
    <dl class="totals">
      ${totalRows(answer, tax, given).map(
        ({ label, value, name }) => html`
          <div class="total-row" data-total=${name}>
            <dt>${label}</dt>
            <dd>${amount(value, answer.currency)}</dd>
          </div>
        `,
      )}
    </dl>
  `;
}
