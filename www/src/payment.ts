// One attempt to pay: sent once with its key, and again with the same key and the same bytes where
// it is not known whether it arrived, so that it is charged once.

import type { Answer, Priced } from "@quotient/checkout";
import {
  ApiError,
  NetworkError,
  type Confirmation,
  type Conflict,
  type ServerProblem,
} from "./api.js";
import type { Deal } from "./deal.js";

export type Outcome =
  | { kind: "accepted"; confirmation: Confirmation }
  | { kind: "changed"; shown: Priced; fresh: Answer; conflict: Conflict }
  | { kind: "declined" }
  | { kind: "limited"; seconds: number | undefined }
  | { kind: "refused"; problem: ServerProblem }
  | { kind: "unreachable" };

export class Payment {
  #attempt: { body: string; key: string } | undefined;

  /** Whether an attempt went out whose outcome is unknown. */
  get unresolved(): boolean {
    return this.#attempt !== undefined;
  }

  /** Whether paying now would repeat that attempt. */
  repeats(deal: Deal): boolean {
    return this.#attempt !== undefined && this.#attempt.body === deal.body();
  }

  async send(deal: Deal, shown: Priced): Promise<Outcome> {
    const content = deal.body();
    const attempt =
      this.#attempt?.body === content ? this.#attempt : { body: content, key: crypto.randomUUID() };
    this.#attempt = attempt;
    for (const pause of [...PAUSES, undefined]) {
      try {
        const confirmation = await deal.submit(attempt.body, attempt.key);
        this.#attempt = undefined;
        return { kind: "accepted", confirmation };
      } catch (error) {
        if (error instanceof NetworkError) return { kind: "unreachable" };
        if (isUnderWay(error) && pause !== undefined) {
          await new Promise((resolve) => setTimeout(resolve, pause));
          continue;
        }
        if (!isUnderWay(error)) this.#attempt = undefined;
        if (error instanceof ApiError) return refused(error, shown);
        throw error;
      }
    }
    return { kind: "unreachable" };
  }
}

/** Waits while the same attempt, sent before, is still under way on the server. */
const PAUSES = [500, 1000, 2000, 4000, 8000];

function isUnderWay(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.problems.some(({ code, path }) => code === "confirm_in_progress" && path === "")
  );
}

function refused(error: ApiError, shown: Priced): Outcome {
  const conflict = error.body as Conflict | undefined;
  if (error.status === 409 && conflict?.answer)
    return { kind: "changed", shown, fresh: conflict.answer, conflict };
  if (error.status === 402) return { kind: "declined" };
  if (error.status === 429) return { kind: "limited", seconds: error.retryAfter };
  const problem = error.problems[0] ?? {
    code: String(error.status),
    path: "",
    message: error.message,
  };
  return { kind: "refused", problem };
}
