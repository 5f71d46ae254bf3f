// Why something cannot be had, in the customer's words and language. The engine decides; the messages
// say it.

import type { Problem } from "@quotient/checkout";
import { ApiError, type ServerProblem } from "./api.js";
import { circumstances, type Holding } from "./circumstances.js";
import { t } from "./i18n.js";
import type { Offer } from "./offer.js";

/** Where on the page a problem belongs. */
export type Place =
  { at: "quantity"; product: string } | { at: "cycle" } | { at: "code" } | { at: "page" };

export function place(problem: Problem, items: readonly { product: string }[]): Place {
  const [, first, index] = problem.path.split("/");
  // About all of them together.
  if (problem.code === "too_many_products") return { at: "page" };
  if (first === "items") {
    const product = items[Number(index)]?.product ?? items[0]?.product;
    if (product !== undefined && problem.code !== "nothing_changes")
      return { at: "quantity", product };
  }
  if (first === "cycle") return { at: "cycle" };
  if (first === "codes" || first === "coupons") return { at: "code" };
  return { at: "page" };
}

/** A problem of the engine; `held` is what the customer has, or chose to buy. */
export function explain(problem: Problem, offer: Offer, held: Holding, product?: string): string {
  const told = known(problem.code);
  return told
    ? told(circumstances(problem, offer, held, product))
    : t.server.other(sentence(problem.message), problem.code);
}

/** A problem with a code of the server's own, or one whose circumstances are not known here. */
export function explainServer(
  problem: Pick<ServerProblem, "code" | "message"> | undefined,
): string {
  if (!problem) return t.frame.noAnswer;
  return Object.hasOwn(t.server.known, problem.code)
    ? (t.server.known[problem.code] as string)
    : t.server.other(sentence(problem.message), problem.code);
}

/** Why something that was to change something failed: without an answer it may have been done. */
export function changeFailed(error: unknown): string {
  return error instanceof ApiError ? explainServer(error.problems[0]) : t.frame.maybeDone;
}

function known(code: string): (typeof t.problems)[keyof typeof t.problems] | undefined {
  return Object.hasOwn(t.problems, code) ? t.problems[code as keyof typeof t.problems] : undefined;
}

/** A message as a sentence: a capital letter, a full stop, no code marks. */
function sentence(message: string): string {
  const text = message.replaceAll("`", "");
  const capital = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
