// From an answer to all that a checkout shows.

import type { CheckoutCode, CheckoutProblem, CheckoutSnapshot } from "../store.js";
import type { Answer } from "../types.js";
import type { Code } from "./state.js";
import { frozen, heldOf, type Quoted } from "./quoted.js";

export function snapshotOf(
  { state, choice, answer, options, quotedAt }: Quoted,
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
    quotedAt,
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
