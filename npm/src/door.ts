// What the API needs of an engine, whatever it is made of. Each entry point has its own door behind
// `#door` (see bundle.mjs): WebAssembly with glue, the portable module, or plain JavaScript.

import type { Problem } from "./types.js";

/**
 * A catalog that one instance of the engine has read. Texts in, plain values out. What is thrown is an array
 * of problems for bad input; anything else means that the instance cannot be trusted any more.
 */
export interface Engine {
  id(): string;
  digest(): string;
  quote(request: string): unknown;
  options(question: string): unknown;
  lint(): unknown;
  verify(request: string, digest: string): unknown;
  /** Gives its memory back; it is not asked again. */
  free(): void;
}

/** One instance of the engine; it throws as `Engine` does. */
export interface Instance {
  engine(catalog: string): Engine;
  compare(a: string, b: string): unknown;
  sentence(line: string, currency: string): unknown;
}

export interface Door {
  /**
   * A fresh instance: at the first use, and after a trap. All from before are gone then.
   *
   * @throws what the host says where there can be no engine, say because a policy forbids WebAssembly
   */
  open(): Instance;
}

/** What an engine's text says; problems are thrown. */
export function plain(text: string): unknown {
  const answer: unknown = JSON.parse(text);
  if (text.startsWith('{"problems":') || text.startsWith('{"line":1,"problems":')) {
    throw (answer as { problems: Problem[] }).problems.map(({ code, path, message }) => {
      return { code, path, message };
    });
  }
  return answer;
}

/** What verifying a request found that was priced again: the same text of a digest, or not. */
export function verified(answer: unknown, digest: string): unknown {
  const { status, digest: found } = answer as { status: string; digest?: string };
  return { answer, holds: status === "priced" && found === digest };
}
