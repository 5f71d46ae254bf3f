// What the scripts have in common: their arguments, the reference request, and where results go.

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

/** @returns `{ quick, out }` */
export function options() {
  const { values } = parseArgs({
    options: { quick: { type: "boolean" }, out: { type: "string" } },
  });
  return values;
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
