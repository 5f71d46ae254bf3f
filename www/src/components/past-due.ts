import type { Priced } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { announce } from "../announcer.js";
import type { Card, Held } from "../api.js";
import { t } from "../i18n.js";
import { PayFlow } from "../pay-flow.js";
import { explain } from "../problems.js";
import { navigate, paths } from "../router.js";
import type { StandingDeal } from "../standing-deal.js";
import { date } from "../words.js";
import { amount } from "./amount.js";
import "./card-choice.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";
import { orderLines, orderTotals } from "./order-lines.js";
import { dueToday, renews } from "./pay-panel.js";
import "./price-changed.js";

/** What comes of it where nobody pays. */
function overdueCourse({ overdue }: Held, zone: string): string[] {
  if (!overdue) return [];
  const { triedAgainAt, endsAt } = overdue;
  const again = triedAgainAt ? [t.account.overdueTriedAgain(date(triedAgainAt, zone))] : [];
  return [...again, t.account.overdueEnds(date(endsAt, zone))];
}

/** A renewal that could not be charged: what it is, and paying it. */
@customElement("q-past-due")
export class PastDueElement extends PageElement {
  @property({ attribute: false }) deal!: StandingDeal;

  #flow = new PayFlow(this, ({ order, status }) => {
    if (status !== "pending") announce(t.account.renewed);
    navigate(paths.order(order.id));
  });

  protected override render(): TemplateResult {
    const { deal } = this;
    const { answer, priced, offer, held, account } = deal;
    const since = date(held.state.period.end, offer.timeZone);
    const course = overdueCourse(held, offer.timeZone);
    return html`
      <section class="card section past-due" aria-labelledby="past-due-title">
        <h2 id="past-due-title">${t.account.overdueTitle}</h2>
        <p>${t.account.overdue(since)}</p>
        ${course.length > 0 ? html`<p class="hint" id="overdue-course">${course.join(" ")}</p>` : nothing}
        ${
          priced
            ? html`
                <div>${orderLines(priced, offer)} ${orderTotals(priced, account.taxes)}</div>
                ${dueToday(priced)} ${renews(priced, offer, account.taxes)}
                <q-card-choice
                  ?inert=${this.#flow.locked}
                  .card=${deal.card}
                  @card=${(event: CustomEvent<Card>) => this.#choose(event.detail)}
                ></q-card-choice>
                <button
                  type="button"
                  class="primary pay"
                  id="pay"
                  aria-disabled=${this.#flow.paying}
                  @click=${() => void this.#flow.pay(deal)}
                >
                  <span
                    >${this.#flow.paying ? t.shop.paying : this.#label(this.#flow.open ?? priced)}</span
                  >
                </button>
              `
            : html`<ul class="reasons">
                ${answer.status === "rejected" ? answer.problems.map((problem) => html`<li>${explain(problem, offer, held.state)}</li>`) : nothing}
              </ul>`
        }
        ${
          this.#flow.message
            ? html`<div class="error" id="pay-message">
                ${icons.warning}
                <p>${this.#flow.message}</p>
              </div>`
            : nothing
        }
      </section>
      <q-price-changed
        .deal=${deal}
        .change=${this.#flow.change}
        .busy=${this.#flow.paying}
        @accept=${() => void this.#flow.refresh(deal, true)}
        @decline=${() => void this.#flow.refresh(deal, false)}
      ></q-price-changed>
    `;
  }

  #label({ amountDue, currency }: Priced): unknown {
    const label = t.account.payRenewal(amount(amountDue, currency));
    return this.#flow.open ? t.shop.again(label) : label;
  }

  #choose(card: Card): void {
    this.deal.card = card;
    this.requestUpdate();
  }
}
