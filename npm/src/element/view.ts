// What the element shows: a description of the tree for a snapshot. What may be chosen comes from
// the snapshot's options, every amount from its answer.

import type { CheckoutCode, CheckoutItem, CheckoutProblem, CheckoutSnapshot } from "../store.js";
import type {
  Cycle,
  CycleOption,
  Line,
  Priced,
  Problem,
  ProductOptions,
  Quantities,
} from "../types.js";
import { type Described, h } from "./dom.js";
import { icons } from "./icons.js";
import { isZero, type Words } from "./words.js";

/** What a person has typed that is not in the checkout. */
export interface Typing {
  /** Texts of quantity fields that are no whole numbers. */
  readonly quantities: ReadonlyMap<string, string>;
  readonly isCodeOpen: boolean;
  readonly code: string;
  /** Why the typed code was not taken. */
  readonly codeError: string;
  /** The code that is being looked up. */
  readonly checking: string | undefined;
}

/** What may be done in the view. */
export interface Actions {
  type(product: string, text: string): void;
  choose(product: string, quantity: number): void;
  cycle(cycle: Cycle): void;
  openCode(): void;
  typeCode(text: string): void;
  enterCode(): void;
  removeCode(code: string): void;
}

/** All that a view is made of. */
export interface Model {
  readonly snapshot: CheckoutSnapshot;
  readonly words: Words;
  readonly typing: Typing;
  readonly actions: Actions;
  readonly taxIncluded: boolean;
}

/** A product as it is shown. */
interface Row extends CheckoutItem {
  readonly name: string;
  readonly unit: string;
  readonly options: ProductOptions | undefined;
}

export function view(model: Model): Described[] {
  const { snapshot } = model;
  const rows = rowsOf(model);
  const general = generalReasons(model);
  const notice =
    general.length > 0 &&
    h(
      "div",
      { class: "card notice", part: "notice", id: "notice" },
      general.map((reason) => h("p", {}, reason)),
    );
  return [
    h(
      "div",
      { class: "frame", part: "frame" },
      h(
        "div",
        { class: "main", part: "main" },
        h("slot", { name: "header" }),
        notice,
        products(model, rows),
        cycles(model, rows),
        codes(model, snapshot.codes),
      ),
      summary(model, rows),
    ),
  ];
}

/** What is said aloud after a change. */
export function announcement(model: Model): string {
  const { snapshot, words } = model;
  const { answer } = snapshot;
  const chosen = rowsOf(model).filter(({ quantity }) => quantity > 0);
  const choice = words.list(chosen.map(({ quantity, unit }) => words.units(quantity, unit)));
  const due = priced(model) && words.amount(priced(model)!.amountDue, priced(model)!.currency);
  const refused = snapshot.codes.flatMap((code) =>
    code.state === "refused" ? [words.messages.codeRefused(code.code, code.reason)] : [],
  );
  const reasons = answer.status === "rejected" ? allReasons(model) : [];
  return [words.messages.announce(choice, due, reasons.join(" ")), ...refused].join(" ").trim();
}

/** The quote, if there is one for all that was typed. */
function priced({ snapshot, typing }: Model): Priced | undefined {
  const isTyped = snapshot.problems.every(({ field }) => field === undefined || field === "code");
  const { answer } = snapshot;
  return answer.status === "priced" && isTyped && typing.quantities.size === 0 ? answer : undefined;
}

/** Those that are held or chosen; to somebody who buys, all that is sold. */
function rowsOf({ snapshot }: Model): Row[] {
  const { items, options, catalog } = snapshot;
  const isPurchase = snapshot.choice.currency !== undefined;
  const offered = isPurchase ? options.products.map(({ product }) => product) : [];
  const products = new Set([...items.map(({ product }) => product), ...offered]);
  return [...products].map((product) => {
    const named = catalog.products.find(({ id }) => id === product);
    const item = items.find((each) => each.product === product);
    return {
      product,
      quantity: item?.quantity ?? 0,
      held: item?.held ?? 0,
      name: named?.name ?? product,
      unit: named?.unitName ?? "unit",
      options: options.products.find((each) => each.product === product),
    };
  });
}

function products(model: Model, rows: readonly Row[]): Described {
  return h(
    "div",
    { class: "card products", part: "products" },
    rows.map((row) => product(model, row)),
    others(model, rows),
  );
}

