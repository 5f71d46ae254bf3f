// The whole corpus for a host: what it is asked, and what it must have said, a line a case.

import { readFileSync } from "node:fs";

const CASES = new URL("../../cases/", import.meta.url);
const FILES = ["named.ndjson", "rules.ndjson", "generated.ndjson"];

const read = (file) => readFileSync(new URL(file, CASES), "utf8").trimEnd();

/** A JSON array of `{name, catalog, request}`. */
export const questions = `[${FILES.map((file) => read(file).split("\n").join(",")).join(",")}]`;

/** The golden outcomes, in another order. */
export const outcomes = read("digests.txt").split("\n").sort();

/** A function for any host, as source: the outcomes of the questions. */
export const answering = `(Catalog, questions) => questions.map(({ name, catalog, request }) => {
  const answer = new Catalog(catalog).quote(request);
  return name + "\\t" + (answer.digest ?? answer.problems.map(({ code }) => code).join(" "));
}).sort()`;
