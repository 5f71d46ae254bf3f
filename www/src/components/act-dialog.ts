import type { Priced } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Confirmation } from "../api.js";
import { t } from "../i18n.js";
import { isZero } from "../money.js";
import { PayFlow } from "../pay-flow.js";
import type { Phrase } from "../phrase.js";
import { explain } from "../problems.js";
import type { Act, StandingDeal } from "../standing-deal.js";
import { date } from "../words.js";
import { amount, strong } from "./amount.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";
import { orderLines, orderTotals } from "./order-lines.js";
import "./price-changed.js";

/** What was done, and whether its outcome is known. */
export interface Acted {
  act: Act;
  status: Confirmation["status"];
}

/** Before a subscription is canceled or resumed: what that means, and what is given back. */
@customElement("q-act-dialog")
export class ActDialogElement extends PageElement {
  @property({ attribute: false }) deal: StandingDeal | undefined;

  /** What was pressed last: while its outcome is unknown nothing else is asked. */
  #sent: StandingDeal | undefined;

  #flow = new PayFlow(this, ({ status }) => {
    if (!this.#sent) return;
    const detail: Acted = { act: this.#sent.act, status };
    this.dispatchEvent(new CustomEvent("done", { detail }));
  });

  protected override render(): TemplateResult {
    const deal = this.deal && this.#flow.open ? this.#sent : this.deal;
    return html`
      <dialog
        class="act"
        aria-labelledby="act-title"
        aria-describedby="act-about"
        @cancel=${this.#leave}
      >
        ${deal ? this.#content(deal) : nothing}
      </dialog>
      ${
        deal
          ? html`<q-price-changed
              .deal=${deal}
              .change=${this.#flow.change}
              .busy=${this.#flow.paying}
              @accept=${() => void this.#flow.refresh(deal, true)}
              @decline=${() => void this.#flow.refresh(deal, false)}
            ></q-price-changed>`
          : nothing
      }
    `;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (!changed.has("deal")) return;
    const dialog = this.querySelector<HTMLDialogElement>("dialog.act");
    if (this.deal && !dialog?.open) dialog?.showModal();
    if (!this.deal && dialog?.open) dialog.close();
    if (!this.deal) this.#flow.clear();
  }

  #content(deal: StandingDeal): TemplateResult {
    const { answer, priced, act, offer, held } = deal;
    const cancel = act === "cancellation";
    return html`
      <h2 id="act-title">${cancel ? t.account.cancel : t.account.resume}</h2>
      <div id="act-about">
        ${
          priced
            ? cancel
              ? this.#canceled(deal, priced)
              : this.#resumed(deal, priced)
            : html`<ul class="reasons">
                ${answer.status === "rejected" ? answer.problems.map((problem) => html`<li>${explain(problem, offer, held.state)}</li>`) : nothing}
              </ul>`
        }
      </div>
      ${
        this.#flow.message
          ? html`<div class="error" id="act-message">
              ${icons.warning}
              <p>${this.#flow.message}</p>
            </div>`
          : nothing
      }
      <div class="dialog-actions">
        <button
          type="button"
          class="secondary"
          aria-disabled=${this.#flow.paying}
          @click=${this.#leave}
        >
          ${cancel ? t.account.keep : t.shop.notNow}
        </button>
        ${
          priced
            ? html`<button
                type="button"
                class=${cancel ? "danger-button" : "primary"}
                id="act"
                aria-disabled=${this.#flow.paying}
                @click=${() => this.#do(deal)}
              >
                <span>${this.#flow.paying ? t.shop.paying : this.#label(cancel, priced)}</span>
              </button>`
            : nothing
        }
      </div>
    `;
  }

  #do(deal: StandingDeal): void {
    if (this.#flow.paying) return;
    this.#sent = deal;
    void this.#flow.pay(deal);
  }

  #label(cancel: boolean, priced: Priced): unknown {
    const label = this.#name(cancel, priced);
    return this.#flow.open ? t.shop.again(label) : label;
  }

  #name(cancel: boolean, priced: Priced): Phrase<TemplateResult> {
    if (!cancel) return [t.account.resume];
    return isZero(priced.refund)
      ? [t.account.cancelConfirm]
      : t.account.cancelConfirmRefund(amount(priced.refund, priced.currency));
  }

  /** By its policy: to the end of what is paid, or at once with what is not used given back. */
  #canceled({ offer, account }: StandingDeal, priced: Priced): TemplateResult {
    const { subscription: after } = priced;
    if (after.status !== "ended")
      return html`<p>${t.account.cancelAtEnd(date(after.period.end, offer.timeZone))}</p>`;
    if (priced.lines.length === 0) return html`<p>${t.account.cancelNoRefund}</p>`;
    return html`<p>${t.account.cancelNow}</p>
      <div class="act-lines">
        ${orderLines(priced, offer)} ${orderTotals(priced, account.taxes)}
      </div>`;
  }

  #resumed({ offer }: StandingDeal, { renewal }: Priced): TemplateResult | typeof nothing {
    if (!renewal) return nothing;
    return html`<p>
      ${t.account.resumeRenews(
        strong(date(renewal.at, offer.timeZone)),
        strong(amount(renewal.amountDue, this.deal?.held.state.currency ?? "")),
      )}
    </p>`;
  }

  #leave(event: Event): void {
    event.preventDefault();
    if (!this.#flow.paying) this.dispatchEvent(new Event("leave"));
  }
}
