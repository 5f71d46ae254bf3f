// What goes into the module is what the caller's own properties say, or a problem with its place.

import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";

import { Catalog, compare, QuotientError, sentence } from "@quotient/checkout";

import { named } from "./cases.mjs";

const { catalog: source, request } = named("change/two more licenses, a third of the month left");
const catalog = new Catalog(source);
const quote = catalog.quote(request);

/** The problems with an input, as "code path". */
function problems(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof QuotientError, String(error));
    return error.problems;
  }
  assert.fail("nothing was thrown");
}

function told(call) {
  return problems(call).map(({ code, path }) => `${code} ${path}`);
}

function without(object, key) {
  const { [key]: _, ...rest } = object;
  return rest;
}

test("what JSON cannot say is a problem, with its place and the remedy", () => {
  class Owner {
    role = "owner";
  }
  class Items extends Array {}
  const cycle = { unit: "year" };
  cycle.self = cycle;
  const holes = [];
  holes[1] = request.items[0];
  const named = [...request.items];
  named.total = "0.00";
  const strange = {
    undefined: [undefined, "leave the field out"],
    NaN: [NaN, "write a whole number"],
    Infinity: [-Infinity, "write a whole number"],
    BigInt: [12n, "write a number"],
    function: [() => 12, "leave the field out"],
    symbol: [Symbol("12"), "leave the field out"],
    Date: [new Date(0), "date.toISOString()"],
    Map: [new Map([["role", "owner"]]), "Object.fromEntries(map)"],
    Set: [new Set(["owner"]), "[...set]"],
    class: [new Owner(), "plain data"],
    "subclass of Array": [Items.of(1), "plain array"],
    "boxed text": [new String("owner"), "plain data"],
    "typed array": [new Uint8Array(2), "plain data"],
    "inherited fields": [Object.create({ role: "owner" }), "plain data"],
    "prototype without a prototype": [Object.create(Object.create(null)), "plain data"],
    "half a character": ["\ud83d", "repair the text"],
    holes: [holes, "fill them"],
    "names beside elements": [named, "plain array"],
  };
  for (const [what, [value, remedy]] of Object.entries(strange)) {
    const found = problems(() => catalog.quote({ ...request, actor: value }));
    assert.deepEqual(
      found.map(({ code, path }) => `${code} ${path}`),
      ["not_json /actor"],
      what,
    );
    assert.ok(found[0].message.includes(remedy), `${what}: ${found[0].message}`);
  }
  assert.deepEqual(
    told(() => catalog.quote({ ...request, cycle })),
    ["not_json /cycle/self"],
  );
});

test("the whole input may be unsayable", () => {
  for (const value of [undefined, 1n, new Map(), () => request, Symbol("x"), new Date(0)]) {
    assert.deepEqual(
      told(() => catalog.quote(value)),
      ["not_json "],
    );
    assert.deepEqual(
      told(() => new Catalog(value)),
      ["not_json "],
    );
    assert.deepEqual(
      told(() => compare(value, quote)),
      ["not_json "],
    );
    assert.deepEqual(
      told(() => sentence(value, "USD")),
      ["not_json "],
    );
  }
  for (const value of [null, 12, true, []]) {
    assert.deepEqual(
      told(() => catalog.quote(value)),
      ["wrong_type "],
    );
    assert.deepEqual(
      told(() => new Catalog(value)),
      ["wrong_type "],
    );
  }
});

test("every problem is told at once, those of the engine too, but not those of the stand-in", () => {
  const bad = {
    ...request,
    at: new Date(0),
    codes: ["SAVE10", 12n, undefined],
    surprise: 1,
    items: [{ product: "studio-node", quantity: 12.5 }],
  };
  const found = told(() => catalog.quote(bad));
  assert.deepEqual(found.slice(0, 3), ["not_json /at", "not_json /codes/1", "not_json /codes/2"]);
  const engine = found.slice(3);
  assert.ok(engine.includes("unknown_field /surprise"), engine.join());
  assert.ok(
    engine.some((problem) => problem.endsWith(" /items/0/quantity")),
    engine.join(),
  );
  assert.equal(engine.length, 2, engine.join());
});

