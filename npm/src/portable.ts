// A door over the portable module (docs/portable.md): an instance of its WebAssembly, or of the
// JavaScript that is made of it.

import {
  checked,
  type Door,
  type Engine,
  type Instance,
  textAt,
  type Tools,
  verified,
} from "./door.js";
import { ALL } from "./parts.js";

/** What the module exports. Handles and lengths are numbers of 32 bits, maybe with a sign. */
export interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  buffer_new(length: number): number;
  buffer_free(buffer: number): void;
  catalog_new(text: number): number;
  catalog_free(catalog: number): void;
  quote(catalog: number, requests: number): number;
  quote_parts(catalog: number, parts: number, requests: number): number;
  prepare(catalog: number, request: number): number;
  prepared_free(prepared: number): void;
  prepared_quote(prepared: number, wanted: number, choices: number): number;
  prepared_total(prepared: number, place: number, quantity: number): number;
  options(catalog: number, questions: number): number;
  verify(catalog: number, lines: number): number;
  lint(catalog: number): number;
  compare(lines: number): number;
  sentence(lines: number): number;
  quote_rows(lines: number): number;
}

/** The door to fresh instances of the module. */
export function portableDoor(open: () => Exports): Door {
  return { open: () => new PortableInstance(open()) };
}

class PortableInstance implements Instance, Tools {
  readonly #exports: Exports;
  // Made here and not when this is loaded: a host without them is given others by then, or has a polyfill.
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  /** The memory as it was last looked at: making this takes as long as reading a text. */
  #seen = new Uint8Array();

  constructor(exports: Exports) {
    this.#exports = exports;
  }

  #told(at: number): string {
    const { buffer } = this.#exports.memory;
    // That of a memory that has grown is another one, which in plain JavaScript is all that tells.
    if (this.#seen.buffer !== buffer) {
      this.#seen = new Uint8Array(buffer);
    }
    return textAt(this.#seen, at);
  }

  engine(catalog: string): Engine {
    const exports = this.#exports;
    const read = this.#call(exports.catalog_new, catalog) as Read;
    return {
      id: () => read.id,
      digest: () => read.digest,
      quote: (request, wanted = ALL) =>
        this.#ask((lines) => exports.quote_parts(read.catalog, wanted, lines), request),
      text: (request) =>
        this.#asked((lines) => exports.quote(read.catalog, lines), request).slice(0, -1),
      prepare: (request) => {
        const prepare = (text: number) => exports.prepare(read.catalog, text);
        const { prepared } = this.#call(prepare, request) as { prepared: number };
        return {
          choose: (choice, wanted) =>
            this.#ask((lines) => exports.prepared_quote(prepared, wanted, lines), choice),
          total: (place, quantity) => this.#told(exports.prepared_total(prepared, place, quantity)),
          free: () => exports.prepared_free(prepared),
        };
      },
      options: (question) => this.#ask((lines) => exports.options(read.catalog, lines), question),
      // Not by the module's own: a request that stands alone cannot pass for more fields of a line.
      verify: (request, digest) =>
        verified(
          this.#ask((lines) => exports.quote(read.catalog, lines), request),
          digest,
        ),
      free: () => exports.catalog_free(read.catalog),
    };
  }

  lint(catalog: string): unknown {
    const exports = this.#exports;
    const read = this.#call(exports.catalog_new, catalog) as Read;
    const warnings: unknown = JSON.parse(this.#take(exports.lint(read.catalog)));
    exports.catalog_free(read.catalog);
    return warnings;
  }

  compare(a: string, b: string): unknown {
    const { compare } = this.#exports;
    this.#check(compare, a, b);
    return this.#ask(compare, `{"a":${a},"b":${b}}`);
  }

  sentence(line: string, currency: string): unknown {
    const { sentence } = this.#exports;
    this.#check(sentence, line);
    return this.#ask(sentence, `{"line":${line},"currency":${JSON.stringify(currency)}}`);
  }

  /** Texts that are to stand in a line are each one value; those that are none are refused as lines. */
  #check(call: Call, ...texts: string[]): void {
    for (const text of texts) {
      try {
        JSON.parse(text);
      } catch {
        this.#ask(call, text);
      }
    }
  }

  /** The answer to one line. */
  #ask(call: Call, line: string): unknown {
    return JSON.parse(this.#asked(call, line));
  }

  /** The same as it is written, with its end. */
  #asked(call: Call, line: string): string {
    // A line feed would end the line. It and a carriage return are the same in JSON: space, or refused in a text.
    return this.#text(call, line.replace(/\n/g, "\r") + "\n");
  }

  #call(call: Call, text: string): unknown {
    return JSON.parse(this.#text(call, text));
  }

  #text(call: Call, text: string): string {
    const exports = this.#exports;
    const bytes = this.#encoder.encode(text);
    const buffer = exports.buffer_new(bytes.length);
    if (buffer === 0) {
      throw new Error("there is no memory left");
    }
    const [at] = this.#place(buffer);
    new Uint8Array(exports.memory.buffer).set(bytes, at);
    const answer = call(buffer);
    exports.buffer_free(buffer);
    return this.#take(answer);
  }

  /** What a buffer says, which ends with it; problems are thrown. */
  #take(buffer: number): string {
    const exports = this.#exports;
    const [at, length] = this.#place(buffer);
    const text = this.#decoder.decode(new Uint8Array(exports.memory.buffer, at, length));
    exports.buffer_free(buffer);
    return checked(text);
  }

  /** Where a buffer's bytes are, and how many. */
  #place(buffer: number): [number, number] {
    const view = new DataView(this.#exports.memory.buffer, buffer >>> 0);
    return [view.getUint32(0, true), view.getUint32(4, true)];
  }
}

type Call = (text: number) => number;

interface Read {
  catalog: number;
  digest: string;
  id: string;
}
