// The engine's WebAssembly module: inlined, compiled at the first call, and made anew after a trap.

import { __wbg_reset_state, initSync } from "../build/quotient.js";

import { inlined } from "./inlined.js";
import { merged, QuotientError } from "./problems.js";
import type { Text } from "./text.js";
import type { Problem } from "./types.js";

let state: "absent" | "ready" | "dead" = "absent";
let instances = 0;

/** Which instance answers now: what was made in an earlier one is gone. */
export function instance(): number {
  if (state === "absent") {
    initSync({ module: inlined() });
  } else if (state === "dead") {
    __wbg_reset_state();
  }
  if (state !== "ready") {
    state = "ready";
    instances += 1;
  }
  return instances;
}

/**
 * Calls into the module with texts that were made of inputs.
 *
 * @throws {QuotientError} everything wrong with the inputs: what JSON could not say of them and what the engine found.
 */
export function ask<T>(texts: readonly Text[], call: () => T): T {
  const unsayable = texts.flatMap((text) => text.unsayable);
  // Outside: where a page's policy forbids WebAssembly, the browser's own error says so best.
  instance();
  let answer: T;
  try {
    answer = call();
  } catch (thrown) {
    if (Array.isArray(thrown)) {
      throw new QuotientError(merged(unsayable, thrown as Problem[]));
    }
    // A trap, or the stack ran out: the instance cannot be trusted any more, the next call gets a new one.
    state = "dead";
    throw new Error("the engine stopped, which is a bug in it; the next call will work", {
      cause: thrown,
    });
  }
  if (unsayable.length > 0) {
    throw new QuotientError(unsayable);
  }
  return answer;
}
