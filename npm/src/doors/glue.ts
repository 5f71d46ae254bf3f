// What opens a WebAssembly module with the glue of wasm-bindgen, compiled at the first call.

import {
  __wbg_reset_state,
  ask,
  catalogFree,
  initSync,
  release,
  total,
} from "../../build/quotient.js";

import { checked, type Instance, plain, textAt, verified } from "../door.js";
import { ALL } from "../parts.js";

/** As `src/js.rs` numbers it. */
const enum Asked {
  Catalog,
  Quote,
  Options,
  Prepare,
  Choice,
  Compare,
  Sentence,
}

let compiled: true | undefined;

/** A fresh instance of a module, which is read once. */
export function open(read: () => Uint8Array<ArrayBuffer>): Instance {
  if (compiled) {
    __wbg_reset_state();
  }
  // Where there is an instance it takes no module, and gives that one.
  const { memory } = initSync((compiled || read()) as Uint8Array<ArrayBuffer>);
  compiled = true;
  // The memory as it was last looked at: even to ask for its buffer takes long beside reading a text.
  let seen = new Uint8Array();
  const told = (at: number): string => {
    // The buffer of a memory that has grown is detached.
    if (seen.length === 0) {
      seen = new Uint8Array(memory.buffer);
    }
    return textAt(seen, at);
  };
  return {
    engine(catalog) {
      const known = plain(ask(Asked.Catalog, 0, 0, 0, catalog)) as Known;
      const written = (what: Asked, text: string, prepared = 0, wanted = ALL) =>
        checked(ask(what, known.catalog, prepared, wanted, text));
      const of = (...asked: Parameters<typeof written>): unknown => JSON.parse(written(...asked));
      return {
        id: () => known.id,
        digest: () => known.digest,
        quote: (request, wanted) => of(Asked.Quote, request, 0, wanted),
        text: (request) => written(Asked.Quote, request),
        prepare(request) {
          const held = of(Asked.Prepare, request) as number;
          return {
            choose: (choice, wanted) => of(Asked.Choice, choice, held, wanted),
            total: (place, quantity) => told(total(known.catalog, held, place, quantity)),
            free: () => release(held),
          };
        },
        options: (question) => of(Asked.Options, question),
        verify: (request, digest) => verified(of(Asked.Quote, request), digest),
        free: () => catalogFree(known.catalog),
      };
    },
    compare: (a, b) => plain(ask(Asked.Compare, 0, 0, 0, `${a}\0${b}`)),
    sentence: (line, currency) => plain(ask(Asked.Sentence, 0, 0, 0, `${line}\0${currency}`)),
  };
}

interface Known {
  catalog: number;
  digest: string;
  id: string;
}
