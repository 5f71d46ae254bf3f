// After a trap, as a bug would cause one, the next call gets a fresh instance and the right answer. The module
// of this test is the shipped one with one more export.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Catalog as Main } from "@quotient/checkout";

import { named } from "./cases.mjs";

const { catalog: source, request } = named("change/two more licenses, a third of the month left");
const expected = new Main(source).quote(request);

/** Instances as the package makes them, whose next quote stops in the module where that is asked for. */
const instances = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class {
  constructor(module, imports) {
    const { exports } = new Instance(module, imports);
    this.exports = {
      ...exports,
      quote_parts: (...handles) => (this.armed ? exports.trap() : exports.quote_parts(...handles)),
      prepared_total: (...numbers) =>
        this.armed ? exports.trap() : exports.prepared_total(...numbers),
    };
    instances.push(this);
  }
};

test("the instance that trapped is left, and what it had read is read again", async () => {
  const { Catalog, compare, EngineError, init } = await import("@quotient/checkout/slim");
  await init(readFileSync(new URL("../build/quote-trap.wasm", import.meta.url)));
  const [catalog, bystander] = [new Catalog(source), new Catalog({ ...source, id: "other" })];
  assert.deepEqual(catalog.quote(request), expected);
  const { digest } = bystander;
  const prepared = catalog.prepare(request);
  const { quantity } = request.items[0];
  const { status, total, amountDue } = expected;
  const summed = { status, total, amountDue };
  assert.deepEqual(prepared.total(quantity), summed);

  for (let round = 1; round <= 5; round += 2) {
    assert.equal(instances.length, round);
    instances.at(-1).armed = true;
    assert.throws(
      () => catalog.quote(request),
      (error) => error instanceof EngineError && error.cause instanceof WebAssembly.RuntimeError,
    );
    assert.deepEqual(catalog.quote(request), expected);
    assert.deepEqual(catalog.verify(request, expected.digest), { answer: expected, holds: true });
    assert.deepEqual(prepared.total(quantity), summed);
    instances.at(-1).armed = true;
    assert.throws(() => prepared.total(quantity), EngineError);
    // What it held is gone, and it does not end what another holds by the same handle.
    const other = catalog.prepare({ ...request, at: "2026-11-21T00:00:01Z" });
    prepared.free();
    assert.equal(other.quote().at, "2026-11-21T00:00:01Z");
    assert.deepEqual(prepared.total(quantity), summed);
    assert.equal(bystander.digest, digest);
    assert.deepEqual(compare(catalog.quote(request), expected), []);
  }
});
