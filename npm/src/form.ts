/**
 * A checkout in a plain HTML form: fields and outputs are named by data attributes.
 *
 * @packageDocumentation
 */

import {
  type Checkout,
  type CheckoutProblem,
  type CheckoutSetup,
  type CheckoutSnapshot,
  type ConfirmPayload,
  createCheckout,
  keepFresh,
} from "./store.js";
import { normalCode } from "./code.js";
import { nameOf } from "./cycle.js";
import type { Cycle } from "./types.js";
import { type CheckoutMessages, ENGLISH } from "./element/messages.js";
import { offerOf } from "./element/model.js";
import { isAboutCycle, isNoNumber } from "./element/reasons.js";
import { localeOf, Words } from "./element/words.js";
import { Outputs } from "./form/outputs.js";
import { cycleOf, type Field, Fields } from "./form/fields.js";

export type { CheckoutMessages, ProblemContext, Unit } from "./element/messages.js";
export { ENGLISH } from "./element/messages.js";

/** How a form is attached. */
export interface AttachOptions {
  /** BCP 47, for amounts, dates and numbers; else the next `lang`, else the browser's, whichever can be read first. */
  readonly locale?: string;
  /** Words in place of the English ones: those of problems and of codes are used here. */
  readonly messages?: Partial<CheckoutMessages>;
}

/** A form that is attached. */
export interface AttachedForm {
  /** Whatever is changed in it changes in the form, and the other way round. */
  readonly checkout: Checkout;
  /** Leaves the form as it was found, but for what was typed. */
  detach(): void;
}

/** What `quote-set` brings: one part of the choice, whoever changed it. */
export type QuoteSetDetail =
  | {
      readonly name: "quantity";
      readonly product: string;
      readonly value: number;
      readonly previous: number;
    }
  | { readonly name: "cycle"; readonly value: Cycle; readonly previous: Cycle }
  | {
      readonly name: "codes";
      readonly value: readonly string[];
      readonly previous: readonly string[];
    };

/**
 * Binds a form, or any part of a page, to a checkout, both ways: what is typed changes the checkout, and what
 * changes the checkout is put into the fields. Fields may come and go; they are looked for at every change. Submitting is
 * left alone.
 *
 * Fields, by `data-quotient`:
 * - `quantity`: a text, number or range field, or a select; `data-quotient-product` names the product, and may be
 *   left out where there is one. A number or range field gets its limits.
 * - `cycle`: radios or a select with the values `month`, `year`, `3-month` …
 * - `code`: a text field for a code, taken when it is left or Enter is pressed; there may be several
 * - `apply`: a button that takes the typed codes, `remove`: one that removes the code in `data-quotient-code`
 * - `confirm`: a hidden field for what the server needs, as JSON; empty while there is nothing to pay
 * - `submit`: a button that is disabled meanwhile
 *
 * Outputs, by `data-quotient-output`: any amount of the answer (`amountDue`, `subtotal`, `discount`, `tax`, `total`,
 * `balanceApplied`, `refund`), `renewal.amountDue` and the others of the renewal, instants (`renewal.at`, `validUntil`),
 * `currency`, `digest` … by its name; `lines`, `codes` and `problems` fill a `<template>` inside, for each one a copy
 * with its fields by `data-quotient-field` (of lines also `name`, `units`, `period` and `calculation`).
 * `data-quotient-format="raw"` leaves a text as the engine wrote it.
 *
 * What is wrong with a field is written to `data-quotient-error` (`quantity`, with the product; `cycle`; `code`), or
 * after the field, and the field refers to it.
 *
 * Where nothing is chosen in the checkout yet, what stands in the fields is chosen.
 *
 * Events, which bubble: `quote-change` and `quote-error` as of `<quotient-checkout>`, and `quote-set` for every part
 * of the choice.
 *
 * @param source a checkout, or what one is made of
 * @throws {QuotientError} everything that is malformed in the set-up
 */
