// Every host reads requests and catalogs as JSON text, so that none can disagree about what one is.
// This is the one way from an object to its text. `JSON.stringify` alone would not do: it calls `toJSON`,
// leaves out what it cannot say, writes `null` for NaN and overflows the stack on deep nesting. So it gets a copy
// in which there is nothing of that kind, and what cannot be copied so is walked through, to tell all that is wrong.
//
// A property that is named by a symbol is no field: JSON and `structuredClone` pass it by, and so libraries hide there
// what is theirs (the comments of a file, the state of a form). It is passed by here, too.

import { QuotientError } from "./problems.js";
import { LIMITS, type Problem } from "./types.js";

/** JSON text, and what could not be said in it, where `null` stands instead. */
export interface Text {
  readonly json: string;
  readonly unsayable: readonly Problem[];
}

/**
 * The JSON text of an input that is text already or an object, with at most `bytes` bytes of UTF-8.
 *
 * @throws {QuotientError} `too_large`, `too_deep`; nothing has gone to the module then.
 */
export function textOf(input: unknown, bytes: number): Text {
  if (typeof input === "string") {
    checkSize(input, bytes);
    const unsayable = LONE.test(input)
      ? [problem("not_json", "", "the text holds half a character (a lone surrogate); repair it")]
      : [];
    return { json: input, unsayable };
  }
  const text = plainText(input, bytes) ?? walked(input, bytes);
  checkSize(text.json, bytes);
  return text;
}

function walked(input: unknown, bytes: number): Text {
  const walk = new Walk(bytes);
  walk.write(input);
  return walk;
}

/** Values that may still be copied: objects that share what is in them could have more than there is memory. */
let left = 0;

/** The text of plain data; `undefined` for anything else. */
function plainText(input: unknown, bytes: number): Text | undefined {
  // Each value takes a byte at least.
  left = bytes;
  const copy = isPolluted() ? undefined : copied(input, 0);
  const json = copy === undefined ? HALF : JSON.stringify(copy);
  return json.includes(HALF) ? undefined : { json, unsayable: [] };
}

/** Whether a library gave all arrays or objects something that would show in a text. */
function isPolluted(): boolean {
  for (const _ in Array.prototype) {
    return true;
  }
  return "toJSON" in Array.prototype;
}

/** How `JSON.stringify` begins to write half a character. */
const HALF = "\\ud";

/** A copy of plain data, every property of which is read once; `undefined` where something is not plain. */
function copied(value: unknown, depth: number): unknown {
  if (typeof value !== "object") {
    const isPlain =
      typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
    return isPlain ? value : undefined;
  }
  if (value === null) {
    return value;
  }
  if (depth >= LIMITS.depth) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return copiedList(value, depth);
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) {
    return undefined;
  }
  // Takes nothing from a prototype.
  const copy = { ...value } as Record<string, unknown>;
  for (const key in copy) {
    const within = copy[key];
    if (
      --left < 0 ||
      // Most values are texts, and numbers next.
      (typeof within !== "string" &&
        !Number.isFinite(within) &&
        (copy[key] = copied(within, depth + 1)) === undefined)
    ) {
      return undefined;
    }
  }
  return copy;
}

/** A function of its own, because V8 makes both faster so. */
function copiedList(list: readonly unknown[], depth: number): unknown {
  const { length } = list;
  if (
    // Before anything of it is listed: an element takes two bytes at least.
    length * 2 > left ||
    Object.getPrototypeOf(list) !== Array.prototype
  ) {
    return undefined;
  }
  // Takes nothing from a prototype; with all its elements and nothing else it has as many values.
  const copy = Object.values<unknown>(list);
  if (copy.length !== length) {
    return undefined;
  }
  left -= length;
  for (let index = 0; index < length; index++) {
    if (
      !Object.hasOwn(list, index) ||
      (copy[index] = copied(copy[index], depth + 1)) === undefined
    ) {
      return undefined;
    }
  }
  return copy;
}

/** With the `u` flag whole pairs do not match. */
const LONE = /[\uD800-\uDFFF]/u;

/** A text of JSON; `undefined` where there is half a character. */
function quoted(text: string): string | undefined {
  return LONE.test(text) ? undefined : JSON.stringify(text);
}

