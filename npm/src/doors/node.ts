// The door of the main entry in Node: the same module as that of pages, inlined as base64. That is longer than
// streams, and all of it ASCII, which Node imports in half the time. Inlined, because a file beside would be
// lost in what bundlers make for servers.

import text from "../../build/quotient.wasm";

import type { Door } from "../door.js";
import { open } from "./glue.js";

/** Node has it; other hosts that take what is for Node may not. */
declare const Buffer:
  { from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> } | undefined;

export const door: Door = { open: () => open(bytes) };

function bytes(): Uint8Array<ArrayBuffer> {
  return typeof Buffer === "undefined"
    ? Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0))
    : Buffer.from(text, "base64");
}
