// The public names, and nothing else.

import { compare as compareTexts, sentence as sentences } from "../build/quotient.js";

import { ask } from "./module.js";
import { textOf } from "./text.js";
import { LIMITS, type Answer, type Difference, type Line } from "./types.js";

export { Catalog } from "./catalog.js";
export { QuotientError } from "./problems.js";
export type * from "./types.js";

/**
 * What differs between two answers, each difference with its JSON pointer and both values; `a` or `b`
 * is left out where that answer has nothing there.
 */
export function compare(a: Answer, b: Answer): Difference[] {
  const texts = [textOf(a, LIMITS.requestBytes), textOf(b, LIMITS.requestBytes)] as const;
  return ask(texts, () => compareTexts(texts[0].json, texts[1].json) as Difference[]);
}

/** How a line's amount was calculated, in English, a sentence an element. */
export function sentence(line: Line, currency: string): string[] {
  const text = textOf(line, LIMITS.requestBytes);
  // Made of text like everything else: no other value can reach the module.
  const code = textOf(`${currency}`, LIMITS.requestBytes);
  return ask([text, code], () => sentences(text.json, code.json) as string[]);
}
