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
    return { engine: (catalog) => new Engine(catalog), compare, sentence };
  },
};
