// What is done with a subscription as it is: canceled, resumed, or renewed by paying what is past due.

import type { Answer, Priced } from "@quotient/checkout";
import {
  api,
  type Account,
  type Card,
  type Choice,
  type Confirmation,
  type Conflict,
  type Held,
} from "./api.js";
import type { Holding } from "./circumstances.js";
import type { Deal } from "./deal.js";
import { Offer } from "./offer.js";
import { quote, standingRequest } from "./requests.js";

export type Act = "cancellation" | "resumption" | "renewal";

export class StandingDeal implements Deal {
  answer: Answer;
  frozen = false;
  card: Card = "test_works";
  #at: string;

  constructor(
    readonly act: Act,
    public account: Account,
    public held: Held,
    public offer: Offer,
    at: string,
  ) {
    this.#at = at;
    this.answer = this.#quote();
  }

  get holding(): Holding {
    return this.held.state;
  }

  get priced(): Priced | undefined {
    return this.answer.status === "priced" ? this.answer : undefined;
  }

  get choice(): Choice {
    return { type: this.act, subscription: this.held.state.id, at: this.#at };
  }

  body(): string {
    const paid = this.act === "renewal" ? { card: this.card } : {};
    return JSON.stringify({ ...this.choice, digest: this.priced?.digest, ...paid });
  }

  submit(body: string, key: string): Promise<Confirmation> {
    return api.confirm(body, key);
  }

  async refresh(conflict: Conflict, fresh: Answer): Promise<void> {
    const [account, text] = await Promise.all([api.account(), api.catalog(conflict.catalog)]);
    const held = account.subscriptions.find(({ state }) => state.id === this.held.state.id);
    if (!held) throw new Error("the subscription is not there any more");
    this.account = account;
    this.held = held;
    this.offer = new Offer(text);
    this.#at = fresh.at;
    this.answer = this.#quote();
  }

  #quote(): Answer {
    const request = standingRequest(this.act, this.account, this.held.state, this.#at);
    return quote(this.offer, request);
  }
}
