import type { Answer, Priced } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Conflict } from "../api.js";
import { type Change, changes } from "../changes.js";
import type { Holding } from "../circumstances.js";
import type { Deal } from "../deal.js";
import { t } from "../i18n.js";
import { isZero } from "../money.js";
import { explain } from "../problems.js";
import { list, units } from "../words.js";
import { amount } from "./amount.js";
import { PageElement } from "./element.js";

export interface PriceChange {
  shown: Priced;
  fresh: Answer;
  conflict: Conflict;
  /** What accepting the fresh quote does, if it is not paying it. */
  instead?: () => Promise<void>;
}

/**
 * The server priced the same choice differently: nothing was charged, also not by an attempt before, whose outcome
 * is known before anything else is asked. This is what changed.
 */
@customElement("q-price-changed")
export class PriceChangedElement extends PageElement {
  @property({ attribute: false }) deal!: Deal;
  @property({ attribute: false }) change: PriceChange | undefined;
  @property({ type: Boolean }) busy = false;
  /** What is held by now, where it was changed meanwhile. */
  @state() private held: Holding | undefined;

  protected override render(): TemplateResult {
    return html`
      <dialog
        class="price-changed"
        aria-labelledby="price-changed-title"
        aria-describedby="price-changed-about"
        @cancel=${this.#cancel}
      >
        ${this.change ? this.#content(this.change) : nothing}
      </dialog>
    `;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (!changed.has("change")) return;
    void this.#look();
    const dialog = this.querySelector("dialog");
    if (this.change && !dialog?.open) dialog?.showModal();
    if (!this.change && dialog?.open) dialog.close();
  }

  async #look(): Promise<void> {
    const { change, deal } = this;
    this.held = undefined;
    if (!change) return;
    // Within one second the server may only say that the quote is another one.
    const before = counts(deal.holding);
    const held = await deal.present?.().catch(() => undefined);
    if (held && this.change === change && counts(held) !== before) this.held = held;
  }

  /** Why, where somebody else has changed the same subscription. */
  #why(conflict: Conflict): TemplateResult | typeof nothing {
    if (!this.held && !isOvertaken(conflict)) return nothing;
    const { offer } = this.deal;
    const held = this.held?.items.map(({ product, quantity }) =>
      units(quantity, offer.unit(product)),
    );
    return html`<p>
      ${held ? t.shop.changedMeanwhile(list(held)) : t.server.known["subscription_changed"]}
    </p>`;
  }

  #content({ shown, fresh, conflict, instead }: PriceChange): TemplateResult {
    const { offer, holding } = this.deal;
    if (fresh.status === "rejected") {
      return html`
        <h2 id="price-changed-title">${t.shop.notPossible}</h2>
        <div id="price-changed-about">
          ${this.#why(conflict)}
          <p>${t.shop.nothingDone}</p>
        </div>
        <ul class="reasons">
          ${fresh.problems.map((problem) => html`<li>${explain(problem, offer, holding)}</li>`)}
        </ul>
        <div class="dialog-actions">
          <button type="button" class="primary" aria-disabled=${this.busy} @click=${this.#cancel}>
            ${t.shop.backToOrder}
          </button>
        </div>
      `;
    }
    const differences = changes(shown, fresh, (product) => offer.name(product));
    const accept = instead
      ? t.quotes.freshQuote
      : isZero(fresh.amountDue)
        ? t.shop.acceptAndConfirm
        : t.shop.acceptAndPay(amount(fresh.amountDue, fresh.currency));
    return html`
      <h2 id="price-changed-title">
        ${differences.length > 0 ? t.shop.priceChanged : t.shop.confirmAgain}
      </h2>
      <div id="price-changed-about">
        ${this.#why(conflict)}
        <p>${differences.length > 0 ? t.shop.changedWhileOpen : reason(conflict)}</p>
      </div>
      ${differences.length > 0 ? differenceTable(differences, fresh.currency) : nothing}
      <div class="dialog-actions">
        <button type="button" class="secondary" aria-disabled=${this.busy} @click=${this.#cancel}>
          ${t.shop.notNow}
        </button>
        <button
          type="button"
          class="primary"
          aria-disabled=${this.busy}
          @click=${() => !this.busy && this.dispatchEvent(new Event("accept"))}
        >
          <span>${accept}</span>
        </button>
      </div>
    `;
  }

  #cancel(event: Event): void {
    event.preventDefault();
    if (!this.busy) this.dispatchEvent(new Event("decline"));
  }
}

/** What was seen, and what it is now. */
export function differenceTable(differences: Change[], currency: string): TemplateResult {
  const money = (value: string | undefined) =>
    value === undefined ? t.frame.none : amount(value, currency);
  return html`<table class="differences">
    <thead>
      <tr>
        <th scope="col"><span class="visually-hidden">${t.shop.what}</span></th>
        <th scope="col">${t.shop.youSaw}</th>
        <th scope="col">${t.shop.itIsNow}</th>
      </tr>
    </thead>
    <tbody>
      ${differences.map(
        ({ label, was, is }) =>
          html`<tr>
            <th scope="row">${label}</th>
            <td><s>${money(was)}</s></td>
            <td>${money(is)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function counts({ items }: Holding): string {
  return JSON.stringify(items.map(({ product, quantity }) => [product, quantity]));
}

function isOvertaken({ problems }: Conflict): boolean {
  return problems.some(
    ({ code }) => code === "subscription_changed" || code === "at_before_last_change",
  );
}

function reason(conflict: Conflict): string {
  const expired = conflict.problems.some((problem) => problem.code !== "quote_changed");
  return expired ? t.shop.notFresh : t.shop.updated;
}
