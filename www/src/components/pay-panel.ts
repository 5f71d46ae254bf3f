import type { Priced } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import type { Tax } from "../api.js";
import { ChangeStore } from "../change-store.js";
import { t } from "../i18n.js";
import { isZero } from "../money.js";
import type { Offer } from "../offer.js";
import type { OrderStore } from "../order-store.js";
import type { Phrase } from "../phrase.js";
import { date, sameCycle } from "../words.js";
import { amount, strong } from "./amount.js";
import { endingCodes, thenWords } from "./renewal-words.js";

/** What the pay button says: the amount on it is the quote's. */
export function payLabel(answer: Priced, store: OrderStore): Phrase<TemplateResult> {
  const due = amount(answer.amountDue, answer.currency);
  if (!(store instanceof ChangeStore))
    return isZero(answer.amountDue) || !store.taxes
      ? [t.shop.subscribe]
      : t.shop.subscribeAndPay(due);
  if (isZero(answer.amountDue)) return [t.shop.confirmChange];
  const after = answer.subscription.cycle;
  if (sameCycle(store.subscription.cycle, after)) return t.shop.payAndUpgrade(due);
  return sameCycle(after, { unit: "year" }) ? t.shop.payAndAnnual(due) : t.shop.payAndSwitch(due);
}

/** What is due now, stated before the button that agrees to it. */
export function dueToday(answer: Priced | undefined, label = t.shop.dueToday): TemplateResult {
  return html`
    <div class="due">
      <span>${label}</span>
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

/** When it renews and for how much, also stated before the button. */
export function nextRenewal(store: OrderStore): TemplateResult | typeof nothing {
  const answer = store.priced;
  if (answer) return renewalWords(answer, store);
  const unchanged = store instanceof ChangeStore ? store.unchanged : undefined;
  if (!unchanged) return nothing;
  return html`<p class="renewal" id="renewal">
    ${t.shop.unchangedRenewal(
      strong(date(unchanged.at, store.offer.timeZone)),
      strong(amount(unchanged.amountDue, unchanged.currency)),
    )}
  </p>`;
}

/** When something renews that is paid, or is to be paid, as it is. */
export function renews(
  priced: Priced,
  offer: Offer,
  taxes: Tax | undefined,
): TemplateResult | typeof nothing {
  const { renewal, currency } = priced;
  if (!renewal) return nothing;
  return html`<p class="renewal" id="renewal">
    ${t.orders.renews(
      strong(date(renewal.at, offer.timeZone)),
      strong(amount(renewal.total, currency)),
      thenWords(offer, priced, taxes),
    )}
  </p>`;
}

/** A running discount that the choice ends. */
export function ending(store: OrderStore): string | undefined {
  const answer = store.priced;
  return answer && store instanceof ChangeStore
    ? endingCodes(store.subscription, answer.subscription)
    : undefined;
}

function renewalWords(answer: Priced, store: OrderStore): TemplateResult {
  if (!answer.renewal) return html`<p class="renewal" id="renewal">${t.shop.doesNotRenew}</p>`;
  const { pending } = answer.subscription;
  const words = store instanceof ChangeStore ? t.shop.nextRenewal : t.shop.purchaseRenews;
  return html`<p class="renewal" id="renewal">
    ${words(
      strong(date(answer.renewal.at, store.offer.timeZone)),
      strong(amount(answer.renewal.total, answer.currency)),
      thenWords(store.offer, answer, store.taxes),
    )}
    ${pending ? t.shop.nextRenewalScheduled : nothing}
  </p>`;
}
