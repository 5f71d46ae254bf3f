/**
 * The headless store of a checkout: what the customer chose, and the quote of it. Quotes are synchronous, so every
 * change has its answer before the call returns; only a code's terms are waited for.
 *
 * @packageDocumentation
 */

import { Catalog, type CatalogSource, QuotientError } from "./index.js";
import { normalCode } from "./code.js";
import type {
  Answer,
  CodeRefusal,
  Cycle,
  NewQuantity,
  Options,
  Problem,
  Request,
  SubscriptionInput,
  Tax,
  Terms,
} from "./types.js";

/** What the host knows besides what is bought or changed. */
export interface CheckoutFacts {
  /** As it is now; for a browser one without coupons. */
  catalog: CatalogSource;
  /** Of the person who asks; absent: whatever needs a role is not allowed. */
  role?: string;
  /** Other subscriptions that the buyer has. */
  existing?: readonly SubscriptionInput[];
  /** Has the buyer bought nothing yet? */
  firstPurchase?: boolean;
  tax?: Tax;
  /** Terms that are known already; codes among them are not looked up. */
  coupons?: readonly Terms[];
  /**
   * Asks the server for the terms of a code, given trimmed and in upper case; `undefined`: there is no
   * such code. Without it, codes are those of `coupons` and of the catalog.
   */
  findCoupon?: (code: string, options: { signal: AbortSignal }) => Promise<Terms | undefined>;
  /** The present instant, RFC 3339; default: the host's clock, UTC in whole seconds. */
  now?: () => string;
}

/** What has been chosen before the customer chooses. */
export interface CheckoutChoice {
  items?: readonly NewQuantity[];
  cycle?: Cycle;
  codes?: readonly string[];
}

/** A checkout that changes a subscription. */
export interface ChangeSetup extends CheckoutFacts, CheckoutChoice {
  subscription: SubscriptionInput;
  currency?: never;
}

/** A checkout that buys. */
export interface PurchaseSetup extends CheckoutFacts, CheckoutChoice {
  /** ISO 4217. */
  currency: string;
  cycle: Cycle;
  subscription?: never;
}

export type CheckoutSetup = ChangeSetup | PurchaseSetup;

type Setup = CheckoutFacts &
  CheckoutChoice & { subscription?: SubscriptionInput; currency?: string };

/** New facts or a new choice; `undefined` takes a fact, or the choice, away. */
export type CheckoutUpdate = { catalog?: CatalogSource } & {
  [Name in Exclude<keyof Setup, "catalog">]?: Setup[Name] | undefined;
};

/** A product that is held or chosen. */
export interface CheckoutItem {
  readonly product: string;
  /** As it would be; 0: it is removed. */
  readonly quantity: number;
  /** As it is now. */
  readonly held: number;
}

/** What became of a typed code. */
export type CheckoutCode =
  /** Not known yet: its terms are looked up, or there is no quote that it could act on. */
  | { readonly code: string; readonly state: "pending" }
  /** `amount` is what it takes off, below zero. */
  | { readonly code: string; readonly state: "applied"; readonly amount: string }
  /** `message` is absent where the server refuses it and there is no quote. */
  | {
      readonly code: string;
      readonly state: "refused";
      readonly reason: CodeRefusal;
      readonly message?: string;
    }
  /** The look-up failed with `error`; `applyCode` tries again. The quote is without it. */
  | { readonly code: string; readonly state: "failed"; readonly error: unknown };

/** Something that is not allowed, that was entered wrongly, or that failed. */
export interface CheckoutProblem extends Omit<Problem, "code"> {
  readonly code: Problem["code"] | "lookup_failed";
  /** What was entered wrongly and did not count; absent: the quote's own problem. */
  readonly field?: "quantity" | "cycle" | "code" | "at" | "setup";
  /** Which product it is about. */
  readonly product?: string;
  /** Which code it is about. */
  readonly typed?: string;
}

/** What `POST /api/quote` takes: the customer's choice and nothing else; prices are the server's business. */
export interface Choice {
  /** The subscription's id; of a change. */
  readonly subscription?: string;
  /** Of a purchase. */
  readonly currency?: string;
  readonly at: string;
  readonly items?: readonly NewQuantity[];
  readonly cycle?: Cycle;
  readonly codes?: readonly string[];
}

/** What `POST /api/confirm` takes, but for the payment: the choice with the digest of what was shown. */
export interface ConfirmPayload extends Choice {
  readonly digest: string;
}

