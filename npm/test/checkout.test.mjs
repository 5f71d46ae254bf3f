// The store of a checkout: every change has its answer at once, and nothing that is entered throws.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Catalog, QuotientError } from "@quotient/checkout";
import { createCheckout, keepFresh, normalCode } from "@quotient/checkout/store";

import { named } from "./cases.mjs";

const { catalog: source, request } = named("change/two more licenses, a third of the month left");
const { coupons, ...shown } = source;
const { subscription, tax, at } = request;
const NOW = at;

/** An owner's checkout with prices that hold no coupons, as a page has it. */
function checkout(more = {}) {
  return createCheckout({
    catalog: shown,
    subscription,
    role: "owner",
    tax,
    now: () => NOW,
    ...more,
  });
}

/** A look-up that is answered by hand. */
function lookups() {
  const asked = [];
  const findCoupon = (code, { signal }) =>
    new Promise((resolve, reject) => asked.push({ code, signal, resolve, reject }));
  return { asked, findCoupon };
}

const terms = (code) => coupons.find((coupon) => coupon.code === code);
const turn = () => new Promise((resolve) => setImmediate(resolve));
const codesOf = (problems) => problems.map(({ code, field }) => `${code} ${field}`);

test("a chosen quantity has the engine's answer before the call returns", () => {
  const store = checkout();
  const { setQuantity, getSnapshot, confirmPayload } = store;
  assert.equal(getSnapshot().answer.status, "rejected");
  assert.deepEqual(codesOf(getSnapshot().problems), ["nothing_changes undefined"]);
  assert.equal(getSnapshot().canConfirm, false);
  assert.equal(confirmPayload(), undefined);

  setQuantity("studio-node", 12);
  const snapshot = getSnapshot();
  const { digest } = new Catalog(source).quote(request);
  assert.equal(snapshot.answer.digest, digest);
  assert.deepEqual(snapshot.items, [{ product: "studio-node", quantity: 12, held: 10 }]);
  assert.deepEqual(snapshot.cycle, { unit: "month" });
  assert.equal(snapshot.at, NOW);
  assert.deepEqual(snapshot.problems, []);
  assert.deepEqual(snapshot.options.products[0].quantities, { minimum: 10, maximum: 500, step: 1 });
  assert.deepEqual(confirmPayload(), {
    subscription: "sub_1",
    at: NOW,
    items: [{ product: "studio-node", quantity: 12 }],
    digest,
  });
});

test("a snapshot is frozen, and the same until something changes", () => {
  const store = checkout({ items: request.items, cycle: { unit: "year", count: 1 } });
  const before = store.getSnapshot();
  assert.equal(store.getSnapshot(), before);
  const walk = (value, path) => {
    if (typeof value === "object" && value !== null) {
      assert.ok(Object.isFrozen(value), path);
      Object.entries(value).forEach(([key, inner]) => walk(inner, `${path}/${key}`));
    }
  };
  const { catalog, ...plain } = before;
  assert.equal(catalog.products.length, source.products.length);
  Object.entries(plain).forEach(([key, inner]) => walk(inner, `/${key}`));
  assert.ok(Object.isFrozen(before));
  assert.ok(before.answer.lines.length > 0);
  store.setQuantity("studio-node", 13);
  assert.notEqual(store.getSnapshot(), before);
  assert.equal(before.items[0].quantity, 12);
});

test("what the host handed over is neither frozen nor changed", () => {
  const cycle = { unit: "year" };
  const setup = { items: [{ product: "studio-node", quantity: 11 }], cycle, codes: ["SAVE10"] };
  const copy = structuredClone(setup);
  const store = checkout({ ...setup, coupons: [terms("SAVE10")] });
  store.update({ currency: undefined, tax: undefined });
  assert.deepEqual(setup, copy);
  for (const each of [cycle, setup.items, setup.items[0], terms("SAVE10"), subscription]) {
    assert.ok(!Object.isFrozen(each));
  }
});

