// Many quotes leave the module's memory as it is: what a call takes it gives back. `cargo xtask test --all`
// tries ten million, every run fewer.

import assert from "node:assert/strict";
import { test } from "node:test";

import { cases } from "./cases.mjs";
import { Host, modules, portableDoor } from "./portable.mjs";

const asked = process.env.QUOTIENT_QUOTES;
/** The JavaScript is many times slower and has the same code. */
const QUOTES = {
  "quote.wasm": asked ? 10 * asked : 20_000,
  "quote-js.js": asked ? Math.ceil(asked / 20) : 1_000,
};
const BATCH = 250;
/** Until blocks of every length have found their places. */
const SETTLED = 40 * BATCH;

/** Rows of every kind, those that cannot be answered among them. */
const rows = cases("named.ndjson").flatMap(({ catalog, request }, index) => [
  JSON.stringify({ catalog, request }),
  JSON.stringify({ catalog, request: { ...request, at: "yesterday", surprise: index } }),
  `{"catalog":${"[".repeat(index)}`,
]);

for (const [name, open] of Object.entries(modules)) {
  const quotes = QUOTES[name];

  test(`${name}: ${quotes} quotes leave the memory flat`, { timeout: 3_600_000 }, () => {
    const host = new Host(open());
    const engine = portableDoor(() => host.exports)
      .open()
      .engine(JSON.stringify(cases("named.ndjson")[0].catalog));
    const { request } = cases("named.ndjson")[0];

    /** So many quotes: half by batches of rows, half one by one; and catalogs that come and go. */
    const run = (count) => {
      for (let done = 0; done < count; done += 2 * BATCH) {
        const batch = Array.from({ length: BATCH }, (_, n) => rows[(done + n) % rows.length]);
        const answers = host.lines("quote_rows", batch.join("\n"));
        assert.equal(answers.length, BATCH);
        for (let n = 0; n < BATCH; n++) {
          // Another length each time: a block that is given back fits no later one by chance.
          const answer = engine.quote(JSON.stringify(request) + " ".repeat((done + n) % 997));
          assert.equal(answer.status, "priced");
        }
        const kept = host.catalog(JSON.stringify(cases("named.ndjson")[1].catalog));
        host.exports.catalog_free(kept);
      }
    };

    run(SETTLED);
    const before = host.exports.memory.buffer.byteLength;
    run(quotes);
    assert.equal(host.exports.memory.buffer.byteLength, before);
    assert.ok(before < 16 << 20, `${before} bytes`);
  });
}

test("a catalog that is not freed takes memory, so that a leak would show above", () => {
  const host = new Host(modules["quote.wasm"]());
  const text = JSON.stringify(cases("named.ndjson")[0].catalog);
  host.catalog(text);
  const before = host.exports.memory.buffer.byteLength;
  for (let n = 0; n < 2_000; n++) {
    host.catalog(text);
  }
  assert.ok(host.exports.memory.buffer.byteLength > before);
});
