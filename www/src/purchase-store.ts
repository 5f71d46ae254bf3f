// A first purchase, or another one, in the making; before anybody is signed in, too.

import type { Problem, Request } from "@quotient/checkout";
import { api, type Account, type Cycle, type PurchaseChoice, type Tax, type Terms } from "./api.js";
import type { Holding } from "./circumstances.js";
import type { Offer } from "./offer.js";
import { type Body, OrderStore } from "./order-store.js";
import { type Buyer, GUEST, purchaseRequest } from "./requests.js";
import { newRow } from "./rows.js";
import { purchaseStanding } from "./standing.js";

export interface Basket {
  items: { product: string; quantity: number }[];
  cycle: Cycle;
  currency: string;
}

export class PurchaseStore extends OrderStore {
  /** Who buys; undefined: nobody is signed in yet. */
  account: Account | undefined;
  cycle: Cycle;
  readonly currency: string;
  /** What a guest would be taxed with; undefined: that is not known. */
  #guestTaxes: Tax | undefined;

  constructor(account: Account | undefined, offer: Offer, basket: Basket, guestTaxes?: Tax) {
    // Before anybody is signed in nothing can be paid, and the visitor's own clock will do.
    super(offer, account?.now ?? new Date().toISOString().replace(/\.\d+Z$/, "Z"));
    this.account = account;
    this.#guestTaxes = guestTaxes;
    this.rows = basket.items.map(({ product, quantity }) => newRow(product, quantity));
    this.cycle = basket.cycle;
    this.currency = basket.currency;
    this.requote();
  }

  get holding(): Holding {
    return { items: [], cycle: this.cycle };
  }

  /** Where a quantity is too small, that says it all: that nothing would be bought follows from it. */
  override get problems(): Problem[] {
    const all = super.problems;
    const small = all.some(({ code }) => code === "quantity_below_minimum");
    return all.filter(({ code }) => !small || code !== "no_items");
  }

  get taxes(): Tax | undefined {
    return this.#buyer.taxes;
  }

  get choice(): PurchaseChoice {
    return {
      type: "purchase",
      at: this.at,
      items: this.items,
      cycle: this.cycle,
      currency: this.currency,
      ...(this.codes.length > 0 ? { codes: this.codes } : {}),
    };
  }

  /** What the address of this page says, so that it survives a reload and a sign-in. */
  get basket(): Basket {
    return { items: this.items, cycle: this.cycle, currency: this.currency };
  }

  protected choose({ items = [], cycle }: Body): void {
    this.rows = items.map(({ product, quantity }) => newRow(product, quantity));
    if (cycle) this.cycle = cycle;
  }

  /** Somebody is signed in now: taxes, codes and what they have already come in. */
  async join(): Promise<void> {
    await this.reload();
    this.requote();
  }

  protected isKnown(): boolean {
    return true;
  }

  protected request(terms: Terms[]): Request {
    return purchaseRequest(this.#buyer, this.choice, terms);
  }

  protected assess(): void {
    const items = this.rows.map(({ product, counted }) => ({ product, quantity: counted }));
    this.standing = purchaseStanding(this.offer, this.#buyer, { ...this.basket, items }, this.at);
  }

  protected terms(code: string): Promise<Terms> {
    return api.code(code);
  }

  protected async reload(): Promise<void> {
    this.account = await api.account();
    this.clock.set(this.account.now);
  }

  get #buyer(): Buyer {
    if (this.account) return this.account;
    return this.#guestTaxes ? { ...GUEST, taxes: this.#guestTaxes } : GUEST;
  }
}
