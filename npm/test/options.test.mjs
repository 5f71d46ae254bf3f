// What may be done, what is surely wrong, and whether a digest holds.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Catalog, QuotientError } from "@quotient/checkout";
import { lint } from "@quotient/checkout/tools";

import { named } from "./cases.mjs";

const { catalog: source, request } = named("change/two more licenses, a third of the month left");
const { at, actor, subscription } = request;

test("an owner is offered more licenses and an annual cycle with its saving", () => {
  const { products } = new Catalog(source).options({ at, actor, subscription });
  assert.deepEqual(products[0].quantities, { minimum: 10, maximum: 500, step: 1 });
  assert.deepEqual(products[0].cycles[1], {
    cycle: { unit: "year" },
    present: false,
    recurring: "22880.00",
    saving: { amount: "2080.00", percent: { numerator: "25", denominator: "3" } },
    problems: [],
  });
});

test("a member is told who may", () => {
  const { products } = new Catalog(source).options({ at, actor: { role: "member" }, subscription });
  assert.equal(products[0].quantities, undefined);
  assert.deepEqual(
    products[0].problems.map(({ code, allowed }) => ({ code, allowed })),
    [{ code: "role_not_allowed", allowed: ["owner", "admin"] }],
  );
});

test("a malformed question throws all its problems", () => {
  assert.throws(
    () => new Catalog(source).options({ at: "now", surprise: 1 }),
    (error) => error instanceof QuotientError && error.problems.length === 3,
  );
});

test("doubts about a catalog are data", () => {
  assert.deepEqual(
    lint({ ...source, policies: [...source.policies, { id: "spare" }] }).filter(
      ({ code }) => code === "policy_unused",
    ),
    [
      {
        code: "policy_unused",
        path: "/policies/4",
        message: "no product names the policy `spare`",
      },
    ],
  );
});

test("a digest holds until something differs", () => {
  const catalog = new Catalog(source);
  const { digest } = catalog.quote(request);
  const verification = catalog.verify(request, digest);
  assert.equal(verification.holds, true);
  assert.equal(verification.answer.digest, digest);
  assert.equal(catalog.verify({ ...request, at: "2026-11-21T00:00:01Z" }, digest).holds, false);
});

test("a catalog tells the names of what it sells", () => {
  const catalog = new Catalog(source);
  assert.equal(catalog.timeZone, "UTC");
  assert.deepEqual(
    catalog.products.map(({ id, name, unitName }) => [id, name, unitName]).slice(0, 2),
    [
      ["studio-node", "Studio Enterprise, node-locked", "license"],
      ["studio-floating", "Studio Enterprise, floating", "license"],
    ],
  );
  const asText = new Catalog(JSON.stringify({ ...source, timeZone: "+07:00" }));
  assert.deepEqual([asText.timeZone, asText.products.length], ["+07:00", source.products.length]);
});
