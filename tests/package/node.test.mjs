// Node: both module systems, threads, and every way in.

import assert from "node:assert/strict";
import test from "node:test";

import { app, printed } from "./support/app.mjs";
import { digest } from "./support/asked.mjs";

const folder = await app("node");
const node = (file) => printed(process.execPath, [file], { cwd: folder });

test("Node, ESM", async () => assert.equal(await node("quote.mjs"), digest));

test("Node, CommonJS", async () => assert.equal(await node("quote.cjs"), digest));

test("Node, worker threads", async () => assert.equal(await node("worker.mjs"), digest));

test("every entry gives the same digest and knows the others' errors", async () => {
  const { digests, brands } = JSON.parse(await node("entries.mjs"));
  assert.equal(digests.length, 7);
  for (const [name, each] of digests) assert.equal(each, digest, name);
  assert.equal(brands.length, digests.length);
  for (const [name, known] of brands) assert.ok(known, name);
});
