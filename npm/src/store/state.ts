// What has been entered, and what follows from it: codes that are looked up, quantities that are chosen.

import { Catalog, type CatalogSource } from "../index.js";
import { normalCode } from "../code.js";
import type { CheckoutChoice, CheckoutFacts, CheckoutUpdate } from "../store.js";
import type { Cycle, Request, SubscriptionInput, Terms } from "../types.js";
import { choiceOf, quote, requestOf } from "./quoted.js";

export type Setup = CheckoutFacts &
  CheckoutChoice & { subscription?: SubscriptionInput; currency?: string };

export interface Code {
  readonly code: string;
  readonly terms?: Terms | undefined;
  /** A look-up is under way. */
  readonly lookup?: AbortController | undefined;
  /** The last one failed. */
  readonly failure?: { readonly error: unknown } | undefined;
}

export interface State {
  readonly setup: Setup;
  readonly catalog: Catalog;
  /** What was chosen by hand, in that order. */
  readonly quantities: ReadonlyMap<string, number>;
  readonly cycle: Cycle | undefined;
  readonly codes: readonly Code[];
  readonly at: string;
}

export function now(setup: Setup): string {
  // Milliseconds are cut off.
  return setup.now?.() ?? new Date().toISOString().replace(/\.\d+/, "");
}

export function stateOf(setup: Setup): State {
  const codes = typedCodes(setup.codes ?? []);
  const state: State = {
    setup,
    catalog: catalogOf(setup.catalog),
    quantities: new Map(),
    cycle: setup.cycle,
    codes,
    at: now(setup),
  };
  return withCodes({ ...state, quantities: quantitiesOf(state) }, codes, () => true);
}

export function updated({ at, ...before }: State, update: CheckoutUpdate): State {
  const setup = { ...before.setup, ...update } as Setup;
  // A subscription that was bought is changed from now on.
  const left = update.subscription ? "currency" : update.currency ? "subscription" : undefined;
  for (const name of Object.keys(setup) as (keyof Setup)[]) {
    if (setup[name] === undefined || name === left) {
      delete setup[name];
    }
  }
  const known: State = {
    setup,
    catalog: update.catalog === undefined ? before.catalog : catalogOf(update.catalog),
    quantities: before.quantities,
    cycle: "cycle" in update ? setup.cycle : before.cycle,
    codes: before.codes,
    at: update.now === undefined ? at : now(setup),
  };
  const state = "items" in update ? { ...known, quantities: quantitiesOf(known) } : known;
  const stale = ["catalog", "subscription", "coupons", "findCoupon"].some((name) => name in update);
  return "codes" in update
    ? withCodes(state, typedCodes(setup.codes ?? []), () => true)
    : withCodes(state, state.codes, () => stale);
}

/** The state with codes of which some get the terms that are known, or are looked up. */
export function withCodes(
  state: State,
  codes: readonly Code[],
  isNew: (code: Code) => boolean,
): State {
  const { coupons = [], findCoupon } = state.setup;
  const entered = codes.map((each) => {
    if (!isNew(each)) {
      return each;
    }
    const known = coupons.find(({ code }) => normal(code) === each.code);
    const { code, terms } = each;
    return known !== undefined || findCoupon === undefined
      ? { code, terms: known }
      : { code, terms, lookup: new AbortController() };
  });
  if (entered.some(({ lookup }) => lookup !== undefined)) {
    // What the engine cannot read is not worth asking the server for.
    quote({ ...state, codes: codes.map(({ code, terms }) => ({ code, terms })) });
  }
  return { ...state, codes: entered };
}

/** A catalog as it is, or a new one. */
function catalogOf(source: CatalogSource): Catalog {
  return source instanceof Catalog ? source : new Catalog(source);
}

function typedCodes(codes: readonly string[]): Code[] {
  return [...new Set(codes.map(normal))].map((code) => ({ code }));
}

/** Codes are compared trimmed and in ASCII upper case (S8.1); what is no text is the engine's to refuse. */
export function normal(code: string): string {
  return typeof code === "string" ? normalCode(code) : code;
}

/**
 * The quantities that are chosen first.
 *
 * @throws {QuotientError} everything that is malformed in them: a map has no product twice
 */
function quantitiesOf(state: State): ReadonlyMap<string, number> {
  const { items } = state.setup;
  if (items === undefined) {
    return new Map();
  }
  state.catalog.quote({ ...requestOf(state, choiceOf(state)), items } as Request);
  return new Map(items.map(({ product, quantity }) => [product, quantity]));
}
