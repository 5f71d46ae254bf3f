// The fields of a line, each as the text that it was written as: whatever stands twice in it or is
// too deep is for the engine to see and to refuse.

import { QuotientError } from "../index.js";
import { Refusal } from "./refusal.js";
import { Scanner, type Span } from "./scan.js";

/** Some fields of one line; its others are nobody's business. */
export class Fields {
  readonly #line: Uint8Array;
  readonly #found = new Map<string, Span>();

  /** Finds the fields that are asked for. */
  constructor(line: Uint8Array, names: readonly string[]) {
    this.#line = line;
    const scanner = new Scanner(line);
    scanner.space();
    const isObject = scanner.peek() === OPEN;
    let twice: string | undefined;
    const isJson = scanner.document((key, value) => {
      const said = spoken(line.subarray(key.start, key.end));
      if (names.includes(said)) {
        twice ??= this.#found.has(said) ? said : undefined;
        this.#found.set(said, value);
      }
    });
    if (!isJson) {
      throw Refusal.at("", "json_malformed", `the line is not JSON: ${unexpected(scanner)}`);
    }
    if (!isObject) {
      const listed = names.join("`, `");
      throw Refusal.at("", "wrong_type", `the line must be an object with \`${listed}\``);
    }
    if (twice !== undefined) {
      const message = `\`${twice}\` stands more than once in the line`;
      throw Refusal.at(`/${twice}`, "duplicate_key", message);
    }
  }

  has(name: string): boolean {
    return this.#found.has(name);
  }

  /** A field as it was written, in UTF-8. */
  bytes(name: string): Uint8Array {
    const span = this.#found.get(name);
    if (span === undefined) {
      throw Refusal.at(`/${name}`, "missing_field", `the line needs a field \`${name}\``);
    }
    return this.#line.subarray(span.start, span.end);
  }

  /** Whether a field is there and a text. */
  isString(name: string): boolean {
    try {
      this.string(name);
      return true;
    } catch {
      return false;
    }
  }

  /** A field that is a text. */
  string(name: string): string {
    const written = text(this.bytes(name));
    const found = written.startsWith('"') ? (JSON.parse(written) as string) : undefined;
    // Half a character is no text.
    if (found === undefined || LONE.test(found)) {
      throw Refusal.at(`/${name}`, "wrong_type", `\`${name}\` must be a string`);
    }
    return found;
  }

  /** The elements of a field that is a list, as they were written. */
  elements(name: string): Uint8Array[] {
    const list = this.bytes(name);
    const elements = new Scanner(list).elements();
    if (elements === undefined) {
      throw Refusal.at(`/${name}`, "wrong_type", `\`${name}\` must be an array`);
    }
    return elements.map(({ start, end }) => list.subarray(start, end));
  }
}

/**
 * A text for the engine, of at most so many bytes.
 *
 * @param within the field of the line that it is; `undefined`: the line itself
 */
export function sized(bytes: Uint8Array, most: number, within?: string): string {
  if (bytes.length > most) {
    const message = `${bytes.length} bytes are more than the ${most} that are read`;
    throw Refusal.of(within, [{ code: "too_large", path: "", message }]);
  }
  return text(bytes);
}

/** Calls the engine with a field of a line, or with the line itself. */
export function asked<T>(within: string | undefined, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof QuotientError) {
      throw Refusal.of(within, error.problems);
    }
    throw error;
  }
}

/** UTF-8 that was checked to be that. */
export function text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

// A byte order mark is for the engine to refuse.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const OPEN = 123;
const QUOTES = /^"(.*)"$/s;
/** With the `u` flag whole pairs do not match. */
const LONE = /[\uD800-\uDFFF]/u;

/** What a name says, its quotes gone and its escapes resolved. */
export function spoken(name: Uint8Array): string {
  const written = text(name);
  return written.includes("\\") ? (JSON.parse(written) as string) : written.replace(QUOTES, "$1");
}

/** What stands where a text stops being JSON. */
function unexpected({ bytes, at }: Scanner): string {
  const character = text(bytes.subarray(at, at + 4)).codePointAt(0);
  const stands = character === undefined ? "the end" : shown(character);
  const column = [...text(bytes.subarray(0, at))].length + 1;
  return `unexpected ${stands} at column ${column}`;
}

/** As the engine shows it: what may not be seen by its number. */
function shown(character: number): string {
  const plain = character >= 0x20 && character < 0x7f;
  return plain
    ? `\`${String.fromCodePoint(character)}\``
    : `U+${character.toString(16).padStart(4, "0")}`;
}
