// What a line asks and what it gets, a line of JSON for a line of JSON: the same bytes as the tool in Rust.

import { Catalog, compare, sentence, type Answer, type Line as AnswerLine } from "../index.js";
import { LIMITS } from "../types.js";
import { canonical } from "./canonical.js";
import { asked, Fields, sized } from "./fields.js";
import type { Line } from "./lines.js";
import { Recent } from "./recent.js";
import { all, Refusal } from "./refusal.js";

/** The answer to a line, as one line of JSON. */
export interface Reply {
  readonly text: string;
  /** Not fine: it tells of something that cannot be answered, does not hold, or differs. */
  readonly fine: boolean;
}

/** Answers one line. */
export type Row = (line: Uint8Array) => Reply;

/** The answer to a line, or what takes its place; `number` counts from 1. */
export function reply(row: Row, line: Line, number: number): Reply {
  try {
    return row(usable(line));
  } catch (error) {
    if (error instanceof Refusal) {
      return { text: canonical(error.toLine(number)), fine: false };
    }
    throw error;
  }
}

/** Skipping an empty line would shift all answers after it. */
function usable(line: Line): Uint8Array {
  if (line instanceof Refusal) {
    throw line;
  }
  if (isEmpty(line)) {
    throw Refusal.at("", "json_malformed", "the line is empty; leave it out");
  }
  return line;
}

/** Nothing but white space. */
export function isEmpty(line: Uint8Array): boolean {
  return line.every((byte) => byte === 32 || (byte >= 9 && byte <= 13 && byte !== 11));
}

/** Prices a request a line; `{"catalog", "request"}` a line where no catalog is given. */
export function quoteRow(given: Catalog | undefined): Row {
  return questions(given, ["request"], (catalog, json) => catalog.quoteText(json));
}

/** What may be done, a question a line; `{"catalog", "options"}` a line where no catalog is given. */
export function optionsRow(given: Catalog | undefined): Row {
  return questions(given, ["options", "request"], (catalog, json) =>
    canonical(catalog.options(json)),
  );
}

/** Prices `{"request", "digest"}` a line again, with the `catalog` in it where none is given. */
export function verifyRow(given: Catalog | undefined): Row {
  const recent = new Recent();
  const names = [...(given === undefined ? ["catalog"] : []), "request", "digest"];
  return (line) => {
    const fields = new Fields(line, names);
    const [catalog, request, digest] = all<[Catalog, string, string]>(
      () => given ?? recent.of(fields),
      (failed) => {
        const request = sized(fields.bytes("request"), LIMITS.requestBytes, "request");
        if (failed || !fields.isString("digest")) {
          asked("request", () => empty().quote(request));
        }
        return request;
      },
      () => fields.string("digest"),
    );
    // The package takes no longer ones; whoever claims one is told that it does not hold.
    const claimed = digest.length > MOST_OF_A_DIGEST ? "" : digest;
    const verification = asked("request", () => catalog.verify(request, claimed));
    return { text: canonical(verification), fine: verification.holds };
  };
}

/** What differs, `{"a", "b"}` a line. */
export const compareRow: Row = (line) => {
  const fields = new Fields(line, ["a", "b"]);
  return differences(
    ...all<[Uint8Array, Uint8Array]>(
      () => fields.bytes("a"),
      () => fields.bytes("b"),
    ),
  );
};

/** What differs between two lines that are each a side. */
export function differences(a: Uint8Array, b: Uint8Array): Reply {
  // Each side alone tells whose problems they are.
  const [before, after] = all<[string, string]>(
    () => side("a", a),
    () => side("b", b),
  );
  const found = compare(before as unknown as Answer, after as unknown as Answer);
  return { text: canonical(found), fine: found.length === 0 };
}

function side(name: string, bytes: Uint8Array): string {
  const json = sized(bytes, LIMITS.requestBytes, name);
  asked(name, () => compare(json as unknown as Answer, "null" as unknown as Answer));
  return json;
}

/** How the amounts of an answer came about, in English. */
export const explainRow: Row = (line) => {
  const fields = new Fields(line, ["status", "currency", "lines"]);
  // A rejected answer has no amounts; its problems are told in words already.
  if (fields.string("status") !== "priced") {
    return fine([]);
  }
  const currency = fields.string("currency");
  return fine(
    fields.elements("lines").map((element, index) => {
      try {
        return explained(element, currency);
      } catch (error) {
        throw error instanceof Refusal ? error.under(`/lines/${index}`) : error;
      }
    }),
  );
};

function explained(line: Uint8Array, currency: string) {
  const parts = new Fields(line, ["kind", "product"]);
  const kind = parts.string("kind");
  const product = parts.string("product");
  const json = sized(line, LIMITS.requestBytes) as unknown as AnswerLine;
  return { kind, product, sentences: asked(undefined, () => sentence(json, currency)) };
}

function fine(answer: unknown): Reply {
  return { text: canonical(answer), fine: true };
}

/** Lines that ask a catalog: the given one, or else their own beside the question in one of `names`. */
function questions(
  given: Catalog | undefined,
  names: readonly [string, ...string[]],
  ask: (catalog: Catalog, json: string) => string,
): Row {
  if (given !== undefined) {
    return (line) => {
      const json = sized(line, LIMITS.requestBytes);
      return { text: asked(undefined, () => ask(given, json)), fine: true };
    };
  }
  const recent = new Recent();
  return (line) => {
    const fields = new Fields(line, ["catalog", ...names]);
    const name = names.find((each) => fields.has(each)) ?? names[0];
    const [catalog, json] = all<[Catalog, string]>(
      () => recent.of(fields),
      (failed) => {
        const json = sized(fields.bytes(name), LIMITS.requestBytes, name);
        if (failed) {
          asked(name, () => ask(empty(), json));
        }
        return json;
      },
    );
    return { text: asked(name, () => ask(catalog, json)), fine: true };
  };
}

/** Of a claimed digest; a real one has 71 characters. */
const MOST_OF_A_DIGEST = 300;

let nothing: Catalog | undefined;

/** Sells nothing: finds what is malformed in a question whose own catalog cannot be read. */
function empty(): Catalog {
  nothing ??= new Catalog({ id: "empty", products: [] });
  return nothing;
}