function product(model: Model, row: Row): Described {
  const { words, typing, actions } = model;
  const { messages } = words;
  const text = typing.quantities.get(row.product) ?? String(row.quantity);
  const quantities = quantitiesOf(model, row);
  const isFixed = quantities === undefined;
  const { minimum, maximum, step } = quantities ?? NO_QUANTITIES;
  const id = `quantity-${row.product}`;
  const errors = quantityErrors(model, row);
  const general = generalReasons(model);
  const price = row.options?.cycles.find(
    ({ cycle }) => nameOf(cycle) === nameOf(model.snapshot.cycle),
  );
  const least = words.units(Math.max(row.options?.quantities?.minimum ?? 1, 1), row.unit);
  const { currency } = model.snapshot.options;
  const hints = [
    row.held === 0 && price !== undefined
      ? messages.price(words.amount(price.recurring, currency), price.cycle, least)
      : "",
    row.held > 0 ? messages.held(row.held, words.units(row.held, row.unit)) : "",
    ...(isFixed ? (row.options?.problems ?? []).map((problem) => said(model, problem, row)) : []),
  ].filter((hint) => hint !== "" && !errors.includes(hint) && !general.includes(hint));
  const described = [
    hints.length > 0 ? `${id}-hint` : "",
    errors.length > 0 ? `${id}-error` : "",
  ].join(" ");
  const allowed = remedy(model, row);
  const counted = words.units(step, row.unit);
  const button = (direction: 1 | -1) => {
    const next = stepped(row.quantity, direction, { minimum, maximum, step }, row.held);
    const label = direction > 0 ? messages.more(counted) : messages.fewer(counted);
    return h(
      "button",
      {
        type: "button",
        part: "stepper-button",
        "aria-label": `${label}: ${row.name}`,
        disabled: isFixed || next === row.quantity,
        onclick: () => actions.choose(row.product, next),
      },
      direction > 0 ? icons.plus() : icons.minus(),
    );
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const direction = event.key === "ArrowUp" ? 1 : -1;
      const bounds = { minimum, maximum, step };
      actions.choose(row.product, stepped(row.quantity, direction, bounds, row.held));
    }
  };
  return h(
    "div",
    { class: "product", part: "product", key: row.product },
    h(
      "div",
      { class: "product-row" },
      h(
        "div",
        { class: "product-words" },
        h("p", { class: "product-name", part: "product-name" }, row.name),
        h("label", { for: id, part: "label" }, messages.quantity(row.unit, row.name)),
        hints.length > 0 &&
          h("p", { class: "hint", part: "hint", id: `${id}-hint` }, hints.join(" ")),
      ),
      h(
        "div",
        { class: "stepper", part: "stepper" },
        button(-1),
        h("input", {
          id,
          part: "quantity",
          type: "text",
          inputmode: "numeric",
          autocomplete: "off",
          maxlength: 12,
          disabled: isFixed,
          ".value": text,
          "aria-invalid": errors.length > 0 ? "true" : undefined,
          "aria-describedby": described.trim() || undefined,
          oninput: (event: Event) =>
            actions.type(row.product, (event.target as HTMLInputElement).value),
          onkeydown: key,
        }),
        button(1),
      ),
    ),
    errors.length > 0 &&
      h(
        "div",
        { class: "error", part: "error", id: `${id}-error` },
        icons.warning(),
        h(
          "div",
          {},
          errors.map((error) => h("p", {}, error)),
          allowed !== undefined &&
            h(
              "button",
              {
                type: "button",
                class: "plain",
                onclick: () => actions.choose(row.product, allowed),
              },
              messages.useAllowed(words.units(allowed, row.unit)),
            ),
        ),
      ),
  );
}

/** What else may be bought with a subscription. */
function others({ snapshot, words, actions }: Model, rows: readonly Row[]): Described | undefined {
  const { options, catalog } = snapshot;
  const addable = options.products.filter(
    ({ product, quantities }) =>
      quantities !== undefined && rows.every((row) => row.product !== product),
  );
  if (addable.length === 0) {
    return undefined;
  }
  return h(
    "details",
    { class: "others", part: "others" },
    h("summary", {}, words.messages.addProduct),
    h(
      "ul",
      {},
      addable.map(({ product, quantities }) => {
        const name = catalog.products.find(({ id }) => id === product)?.name ?? product;
        const least = Math.max(quantities!.minimum, quantities!.step, 1);
        return h(
          "li",
          { key: product },
          h("span", {}, name),
          h(
            "button",
            {
              type: "button",
              "aria-label": words.messages.add(name),
              onclick: () => actions.choose(product, least),
            },
            icons.plus(),
          ),
        );
      }),
    ),
  );
}

