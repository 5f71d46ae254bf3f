import { LIMITS, type Problem } from "./types.js";

/** How many problems the message tells. */
const TOLD = 3;

// A page may load the ESM and the CommonJS copy of this package, or two of its entry points: what one of
// them made is known to the others by these names.
const QUOTIENT_ERROR = Symbol.for("@quotient/checkout QuotientError");
const ENGINE_ERROR = Symbol.for("@quotient/checkout EngineError");

/**
 * `instanceof`, also for what another copy of the package made. Subclasses keep the usual meaning.
 *
 * @param own the class of which a brand tells
 */
export function isInstance(asked: Function, own: Function, brand: symbol, value: unknown): boolean {
  return asked === own
    ? typeof value === "object" && value !== null && brand in value
    : Function.prototype[Symbol.hasInstance].call(asked, value);
}

/** Malformed input: everything that is wrong with it, each with its place. */
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

  /** @internal */
  get [QUOTIENT_ERROR](): true {
    return true;
  }

  /** Also true for an error of another copy of this package. */
  static override [Symbol.hasInstance](value: unknown): value is QuotientError {
    return isInstance(this, QuotientError, QUOTIENT_ERROR, value);
  }
}

/** The engine could not answer; nothing is wrong with the input. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  /**
   * `stopped`: it has a bug, `cause` is the trap, and the next call gets a fresh instance;
   * `not_ready`: it was asked before `init` had ended (`./slim` only).
   */
  readonly reason: "stopped" | "not_ready";

  constructor(reason: EngineError["reason"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }

  /** @internal */
  get [ENGINE_ERROR](): true {
    return true;
  }

  /** Also true for an error of another copy of this package. */
  static override [Symbol.hasInstance](value: unknown): value is EngineError {
    return isInstance(this, EngineError, ENGINE_ERROR, value);
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
