/**
 * `<quotient-checkout>`: a whole checkout as a custom element. Importing this registers the tag.
 *
 * @packageDocumentation
 */

import { Catalog, type CatalogSource, QuotientError } from "./index.js";
import {
  type Checkout,
  type CheckoutFacts,
  type CheckoutProblem,
  type CheckoutSetup,
  type CheckoutSnapshot,
  type ConfirmPayload,
  createCheckout,
  keepFresh,
} from "./store.js";
import type { Cycle, NewQuantity, SubscriptionInput } from "./types.js";
import { patch } from "./element/dom.js";
import { type CheckoutMessages, ENGLISH } from "./element/messages.js";
import { style } from "./element/styles.js";
import { type Model, rowsOf } from "./element/model.js";
import { generalReasons } from "./element/reasons.js";
import { Typed } from "./element/typed.js";
import { announcement, unusable, view } from "./element/view.js";
import { localeOf, Words } from "./element/words.js";

export type { CheckoutMessages, ProblemContext, Unit } from "./element/messages.js";
export { ENGLISH } from "./element/messages.js";

/** What `quote-change` brings. */
export interface QuoteChangeDetail {
  readonly snapshot: CheckoutSnapshot;
  /** What the server needs to charge exactly what is shown; absent unless the pay button can act. */
  readonly payload: ConfirmPayload | undefined;
}

/** What `quote-error` brings. */
export interface QuoteErrorDetail {
  /** What is malformed in the set-up, was entered wrongly, or failed. */
  readonly problems: readonly CheckoutProblem[];
}

/** Events of the element; both bubble, and leave shadow trees. */
export interface QuotientCheckoutEventMap extends HTMLElementEventMap {
  /** There is another answer, or the first one. */
  "quote-change": CustomEvent<QuoteChangeDetail>;
  /** Something could not be used; the last quote stands. */
  "quote-error": CustomEvent<QuoteErrorDetail>;
}

/** A server has no elements: there the class can be loaded, and not be used. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** What makes a checkout; each is a property of the element. */
const SETUP = [
  "catalog",
  "subscription",
  "currency",
  "cycle",
  "items",
  "codes",
  "existing",
  "firstPurchase",
  "tax",
  "coupons",
  "findCoupon",
  "now",
] as const;
type SetupName = (typeof SETUP)[number];

/** Milliseconds before a change is told aloud: a held-down key does not read out all on the way. */
const PAUSE = 500;

/**
 * A checkout for a purchase or for the change of a subscription: quantities, cycles, codes, lines with how each was
 * calculated, what is due now and at the next renewal. Everything is quoted at once; nothing is fetched.
 *
 * Give it `catalog` with `subscription`, or with `currency`, or a `checkout` that `createCheckout` made. What cannot
 * be chosen is not offered, or shown with its reason.
 *
 * ```html
 * <quotient-checkout locale="en-GB"><button slot="actions">Pay</button></quotient-checkout>
 * ```
 *
 * Slots: `header` above the choices, `actions` below the amount due. Parts: `frame`, `main`, `summary`, `notice`,
 * `products`, `product`, `product-name`, `label`, `hint`, `stepper`, `stepper-button`, `quantity`, `error`, `others`,
 * `cycles`, `legend`, `cycle`, `cycle-chosen`, `cycle-name`, `cycle-price`, `saving`, `codes`, `chips`, `chip`,
 * `chip-applied`, `chip-refused`, `chip-pending`, `chip-failed`, `code-form`, `code`, `apply`, `summary-title`,
 * `lines`, `line`, `line-charge`, `line-credit`, `line-title`, `line-amount`, `badge`, `calculation`, `totals`,
 * `total`, `total-subtotal`, `total-code`, `total-discount`, `total-tax`, `total-total`, `total-balance`,
 * `total-refund`, `due`, `amount-due`, `renewal`.
 *
 * CSS properties: `--quotient-color-background`, `-surface`, `-sunken`, `-text`, `-muted`, `-border`, `-control`,
 * `-accent`, `-on-accent`, `-accent-soft`, `-accent-text`, `-error` (each `--quotient-color-…`),
 * `--quotient-shadow`, `--quotient-radius`, `--quotient-spacing`, `--quotient-font-family`,
 * `--quotient-font-size`.
 */
export class QuotientCheckoutElement extends Base {
  static get observedAttributes(): string[] {
    return ["locale", "lang", "theme", "currency", "actor-role", "tax-included"];
  }

