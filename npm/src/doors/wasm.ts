// The door of the main entry: the WebAssembly module with its glue, inlined, compiled at the first call.

import { __wbg_reset_state, compare, Engine, initSync, sentence } from "../../build/quotient.js";

import type { Door } from "../door.js";
import { inlined } from "./inlined.js";

let compiled = false;

export const door: Door = {
  open() {
    if (compiled) {
      __wbg_reset_state();
    } else {
      initSync({ module: inlined() });
      compiled = true;
    }
    return {
      engine(catalog) {
        const engine = read(() => new Engine(catalog));
        return {
          id: () => engine.id(),
          digest: () => engine.digest(),
          quote: (request) => parsed(() => engine.quote(request)),
          options: (question) => parsed(() => engine.options(question)),
          lint: () => parsed(() => engine.lint()),
          verify: (request, digest) => parsed(() => engine.verify(request, digest)),
          free: () => engine.free(),
        };
      },
      compare: (a, b) => parsed(() => compare(a, b)),
      sentence: (line, currency) => parsed(() => sentence(line, currency)),
    };
  },
};

function parsed(call: () => string): unknown {
  return JSON.parse(read(call));
}

/** What the engine throws on purpose is the text of an array of problems. */
function read<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw typeof error === "string" ? JSON.parse(error) : error;
  }
}