test("listeners hear every change once, until they leave", () => {
  const store = checkout();
  const heard = [];
  const listener = () => heard.push(store.getSnapshot().items[0].quantity);
  const leave = store.subscribe(listener);
  const leaveToo = store.subscribe(listener);
  store.setQuantity("studio-node", 12);
  leave();
  store.setQuantity("studio-node", 13);
  leaveToo();
  leaveToo();
  store.setQuantity("studio-node", 14);
  assert.deepEqual(heard, [12, 12, 13]);
});

test("a listener that throws keeps no other from hearing, and the host hears of it", () => {
  const store = checkout();
  const heard = [];
  store.subscribe(() => {
    throw new Error("the host's own");
  });
  store.subscribe(() => heard.push(store.getSnapshot().items[0].quantity));
  assert.throws(() => store.setQuantity("studio-node", 12), /the host's own/);
  assert.deepEqual(heard, [12]);
});

test("what was typed for a product that is gone from the prices stands in nobody's way", () => {
  const store = checkout({ items: request.items });
  const [gone] = shown.products.map(({ id }) => id).filter((id) => id !== "studio-node");
  store.setQuantity(gone, Number.NaN);
  store.setQuantity("studio-node", Number.NaN);
  const products = shown.products.filter(({ id }) => id !== gone);
  store.update({ catalog: { ...shown, products } });
  // What is still sold, or held, has a field in which the text stands.
  assert.deepEqual(
    store.getSnapshot().problems.map(({ product }) => product),
    ["studio-node"],
  );
  store.setQuantity("studio-node", 12);
  assert.equal(store.getSnapshot().canConfirm, true);
});

test("a quote that has expired is made again, as long as it is kept fresh", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.parse(NOW) + 3_600_000 });
  // The customer's clock is an hour ahead of the server's, by which quotes are made.
  const now = () => new Date(Date.now() - 3_600_000).toISOString().replace(".000", "");
  const store = checkout({ now, items: request.items });
  const first = store.getSnapshot().answer;
  const lasts = Date.parse(first.validUntil) - Date.parse(first.at);
  const stop = keepFresh(store);
  context.mock.timers.tick(lasts - 1);
  assert.equal(store.getSnapshot().answer, first);
  context.mock.timers.tick(1);
  const second = store.getSnapshot().answer;
  assert.equal(second.at, first.validUntil);
  assert.equal(store.getSnapshot().canConfirm, true);
  // Whatever makes another quote gives it another while.
  context.mock.timers.tick(60_000);
  store.setQuantity("studio-node", 13);
  context.mock.timers.tick(lasts - 1);
  assert.equal(Date.parse(store.getSnapshot().at), Date.parse(second.at) + 60_000);
  stop();
  context.mock.timers.tick(2 * lasts);
  assert.equal(Date.parse(store.getSnapshot().at), Date.parse(second.at) + 60_000);
});

test("a quote that is kept fresh holds from when it was made, whatever comes in between", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.parse(NOW) });
  const now = () => new Date().toISOString().replace(/\.\d+/, "");
  const store = checkout({ now, items: request.items });
  const first = store.getSnapshot().answer;
  const lasts = Date.parse(first.validUntil) - Date.parse(first.at);
  context.mock.timers.tick(lasts - 60_000);
  keepFresh(store)();
  const stop = keepFresh(store);
  // What is refused makes no quote.
  store.setQuantity("studio-node", NaN);
  assert.equal(store.getSnapshot().answer, first);
  context.mock.timers.tick(60_000);
  assert.equal(store.getSnapshot().at, first.validUntil);
  stop();
  // One that has expired meanwhile is quoted at once.
  context.mock.timers.tick(2 * lasts);
  keepFresh(store)();
  assert.equal(store.getSnapshot().at, now());
});

