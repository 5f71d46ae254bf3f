// What the public catalog says about what is sold, read but not priced: names, units, schemes.

import { Catalog, type CatalogInput } from "@quotient/checkout";
import type { Cycle } from "./api.js";
import { sameCycle } from "./words.js";

type Product = CatalogInput["products"][number];
export type Price = Product["prices"][number];

export class Offer {
  readonly catalog: Catalog;
  readonly digest: string;
  readonly timeZone: string;
  readonly #products: Map<string, Product>;

  constructor(text: string) {
    this.catalog = new Catalog(text);
    this.digest = this.catalog.digest;
    const input = JSON.parse(text) as CatalogInput;
    this.timeZone = input.timeZone ?? "UTC";
    this.#products = new Map(input.products.map((product) => [product.id, product]));
  }

  /** What is sold, in the order of the catalog. */
  get products(): Product[] {
    return [...this.#products.values()];
  }

  /** The currency that the shop sells in first. */
  get currency(): string {
    return this.products[0]?.prices[0]?.currency ?? "USD";
  }

  /** The cycle in which a product is sold first. */
  cycle(product: string | undefined, currency: string): Cycle | undefined {
    const prices = this.#products.get(product ?? "")?.prices ?? [];
    return prices.find((price) => price.currency === currency)?.cycle;
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

  /** The price that another is so many times of. */
  base(product: string, { scheme }: Price): Price | undefined {
    return scheme.type === "multipleOf"
      ? this.#products.get(product)?.prices.find(({ id }) => id === scheme.price)
      : undefined;
  }

  /** The cycles in which a product includes something. */
  cyclesWith(product: string, currency: string, entitlement: string): Cycle[] {
    return (this.#products.get(product)?.prices ?? [])
      .filter((price) => price.currency === currency && price.entitlements?.includes(entitlement))
      .map((price) => price.cycle);
  }
}
