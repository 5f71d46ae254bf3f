// The conformance cases through the package, as objects and as text, with the digests that every host
// must find.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { cases, differences } from "./cases.mjs";
import { engines } from "./engines.mjs";

const digests = new Map(
  readFileSync(new URL("../../tests/cases/digests.txt", import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t")),
);

for (const [engine, { Catalog, compare }] of Object.entries(engines)) {
  for (const file of ["named.ndjson", "rules.ndjson", "generated.ndjson"]) {
    test(`${engine}: ${file}`, () => {
      for (const { name, catalog, request, expect } of cases(file)) {
        const answer = new Catalog(catalog).quote(request);
        assert.deepEqual(differences(expect, answer), [], name);
        const outcome = answer.digest ?? answer.problems.map(({ code }) => code).join(" ");
        assert.equal(outcome, digests.get(name), name);
        const fromText = new Catalog(JSON.stringify(catalog)).quote(JSON.stringify(request));
        assert.deepEqual(fromText, answer, name);
        assert.deepEqual(compare(answer, fromText), [], name);
        // Plain data: it survives being sent.
        assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer, name);
      }
    });
  }
}
