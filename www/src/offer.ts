// What the public catalog says about what is sold, read but not priced: names, units, cycles.

import { Catalog, type CatalogInput, type Subscription } from "@quotient/checkout";
import type { Cycle } from "./api.js";
import { sameCycle } from "./words.js";

type Product = CatalogInput["products"][number];
type Price = Product["prices"][number];

export class Offer {
  readonly catalog: Catalog;
  readonly timeZone: string;
  readonly #products: Map<string, Product>;

  constructor(text: string) {
    this.catalog = new Catalog(text);
    const input = JSON.parse(text) as CatalogInput;
    this.timeZone = input.timeZone ?? "UTC";
    this.#products = new Map(input.products.map((product) => [product.id, product]));
  }

  name(product: string): string {
    return this.#products.get(product)?.name ?? product;
  }

  unit(product: string): string {
    return this.#products.get(product)?.unitName ?? "unit";
  }

  price(product: string, currency: string, cycle: Cycle): Price | undefined {
    return this.#products
      .get(product)
      ?.prices.find((price) => price.currency === currency && sameCycle(price.cycle, cycle));
  }

  /** One step of a product's stepper: quantities are sold in multiples of it. */
  step(product: string, currency: string, cycle: Cycle): number {
    return this.price(product, currency, cycle)?.quantityStep ?? 1;
  }

  /** The quantity that one press of `+` or `−` leads to. */
  next(
    product: string,
    currency: string,
    cycle: Cycle,
    quantity: number,
    direction: 1 | -1,
  ): number {
    const price = this.price(product, currency, cycle);
    const step = price?.quantityStep ?? 1;
    const next =
      direction > 0
        ? (Math.floor(quantity / step) + 1) * step
        : (Math.ceil(quantity / step) - 1) * step;
    return direction > 0 ? Math.max(next, price?.minQuantity ?? 1) : Math.max(next, 0);
  }

  /** The cycles in which everything that a subscription holds is sold, in the catalog's order. */
  cycles(subscription: Subscription): Cycle[] {
    const { currency, cycle: present, items } = subscription;
    const cycles = (this.#products.get(items[0]?.product ?? "")?.prices ?? [])
      .filter((price) => price.currency === currency)
      .map((price) => price.cycle)
      .filter((cycle) => items.every((item) => this.price(item.product, currency, cycle)));
    // A present cycle that is not sold any more is still a choice: to stay with it.
    return cycles.some((cycle) => sameCycle(cycle, present)) ? cycles : [present, ...cycles];
  }

  /**
   * What the catalog itself says that a cycle saves: `12 months, pay for 11`, where every
   * price of it is so many times the monthly one. Nothing is computed from amounts.
   */
  saving(subscription: Subscription, cycle: Cycle): string | undefined {
    const months = { day: 0, week: 0, month: 1, year: 12 }[cycle.unit] * (cycle.count ?? 1);
    const times = new Set(
      subscription.items.map((item) =>
        this.#monthsPaid(item.product, subscription.currency, cycle),
      ),
    );
    const [paid] = times;
    if (times.size !== 1 || paid === undefined || months < 2 || Number(paid) >= months)
      return undefined;
    return `${months} months, pay for ${paid}`;
  }

  #monthsPaid(product: string, currency: string, cycle: Cycle): string | undefined {
    const scheme = this.price(product, currency, cycle)?.scheme;
    if (scheme?.type !== "multipleOf") return undefined;
    const base = this.#products.get(product)?.prices.find((price) => price.id === scheme.price);
    return base && sameCycle(base.cycle, { unit: "month" }) ? scheme.times : undefined;
  }
}
