import type { ProductOptions } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { focusDrawn } from "../focus.js";
import { isolated, t } from "../i18n.js";
import type { OrderStore } from "../order-store.js";
import { explain } from "../problems.js";
import { sameCycle } from "../words.js";
import { amount, apart } from "./amount.js";
import { icons } from "./icons.js";

/** What else can be put into an order; what cannot says why. */
export function additions(store: OrderStore): TemplateResult | typeof nothing {
  const { additions } = store;
  if (additions.length === 0 || !store.standing.open) return nothing;
  return html`
    <section class="card section additions" aria-labelledby="additions-title">
      <h2 id="additions-title">${t.shop.addTitle}</h2>
      <ul class="addition-list">
        ${repeat(
          additions,
          ({ product }) => product,
          (options) => addition(store, options),
        )}
      </ul>
    </section>
  `;
}

function addition(store: OrderStore, options: ProductOptions): TemplateResult {
  const { offer } = store;
  const { product, problems, quantities, cycles } = options;
  const name = offer.name(product);
  const sold = cycles.find(({ cycle }) => sameCycle(cycle, store.cycle));
  const can = quantities !== undefined && sold !== undefined;
  const why = [
    ...new Set(
      quantities === undefined
        ? problems.map((problem) => explain(problem, offer, store.holding, product))
        : [t.shop.notSoldSo],
    ),
  ];
  return html`
    <li class="addition" data-product=${product}>
      <div>
        <p class="addition-name">${apart(name)}</p>
        ${
          can
            ? html`<p class="hint">
                ${t.shop.fromPrice(amount(sold.recurring, store.currency), t.words.perCycle(sold.cycle))}
              </p>`
            : why.map((words) => html`<p class="hint">${words}</p>`)
        }
      </div>
      ${
        can
          ? html`<button
              type="button"
              class="secondary"
              aria-label=${t.shop.add(isolated(name))}
              @click=${() => add(store, product)}
            >
              ${icons.plus}${t.shop.addShort}
            </button>`
          : nothing
      }
    </li>
  `;
}

/** The button is gone: how many of it is the next question. */
function add(store: OrderStore, product: string): void {
  store.add(product);
  focusDrawn(`#${CSS.escape(`quantity-${product}`)}`);
}