export function attach(
  form: HTMLElement,
  source: Checkout | CheckoutSetup,
  options: AttachOptions = {},
): AttachedForm {
  const checkout = "getSnapshot" in source ? source : createCheckout(source);
  const binding = new Binding(form, checkout, options);
  return { checkout, detach: () => binding.detach() };
}

class Binding {
  readonly #form: HTMLElement;
  readonly #checkout: Checkout;
  readonly #options: AttachOptions;
  readonly #messages: CheckoutMessages;
  readonly #fields: Fields;
  readonly #outputs: Outputs;
  readonly #stop: () => void;
  readonly #stale: () => void;
  readonly #leave = new AbortController();
  /** Fields whose text is no quantity that was taken, and the product that each is for. */
  readonly #wrong = new Map<Element, string>();
  /** The code that each field has entered. */
  readonly #entered = new WeakMap<Element, string>();
  #shown: CheckoutSnapshot | undefined;
  #told = "";

  constructor(form: HTMLElement, checkout: Checkout, options: AttachOptions) {
    this.#form = form;
    this.#checkout = checkout;
    this.#options = options;
    this.#messages = { ...ENGLISH, ...options.messages };
    this.#fields = new Fields(form);
    this.#outputs = new Outputs(form);
    const { signal } = this.#leave;
    const onInput = (event: Event) => this.#typed(event.target as Element, event.type);
    form.addEventListener("input", onInput, { signal });
    form.addEventListener("change", onInput, { signal });
    form.addEventListener("click", (event) => this.#clicked(event.target as Element), { signal });
    form.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    // The fields have their first values again only after the event.
    form.addEventListener("reset", () => queueMicrotask(() => this.#reset()), { signal });
    this.#read(false);
    this.#stop = checkout.subscribe(() => this.#show());
    this.#stale = keepFresh(checkout);
    this.#show();
  }

  detach(): void {
    this.#stop();
    this.#stale();
    this.#leave.abort();
    this.#forget(() => true);
    // Nobody may pay by what was for sale before.
    this.#fields.find("confirm").forEach((field) => (field.value = ""));
    this.#fields.restore();
    this.#outputs.clear();
  }

  /** Chooses what stands in the fields again, and nothing else; they show what came of it. */
  #reset(): void {
    this.#read(true);
    this.#fill(this.#checkout.getSnapshot());
  }

  /** Takes what stands in the fields; `all`: also where something is chosen already, which is given up where nothing stands. */
  #read(all: boolean): void {
    const { items, choice } = this.#checkout.getSnapshot();
    // All of them before any is entered: that puts the checkout's own into the others.
    const read = (name: string) =>
      this.#fields.find(name).map((field) => ({ field, text: field.value }));
    const quantities = read("quantity").map(({ field, text }) => {
      return { field, text, product: this.#product(field), isGiven: text.trim() !== "" };
    });
    const cycle = cycleOf(this.#fields.given("cycle") ?? "");
    const codes = read("code");
    for (const { field, text, product, isGiven } of quantities) {
      const item = items.find((each) => each.product === product);
      const isChosen = item !== undefined && item.quantity !== item.held;
      if (product !== undefined && isGiven && (all || !isChosen)) {
        this.#enterQuantity(field, product, text);
      } else if (all) {
        this.#wrong.delete(field);
        const isNowhere = quantities.every((each) => each.product !== product || !each.isGiven);
        if (product !== undefined && isNowhere) {
          this.#checkout.setQuantity(product, null);
        }
      }
    }
    const isPurchase = choice.currency !== undefined;
    if (cycle !== undefined && (all || isPurchase || choice.cycle === undefined)) {
      this.#checkout.setCycle(cycle);
    } else if (all && this.#fields.find("cycle").length > 0) {
      this.#checkout.setCycle(null);
    }
    for (const { field, text } of codes) {
      if (text.trim() !== "" || all) {
        this.#enterCode(field, text);
      }
    }
  }

  #typed(target: Element, type: string): void {
    const field = this.#fields.field(target);
    switch (field?.dataset.quotient) {
      case "quantity": {
        const product = this.#product(field);
        if (product !== undefined && type === "input") {
          this.#enterQuantity(field, product);
        }
        return;
      }
      case "cycle": {
        const cycle = cycleOf(field.value);
        const isChosen =
          (field as HTMLInputElement).type !== "radio" || (field as HTMLInputElement).checked;
        if (cycle !== undefined && isChosen && type === "change") {
          this.#checkout.setCycle(cycle);
        }
        return;
      }
      case "code":
        if (type === "change") {
          this.#enterCode(field);
        }
    }
  }

  #clicked(target: Element): void {
    const button = target.closest<HTMLElement>("[data-quotient]");
    if (button?.dataset.quotient === "apply") {
      this.#fields.find("code").forEach((field) => this.#enterCode(field));
    } else if (button?.dataset.quotient === "remove") {
      this.#checkout.removeCode(button.dataset.quotientCode ?? "");
    }
  }

  /** Enter in a code's field is for the code; the form is sent from its other fields and its button. */
  #pressed(event: KeyboardEvent): void {
    const field = this.#fields.field(event.target as Element);
    if (event.key === "Enter" && field?.dataset.quotient === "code" && field.value.trim() !== "") {
      event.preventDefault();
      this.#enterCode(field);
    }
  }