/** All that a checkout shows, at one instant. Frozen; the same object until something changes. */
export interface CheckoutSnapshot {
  /** Whose prices these are, for the names of what is sold. */
  readonly catalog: Catalog;
  /** The quote, or why what is chosen is not allowed. Never absent, also while a code is looked up. */
  readonly answer: Answer;
  /** Those of a rejected answer, then what was entered wrongly since, then look-ups that failed. */
  readonly problems: readonly CheckoutProblem[];
  /** What may be done, per product. */
  readonly options: Options;
  /** Those that are held, then those that are added. */
  readonly items: readonly CheckoutItem[];
  /** The chosen one, else the present. */
  readonly cycle: Cycle;
  readonly codes: readonly CheckoutCode[];
  /** The instant of the answer. */
  readonly at: string;
  readonly choice: Choice;
  /** There is a quote of all that was entered, and nothing is waited for: the pay button can act. */
  readonly canConfirm: boolean;
}

export interface Checkout {
  /** Calls back after every change; the answer ends that. */
  subscribe(this: void, listener: () => void): () => void;
  getSnapshot(this: void): CheckoutSnapshot;
  /**
   * Chooses a quantity of a product, 0 to remove it, `null` to leave it as it is. The quantity held, where
   * another is scheduled, withdraws that.
   */
  setQuantity(this: void, product: string, quantity: number | null): void;
  /** Chooses a cycle, `null` to leave it as it is. */
  setCycle(this: void, cycle: Cycle | null): void;
  /** Adds a typed code at once, and looks its terms up if they are not known. */
  applyCode(this: void, code: string): void;
  removeCode(this: void, code: string): void;
  /**
   * Takes new facts, say after a confirm or with a new price list. The choice is kept unless it is named:
   * after a confirm, `update({ subscription, items: [], cycle: undefined, codes: [] })`. Codes are looked up
   * again when `catalog`, `subscription`, `coupons` or `findCoupon` are named; their old terms count until then.
   */
  update(this: void, update: CheckoutUpdate): void;
  /** Quotes again, now or at an instant that the server named. */
  refresh(this: void, at?: string): void;
  /** What the server needs to charge exactly what is shown; `undefined` unless `canConfirm`. */
  confirmPayload(this: void): ConfirmPayload | undefined;
}

interface Code {
  readonly code: string;
  readonly terms?: Terms | undefined;
  /** A look-up is under way. */
  readonly lookup?: AbortController | undefined;
  /** The last one failed. */
  readonly failure?: { readonly error: unknown } | undefined;
}

interface State {
  readonly setup: Setup;
  readonly catalog: Catalog;
  /** What was chosen by hand, in that order. */
  readonly quantities: ReadonlyMap<string, number>;
  readonly cycle: Cycle | undefined;
  readonly codes: readonly Code[];
  readonly at: string;
}

interface Quoted {
  readonly state: State;
  readonly choice: Choice;
  readonly answer: Answer;
  readonly options: Options;
}

/**
 * A checkout: a purchase, or the change of a subscription. Nothing that is entered into it throws: what is
 * not allowed is an answer, and what is malformed changes nothing and is among the snapshot's problems.
 *
 * @throws {QuotientError} everything that is malformed in the set-up
 */
