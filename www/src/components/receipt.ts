import type { Priced } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import type { Account, Confirmation } from "../api.js";
import { t } from "../i18n.js";
import { isZero } from "../money.js";
import type { Offer } from "../offer.js";
import { paths } from "../router.js";
import { date } from "../words.js";
import { amount, apart } from "./amount.js";
import { cardName } from "./card-choice.js";
import { orderLines, orderTotals } from "./order-lines.js";
import { renews } from "./pay-panel.js";
import "./verify.js";

/** An order as it was accepted: who and when, its lines and totals, its renewal, its digest. */
export function receipt(
  { order, status, answer: stored, taxes }: Confirmation,
  answer: Priced,
  account: Account,
  offer: Offer,
  quote?: string,
): TemplateResult {
  const awaiting = status === "awaitingPayment";
  const charged = !isZero(order.amountDue);
  const zone = offer.timeZone;
  const fact = (label: string, content: TemplateResult | string, id?: string) =>
    html`<div>
      <dt>${label}</dt>
      <dd id=${id ?? nothing}>${content}</dd>
    </div>`;
  return html`
    <div class="card receipt">
      <header>
        <h2>${awaiting ? t.orders.order : t.orders.receipt}</h2>
        <dl class="facts">
          ${fact(t.orders.number, apart(order.number), "order-number")}
          ${order.kind ? fact(t.orders.kindLabel, t.orders.kind[order.kind] ?? order.kind) : nothing}
          ${order.paidAt && !awaiting ? fact(t.orders.date, date(order.paidAt, zone)) : nothing}
          ${awaiting && order.dueAt ? fact(t.orders.dueOn, date(order.dueAt, zone)) : nothing}
          ${charged && order.card && !awaiting ? fact(t.orders.paidWith, cardName(order.card)) : nothing}
          ${order.purchaseOrder ? fact(t.orders.purchaseOrder, apart(order.purchaseOrder)) : nothing}
          ${order.byMachine ? fact("", t.orders.byRenewal) : nothing}
          ${order.quote ? fact(t.orders.fromQuote, html`<a href=${paths.quote(order.quote)}>${quote === undefined ? t.orders.seeQuote : apart(quote)}</a>`) : nothing}
          ${fact(t.orders.billedTo, apart(account.organization.name))}
        </dl>
      </header>
      ${
        answer.lines.length > 0
          ? html`${orderLines(answer, offer)} ${orderTotals(answer, taxes, order)}`
          : nothing
      }
      <div class="due">
        <span
          >${awaiting ? t.orders.toBePaid : charged ? t.orders.paidLabel : t.orders.charged}</span
        >
        <span class="due-amount" id="paid"
          >${amount(order.amountDue, order.currency)}
          <abbr class="currency">${order.currency}</abbr></span
        >
      </div>
      ${renews(answer, offer, taxes)}
      ${
        status === "confirmed" && stored.status === "priced"
          ? html`<q-verify .order=${order.id} .digest=${stored.digest}></q-verify>`
          : nothing
      }
    </div>
  `;
}

/** Who sells, where the page's own header is not printed. */
export function letterhead(): TemplateResult {
  return html`<p class="document-brand on-paper">
    <img src="/mark.svg" alt="" width="32" height="32" />Fernwerk
  </p>`;
}
