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
  /** `wanted` are bits, see `parts.ts`; all parts if it is absent. */
  quote(request: string, wanted?: number): unknown;
  /** The whole answer as it is written. */
  text(request: string): string;
  prepare(request: string): Held;
  options(question: string): unknown;
  verify(request: string, digest: string): unknown;
  /** Gives its memory back; it is not asked again. */
  free(): void;
}

/** A prepared request of a catalog; it throws as `Engine` does. */
export interface Held {
  choose(choice: string, wanted: number): unknown;
  /**
   * With another quantity of its item at a place, the total and what is due with a space between them; empty
   * where a choice must be asked. Both are whole numbers, not below zero and within 32 bits.
   */
  total(place: number, quantity: number): string;
  free(): void;
}

/** One instance of the engine; it throws as `Engine` does. */
export interface Instance {
  engine(catalog: string): Engine;
  compare(a: string, b: string): unknown;
  sentence(line: string, currency: string): unknown;
}

/** What those who write catalogs ask besides; an instance of the portable module has it. */
export interface Tools {
  lint(catalog: string): unknown;
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
  return JSON.parse(checked(text));
}

/** An engine's text; problems are thrown. */
export function checked(text: string): string {
  if (/^\{("line":1,)?"problems":/.test(text)) {
    throw (JSON.parse(text) as { problems: Problem[] }).problems.map(({ code, path, message }) => {
      return { code, path, message };
    });
  }
  return text;
}

/** A text of ASCII in a module's memory, with a NUL behind it; none at 0. */
export function textAt(memory: Uint8Array, at: number): string {
  let text = "";
  // Shorter texts are read faster so than by a decoder.
  for (let index = at >>> 0, code; at !== 0 && (code = memory[index]); index++) {
    text += String.fromCharCode(code);
  }
  return text;
}

/** What verifying a request found that was priced again: the same text of a digest, or not. */
export function verified(answer: unknown, digest: string): unknown {
  const { status, digest: found } = answer as { status: string; digest?: string };
  return { answer, holds: status === "priced" && found === digest };
}
