// The portable module as hosts have it: its WebAssembly, and the JavaScript that is made of it.

import { readFileSync } from "node:fs";

import { build } from "esbuild";

import { open as openScript } from "../build/quote-js.js";

const read = (name) => readFileSync(new URL(`../build/${name}`, import.meta.url));
const compiled = new WebAssembly.Module(read("quote.wasm"));

/** Fresh instances of each. */
export const modules = {
  "quote.wasm": () => new WebAssembly.Instance(compiled).exports,
  "quote-js.js": openScript,
};

/** The module of the tests, which can trap. */
export function openTrapping() {
  return new WebAssembly.Instance(new WebAssembly.Module(read("quote-trap.wasm"))).exports;
}

const { outputFiles } = await build({
  entryPoints: [new URL("../src/portable.ts", import.meta.url).pathname],
  bundle: true,
  format: "esm",
  write: false,
});

/** What the package makes of them. */
export const { portableDoor } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
);

/** A host as the documentation has it: bytes in, bytes out. */
export class Host {
  constructor(exports) {
    this.exports = exports;
  }

  put(bytes) {
    const buffer = this.exports.buffer_new(bytes.length);
    const [at] = new Uint32Array(this.exports.memory.buffer, buffer, 2);
    new Uint8Array(this.exports.memory.buffer, at).set(bytes);
    return buffer;
  }

  take(buffer) {
    const [at, length] = new Uint32Array(this.exports.memory.buffer, buffer, 2);
    const bytes = Buffer.from(new Uint8Array(this.exports.memory.buffer, at, length));
    this.exports.buffer_free(buffer);
    return bytes;
  }

  /** Calls a function with numbers, the last argument being a text or bytes. */
  call(name, ...args) {
    const input = this.put(Buffer.from(args.pop()));
    const output = this.exports[name](...args, input);
    this.exports.buffer_free(input);
    return this.take(output).toString();
  }

  catalog(text) {
    return JSON.parse(this.call("catalog_new", text)).catalog;
  }

  /** The answers to some lines. */
  lines(name, ...args) {
    const text = this.call(name, ...args);
    if (text !== "" && !text.endsWith("\n")) {
      throw new Error("the last line has no end");
    }
    return text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }
}