  #setup: Partial<Record<SetupName, unknown>> = {};
  #given: Checkout | undefined;
  #own: Checkout | undefined;
  /** The store that is listened to, and how to stop. */
  #listening: { readonly checkout: Checkout; readonly stop: () => void } | undefined;
  #shown: CheckoutSnapshot | undefined;
  #failure: readonly CheckoutProblem[] = [];
  #told = "";
  #messages: Partial<CheckoutMessages> = {};
  readonly #typed = new Typed({
    messages: () => ({ ...ENGLISH, ...this.#messages }),
    locale: () => this.locale,
    render: () => this.#render(),
    focus: (selector) => this.shadowRoot?.querySelector<HTMLElement>(selector)?.focus(),
    say: (text) => this.#say(text),
  });
  /** Facts that the store refused: they are handed on again with the next ones. */
  #refused: readonly (SetupName | "role")[] = [];
  #changed = new Set<SetupName | "role">();
  #isScheduled = false;
  #frame: HTMLElement | undefined;
  #status: HTMLElement | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    // What was set before the element was defined is a plain property, which would hide the real one.
    for (const name of [
      ...SETUP,
      "checkout",
      "messages",
      "locale",
      "actorRole",
      "theme",
      "taxIncluded",
    ]) {
      if (Object.hasOwn(this, name)) {
        const own = this as unknown as Record<string, unknown>;
        const value = own[name];
        delete own[name];
        own[name] = value;
      }
    }
    this.#build();
    this.#listen();
    this.#draw();
    // Frameworks put elements into the page while they are not ready to hear of it.
    queueMicrotask(() => this.isConnected && this.#tell(this.#model()));
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    this.#listening?.stop();
    this.#listening = undefined;
  }

  attributeChangedCallback(name: string): void {
    if (name === "currency" || name === "actor-role") {
      this.#changed.add(name === "currency" ? "currency" : "role");
    }
    this.#schedule();
  }

  /**
   * The store behind the element: the one that was given, else the element's own. Setting one gives up whatever was
   * set of `catalog` and the rest, also for when it is taken away again.
   */
  get checkout(): Checkout | undefined {
    this.#update();
    return this.#given ?? this.#own;
  }

  set checkout(checkout: Checkout | undefined) {
    if (checkout) {
      this.#giveUp(checkout);
    }
    this.#given = checkout ?? undefined;
    this.#schedule();
  }

