// The requests that this page prices: the server builds the same ones from its own data.

import { type Answer, type Priced, QuotientError, type Request } from "@quotient/checkout";
import type { Account, Choice, Held, Subscription, Terms } from "./api.js";
import type { Offer } from "./offer.js";
import { sameCycle } from "./words.js";

export function changeRequest(
  account: Account,
  held: Held,
  choice: Omit<Choice, "subscription">,
  terms: Terms[] = [],
): Request {
  return {
    type: "change",
    at: choice.at,
    actor: { role: account.user.role },
    subscription: held.state,
    ...(choice.items ? { items: choice.items } : {}),
    ...(choice.cycle ? { cycle: choice.cycle } : {}),
    existing: others(account, held),
    account: account.account,
    ...(choice.codes ? { codes: choice.codes } : {}),
    ...(terms.length > 0 ? { coupons: terms } : {}),
    tax: account.taxes,
  };
}

/** What the customer has besides one subscription. */
export function others(account: Account, held: Held): Subscription[] {
  return account.subscriptions.filter((other) => other !== held).map((other) => other.state);
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
  account: Account,
  subscription: Subscription,
): Priced | undefined {
  const answer = quote(offer, {
    type: "renewal",
    at: subscription.period.end,
    actor: { role: account.user.role },
    subscription,
    tax: account.taxes,
  });
  return answer.status === "priced" ? answer : undefined;
}

/** Whether a cycle is the one that a subscription has now. */
export function isPresent(subscription: Subscription, cycle: Choice["cycle"]): boolean {
  return cycle === undefined || sameCycle(subscription.cycle, cycle);
}
