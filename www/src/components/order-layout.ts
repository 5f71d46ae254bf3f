import type { Priced } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import type { Card } from "../api.js";
import { isolated, t } from "../i18n.js";
import { isZero } from "../money.js";
import type { OrderStore } from "../order-store.js";
import { waiting } from "../order-words.js";
import type { PayFlow } from "../pay-flow.js";
import type { QuoteFlow } from "../quote-flow.js";
import { billing, list, units } from "../words.js";
import { additions } from "./additions.js";
import { amount, strong } from "./amount.js";
import "./card-choice.js";
import "./code-field.js";
import "./cycle-choice.js";
import "./order-summary.js";
import "./price-changed.js";
import { quantityFields } from "./quantity-fields.js";

interface Parts {
  /** What comes before the choices. */
  before?: TemplateResult | typeof nothing;
  /** Who buys, between the choices and the payment. */
  who?: TemplateResult | typeof nothing;
  /** Nobody is there who could pay yet. */
  guest?: boolean;
}

/** Choices at one side, the order with its price at the other. */
export function orderLayout(
  store: OrderStore,
  flow: PayFlow,
  quotes: QuoteFlow,
  { before = nothing, who = nothing, guest = false }: Parts = {},
): TemplateResult {
  return html`
    <div class="checkout">
      <div class="choosing">
        ${flow.open ? html`<p class="note" id="locked">${mayHaveArrived(flow.open, store)}</p>` : nothing}
        <div class="choices" ?inert=${flow.locked}>
          ${before}
          <section class="card section" aria-label=${t.account.quantity}>
            ${quantityFields(store)}
          </section>
          <section class="card section">
            <q-cycle-choice
              .store=${store}
              .standing=${store.standing}
              .chosen=${store.items}
            ></q-cycle-choice>
          </section>
          ${additions(store)} ${who} ${store.standing.open && !guest ? payment(store) : nothing}
        </div>
      </div>
      <q-order-summary
        .store=${store}
        .answer=${store.answer}
        .valid=${store.valid}
        .reasons=${waiting(store)}
        .message=${flow.message}
        .paying=${flow.paying}
        .saving=${quotes.saving}
        .open=${flow.open}
        .guest=${guest}
        @pay=${() => void flow.pay(store)}
        @save-quote=${() => void quotes.save(store, flow)}
      ></q-order-summary>
    </div>
    <q-price-changed
      .deal=${store}
      .change=${flow.change}
      .busy=${flow.paying}
      @accept=${() => void flow.refresh(store, true)}
      @decline=${() => void flow.refresh(store, false)}
    ></q-price-changed>
  `;
}

/** Why nothing else can be chosen while the outcome of an attempt is unknown. */
function mayHaveArrived({ amountDue, currency }: Priced, store: OrderStore): unknown {
  const items = store.rows.map((row) =>
    t.orders.has(
      isolated(store.offer.name(row.product)),
      units(row.quantity ?? row.present, store.offer.unit(row.product)),
    ),
  );
  const chosen = list([...items, billing(store.cycle)]);
  return isZero(amountDue)
    ? t.shop.mayBeDone(chosen)
    : t.shop.mayHavePaid(strong(amount(amountDue, currency)), chosen);
}

function payment(store: OrderStore): TemplateResult {
  return html`
    <section class="card section tight" aria-label=${t.shop.codes}>
      <q-code-field .store=${store} .answer=${store.answer}></q-code-field>
    </section>
    ${
      store.priced && isZero(store.priced.amountDue)
        ? nothing
        : html`<section class="card section">
            <q-card-choice
              .card=${store.card}
              @card=${(event: CustomEvent<Card>) => store.setCard(event.detail)}
            ></q-card-choice>
          </section>`
    }
  `;
}
