import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { announce } from "../announcer.js";
import { api, ApiError, type Order, type StaffOrder } from "../api.js";
import { amount, apart } from "../components/amount.js";
import "../components/ask-dialog.js";
import type { Question } from "../components/ask-dialog.js";
import { icons } from "../components/icons.js";
import { LoadingPage } from "../components/loading-page.js";
import { failure, notice } from "../components/notice.js";
import { isolated, t } from "../i18n.js";
import { Offer } from "../offer.js";
import { changeFailed } from "../problems.js";
import { date } from "../words.js";

interface Loaded {
  orders: StaffOrder[];
  /** The seller's. */
  zone: string;
}

/** For the seller's staff: orders that wait for the money of a purchase order. */
@customElement("q-staff-page")
export class StaffPage extends LoadingPage<Loaded> {
  @state() private refused: { order: string; words: string } | undefined;
  @state() private busy = "";
  @state() private said = "";

  protected async fetch(): Promise<Loaded> {
    const [{ orders }, catalog] = await Promise.all([api.staffOrders(), api.catalog()]);
    return { orders, zone: new Offer(catalog).timeZone };
  }

  protected override readonly level = 2;

  protected override head(): TemplateResult {
    return html`<div class="page-head">
      <h1 tabindex="-1">${t.orders.staffTitle}</h1>
      <p class="lead">${t.orders.staffLead}</p>
    </div>`;
  }

  protected override failed(error: unknown): TemplateResult {
    if (error instanceof ApiError && error.status === 403)
      return notice("lock", t.orders.staffOnly, html``, 2);
    return failure(error, () => void this.retry(), 2);
  }

  protected content({ orders, zone }: Loaded): TemplateResult {
    return html`
      ${this.said ? html`<p class="note good" id="staff-said">${this.said}</p>` : nothing}
      ${
        orders.length === 0
          ? html`<p class="empty">${t.orders.staffNone}</p>`
          : html`<ul class="staff-orders">
              ${orders.map((order) => this.#order(order, zone))}
            </ul>`
      }
      <q-ask-dialog></q-ask-dialog>
    `;
  }

  #order({ order, organization }: StaffOrder, zone: string): TemplateResult {
    const fact = (label: string, content: TemplateResult | string) =>
      html`<div>
        <dt>${label}</dt>
        <dd>${content}</dd>
      </div>`;
    const number = isolated(order.number);
    return html`
      <li class="card section staff-order" data-order=${order.id}>
        <header>
          <h2>${apart(organization.name)}</h2>
          <span class="due-amount"
            >${amount(order.amountDue, order.currency)}
            <abbr class="currency">${order.currency}</abbr></span
          >
        </header>
        <dl class="facts">
          ${fact(t.orders.number, apart(order.number))}
          ${order.purchaseOrder ? fact(t.orders.purchaseOrder, apart(order.purchaseOrder)) : nothing}
          ${order.createdAt ? fact(t.orders.accepted, date(order.createdAt, zone)) : nothing}
          ${order.dueAt ? fact(t.orders.dueOn, date(order.dueAt, zone)) : nothing}
        </dl>
        <form class="staff-form" @submit=${(event: Event) => void this.#paid(event, order)}>
          <div class="field">
            <label for="reference-${order.id}">${t.orders.reference}</label>
            <input
              id="reference-${order.id}"
              name="reference"
              type="text"
              dir="auto"
              autocomplete="off"
              maxlength="200"
            />
          </div>
          <div class="card-actions">
            <button
              type="submit"
              class="primary"
              aria-label=${t.orders.markPaidOf(number)}
              aria-disabled=${this.busy !== ""}
            >
              ${t.orders.markPaid}
            </button>
            <button
              type="button"
              class="secondary"
              aria-label=${t.orders.cancelOf(number)}
              aria-disabled=${this.busy !== ""}
              @click=${() => void this.#canceled(order)}
            >
              ${t.orders.cancelOrder}
            </button>
          </div>
          ${
            this.refused?.order === order.id
              ? html`<div class="error">
                  ${icons.warning}
                  <p>${this.refused.words}</p>
                </div>`
              : nothing
          }
        </form>
      </li>
    `;
  }

  async #paid(event: Event, order: Order): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const reference = String(
      new FormData(event.target as HTMLFormElement).get("reference") ?? "",
    ).trim();
    const { number, amountDue, currency } = order;
    const sure = await this.#sure({
      title: t.orders.markPaidOf(isolated(number)),
      about: html`${t.orders.markPaidAbout(amount(amountDue, currency))}`,
      act: t.orders.markPaid,
    });
    if (!sure) return;
    await this.#act(
      order,
      () => api.payOrder(order.id, reference || undefined),
      t.orders.markedPaid,
    );
  }

  async #canceled(order: Order): Promise<void> {
    if (this.busy) return;
    const number = isolated(order.number);
    const sure = await this.#sure({
      title: t.orders.cancelOf(number),
      about: t.orders.cancelAbout(number),
      act: t.orders.cancelOrder,
      keep: t.account.keep,
      danger: true,
    });
    if (!sure) return;
    await this.#act(order, () => api.cancelOrder(order.id), t.orders.canceled);
  }

  async #sure(question: Question): Promise<boolean> {
    return (await this.querySelector("q-ask-dialog")?.ask(question)) ?? false;
  }

  async #act(
    order: Order,
    act: () => Promise<unknown>,
    words: (number: string) => string,
  ): Promise<void> {
    this.busy = order.id;
    this.refused = undefined;
    try {
      await act();
      this.said = words(isolated(order.number));
      announce(this.said);
      await this.load(() => words(isolated(order.number)));
      await this.updateComplete;
      this.querySelector<HTMLElement>("h1")?.focus();
    } catch (error) {
      const told = changeFailed(error);
      this.refused = { order: order.id, words: told };
      announce(told);
    } finally {
      this.busy = "";
    }
  }
}