test("a code that cannot be looked up makes an old quote no younger", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.parse(NOW) });
  let now = NOW;
  const { asked, findCoupon } = lookups();
  const store = checkout({ now: () => now, items: request.items, findCoupon });
  store.applyCode("SAVE10");
  context.mock.timers.tick(60_000);
  now = "none";
  asked[0].reject(new Error("the server is away"));
  await turn();
  const { at: quoted, ...snapshot } = store.getSnapshot();
  assert.deepEqual([snapshot.codes[0].state, quoted], ["failed", NOW]);
  assert.equal(snapshot.quotedAt, Date.parse(NOW));
});

test("a malformed quantity changes nothing, and is told until a right one comes", () => {
  for (const bad of [1.5, NaN, -1, "3", "12", undefined, Infinity, 12n, {}, 1e21, new Date(0)]) {
    const store = checkout({ items: request.items });
    const before = store.getSnapshot();
    store.setQuantity("studio-node", bad);
    const after = store.getSnapshot();
    assert.equal(after.answer.digest, before.answer.digest, String(bad));
    assert.deepEqual(after.items, before.items);
    assert.ok(after.problems.length > 0, String(bad));
    for (const problem of after.problems) {
      assert.equal(problem.field, "quantity");
      assert.equal(problem.product, "studio-node");
    }
    // Otherwise the customer would pay for what is not in the field.
    assert.equal(after.canConfirm, false);
    assert.equal(store.confirmPayload(), undefined);

    store.setCycle({ unit: "year" });
    assert.equal(store.getSnapshot().answer.status, "priced");
    assert.equal(store.getSnapshot().canConfirm, false);
    store.setQuantity("studio-node", 13);
    assert.deepEqual(store.getSnapshot().problems, []);
    assert.equal(store.getSnapshot().canConfirm, true);
  }
});

test("a product, a cycle, a code or an instant that is malformed changes nothing", () => {
  const entries = [
    [(store) => store.setQuantity(12, 12), "quantity"],
    [(store) => store.setCycle("year"), "cycle"],
    [(store) => store.setCycle({ unit: "fortnight" }), "cycle"],
    [(store) => store.applyCode(""), "code"],
    [(store) => store.applyCode("x".repeat(2_000)), "code"],
    [(store) => store.applyCode(7), "code"],
    [(store) => store.refresh("today"), "at"],
    [(store) => store.update({ catalog: { id: "" } }), "setup"],
    [(store) => store.update({ catalog: "{" }), "setup"],
    [(store) => store.update({ tax: { rates: "none" } }), "setup"],
    [(store) => store.update({ subscription: undefined }), "setup"],
  ];
  for (const [enter, field] of entries) {
    const { asked, findCoupon } = lookups();
    const store = checkout({ items: request.items, findCoupon });
    const before = store.getSnapshot();
    enter(store);
    const { problems, ...after } = store.getSnapshot();
    assert.ok(problems.length > 0, String(enter));
    assert.ok(
      problems.every((problem) => problem.field === field),
      `${enter}: ${JSON.stringify(problems)}`,
    );
    assert.equal(after.answer.digest, before.answer.digest, String(enter));
    assert.deepEqual(after.codes, []);
    assert.deepEqual(after.cycle, before.cycle);
    // A code that was entered wrongly is not part of what is bought.
    assert.equal(after.canConfirm, field === "code", String(enter));
    // The server is not asked for what the engine cannot read.
    assert.deepEqual(asked, []);
    store.update({ items: request.items });
    // A choice that is given anew says nothing about the facts.
    const left = field === "setup" ? problems : [];
    assert.deepEqual(store.getSnapshot().problems, left, String(enter));
  }
});

test("what is not allowed is an answer, with the product that it is about", () => {
  const store = checkout();
  store.setQuantity("studio-node", 501);
  const { answer, problems, items } = store.getSnapshot();
  assert.equal(answer.status, "rejected");
  assert.deepEqual(items, [{ product: "studio-node", quantity: 501, held: 10 }]);
  assert.equal(problems.length, 1);
  assert.equal(problems[0].code, "quantity_above_maximum");
  assert.equal(problems[0].allowed, 500);
  assert.equal(problems[0].product, "studio-node");
  assert.equal(problems[0].field, undefined);
  assert.equal(store.confirmPayload(), undefined);
});