  /** Forgets what was set, and the store that was made of it, unless that is the one that is given. */
  #giveUp(given: Checkout): void {
    const own = this.#own;
    this.#own = undefined;
    this.#setup = {};
    this.#changed.clear();
    this.#refused = [];
    this.#failure = [];
    if (own !== undefined && own !== given) {
      if (this.#listening?.checkout === own) {
        this.#listening.stop();
        this.#listening = undefined;
      }
      // Which ends their look-ups.
      own.update({ codes: [] });
    }
  }

  /** Texts in place of the English ones. */
  get messages(): Partial<CheckoutMessages> {
    return this.#messages;
  }

  set messages(messages: Partial<CheckoutMessages> | undefined) {
    this.#messages = messages ?? {};
    this.#schedule();
  }

  /**
   * BCP 47, for amounts, dates and numbers; else the next `lang`, else the browser's, whichever can be read first.
   * Also an attribute.
   */
  get locale(): string {
    const lang = this.closest("[lang]")?.getAttribute("lang");
    return localeOf(this.getAttribute("locale"), lang, navigator.language);
  }

  set locale(locale: string | undefined) {
    reflect(this, "locale", locale);
  }

  /** `"light"` or `"dark"`; else as the browser is set. Also an attribute. */
  get theme(): "light" | "dark" | "auto" {
    const theme = this.getAttribute("theme");
    return theme === "light" || theme === "dark" ? theme : "auto";
  }

  set theme(theme: "light" | "dark" | "auto" | undefined) {
    reflect(this, "theme", theme);
  }

  /** The role of the person who asks. Also the attribute `actor-role`: `role` is taken, by ARIA. */
  get actorRole(): string | undefined {
    return this.getAttribute("actor-role") ?? undefined;
  }

  set actorRole(role: string | undefined) {
    reflect(this, "actor-role", role);
  }

  /** Prices include tax, so that it is said. Known from `tax`; with a `checkout`, say so. Also an attribute. */
  get taxIncluded(): boolean {
    const tax = this.#setup.tax as CheckoutFacts["tax"];
    return this.hasAttribute("tax-included") || tax?.behavior === "inclusive";
  }

  set taxIncluded(included: boolean | undefined) {
    this.toggleAttribute("tax-included", Boolean(included));
  }

  /** What is shown; absent before there is a checkout. */
  get snapshot(): CheckoutSnapshot | undefined {
    return this.checkout?.getSnapshot();
  }

  /** What the server needs to charge exactly what is shown; absent unless the pay button can act. */
  get payload(): ConfirmPayload | undefined {
    return this.checkout?.confirmPayload();
  }

  /** @internal */
  getSetup(name: SetupName): unknown {
    return this.#setup[name];
  }

  /** @internal */
  setSetup(name: SetupName, value: unknown): void {
    if (this.#setup[name] === value) {
      return;
    }
    this.#setup[name] = value ?? undefined;
    this.#changed.add(name);
    this.#schedule();
  }

  /** Several properties that are set one after the other make one change. */
  #schedule(): void {
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      queueMicrotask(() => {
        this.#isScheduled = false;
        this.#update();
        if (this.isConnected) {
          this.#listen();
          this.#render();
        }
      });
    }
  }

  /** Makes the element's own store, or hands on what changed. */
  #update(): void {
    if (this.#given !== undefined || this.#changed.size === 0) {
      return;
    }
    // What was refused may be right with what changed.
    const changed = [...new Set([...this.#refused, ...this.#changed])];
    this.#changed.clear();
    this.#refused = [];
    this.#failure = [];
    try {
      const facts = this.#facts();
      if (this.#own !== undefined) {
        this.#own.update(Object.fromEntries(changed.map((name) => [name, facts[name]])));
        const { problems } = this.#own.getSnapshot();
        this.#refused = problems.some(({ field }) => field === "setup") ? changed : [];
      } else if (facts.catalog && (facts.subscription || facts.currency)) {
        this.#own = createCheckout(facts as unknown as CheckoutSetup);
      }
    } catch (error) {
      if (!(error instanceof QuotientError)) {
        throw error;
      }
      this.#refused = changed;
      this.#failure = error.problems.map((problem) => ({ ...problem, field: "setup" }));
    }
  }

  #facts(): Record<string, unknown> {
    const facts: Record<string, unknown> = { ...this.#setup, role: this.actorRole };
    facts.currency ??= this.getAttribute("currency") ?? undefined;
    if (facts.subscription !== undefined) {
      delete facts.currency;
    } else if (facts.catalog && facts.currency && facts.cycle === undefined) {
      const catalog = facts.catalog as CatalogSource;
      facts.catalog = catalog instanceof Catalog ? catalog : new Catalog(catalog);
      facts.cycle = firstCycle(facts.catalog as Catalog, facts.currency as string);
    }
    for (const name of Object.keys(facts)) {
      if (facts[name] === undefined) {
        delete facts[name];
      }
    }
    return facts;
  }

  #listen(): void {
    this.#update();
    const checkout = this.#given ?? this.#own;
    if (this.#listening?.checkout === checkout) {
      return;
    }
    this.#listening?.stop();
    this.#listening = undefined;
    this.#shown = undefined;
    this.#typed.into(checkout);
    if (checkout !== undefined) {
      const ends = [checkout.subscribe(() => this.#changedOutside()), keepFresh(checkout)];
      this.#listening = { checkout, stop: () => ends.forEach((end) => end()) };
    }
  }

  #changedOutside(): void {
    this.#render();
    this.#announce();
  }

  #build(): void {
    if (this.#frame !== undefined) {
      return;
    }
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    style(root);
    this.#frame = document.createElement("div");
    this.#status = document.createElement("div");
    // There from the start: what a region says when it appears is often not heard.
    this.#status.className = "said";
    this.#status.setAttribute("role", "status");
    root.append(this.#frame, this.#status);
  }

  #render(): void {
    if (this.#frame !== undefined && this.isConnected) {
      this.#tell(this.#draw());
    }
  }

  #draw(): Model | undefined {
    const frame = this.#frame!;
    const model = this.#model();
    if (model === undefined) {
      // Else more may be set yet.
      const words = { ...ENGLISH, ...this.#messages };
      patch(frame, this.#failure.length > 0 ? unusable(words) : []);
    } else {
      this.#typed.settle(model.snapshot);
      patch(frame, view(model));
    }
    return model;
  }

  #model(): Model | undefined {
    const checkout = this.#listening?.checkout;
    if (checkout === undefined) {
      return undefined;
    }
    const snapshot = checkout.getSnapshot();
    const messages = { ...ENGLISH, ...this.#messages };
    const words = new Words(this.locale, messages, snapshot.catalog.timeZone);
    const { taxIncluded } = this;
    const actions = this.#typed.actions(checkout);
    const rows = rowsOf(snapshot);
    const known = { snapshot, words, typing: this.#typed, actions, taxIncluded, rows };
    return { ...known, general: generalReasons(known) };
  }

  /** Events, once for every change. */
  #tell(model: Model | undefined): void {
    const problems = [
      ...this.#failure,
      ...(model?.snapshot.problems ?? []).filter(({ field }) => field !== undefined),
    ];
    const told = problems.map(({ code, path, message }) => `${code} ${path} ${message}`).join("\n");
    const isNew = model !== undefined && model.snapshot !== this.#shown;
    this.#shown = model?.snapshot;
    if (isNew) {
      const { snapshot } = model;
      this.#dispatch("quote-change", { snapshot, payload: this.payload });
    }
    if (told !== this.#told) {
      this.#told = told;
      if (problems.length > 0) {
        this.#dispatch("quote-error", { problems });
      }
    }
  }

  #dispatch(type: string, detail: QuoteChangeDetail | QuoteErrorDetail): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #announce(): void {
    const model = this.#model();
    if (model !== undefined && this.#typed.checking === undefined && this.#typed.codeError === "") {
      this.#say(announcement(model));
    }
  }

  #say(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#status !== undefined) {
        this.#status.textContent = text;
      }
    }, PAUSE);
  }
}

