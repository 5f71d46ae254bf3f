// The loop: an answer for every line, in order, as soon as it is there.

import { Catalog, QuotientError } from "../index.js";
import { Lines } from "../node/lines.js";
import type { Line } from "../node/lines.js";
import { differences, type Reply, reply, type Row } from "../node/rows.js";
import { all, Refusal } from "../node/refusal.js";
import { Batches } from "../node/streams.js";

import { LIMITS } from "../types.js";
import { Unusable } from "./failure.js";
import { document, flattened, type Input, isStdin, open } from "./input.js";
import { counted, Output, say } from "./output.js";
import { Progress } from "./progress.js";

/** How a command ended: every line is fine, some are not, or there was nothing to work on. */
export type Code = 0 | 1 | 2;

/** An answer for every line of an input. */
export async function answerLines(input: Input, row: Row, quiet: boolean): Promise<Code> {
  const batches = new Batches(row, undefined);
  const output = new Output();
  const progress = new Progress(input.length, quiet, true);
  let bytes = 0;
  const write = async (answers: Iterable<Uint8Array>) => {
    for (const answer of answers) {
      await output.write(answer);
      progress.at(batches.lines, bytes);
      if (output.isClosed) {
        return;
      }
    }
  };
  try {
    for await (const piece of flattened(input.pieces)) {
      bytes += piece.length;
      await write(batches.take(piece));
      if (output.isClosed) {
        break;
      }
    }
    if (!output.isClosed) {
      await write(batches.end());
    }
  } finally {
    progress.clear();
    // Also when the input broke off: what was answered stays answered.
    await output.end();
  }
  return ended(batches.failed, batches.lines, output, quiet);
}

/** What differs between the lines of two files, side by side. */
export async function compareFiles(a: Input, b: Input, quiet: boolean): Promise<Code> {
  const output = new Output();
  const progress = new Progress(a.length, quiet, true);
  const [before, after] = [linesOf(a), linesOf(b)];
  let lines = 0;
  let bytes = 0;
  let failed = 0;
  try {
    while (!output.isClosed) {
      const [one, other] = [await before.next(), await after.next()];
      if (one.done && other.done) {
        break;
      }
      lines += 1;
      bytes += one.value instanceof Uint8Array ? one.value.length + 1 : 0;
      const pair = () => compared(one.value ?? undefined, other.value ?? undefined);
      const { text, fine } = reply(pair, NO_LINE, lines);
      failed += fine ? 0 : 1;
      await output.write(`${text}\n`);
      progress.at(lines, bytes);
    }
  } finally {
    progress.clear();
    await output.end();
  }
  return ended(failed, lines, output, quiet);
}

/** Stands for a line where the row takes none. */
const NO_LINE = new Uint8Array([48]);

function compared(a: Line | undefined, b: Line | undefined): Reply {
  const gone = "this side has no more lines, the other has";
  for (const [name, line] of [
    ["a", a],
    ["b", b],
  ] as const) {
    if (line === undefined) {
      throw Refusal.at("", "missing_field", gone).within(name);
    }
  }
  return differences(
    ...all<[Uint8Array, Uint8Array]>(
      () => bytesOf("a", a!),
      () => bytesOf("b", b!),
    ),
  );
}

function bytesOf(side: string, line: Line): Uint8Array {
  if (line instanceof Refusal) {
    throw line.within(side);
  }
  return line;
}

/** The lines of an input, or why one cannot be used. */
export async function* linesOf(input: Input): AsyncGenerator<Line, undefined> {
  const lines = new Lines();
  for await (const piece of flattened(input.pieces)) {
    yield* lines.take(piece);
  }
  yield* lines.end();
  return undefined;
}

function ended(failed: number, lines: number, output: Output, quiet: boolean): Code {
  if (failed === 0) {
    return 0;
  }
  if (!quiet && !output.isClosed) {
    say(`${failed} of ${counted(lines, "line")} failed`);
  }
  return 1;
}

/** The catalog for all lines, if one was named. Not it and the lines from standard input. */
export async function givenCatalog(
  path: string | undefined,
  lines: string | undefined,
  quiet: boolean,
): Promise<Catalog | undefined> {
  if (path === undefined) {
    return undefined;
  }
  if (isStdin(path) && isStdin(lines)) {
    throw new Unusable(
      "the catalog and the lines cannot both come from standard input: name a file for one",
    );
  }
  return catalogOf(open(path, quiet));
}

/** The catalog that a whole input is. */
export async function catalogOf(input: Input): Promise<Catalog> {
  return usable(input, (text) => new Catalog(text));
}

/** What is made of a whole input that is a catalog. */
export async function usable<T>(input: Input, make: (text: string) => T): Promise<T> {
  const text = await document(input, LIMITS.catalogBytes);
  try {
    return make(text);
  } catch (error) {
    if (!(error instanceof QuotientError)) {
      throw error;
    }
    const told = error.problems.map(({ code, path, message }) => {
      return `\n  ${path === "" ? "" : `${path}: `}${message} (${code})`;
    });
    throw new Unusable(`${input.name} is not a catalog that can be used:${told.join("")}`);
  }
}
