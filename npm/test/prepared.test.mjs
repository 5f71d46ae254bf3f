// Parts of answers and prepared requests: what is there is the same to the byte as in the whole answer, in
// every engine, for every case of the corpus.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as main from "@quotient/checkout";
import * as script from "@quotient/checkout/js";
import * as slim from "@quotient/checkout/slim";

import { cases, named } from "./cases.mjs";
import { engines } from "./engines.mjs";
import { Host, modules } from "./portable.mjs";

await slim.init(readFileSync(new URL("../dist/quote.wasm", import.meta.url)));

const NAMES = ["calculation", "digest", "renewal", "subscription"];
const all = ["named.ndjson", "rules.ndjson", "generated.ndjson"].flatMap(cases);

/** The answer without the parts that bits leave out. */
function without(answer, bits) {
  if (answer.status !== "priced") {
    return answer;
  }
  const rest = { ...answer };
  NAMES.slice(1).forEach((name, index) => {
    if (!(bits & (2 << index))) delete rest[name];
  });
  if (!(bits & 1)) {
    rest.lines = rest.lines.map(({ calculation, ...line }) => line);
  }
  return rest;
}

function partsOf(bits) {
  return Object.fromEntries(NAMES.map((name, index) => [name, Boolean(bits & (1 << index))]));
}

/** A request before the customer chose, and the choice. */
function before({ at, items, codes, cycle, ...rest }) {
  const varies = rest.type === "change" || rest.type === "purchase";
  return [
    {
      ...rest,
      at: "2020-02-29T12:34:56Z",
      ...(varies && { items: [{ product: "another", quantity: 3 }], codes: ["ANOTHER"] }),
      ...(cycle && { cycle: { unit: "week", count: 5 } }),
    },
    { at, ...(varies && { items: items ?? [], codes: codes ?? [] }), ...(cycle && { cycle }) },
  ];
}

const text = JSON.stringify;

for (const [name, { Catalog, quote }] of Object.entries({ ...engines, slim, script })) {
  // The plain JavaScript is many times slower and has the same code.
  const some = name === "script" ? all.filter((_, index) => index % 8 === 0) : all;

  test(`${name}: parts of answers`, () => {
    some.forEach(({ name, catalog, request }, index) => {
      const whole = new Catalog(catalog).quote(request);
      const bits = index % 16;
      const answer = quote(catalog, request, partsOf(bits));
      assert.equal(text(answer), text(without(whole, bits)), name);
      assert.equal(text(new Catalog(catalog).quote(request, {})), text(whole), name);
    });
  });

  test(`${name}: prepared requests`, () => {
    for (const { name, catalog, request } of some) {
      const read = new Catalog(catalog);
      const whole = read.quote(request);
      const [asked, choice] = before(request);
      const prepared = read.prepare(asked);
      assert.equal(text(prepared.quote(choice)), text(whole), name);
      assert.equal(
        text(prepared.quote(text(choice), { digest: false })),
        text(without(whole, 13)),
        name,
      );
      assert.equal(text(prepared.amounts(choice)), text(without(whole, 0)), name);
      const { status, total, amountDue } = whole;
      const expected = status === "priced" ? { status, total, amountDue } : whole;
      assert.deepEqual({ ...prepared.total(choice) }, expected, name);
      prepared.free();
      assert.equal(text(prepared.quote(choice)), text(whole), `${name}, read again`);
      prepared.free();
      prepared.free();
    }
  });
}

const { catalog, request } = named("change/two more licenses, a third of the month left");
const [{ product }] = request.items;

test("a slider's totals, and what is not one", () => {
  const read = new main.Catalog(catalog);
  const prepared = read.prepare(request);
  let rejected = 0;
  for (const quantity of [0, 1, 9, 10, 11, 12, 5000, 5001, 10_000_000]) {
    const { status, total, amountDue, ...rest } = read.quote({
      ...request,
      items: [{ product, quantity }],
    });
    const expected = status === "priced" ? { status, total, amountDue } : { status, ...rest };
    assert.deepEqual(prepared.total(quantity), expected, quantity);
    assert.deepEqual(prepared.total(quantity, product), expected, quantity);
    rejected += status === "rejected" ? 1 : 0;
  }
  assert.ok(rejected >= 2);
  for (const quantity of [-1, 1.5, 10_000_001, 2 ** 32, 2 ** 32 + 12, Number.NaN, Infinity, -0.5]) {
    assert.throws(
      () => prepared.total(quantity),
      (error) =>
        error instanceof main.QuotientError && error.problems[0].path === "/items/0/quantity",
      `${quantity}`,
    );
  }
  // A product that was not named joins those that were.
  const [unknown] = prepared
    .total(3, "nothing")
    .problems.filter(({ code }) => code === "unknown_product");
  assert.equal(unknown.path, "/items/1/product");
  assert.throws(() => prepared.total("12"), main.QuotientError);
  assert.throws(() => prepared.quote({ tax: {} }), /unknown_field/);
  assert.throws(() => read.prepare({ type: "change" }), /missing_field/);
  for (const parts of [{ digests: false }, { digest: 0 }, { digest: "no" }]) {
    assert.throws(() => prepared.quote({}, parts), TypeError);
    assert.throws(() => read.quote(request, parts), TypeError);
  }
});

