import type { Answer, Priced } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { isolated, t } from "../i18n.js";
import type { OrderStore } from "../order-store.js";
import { list, units } from "../words.js";
import { amount } from "./amount.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";
import { orderLines, orderTotals } from "./order-lines.js";
import { dueToday, ending, nextRenewal, payLabel } from "./pay-panel.js";

/** The order: its lines, totals, what is due today, what renews when, and the button that pays it. */
@customElement("q-order-summary")
export class OrderSummaryElement extends PageElement {
  @property({ attribute: false }) store!: OrderStore;
  /** Changes with every quote. */
  @property({ attribute: false }) answer!: Answer;
  @property({ type: Boolean }) valid = true;
  @property({ attribute: false }) reasons: string[] = [];
  @property() message = "";
  @property({ type: Boolean }) paying = false;
  @property({ type: Boolean }) saving = false;
  /** The quote of an attempt whose outcome is unknown: the button repeats that one. */
  @property({ attribute: false }) open: Priced | undefined;
  /** Nobody is there who could pay yet. */
  @property({ type: Boolean }) guest = false;
  @state() private payInView = true;

  #watch: IntersectionObserver | undefined;
  /** Where it sticks depends on how tall it is. */
  #measure = new ResizeObserver(() =>
    this.style.setProperty("--summary-size", `${this.offsetHeight}px`),
  );

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch?.disconnect();
    this.#measure.disconnect();
  }

  protected override firstUpdated(): void {
    this.#measure.observe(this);
    const pay = this.querySelector(".pay");
    if (!pay) return;
    this.#watch = new IntersectionObserver(
      ([entry]) => (this.payInView = entry?.isIntersecting ?? true),
    );
    this.#watch.observe(pay);
  }

  protected override render(): TemplateResult {
    const answer = this.valid ? this.store.priced : undefined;
    const ends = answer && ending(this.store);
    const busy = this.paying || this.saving;
    const canPay = (this.open ?? answer) !== undefined && !busy && !this.guest;
    return html`
      <aside class="card summary" aria-labelledby="summary-title">
        <h2 id="summary-title">${t.shop.summary}</h2>
        <div class="summary-body">
          ${
            answer
              ? html`${answer.lines.length > 0 ? orderLines(answer, this.store.offer) : html`<p class="empty">${t.shop.nothingNow}</p>`}
                ${orderTotals(answer, this.store.taxes)}`
              : html`<p class="empty" id="pay-waits">${this.#waiting()}</p>`
          }
        </div>
        <div class="summary-foot">
          ${dueToday(answer, this.#due())} ${nextRenewal(this.store)}
          ${ends ? html`<p class="note" id="codes-end">${ends}</p>` : nothing}
          ${answer && !this.store.taxes ? html`<p class="hint">${t.shop.taxesLater}</p>` : nothing}
          <button
            type="button"
            class="primary pay"
            id="pay"
            aria-disabled=${!canPay}
            aria-describedby="${this.#described(answer !== undefined)}${ends ? " codes-end" : ""}"
            @click=${() => canPay && this.dispatchEvent(new Event("pay"))}
          >
            <span>${this.#label()}</span>
          </button>
          ${
            answer && this.guest
              ? html`<p class="hint" id="pay-guest">
                  <a href="#who-title" @click=${this.#toWho}>${t.shop.registerFirst}</a>
                </p>`
              : nothing
          }
          ${
            answer || this.#calm() || this.reasons.length === 0
              ? nothing
              : html`<div class="error" id="pay-reasons">
                  ${icons.warning}
                  <div>${this.reasons.map((reason) => html`<p>${reason}</p>`)}</div>
                </div>`
          }
          ${
            this.message
              ? html`<div class="error" id="pay-message">
                  ${icons.warning}
                  <p>${this.message}</p>
                </div>`
              : nothing
          }
          ${
            answer && !this.guest && !this.open
              ? html`<button
                  type="button"
                  class="link with-icon quote-button"
                  id="get-quote"
                  aria-disabled=${busy}
                  title=${t.shop.getQuoteAbout}
                  @click=${() => !busy && this.dispatchEvent(new Event("save-quote"))}
                >
                  ${icons.document}${t.shop.getQuote}
                </button>`
              : nothing
          }
        </div>
      </aside>
      ${this.store.standing.open ? this.#bar(answer) : nothing}
    `;
  }

  /** Where the choices are all that is in sight: what is chosen, what is due, and the way to the button. */
  #bar(answer: Priced | undefined): TemplateResult {
    const { rows, offer } = this.store;
    const chosen = rows.map(({ product, quantity }) => {
      const name = isolated(offer.name(product));
      if (quantity === undefined) return name;
      return t.orders.has(name, units(quantity, offer.unit(product)));
    });
    return html`
      <div class="bottom-bar" ?data-hidden=${this.payInView}>
        <p class="bar-chosen">${list(chosen)}</p>
        <p class="bar-due">
          ${this.#due()} <b>${answer ? amount(answer.amountDue, answer.currency) : "–"}</b>
        </p>
        <a class="button primary" href="#pay" @click=${this.#toPay}>${t.shop.reviewOrder}</a>
      </div>
    `;
  }

  /** Without its taxes an amount is not yet what will be due. */
  #due(): string {
    return this.store.taxes ? t.shop.dueToday : t.shop.dueBeforeTax;
  }

  #label(): unknown {
    const answer = this.valid ? this.store.priced : undefined;
    if (this.paying) return t.shop.paying;
    if (this.open) return t.shop.again(payLabel(this.open, this.store));
    return answer ? payLabel(answer, this.store) : t.shop.pay;
  }

  #described(answered: boolean): string {
    if (this.message) return "pay-message renewal";
    if (answered) return this.guest ? "pay-guest renewal" : "renewal";
    return this.#calm() || this.reasons.length === 0 ? "pay-waits" : "pay-reasons";
  }

  /** Nothing is wrong with the choice: none was made yet, or none can be made. */
  #calm(): boolean {
    const { standing, problems } = this.store;
    const untouched = problems.every((problem) => problem.code === "nothing_changes");
    return this.valid && (untouched || !standing.open);
  }

  #waiting(): string {
    return this.#calm() && this.reasons.length > 0 ? this.reasons.join(" ") : t.shop.noPrice;
  }

  /** The first field of who buys; the form itself is further up. */
  #toWho(event: Event): void {
    event.preventDefault();
    const field = document.querySelector<HTMLElement>("#register-name");
    field?.scrollIntoView({ block: "center" });
    field?.focus({ preventScroll: true });
  }

  #toPay(event: Event): void {
    event.preventDefault();
    const pay = document.getElementById("pay");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    pay?.scrollIntoView({ block: "end", behavior: calm ? "auto" : "smooth" });
    pay?.focus({ preventScroll: true });
  }
}
