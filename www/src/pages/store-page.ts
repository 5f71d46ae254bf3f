import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { read, written } from "../address.js";
import { announce } from "../announcer.js";
import { api, type Cycle, type Session } from "../api.js";
import { LoadingPage } from "../components/loading-page.js";
import { priceCard } from "../components/price-card.js";
import { segments } from "../components/segments.js";
import type { StepperElement } from "../components/stepper.js";
import { t } from "../i18n.js";
import { Offer } from "../offer.js";
import { remember } from "../router.js";
import { stepped, typedNumber } from "../rows.js";
import { pricesOf, purchaseStanding } from "../standing.js";
import { GUEST } from "../requests.js";
import { byLength, sameCycle } from "../words.js";

interface Shelf {
  offer: Offer;
  /** Prices do not depend on the instant; the engine wants one. */
  at: string;
}

/** What is sold and what it costs: for anyone, computed here by the engine from the public price list. */
@customElement("q-store-page")
export class StorePage extends LoadingPage<Shelf> {
  @property({ attribute: false }) session!: Session;
  @state() private cycle: Cycle = { unit: "month" };
  /** As typed, by product. */
  @state() private typed: Record<string, string> = {};

  /** The product whose quantity is being typed. */
  @state() private typing: string | undefined;

  protected async fetch(): Promise<Shelf> {
    const offer = new Offer(await api.catalog());
    const { items = [], cycle } = read(location.search);
    this.typed = Object.fromEntries(items.map(({ product, quantity }) => [product, `${quantity}`]));
    this.cycle =
      this.#cycles(offer).find((sold) => cycle && sameCycle(sold, cycle)) ??
      offer.cycle(offer.products[0]?.id, offer.currency) ??
      this.cycle;
    return { offer, at: new Date().toISOString().replace(/\.\d+Z$/, "Z") };
  }

  protected override head(): TemplateResult {
    return html`<div class="page-head store-head">
      <h1>${t.shop.storeTitle}</h1>
      <p class="lead">${t.shop.storeLead}</p>
    </div>`;
  }

  protected content({ offer, at }: Shelf): TemplateResult {
    const { currency } = offer;
    const cycles = this.#cycles(offer);
    return html`
      ${
        cycles.length > 1
          ? segments(
              "billing",
              t.shop.billed,
              cycles.map((cycle) => ({
                id: `${cycle.count ?? 1}-${cycle.unit}`,
                label: t.words.cycleTitle(cycle),
                value: cycle,
                chosen: sameCycle(cycle, this.cycle),
              })),
              (cycle) => {
                this.cycle = cycle;
                this.#keep();
                void this.#speak(offer.products.map((product) => product.id));
              },
            )
          : nothing
      }
      <div class="shelf">
        ${offer.products.map((product) => {
          const chosen = { product: product.id, quantity: 0 };
          const sold = purchaseStanding(
            offer,
            GUEST,
            { items: [chosen], cycle: this.cycle, currency },
            at,
          ).products[0]?.quantities;
          const limits = sold ?? { minimum: 1, maximum: 1, step: 1 };
          const text = this.typed[product.id] ?? String(limits.minimum);
          const quantity = typedNumber(text);
          const counted =
            quantity === undefined
              ? undefined
              : pricesOf(offer, [{ ...chosen, quantity }], currency, at)[0]?.cycles.find(
                  ({ cycle }) => sameCycle(cycle, this.cycle),
                );
          return priceCard({
            offer,
            product: product.id,
            currency,
            cycle: this.cycle,
            limits,
            text,
            quantity,
            counted,
            typing: this.typing === product.id,
            onTyped: (typed, wrong) => {
              // What was wrong before stays said until it is right.
              if (!wrong) this.typing = product.id;
              this.#type(product.id, typed);
            },
            onSettled: () => this.#settle(),
            onStep: (direction) =>
              this.#type(
                product.id,
                String(stepped(quantity ?? limits.minimum, direction, limits)),
              ),
          });
        })}
      </div>
      <p class="hint store-note">
        ${this.session.taxes?.behavior === "inclusive" ? t.shop.withTax : t.shop.beforeTax}
      </p>
    `;
  }

  /** Every cycle in which anything is sold, the shortest first. */
  #cycles(offer: Offer): Cycle[] {
    const cycles: Cycle[] = [];
    for (const product of offer.products)
      for (const price of product.prices)
        if (
          price.currency === offer.currency &&
          !cycles.some((other) => sameCycle(other, price.cycle))
        )
          cycles.push(price.cycle);
    return cycles.sort(byLength);
  }

  /** Writes into the address what is chosen, so that Back from the checkout finds it again. */
  #keep(): void {
    const items = Object.entries(this.typed).flatMap(([product, text]) => {
      const quantity = typedNumber(text);
      return quantity === undefined ? [] : [{ product, quantity }];
    });
    remember(written({ items, cycle: this.cycle }, location.search));
  }

  #type(product: string, text: string): void {
    this.typed = { ...this.typed, [product]: text };
    this.#keep();
    // What is being typed is said once that pauses.
    if (this.typing === product) announce("");
    else void this.#speak([product]);
  }

  #settle(): void {
    const { typing } = this;
    this.typing = undefined;
    if (typing !== undefined) void this.#speak([typing]);
  }

  /** Says what some products cost now; of one only that, or what is wrong with its quantity. */
  async #speak(products: string[]): Promise<void> {
    await this.updateComplete;
    const said = products.map(async (product) => {
      const card = this.querySelector(`[data-product="${CSS.escape(product)}"] .plan-price`);
      const plan = card?.closest(".plan");
      if (!card || !plan) return "";
      await plan.querySelector<StepperElement>("q-stepper")?.updateComplete;
      const wrong = plan.querySelector(".quantity .error p");
      const none = card.querySelector(".none + .hint");
      const words = text(wrong ?? none ?? card);
      return products.length === 1 ? words : t.orders.has(text(plan.querySelector("h2")), words);
    });
    announce((await Promise.all(said)).join(" · "));
  }
}

function text(element: Element | null): string {
  return element?.textContent?.replace(/\s+/g, " ").trim() ?? "";
}
