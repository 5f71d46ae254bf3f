// JSON as a tree that keeps whole numbers apart from others, as the tool in Rust does: `1` is not `1.0`.

import { type Fields } from "../node/fields.js";
import { Refusal } from "../node/refusal.js";
import { Scanner } from "../node/scan.js";

/** How deep a value may nest. */
const DEPTH = 127;

/** A number as it was understood. */
export class Numeral {
  /** Two are equal if this is. */
  readonly text: string;

  constructor(written: string) {
    this.text = isWhole(written) ? String(BigInt(written)) : shortest(Number(written));
  }
}

/** A value: objects keep one field a name, the last. */
export type Tree = null | boolean | string | Numeral | Tree[] | Map<string, Tree>;

export const Json = {
  /** A field of a line as a tree. */
  field(fields: Fields, name: string): Tree {
    try {
      return tree(fields.bytes(name), 0, 0);
    } catch (error) {
      if (error instanceof Unreadable) {
        const message = `\`${name}\` cannot be read: ${error.message}`;
        throw Refusal.at(`/${name}`, "json_malformed", message);
      }
      throw error;
    }
  },

  /** Plain data as a tree. */
  of(value: unknown): Tree {
    return tree(new TextEncoder().encode(JSON.stringify(value)), 0, 0);
  },

  /** A tree as JSON, names in the order of their characters. */
  text(value: Tree): string {
    if (value instanceof Map) {
      const names = [...value.keys()].sort(byCharacters);
      const fields = names.map((name) => `${JSON.stringify(name)}:${Json.text(value.get(name)!)}`);
      return `{${fields.join(",")}}`;
    }
    if (Array.isArray(value)) {
      return `[${value.map(Json.text).join(",")}]`;
    }
    return value instanceof Numeral ? value.text : JSON.stringify(value);
  },
};

/** By the numbers of whole characters, not of halves. */
export function byCharacters(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** JSON all the same, which the tool in Rust does not read. */
class Unreadable extends Error {
  constructor(what: string, column: number) {
    super(`${what} at column ${column}`);
  }
}

/** The value that begins at a place of a text that is JSON. */
function tree(bytes: Uint8Array, start: number, depth: number): Tree {
  const scanner = new Scanner(bytes, start);
  scanner.space();
  const first = String.fromCharCode(scanner.peek()!);
  if (first === "{" || first === "[") {
    if (depth >= DEPTH) {
      throw new Unreadable("recursion limit exceeded", scanner.at + 1);
    }
    if (first === "[") {
      return scanner.elements()!.map(({ start }) => tree(bytes, start, depth + 1));
    }
    const fields = new Map<string, Tree>();
    scanner.document((name, value) => {
      fields.set(string(bytes, name.start, name.end), tree(bytes, value.start, depth + 1));
    });
    return fields;
  }
  const from = scanner.at;
  scanner.value();
  if (first === '"') {
    return string(bytes, from, scanner.at);
  }
  const written = Buffer.from(bytes.subarray(from, scanner.at)).toString("latin1");
  if (first === "n" || first === "t" || first === "f") {
    return JSON.parse(written) as null | boolean;
  }
  if (!Number.isFinite(Number(written))) {
    throw new Unreadable("number out of range", scanner.at);
  }
  return new Numeral(written);
}

/** A text, which may not hold half a character. */
function string(bytes: Uint8Array, start: number, end: number): string {
  // A character a byte, so that places are columns.
  const written = Buffer.from(bytes.subarray(start, end)).toString("latin1");
  for (const { 0: escape, index } of written.matchAll(/\\(?:u[dD][89a-fA-F].{2}(?:\\u.{4})?|.)/g)) {
    const [high, low] = [escape.slice(2, 6), escape.slice(8)].map((digits) => parseInt(digits, 16));
    if (!(high! >= 0xd800)) {
      continue;
    }
    const at = start + index;
    if (high! >= 0xdc00) {
      throw new Unreadable("lone leading surrogate in hex escape", at + 6);
    }
    if (escape.length === 6) {
      const isEscape = written[index + 6] === "\\";
      throw new Unreadable("unexpected end of hex escape", at + (isEscape ? 8 : 7));
    }
    if (!(low! >= 0xdc00 && low! <= 0xdfff)) {
      throw new Unreadable("lone leading surrogate in hex escape", at + 12);
    }
  }
  return JSON.parse(Buffer.from(written, "latin1").toString("utf8")) as string;
}

/** Whether it is one of the whole numbers that are told apart from others. */
function isWhole(written: string): boolean {
  if (!/^(0|-?[1-9][0-9]*)$/.test(written)) {
    return false;
  }
  const number = BigInt(written);
  return number >= -(2n ** 63n) && number < 2n ** 64n;
}

/** The shortest digits that mean this number, with a point or an exponent so that it is no whole one. */
function shortest(number: number): string {
  const [mantissa, power] = number.toExponential().split("e") as [string, string];
  const sign = mantissa.startsWith("-") || Object.is(number, -0) ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  const point = Number(power) + 1;
  if (digits.length <= point && point <= 16) {
    return `${sign}${digits.padEnd(point, "0")}.0`;
  }
  if (point > 0 && point <= 16) {
    return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  }
  if (point > -5 && point <= 0) {
    return `${sign}0.${"0".repeat(-point)}${digits}`;
  }
  const rest = digits.length > 1 ? `.${digits.slice(1)}` : "";
  return `${sign}${digits[0]}${rest}e${power}`;
}
