import type { Answer, Priced } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Conflict } from "../api.js";
import type { CheckoutStore } from "../checkout-store.js";
import { formatAmount, isZero } from "../money.js";
import { changes } from "../payment.js";
import { explain } from "../problems.js";
import { PageElement } from "./element.js";

export interface PriceChange {
  shown: Priced;
  fresh: Answer;
  conflict: Conflict;
}

/** The server priced the same choice differently: nothing was charged, and this is what changed. */
@customElement("q-price-changed")
export class PriceChangedElement extends PageElement {
  @property({ attribute: false }) store!: CheckoutStore;
  @property({ attribute: false }) change: PriceChange | undefined;
  @property({ type: Boolean }) busy = false;

  protected override render(): TemplateResult {
    return html`
      <dialog class="price-changed" aria-labelledby="price-changed-title" @cancel=${this.#cancel}>
        ${this.change ? this.#content(this.change) : nothing}
      </dialog>
    `;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (!changed.has("change")) return;
    const dialog = this.querySelector("dialog");
    if (this.change && !dialog?.open) dialog?.showModal();
    if (!this.change && dialog?.open) dialog.close();
  }

  #content({ shown, fresh, conflict }: PriceChange): TemplateResult {
    const { offer, subscription } = this.store;
    if (fresh.status === "rejected") {
      return html`
        <h2 id="price-changed-title">This change is not possible any more</h2>
        <p>Nothing was charged and nothing was changed.</p>
        <ul class="reasons">
          ${fresh.problems.map((problem) => html`<li>${explain(problem, offer, subscription)}</li>`)}
        </ul>
        <div class="dialog-actions">
          <button type="button" class="primary" ?disabled=${this.busy} @click=${this.#cancel}>
            Back to the order
          </button>
        </div>
      `;
    }
    const differences = changes(shown, fresh, (product) => offer.name(product));
    const money = (value: string | undefined) =>
      value === undefined ? "none" : html`<bdi>${formatAmount(value, fresh.currency)}</bdi>`;
    const accept = isZero(fresh.amountDue)
      ? "Accept and confirm"
      : `Accept and pay ${formatAmount(fresh.amountDue, fresh.currency)}`;
    return html`
      <h2 id="price-changed-title">
        ${differences.length > 0 ? "The price changed" : "Please confirm once more"}
      </h2>
      <p>
        ${
          differences.length > 0
            ? "While this page was open, something about your order changed. Nothing was charged. This is what is different:"
            : reason(conflict)
        }
      </p>
      ${
        differences.length > 0
          ? html`<table class="differences">
              <thead>
                <tr>
                  <td></td>
                  <th scope="col">You saw</th>
                  <th scope="col">It is now</th>
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
            </table>`
          : nothing
      }
      <div class="dialog-actions">
        <button type="button" class="secondary" ?disabled=${this.busy} @click=${this.#cancel}>
          Not now
        </button>
        <button
          type="button"
          class="primary"
          ?disabled=${this.busy}
          @click=${() => this.dispatchEvent(new Event("accept"))}
        >
          ${accept}
        </button>
      </div>
    `;
  }

  #cancel(event: Event): void {
    event.preventDefault();
    if (!this.busy) this.dispatchEvent(new Event("decline"));
  }
}

function reason(conflict: Conflict): string {
  const expired = conflict.problems.some((problem) => problem.code !== "quote_changed");
  return expired
    ? "Your quote was no longer fresh. Nothing was charged, and the amounts are the same as before."
    : "Something about your order was updated. Nothing was charged, and the amounts are the same as before.";
}