function cycles(model: Model, rows: readonly Row[]): Described | undefined {
  const { snapshot, words, taxIncluded } = model;
  const chosen = rows.filter(({ quantity, held }) => quantity > 0 || held > 0);
  const shown = chosen.length > 0 ? chosen : rows;
  const choices = cyclesOf(shown, snapshot.cycle);
  if (choices.length === 0) {
    return undefined;
  }
  // The prices are for what is held, else for the least.
  const counts = shown.flatMap(({ held, unit, options }) =>
    options === undefined
      ? []
      : [words.units(held || Math.max(options.quantities?.minimum ?? 1, 1), unit)],
  );
  const isPlain = snapshot.choice.currency !== undefined && shown.length > 1;
  return h(
    "fieldset",
    { class: "cycles", part: "cycles" },
    h("legend", { part: "legend" }, words.messages.cycle),
    !isPlain &&
      h(
        "p",
        { class: "hint", part: "hint", id: "cycles-hint" },
        words.messages.cyclePrices(words.list(counts), taxIncluded),
      ),
    h(
      "div",
      { class: "cycle-row" },
      choices.map((choice) => cycle(model, choice, isPlain)),
    ),
  );
}

interface CycleChoice {
  readonly cycle: Cycle;
  readonly isPresent: boolean;
  readonly products: { readonly row: Row; readonly option: CycleOption }[];
}

function cycle(model: Model, { cycle, isPresent, products }: CycleChoice, isPlain: boolean) {
  const { snapshot, words, actions } = model;
  const { messages } = words;
  const name = nameOf(cycle);
  const id = `cycle-${name}`;
  const isChosen = nameOf(snapshot.cycle) === name;
  const own = snapshot.problems.filter(isAboutCycle);
  const problems = isChosen ? own : (products[0]?.option.problems ?? []);
  const { currency } = snapshot.options;
  // What stands against everything is said once, above.
  const general = generalReasons(model);
  const reasons = unique(problems.map((problem) => said(model, problem, products[0]?.row))).filter(
    (reason) => !general.includes(reason),
  );
  const isRefused = !isChosen && problems.length > 0;
  return h(
    "div",
    { class: "cycle", part: isChosen ? "cycle cycle-chosen" : "cycle", key: name },
    h("input", {
      type: "radio",
      name: "cycle",
      id,
      value: name,
      ".checked": isChosen,
      disabled: isRefused,
      "aria-describedby": isPlain ? `${id}-about` : `${id}-about cycles-hint`,
      onchange: () => actions.cycle(cycle),
    }),
    h(
      "label",
      { for: id, part: "cycle-name" },
      messages.cycleName(cycle),
      isPresent && ` · ${messages.presentCycle}`,
    ),
    h(
      "div",
      { class: "cycle-about", id: `${id}-about` },
      !isPlain &&
        products.map(({ row, option: { recurring, saving } }) => {
          const isDearer = saving?.amount.startsWith("-");
          return h(
            "div",
            { key: row.product },
            products.length > 1 && h("p", { class: "hint" }, row.name),
            h(
              "p",
              { part: "cycle-price" },
              h("bdi", {}, words.amount(recurring, currency)),
              h("span", { class: "hint" }, ` ${messages.perCycle(cycle)}`),
            ),
            saving !== undefined &&
              !isZero(saving.amount) &&
              h(
                "p",
                { class: isDearer ? "hint" : "saving", part: "saving" },
                isDearer
                  ? messages.dearer(words.amount(saving.amount.slice(1), currency), cycle)
                  : messages.saving(
                      words.amount(saving.amount, currency),
                      words.percent(saving.percent),
                      cycle,
                    ),
              ),
          );
        }),
      reasons.map((reason) => h("p", { class: "hint", part: "hint" }, reason)),
    ),
  );
}

function codes(model: Model, entered: readonly CheckoutCode[]): Described {
  const { words, typing, actions } = model;
  const { messages } = words;
  const chips = entered.filter(({ code }) => code !== typing.checking);
  return h(
    "div",
    { class: "codes", part: "codes" },
    chips.length > 0 &&
      h(
        "ul",
        { class: "chips", part: "chips", "aria-label": messages.codes },
        chips.map((code) => chip(model, code)),
      ),
    typing.isCodeOpen
      ? codeForm(model)
      : h(
          "button",
          { type: "button", class: "plain", id: "add-code", onclick: () => actions.openCode() },
          icons.tag(),
          chips.length > 0 ? messages.addAnotherCode : messages.addCode,
        ),
  );
}