test("only own properties count, whatever the prototypes were made to hold", () => {
  const polluted = {
    coupons: [{ code: "SAVE10", off: { percent: "100" } }],
    codes: ["SAVE10"],
    balance: "999999.00",
    toJSON: () => ({}),
    remainingPeriods: 3,
  };
  for (const [name, value] of Object.entries(polluted)) {
    Object.prototype[name] = value;
  }
  Array.prototype.toJSON = () => [];
  try {
    assert.equal(new Catalog(source).quote(request).digest, quote.digest);
  } finally {
    for (const name of Object.keys(polluted)) {
      delete Object.prototype[name];
    }
    delete Array.prototype.toJSON;
  }
});

test("a property is read once, so a getter that changes its mind cannot matter", () => {
  let reads = 0;
  const actor = {
    get role() {
      reads += 1;
      return reads === 1 ? "member" : "owner";
    },
  };
  const answer = catalog.quote({ ...request, actor });
  assert.equal(reads, 1);
  assert.equal(answer.status, "rejected");
  assert.deepEqual(
    answer.problems.map(({ code }) => code),
    ["role_not_allowed"],
  );
});

test("a getter that removes what comes after it does not uncover a prototype", () => {
  const trap = {
    get role() {
      delete this.also;
      return "owner";
    },
    also: 1,
  };
  Object.defineProperty(Object.prototype, "also", { value: "x", configurable: true });
  try {
    const answer = catalog.quote({ ...request, actor: trap });
    assert.equal(answer.digest, catalog.quote({ ...request, actor: { role: "owner" } }).digest);
    assert.ok(answer.digest);
  } finally {
    delete Object.prototype.also;
  }
});

test("what a library gave every prototype stays out of a text", () => {
  Object.prototype.also = { deep: 1 };
  try {
    assert.equal(catalog.quote({ ...request }).digest, quote.digest);
  } finally {
    delete Object.prototype.also;
  }
});

test("an array with a hole and a name beside its elements is no list", () => {
  const items = [...request.items, ...request.items];
  delete items[0];
  items.name = request.items[0];
  assert.deepEqual(
    told(() => catalog.quote({ ...request, items })),
    ["not_json /items"],
  );
});

test("objects that share what is in them are refused before they fill the memory", () => {
  let shared = ["x"];
  for (let depth = 0; depth < 26; depth++) {
    shared = [shared, shared, shared, shared];
  }
  assert.deepEqual(
    told(() => catalog.quote({ ...request, items: shared })),
    ["too_large "],
  );
});

test("an array that is too long is refused before its elements are listed", () => {
  const reads = [];
  const items = new Proxy(new Array(10_000_000), {
    ownKeys(target) {
      reads.push("keys");
      return Reflect.ownKeys(target);
    },
  });
  assert.deepEqual(
    told(() => catalog.quote({ ...request, items })),
    ["too_large "],
  );
  assert.deepEqual(reads, []);
});

test("what a getter throws reaches the caller", () => {
  const mine = new Error("mine");
  const actor = {
    get role() {
      throw mine;
    },
  };
  assert.throws(() => catalog.quote({ ...request, actor }), mine);
});

test("properties that do not show do not count, a toJSON that shows is a problem", () => {
  const hidden = Object.defineProperty({ ...request }, "codes", { value: 12n, enumerable: false });
  assert.equal(catalog.quote(hidden).digest, quote.digest);
  const shown = { ...request, toJSON: () => ({}) };
  assert.deepEqual(
    told(() => catalog.quote(shown)),
    ["not_json /toJSON"],
  );
});

test("what is named by a symbol is no field, as in JSON", () => {
  const before = Symbol("before:items");
  const items = Object.assign([...request.items], { [before]: "a comment of the file" });
  for (const marked of [
    { ...request, [before]: "a comment", items },
    Object.assign(Object.create(null), request, { [before]: new Map(), items }),
  ]) {
    assert.equal(catalog.quote(marked).digest, quote.digest);
  }
});

test("`__proto__` as an own name is an unknown field like any other", () => {
  const text = JSON.stringify(without(request, "codes")).replace(
    "{",
    '{"__proto__":{"codes":["X"]},',
  );
  assert.deepEqual(
    told(() => catalog.quote(text)),
    ["unknown_field /__proto__"],
  );
  assert.deepEqual(
    told(() => catalog.quote(JSON.parse(text))),
    ["unknown_field /__proto__"],
  );
});

