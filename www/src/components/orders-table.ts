import { html, nothing, type TemplateResult } from "lit";
import type { Order } from "../api.js";
import { t } from "../i18n.js";
import { isZero } from "../money.js";
import { paths } from "../router.js";
import { date } from "../words.js";
import { amount, apart } from "./amount.js";

/** The state of an order, as a badge; a paid one needs none. */
export function orderBadge(order: Order, now?: string): TemplateResult | typeof nothing {
  if (order.state === undefined || order.state === "confirmed") return nothing;
  const late =
    order.state === "awaitingPayment" &&
    order.dueAt !== undefined &&
    now !== undefined &&
    Date.parse(now) > Date.parse(order.dueAt);
  const tone = { pending: "accent", awaitingPayment: "warn", declined: "bad", canceled: "plain" };
  return html`<span class="badge ${late ? "bad" : tone[order.state]}"
    >${t.orders.status[order.state]}${late ? html` · ${t.orders.overdue}` : nothing}</span
  >`;
}

/** Orders, the newest first; each opens with its lines. */
export function ordersTable(
  orders: Order[],
  zone: string,
  label: string,
  now?: string,
): TemplateResult {
  return html`
    <div class="card table-card">
      <table class="stacking" aria-label=${label}>
        <thead>
          <tr>
            <th scope="col">${t.orders.order}</th>
            <th scope="col" class="wide">${t.orders.kindLabel}</th>
            <th scope="col">${t.orders.date}</th>
            <th scope="col" class="end">${t.orders.amount}</th>
          </tr>
        </thead>
        <tbody>
          ${orders.map(
            (order) =>
              html`<tr>
                <td data-label=${t.orders.order}>
                  <a href=${paths.order(order.id)}>${apart(order.number)}</a>
                </td>
                <td class="wide" data-label=${t.orders.kindLabel}>
                  ${order.kind ? (t.orders.kind[order.kind] ?? order.kind) : ""}
                </td>
                <td data-label=${t.orders.date}><span>${when(order, zone, now)}</span></td>
                <td class="end" data-label=${t.orders.amount}>${paidOrGiven(order)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

function when(order: Order, zone: string, now?: string): TemplateResult | string {
  const paid = (order.state ?? "confirmed") === "confirmed" && order.paidAt;
  if (paid) return date(paid, zone, "medium");
  const due = order.state === "awaitingPayment" && order.dueAt;
  return html`${order.createdAt ? html`<span>${date(order.createdAt, zone, "medium")}</span> ` : nothing}
  ${order.state ? orderBadge(order, now) : t.orders.beingConfirmed}
  ${due ? html`<span class="hint">${t.orders.due(date(due, zone, "medium"))}</span>` : nothing}`;
}

/** What was paid, or given back. */
export function paidOrGiven(order: Order): TemplateResult {
  const given = order.refund !== undefined && !isZero(order.refund);
  return given
    ? amount(`-${order.refund}`, order.currency)
    : amount(order.amountDue, order.currency);
}
