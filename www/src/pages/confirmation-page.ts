import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { announce } from "../announcer.js";
import { api, type Account, type Confirmation } from "../api.js";
import { amount } from "../components/amount.js";
import { cardName } from "../components/card-choice.js";
import { PageElement } from "../components/element.js";
import { icons } from "../components/icons.js";
import { failure, notice } from "../components/notice.js";
import { orderLines, orderTotals } from "../components/order-lines.js";
import { pendingWords } from "../components/subscription-card.js";
import { isZero } from "../money.js";
import { Offer } from "../offer.js";
import { paths } from "../router.js";
import { cycleLength, cycleName, date, units } from "../words.js";

/** Waits between looks at an order whose payment is still being confirmed. */
const WAITS = [1000, 1000, 2000, 3000, 5000];

/** What was paid, what it changed and when it renews. */
@customElement("q-confirmation-page")
export class ConfirmationPage extends PageElement {
  @property() order = "";
  @state() private loaded:
    { confirmation: Confirmation; account: Account; offer: Offer } | undefined;
  @state() private error: unknown;

  #timer: number | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load(0);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  async #load(looks: number): Promise<void> {
    this.error = undefined;
    try {
      const [confirmation, account, catalog] = await Promise.all([
        api.order(this.order),
        api.account(),
        api.catalog(),
      ]);
      if (!this.isConnected) return;
      this.loaded = { confirmation, account, offer: new Offer(catalog) };
      if (confirmation.status !== "pending") return;
      const wait = WAITS[looks] ?? 5000;
      this.#timer = window.setTimeout(() => void this.#load(looks + 1), wait);
      if (looks === 0) announce("Your payment is being confirmed.");
    } catch (error) {
      this.error = error;
    }
  }

  protected override render(): TemplateResult {
    if (this.error) return failure(this.error, () => void this.#load(0));
    if (!this.loaded) return html`<p class="loading">Loading your order…</p>`;
    const { confirmation, account, offer } = this.loaded;
    const { status, order } = confirmation;
    if (status === "pending") {
      return notice(
        "card",
        "Your payment is being confirmed",
        html`<p>
          The bank has not answered yet for order ${order.number}. This page follows it by itself;
          you will be charged once.
        </p>`,
      );
    }
    if (status === "declined") {
      return notice(
        "warning",
        "Your payment was declined",
        html`<p>
          Nothing was charged and nothing was changed.
          <a href=${paths.checkout(order.subscription)}>Back to the order</a>
        </p>`,
      );
    }
    return this.#confirmed(confirmation, account, offer);
  }

  #confirmed({ order, answer }: Confirmation, account: Account, offer: Offer): TemplateResult {
    if (answer.status !== "priced") return html``;
    const after = answer.subscription;
    const paid = !isZero(order.amountDue);
    return html`
      <div class="confirmation">
        <div class="confirmed">
          <span class="confirmed-icon">${icons.check}</span>
          <h1>
            ${paid ? html`Paid ${amount(order.amountDue, order.currency)}` : "Your change is confirmed"}
          </h1>
          <p class="lead">
            ${after.items.map((item) => `${offer.name(item.product)}: ${units(item.quantity, offer.unit(item.product))}`).join("; ")},
            ${cycleName(after.cycle)} billing.
          </p>
          ${
            after.pending
              ? html`<p class="lead">
                  From ${date(after.period.end, offer.timeZone)}:
                  ${pendingWords(offer, after.pending)}.
                </p>`
              : nothing
          }
        </div>
        <div class="card receipt">
          <header>
            <h2>Receipt</h2>
            <dl class="facts">
              <div>
                <dt>Order number</dt>
                <dd id="order-number">${order.number}</dd>
              </div>
              ${
                order.paidAt
                  ? html`<div>
                      <dt>Date</dt>
                      <dd>${date(order.paidAt, offer.timeZone)}</dd>
                    </div>`
                  : nothing
              }
              ${
                paid && order.card
                  ? html`<div>
                      <dt>Paid with</dt>
                      <dd>${cardName(order.card)}</dd>
                    </div>`
                  : nothing
              }
              <div>
                <dt>Billed to</dt>
                <dd>${account.organization.name}</dd>
              </div>
            </dl>
          </header>
          ${
            answer.lines.length > 0
              ? html`${orderLines(answer, offer)} ${orderTotals(answer, account.taxes)}`
              : nothing
          }
          <div class="due">
            <span>${paid ? "Paid" : "Charged"}</span>
            <span class="due-amount" id="paid"
              >${amount(order.amountDue, order.currency)}
              <abbr class="currency">${order.currency}</abbr></span
            >
          </div>
          ${
            answer.renewal
              ? html`<p class="renewal" id="renewal">
                  Renews on <b>${date(answer.renewal.at, offer.timeZone)}</b> for
                  <b>${amount(answer.renewal.amountDue, answer.currency)}</b>, then every
                  ${cycleLength(after.pending?.cycle ?? after.cycle)} until you cancel.
                </p>`
              : nothing
          }
        </div>
        <p class="after">
          <a class="button secondary" href=${paths.account}>See your subscriptions</a>
        </p>
      </div>
    `;
  }
}
