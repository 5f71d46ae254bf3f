// Where the parts of a JSON text begin and end, and whether it is JSON at all: the walk of the engine's own
// `ndjson/scanner.rs`, stop for stop. `JSON.parse` would settle what is for the engine to see and refuse:
// names that stand twice, numbers as they are spelled, nesting of any depth.

/** A part of a text: from `start` up to `end`, which is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const LINE_FEED = 10;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const ZERO = 48;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN = 123;
const CLOSE = 125;

/** Goes over a text once and keeps nothing of it. */
export class Scanner {
  readonly bytes: Uint8Array;
  /** Of what comes next; where it stops, of what should not stand there. */
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** One value and nothing after it? `fields` is called for every field of an object, in order. */
  document(fields?: (name: Span, value: Span) => void): boolean {
    this.space();
    const isRead =
      fields !== undefined && this.peek() === OPEN ? this.#object(fields) : this.value();
    if (isRead) {
      this.space();
    }
    return isRead && this.at === this.bytes.length;
  }

  /** One value, at any depth. */
  value(): boolean {
    /** The closing brackets to come. */
    const open: number[] = [];
    for (;;) {
      this.space();
      const first = this.peek();
      if (first === OPEN) {
        this.at += 1;
        if (!this.#nextIs(CLOSE)) {
          open.push(CLOSE);
          if (this.#name() === undefined) {
            return false;
          }
          continue;
        }
      } else if (first === OPEN_LIST) {
        this.at += 1;
        if (!this.#nextIs(CLOSE_LIST)) {
          open.push(CLOSE_LIST);
          continue;
        }
      } else if (!this.#simple(first)) {
        return false;
      }
      while (open.length > 0) {
        const close = open[open.length - 1]!;
        if (this.#nextIs(COMMA)) {
          if (close === CLOSE && this.#name() === undefined) {
            return false;
          }
          break;
        }
        if (!this.#nextIs(close)) {
          return false;
        }
        open.pop();
      }
      if (open.length === 0) {
        return true;
      }
    }
  }

  /** The elements of a list in a text that is JSON; `undefined`: it is none. */
  elements(): Span[] | undefined {
    this.space();
    if (this.peek() !== OPEN_LIST) {
      return undefined;
    }
    this.at += 1;
    const elements: Span[] = [];
    let isMore = !this.#nextIs(CLOSE_LIST);
    while (isMore) {
      elements.push(this.#span());
      isMore = this.#nextIs(COMMA);
    }
    return elements;
  }

  /** The byte here. */
  peek(): number | undefined {
    return this.bytes[this.at];
  }

  /** Passes white space. */
  space(): void {
    for (;;) {
      const byte = this.peek();
      if (byte !== SPACE && byte !== LINE_FEED && byte !== 9 && byte !== 13) {
        return;
      }
      this.at += 1;
    }
  }

  #object(fields: (name: Span, value: Span) => void): boolean {
    this.at += 1;
    let isMore = !this.#nextIs(CLOSE);
    while (isMore) {
      const name = this.#name();
      if (name === undefined) {
        return false;
      }
      this.space();
      const start = this.at;
      if (!this.value()) {
        return false;
      }
      fields(name, { start, end: this.at });
      isMore = this.#nextIs(COMMA);
      if (!isMore && !this.#nextIs(CLOSE)) {
        return false;
      }
    }
    return true;
  }

  #span(): Span {
    this.space();
    const start = this.at;
    this.value();
    return { start, end: this.at };
  }

  /** A name and its colon; the answer is the name as it stands, with its quotes. */
  #name(): Span | undefined {
    this.space();
    const start = this.at;
    if (!this.#string()) {
      return undefined;
    }
    const name = { start, end: this.at };
    return this.#nextIs(COLON) ? name : undefined;
  }

  #simple(first: number | undefined): boolean {
    switch (first) {
      case QUOTE:
        return this.#string();
      case 116:
        return this.#word("true");
      case 102:
        return this.#word("false");
      case 110:
        return this.#word("null");
      default:
        return this.#number();
    }
  }

  #string(): boolean {
    if (!this.#take(QUOTE)) {
      return false;
    }
    const { bytes } = this;
    for (;;) {
      const byte = bytes[this.at];
      if (byte === undefined || byte < SPACE) {
        return false;
      }
      this.at += 1;
      if (byte === QUOTE) {
        return true;
      }
      if (byte === BACKSLASH && !this.#escape()) {
        return false;
      }
    }
  }

  /** After a backslash. */
  #escape(): boolean {
    const isUnicode = this.#take(117);
    const expected = isUnicode ? /^[0-9a-fA-F]/ : /^["\\/bfnrt]/;
    for (let left = isUnicode ? 4 : 1; left > 0; left--) {
      const byte = this.peek();
      if (byte === undefined || !expected.test(String.fromCharCode(byte))) {
        return false;
      }
      this.at += 1;
    }
    return true;
  }

  #word(word: string): boolean {
    for (let index = 0; index < word.length; index++) {
      if (this.bytes[this.at + index] !== word.charCodeAt(index)) {
        return false;
      }
    }
    this.at += word.length;
    return true;
  }

  /** `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?` */
  #number(): boolean {
    this.#take(45);
    if (!this.#take(ZERO) && !this.#digits()) {
      return false;
    }
    if (this.#take(46) && !this.#digits()) {
      return false;
    }
    if (this.#take(101) || this.#take(69)) {
      void (this.#take(43) || this.#take(45));
      return this.#digits();
    }
    return true;
  }

  #digits(): boolean {
    const start = this.at;
    for (;;) {
      const byte = this.peek();
      if (byte === undefined || byte < ZERO || byte > ZERO + 9) {
        return this.at > start;
      }
      this.at += 1;
    }
  }

  #take(byte: number): boolean {
    const isThere = this.peek() === byte;
    this.at += isThere ? 1 : 0;
    return isThere;
  }

  /** Takes a sign and the white space before it. */
  #nextIs(sign: number): boolean {
    this.space();
    return this.#take(sign);
  }
}
