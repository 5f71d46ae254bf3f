import type { Answer } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import type { CheckoutStore } from "../checkout-store.js";
import { amount } from "./amount.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";
import { orderLines, orderTotals } from "./order-lines.js";
import { dueToday, nextRenewal, payLabel } from "./pay-panel.js";

/** The order: its lines, totals, what is due today, what renews when, and the button that pays it. */
@customElement("q-order-summary")
export class OrderSummaryElement extends PageElement {
  @property({ attribute: false }) store!: CheckoutStore;
  /** Changes with every quote. */
  @property({ attribute: false }) answer!: Answer;
  @property({ type: Boolean }) valid = true;
  @property({ attribute: false }) reasons: string[] = [];
  @property() message = "";
  @property({ type: Boolean }) paying = false;
  @property({ type: Boolean }) retry = false;
  @state() private payInView = true;

  #watch: IntersectionObserver | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch?.disconnect();
  }

  protected override firstUpdated(): void {
    const pay = this.querySelector(".pay");
    if (!pay) return;
    this.#watch = new IntersectionObserver(
      ([entry]) => (this.payInView = entry?.isIntersecting ?? true),
    );
    this.#watch.observe(pay);
  }

  protected override render(): TemplateResult {
    const answer = this.valid ? this.store.priced : undefined;
    return html`
      <aside class="card summary" aria-labelledby="summary-title">
        <h2 id="summary-title">Order summary</h2>
        <div class="summary-body">
          ${
            answer
              ? html`${answer.lines.length > 0 ? orderLines(answer, this.store.offer) : html`<p class="empty">Nothing is charged or credited now.</p>`}
                ${orderTotals(answer, this.store.account.taxes)}`
              : html`<p class="empty" id="pay-waits">${this.#waiting()}</p>`
          }
        </div>
        <div class="summary-foot">
          ${dueToday(answer)} ${nextRenewal(this.store)}
          <button
            type="button"
            class="primary pay"
            id="pay"
            ?disabled=${!answer || this.paying}
            aria-describedby=${ifDefined(this.message ? "pay-message renewal" : answer ? "renewal" : this.#calm() ? "pay-waits" : "pay-reasons")}
            @click=${() => this.dispatchEvent(new Event("pay"))}
          >
            ${this.paying ? "Confirming…" : answer ? (this.retry ? `Try again: ${payLabel(answer, this.store)}` : payLabel(answer, this.store)) : "Pay"}
          </button>
          ${
            answer || this.#calm()
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
        </div>
      </aside>
      <div class="bottom-bar" ?data-hidden=${this.payInView}>
        <p class="bar-due">
          Due today <b>${answer ? amount(answer.amountDue, answer.currency) : "–"}</b>
        </p>
        <a class="button primary" href="#pay" @click=${this.#toPay}>Review order</a>
      </div>
    `;
  }

  /** Nothing is wrong with the choice: none was made yet, or none can be made. */
  #calm(): boolean {
    const { standing, problems } = this.store;
    const untouched = problems.every((problem) => problem.code === "nothing_changes");
    return this.valid && (untouched || !standing.possible);
  }

  #waiting(): string {
    return this.#calm() ? this.reasons.join(" ") : "There is no price for this choice.";
  }

  #toPay(event: Event): void {
    event.preventDefault();
    const pay = document.getElementById("pay");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    pay?.scrollIntoView({ block: "end", behavior: calm ? "auto" : "smooth" });
    pay?.focus({ preventScroll: true });
  }
}
