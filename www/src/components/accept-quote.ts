import type { Priced } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { announce } from "../announcer.js";
import type { Card } from "../api.js";
import { t } from "../i18n.js";
import { isZero } from "../money.js";
import { PayFlow } from "../pay-flow.js";
import type { Phrase } from "../phrase.js";
import { explain } from "../problems.js";
import type { QuoteDeal } from "../quote-deal.js";
import { navigate, paths } from "../router.js";
import { date, days } from "../words.js";
import { amount, strong } from "./amount.js";
import "./card-choice.js";
import { PageElement } from "./element.js";
import "./fresh-quote.js";
import { icons } from "./icons.js";
import { segments } from "./segments.js";

/** Accepts a saved quote by card or by purchase order; if it cannot be, what the same costs now. */
@customElement("q-accept-quote")
export class AcceptQuoteElement extends PageElement {
  @property({ attribute: false }) deal!: QuoteDeal;
  @state() private way: "card" | "purchaseOrder" = "card";
  /** No number was entered where there has to be one. */
  @state() private poMissing = false;

  #flow = new PayFlow(this, ({ order }) => {
    announce(t.quotes.accepted);
    navigate(paths.order(order.id));
  });

  private get poError(): string {
    return this.poMissing ? t.quotes.poNeeded : "";
  }

  protected override render(): TemplateResult | typeof nothing {
    const { priced } = this.deal;
    if (!priced) return nothing;
    if (this.deal.refusals.length > 0) return this.#refused();
    const free = isZero(priced.amountDue);
    const po = this.way === "purchaseOrder" && !free;
    return html`
      <section class="card section accept" aria-labelledby="accept-title">
        <h2 id="accept-title">${t.quotes.acceptTitle}</h2>
        ${
          free
            ? nothing
            : html`<div class="ways" ?inert=${this.#flow.locked}>
                ${this.#ways()} ${po ? this.#purchaseOrder(priced) : this.#cards()}
              </div>`
        }
        <button
          type="button"
          class="primary pay"
          id="pay"
          aria-disabled=${this.#flow.paying}
          aria-describedby=${ifDefined(this.#flow.message ? "pay-message" : undefined)}
          @click=${() => void this.#accept(po)}
        >
          <span>${this.#flow.paying ? t.shop.paying : this.#label(po, free)}</span>
        </button>
        ${
          this.#flow.message
            ? html`<div class="error" id="pay-message">
                ${icons.warning}
                <p>${this.#flow.message}</p>
              </div>`
            : nothing
        }
      </section>
      <q-fresh-quote
        .deal=${this.deal}
        .change=${this.#flow.change}
        @leave=${() => this.#flow.dismiss()}
      ></q-fresh-quote>
    `;
  }

  #refused(): TemplateResult {
    const { refusals, offer, holding } = this.deal;
    return html`<section class="card section accept" aria-labelledby="accept-title">
      <h2 id="accept-title">${t.quotes.acceptTitle}</h2>
      <div class="reasons" data-reasons>
        ${refusals.map((problem) => html`<p>${explain(problem, offer, holding)}</p>`)}
      </div>
    </section>`;
  }

  #label(po: boolean, free: boolean): unknown {
    const way = this.#way(po, free);
    return this.#flow.open ? t.shop.again(way) : way;
  }

  #way(po: boolean, free: boolean): Phrase<TemplateResult> {
    const { priced } = this.deal;
    if (free || !priced) return [t.quotes.accept];
    return po
      ? [t.quotes.acceptWithPo]
      : t.quotes.acceptAndPay(amount(priced.amountDue, priced.currency));
  }

  #ways(): TemplateResult {
    const way = (value: "card" | "purchaseOrder", label: string) => ({
      id: value,
      label,
      value,
      chosen: this.way === value,
    });
    return segments(
      "way",
      t.quotes.payBy,
      [way("card", t.quotes.byCard), way("purchaseOrder", t.quotes.byPurchaseOrder)],
      (chosen) => (this.way = chosen),
    );
  }

  #cards(): TemplateResult {
    return html`<q-card-choice
      .card=${this.deal.card}
      @card=${(event: CustomEvent<Card>) => {
        this.deal.card = event.detail;
        this.requestUpdate();
      }}
    ></q-card-choice>`;
  }

  #purchaseOrder(priced: Priced): TemplateResult {
    const { document, offer } = this.deal;
    const present = document.request.subscription?.period.end;
    return html`<div class="field">
      <label for="po">${t.quotes.poNumber}</label>
      <input
        id="po"
        type="text"
        dir="auto"
        autocomplete="off"
        maxlength="60"
        aria-required="true"
        aria-invalid=${ifDefined(this.poError ? "true" : undefined)}
        aria-describedby="po-about${this.poError ? " po-error" : ""}"
        @input=${() => (this.poMissing = false)}
      />
      <p class="hint" id="po-about">
        ${t.quotes.poAbout(strong(amount(priced.amountDue, priced.currency)), strong(days(document.paymentDays)))}
        ${present ? t.quotes.poEnds(strong(date(present, offer.timeZone))) : nothing}
        ${priced.renewal ? t.quotes.poRenews : nothing}
      </p>
      ${
        this.poError
          ? html`<div class="error" id="po-error">
              ${icons.warning}
              <p>${this.poError}</p>
            </div>`
          : nothing
      }
    </div>`;
  }

  async #accept(po: boolean): Promise<void> {
    const field = this.querySelector<HTMLInputElement>("#po");
    const number = field?.value.trim() ?? "";
    if (po && number === "" && !this.#flow.open) {
      this.poMissing = true;
      announce(this.poError);
      field?.focus();
      return;
    }
    this.deal.purchaseOrder = po ? number : undefined;
    await this.#flow.pay(this.deal);
  }
}