test("only what differs is chosen, and `null` takes a choice back", () => {
  const store = checkout();
  const { getSnapshot } = store;
  store.setQuantity("studio-node", 12);
  store.setQuantity("testcloud", 2);
  store.setCycle({ unit: "year", count: 1 });
  assert.deepEqual(getSnapshot().choice, {
    subscription: "sub_1",
    at: NOW,
    items: [
      { product: "studio-node", quantity: 12 },
      { product: "testcloud", quantity: 2 },
    ],
    cycle: { unit: "year", count: 1 },
  });
  assert.deepEqual(getSnapshot().items[1], { product: "testcloud", quantity: 2, held: 0 });
  store.setQuantity("testcloud", null);
  store.setQuantity("studio-node", 10);
  assert.deepEqual(getSnapshot().items, [{ product: "studio-node", quantity: 10, held: 10 }]);
  store.setCycle({ unit: "month", count: 1 });
  assert.deepEqual(getSnapshot().choice, { subscription: "sub_1", at: NOW });
  store.setCycle({ unit: "year" });
  store.setCycle(null);
  assert.deepEqual(getSnapshot().cycle, { unit: "month" });
});

test("the present quantity and cycle are named where they withdraw what is scheduled", () => {
  const pending = { items: [{ product: "seats", quantity: 4 }], cycle: { unit: "year" } };
  const store = checkout({
    subscription: { ...subscription, items: [{ product: "seats", quantity: 5 }], pending },
  });
  const { getSnapshot } = store;
  assert.deepEqual(getSnapshot().choice, { subscription: "sub_1", at: NOW });
  store.setQuantity("seats", 5);
  store.setCycle({ unit: "month" });
  const { choice, answer } = getSnapshot();
  assert.deepEqual(choice.items, [{ product: "seats", quantity: 5 }]);
  assert.deepEqual(choice.cycle, { unit: "month" });
  assert.equal(answer.status, "priced");
  assert.equal(answer.subscription.pending, undefined);
});

test("a purchase", () => {
  const store = createCheckout({
    catalog: new Catalog(source),
    currency: "USD",
    cycle: { unit: "month" },
    role: "owner",
    firstPurchase: true,
    codes: ["welcome"],
    now: () => NOW,
  });
  const { getSnapshot, confirmPayload } = store;
  assert.deepEqual(codesOf(getSnapshot().problems), ["no_items undefined"]);
  store.setQuantity("studio-node", 3);
  const { answer, items, codes } = getSnapshot();
  // 3 x 208.00 less 30 %.
  assert.equal(answer.amountDue, "436.80");
  assert.deepEqual(items, [{ product: "studio-node", quantity: 3, held: 0 }]);
  assert.deepEqual(codes, [{ code: "WELCOME", state: "applied", amount: "-187.20" }]);
  assert.deepEqual(confirmPayload(), {
    // A server takes what has no type for a change.
    type: "purchase",
    currency: "USD",
    at: NOW,
    items: [{ product: "studio-node", quantity: 3 }],
    cycle: { unit: "month" },
    codes: ["WELCOME"],
    digest: answer.digest,
  });
  store.setQuantity("seats", 0);
  assert.deepEqual(getSnapshot().choice.items, [{ product: "studio-node", quantity: 3 }]);
  store.setCycle({ unit: "year" });
  store.setCycle(null);
  assert.deepEqual(getSnapshot().cycle, { unit: "month" });

  // Confirmed: from now on it is a change of what was bought.
  const bought = { ...answer.subscription, id: "sub_2" };
  store.update({ subscription: bought, items: [], cycle: undefined, codes: [] });
  assert.deepEqual(getSnapshot().choice, { subscription: "sub_2", at: NOW });
  assert.deepEqual(codesOf(getSnapshot().problems), ["nothing_changes undefined"]);
});

