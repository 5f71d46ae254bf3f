import { html, nothing, type TemplateResult } from "lit";
import type { Account, Held, Subscription } from "../api.js";
import { t } from "../i18n.js";
import { isZero } from "../money.js";
import type { Offer } from "../offer.js";
import { renewal } from "../requests.js";
import { counted, date, period, units } from "../words.js";
import { amount, apart } from "./amount.js";
import { renewalAbout } from "./renewal-words.js";
import { endDate, endLabel } from "./subscription-card.js";

/** What a subscription is, and what was paid for it: its own ledger. */
export function subscriptionFacts(held: Held, account: Account, offer: Offer): TemplateResult {
  const { state } = held;
  const zone = offer.timeZone;
  const next = renewal(offer, account, state);
  const fact = (label: string | TemplateResult, content: TemplateResult | string) =>
    html`<div>
      <dt>${label}</dt>
      <dd>${content}</dd>
    </div>`;
  return html`
    <section class="card section" aria-labelledby="have-title">
      <h2 id="have-title">
        ${state.status === "ended" ? t.account.whatYouHad : t.account.whatYouHave}
      </h2>
      <dl class="facts">
        ${state.items.map((item) =>
          fact(apart(offer.name(item.product)), units(item.quantity, offer.unit(item.product))),
        )}
        ${fact(t.account.billing, t.words.cycleTitle(state.cycle))}
        ${fact(t.account.startedOn, date(state.period.start, zone))}
        ${state.status === "active" ? fact(t.account.paidUntil, html`<b>${date(state.period.end, zone)}</b>`) : nothing}
        ${state.status === "active" && !state.cancelAtPeriodEnd ? nothing : fact(endLabel(state), endDate(held, zone))}
        ${
          next
            ? fact(
                t.account.renewalTotal,
                html`<b>${amount(next.total, next.currency)}</b>
                  <span class="muted small"
                    >${renewalAbout(offer, state, next, account.taxes)}</span
                  >`,
              )
            : fact(t.account.renewalTotal, t.account.doesNotRenew)
        }
        ${isZero(state.balance) ? nothing : fact(t.account.balance, amount(state.balance, state.currency))}
        ${held.payouts?.map((payout) =>
          fact(
            t.account.paidOut,
            html`${amount(payout.amount, payout.currency)}
              <span class="muted small"
                >${date(payout.paidAt, zone)}${payout.reference === undefined ? nothing : html` · <bdi>${payout.reference}</bdi>`}</span
              >`,
          ),
        )}
        ${state.coupons.map(({ coupon, remainingPeriods }) =>
          fact(
            t.account.running,
            html`<bdi class="code">${coupon.code}</bdi>
              <span class="small muted"
                >${remainingPeriods === null ? t.account.runningForever : t.words.morePeriods(remainingPeriods, counted(remainingPeriods))}</span
              >`,
          ),
        )}
      </dl>
      ${paid(state, offer)}
    </section>
  `;
}

/** The ledger of the present period: nothing but what was really paid is ever given back. */
function paid(state: Subscription, offer: Offer): TemplateResult | typeof nothing {
  const entries = state.charges ?? [];
  if (entries.length === 0) return nothing;
  return html`<details class="why">
    <summary>${t.account.whatWasPaid}</summary>
    <div class="table-scroll">
      <table class="stacking inset">
        <thead>
          <tr>
            <th scope="col">${t.account.product}</th>
            <th scope="col">${t.account.period}</th>
            <th scope="col" class="end">${t.account.withoutTax}</th>
            <th scope="col" class="end">${t.account.tax}</th>
          </tr>
        </thead>
        <tbody>
          ${entries.map(
            (entry) =>
              html`<tr>
                <td data-label=${t.account.product}>${apart(offer.name(entry.product))}</td>
                <td data-label=${t.account.period}>
                  <bdi>${period(entry.start, entry.end, offer.timeZone)}</bdi>
                </td>
                <td class="end" data-label=${t.account.withoutTax}>
                  ${amount(entry.net, state.currency)}
                </td>
                <td class="end" data-label=${t.account.tax}>
                  ${amount(entry.tax, state.currency)}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
