import type { Priced } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import type { CheckoutStore } from "../checkout-store.js";
import { formatAmount, isZero } from "../money.js";
import { capital, cycleLength, date, sameCycle } from "../words.js";
import { amount } from "./amount.js";

/** What the pay button says: the amount on it is the quote's. */
export function payLabel(answer: Priced, store: CheckoutStore): string {
  if (isZero(answer.amountDue)) return "Confirm change";
  const before = store.subscription;
  const verb = sameCycle(before.cycle, answer.subscription.cycle)
    ? "upgrade"
    : `switch to ${cycleLength(answer.subscription.cycle) === "year" ? "annual" : "the new cycle"}`;
  return `Pay ${formatAmount(answer.amountDue, answer.currency)} and ${verb}`;
}

/** What is due now and what the next renewal takes, stated before the button that agrees to it. */
export function dueToday(answer: Priced | undefined): TemplateResult {
  return html`
    <div class="due">
      <span>Due today</span>
      ${
        answer
          ? html`<span class="due-amount" id="due"
              >${amount(answer.amountDue, answer.currency)}
              <abbr class="currency">${answer.currency}</abbr></span
            >`
          : html`<span class="due-amount none" id="due">–</span>`
      }
    </div>
  `;
}

export function nextRenewal(store: CheckoutStore): TemplateResult | typeof nothing {
  const answer = store.priced;
  const zone = store.offer.timeZone;
  if (answer) {
    if (!answer.renewal) return html`<p class="renewal">This subscription does not renew.</p>`;
    const { cycle, currency, pending } = answer.subscription;
    const waiting = pending ? " The scheduled change is part of it." : "";
    return html`<p class="renewal" id="renewal">
      Next renewal on <b>${date(answer.renewal.at, zone)}</b>:
      <b>${amount(answer.renewal.amountDue, currency)}</b>, then every
      ${cycleLength(pending?.cycle ?? cycle)} until you cancel.${waiting}
    </p>`;
  }
  const { unchanged } = store;
  if (!unchanged) return nothing;
  return html`<p class="renewal" id="renewal">
    ${capital("without a change,")} the next renewal is on <b>${date(unchanged.at, zone)}</b>:
    <b>${amount(unchanged.amountDue, unchanged.currency)}</b>.
  </p>`;
}
