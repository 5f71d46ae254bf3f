// From what has been entered to the engine's answer.

import { nameOf } from "../cycle.js";
import type { Choice } from "../store.js";
import type { Answer, Options, Request, SubscriptionInput } from "../types.js";
import type { State } from "./state.js";

export interface Quoted {
  readonly state: State;
  readonly choice: Choice;
  readonly answer: Answer;
  readonly options: Options;
  readonly quotedAt: number;
}

/** The customer's choice: of a change only what differs from what is, or withdraws what is scheduled. */
export function choiceOf({ setup, quantities, cycle, codes, at }: State): Choice {
  const { subscription, currency } = setup;
  // What is still looked up, or could not be, would be refused as unknown.
  const typed = codes.filter((each) => each.terms ?? !(each.lookup ?? each.failure));
  const named = typed.length > 0 ? { codes: typed.map(({ code }) => code) } : {};
  const chosen = [...quantities].map(([product, quantity]) => ({ product, quantity }));
  if (subscription === undefined) {
    const items = chosen.filter(({ quantity }) => quantity !== 0);
    return { type: "purchase", currency: currency!, at, items, cycle: cycle!, ...named };
  }
  const { id, pending } = subscription;
  const items = chosen.filter(
    ({ product, quantity }) =>
      quantity !== heldOf(subscription, product) ||
      pending?.items?.some((item) => item.product === product),
  );
  const differs = cycle && (pending?.cycle || nameOf(cycle) !== nameOf(subscription.cycle));
  return {
    ...(id === undefined ? {} : { subscription: id }),
    at,
    ...(items.length > 0 ? { items } : {}),
    ...(differs ? { cycle } : {}),
    ...named,
  };
}

export function heldOf(subscription: SubscriptionInput | undefined, product: string): number {
  return subscription?.items.find((item) => item.product === product)?.quantity ?? 0;
}

/** Whose checkout it is, and when. */
function whoOf({ setup, at }: State) {
  const { subscription, currency, role, existing } = setup;
  return {
    at,
    ...(role === undefined ? {} : { actor: { role } }),
    ...(subscription === undefined ? { currency: currency! } : { subscription }),
    ...(existing === undefined ? {} : { existing: [...existing] }),
  };
}

export function requestOf(state: State, { type, items, cycle, codes }: Choice): Request {
  const { firstPurchase, tax } = state.setup;
  const coupons = state.codes.flatMap(({ terms }) => (terms === undefined ? [] : [terms]));
  return {
    type: type ?? "change",
    ...whoOf(state),
    ...(items === undefined ? {} : { items: [...items] }),
    ...(cycle === undefined ? {} : { cycle }),
    ...(firstPurchase === undefined ? {} : { account: { firstPurchase } }),
    ...(codes === undefined ? {} : { codes: [...codes] }),
    ...(coupons.length > 0 ? { coupons } : {}),
    ...(tax === undefined ? {} : { tax }),
  };
}

/** @throws {QuotientError} everything that is malformed in it */
export function quote(state: State, before?: Quoted): Quoted {
  const { setup, catalog, at } = state;
  const choice = choiceOf(state);
  const answer = frozen(catalog.quote(requestOf(state, choice)));
  // They depend on nothing that is chosen.
  const kept = before?.state.at === at && before.state.setup === setup ? before.options : undefined;
  const options = kept ?? frozen(catalog.options(whoOf(state)));
  // The cycle is the host's own object, which must not be frozen.
  const { cycle } = choice;
  const own = cycle === undefined ? choice : { ...choice, cycle: { ...cycle } };
  return { state, choice: frozen(own), answer, options, quotedAt: Date.now() };
}

/** Plain data, frozen through and through. */
export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