export function createCheckout(setup: CheckoutSetup): Checkout {
  const listeners = new Set<() => void>();
  /** What was entered wrongly, by field, until it is entered rightly. Fields entered at once have one list. */
  const refused = new Map<string, readonly CheckoutProblem[]>();
  const running = new Set<AbortController>();
  let quoted = quote(stateOf({ ...setup }));
  let snapshot = snapshotOf(quoted, []);
  startLookups();

  /** Takes a new state if it can be quoted, else keeps the old one and tells why, of each of the fields. */
  function enter(
    about: About,
    next: (state: State) => State,
    keys: readonly string[] = [keyOf(about)],
  ): void {
    try {
      quoted = quote(next({ ...quoted.state, at: now(quoted.state.setup) }), quoted);
      // Every quote has an instant of its own.
      [...keys, AT].forEach((key) => refused.delete(key));
    } catch (error) {
      if (!(error instanceof QuotientError)) {
        throw error;
      }
      const problems = error.problems.map((problem) => ({ ...problem, ...about }));
      keys.forEach((key) => refused.set(key, problems));
    }
    try {
      publish();
    } finally {
      // Also when a listener throws: its error is the host's, the code is the customer's.
      startLookups();
    }
  }

  function publish(): void {
    snapshot = snapshotOf(quoted, [...new Set(refused.values())].flat());
    for (const listener of [...listeners]) {
      listener();
    }
  }

  /** Starts the look-ups that are new, and ends those of codes that are gone. */
  function startLookups(): void {
    const { codes } = quoted.state;
    for (const lookup of running) {
      if (!codes.some((each) => each.lookup === lookup)) {
        running.delete(lookup);
        lookup.abort();
      }
    }
    for (const { code, lookup } of codes) {
      if (lookup !== undefined && !running.has(lookup)) {
        running.add(lookup);
        void lookUp(code, lookup);
      }
    }
  }

  async function lookUp(code: string, lookup: AbortController): Promise<void> {
    const settle = (change: Partial<Code>, at: string): Quoted => {
      const { state } = quoted;
      const codes = state.codes.map((each) =>
        each.lookup === lookup ? { ...each, lookup: undefined, ...change } : each,
      );
      return quote({ ...state, at, codes }, quoted);
    };
    let found: Partial<Code>;
    try {
      const terms = await quoted.state.setup.findCoupon!(code, { signal: lookup.signal });
      // `null` is what JSON has for none.
      found = { terms: terms ?? undefined, failure: undefined };
    } catch (error) {
      found = { failure: { error } };
    }
    // Meanwhile the code may have been removed, or be looked up anew.
    if (!running.delete(lookup)) {
      return;
    }
    try {
      quoted = settle(found, now(quoted.state.setup));
    } catch (error) {
      // The terms are malformed, or the host has no instant: everything else was quoted before, at that time.
      quoted = settle({ failure: found.failure ?? { error } }, quoted.state.at);
    }
    publish();
  }

  return {
    subscribe(listener) {
      // One of its own, so that a function that subscribes twice is called twice.
      const own = () => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },

    getSnapshot: () => snapshot,

    setQuantity(product, quantity) {
      enter({ field: "quantity", product }, (state) => {
        const quantities = new Map(state.quantities);
        if (quantity === null) {
          quantities.delete(product);
        } else {
          quantities.set(product, quantity);
        }
        return { ...state, quantities };
      });
    },

    setCycle(cycle) {
      enter({ field: "cycle" }, (state) => {
        const { subscription, cycle: first } = state.setup;
        return { ...state, cycle: cycle ?? (subscription === undefined ? first : undefined) };
      });
    },

    applyCode(typed) {
      const code = normal(typed);
      enter({ field: "code", typed: code }, (state) => {
        const present = state.codes.find((each) => each.code === code);
        if (present !== undefined && present.failure === undefined) {
          return state;
        }
        const codes = state.codes.filter((each) => each !== present);
        return withCodes(state, [...codes, present ?? { code }], (each) => !codes.includes(each));
      });
    },

    removeCode(typed) {
      const code = normal(typed);
      enter({ field: "code", typed: code }, (state) => ({
        ...state,
        codes: state.codes.filter((each) => each.code !== code),
      }));
    },

    update(update) {
      const names = Object.keys(update).map((name) => `setup ${name}`);
      // A choice that is given anew takes the place of what the customer entered.
      const entered = "items" in update ? [...refused.keys()].filter((key) => !isSetup(key)) : [];
      enter({ field: "setup" }, (state) => updated(state, update), [...names, ...entered]);
    },

    refresh(at) {
      enter({ field: "at" }, (state) => ({ ...state, at: at ?? state.at }));
    },

    confirmPayload() {
      const { answer, canConfirm, choice } = snapshot;
      return canConfirm && answer.status === "priced"
        ? { ...choice, digest: answer.digest }
        : undefined;
    },
  };
}

/** What was entered. */
type About = Pick<CheckoutProblem, "field" | "product" | "typed">;

/** Each product has a field for its quantity; all codes are typed into one. */
function keyOf({ field, product }: About): string {
  return typeof product === "string" ? `${field} ${product}` : `${field}`;
}

const AT = keyOf({ field: "at" });

/** Each fact is a field of its own. */
function isSetup(key: string): boolean {
  return key.startsWith("setup ");
}

function now(setup: Setup): string {
  // Milliseconds are cut off.
  return setup.now?.() ?? new Date().toISOString().replace(/\.\d+/, "");
}

function stateOf(setup: Setup): State {
  const { cycle, codes = [] } = setup;
  const catalog = catalogOf(setup.catalog);
  const state = {
    setup,
    catalog,
    quantities: new Map<string, number>(),
    cycle,
    codes: [],
    at: now(setup),
  };
  return withCodes({ ...state, quantities: quantitiesOf(state) }, typedCodes(codes), () => true);
}

