// The conformance cases through the package, as objects and as text.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Catalog, compare } from "@quotient/checkout";

import { cases, differences } from "./cases.mjs";

for (const { name, catalog, request, expect } of cases("named.ndjson")) {
  test(name, () => {
    const answer = new Catalog(catalog).quote(request);
    assert.deepEqual(differences(expect, answer), []);
    const fromText = new Catalog(JSON.stringify(catalog)).quote(JSON.stringify(request));
    assert.deepEqual(fromText, answer);
    assert.deepEqual(compare(answer, fromText), []);
    // Plain data: it survives being sent.
    assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
  });
}