test("a code counts once its terms are there, and no total disappears until then", async () => {
  const { asked, findCoupon } = lookups();
  const store = checkout({ items: request.items, findCoupon });
  const { getSnapshot } = store;
  const before = getSnapshot().answer;
  store.applyCode("  save10 ");
  assert.equal(asked.length, 1);
  assert.equal(asked[0].code, "SAVE10");
  assert.deepEqual(getSnapshot().codes, [{ code: "SAVE10", state: "pending" }]);
  assert.deepEqual(getSnapshot().answer, before);
  assert.equal(getSnapshot().canConfirm, false);
  assert.equal(store.confirmPayload(), undefined);
  // Once more, and something else meanwhile: the look-up goes on.
  store.applyCode("SAVE10");
  store.setQuantity("studio-node", 14);
  assert.equal(asked.length, 1);
  let heard = 0;
  store.subscribe(() => heard++);
  asked[0].resolve(terms("SAVE10"));
  await turn();
  assert.equal(heard, 1);
  const expected = new Catalog(source).quote({
    ...request,
    items: [{ product: "studio-node", quantity: 14 }],
    codes: ["SAVE10"],
  });
  assert.equal(getSnapshot().answer.digest, expected.digest);
  const [{ amount }] = expected.codes;
  assert.deepEqual(getSnapshot().codes, [{ code: "SAVE10", state: "applied", amount }]);
  assert.deepEqual(store.confirmPayload().codes, ["SAVE10"]);
  store.removeCode("Save10");
  assert.deepEqual(getSnapshot().codes, []);
  assert.equal(getSnapshot().choice.codes, undefined);
});

test("a refused code has its reason, with and without a quote", async () => {
  const findCoupon = async (code) => ({ code, refused: "code_expired" });
  const store = checkout({ findCoupon });
  store.applyCode("OLD");
  await turn();
  assert.deepEqual(store.getSnapshot().codes, [
    { code: "OLD", state: "refused", reason: "code_expired" },
  ]);
  store.setQuantity("studio-node", 12);
  const [code] = store.getSnapshot().codes;
  assert.equal(code.state, "refused");
  assert.equal(code.reason, "code_expired");
  assert.match(code.message, /OLD/);
  // The server prices with it too, and refuses it in its answer.
  assert.deepEqual(store.confirmPayload().codes, ["OLD"]);
});

test("no terms: there is no such code", async () => {
  const store = checkout({ items: request.items, findCoupon: async () => undefined });
  store.applyCode("NOPE");
  await turn();
  assert.equal(store.getSnapshot().codes[0].reason, "code_unknown");
  assert.equal(store.getSnapshot().canConfirm, true);
});

test("without a look-up, codes are those of the catalog and of the known terms", () => {
  const store = checkout({ items: request.items, coupons: [terms("SAVE10")], codes: ["SAVE10"] });
  store.applyCode("NOPE");
  assert.deepEqual(
    store.getSnapshot().codes.map(({ state, reason }) => `${state} ${reason}`),
    ["applied undefined", "refused code_unknown"],
  );
});

test("an answer that comes too late is ignored, and its request is aborted", async () => {
  const { asked, findCoupon } = lookups();
  const store = checkout({ items: request.items, findCoupon });
  store.applyCode("SAVE10");
  store.removeCode("SAVE10");
  assert.equal(asked[0].signal.aborted, true);
  store.applyCode("SAVE10");
  assert.equal(asked.length, 2);
  const before = store.getSnapshot();
  asked[0].resolve({ code: "SAVE10", off: { percent: "99" } });
  await turn();
  assert.equal(store.getSnapshot(), before);
  asked[1].resolve(terms("SAVE10"));
  await turn();
  assert.equal(store.getSnapshot().answer.discount, "-13.87");
  assert.equal(asked[1].signal.aborted, false);

  store.applyCode("OTHER");
  store.removeCode("OTHER");
  const removed = store.getSnapshot();
  asked[2].reject(new Error("aborted"));
  await turn();
  assert.equal(store.getSnapshot(), removed);
});