/** What makes a checkout: set on the element in any order. As the fields of `createCheckout` that have these names. */
export interface QuotientCheckoutElement {
  /** As it is now; for a browser one without coupons. */
  catalog: CheckoutFacts["catalog"] | undefined;
  /** What is changed; or `currency`. */
  subscription: SubscriptionInput | undefined;
  /** ISO 4217, of a purchase. Also an attribute. */
  currency: string | undefined;
  /** The cycle that is chosen first; of a purchase without one, the first that is sold. */
  cycle: Cycle | undefined;
  /** The quantities that are chosen first. */
  items: readonly NewQuantity[] | undefined;
  /** The codes that are entered first. */
  codes: readonly string[] | undefined;
  existing: CheckoutFacts["existing"] | undefined;
  firstPurchase: boolean | undefined;
  tax: CheckoutFacts["tax"] | undefined;
  coupons: CheckoutFacts["coupons"] | undefined;
  findCoupon: CheckoutFacts["findCoupon"] | undefined;
  now: CheckoutFacts["now"] | undefined;

  addEventListener<K extends keyof QuotientCheckoutEventMap>(
    type: K,
    listener: (this: QuotientCheckoutElement, event: QuotientCheckoutEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof QuotientCheckoutEventMap>(
    type: K,
    listener: (this: QuotientCheckoutElement, event: QuotientCheckoutEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

for (const name of SETUP) {
  Object.defineProperty(QuotientCheckoutElement.prototype, name, {
    configurable: true,
    enumerable: true,
    get(this: QuotientCheckoutElement) {
      return this.getSetup(name);
    },
    set(this: QuotientCheckoutElement, value: unknown) {
      this.setSetup(name, value);
    },
  });
}

function reflect(element: HTMLElement, name: string, value: string | undefined): void {
  if (value === undefined || value === null) {
    element.removeAttribute(name);
  } else {
    element.setAttribute(name, value);
  }
}

/**
 * The first cycle of the first product that is sold in a currency.
 *
 * @throws {QuotientError} nothing is sold in it
 */
function firstCycle(catalog: Catalog, currency: string): Cycle {
  const { products } = catalog.options({ at: "2000-01-01T00:00:00Z", currency });
  const cycle = products[0]?.cycles[0]?.cycle;
  if (cycle === undefined) {
    const message = `nothing in this catalog is sold in ${currency}`;
    throw new QuotientError([{ code: "price_not_found", path: "/currency", message }]);
  }
  return cycle;
}

declare global {
  interface HTMLElementTagNameMap {
    "quotient-checkout": QuotientCheckoutElement;
  }
}

if (globalThis.customElements && !customElements.get("quotient-checkout")) {
  customElements.define("quotient-checkout", QuotientCheckoutElement);
}