test("plain objects of another realm, and without a prototype, are plain", () => {
  const foreign = vm.runInNewContext("JSON.parse(text)", { text: JSON.stringify(request) });
  assert.equal(catalog.quote(foreign).digest, quote.digest);
  const bare = Object.assign(Object.create(null), request);
  assert.equal(catalog.quote(bare).digest, quote.digest);
  const strange = vm.runInNewContext("new Map()");
  assert.deepEqual(
    told(() => catalog.quote({ ...request, actor: strange })),
    ["not_json /actor"],
  );
});

test("numbers that are no quantities are refused by the engine's own rules, as in text", () => {
  for (const quantity of [1.5, -1, 2 ** 53, 1e21, 1e-7]) {
    const input = { ...request, items: [{ product: "studio-node", quantity }] };
    const asObject = problems(() => catalog.quote(input));
    assert.deepEqual(
      asObject,
      problems(() => catalog.quote(JSON.stringify(input))),
    );
    assert.deepEqual(
      asObject.map(({ path }) => path),
      ["/items/0/quantity"],
    );
  }
});

test("one object in two places is no cycle", () => {
  const item = { product: "studio-node", quantity: 12 };
  assert.deepEqual(
    told(() => catalog.quote({ ...request, items: [item, item] })),
    ["duplicate_product /items/1/product"],
  );
});

test("text with half a character is refused, not repaired", () => {
  const text = JSON.stringify(request).replace("owner", "own\ud83der");
  assert.deepEqual(
    told(() => catalog.quote(text)),
    ["not_json "],
  );
});

test("deep nesting is refused without running out of stack", () => {
  let deep = {};
  for (let n = 0; n < 100_000; n++) {
    deep = { deep };
  }
  const found = told(() => catalog.quote({ ...request, actor: deep }));
  assert.deepEqual(found, [`too_deep /actor${"/deep".repeat(63)}`]);
  const text = `{"actor":${'{"deep":'.repeat(100)}1${"}".repeat(100)}}`;
  assert.deepEqual(
    told(() => catalog.quote(text)),
    found,
  );
});

test("size is checked before anything is copied", () => {
  const long = "x".repeat(5 << 20);
  // Two bytes a character: fewer characters than the limit has bytes.
  const wide = "é".repeat(3 << 20);
  for (const text of [long, wide]) {
    assert.deepEqual(
      told(() => catalog.quote(text)),
      ["too_large "],
    );
    assert.deepEqual(
      told(() => catalog.quote({ ...request, codes: [text] })),
      ["too_large "],
    );
    assert.deepEqual(
      told(() => new Catalog(text)),
      ["too_large "],
    );
    assert.deepEqual(
      told(() => new Catalog({ id: text })),
      ["too_large "],
    );
  }
  // Sixteen doublings of one list say more than fits, though there is little of it.
  let wideTree = [];
  for (let n = 0; n < 30; n++) {
    wideTree = [wideTree, wideTree];
  }
  assert.deepEqual(
    told(() => catalog.quote({ ...request, codes: wideTree })),
    ["too_large "],
  );
  assert.deepEqual(
    told(() => catalog.quote({ ...request, codes: new Array(1e9) })),
    ["too_large "],
  );
});

test("thousands of problems are cut off", () => {
  const codes = Array.from({ length: 5_000 }, () => undefined);
  const found = problems(() => catalog.quote({ ...request, codes }));
  assert.equal(found.length, 100);
});

test("an error is an Error with a short message", () => {
  try {
    catalog.quote({ type: "nonsense", surprise: 1 });
    assert.fail("nothing was thrown");
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, "QuotientError");
    assert.ok(error.problems.length >= 2);
    assert.ok(error.message.includes(" at /"), error.message);
    assert.ok(error.message.length < 1_000, error.message);
  }
});

test("a catalog that breaks rules is refused with all of them", () => {
  const bad = structuredClone(source);
  bad.products[0].prices[0].scheme.amount = 208;
  bad.rounding = "sometimes";
  const found = told(() => new Catalog(bad));
  assert.ok(found.includes("amount_malformed /products/0/prices/0/scheme/amount"), found.join());
  assert.ok(
    found.some((problem) => problem.endsWith(" /rounding")),
    found.join(),
  );
});
