// The requests that this page prices: the server builds the same ones from its own data.

import { type Answer, type Priced, QuotientError, type Request } from "@quotient/checkout";
import type {
  Account,
  ChangeChoice,
  Choice,
  Cycle,
  Held,
  PurchaseChoice,
  Subscription,
  Terms,
} from "./api.js";
import type { Offer } from "./offer.js";
import { sameCycle } from "./words.js";

/** Who buys, as far as prices depend on it. */
export type Buyer = Pick<Account, "subscriptions" | "account"> & {
  user: { role: string };
  /** Of a guest those of a registration, where the server tells them. */
  taxes?: Account["taxes"];
};

/** Somebody who is not there yet: what the owner of a new organization would be asked for. */
export const GUEST: Buyer = {
  user: { role: "owner" },
  subscriptions: [],
  account: { firstPurchase: true },
};

export function changeRequest(
  buyer: Buyer,
  held: Held,
  choice: Omit<ChangeChoice, "subscription">,
  terms: Terms[] = [],
): Request {
  return {
    type: "change",
    at: choice.at,
    actor: { role: buyer.user.role },
    subscription: held.state,
    ...(choice.items ? { items: choice.items } : {}),
    ...(choice.cycle ? { cycle: choice.cycle } : {}),
    existing: others(buyer, held),
    account: buyer.account,
    ...(choice.codes ? { codes: choice.codes } : {}),
    ...(terms.length > 0 ? { coupons: terms } : {}),
    ...(buyer.taxes ? { tax: buyer.taxes } : {}),
  };
}

export function purchaseRequest(
  buyer: Buyer,
  choice: PurchaseChoice,
  terms: Terms[] = [],
): Request {
  return {
    type: "purchase",
    at: choice.at,
    actor: { role: buyer.user.role },
    items: choice.items,
    cycle: choice.cycle,
    currency: choice.currency,
    existing: others(buyer),
    account: buyer.account,
    ...(choice.codes ? { codes: choice.codes } : {}),
    ...(terms.length > 0 ? { coupons: terms } : {}),
    ...(buyer.taxes ? { tax: buyer.taxes } : {}),
  };
}

/** A request about a subscription as it is: to cancel or resume it, or to pay what is past due. */
export function standingRequest(
  type: "cancellation" | "resumption" | "renewal",
  buyer: Buyer,
  subscription: Subscription,
  at: string,
): Request {
  return {
    type,
    at,
    actor: { role: buyer.user.role },
    subscription,
    ...(buyer.taxes ? { tax: buyer.taxes } : {}),
  };
}

/** What the customer has besides one subscription. What has ended stands against nothing (S10). */
export function others(buyer: Buyer, held?: Held): Subscription[] {
  return buyer.subscriptions
    .filter((other) => other !== held && other.state.status !== "ended")
    .map((other) => other.state);
}

/** A quote. What cannot even be priced, a quantity beyond all bounds, counts as not allowed. */
export function quote(offer: Offer, request: Request): Answer {
  try {
    return offer.catalog.quote(request);
  } catch (error) {
    if (!(error instanceof QuotientError)) throw error;
    const { type, at } = request;
    return {
      status: "rejected",
      type,
      at,
      catalog: offer.catalog.id,
      problems: [...error.problems],
    };
  }
}

/** What the next renewal will be if nothing is changed; undefined if there will be none. */
export function renewal(
  offer: Offer,
  buyer: Buyer,
  subscription: Subscription,
): Priced | undefined {
  const { end } = subscription.period;
  const answer = quote(offer, standingRequest("renewal", buyer, subscription, end));
  return answer.status === "priced" ? answer : undefined;
}

/** The choice that a stored request was made from, to ask for the same again. */
export function choiceOf(request: Request, subscription: string | undefined, at: string): Choice {
  const codes = request.codes && request.codes.length > 0 ? { codes: request.codes } : {};
  const items = (request.items ?? []).map(({ product, quantity }) => ({ product, quantity }));
  if (request.type === "purchase") {
    const { cycle = { unit: "month" }, currency = "" } = request;
    return { type: "purchase", at, items, cycle, currency, ...codes };
  }
  return {
    subscription: subscription ?? request.subscription?.id ?? "",
    at,
    ...(items.length > 0 ? { items } : {}),
    ...(request.cycle ? { cycle: request.cycle } : {}),
    ...codes,
  };
}

/** Whether a cycle is the one that a subscription has now. */
export function isPresent(subscription: Subscription, cycle: Cycle | undefined): boolean {
  return cycle === undefined || sameCycle(subscription.cycle, cycle);
}
