// The acceptance of a saved quote: exactly what was saved, by card or by purchase order.

import type { Priced } from "@quotient/checkout";
import { api, type Card, type Confirmation, type QuoteDocument } from "./api.js";
import type { Holding } from "./circumstances.js";
import type { Deal } from "./deal.js";
import type { Offer } from "./offer.js";

export class QuoteDeal implements Deal {
  frozen = false;
  card: Card = "test_works";
  /** Instead of a card. */
  purchaseOrder: string | undefined;

  constructor(
    readonly document: QuoteDocument,
    readonly offer: Offer,
  ) {}

  get holding(): Holding {
    const { subscription, items = [], cycle = { unit: "month" } } = this.document.request;
    return subscription ?? { items, cycle };
  }

  get priced(): Priced | undefined {
    const { answer } = this.document;
    return answer.status === "priced" ? answer : undefined;
  }

  body(): string {
    const { digest } = this.document;
    return JSON.stringify(
      this.purchaseOrder === undefined
        ? { digest, card: this.card }
        : { digest, purchaseOrder: this.purchaseOrder },
    );
  }

  submit(body: string, key: string): Promise<Confirmation> {
    return api.acceptQuote(this.document.id, body, key);
  }

  /** A saved quote stays what it is: what is priced now can only be saved as another one. */
  async refresh(): Promise<void> {}
}
