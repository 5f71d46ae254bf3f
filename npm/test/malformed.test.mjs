// Malformed input through JavaScript: the same codes and pointers as natively.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { engines } from "./engines.mjs";

const lines = readFileSync(new URL("../../tests/cases/malformed.ndjson", import.meta.url), "utf8");

/** A text, or `[[part, times], …]` where it is long. */
const written = (text) =>
  Array.isArray(text) ? text.map(([part, times]) => part.repeat(times)).join("") : text;

for (const [engine, { Catalog, QuotientError }] of Object.entries(engines)) {
  const catalog = new Catalog({ id: "empty", products: [] });
  for (const line of lines.trimEnd().split("\n")) {
    const { name, problems, ...input } = JSON.parse(line);
    test(`${engine}: ${name}`, () => {
      const read = () =>
        input.catalog === undefined
          ? catalog.quote(written(input.request))
          : new Catalog(written(input.catalog));
      assert.throws(read, (error) => {
        assert.ok(error instanceof QuotientError);
        assert.deepEqual(
          error.problems.map(({ code, path }) => ({ code, path })),
          problems,
        );
        return true;
      });
    });
  }
}
