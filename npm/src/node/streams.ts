/// <reference types="node" />

// Streams of lines: bytes or text in, bytes out, an answer a line in the order of the lines.

import { Buffer } from "node:buffer";
import { Transform, type TransformCallback } from "node:stream";

import { Catalog } from "../index.js";
import type { CatalogInput } from "../types.js";
import { LINE_BYTES, Lines } from "./lines.js";
import { optionsRow, quoteRow, reply, type Row, verifyRow } from "./rows.js";

/** What the lines of a stream are priced with. */
export interface StreamOptions {
  /**
   * The catalog for all lines: itself, as an object, or as JSON text. Without it every line brings its own, as
   * `{"catalog": {…}, "request": {…}}`; the last few are remembered.
   */
  readonly catalog?: Catalog | CatalogInput | string;
  /** The most bytes of one line, 12 MiB unless told; a longer one is refused and not kept. */
  readonly lineBytes?: number;
}

/** Bytes of answers that are handed on at once. */
const BATCH_BYTES = 1 << 16;

/**
 * Prices NDJSON: a request a line in, the answer a line out, as canonical JSON. Use it with `pipeline`.
 *
 * Every line has its answer in its place. One that cannot be read gets {@link RefusedLine} there, and
 * the stream goes on; so does an empty one. Memory does not grow with the number of lines.
 *
 * ```ts
 * await pipeline(process.stdin, quoteStream({ catalog }), process.stdout);
 * ```
 *
 * @throws {QuotientError} everything that is wrong with the catalog
 * @throws {RangeError} for `lineBytes` that is no whole number of 1 or more
 */
export function quoteStream(options: StreamOptions = {}): Transform {
  return new RowStream(quoteRow(given(options)), options);
}

/**
 * Says what may be done, a question a line: an `OptionsRequest`, or `{"catalog": {…}, "options": {…}}`. Otherwise
 * as {@link quoteStream}.
 *
 * @throws {QuotientError} everything that is wrong with the catalog
 * @throws {RangeError} for `lineBytes` that is no whole number of 1 or more
 */
export function optionsStream(options: StreamOptions = {}): Transform {
  return new RowStream(optionsRow(given(options)), options);
}

/**
 * Prices stored requests again: `{"request": {…}, "digest": "sha256:…"}` a line in, a `Verification` a line out.
 * Otherwise as {@link quoteStream}.
 *
 * @throws {QuotientError} everything that is wrong with the catalog
 * @throws {RangeError} for `lineBytes` that is no whole number of 1 or more
 */
export function verifyStream(options: StreamOptions = {}): Transform {
  return new RowStream(verifyRow(given(options)), options);
}

/**
 * The same as {@link quoteStream} for `pipeThrough`: of bytes or text, as `fetch` gives them.
 *
 * @throws {QuotientError} everything that is wrong with the catalog
 * @throws {RangeError} for `lineBytes` that is no whole number of 1 or more
 */
export function quoteTransform(
  options: StreamOptions = {},
): TransformStream<Uint8Array | string, Uint8Array> {
  return transform(quoteRow(given(options)), options);
}

/**
 * The same as {@link optionsStream} for `pipeThrough`.
 *
 * @throws {QuotientError} everything that is wrong with the catalog
 * @throws {RangeError} for `lineBytes` that is no whole number of 1 or more
 */
export function optionsTransform(
  options: StreamOptions = {},
): TransformStream<Uint8Array | string, Uint8Array> {
  return transform(optionsRow(given(options)), options);
}

/**
 * The same as {@link verifyStream} for `pipeThrough`.
 *
 * @throws {QuotientError} everything that is wrong with the catalog
 * @throws {RangeError} for `lineBytes` that is no whole number of 1 or more
 */
export function verifyTransform(
  options: StreamOptions = {},
): TransformStream<Uint8Array | string, Uint8Array> {
  return transform(verifyRow(given(options)), options);
}

function given({ catalog }: StreamOptions): Catalog | undefined {
  return catalog === undefined || catalog instanceof Catalog ? catalog : new Catalog(catalog);
}

/** The answers to the lines of pieces, in batches: a piece may hold many lines. */
export class Batches {
  readonly #row: Row;
  readonly #lines: Lines;
  #number = 0;
  /** Lines that are not fine. */
  failed = 0;

  constructor(row: Row, lineBytes: number | undefined) {
    this.#row = row;
    this.#lines = new Lines(limitOf(lineBytes));
  }

  /** Lines answered so far. */
  get lines(): number {
    return this.#number;
  }

  take(piece: Uint8Array | string): Generator<Buffer> {
    return this.#answers(this.#lines.take(piece));
  }

  end(): Generator<Buffer> {
    return this.#answers(this.#lines.end());
  }

  *#answers(lines: ReturnType<Lines["take"]>): Generator<Buffer> {
    let batch = "";
    for (const line of lines) {
      this.#number += 1;
      const { text, fine } = reply(this.#row, line, this.#number);
      this.failed += fine ? 0 : 1;
      batch += `${text}\n`;
      if (batch.length >= BATCH_BYTES) {
        yield Buffer.from(batch);
        batch = "";
      }
    }
    if (batch !== "") {
      yield Buffer.from(batch);
    }
  }
}

function limitOf(lineBytes = LINE_BYTES): number {
  if (!Number.isSafeInteger(lineBytes) || lineBytes < 1) {
    throw new RangeError("`lineBytes` is a whole number of bytes, 1 or more");
  }
  return lineBytes;
}

/** Stops between two batches for as long as nobody reads. */
class RowStream extends Transform {
  readonly #batches: Batches;
  /** Goes on once somebody reads again. */
  #resume: (() => void) | undefined;

  constructor(row: Row, { lineBytes }: StreamOptions) {
    super({ decodeStrings: false });
    this.#batches = new Batches(row, lineBytes);
  }

  override _transform(
    piece: Uint8Array | string,
    encoding: BufferEncoding,
    done: TransformCallback,
  ): void {
    const isOther = typeof piece === "string" && encoding !== "utf8" && encoding !== "utf-8";
    this.#push(this.#batches.take(isOther ? Buffer.from(piece, encoding) : piece), done);
  }

  override _flush(done: TransformCallback): void {
    this.#push(this.#batches.end(), done);
  }

  override _read(size: number): void {
    const resume = this.#resume;
    if (resume === undefined) {
      super._read(size);
    } else {
      this.#resume = undefined;
      resume();
    }
  }

  #push(batches: Generator<Buffer>, done: TransformCallback, first = batches.next()): void {
    try {
      for (let batch = first; !batch.done;) {
        // Known before, so that whoever is asked to go on has something to hand over.
        const next = batches.next();
        if (!this.push(batch.value) && !next.done) {
          this.#resume = () => this.#push(batches, done, next);
          return;
        }
        batch = next;
      }
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  }
}

function transform(row: Row, { lineBytes }: StreamOptions): TransformStream {
  const batches = new Batches(row, lineBytes);
  const enqueue = (
    controller: TransformStreamDefaultController<Uint8Array>,
    answers: Generator<Buffer>,
  ) => {
    for (const batch of answers) {
      controller.enqueue(new Uint8Array(batch.buffer, batch.byteOffset, batch.byteLength));
    }
  };
  return new TransformStream<Uint8Array | string, Uint8Array>({
    transform: (piece, controller) => enqueue(controller, batches.take(piece)),
    flush: (controller) => enqueue(controller, batches.end()),
  });
}
