import { LIMITS, type Problem } from "./types.js";

/** How many problems the message tells. */
const TOLD = 3;

// A page may load the ESM and the CommonJS copy of this package, or two of its entry points: what one of
// them made is known to the others by a symbol. It is defined on each object and not as a member of its class,
// because bundlers keep classes with members of computed names whether they are used or not.

/** Marks an object as one of a class, for all copies of the package. */
export function brand(object: object, name: string): void {
  Object.defineProperty(object, brandOf(name), { value: true });
}

/** `instanceof`, also for what another copy of the package made. Subclasses keep the usual meaning. */
export function isInstance(asked: Function, own: Function, name: string, value: unknown): boolean {
  return asked === own
    ? typeof value === "object" && value !== null && brandOf(name) in value
    : Function.prototype[Symbol.hasInstance].call(asked, value);
}

function brandOf(name: string): symbol {
  return Symbol.for(`@quotient/checkout ${name}`);
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
    brand(this, "QuotientError");
  }

  /** Also true for an error of another copy of this package. */
  static override [Symbol.hasInstance](value: unknown): value is QuotientError {
    return isInstance(this, QuotientError, "QuotientError", value);
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
    brand(this, "EngineError");
  }

  /** Also true for an error of another copy of this package. */
  static override [Symbol.hasInstance](value: unknown): value is EngineError {
    return isInstance(this, EngineError, "EngineError", value);
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