function chip(model: Model, code: CheckoutCode): Described {
  const { words, snapshot } = model;
  const { messages } = words;
  const about = {
    pending: () => messages.codeWaits,
    failed: () => messages.codeFailed(code.code),
    refused: () => code.state === "refused" && messages.codeRefused(code.code, code.reason),
    applied: () => undefined,
  }[code.state]();
  return h(
    "li",
    { class: "chip", part: `chip chip-${code.state}`, key: code.code, "data-state": code.state },
    code.state === "applied"
      ? icons.check()
      : code.state === "pending"
        ? icons.tag()
        : icons.warning(),
    h(
      "span",
      { class: "chip-words" },
      h("b", {}, code.code),
      code.state === "applied" && [
        " ",
        h("bdi", {}, words.amount(code.amount, snapshot.options.currency)),
      ],
      about !== undefined && about !== false && h("span", { class: "hint" }, ` ${about}`),
    ),
    removal(model, code.code),
  );
}

function removal({ words, actions }: Model, code: string): Described {
  const { messages } = words;
  return h(
    "button",
    {
      type: "button",
      class: "plain",
      "aria-label": messages.removeCode(code),
      onclick: () => actions.removeCode(code),
    },
    messages.remove,
  );
}

function codeForm(model: Model): Described {
  const { words, typing, actions } = model;
  const { messages } = words;
  const { code, codeError, checking } = typing;
  // No form of its own: the element may stand inside one.
  const key = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      actions.enterCode();
    }
  };
  return h(
    "div",
    { class: "code-form", part: "code-form" },
    h("label", { for: "code", part: "label" }, messages.code),
    h(
      "div",
      { class: "code-row" },
      h("input", {
        id: "code",
        part: "code",
        type: "text",
        autocomplete: "off",
        autocapitalize: "characters",
        spellcheck: "false",
        maxlength: 64,
        ".value": code,
        "aria-invalid": codeError === "" ? undefined : "true",
        "aria-describedby": codeError === "" ? undefined : "code-error",
        oninput: (event: Event) => actions.typeCode((event.target as HTMLInputElement).value),
        onkeydown: key,
      }),
      h(
        "button",
        {
          type: "button",
          part: "apply",
          "aria-disabled": checking === undefined ? undefined : "true",
          onclick: () => actions.enterCode(),
        },
        messages.apply,
      ),
    ),
    checking !== undefined &&
      h("p", { class: "hint" }, `${messages.codeChecking(checking)} `, removal(model, checking)),
    codeError !== "" &&
      h(
        "div",
        { class: "error", part: "error", id: "code-error" },
        icons.warning(),
        h("p", {}, codeError),
      ),
  );
}

function summary(model: Model, rows: readonly Row[]): Described {
  const { words } = model;
  const { messages } = words;
  const answer = priced(model);
  return h(
    "section",
    { class: "summary", part: "summary", "aria-labelledby": "summary-title" },
    h("h2", { id: "summary-title", part: "summary-title" }, messages.summary),
    h(
      "div",
      { class: "summary-body" },
      answer === undefined
        ? h("p", { class: "hint", part: "hint" }, waiting(model))
        : [
            answer.lines.length > 0
              ? h(
                  "ul",
                  { class: "lines", part: "lines" },
                  answer.lines.map((each, index) =>
                    line(model, rows, each, answer.currency, index),
                  ),
                )
              : h("p", { class: "hint", part: "hint" }, messages.nothingNow),
            totals(model, answer),
          ],
    ),
    h(
      "div",
      { class: "foot" },
      h(
        "div",
        { class: "row due", part: "due" },
        h("span", {}, messages.dueNow),
        h(
          "bdi",
          { part: "amount-due" },
          answer ? words.amount(answer.amountDue, answer.currency) : "–",
        ),
      ),
      answer !== undefined &&
        h("p", { class: "hint renewal", part: "renewal" }, renewal(words, answer)),
      h("slot", { name: "actions" }),
    ),
  );
}

