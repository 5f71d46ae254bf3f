// React on a server; in a page: tests/browser/react.test.mjs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { createElement } from "react";
import { renderToString } from "react-dom/server";

import { createCheckout } from "@quotient/checkout/store";
import { useCheckout } from "@quotient/checkout/react";

import { named } from "./cases.mjs";

const { catalog, request, expect } = named("change/two more licenses, a third of the month left");
const { at, actor, subscription, items, tax } = request;

test("a server renders the quote in the first pass", () => {
  const setup = { catalog, subscription, role: actor.role, items, tax, now: () => at };
  const checkout = createCheckout(setup);
  let used;
  function Total() {
    used = useCheckout(checkout);
    const { answer } = used;
    return createElement("output", null, answer.status === "priced" ? answer.amountDue : "");
  }
  assert.equal(renderToString(createElement(Total)), `<output>${expect.amountDue}</output>`);
  const { subscribe, getSnapshot, ...actions } = checkout;
  assert.deepEqual(used, { ...getSnapshot(), ...actions });
});

test("React is the host's, and only a hint for those who have none", () => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  assert.deepEqual(manifest.peerDependencies, { "@types/react": ">=18", react: ">=18" });
  assert.deepEqual(manifest.peerDependenciesMeta, {
    "@types/react": { optional: true },
    react: { optional: true },
  });
  const entry = readFileSync(new URL("../dist/react.js", import.meta.url), "utf8");
  assert.match(entry, /^"use client";/);
  assert.match(entry, /from"react"/);
  assert.ok(entry.length < 1000, "something is bundled");
});
