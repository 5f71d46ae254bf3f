// The door of the main entry: the WebAssembly module with its glue, inlined, compiled at the first call.

import {
  __wbg_reset_state,
  catalogFree,
  catalogNew,
  compare,
  initSync,
  lint,
  options,
  quote,
  sentence,
} from "../../build/quotient.js";

import { type Door, plain, verified } from "../door.js";
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
        const known = plain(catalogNew(catalog)) as Known;
        return {
          id: () => known.id,
          digest: () => known.digest,
          quote: (request) => plain(quote(known.catalog, request)),
          options: (question) => plain(options(known.catalog, question)),
          lint: () => plain(lint(known.catalog)),
          verify: (request, digest) => verified(plain(quote(known.catalog, request)), digest),
          free: () => catalogFree(known.catalog),
        };
      },
      compare: (a, b) => plain(compare(a, b)),
      sentence: (line, currency) => plain(sentence(line, currency)),
    };
  },
};

interface Known {
  catalog: number;
  digest: string;
  id: string;
}