function renewal(words: Words, { renewal, currency }: Priced): string {
  return renewal === undefined
    ? words.messages.noRenewal
    : words.messages.renewal(words.amount(renewal.amountDue, currency), words.date(renewal.at));
}

function line(
  { words, snapshot }: Model,
  rows: readonly Row[],
  line: Line,
  currency: string,
  index: number,
): Described {
  const { messages } = words;
  const { kind, product, quantity, calculation } = line;
  const row = rows.find((each) => each.product === product);
  const name = row?.name ?? product;
  const units = words.units(quantity, row?.unit ?? "unit");
  const isAdded = calculation.kind === "charge" && calculation.before !== undefined;
  const isCredit = kind === "credit";
  return h(
    "li",
    { class: "line", part: `line line-${kind}`, key: `${kind} ${product} ${index}` },
    h(
      "div",
      { class: "row" },
      h(
        "span",
        { class: "line-title", part: "line-title" },
        isCredit && [h("span", { class: "badge", part: "badge" }, messages.credit), " "],
        isCredit ? messages.unusedTime(name) : name,
      ),
      h("bdi", { part: "line-amount" }, words.amount(line.amount, currency)),
    ),
    h(
      "p",
      { class: "hint" },
      isCredit ? `${name}, ${units}` : isAdded ? messages.added(units) : units,
      h("br"),
      words.period(line.period),
    ),
    h(
      "details",
      { class: "calculation", part: "calculation" },
      h("summary", {}, messages.calculation),
      h(
        "ul",
        {},
        messages.sentences(line, currency, snapshot.catalog).map((told) =>
          // Maybe not in the language of the page.
          h("li", { dir: "auto" }, told),
        ),
      ),
    ),
  );
}

/** Subtotal to total, each row an amount of the quote. */
function totals({ words, taxIncluded }: Model, answer: Priced): Described {
  const { messages } = words;
  const { currency, discount, balanceApplied, refund, total } = answer;
  const row = (name: string, label: string, amount: string) =>
    h(
      "div",
      { class: "row", part: `total total-${name}`, key: `${name} ${label}` },
      h("dt", {}, label),
      h("dd", {}, h("bdi", {}, words.amount(amount, currency))),
    );
  const applied = answer.codes.flatMap((code) => (code.applied ? [code] : []));
  const isTold = applied.length === 1 && applied[0]?.amount === discount;
  const ids = unique(answer.lines.flatMap(({ taxes }) => taxes.map(({ id }) => id)));
  const isBalance = total.startsWith("-") && isZero(refund);
  return h(
    "dl",
    { class: "totals", part: "totals" },
    row("subtotal", messages.subtotal, answer.subtotal),
    applied.map(({ code, amount }) => row("code", messages.discount(code), amount)),
    !isZero(discount) && !isTold && row("discount", messages.discounts, discount),
    row("tax", messages.tax(ids, taxIncluded), answer.tax),
    !isZero(balanceApplied) && [
      row("total", messages.total, total),
      row("balance", messages.fromBalance, `-${balanceApplied}`),
    ],
    !isZero(refund) && row("refund", messages.refund, refund),
    isBalance && row("total", messages.toBalance, total),
  );
}

function waiting(model: Model): string {
  const { snapshot, words, typing } = model;
  const { answer } = snapshot;
  const isUntouched =
    typing.quantities.size === 0 &&
    answer.status === "rejected" &&
    answer.problems.every(({ code }) => code === "nothing_changes" || code === "no_items");
  if (!isUntouched) {
    return words.messages.noPrice;
  }
  // Whoever may not choose is not asked to.
  const general = generalReasons(model);
  return (general.length > 0 ? general : allReasons(model)).join(" ");
}

/** Every reason why there is no quote, in words. */
function allReasons(model: Model): string[] {
  const rows = rowsOf(model);
  return unique(
    model.snapshot.problems
      .filter(({ field }) => field !== "code")
      .map((problem) => {
        const row = rows.find(({ product }) => product === problem.product) ?? rows[0];
        return problem.field === "quantity"
          ? model.words.messages.enterWhole
          : said(model, problem, row);
      }),
  );
}

