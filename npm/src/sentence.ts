import { ask } from "./engine.js";
import { QuotientError } from "./problems.js";
import { textOf } from "./text.js";
import { LIMITS, type Line } from "./types.js";

/**
 * How a line's amount was calculated, in English, a sentence an element; none of what has no `calculation`, as where
 * that part was left out.
 *
 * @param currency that of the answer
 * @throws {QuotientError} what is no JSON; `wrong_type` for a currency that is no string
 */
export function sentence(line: Line, currency: string): string[] {
  if (typeof currency !== "string") {
    const message = `the currency of an answer is a string, not ${typeof currency}`;
    throw new QuotientError([{ code: "wrong_type", path: "", message }]);
  }
  const text = textOf(line, LIMITS.requestBytes);
  // Made of text like everything else: no other value can reach the module.
  const code = textOf(currency, LIMITS.requestBytes);
  return ask([text, code], (open) => open.sentence(text.json, code.json));
}
