// What the public catalog says about what is sold, read but not priced: names and units.

import { Catalog, type CatalogInput } from "@quotient/checkout";

type Product = CatalogInput["products"][number];

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
}