test("a look-up that fails keeps the code, tells why, and can be tried again", async () => {
  const { asked, findCoupon } = lookups();
  const store = checkout({ items: request.items, findCoupon });
  const { getSnapshot } = store;
  store.applyCode("SAVE10");
  const error = new Error("the server cannot be reached");
  asked[0].reject(error);
  await turn();
  assert.deepEqual(getSnapshot().codes, [{ code: "SAVE10", state: "failed", error }]);
  const [{ code, field, typed, message }] = getSnapshot().problems;
  assert.deepEqual(
    { code, field, typed },
    { code: "lookup_failed", field: "code", typed: "SAVE10" },
  );
  assert.match(message, /cannot be reached/);
  // The quote is without the code, and so is what is confirmed.
  assert.equal(getSnapshot().answer.discount, "0.00");
  assert.equal(store.confirmPayload().codes, undefined);

  store.applyCode("save10");
  assert.deepEqual(getSnapshot().codes, [{ code: "SAVE10", state: "pending" }]);
  assert.deepEqual(getSnapshot().problems, []);
  asked[1].resolve(terms("SAVE10"));
  await turn();
  assert.equal(getSnapshot().codes[0].state, "applied");
});

test("a look-up that throws, or gives malformed terms, is one that failed", async () => {
  const answers = [
    () => {
      throw new Error("not today");
    },
    async () => ({ code: "SAVE10", off: { percent: 10 } }),
    async () => new Map(),
    async () => "SAVE10",
  ];
  for (const findCoupon of answers) {
    const store = checkout({ items: request.items, findCoupon });
    const { digest } = store.getSnapshot().answer;
    store.applyCode("SAVE10");
    await turn();
    const { codes, problems, answer } = store.getSnapshot();
    assert.equal(codes[0].state, "failed", String(findCoupon));
    assert.equal(problems[0].code, "lookup_failed");
    assert.equal(answer.digest, digest);
  }
});

test("`null` is no such code, and a list is no terms", async () => {
  const store = checkout({ items: request.items, findCoupon: async () => JSON.parse("null") });
  store.applyCode("nope");
  await turn();
  const { codes, canConfirm } = store.getSnapshot();
  assert.deepEqual([codes[0].state, codes[0].reason], ["refused", "code_unknown"]);
  assert.equal(canConfirm, true);
  // Where nothing is priced there is no refusal of the answer's.
  store.setQuantity("studio-node", 10);
  assert.equal(store.getSnapshot().answer.status, "rejected");
  assert.equal(store.confirmPayload(), undefined);
  for (const list of [[], [terms("SAVE10")]]) {
    const other = checkout({ items: request.items, findCoupon: async () => list });
    other.applyCode("SAVE10");
    await turn();
    assert.equal(other.getSnapshot().codes[0].state, "failed");
  }
});

test("a look-up ends, whatever is thrown and whatever the clock says meanwhile", async () => {
  const thrown = checkout({
    items: request.items,
    findCoupon: async () => {
      throw Object.create(null);
    },
  });
  thrown.applyCode("SAVE10");
  await turn();
  assert.equal(thrown.getSnapshot().codes[0].state, "failed");
  assert.match(thrown.getSnapshot().problems[0].message, /has no text/);

  let now = () => NOW;
  const { asked, findCoupon } = lookups();
  const store = checkout({ items: request.items, findCoupon, now: () => now() });
  const broken = [
    () => "yesterday",
    () => {
      throw new Error("no clock");
    },
  ];
  for (const [n, clock] of broken.entries()) {
    store.applyCode("SAVE10");
    now = clock;
    asked[n].resolve(terms("SAVE10"));
    await turn();
    assert.equal(store.getSnapshot().codes[0].state, "failed");
    assert.equal(store.getSnapshot().at, NOW);
    now = () => NOW;
  }
  store.applyCode("SAVE10");
  asked[2].resolve(terms("SAVE10"));
  await turn();
  assert.equal(store.getSnapshot().codes[0].state, "applied");
});

