// What a line gets that cannot be answered: `{"line": 17, "problems": [...]}` in its place.

import type { Problem, ProblemCode } from "../types.js";

/** A problem of a line. */
export interface LineProblem {
  /** Never changes its meaning. */
  readonly code: ProblemCode;
  /** RFC 6901 pointer into the line, or into the field of the line that `in` names. */
  readonly path: string;
  /** For a person; may change between versions. */
  readonly message: string;
  /** In which field of the line the pointer starts; absent: in the line itself. */
  readonly in?: string;
}

/** Stands in place of an answer to a line that cannot be read. */
export interface RefusedLine {
  /** Counted from 1. */
  readonly line: number;
  /** Everything that is wrong with it, at least one. */
  readonly problems: LineProblem[];
}

/** Why a line cannot be answered, every reason. */
export class Refusal extends Error {
  readonly problems: LineProblem[];

  constructor(problems: LineProblem[]) {
    super(problems.map(({ message }) => message).join("; "));
    this.problems = problems;
  }

  /** A problem with something in the line, or with the line as a whole. */
  static at(path: string, code: ProblemCode, message: string): Refusal {
    return new Refusal([{ code, message, path }]);
  }

  /** The engine's problems with a field of the line, or with the line itself. */
  static of(within: string | undefined, problems: readonly Problem[]): Refusal {
    return new Refusal(
      problems.map(({ code, message, path }) => ({
        code,
        ...(within === undefined ? {} : { in: within }),
        message,
        path,
      })),
    );
  }

  /** The same problems with a part of the line that is further in. */
  under(path: string): Refusal {
    return new Refusal(this.problems.map((problem) => ({ ...problem, path: path + problem.path })));
  }

  /** The same problems with a line that is one side of two. */
  within(side: string): Refusal {
    return new Refusal(
      this.problems.map(({ code, message, path }) => ({ code, in: side, message, path })),
    );
  }

  /** What takes the place of the answer: names in the order of canonical JSON. */
  toLine(line: number): RefusedLine {
    return { line, problems: this.problems };
  }
}

/**
 * What all calls give, or all that is wrong with any of them, in order. Each is told whether one before it
 * was refused.
 */
export function all<T extends readonly unknown[]>(
  ...calls: { [K in keyof T]: (failed: boolean) => T[K] }
): T {
  const problems: LineProblem[] = [];
  const found = calls.map((call) => {
    try {
      return call(problems.length > 0);
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      problems.push(...error.problems);
      return undefined;
    }
  });
  if (problems.length > 0) {
    throw new Refusal(problems);
  }
  return found as unknown as T;
}
