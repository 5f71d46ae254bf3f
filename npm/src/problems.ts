import { LIMITS, type Problem } from "./types.js";

/** How many problems the message tells. */
const TOLD = 3;

/** A malformed catalog or request: everything that is wrong with it, each with its place. */
export class QuotientError extends Error {
  override readonly name = "QuotientError";
  /** At least one; `path` is a JSON pointer into what was handed over. */
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    const told = problems.slice(0, TOLD).map(({ code, path, message }) => {
      return `${code} at ${path || "/"}: ${message}`;
    });
    const more = problems.length - told.length;
    super(told.join("; ") + (more > 0 ? `; and ${more} more` : ""));
    this.problems = problems;
  }
}

/**
 * What JSON cannot say, and what the engine found in the rest. Where the walk wrote `null` for an
 * unsayable value, what the engine thinks of that `null` is not the caller's problem.
 */
export function merged(unsayable: readonly Problem[], found: readonly Problem[]): Problem[] {
  const others = found.filter(
    ({ path }) => !unsayable.some((problem) => (path + "/").startsWith(problem.path + "/")),
  );
  return [...unsayable, ...others].slice(0, LIMITS.problems);
}
