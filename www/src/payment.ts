// One attempt to pay: sent once with its key, and again with the same key and the same bytes where
// it is not known whether it arrived, so that it is charged once.

import { type Answer, compare, type Priced } from "@quotient/checkout";
import { api, ApiError, NetworkError, type Confirmation, type Conflict } from "./api.js";
import type { CheckoutStore } from "./checkout-store.js";

export type Outcome =
  | { kind: "accepted"; confirmation: Confirmation }
  | { kind: "changed"; shown: Priced; fresh: Answer; conflict: Conflict }
  | { kind: "declined" }
  | { kind: "limited"; seconds: number | undefined }
  | { kind: "refused"; message: string; code: string }
  | { kind: "unreachable" };

export class Payment {
  #attempt: { body: string; key: string } | undefined;

  /** Whether an attempt went out whose outcome is unknown. */
  get unresolved(): boolean {
    return this.#attempt !== undefined;
  }

  /** Whether paying now would repeat that attempt. */
  repeats(store: CheckoutStore): boolean {
    return this.#attempt !== undefined && this.#attempt.body === body(store);
  }

  async send(store: CheckoutStore, shown: Priced): Promise<Outcome> {
    const content = body(store);
    const attempt =
      this.#attempt?.body === content ? this.#attempt : { body: content, key: crypto.randomUUID() };
    this.#attempt = attempt;
    for (const pause of [...PAUSES, undefined]) {
      try {
        const confirmation = await api.confirm(attempt.body, attempt.key);
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

function body(store: CheckoutStore): string {
  return JSON.stringify({ ...store.choice, digest: store.priced?.digest, card: store.card });
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
  const problem = error.problems[0];
  const conflict = error.body as Conflict | undefined;
  if (error.status === 409 && conflict?.answer)
    return { kind: "changed", shown, fresh: conflict.answer, conflict };
  if (error.status === 402) return { kind: "declined" };
  if (error.status === 429) return { kind: "limited", seconds: error.retryAfter };
  return { kind: "refused", code: problem?.code ?? String(error.status), message: error.message };
}

/** One thing that differs between the quote that was shown and the present one. */
export interface Change {
  label: string;
  was: string | undefined;
  is: string | undefined;
}

const TOTALS: Record<string, string> = {
  amountDue: "Due today",
  subtotal: "Subtotal",
  discount: "Discount",
  tax: "Tax",
  balanceApplied: "Balance applied",
  refund: "Refund",
};

/**
 * What changed, by the engine's own comparison, as far as a customer has seen it: what is due first,
 * then totals, lines and the renewal. Amounts stay the strings of the two answers.
 */
export function changes(shown: Priced, fresh: Priced, name: (product: string) => string): Change[] {
  const found: { rank: number; change: Change }[] = [];
  const lines = new Set<number>();
  for (const { path, a, b } of compare(shown, fresh)) {
    const [, first = "", second = ""] = path.split("/");
    const total = TOTALS[first];
    if (total !== undefined && second === "") {
      found.push({
        rank: first === "amountDue" ? 0 : 2,
        change: { label: total, was: text(a), is: text(b) },
      });
    } else if (first === "lines") {
      lines.add(Number(second));
    } else if (first === "renewal" && (second === "amountDue" || second === "")) {
      found.push({
        rank: 3,
        change: {
          label: "Next renewal",
          was: shown.renewal?.amountDue,
          is: fresh.renewal?.amountDue,
        },
      });
    }
  }
  for (const index of lines) {
    const [was, is] = [shown.lines[index], fresh.lines[index]];
    if (was?.amount === is?.amount) continue;
    const line = was ?? is;
    if (!line) continue;
    const kind = line.kind === "credit" ? "Credit for" : "Charge for";
    found.push({
      rank: 1,
      change: { label: `${kind} ${name(line.product)}`, was: was?.amount, is: is?.amount },
    });
  }
  return found.sort((x, y) => x.rank - y.rank).map((entry) => entry.change);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
