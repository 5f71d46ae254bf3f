// The door of the main entry in Node: the same module as that of pages, inlined as base64. That is longer than
// streams, and all of it ASCII, which Node imports in half the time. Inlined, because a file beside would be
// lost in what bundlers make for servers.

import pieces from "../../build/quotient.wasm";

import type { Door } from "../door.js";
import { open } from "./glue.js";

interface Bytes extends Uint8Array<ArrayBuffer> {
  /** Writes what a text is in an encoding; tells how many bytes that are. */
  write(text: string, at: number, encoding: "base64"): number;
}

/** Node has it; other hosts that take what is for Node may not. */
declare const Buffer: { allocUnsafeSlow(length: number): Bytes } | undefined;

export const door: Door = { open: () => open(bytes) };

function bytes(): Uint8Array<ArrayBuffer> {
  if (typeof Buffer === "undefined") {
    return Uint8Array.from(atob(pieces.join("")), (byte) => byte.charCodeAt(0));
  }
  const text = pieces.reduce((length, piece) => length + piece.length, 0);
  const room = Buffer.allocUnsafeSlow((text / 4) * 3);
  let end = 0;
  for (const piece of pieces) {
    end += room.write(piece, end, "base64");
  }
  return room.subarray(0, end);
}
