// The engine's functions, for those who do not keep a catalog. A catalog that comes as text or as an object is
// checked each time and read again only if it changed.

import { type CatalogSource, catalogOf } from "./catalog.js";
import { ask } from "./engine.js";
import type { AnswerWith, Parts } from "./parts.js";
import { textOf } from "./text.js";
import {
  LIMITS,
  type Answer,
  type Difference,
  type Options,
  type OptionsRequest,
  type Request,
  type Verification,
} from "./types.js";

/**
 * Prices a request (S5) with a catalog.
 *
 * @returns a quote, or all reasons why it is not allowed
 * @throws {QuotientError} everything that is malformed in the catalog, else in the request
 */
export function quote(catalog: CatalogSource, request: Request | string): Answer;
export function quote<const P extends Parts>(
  catalog: CatalogSource,
  request: Request | string,
  parts: P,
): AnswerWith<P>;
export function quote(
  catalog: CatalogSource,
  request: Request | string,
  parts: Parts = {},
): unknown {
  return catalogOf(catalog).quote(request, parts);
}

/**
 * What a person may do now, per product: quantities, cycles with what they save, or the reasons why not.
 *
 * @throws {QuotientError} everything that is malformed in the catalog, else in the question
 */
export function options(catalog: CatalogSource, question: OptionsRequest | string): Options {
  return catalogOf(catalog).options(question);
}

/**
 * Prices a request again: does the digest hold?
 *
 * @throws {QuotientError} everything that is malformed in the catalog, else in the request
 */
export function verify(
  catalog: CatalogSource,
  request: Request | string,
  digest: string,
): Verification {
  return catalogOf(catalog).verify(request, digest);
}

/**
 * What differs between two answers, each difference with its JSON pointer and both values; `a` or `b`
 * is left out where that answer has nothing there.
 *
 * @throws {QuotientError} what is no answer
 */
export function compare(a: Answer, b: Answer): Difference[] {
  const texts = [textOf(a, LIMITS.requestBytes), textOf(b, LIMITS.requestBytes)] as const;
  return ask(texts, (open) => open.compare(texts[0].json, texts[1].json));
}
