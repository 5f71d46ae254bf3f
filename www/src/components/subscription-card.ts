import { html, nothing, type TemplateResult } from "lit";
import type { Account, Held } from "../api.js";
import type { Offer } from "../offer.js";
import { renewal } from "../requests.js";
import { paths } from "../router.js";
import { reasonWords, standing } from "../standing.js";
import { capital, cycleLength, cycleName, date, units } from "../words.js";
import { amount } from "./amount.js";

const STATUS = {
  active: { label: "Active", tone: "good" },
  pastDue: { label: "Payment overdue", tone: "bad" },
  ended: { label: "Ended", tone: "plain" },
} as const;

/** One subscription: what it holds, when it renews and for how much, and what can be done with it. */
export function subscriptionCard(
  offer: Offer,
  account: Account,
  held: Held,
  at: string,
): TemplateResult {
  const { state } = held;
  const zone = offer.timeZone;
  const ending = state.status === "active" && state.cancelAtPeriodEnd;
  const status = ending ? ({ label: "Canceled", tone: "plain" } as const) : STATUS[state.status];
  const next = renewal(offer, account, state);
  const title = `card-${state.id}`;
  return html`
    <article class="card subscription" aria-labelledby=${title} data-subscription=${state.id}>
      <header>
        <h2 id=${title}>${state.items.map((item) => offer.name(item.product)).join(" and ")}</h2>
        <span class="badge ${status.tone}">${status.label}</span>
      </header>
      <dl class="facts">
        ${state.items.map(
          (item) =>
            html`<div>
              <dt>${state.items.length > 1 ? offer.name(item.product) : "Quantity"}</dt>
              <dd>${units(item.quantity, offer.unit(item.product))}</dd>
            </div>`,
        )}
        <div>
          <dt>Billing</dt>
          <dd>${capital(cycleName(state.cycle))}</dd>
        </div>
        <div>
          <dt>${ending ? "Ends on" : state.status === "ended" ? "Ended on" : "Renews on"}</dt>
          <dd>${date(state.period.end, zone)}</dd>
        </div>
        <div>
          <dt>Renewal total</dt>
          <dd>
            ${next ? html`<b>${amount(next.total, next.currency)}</b> <span class="muted small">per ${cycleLength(next.subscription.cycle)}, tax included</span>` : "Does not renew"}
          </dd>
        </div>
      </dl>
      ${pending(offer, held)}
      <footer>${actions(offer, account, held, at)}</footer>
    </article>
  `;
}

function pending(offer: Offer, { state }: Held): TemplateResult | typeof nothing {
  if (!state.pending) return nothing;
  return html`<p class="note">
    From ${date(state.period.end, offer.timeZone)}: ${pendingWords(offer, state.pending)}.
  </p>`;
}

/** A scheduled change: `8 licenses, monthly billing`. */
export function pendingWords(offer: Offer, change: NonNullable<Held["state"]["pending"]>): string {
  const parts = (change.items ?? []).map((item) => units(item.quantity, offer.unit(item.product)));
  if (change.cycle) parts.push(`${cycleName(change.cycle)} billing`);
  return parts.join(", ");
}

function actions(offer: Offer, account: Account, held: Held, at: string): TemplateResult {
  const may = standing(offer, account, held, at);
  if (may.possible) {
    const products = held.state.items.map((item) => offer.name(item.product)).join(" and ");
    return html`<a class="button primary" href=${paths.checkout(held.state.id)}
      >Upgrade<span class="visually-hidden"> ${products}</span></a
    >`;
  }
  return html`
    <div class="reasons" data-reasons>
      ${reasonWords(may, offer, held.state).map((words) => html`<p>${words}</p>`)}
    </div>
  `;
}