test("a code is trimmed as the engine does", () => {
  const { coupons: known } = source;
  for (const [typed, state] of [
    ["save10\u0085", "applied"],
    ["\u2003save10\u3000", "applied"],
    ["save10\ufeff", "refused"],
  ]) {
    const store = checkout({ items: request.items, coupons: known, codes: [typed] });
    assert.equal(store.getSnapshot().codes[0].state, state, JSON.stringify(typed));
    assert.equal(normalCode(typed) === "SAVE10", state === "applied");
  }
  assert.equal(normalCode(" straße-ß\u00e9 "), "STRAßE-ß\u00e9", "as the engine does, in ASCII");
});

test("codes of the set-up are looked up too, and listeners may act", async () => {
  const { asked, findCoupon } = lookups();
  const store = checkout({ items: request.items, findCoupon, codes: ["save10", "SAVE10 "] });
  assert.deepEqual(
    asked.map(({ code }) => code),
    ["SAVE10"],
  );
  // A listener that acts, in the middle of a change.
  const leave = store.subscribe(() => {
    leave();
    store.applyCode("TWENTY");
  });
  store.setQuantity("studio-node", 13);
  assert.deepEqual(
    asked.map(({ code }) => code),
    ["SAVE10", "TWENTY"],
  );
});

test("a new price list is quoted with the same choice, and its codes are looked up again", async () => {
  const { asked, findCoupon } = lookups();
  const store = checkout({ items: request.items, findCoupon, codes: ["SAVE10"] });
  asked[0].resolve(terms("SAVE10"));
  await turn();
  assert.equal(store.getSnapshot().answer.discount, "-13.87");

  const dearer = structuredClone(shown);
  dearer.products[0].prices[0].scheme.amount = "300.00";
  store.update({ catalog: dearer });
  // 10 of 30 days remain: 2 x 300.00 / 3. The old terms count until the new ones are there.
  assert.equal(store.getSnapshot().answer.subtotal, "200.00");
  assert.equal(store.getSnapshot().answer.discount, "-20.00");
  assert.equal(store.getSnapshot().codes[0].state, "applied");
  assert.equal(store.getSnapshot().canConfirm, false);
  asked[1].resolve({ code: "SAVE10", off: { percent: "20" } });
  await turn();
  assert.equal(store.getSnapshot().answer.discount, "-40.00");
  assert.equal(store.getSnapshot().canConfirm, true);

  // Other facts do not concern the codes.
  store.update({ role: "member" });
  assert.equal(asked.length, 2);
  assert.deepEqual(codesOf(store.getSnapshot().problems), ["role_not_allowed undefined"]);
});

test("a fact that was refused stays so until that fact is right", () => {
  const store = checkout({ items: request.items });
  const dearer = structuredClone(shown);
  dearer.id = "dearer";
  const malformed = { ...dearer, surprise: 1 };
  const problems = () => codesOf(store.getSnapshot().problems);
  store.update({ catalog: malformed, firstPurchase: true });
  assert.deepEqual(problems(), ["unknown_field setup"]);
  for (const other of [{ tax: undefined }, { firstPurchase: true }, { items: request.items }, {}]) {
    store.update(other);
    assert.deepEqual(problems(), ["unknown_field setup"]);
    assert.equal(store.confirmPayload(), undefined);
  }
  store.setQuantity("studio-node", 13);
  assert.equal(store.confirmPayload(), undefined);
  store.update({ tax: { surprise: 1 } });
  store.update({ catalog: dearer });
  assert.deepEqual(problems(), ["unknown_field setup"]);
  store.update({ tax });
  assert.deepEqual(problems(), []);
  assert.equal(store.getSnapshot().catalog.id, "dearer");
  assert.notEqual(store.confirmPayload(), undefined);
});

