// No discount code stands in anything that is shipped to a browser: the page, the package, the public price list.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { pages, server } from "./support/server.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Codes that a seller hands out: of the demo's price list and of the examples'. */
function codes() {
  const catalogs = ["server/src/seed/catalog.json", "examples/catalog.json"];
  const found = catalogs.flatMap((file) =>
    (JSON.parse(readFileSync(path.join(root, file), "utf8")).coupons ?? []).map(({ code }) => code),
  );
  return [...new Set(found)];
}

function* files(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) yield path.join(entry.parentPath, entry.name);
  }
}

/** Fails if a code stands in the bytes as it is typed: as a word, in capitals or not. */
function assertNone(bytes, where) {
  const text = bytes.toString("latin1");
  for (const code of codes()) {
    const word = new RegExp(`(?<![A-Za-z0-9_])${code}(?![A-Za-z0-9_])`);
    assert.ok(!word.test(text), `${code} stands in ${where}`);
  }
}

test("there are codes to look for, and they would be found", () => {
  assert.ok(codes().length >= 8, codes().join());
  assert.throws(() => assertNone(Buffer.from('{"code":"SAVE10"}'), "a text"), /SAVE10 stands in/);
});

test("no code stands in the page or in the package", () => {
  let read = 0;
  for (const folder of [pages, path.join(root, "npm/dist")]) {
    for (const file of files(folder)) {
      assertNone(readFileSync(file), file);
      read += 1;
    }
  }
  assert.ok(read > 20, `${read} files`);
});

test("no code stands in what the server gives to whoever asks", async () => {
  const shop = await server();
  try {
    const { digest } = await (async () => {
      const reply = await fetch(`${shop.url}/api/catalog`);
      assertNone(Buffer.from(await reply.arrayBuffer()), "the price list");
      return { digest: reply.headers.get("etag").replaceAll('"', "") };
    })();
    for (const address of [
      `/api/catalogs/${digest}`,
      "/api/openapi.json",
      "/api/session",
      "/api/offline-license-key",
      "/",
    ]) {
      const reply = await fetch(shop.url + address);
      assert.equal(reply.status, 200, address);
      assertNone(Buffer.from(await reply.arrayBuffer()), address);
    }
  } finally {
    await shop.stop();
  }
});