  #enterQuantity(field: Field, product: string, text = field.value): void {
    const digits = text.trim();
    const isNumber = /^[0-9]{1,9}$/.test(digits);
    // Until it is taken, which is seen when it is shown.
    this.#wrong.set(field, product);
    // What is no number is no quantity: nobody can pay what is not in the form.
    this.#checkout.setQuantity(product, isNumber ? Number(digits) : Number.NaN);
  }

  #enterCode(field: Field, text = field.value): void {
    const code = normalCode(text);
    const before = this.#entered.get(field);
    const { codes } = this.#checkout.getSnapshot();
    const known = codes.find((each) => each.code === code);
    if (code === before && known !== undefined && known.state !== "failed") {
      return;
    }
    // First, so that the field is not taken for one whose code is gone.
    this.#entered.set(field, code);
    if (code !== "") {
      this.#checkout.applyCode(code);
    }
    if (before && before !== code) {
      this.#checkout.removeCode(before);
    }
  }

  #product(field: Field): string | undefined {
    const { items, options } = this.#checkout.getSnapshot();
    const [only] = items.length > 0 ? items : options.products;
    return field.dataset.quotientProduct ?? only?.product;
  }

  #show(): void {
    const snapshot = this.#checkout.getSnapshot();
    const before = this.#shown;
    if (snapshot === before) {
      return;
    }
    if (this.#forget((field) => !this.#form.contains(field))) {
      // Which was shown, too.
      return;
    }
    this.#shown = snapshot;
    this.#fill(snapshot);
    const payload = this.#checkout.confirmPayload();
    const canPay = payload !== undefined;
    for (const field of this.#fields.find("confirm")) {
      field.value = canPay ? JSON.stringify(payload) : "";
    }
    for (const button of this.#fields.find("submit")) {
      // Pages may disable it themselves until this runs.
      this.#fields.force(button, "disabled", canPay ? null : "");
    }
    const { answer } = snapshot;
    const isUsable = snapshot.problems.every(
      ({ field }) => field === undefined || field === "code",
    );
    this.#fields.set(this.#form, "data-quotient-state", isUsable ? answer.status : "invalid");
    this.#outputs.fill(snapshot, isUsable, this.#words(snapshot), (problem) =>
      this.#say(problem, snapshot),
    );
    this.#tell(snapshot, before, payload);
  }

  /** What stood in a field that is gone stands in nobody's way. Was there one? */
  #forget(isGone: (field: Element) => boolean): boolean {
    const gone = [...this.#wrong].filter(([field]) => isGone(field));
    gone.forEach(([field]) => this.#wrong.delete(field));
    const products = new Set(gone.map(([, product]) => product));
    this.#wrong.forEach((product) => products.delete(product));
    const { items, problems } = this.#checkout.getSnapshot();
    const left = [...products].filter((product) =>
      problems.some((each) => each.field === "quantity" && each.product === product),
    );
    for (const product of left) {
      const item = items.find((each) => each.product === product);
      const isChosen = item !== undefined && item.quantity !== item.held;
      this.#checkout.setQuantity(product, isChosen ? item.quantity : null);
    }
    return left.length > 0;
  }

  /** Puts the choice into the fields. */
  #fill(snapshot: CheckoutSnapshot): void {
    this.#showQuantities(snapshot);
    this.#showCycle(snapshot);
    this.#showCodes(snapshot);
  }

  #showQuantities(snapshot: CheckoutSnapshot): void {
    const { items, options, problems, choice } = snapshot;
    const errors = this.#fields.find("quantity").map((field) => {
      const product = this.#product(field);
      const item = items.find((each) => each.product === product);
      const own = problems.filter(
        (problem) => problem.product === product && product !== undefined,
      );
      const typed = own.filter((problem) => problem.field === "quantity");
      const isWrong = this.#wrong.has(field) && typed.length > 0;
      if (!isWrong) {
        this.#wrong.delete(field);
        const quantity = item?.quantity ?? 0;
        // `012` stays as it was typed.
        if (Number(field.value || "none") !== quantity) {
          field.value = String(quantity);
        }
      }
      const named = options.products.find((each) => each.product === product);
      const offered = offerOf(snapshot, named);
      const isPurchase = choice.currency !== undefined;
      const isPresent = choice.cycle === undefined || isPurchase;
      const limits = isPresent ? offered?.quantities : undefined;
      if (field instanceof HTMLInputElement && /^(number|range)$/.test(field.type)) {
        this.#fields.set(field, "min", limits && (isPurchase ? 0 : limits.minimum));
        this.#fields.set(field, "max", limits?.maximum);
        // Browsers count steps from the least, the engine from 0, and what is held may be kept wherever it lies.
        const isEven =
          limits &&
          (isPurchase || limits.minimum % limits.step === 0) &&
          (item?.held ?? 0) % limits.step === 0;
        this.#fields.set(field, "step", isEven ? limits.step : limits && 1);
      }
      const isFixed = isPresent && offered !== undefined && offered.quantities === undefined;
      this.#fields.set(field, "disabled", isFixed ? "" : undefined);
      // What the last good quantity lacks does not matter while the field has none.
      const reasons = [...(isWrong ? typed : own), ...(isFixed ? offered.problems : [])].filter(
        ({ code }) => code !== "nothing_changes",
      );
      return { field, text: this.#reasons(reasons, product), product };
    });
    this.#fields.errors("quantity", errors);
  }

  #showCycle({ cycle, options, problems, items }: CheckoutSnapshot): void {
    const held = options.products.filter(({ product }) =>
      items.some((item) => item.product === product),
    );
    const refusals = new Map(
      held.flatMap(({ cycles }) =>
        cycles.map((each) => [nameOf(each.cycle), each.problems] as const),
      ),
    );
    const chosen = nameOf(cycle);
    const isRefused = (value: string) => {
      const name = nameOf(cycleOf(value));
      return name !== chosen && (refusals.get(name)?.length ?? 0) > 0;
    };
    const text = this.#reasons(problems.filter(isAboutCycle));
    const fields = this.#fields.find("cycle");
    const errors = fields.map((field, index) => {
      if (field instanceof HTMLInputElement) {
        field.checked = nameOf(cycleOf(field.value)) === chosen;
        this.#fields.set(field, "disabled", isRefused(field.value) ? "" : undefined);
      } else if (field instanceof HTMLSelectElement) {
        for (const option of field.options) {
          option.selected = nameOf(cycleOf(option.value)) === chosen;
          this.#fields.set(option, "disabled", isRefused(option.value) ? "" : undefined);
        }
      }
      // Radios have one place for what is wrong, which the last one is followed by.
      return { field, text, isPlace: index === fields.length - 1 };
    });
    this.#fields.errors("cycle", errors);
  }

  #showCodes({ codes, problems }: CheckoutSnapshot): void {
    const fields = this.#fields.find("code");
    const isFree = (code: string) => fields.every((field) => this.#entered.get(field) !== code);
    const errors = fields.map((field) => {
      const entered = this.#entered.get(field) ?? "";
      const typed = problems.filter((problem) => problem.typed === entered && entered !== "");
      let known = codes.find((each) => each.code === entered);
      if (known === undefined && typed.length === 0) {
        // Removed, or one that came from elsewhere.
        known = codes.find(({ code }) => isFree(code));
        if (known !== undefined || entered !== "") {
          field.value = known?.code ?? "";
          this.#entered.set(field, known?.code ?? "");
        }
      }
      const text =
        known?.state === "refused"
          ? this.#messages.codeRefused(known.code, known.reason)
          : known?.state === "failed"
            ? this.#messages.codeFailed(known.code)
            : known === undefined && typed.length > 0
              ? this.#messages.codeRefused(entered, "code_unknown")
              : "";
      this.#fields.set(field, "data-quotient-code-state", known?.state);
      return { field, text };
    });
    this.#fields.errors("code", errors);
  }

  /** What is wrong, in words. */
  #reasons(
    problems: readonly Pick<CheckoutProblem, "code" | "path" | "message" | "allowed" | "field">[],
    product?: string,
  ): string {
    const snapshot = this.#checkout.getSnapshot();
    const told = problems.map((problem) => {
      return this.#say({ ...problem, ...(product === undefined ? {} : { product }) }, snapshot);
    });
    return [...new Set(told)].join(" ");
  }

  #say(problem: CheckoutProblem, snapshot: CheckoutSnapshot): string {
    const { catalog, items, choice, cycle } = snapshot;
    if (isNoNumber(problem)) {
      return this.#messages.enterWhole;
    }
    if (problem.code === "lookup_failed") {
      return this.#messages.codeFailed(problem.typed ?? "");
    }
    const product = problem.product ?? items[0]?.product;
    const named = catalog.products.find(({ id }) => id === product);
    return this.#words(snapshot).problem(problem, {
      product: named?.name,
      unit: named?.unitName ?? "unit",
      held: items.find((item) => item.product === product)?.held ?? 0,
      cycle: choice.currency === undefined ? cycle : undefined,
    });
  }

  #words({ catalog }: CheckoutSnapshot): Words {
    const lang = this.#form.closest("[lang]")?.getAttribute("lang");
    const locale = localeOf(this.#options.locale, lang, navigator.language);
    return new Words(locale, this.#messages, catalog.timeZone);
  }

  #tell(
    snapshot: CheckoutSnapshot,
    before: CheckoutSnapshot | undefined,
    payload: ConfirmPayload | undefined,
  ): void {
    const changed = before === undefined ? [] : [...snapshot.items, ...before.items];
    for (const product of new Set(changed.map((item) => item.product))) {
      // What is not there, or no longer, is 0.
      const [value, previous] = [snapshot, before].map(
        (each) => each?.items.find((item) => item.product === product)?.quantity ?? 0,
      );
      if (previous !== value) {
        this.#dispatch("quote-set", { name: "quantity", product, value, previous });
      }
    }
    if (before !== undefined && nameOf(before.cycle) !== nameOf(snapshot.cycle)) {
      const detail = { name: "cycle", value: snapshot.cycle, previous: before.cycle };
      this.#dispatch("quote-set", detail);
    }
    const [value, previous] = [snapshot, before].map((each) => each?.codes.map(({ code }) => code));
    if (previous !== undefined && value?.join("\n") !== previous.join("\n")) {
      this.#dispatch("quote-set", { name: "codes", value, previous });
    }
    this.#dispatch("quote-change", { snapshot, payload });
    const problems = snapshot.problems.filter(({ field }) => field !== undefined);
    const told = problems.map(({ code, path, message }) => `${code} ${path} ${message}`).join("\n");
    if (told !== this.#told) {
      this.#told = told;
      if (problems.length > 0) {
        this.#dispatch("quote-error", { problems });
      }
    }
  }

  #dispatch(type: string, detail: unknown): void {
    this.#form.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
