// `quotient check`: does this host give the answers that the conformance cases expect?

import { Catalog } from "../index.js";
import { asked, Fields, sized } from "../node/fields.js";
import type { Line } from "../node/lines.js";
import { Recent } from "../node/recent.js";
import { all, Refusal } from "../node/refusal.js";
import { canonical } from "../node/canonical.js";
import { isEmpty } from "../node/rows.js";
import { LIMITS } from "../types.js";
import { differences } from "./conform.js";
import { type Input, isStdin, open } from "./input.js";
import { Output, say } from "./output.js";
import { Progress } from "./progress.js";
import { type Code, linesOf } from "./run.js";
import { Json } from "./tree.js";

/** Failed cases that are shown. */
const CASES = 10;
/** Differences of a case that are shown. */
const DIFFERENCES = 3;

/** What came of the cases so far. */
interface Tally {
  passed: number;
  failed: number;
  /** The first failed cases, told. */
  shown: string[];
}

export async function check(files: readonly string[], quiet: boolean): Promise<Code> {
  const tally: Tally = { passed: 0, failed: 0, shown: [] };
  try {
    for (const file of files.length === 0 ? ["-"] : files) {
      await checkFile(file, quiet, tally);
    }
  } finally {
    await report(tally);
  }
  if (tally.passed + tally.failed === 0) {
    say("there are no cases here, so nothing was checked");
    return 2;
  }
  return tally.failed === 0 ? 0 : 1;
}

async function checkFile(file: string, quiet: boolean, tally: Tally): Promise<void> {
  const input: Input = open(file, quiet);
  const progress = new Progress(input.length, quiet, false);
  const place = isStdin(file) ? "" : `${input.name}:`;
  const recent = new Recent();
  let number = 0;
  let bytes = 0;
  try {
    for await (const line of linesOf(input)) {
      number += 1;
      // Here, no answer has to stand beside an empty line.
      if (line instanceof Refusal || !isEmpty(line)) {
        bytes += line instanceof Refusal ? 0 : line.length + 1;
        const { name, differences } = checked(line, recent);
        count(tally, `${name ?? "a case without a name"} (${place}${number})`, differences);
      }
      progress.at(number, bytes);
    }
  } finally {
    progress.clear();
  }
}

function count(tally: Tally, name: string, differences: readonly string[]): void {
  if (differences.length === 0) {
    tally.passed += 1;
    return;
  }
  tally.failed += 1;
  if (tally.shown.length < CASES) {
    const told = differences.slice(0, DIFFERENCES).map((difference) => `\n  ${difference}`);
    const more = differences.length - DIFFERENCES;
    told.push(more > 0 ? `\n  and ${more} more differences` : "");
    tally.shown.push(`FAILED ${name}${told.join("")}`);
  }
}

/** The case's name and what differs from what it expects. */
function checked(
  line: Line,
  recent: Recent,
): { name: string | undefined; differences: readonly string[] } {
  let name: string | undefined;
  try {
    if (line instanceof Refusal) {
      throw line;
    }
    const fields = new Fields(line, ["name", "catalog", "request", "expect"]);
    name = fields.isString("name") ? fields.string("name") : undefined;
    const expect = Json.field(fields, "expect");
    return { name, differences: differences(expect, Json.of(answer(fields, recent))) };
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    return { name, differences: [`the case cannot be read: ${canonical(error.problems)}`] };
  }
}

/** What the engine says to a case, in canonical JSON. */
function answer(fields: Fields, recent: Recent): unknown {
  try {
    const [catalog, request] = all<[Catalog, string]>(
      () => recent.of(fields),
      (failed) => {
        const request = sized(fields.bytes("request"), LIMITS.requestBytes, "request");
        if (failed) {
          asked("request", () => new Catalog({ id: "empty", products: [] }).quote(request));
        }
        return request;
      },
    );
    return asked("request", () => catalog.quote(request));
  } catch (error) {
    if (error instanceof Refusal) {
      return { problems: error.problems };
    }
    throw error;
  }
}

async function report({ passed, failed, shown }: Tally): Promise<void> {
  const output = new Output();
  const more = failed - shown.length;
  const lines = [
    ...shown,
    ...(more > 0 ? [`and ${more} more that failed`] : []),
    `${passed} passed, ${failed} failed`,
  ];
  await output.write(`${lines.join("\n")}\n`);
  await output.end();
}
