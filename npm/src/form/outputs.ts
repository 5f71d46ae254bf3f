// The outputs of a form: texts of the answer, and copies of templates for what there may be several of.

import type { CheckoutProblem, CheckoutSnapshot } from "../store.js";
import type { Words } from "../element/words.js";

/** What a copy of a template is filled from. */
type Entry = Readonly<Record<string, unknown>>;

/** What is an amount, by the last part of its name: a text of digits may be an id. */
const AMOUNTS = [
  "amount",
  "amountDue",
  "balance",
  "balanceApplied",
  "discount",
  "net",
  "refund",
  "subtotal",
  "tax",
  "total",
];
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;

export class Outputs {
  readonly #form: HTMLElement;
  /** Copies, by the output that they stand in. */
  readonly #copies = new Map<Element, ChildNode[]>();
  readonly #texts = new Set<HTMLElement>();

  constructor(form: HTMLElement) {
    this.#form = form;
  }

  /** Fills all; without a usable quote the texts are empty. */
  fill(
    snapshot: CheckoutSnapshot,
    isUsable: boolean,
    words: Words,
    say: (problem: CheckoutProblem) => string,
  ): void {
    const { answer } = snapshot;
    const isPriced = isUsable && answer.status === "priced";
    const currency = snapshot.options.currency;
    const lists: Record<string, () => Entry[]> = {
      lines: () => (isPriced ? linesOf(snapshot, words) : []),
      codes: () => codesOf(snapshot, words),
      problems: () => snapshot.problems.map((problem) => ({ ...problem, message: say(problem) })),
    };
    for (const output of this.#form.querySelectorAll<HTMLElement>("[data-quotient-output]")) {
      const name = output.dataset.quotientOutput ?? "";
      const isRaw = output.dataset.quotientFormat === "raw";
      const list = lists[name]?.();
      if (list === undefined) {
        const value = isPriced ? at(answer as unknown as Entry, name) : undefined;
        this.#write(output, shown(name, value, currency, words, isRaw));
      } else if (output.querySelector("template") === null) {
        const texts = list.map((entry) => String(entry.message ?? entry.name ?? entry.code ?? ""));
        this.#write(output, [...new Set(texts)].join(" "));
      } else {
        this.#copy(output, list, currency, words, isRaw);
      }
    }
  }

  /** Takes away whatever was filled in. */
  clear(): void {
    for (const copies of this.#copies.values()) {
      copies.forEach((copy) => copy.remove());
    }
    this.#copies.clear();
    this.#texts.forEach((output) => this.#write(output, ""));
    this.#texts.clear();
  }

  #write(output: HTMLElement, text: string): void {
    this.#texts.add(output);
    if (output instanceof HTMLInputElement || output instanceof HTMLTextAreaElement) {
      output.value = text;
    } else if (output.textContent !== text) {
      output.textContent = text;
    }
  }

  #copy(
    output: HTMLElement,
    entries: readonly Entry[],
    currency: string,
    words: Words,
    isRaw: boolean,
  ): void {
    this.#copies.get(output)?.forEach((copy) => copy.remove());
    const template = output.querySelector("template")!;
    const copies = entries.flatMap((entry) => {
      const copy = output.ownerDocument.importNode(template.content, true);
      for (const field of copy.querySelectorAll<HTMLElement>("[data-quotient-field]")) {
        const { quotientField: name = "", quotientFormat } = field.dataset;
        const isOwnRaw = isRaw || quotientFormat === "raw";
        field.textContent = shown(name, at(entry, name), currency, words, isOwnRaw);
      }
      for (const root of copy.children) {
        // For style sheets, and for a button that removes a code.
        for (const name of ["kind", "state", "code"] as const) {
          const value = entry[name];
          if (typeof value === "string") {
            root.setAttribute(`data-quotient-${name}`, value);
            root.querySelectorAll('[data-quotient="remove"]').forEach((button) => {
              button.setAttribute(`data-quotient-${name}`, value);
            });
          }
        }
      }
      // With the texts beside its elements.
      const nodes = [...copy.childNodes];
      output.append(copy);
      return nodes;
    });
    this.#copies.set(output, copies);
  }
}

function linesOf({ answer, catalog }: CheckoutSnapshot, words: Words): Entry[] {
  if (answer.status !== "priced") {
    return [];
  }
  return answer.lines.map((line) => {
    const named = catalog.products.find(({ id }) => id === line.product);
    return {
      ...line,
      name: named?.name ?? line.product,
      units: words.units(line.quantity, named?.unitName ?? "unit"),
      calculation: words.messages.sentences(line, answer.currency, catalog).join(" "),
      period: words.period(line.period),
      "period.start": line.period.start,
      "period.end": line.period.end,
    };
  });
}

function codesOf({ codes }: CheckoutSnapshot, { messages }: Words): Entry[] {
  return codes.map((code) => ({
    ...code,
    message:
      code.state === "refused"
        ? messages.codeRefused(code.code, code.reason)
        : code.state === "failed"
          ? messages.codeFailed(code.code)
          : "",
  }));
}

/** A value by its name, or by the names on the way to it. */
function at(entry: Entry, path: string): unknown {
  if (Object.hasOwn(entry, path)) {
    return entry[path];
  }
  return path.split(".").reduce<unknown>((value, name) => {
    const isInside = typeof value === "object" && value !== null && Object.hasOwn(value, name);
    return isInside ? (value as Entry)[name] : undefined;
  }, entry);
}

function shown(
  name: string,
  value: unknown,
  currency: string,
  words: Words,
  isRaw: boolean,
): string {
  if (typeof value === "number") {
    return isRaw ? String(value) : new Intl.NumberFormat(words.locale).format(value);
  }
  if (typeof value !== "string") {
    return "";
  }
  if (!isRaw && AMOUNTS.includes(name.split(".").at(-1)!)) {
    return words.amount(value, currency);
  }
  return !isRaw && INSTANT.test(value) ? words.date(value) : value;
}
