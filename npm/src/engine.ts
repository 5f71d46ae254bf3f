// The engine behind the API: opened at the first call, anew after a trap, with the catalogs that it has read.

import { door } from "#door";

import type { Engine, Instance } from "./door.js";

export type { Engine };
import { EngineError, merged, QuotientError } from "./problems.js";
import type { Text } from "./text.js";
import type { Problem } from "./types.js";

/**
 * How many catalogs stay read, and the length of their texts together. Nobody frees a catalog, and a
 * garbage collector never hears that the module's memory is full: the catalog that was used longest ago
 * gives way, and is read again when it is asked.
 */
const MOST = { catalogs: 64, characters: 16 << 20 } as const;

let instance: Instance | undefined;
/** By text, so that equal catalogs are read once; the one used last is last. */
const engines = new Map<string, Engine>();
let characters = 0;
let latest: Engine | undefined;
let latestText: string | undefined;

/** Whether an engine has not given way, or ended in a trap. */
export function isLive(engine: Engine): boolean {
  return [...engines.values()].includes(engine);
}

/** The engine of a catalog's text; within `ask`. */
export function engineOf(open: Instance, text: string): Engine {
  if (latest !== undefined && latestText === text) {
    return latest;
  }
  let engine = engines.get(text);
  if (engine === undefined) {
    engine = open.engine(text);
    characters += text.length;
  } else {
    engines.delete(text);
  }
  engines.set(text, engine);
  for (const [oldest, gone] of engines) {
    if (engines.size <= MOST.catalogs && characters <= MOST.characters) {
      break;
    }
    if (gone !== engine) {
      engines.delete(oldest);
      characters -= oldest.length;
      gone.free();
    }
  }
  latest = engine;
  latestText = text;
  return engine;
}

/**
 * Calls the engine with texts that were made of inputs.
 *
 * @throws {QuotientError} everything wrong with the inputs: what JSON could not say of them and what the
 *   engine found.
 */
export function ask<T>(texts: readonly Text[], call: (open: Instance) => unknown): T {
  const unsayable = (): Problem[] => texts.flatMap((text) => text.unsayable);
  // Outside: where a page's policy forbids WebAssembly, the browser's own error says so best.
  instance ??= door.open();
  let answer: unknown;
  try {
    answer = call(instance);
  } catch (thrown) {
    if (Array.isArray(thrown)) {
      throw new QuotientError(merged(unsayable(), thrown as Problem[]));
    }
    // A trap, or the stack ran out: the instance cannot be trusted any more, the next call gets a new one.
    instance = latest = latestText = undefined;
    engines.clear();
    characters = 0;
    throw new EngineError(
      "stopped",
      "the engine stopped, which is a bug in it; the next call will work",
      { cause: thrown },
    );
  }
  if (texts.some((text) => text.unsayable.length > 0)) {
    throw new QuotientError(unsayable());
  }
  return answer as T;
}