function updated({ at, ...before }: State, update: CheckoutUpdate): State {
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
function withCodes(state: State, codes: readonly Code[], isNew: (code: Code) => boolean): State {
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
function normal(code: string): string {
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

/** The customer's choice: of a change only what differs from what is, or withdraws what is scheduled. */
function choiceOf({ setup, quantities, cycle, codes, at }: State): Choice {
  const { subscription, currency } = setup;
  // What is still looked up, or could not be, would be refused as unknown.
  const typed = codes.filter((each) => each.terms ?? !(each.lookup ?? each.failure));
  const named = typed.length > 0 ? { codes: typed.map(({ code }) => code) } : {};
  const chosen = [...quantities].map(([product, quantity]) => ({ product, quantity }));
  if (subscription === undefined) {
    const items = chosen.filter(({ quantity }) => quantity !== 0);
    return { currency: currency!, at, items, cycle: cycle!, ...named };
  }
  const { id, pending } = subscription;
  const items = chosen.filter(
    ({ product, quantity }) =>
      quantity !== heldOf(subscription, product) ||
      pending?.items?.some((item) => item.product === product),
  );
  const differs = cycle && (pending?.cycle || !isSame(cycle, subscription.cycle));
  return {
    ...(id === undefined ? {} : { subscription: id }),
    at,
    ...(items.length > 0 ? { items } : {}),
    ...(differs ? { cycle } : {}),
    ...named,
  };
}

function heldOf(subscription: SubscriptionInput | undefined, product: string): number {
  return subscription?.items.find((item) => item.product === product)?.quantity ?? 0;
}

function isSame(a: Cycle, b: Cycle): boolean {
  return a.unit === b.unit && (a.count ?? 1) === (b.count ?? 1);
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

function requestOf(state: State, { items, cycle, codes }: Choice): Request {
  const { subscription, firstPurchase, tax } = state.setup;
  const coupons = state.codes.flatMap(({ terms }) => (terms === undefined ? [] : [terms]));
  return {
    type: subscription === undefined ? "purchase" : "change",
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
function quote(state: State, before?: Quoted): Quoted {
  const { setup, catalog, at } = state;
  const choice = choiceOf(state);
  const answer = frozen(catalog.quote(requestOf(state, choice)));
  // They depend on nothing that is chosen.
  const kept = before?.state.at === at && before.state.setup === setup ? before.options : undefined;
  const options = kept ?? frozen(catalog.options(whoOf(state)));
  // The cycle is the host's own object, which must not be frozen.
  const { cycle } = choice;
  const own = cycle === undefined ? choice : { ...choice, cycle: { ...cycle } };
  return { state, choice: frozen(own), answer, options };
}

function snapshotOf(
  { state, choice, answer, options }: Quoted,
  refused: readonly CheckoutProblem[],
): CheckoutSnapshot {
  const { subscription } = state.setup;
  const products = new Set([
    ...(subscription?.items ?? []).map(({ product }) => product),
    ...state.quantities.keys(),
  ]);
  const items = [...products].map((product) => {
    const held = heldOf(subscription, product);
    return { product, quantity: state.quantities.get(product) ?? held, held };
  });
  const own = answer.status === "rejected" ? answer.problems : [];
  const problems: CheckoutProblem[] = own.map((problem) => {
    const index = /^\/items\/(\d+)/.exec(problem.path)?.[1];
    const product = index && choice.items?.[+index]?.product;
    return product ? { ...problem, product } : problem;
  });
  problems.push(...refused);
  for (const { code, failure } of state.codes) {
    if (failure !== undefined) {
      const { error } = failure;
      const message = `\`${code}\` could not be looked up: ${causeOf(error)}`;
      problems.push({ code: "lookup_failed", path: "", message, field: "code", typed: code });
    }
  }
  return Object.freeze({
    catalog: state.catalog,
    answer,
    problems: frozen(problems),
    options,
    items: frozen(items),
    cycle: frozen({ ...(state.cycle ?? subscription!.cycle) }),
    codes: Object.freeze(state.codes.map((code) => Object.freeze(codeOf(code, answer)))),
    at: state.at,
    choice,
    canConfirm:
      answer.status === "priced" &&
      // A code that was entered wrongly is not among those that count.
      refused.every(({ field }) => field === "code") &&
      state.codes.every(({ lookup }) => lookup === undefined),
  });
}

/** What was thrown, in words: it may be anything. */
function causeOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "what was thrown has no text";
  }
}

function codeOf({ code, terms, lookup, failure }: Code, answer: Answer): CheckoutCode {
  if (failure !== undefined && terms === undefined) {
    return { code, state: "failed", error: failure.error };
  }
  const outcome =
    answer.status === "priced" ? answer.codes.find((each) => each.code === code) : undefined;
  if (outcome?.applied) {
    return { code, state: "applied", amount: outcome.amount };
  }
  if (outcome !== undefined) {
    const { reason, message } = outcome;
    return { code, state: "refused", reason, message };
  }
  return terms !== undefined && "refused" in terms && lookup === undefined
    ? { code, state: "refused", reason: terms.refused }
    : { code, state: "pending" };
}

/** Plain data, frozen through and through. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