test("a slider goes on where reading something larger moved the engine's memory", () => {
  for (const [name, { Catalog }] of Object.entries({ main, slim, script })) {
    const prepared = new Catalog(catalog).prepare(request);
    const quantities = [11, 12, 13];
    const before = quantities.map((quantity) => prepared.total(quantity));
    assert.ok(before.every(({ status }) => status === "priced"));
    for (const count of [2_000, 6_000]) {
      const products = Array.from({ length: count }, (_, n) => ({
        ...catalog.products[0],
        id: `p${n}`,
        prices: [{ ...catalog.products[0].prices[0], id: `m${n}` }],
      }));
      new Catalog({ ...catalog, id: `large-${count}`, products });
      assert.deepEqual(
        quantities.map((quantity) => prepared.total(quantity)),
        before,
        name,
      );
    }
  }
});

test("many prepared requests give way to others and are read again", () => {
  const read = new main.Catalog(catalog);
  const many = Array.from({ length: 600 }, () => read.prepare(request));
  const expected = many[599].total(12);
  for (const prepared of many) {
    assert.deepEqual(prepared.total(12), expected);
  }
  // So do catalogs, and what was prepared with them.
  for (let n = 0; n < 80; n++) {
    new main.Catalog({ ...catalog, id: `other-${n}` }).prepare(request);
  }
  for (const prepared of many) {
    assert.deepEqual(prepared.total(12), expected);
    prepared.free();
  }
});

for (const [name, open] of Object.entries(modules)) {
  test(`${name}: handles of prepared requests`, () => {
    const host = new Host(open());
    const kept = host.catalog(text(catalog));
    const [whole] = host.lines("quote", kept, text(request));
    assert.deepEqual(host.lines("quote_parts", kept, 15, text(request)), [whole]);
    assert.deepEqual(host.lines("quote_parts", kept, 4, text(request)), [without(whole, 4)]);
    const { prepared } = JSON.parse(host.call("prepare", kept, text(request)));
    assert.notEqual(prepared, kept);
    const choices = [{}, { at: "yesterday" }, { items: [] }].map(text).join("\n");
    const [same, malformed, nothing] = host.lines("prepared_quote", prepared, 15, choices);
    assert.deepEqual(same, whole);
    assert.deepEqual([malformed.line, malformed.problems[0].path], [2, "/at"]);
    assert.equal(nothing.status, "rejected");
    const read = (at) => {
      const bytes = Buffer.from(host.exports.memory.buffer).subarray(at);
      return bytes.subarray(0, bytes.indexOf(0)).toString();
    };
    const at = host.exports.prepared_total(prepared, 0, request.items[0].quantity);
    assert.equal(read(at), `${whole.total} ${whole.amountDue}`);
    assert.equal(host.exports.prepared_total(prepared, 0, 0), 0);
    assert.equal(host.exports.prepared_total(prepared, 1, 12), 0);
    assert.equal(host.exports.prepared_total(prepared, -1, -1), 0);
    // With its catalog it ends.
    host.exports.catalog_free(kept);
    for (const gone of [prepared, kept, 0, -1]) {
      assert.equal(host.exports.prepared_total(gone, 0, 12), 0);
      const answer = JSON.parse(host.call("prepared_quote", gone, 15, "{}"));
      assert.equal(answer.problems[0].code, "unknown_reference");
    }
    const other = host.catalog(text(catalog));
    const again = JSON.parse(host.call("prepare", other, text(request))).prepared;
    assert.notEqual(again, prepared);
    host.exports.prepared_free(again);
    host.exports.prepared_free(again);
    assert.equal(host.exports.prepared_total(again, 0, 12), 0);
    assert.equal(JSON.parse(host.call("prepare", other, "{}")).problems[0].path, "/type");
    assert.equal(
      JSON.parse(host.call("prepare", again, "{}")).problems[0].code,
      "unknown_reference",
    );
  });
}