/** Reasons that belong to no field. */
function generalReasons(model: Model): string[] {
  const rows = rowsOf(model);
  const { snapshot } = model;
  const own = snapshot.problems.filter(
    (problem) =>
      problem.product === undefined &&
      problem.field === undefined &&
      !isAboutCycle(problem) &&
      problem.code !== "nothing_changes" &&
      problem.code !== "no_items",
  );
  // Before anything is chosen: what stands against every change of what is held, or any purchase.
  const { products } = snapshot.options;
  const held = products.filter((product) => product.held > 0);
  const concerned = held.length > 0 ? held : products;
  const isStuck = concerned.every(
    ({ quantities, cycles }) =>
      quantities === undefined &&
      cycles.every(({ present, problems }) => present || problems.length > 0),
  );
  const shared = isStuck
    ? (concerned[0]?.problems ?? []).filter(({ code }) =>
        concerned.every(({ problems }) => problems.some((problem) => problem.code === code)),
      )
    : [];
  return unique([...own, ...shared].map((problem) => said(model, problem, rows[0])));
}

function quantityErrors(model: Model, row: Row): string[] {
  const { snapshot, typing, words } = model;
  if (typing.quantities.has(row.product)) {
    return [words.messages.enterWhole];
  }
  const own = snapshot.problems.filter(
    (problem) => problem.product === row.product && problem.code !== "nothing_changes",
  );
  const general = generalReasons(model);
  return unique(own.map((problem) => said(model, problem, row))).filter(
    (reason) => !general.includes(reason),
  );
}

/** The nearest quantity that is allowed. */
function remedy({ snapshot, typing }: Model, row: Row): number | undefined {
  const found = snapshot.problems.find(
    ({ product, allowed }) => product === row.product && typeof allowed === "number",
  );
  return typing.quantities.has(row.product) ? undefined : (found?.allowed as number | undefined);
}

function said(model: Model, problem: Problem | CheckoutProblem, row: Row | undefined): string {
  const { words, snapshot } = model;
  const { allowed } = problem;
  const isPurchase = snapshot.choice.currency !== undefined;
  const isDate = typeof allowed === "string" && /^\d{4}-/.test(allowed);
  return words.messages.problem(problem as Problem, {
    product: row?.name,
    unit: row?.unit ?? "unit",
    held: row?.held ?? 0,
    cycle: isPurchase ? undefined : snapshot.cycle,
    date: isDate ? words.date(allowed) : undefined,
  });
}

function isAboutCycle({ path, field }: CheckoutProblem): boolean {
  return field === "cycle" || /^\/cycle(\/|$)/.test(path);
}

/** Within which the stepper goes; absent: only the quantity that is held may be asked for. */
function quantitiesOf({ snapshot }: Model, { options }: Row): Quantities | undefined {
  const present = options?.cycles.find(({ present }) => present);
  const isPurchase = snapshot.choice.currency !== undefined;
  const isPresent = present === undefined || nameOf(present.cycle) === nameOf(snapshot.cycle);
  const { quantities } = options ?? {};
  if (isPurchase) {
    return quantities && { ...quantities, minimum: 0 };
  }
  if (isPresent) {
    return quantities;
  }
  // In another cycle another price counts: only the quote says which quantity is too many.
  return { ...NO_QUANTITIES, ...quantities, maximum: Number.MAX_SAFE_INTEGER };
}

const NO_QUANTITIES: Quantities = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, step: 1 };

/** The quantity that one press leads to: the next of those that may be asked for. */
function stepped(
  quantity: number,
  direction: 1 | -1,
  { minimum, maximum, step }: Quantities,
  held: number,
): number {
  const turns = direction > 0 ? Math.floor(quantity / step) + 1 : Math.ceil(quantity / step) - 1;
  const next = Math.min(Math.max(turns * step, minimum), maximum);
  // What is held may be kept, wherever it lies.
  return direction < 0 && next > quantity ? Math.min(quantity, held || quantity) : next;
}

/** Every cycle of any of the products, once; the chosen one also if it is not sold any more. */
function cyclesOf(rows: readonly Row[], chosen: Cycle): CycleChoice[] {
  const choices = new Map<string, CycleChoice>();
  for (const row of rows) {
    for (const option of row.options?.cycles ?? []) {
      const name = nameOf(option.cycle);
      const known = choices.get(name) ?? {
        cycle: option.cycle,
        isPresent: option.present,
        products: [],
      };
      known.products.push({ row, option });
      choices.set(name, known);
    }
  }
  if (!choices.has(nameOf(chosen))) {
    choices.set(nameOf(chosen), { cycle: chosen, isPresent: false, products: [] });
  }
  return [...choices.values()];
}

function nameOf({ unit, count = 1 }: Cycle): string {
  return `${count}-${unit}`;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
