// Why there is no quote, or why something cannot be chosen, in words.

import type { CheckoutProblem } from "../store.js";
import type { Problem } from "../types.js";
import { type Model, type Row, rowsOf, unique } from "./model.js";

/** Every reason why there is no quote, in words. */
export function allReasons(model: Model): string[] {
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
export function generalReasons(model: Model): string[] {
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

export function quantityErrors(model: Model, row: Row): string[] {
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
export function remedy({ snapshot, typing }: Model, row: Row): number | undefined {
  const found = snapshot.problems.find(
    ({ product, allowed }) => product === row.product && typeof allowed === "number",
  );
  return typing.quantities.has(row.product) ? undefined : (found?.allowed as number | undefined);
}

export function said(
  model: Model,
  problem: Problem | CheckoutProblem,
  row: Row | undefined,
): string {
  const { words, snapshot } = model;
  return words.problem(problem, {
    product: row?.name,
    unit: row?.unit ?? "unit",
    held: row?.held ?? 0,
    cycle: snapshot.choice.currency === undefined ? snapshot.cycle : undefined,
  });
}

export function isAboutCycle({ path, field }: CheckoutProblem): boolean {
  return field === "cycle" || /^\/cycle(\/|$)/.test(path);
}
