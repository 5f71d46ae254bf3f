// Opens a module that is inlined in streams (`inlined/` of the repository): joining them is work for WebAssembly, too.

import joiner from "../../build/join.wasm";

/** What the module exports that joins. */
interface Joiner {
  readonly memory: WebAssembly.Memory;
  /** Joins the text of `length` bytes at an address, into so many bytes after it; tells how many it took. */
  join(at: number, length: number, room: number): number;
}

const PAGE = 1 << 16;

/** The module's bytes, out of the text that was made of them. */
export function inlined(text: string): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(joiner, (character) => character.charCodeAt(0));
  const opened = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  const { memory, join } = opened as unknown as Joiner;
  const streams = new TextEncoder().encode(text);
  const { length } = streams;
  // The module is at most twice as long as its text.
  const pages = Math.ceil((3 * length) / PAGE);
  const at = memory.grow(pages) * PAGE;
  new Uint8Array(memory.buffer, at).set(streams);
  return new Uint8Array(memory.buffer, at + length, join(at, length, 2 * length));
}
