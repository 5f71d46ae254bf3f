import { type Line, type Priced, sentence } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Tax } from "../api.js";
import { formatShare, isZero } from "../money.js";
import type { Offer } from "../offer.js";
import { moment, period, units } from "../words.js";
import { amount } from "./amount.js";

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
  const unit = offer.unit(line.product);
  const added = line.calculation.kind === "charge" && line.calculation.before !== undefined;
  const number = units(line.quantity, added ? `more ${unit}` : unit);
  return html`
    <li class="line" data-kind=${line.kind}>
      <div class="line-row">
        <span class="line-title"
          >${credit ? html`<span class="badge">Credit</span> Unused time` : `${offer.name(line.product)}`}</span
        >
        <span class="line-amount">${amount(line.amount, answer.currency)}</span>
      </div>
      <p class="hint">
        ${credit ? html`${offer.name(line.product)}, ${number}` : number}<br />
        ${period(line.period.start, line.period.end, offer.timeZone)}
      </p>
      <details class="why">
        <summary>How this was calculated</summary>
        <ul>
          ${counted(line, offer)}
          ${sentence(line, answer.currency).map((part) => html`<li>${part}</li>`)}
        </ul>
      </details>
    </li>
  `;
}

/** For time counted in seconds: from when to when, and roughly how much of the period that is. */
function counted({ calculation, period }: Line, offer: Offer): TemplateResult | typeof nothing {
  const shares =
    calculation.kind === "charge"
      ? [calculation.share]
      : calculation.entries.map((entry) => entry.share);
  const [share] = shares;
  if (share?.unit !== "second" || share.numerator === share.denominator) return nothing;
  const roughly = shares.length === 1 ? `, about ${formatShare(share)} of the period` : "";
  return html`<li>
    From ${moment(period.start, offer.timeZone)} to ${moment(period.end, offer.timeZone)}${roughly}.
  </li>`;
}

/** Subtotal to total, each row an amount of the quote. */
export function orderTotals(answer: Priced, tax: Tax): TemplateResult {
  const { currency } = answer;
  const applied = answer.codes.filter((code) => code.applied);
  const inclusive = tax.behavior === "inclusive";
  const rates = (tax.rates ?? [])
    .map((rate) => `${rate.id.toUpperCase()} ${rate.percent}%`)
    .join(", ");
  const row = (label: TemplateResult | string, value: string, name: string) => html`
    <div class="total-row" data-total=${name}>
      <dt>${label}</dt>
      <dd>${amount(value, currency)}</dd>
    </div>
  `;
  const taxLabel = tax.exempt ? "Tax (exempt)" : rates ? `Tax (${rates})` : "Tax";
  return html`
    <dl class="totals">
      ${row("Subtotal", answer.subtotal, "subtotal")}
      ${applied.map((code) => row(html`Discount <span class="code">${code.code}</span>`, code.amount, `code-${code.code}`))}
      ${
        isZero(answer.discount) || (applied.length === 1 && applied[0]?.amount === answer.discount)
          ? nothing
          : row(applied.length > 0 ? "All discounts" : "Discount", answer.discount, "discount")
      }
      ${row(inclusive ? `${taxLabel}, included` : taxLabel, answer.tax, "tax")}
      ${
        isZero(answer.balanceApplied)
          ? nothing
          : html`${row("Total", answer.total, "total")}${row("Paid from your balance", `-${answer.balanceApplied}`, "balance")}`
      }
      ${isZero(answer.refund) ? nothing : row("Refund to you", answer.refund, "refund")}
      ${answer.total.startsWith("-") && isZero(answer.refund) ? row("Total, added to your balance", answer.total, "total") : nothing}
    </dl>
  `;
}
