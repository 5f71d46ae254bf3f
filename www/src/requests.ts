// The requests that this page prices: the server builds the same ones from its own data.

import {
  type Answer,
  type Priced,
  type Problem,
  QuotientError,
  type Request,
} from "@quotient/checkout";
import type { Account, Choice, Held, Subscription, Terms } from "./api.js";
import type { Offer } from "./offer.js";
import { sameCycle } from "./words.js";

export function changeRequest(
  account: Account,
  held: Held,
  choice: Omit<Choice, "subscription">,
  terms: Terms[] = [],
): Request {
  const existing = account.subscriptions
    .filter((other) => other !== held)
    .map((other) => other.state);
  return {
    type: "change",
    at: choice.at,
    actor: { role: account.user.role },
    subscription: held.state,
    ...(choice.items ? { items: choice.items } : {}),
    ...(choice.cycle ? { cycle: choice.cycle } : {}),
    existing,
    account: account.account,
    ...(choice.codes ? { codes: choice.codes } : {}),
    ...(terms.length > 0 ? { coupons: terms } : {}),
    tax: account.taxes,
  };
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

/**
 * Whether this user may upgrade a subscription now, asked of the engine itself: one step more of each
 * product, and each other cycle. Where nothing of it is allowed, the reasons.
 */
export function upgrade(
  offer: Offer,
  account: Account,
  held: Held,
  at: string,
): { possible: boolean; problems: Problem[] } {
  const { state } = held;
  const more = state.items.map((item) =>
    ask(offer, account, held, {
      at,
      items: [
        {
          product: item.product,
          quantity: offer.next(item.product, state.currency, state.cycle, item.quantity, 1),
        },
      ],
    }),
  );
  const longer = offer
    .cycles(state)
    .filter((cycle) => !isPresent(state, cycle))
    .map((cycle) => ask(offer, account, held, { at, cycle }))
    // A cycle that waits for the renewal is a change, not an upgrade.
    .filter((answer) => answer.status === "rejected" || !answer.subscription.pending);
  const answers = [...more, ...longer];
  if (answers.some((answer) => answer.status === "priced")) return { possible: true, problems: [] };
  const refusals = answers.map((answer) => (answer.status === "rejected" ? answer.problems : []));
  const all = new Map(refusals.flat().map((problem) => [problem.code, problem]));
  // What stands against every one of them is the reason; else each has its own.
  const shared = [...all.values()].filter(({ code }) =>
    refusals.every((problems) => problems.some((problem) => problem.code === code)),
  );
  return { possible: false, problems: shared.length > 0 ? shared : [...all.values()] };
}

function ask(
  offer: Offer,
  account: Account,
  held: Held,
  choice: Omit<Choice, "subscription">,
): Answer {
  return quote(offer, changeRequest(account, held, choice));
}

/** Whether a cycle is the one that a subscription has now. */
export function isPresent(subscription: Subscription, cycle: Choice["cycle"]): boolean {
  return cycle === undefined || sameCycle(subscription.cycle, cycle);
}