test("malformed items are told, as the engine tells them", () => {
  const twice = [
    { product: "studio-node", quantity: 11 },
    { product: "studio-node", quantity: 12, price: "0.01" },
  ];
  const told = ["unknown_field /items/1/price", "duplicate_product /items/1/product"];
  assert.throws(
    () => checkout({ items: twice }),
    (error) => {
      assert.deepEqual(
        error.problems.map(({ code, path }) => `${code} ${path}`).sort(),
        told.sort(),
      );
      return true;
    },
  );
  for (const items of [null, 5, "x", [null], [{}], [[]]]) {
    assert.throws(() => checkout({ items }), QuotientError, JSON.stringify(items));
  }
  const store = checkout({ items: request.items });
  const { answer } = store.getSnapshot();
  store.update({ items: twice });
  assert.deepEqual(
    store
      .getSnapshot()
      .problems.map(({ code, field }) => `${code} ${field}`)
      .sort(),
    ["duplicate_product setup", "unknown_field setup"],
  );
  assert.deepEqual(store.getSnapshot().answer, answer);
  assert.equal(store.confirmPayload(), undefined);
});

test("what the customer entered wrongly is told beside new items that are malformed", () => {
  const store = checkout({ items: request.items });
  const told = () => codesOf(store.getSnapshot().problems);
  store.setQuantity("studio-node", -1);
  const entered = told();
  assert.deepEqual(
    entered.map((each) => each.split(" ")[1]),
    ["quantity"],
  );
  store.update({ items: [{ product: "studio-node", quantity: 12, surprise: 1 }] });
  assert.deepEqual(told(), [...entered, "unknown_field setup"]);
  // The items stay wrong, whatever is in the customer's field.
  store.setQuantity("studio-node", 13);
  assert.deepEqual(told(), ["unknown_field setup"]);
  assert.equal(store.confirmPayload(), undefined);
  store.setQuantity("studio-node", -1);
  store.update({ items: request.items });
  assert.deepEqual(told(), []);
  assert.notEqual(store.confirmPayload(), undefined);
});

test("codes and items that are malformed from the beginning are told together", () => {
  const codes = ["X".repeat(2_000)];
  const items = [{ product: "studio-node", quantity: 12, surprise: 1 }];
  const told = (more) => {
    try {
      checkout(more);
    } catch (error) {
      return error.problems.map(({ code, path }) => `${code} ${path}`);
    }
    return [];
  };
  const [both, first, second] = [{ codes, items }, { codes }, { items }].map(told);
  assert.ok(first.length > 0 && second.length > 0);
  assert.deepEqual(both.toSorted(), [...first, ...second].sort());
});

test("it can be quoted again, now or at the server's instant", () => {
  let now = "2026-11-21T00:00:00Z";
  const store = checkout({ items: request.items, now: () => now });
  assert.equal(store.getSnapshot().at, now);
  now = "2026-11-26T00:00:00Z";
  assert.equal(store.getSnapshot().at, "2026-11-21T00:00:00Z");
  store.refresh();
  assert.equal(store.getSnapshot().at, now);
  // 5 of 30 days: 2 x 208.00 / 6 = 69.333….
  assert.equal(store.getSnapshot().answer.subtotal, "69.33");
  store.refresh("2026-11-21T00:00:00Z");
  assert.equal(store.getSnapshot().answer.subtotal, "138.67");
});

test("the clock is the host's, in whole seconds and UTC", () => {
  const before = Math.floor(Date.now() / 1000) * 1000;
  const { at: instant } = createCheckout({ catalog: shown, subscription }).getSnapshot();
  assert.match(instant, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const age = Date.parse(instant) - before;
  assert.ok(age >= 0 && age < 60_000, instant);
});

test("a malformed set-up throws all its problems", () => {
  assert.throws(() => checkout({ catalog: {} }), QuotientError);
  assert.throws(() => checkout({ codes: [""] }), QuotientError);
  assert.throws(() => checkout({ findCoupon: async () => ({}), codes: [""] }), QuotientError);
  assert.throws(() => createCheckout({ catalog: shown }), QuotientError);
  assert.throws(
    () =>
      checkout({ subscription: { ...subscription, surprise: 1 }, tax: { rates: [{ id: "" }] } }),
    (error) => error instanceof QuotientError && error.problems.length > 2,
  );
});
