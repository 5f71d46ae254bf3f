// The cycles to choose from, with what each costs.

import type { CheckoutSnapshot } from "../store.js";
import type { Cycle, CycleOption } from "../types.js";
import { nameOf } from "../cycle.js";
import { type Described, h } from "./dom.js";
import { countOf, type Model, type Row, unique } from "./model.js";
import { isAboutCycle, said } from "./reasons.js";
import { isZero } from "./words.js";

export function cycles(model: Model): Described | undefined {
  const { snapshot, words, taxIncluded, rows } = model;
  const chosen = rows.filter(isWanted);
  const shown = chosen.length > 0 ? repriced(snapshot, chosen) : rows;
  const choices = cyclesOf(shown, snapshot.cycle);
  if (choices.length === 0) {
    return undefined;
  }
  const counts = shown.flatMap((row) =>
    row.options === undefined ? [] : [words.units(countOf(row, row.price), row.unit)],
  );
  // Nothing that is chosen may be sold any more.
  const isPlain = counts.length === 0 || (chosen.length === 0 && shown.length > 1);
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
      choices.map((choice) => cycle(model, choice, shown, isPlain)),
    ),
  );
}

function isWanted({ quantity, held }: Row): boolean {
  return quantity > 0 || held > 0;
}

/** What would be bought, with the prices of as many: those of whoever holds them. */
function repriced({ answer, catalog, at }: CheckoutSnapshot, rows: readonly Row[]): readonly Row[] {
  if (answer.status === "rejected" || rows.every(({ held }) => held > 0)) {
    return rows;
  }
  const { products } = catalog.options({ at, subscription: answer.subscription });
  return rows.map((row) => {
    const own = products.find(({ product }) => product === row.product);
    if (row.held > 0 || row.options === undefined || !own?.held) {
      return row;
    }
    const cycles = row.options.cycles.map(({ recurring, saving, ...option }, index) => ({
      ...own.cycles[index]!,
      ...option,
    }));
    return { ...row, counted: own.held, options: { ...row.options, cycles } };
  });
}

interface CycleChoice {
  readonly cycle: Cycle;
  readonly isPresent: boolean;
  readonly products: { readonly row: Row; readonly option: CycleOption }[];
}

function cycle(
  model: Model,
  { cycle, isPresent, products }: CycleChoice,
  rows: readonly Row[],
  isPlain: boolean,
) {
  const { snapshot, words, actions, general } = model;
  const { messages } = words;
  const name = nameOf(cycle);
  const id = `cycle-${name}`;
  const isChosen = nameOf(snapshot.cycle) === name;
  const own = snapshot.problems.filter(isAboutCycle);
  const problems = isChosen ? own : (products[0]?.option.problems ?? []);
  const { currency } = snapshot.options;
  // Of what is chosen, the fields above say so.
  const sold = products.map(({ row }) => row);
  const lacking = isChosen
    ? []
    : rows.filter((row) => rows.length > 1 && isWanted(row) && !sold.includes(row));
  const told = problems.filter(({ code }) => lacking.length === 0 || code !== "price_not_found");
  // What stands against everything is said once, above.
  const reasons = unique(told.map((problem) => said(model, problem, products[0]?.row))).filter(
    (reason) => !general.includes(reason),
  );
  if (lacking.length > 0) {
    reasons.push(messages.notInCycle(words.list(lacking.map((row) => row.name))));
  }
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
        products.map(({ row, option }) => {
          const { recurring, saving } = option;
          const isDearer = saving?.amount.startsWith("-");
          const count = countOf(row, option);
          return h(
            "div",
            { key: row.product },
            rows.length > 1 && h("p", { class: "hint" }, row.name),
            !isSold(model, row, option, count)
              ? h("p", { class: "hint" }, messages.noPrice)
              : [
                  h(
                    "p",
                    { part: "cycle-price" },
                    h("bdi", {}, words.amount(recurring, currency)),
                    h(
                      "span",
                      { class: "hint" },
                      ` ${messages.perCycle(cycle)}`,
                      // Where it is for others than it says above.
                      count !== countOf(row, row.price) && ` · ${words.units(count, row.unit)}`,
                    ),
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
                ],
          );
        }),
      reasons.map((reason) => h("p", { class: "hint", part: "hint" }, reason)),
    ),
  );
}

/** Are so many sold in a cycle? In another than the subscription's its least is not known. */
function isSold(
  { snapshot }: Model,
  { counted }: Row,
  { quantities, present }: CycleOption,
  count: number,
): boolean {
  if (quantities === undefined) {
    return counted > 0 || present || snapshot.choice.currency !== undefined;
  }
  const { minimum, maximum, step } = quantities;
  return count >= minimum && count <= maximum && count % step === 0;
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
