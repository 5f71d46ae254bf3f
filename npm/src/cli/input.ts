// Where input comes from: a file, or standard input.

import { Buffer } from "node:buffer";
import { createReadStream, fstatSync, openSync } from "node:fs";
import { isatty } from "node:tty";

import { LINE_BYTES, validUpTo } from "../node/lines.js";
import { isEmpty } from "../node/rows.js";
import { Scanner } from "../node/scan.js";
import { cause, Unusable } from "./failure.js";
import { say } from "./output.js";

const LINE_FEED = 10;
/** How what gzip made begins. No text does. */
const GZIP = Buffer.from([0x1f, 0x8b]);

/** An opened input. */
export interface Input {
  /** For messages. */
  readonly name: string;
  /** Bytes, where they are known before reading. */
  readonly length: number | undefined;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** `-` and no path at all are standard input. */
export function isStdin(path: string | undefined): boolean {
  return path === undefined || path === "-";
}

/** Opens a file or standard input. */
export function open(path: string | undefined, quiet: boolean): Input {
  if (isStdin(path)) {
    if (isatty(0) && !quiet) {
      say("reading from the terminal; end with Ctrl-D, or see --help");
    }
    return input("standard input", 0);
  }
  const name = path!;
  return input(
    name,
    reading(name, () => openSync(name, "r")),
  );
}

function input(name: string, descriptor: number): Input {
  const found = reading(name, () => fstatSync(descriptor));
  const length = found.isFile() ? found.size : undefined;
  const output = fstatSync(1);
  // It has no end: each answer would be asked for its own.
  if (length !== undefined && output.dev === found.dev && output.ino === found.ino) {
    throw new Unusable(`${name} is the file that the answers go to`);
  }
  return { name, length, pieces: pieces(name, descriptor) };
}

async function* pieces(name: string, descriptor: number): AsyncGenerator<Uint8Array> {
  const stream =
    descriptor === 0
      ? process.stdin
      : createReadStream("", { fd: descriptor, highWaterMark: 1 << 16 });
  let isStart = true;
  try {
    for await (const piece of stream) {
      if (isStart && Buffer.from(piece).subarray(0, GZIP.length).equals(GZIP)) {
        // Each of its lines would be answered as one that cannot be read.
        throw new Unusable(`${name} is compressed: unpack it first, as \`gzip -dc\` does`);
      }
      isStart = false;
      yield piece as Uint8Array;
    }
  } catch (error) {
    if (error instanceof Unusable) {
      throw error;
    }
    throw new Unusable(`cannot read ${name}: ${cause(error)}`);
  }
}

/** The whole of an input, which is one document of at most so many bytes. */
export async function document({ name, pieces }: Input, most: number): Promise<string> {
  const found: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    found.push(piece);
    length += piece.length;
    if (length > most) {
      throw new Unusable(`${name} is longer than the ${most} bytes that are read of it`);
    }
  }
  const bytes = Buffer.concat(found);
  const valid = validUpTo(bytes);
  if (valid < bytes.length) {
    const what = `byte ${valid} (counted from 0) is not part of a character`;
    throw new Unusable(`${name} is not UTF-8: ${what}`);
  }
  return bytes.toString("utf8");
}

/** Lines after which each is looked at with those before. */
const FIRST_LINES = 8;

/**
 * One JSON document that spans lines, and is all there is, becomes one line: its line feeds are spaces
 * to JSON. All else stays as it is.
 *
 * Whoever writes a first line that is cut off and waits for an answer gets it: with the next one or
 * two it is no beginning of a document any more. Later, looking only at twice the length keeps the
 * work linear.
 */
export async function* flattened(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const all = pieces[Symbol.asyncIterator]();
  let start: Uint8Array = new Uint8Array();
  /** How long its whole lines are. */
  let looked = 0;
  let lines = 0;
  let nextLook = 0;
  let isDecided = false;
  while (!isDecided) {
    const next = await all.next();
    if (next.done) {
      if (start.length > 0) {
        const isDocument = start.length < LINE_BYTES && state(start) === "whole";
        yield isDocument ? spaced(start) : start;
      }
      return;
    }
    let from = start.length;
    start = Buffer.concat([start, next.value]);
    for (;;) {
      const end = start.indexOf(LINE_FEED, from);
      const isOverlong = (end === -1 ? start.length : end + 1) >= LINE_BYTES;
      if (end === -1 && !isOverlong) {
        break;
      }
      looked = from = end + 1;
      lines += 1;
      if (isOverlong) {
        isDecided = true;
        break;
      }
      if (lines > FIRST_LINES && looked < nextLook) {
        continue;
      }
      nextLook = looked * 2;
      const found = state(start.subarray(0, looked));
      isDecided = !(found === "cutOff" || (found === "whole" && lines > 1));
      if (isDecided) {
        break;
      }
    }
  }
  yield start;
  for (;;) {
    const next = await all.next();
    if (next.done) {
      return;
    }
    yield next.value;
  }
}

function state(text: Uint8Array): "whole" | "cutOff" | "malformed" {
  const scanner = new Scanner(text);
  if (scanner.document()) {
    return "whole";
  }
  return scanner.at === text.length && !isEmpty(text) ? "cutOff" : "malformed";
}

/** Line feeds in a JSON text can only be white space. */
function spaced(text: Uint8Array): Uint8Array {
  return text.map((byte) => (byte === LINE_FEED ? 32 : byte));
}

function reading<T>(name: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw new Unusable(`cannot read ${name}: ${cause(error)}`);
  }
}
