import { html, nothing, type TemplateResult } from "lit";
import type { Account, Held, Order, Subscription } from "../api.js";
import { isolated, t } from "../i18n.js";
import type { Offer } from "../offer.js";
import { renewal } from "../requests.js";
import { paths } from "../router.js";
import { reasonWords, standing } from "../standing.js";
import { billing, date, list, units } from "../words.js";
import { amount, apart } from "./amount.js";
import { renewalAbout } from "./renewal-words.js";

/** How a subscription stands, as a badge. */
export function statusBadge(state: Subscription): TemplateResult {
  const ending = state.status === "active" && state.cancelAtPeriodEnd;
  const label = ending ? t.account.status.canceling : t.account.status[state.status];
  const tone = { active: "good", pastDue: "bad", ended: "plain" }[state.status];
  return html`<span class="badge ${ending ? "plain" : tone}">${label}</span>`;
}

export function productNames(offer: Offer, state: Subscription): string {
  return list(state.items.map((item) => isolated(offer.name(item.product))));
}

/** The order that a subscription waits for, if it does: to be paid, or to be confirmed by the provider. */
export function awaited(account: Account, { state }: Held): Order | undefined {
  return account.orders.find(
    (order) =>
      (order.state === "awaitingPayment" || order.state === "pending") &&
      order.subscription === state.id,
  );
}

/** One subscription: what it holds, when it renews and for how much, and what can be done with it. */
export function subscriptionCard(
  offer: Offer,
  account: Account,
  held: Held,
  at: string,
): TemplateResult {
  const { state } = held;
  const zone = offer.timeZone;
  const next = renewal(offer, account, state);
  const title = `card-${state.id}`;
  return html`
    <article class="card subscription" aria-labelledby=${title} data-subscription=${state.id}>
      <header>
        <h2 id=${title}>${productNames(offer, state)}</h2>
        ${statusBadge(state)}
      </header>
      <dl class="facts">
        ${state.items.map(
          (item) =>
            html`<div>
              <dt>
                ${state.items.length > 1 ? apart(offer.name(item.product)) : t.account.quantity}
              </dt>
              <dd>${units(item.quantity, offer.unit(item.product))}</dd>
            </div>`,
        )}
        <div>
          <dt>${t.account.billing}</dt>
          <dd>${t.words.cycleTitle(state.cycle)}</dd>
        </div>
        <div>
          <dt>${endLabel(state)}</dt>
          <dd>${endDate(held, zone)}</dd>
        </div>
        <div>
          <dt>${t.account.renewalTotal}</dt>
          <dd>
            ${next ? html`<b>${amount(next.total, next.currency)}</b> <span class="muted small">${renewalAbout(offer, state, next, account.taxes)}</span>` : t.account.doesNotRenew}
          </dd>
        </div>
      </dl>
      ${pending(offer, account, held)}
      <footer>${actions(offer, account, held, at)}</footer>
    </article>
  `;
}

/** When the subscription has ended, or its period does. */
export function endDate({ state, changedAt }: Held, zone: string): string {
  return date(state.status === "ended" ? changedAt : state.period.end, zone);
}

/** What that means. */
export function endLabel(state: Subscription): string {
  if (state.status === "ended") return t.account.endedOn;
  if (state.status === "pastDue") return t.account.dueSince;
  return state.cancelAtPeriodEnd ? t.account.endsOn : t.account.renewsOn;
}

function pending(offer: Offer, account: Account, held: Held): TemplateResult | typeof nothing {
  const { state } = held;
  const order = awaited(account, held);
  if (order) return html`<p class="note">${waitsFor(order)}</p>`;
  if (!state.pending) return nothing;
  return html`<p class="note">
    ${t.account.from(date(state.period.end, offer.timeZone), pendingWords(offer, state.pending))}
  </p>`;
}

/** What the order that it waits for has still to come to. */
export function waitsFor(order: Order): readonly (string | TemplateResult)[] {
  const words = order.state === "pending" ? t.account.waitsForOutcome : t.account.waitsForOrder;
  return words(html`<a href=${paths.order(order.id)}><bdi>${order.number}</bdi></a>`);
}

/** A scheduled change: `8 licenses, monthly billing`. */
export function pendingWords(offer: Offer, change: NonNullable<Held["state"]["pending"]>): string {
  const parts = (change.items ?? []).map((item) => units(item.quantity, offer.unit(item.product)));
  if (change.cycle) parts.push(billing(change.cycle));
  return list(parts);
}

function actions(offer: Offer, account: Account, held: Held, at: string): TemplateResult {
  const may = standing(offer, account, held, at);
  const { id, status } = held.state;
  const named = html`<span class="visually-hidden"> ${productNames(offer, held.state)}</span>`;
  const details = html`<a class="button secondary" href=${paths.subscription(id)}
    >${t.account.details}${named}</a
  >`;
  const waits = awaited(account, held) !== undefined;
  if (may.possible && !waits)
    return html`<div class="card-actions">
      <a class="button primary" href=${paths.change(id)}>${t.account.upgrade}${named}</a>${details}
    </div>`;
  return html`
    ${
      may.possible || waits
        ? nothing
        : html`<div class="reasons" data-reasons>
            ${reasonWords(may, offer, held.state).map((words) => html`<p>${words}</p>`)}
          </div>`
    }
    <div class="card-actions">
      ${
        status === "pastDue" && !waits
          ? html`<a class="button primary" href=${paths.subscription(id)}
              >${t.account.payNow}${named}</a
            >`
          : details
      }
    </div>
  `;
}
