// The acceptance of a saved quote: exactly what was saved, by card or by purchase order.

import type { Priced, Problem } from "@quotient/checkout";
import { api, type Card, type Confirmation, type QuoteDocument } from "./api.js";
import type { Holding } from "./circumstances.js";
import type { Deal } from "./deal.js";
import type { Offer } from "./offer.js";
import { quote } from "./requests.js";

export class QuoteDeal implements Deal {
  frozen = false;
  card: Card = "test_works";
  /** Instead of a card. */
  purchaseOrder: string | undefined;

  /** Why this user may not accept it, by the engine; empty: it may be tried. */
  readonly refusals: Problem[];

  constructor(
    readonly document: QuoteDocument,
    readonly offer: Offer,
    role: string,
  ) {
    const answer = quote(offer, { ...document.request, actor: { role } });
    const problems = answer.status === "rejected" ? answer.problems : [];
    // The rest of what could stand against it by now, the server says.
    this.refusals = problems.filter(({ code }) => code === "role_not_allowed");
  }

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
