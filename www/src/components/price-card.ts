import type { CycleOption, Quantities } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { written } from "../address.js";
import type { Cycle } from "../api.js";
import { isolated, t } from "../i18n.js";
import { isZero } from "../money.js";
import type { Offer, Price } from "../offer.js";
import { paths } from "../router.js";
import { counted as number, manyUnits, units } from "../words.js";
import { amount, apart } from "./amount.js";
import { savingWords } from "./cycle-choice.js";
import { icons } from "./icons.js";
import { madeUp, multipleWords, tierPrice } from "./price-words.js";
import "./stepper.js";

interface Plan {
  offer: Offer;
  product: string;
  currency: string;
  cycle: Cycle;
  limits: Quantities;
  text: string;
  /** Undefined: what is typed is no whole number. */
  quantity: number | undefined;
  /** What that many cost; undefined: not sold in this cycle. */
  counted: CycleOption | undefined;
  /** It is being typed: what is wrong with it is said once that pauses. */
  typing: boolean;
  onTyped: (text: string, wrong: boolean) => void;
  onSettled: () => void;
  onStep: (direction: 1 | -1) => void;
}

/** One product of the store: its price for a quantity, what a year saves, and the way to buy it. */
export function priceCard(plan: Plan): TemplateResult {
  const { offer, product, currency, cycle, limits, quantity, counted } = plan;
  const unit = offer.unit(product);
  const price = offer.price(product, currency, cycle);
  const wrong = problem(plan);
  const title = `plan-${product}`;
  const saving = counted?.saving;
  return html`
    <article class="card plan" aria-labelledby=${title} data-product=${product}>
      <h2 id=${title}>${apart(offer.name(product))}</h2>
      <div class="plan-price">
        ${
          counted && !wrong
            ? html`<p class="plan-amount" data-digits=${ifDefined(size(counted.recurring))}>
                  ${amount(counted.recurring, currency)}
                  <span class="muted">${t.words.perCycle(cycle)}</span>
                </p>
                <p class="saving">
                  ${saving && !isZero(saving.amount) && !saving.amount.startsWith("-") ? savingWords({ cycle, present: false }, saving, currency) : nothing}
                </p>`
            : html`<p class="plan-amount none">–</p>
                <p class="hint">${price ? nothing : t.shop.notSoldSo}</p>`
        }
      </div>
      <q-stepper
        .field=${`plan-quantity-${product}`}
        .label=${t.shop.numberOf(manyUnits(unit))}
        .hint=${limits.step > 1 ? t.shop.inSteps(number(limits.step)) : ""}
        .text=${plan.text}
        .unit=${unit}
        .by=${limits.step}
        .least=${quantity !== undefined && quantity <= limits.minimum}
        .most=${quantity !== undefined && quantity >= limits.maximum}
        .errors=${wrong && !plan.typing ? [wrong] : []}
        @step=${(event: CustomEvent<1 | -1>) => plan.onStep(event.detail)}
        @typed=${(event: CustomEvent<string>) => plan.onTyped(event.detail, wrong !== undefined)}
        @settled=${plan.onSettled}
      ></q-stepper>
      <div class="plan-about">
        ${price ? made(plan, price) : nothing}
        ${
          price?.entitlements?.includes("offlineLicense")
            ? html`<p class="perk">${icons.check}${t.shop.perkOffline}</p>`
            : nothing
        }
      </div>
      ${
        counted && !wrong
          ? html`<a
              class="button primary"
              href=${`${paths.purchase}?${address(plan)}`}
              aria-label=${t.shop.buy(isolated(offer.name(product)))}
              >${t.shop.buyShort}</a
            >`
          : html`<span class="button primary" aria-disabled="true">${t.shop.buyShort}</span>`
      }
    </article>
  `;
}

function problem({ offer, product, limits, quantity }: Plan): string | undefined {
  const unit = offer.unit(product);
  const about = { ...NOTHING, manyUnits: manyUnits(unit) };
  if (quantity === undefined) return t.shop.enterWhole(manyUnits(unit));
  if (quantity < limits.minimum)
    return t.problems.quantity_below_minimum({ ...about, quantity: units(limits.minimum, unit) });
  if (quantity > limits.maximum)
    return t.problems.quantity_above_maximum({ ...about, quantity: units(limits.maximum, unit) });
  return quantity % limits.step === 0 ? undefined : t.problems.quantity_step(about);
}

/** How small an amount is written. */
function size(amount: string): "many" | "most" | undefined {
  if (amount.length > 12) return "most";
  return amount.length > 8 ? "many" : undefined;
}

const NOTHING = {
  roles: undefined,
  date: undefined,
  quantity: undefined,
  held: undefined,
  billing: "",
  ends: "",
  buys: true,
  pastDue: false,
};

/** What the checkout starts with; its address can be sent to a colleague. */
function address({ product, quantity, cycle, currency }: Plan): string {
  return written({ items: [{ product, quantity: quantity ?? 1 }], cycle, currency });
}

/** How the price is made up; of a multiple, what it is so many times of. */
function made({ offer, product, currency, cycle }: Plan, price: Price): unknown {
  const unit = offer.unit(product);
  const base = offer.base(product, price);
  if (!base) return scheme(price.scheme, currency, unit);
  const hints = (sentences: ReturnType<typeof madeUp>) =>
    sentences.map((words) => html`<p class="hint">${words}</p>`);
  return "tiers" in base.scheme
    ? [scheme(base.scheme, currency, unit), ...hints(multipleWords(offer, product, price))]
    : hints(madeUp(offer, product, currency, cycle));
}

type Scheme = NonNullable<ReturnType<Offer["price"]>>["scheme"];

/** How the price is made up, read off the price list. */
function scheme(scheme: Scheme, currency: string, unit: string): TemplateResult | typeof nothing {
  switch (scheme.type) {
    case "perUnit":
      return html`<p class="hint">
        ${t.shop.perUnit(amount(scheme.amount, currency), t.words.unit(unit))}
      </p>`;
    case "flat":
      return html`<p class="hint">${t.shop.flatPrice(amount(scheme.amount, currency))}</p>`;
    case "package":
      return html`<p class="hint">
        ${t.shop.perPack(amount(scheme.amount, currency), units(scheme.size, unit))}
      </p>`;
    case "graduated":
    case "volume":
      return html`<details class="why">
        <summary>${t.shop.tiers}</summary>
        <p>${scheme.type === "volume" ? t.calculation.volume : t.calculation.graduated}</p>
        <dl class="tiers">
          ${scheme.tiers.map((tier, index) => {
            const from = number((scheme.tiers[index - 1]?.upTo ?? 0) + 1);
            return html`<div>
              <dt>
                ${tier.upTo === null ? t.shop.tierAbove(from) : t.shop.tierRange(from, number(tier.upTo))}
              </dt>
              <dd>${tierPrice(tier, currency, unit)}</dd>
            </div>`;
          })}
        </dl>
      </details>`;
    case "multipleOf":
      return nothing;
  }
}