class Walk {
  json = "";
  readonly unsayable: Problem[] = [];
  readonly #bytes: number;
  /** The objects around the present one. */
  readonly #around: object[] = [];
  /** Where the present value stands; a pointer is made of it where there is something to tell. */
  readonly #place: (string | number)[] = [];

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Writes one value; every property of it is read once. */
  write(value: unknown): void {
    if (this.json.length > this.#bytes) {
      throw tooLarge(this.#bytes);
    }
    switch (typeof value) {
      case "string":
        this.json += quoted(value) ?? this.#half("text");
        break;
      case "number":
        // Fractions and unsafe integers go through as they are: the engine refuses them by its own rules.
        if (Number.isFinite(value)) {
          this.json += value;
        } else {
          this.#refuse(`${value}; write a whole number, or an amount as a decimal string`);
        }
        break;
      case "boolean":
        this.json += value ? "true" : "false";
        break;
      case "object":
        if (value === null) {
          this.json += "null";
        } else {
          this.#writeObject(value);
        }
        break;
      case "undefined":
        this.#refuse("undefined; leave the field out");
        break;
      case "bigint":
        this.#refuse("a BigInt; write a number, or an amount as a decimal string");
        break;
      default:
        this.#refuse(`a ${typeof value}; leave the field out`);
    }
  }

  #writeObject(value: object): void {
    if (this.#around.includes(value)) {
      this.#refuse("an object that contains itself; hand over plain data");
      return;
    }
    const isArray = Array.isArray(value);
    // Before its keys are listed: an element takes two bytes at least.
    if (isArray && value.length * 2 > this.#bytes) {
      throw tooLarge(this.#bytes);
    }
    const strange = isArray ? strangeArray(value) : strangeObject(value);
    if (strange !== undefined) {
      this.#refuse(strange);
      return;
    }
    if (this.#around.length >= LIMITS.depth) {
      const message = `arrays and objects nest deeper than ${LIMITS.depth}`;
      throw new QuotientError([...this.unsayable, problem("too_deep", this.#path(), message)]);
    }
    this.#around.push(value);
    if (isArray) {
      this.#writeArray(value);
    } else {
      this.#writeFields(value);
    }
    this.#around.pop();
  }

  #writeArray(array: readonly unknown[]): void {
    this.json += "[";
    const { length } = array;
    for (let index = 0; index < length; index++) {
      this.json += index === 0 ? "" : ",";
      this.#place.push(index);
      this.write(own(array, index));
      this.#place.pop();
    }
    this.json += "]";
  }

  #writeFields(object: object): void {
    this.json += "{";
    let first = true;
    for (const key of Object.keys(object)) {
      this.#place.push(key);
      const name = quoted(key);
      if (name === undefined) {
        this.#half("name");
        this.#place.pop();
        continue;
      }
      this.json += `${first ? "" : ","}${name}:`;
      first = false;
      this.write(own(object, key));
      this.#place.pop();
    }
    this.json += "}";
  }

  #path(): string {
    return this.#place
      .map((token) => `/${`${token}`.replace(/~/g, "~0").replace(/\//g, "~1")}`)
      .join("");
  }

  /** `null` goes in place of what JSON cannot say, so that the rest can still be checked. */
  #refuse(what: string): void {
    this.json += "null";
    this.#note(what);
  }

  /** What stands in place of a text with half a character, which is noted. */
  #half(what: "name" | "text"): "null" {
    this.#note(`a ${what} with half a character (a lone surrogate); repair the ${what}`);
    return "null";
  }

  #note(what: string): void {
    this.unsayable.push(problem("not_json", this.#path(), `JSON cannot say ${what}`));
    if (this.unsayable.length >= LIMITS.problems) {
      throw new QuotientError(this.unsayable);
    }
  }
}

/** Never what a prototype holds, even if a getter removed the property on the way. */
function own(object: object, key: string | number): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string | number, unknown>)[key] : undefined;
}

/** Why it is not a plain array: `undefined` if it is one. */
function strangeArray(array: readonly unknown[]): string | undefined {
  // Every realm's Array.prototype is itself an array; that of a subclass is not.
  if (!Array.isArray(Object.getPrototypeOf(array))) {
    return "an array of a class of its own; hand over a plain array";
  }
  const keys = Object.keys(array);
  // The keys of elements come first, in order: the first that is not where it should be follows a hole.
  const elements = keys.findIndex((key, index) => key !== String(index));
  if ((elements === -1 ? keys.length : elements) < array.length) {
    return "an array with holes; fill them or leave them out";
  }
  if (elements !== -1) {
    return "an array with names beside its elements; hand over a plain array";
  }
  return undefined;
}

/** Why it is not a plain object: `undefined` if it is one. */
function strangeObject(object: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(object);
  // `Object.prototype`, also of another realm (a frame, a test's sandbox): it alone has no prototype and this method.
  const plain =
    prototype === null ||
    prototype === Object.prototype ||
    (Object.getPrototypeOf(prototype) === null &&
      Object.hasOwn(prototype as object, "isPrototypeOf"));
  if (plain) {
    return undefined;
  }
  switch (Object.prototype.toString.call(object)) {
    case "[object Date]":
      return "a Date; write date.toISOString()";
    case "[object Map]":
      return "a Map; write Object.fromEntries(map)";
    case "[object Set]":
      return "a Set; write [...set]";
    default:
      return "an object of a class; hand over plain data";
  }
}

function checkSize(text: string, bytes: number): void {
  // A unit of UTF-16 takes one to three bytes: most texts need no count.
  if (text.length > bytes || (text.length * 3 > bytes && size(text) > bytes)) {
    throw tooLarge(bytes);
  }
}

/** Bytes of UTF-8. */
function size(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // Each half of a pair counts two of the pair's four bytes.
    bytes += unit < 0x80 ? 0 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
}

function tooLarge(bytes: number): QuotientError {
  return new QuotientError([problem("too_large", "", `longer than ${bytes} bytes as JSON text`)]);
}

function problem(code: Problem["code"], path: string, message: string): Problem {
  return { code, path, message };
}
