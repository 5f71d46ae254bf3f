/// <reference types="node" />

// Bytes that come in pieces as lines, in memory that does not grow with their number or their length.

import buffer from "node:buffer";

import { LIMITS } from "../types.js";
import { Refusal } from "./refusal.js";

/** Bytes of one line: the largest catalog, the largest request, and as much again for the rest. */
export const LINE_BYTES = LIMITS.catalogBytes + 2 * LIMITS.requestBytes;

/** A line without its end, or why it cannot be used. */
export type Line = Uint8Array | Refusal;

const LINE_FEED = 10;

/** Puts lines together from pieces, which may end anywhere, inside a character, too. */
export class Lines {
  readonly #most: number;
  /** The pieces of a line that has not ended, unless it is too long already. */
  #pieces: Uint8Array[] = [];
  #length = 0;
  /** The first half of a character that is two units of UTF-16. */
  #half = "";

  constructor(most: number = LINE_BYTES) {
    this.#most = most;
  }

  /** The lines that end in this piece; taken one by one, so that whoever is asked can be slow. */
  *take(piece: Uint8Array | string): Generator<Line> {
    const bytes = typeof piece === "string" ? this.#encode(piece) : this.#plain(piece);
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(LINE_FEED, start);
      if (end === -1) {
        break;
      }
      yield this.#line(bytes.subarray(start, end));
      start = end + 1;
    }
    if (start < bytes.length) {
      this.#keep(bytes.subarray(start));
    }
  }

  /** What follows the last line feed is a line, too. */
  *end(): Generator<Line> {
    if (this.#half !== "") {
      this.#half = "";
      this.#keep(REPLACEMENT);
    }
    if (this.#length > 0) {
      yield this.#line(new Uint8Array());
    }
  }

  #line(last: Uint8Array): Line {
    const length = this.#length + last.length;
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#length = 0;
    if (length > this.#most) {
      return overlong(this.#most);
    }
    return utf8(pieces.length === 0 ? last : joined([...pieces, last], length));
  }

  /** Of a line that is too long nothing is kept but its length. */
  #keep(piece: Uint8Array): void {
    this.#length += piece.length;
    if (this.#length > this.#most) {
      this.#pieces = [];
    } else {
      // A copy, which a slice of a Buffer is not: whoever gave the piece may use its memory again.
      this.#pieces.push(new Uint8Array(piece));
    }
  }

  #encode(text: string): Uint8Array {
    const whole = this.#half + text;
    const last = whole.charCodeAt(whole.length - 1);
    this.#half = last >= 0xd800 && last < 0xdc00 ? whole.slice(-1) : "";
    return encoder.encode(this.#half === "" ? whole : whole.slice(0, -1));
  }

  #plain(bytes: Uint8Array): Uint8Array {
    if (this.#half === "") {
      return bytes;
    }
    this.#half = "";
    return joined([REPLACEMENT, bytes], REPLACEMENT.length + bytes.length);
  }
}

const encoder = new TextEncoder();
/** What stands for half a character. */
const REPLACEMENT = encoder.encode("\ufffd");

/** Why a line that is longer is not read. */
function overlong(most: number): Refusal {
  const message = `the line is longer than the ${most} bytes that are read of one`;
  return Refusal.at("", "too_large", message);
}

function utf8(line: Uint8Array): Line {
  const at = validUpTo(line);
  if (at === line.length) {
    return line;
  }
  const message = `the line is not UTF-8: byte ${at} (counted from 0) is not part of a character`;
  return Refusal.at("", "json_malformed", message);
}

/** How many bytes from the start are whole characters. */
export function validUpTo(bytes: Uint8Array): number {
  // Sooner than the loop below, which tells the place; not every host with this module has it.
  if (buffer.isUtf8?.(bytes)) {
    return bytes.length;
  }
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at]!;
    if (first < 0x80) {
      at += 1;
      continue;
    }
    const more = first < 0xc2 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : 0;
    if (more === 0) {
      return at;
    }
    // Overlong spellings, surrogates and what is beyond Unicode show in the second byte.
    const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    for (let n = 1; n <= more; n++) {
      const byte = bytes[at + n];
      if (byte === undefined || byte < (n === 1 ? least : 0x80) || byte > (n === 1 ? most : 0xbf)) {
        return at;
      }
    }
    at += 1 + more;
  }
  return at;
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
