// One attempt to pay: sent once with its key, and again with the same key and the same bytes where
// it is not known whether it arrived, so that it is charged once. Until that is known nothing else is
// shown, chosen or sent. A page that is left in between finds it again in its tab.

import type { Answer, Priced } from "@quotient/checkout";
import {
  ApiError,
  NetworkError,
  type Confirmation,
  type Conflict,
  look,
  type ServerProblem,
  whose,
} from "./api.js";
import type { Deal, Sent } from "./deal.js";
import { keep, recall } from "./storage.js";

export type Outcome =
  | { kind: "accepted"; confirmation: Confirmation }
  | { kind: "changed"; shown: Priced; fresh: Answer; conflict: Conflict }
  | { kind: "declined" }
  | { kind: "limited"; seconds: number | undefined }
  | { kind: "refused"; problem: ServerProblem }
  | { kind: "unreachable" };

interface Attempt extends Sent {
  key: string;
  /** Who that is: nobody else may send it. */
  user: string | undefined;
}

export class Payment {
  /** One that went out and whose outcome is unknown. */
  #lost: Attempt | undefined;
  #place: string | undefined;

  /** @param place of a page and its user, whose attempts outlive the page; without it they end with it */
  constructor(place?: string) {
    this.#place = place && `quotient.attempt ${place}`;
    const kept = this.#place && attemptOf(recall("sessionStorage", this.#place));
    // Another user's is not this one's to send.
    if (kept && kept.user !== undefined && kept.user === whose()) this.#lost = kept;
  }

  get open(): Sent | undefined {
    return this.#lost;
  }

  async send(deal: Deal): Promise<Outcome | undefined> {
    if (this.#lost) return this.#deliver(this.#lost, deal);
    const shown = deal.priced;
    if (!shown) return undefined;
    const [body, key, user] = [deal.body(), crypto.randomUUID(), whose()];
    return this.#deliver({ body, key, shown, user }, deal);
  }

  async #deliver(attempt: Attempt, deal: Deal): Promise<Outcome> {
    // Before anything goes out: the page may be left at any moment.
    this.#write(attempt);
    try {
      return await this.#attempt(attempt, deal);
    } finally {
      this.#write(this.#lost);
    }
  }

  #write(attempt: Attempt | undefined): void {
    if (this.#place) keep("sessionStorage", this.#place, attempt && JSON.stringify(attempt));
  }

  async #attempt(attempt: Attempt, deal: Deal): Promise<Outcome> {
    for (const pause of [...PAUSES, undefined]) {
      try {
        await onlyFor(attempt.user);
        const confirmation = await deal.submit(attempt.body, attempt.key);
        this.#lost = undefined;
        return { kind: "accepted", confirmation };
      } catch (error) {
        if (error instanceof NetworkError) {
          this.#lost = attempt;
          return { kind: "unreachable" };
        }
        if (!(error instanceof ApiError)) throw error;
        if (!isUnderWay(error)) {
          if (!UNHEARD.includes(error.status)) this.#lost = undefined;
          return refused(error, attempt.shown);
        }
        this.#lost = attempt;
        if (pause === undefined) return refused(error, attempt.shown);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    return { kind: "unreachable" };
  }
}

function attemptOf(text: string | null): Attempt | undefined {
  try {
    return (JSON.parse(text ?? "null") as Attempt | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Waits while the same attempt, sent before, is still under way on the server. */
const PAUSES = [500, 1000, 2000, 4000, 8000];

/** Refusals that may come before anyone looks whether the key is known: they tell nothing of what was sent before. */
const UNHEARD = [401, 403, 429];

/** Lets on only whose attempt it is: they may have signed out, and in again, since. */
async function onlyFor(user: string | undefined): Promise<void> {
  if (whose() !== user) await look();
  if (whose() === user) return;
  const problem = { code: "not_signed_in", path: "", message: "somebody else is signed in" };
  throw new ApiError(401, [problem], undefined, undefined);
}

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
