/**
 * The headless store of a checkout: what the customer chose, and the quote of it. Quotes are synchronous, so every
 * change has its answer before the call returns; only a code's terms are waited for.
 *
 * @packageDocumentation
 */

import { type Catalog, type CatalogSource, QuotientError } from "./index.js";
import { quote, type Quoted } from "./store/quoted.js";
import { snapshotOf } from "./store/snapshot.js";
import { type Code, normal, now, type State, stateOf, updated, withCodes } from "./store/state.js";
import type {
  Answer,
  CodeRefusal,
  Cycle,
  NewQuantity,
  Options,
  Problem,
  SubscriptionInput,
  Tax,
  Terms,
} from "./types.js";

export { normalCode } from "./code.js";
export { keepFresh } from "./fresh.js";

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

/** New facts or a new choice; `undefined` takes a fact, or the choice, away. */
export type CheckoutUpdate = { catalog?: CatalogSource } & {
  [Name in Exclude<keyof CheckoutSetup, "catalog">]?: CheckoutSetup[Name] | undefined;
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
  /** Of a purchase; absent: a change. */
  readonly type?: "purchase";
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
  /** When the answer was made by the clock of this machine, as `Date.now()`: its quote holds from then on. */
  readonly quotedAt: number;
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

  /**
   * Takes a new state if it can be quoted, else keeps the old one and tells why, of each of the fields that `keys`
   * names. What was entered before and is `replaced` in the new state is told no more once that is taken.
   */
  function enter(
    about: About,
    next: (state: State) => State,
    keys: readonly string[] = [keyOf(about)],
    replaced: (key: string) => boolean = () => false,
  ): void {
    try {
      quoted = quote(next({ ...quoted.state, at: now(quoted.state.setup) }), quoted);
      // Every quote has an instant of its own.
      const gone = [...refused.keys()].filter(replaced);
      [...keys, ...gone, AT].forEach((key) => refused.delete(key));
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
    const errors: unknown[] = [];
    for (const listener of [...listeners]) {
      try {
        listener();
      } catch (error) {
        // Its error is the host's; the others hear of the change, too.
        errors.push(error);
      }
    }
    if (errors.length > 0) {
      throw errors[0];
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
      const { quotedAt } = quoted;
      quoted = { ...settle({ failure: found.failure ?? { error } }, quoted.state.at), quotedAt };
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
      // A choice that is given anew takes the place of what the customer entered; what is not sold any more has no field.
      const isReplaced = (key: string) =>
        ("items" in update && !isSetup(key)) || isUnsold(key, quoted.state);
      enter({ field: "setup" }, (state) => updated(state, update), names, isReplaced);
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

/** Is it about a product that is neither sold nor held? */
function isUnsold(key: string, { catalog, setup: { subscription } }: State): boolean {
  const all = [
    ...catalog.products.map(({ id }) => id),
    ...(subscription?.items ?? []).map(({ product }) => product),
  ];
  return (
    key.startsWith("quantity ") &&
    all.every((product) => key !== keyOf({ field: "quantity", product }))
  );
}

const AT = keyOf({ field: "at" });

/** Each fact is a field of its own. */
function isSetup(key: string): boolean {
  return key.startsWith("setup ");
}
