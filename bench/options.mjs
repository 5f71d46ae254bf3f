// What the scripts have in common: their arguments, the reference request, and where results go.

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

/** The entries of the package with an engine, and the file that a page loads for each. */
export const ENTRIES = { ".": "index.js", "./slim": "slim.js", "./js": "js.js" };

/** @returns `{ quick, out }` */
export function options() {
  const { values } = parseArgs({
    options: { quick: { type: "boolean" }, out: { type: "string" } },
  });
  return values;
}

/**
 * How much is measured: random requests compared, runs of so many milliseconds, fresh processes each. Many short
 * runs are better than few long ones where other programs want the same cores.
 */
export function rounds(quick) {
  return quick
    ? { count: 500, runs: 41, ms: 6, fresh: 5 }
    : { count: 5000, runs: 151, ms: 12, fresh: 15 };
}

/** The catalog and the request that all are measured on. */
export function reference() {
  const read = (name) =>
    JSON.parse(readFileSync(new URL(`reference/${name}.json`, import.meta.url), "utf8"));
  return { catalog: read("catalog"), request: read("request") };
}

export function write(file, result) {
  writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);
}
