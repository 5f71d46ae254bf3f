// Why there is no quote, or why something cannot be chosen, in words.

import type { CheckoutProblem } from "../store.js";
import type { Problem } from "../types.js";
import { type Model, type Row, unique } from "./model.js";

/** Every reason why there is no quote, in words. */
export function allReasons(model: Model): string[] {
  const { rows, snapshot } = model;
  return unique(
    snapshot.problems
      .filter(({ field }) => field !== "code")
      .map((problem) => {
        const row = rows.find(({ product }) => product === problem.product) ?? rows[0];
        return said(model, problem, row);
      }),
  );
}

/** What a model has as `general`. */
export function generalReasons(model: Omit<Model, "general">): string[] {
  const { snapshot, rows } = model;
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
  const own = model.snapshot.problems.filter(
    (problem) => problem.product === row.product && problem.code !== "nothing_changes",
  );
  // What the last good quantity lacks does not matter while the field has no quantity.
  const typed = own.filter(({ field }) => field === "quantity");
  return unique(
    (typed.length > 0 ? typed : own).map((problem) => said(model, problem, row)),
  ).filter((reason) => !model.general.includes(reason));
}

/** The nearest quantity that is allowed. */
export function remedy({ snapshot, typing }: Model, row: Row): number | undefined {
  const found = snapshot.problems.find(
    ({ product, allowed }) => product === row.product && typeof allowed === "number",
  );
  return typing.quantities.has(row.product) ? undefined : (found?.allowed as number | undefined);
}

export function said(
  { words, snapshot }: Pick<Model, "words" | "snapshot">,
  problem: Problem | CheckoutProblem,
  row: Row | undefined,
): string {
  if (isNoNumber(problem)) {
    return words.messages.enterWhole;
  }
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

/** Was something entered as a quantity that is none? One that is too large is. */
export function isNoNumber(problem: Problem | CheckoutProblem): boolean {
  return "field" in problem && problem.field === "quantity" && problem.code !== "out_of_range";
}
