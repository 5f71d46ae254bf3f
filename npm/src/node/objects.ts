// The same for objects, which need no lines.

import { Catalog, QuotientError } from "../index.js";

import type { Answer, CatalogInput, Options, OptionsRequest, Request } from "../types.js";
import { Refusal, type RefusedLine } from "./refusal.js";

/** What can be gone through, at once or as it comes. */
export type Source<T> = Iterable<T> | AsyncIterable<T>;

/**
 * Prices requests as they come, one answer each, in order: an `Answer`, or a {@link RefusedLine} with the place
 * (from 1) and everything that is malformed. Asks for the next request only when its answer is asked for.
 *
 * ```ts
 * for await (const answer of quotes(requests, { catalog })) { … }
 * ```
 *
 * @throws {QuotientError} everything that is wrong with the catalog
 */
export function quotes(
  requests: Source<Request | string>,
  { catalog }: { readonly catalog: Catalog | CatalogInput | string },
): AsyncGenerator<Answer | RefusedLine, void, undefined> {
  const read = catalog instanceof Catalog ? catalog : new Catalog(catalog);
  return answers(requests, (request) => read.quote(request));
}

/**
 * Says what may be done, question by question, as {@link quotes} prices.
 *
 * @throws {QuotientError} everything that is wrong with the catalog
 */
export function optionsOf(
  questions: Source<OptionsRequest | string>,
  { catalog }: { readonly catalog: Catalog | CatalogInput | string },
): AsyncGenerator<Options | RefusedLine, void, undefined> {
  const read = catalog instanceof Catalog ? catalog : new Catalog(catalog);
  return answers(questions, (question) => read.options(question));
}

async function* answers<Q, A>(
  questions: Source<Q>,
  ask: (question: Q) => A,
): AsyncGenerator<A | RefusedLine, void, undefined> {
  let line = 0;
  for await (const question of questions) {
    line += 1;
    yield answered(question, ask, line);
  }
}

function answered<Q, A>(question: Q, ask: (question: Q) => A, line: number): A | RefusedLine {
  try {
    return ask(question);
  } catch (error) {
    if (error instanceof QuotientError) {
      return Refusal.of(undefined, error.problems).toLine(line);
    }
    throw error;
  }
}
