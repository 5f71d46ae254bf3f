// The parts of an answer that a host may do without.

import type { Line, Priced, Rejected } from "./types.js";

/** In the order of their bits at the doors. */
const PARTS = ["calculation", "digest", "renewal", "subscription"] as const;

type Part = (typeof PARTS)[number];

/** Everything that an answer has. */
export const ALL = 15;

/**
 * Which parts an answer has; each is there unless it is `false`, and costs nothing where it is. What is there
 * is the same to the byte as in the whole answer. Problems and reasons to reject are always told.
 */
export interface Parts {
  /** How each line's amount came about. */
  readonly calculation?: boolean | undefined;
  /** The hash by which two hosts know that they agree; everything is worked out for it. */
  readonly digest?: boolean | undefined;
  /** The next renewal. */
  readonly renewal?: boolean | undefined;
  /** The state once the amount due is paid. */
  readonly subscription?: boolean | undefined;
}

/** The parts that `P` does not surely leave in. */
type LeftOut<P extends Parts> = {
  [K in Part]: K extends keyof P ? (P[K] extends true | undefined ? never : K) : never;
}[Part];

/** A quote with the parts that were asked for. */
export type PricedWith<P extends Parts> = Omit<
  Priced,
  "lines" | Exclude<LeftOut<P>, "calculation">
> & {
  lines: Omit<Line, Extract<LeftOut<P>, "calculation">>[];
};

/** What `quote` answers where parts are left out. */
export type AnswerWith<P extends Parts> = PricedWith<P> | Rejected;

/** What it costs, line by line, and nothing else. */
export type Amounts = AnswerWith<{
  calculation: false;
  digest: false;
  renewal: false;
  subscription: false;
}>;

/** As the engine takes it. */
export function bitsOf(parts: Parts = {}): number {
  let bits = ALL;
  for (const name of Object.keys(parts) as Part[]) {
    const wanted: unknown = parts[name];
    const place = PARTS.indexOf(name);
    if (place < 0 || (wanted !== undefined && typeof wanted !== "boolean")) {
      throw new TypeError(`an answer's parts are ${PARTS.join(", ")}: true or false`);
    }
    bits -= wanted === false ? 1 << place : 0;
  }
  return bits;
}
