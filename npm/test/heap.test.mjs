// Many quotes through each entry leave the heap as it is, and nobody frees anything. `cargo xtask test --all`
// tries a million through each, every run fewer.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";

const SETTLED = 3_000;

/** In a Node of its own: what else the tests keep would show in its heap. */
const SCRIPT = `
  import { readFileSync } from "node:fs";
  import { cases } from "./cases.mjs";
  const [entry, quotes] = process.argv.slice(1);

  // What V8 tells of its memory leaves that of modules out.
  const { Instance } = WebAssembly;
  const memories = [];
  WebAssembly.Instance = function (module, imports) {
    const instance = new Instance(module, imports);
    memories.push(instance.exports.memory);
    return instance;
  };

  const { Catalog, QuotientError, compare, init } = await import(entry);
  await init?.(readFileSync("../dist/quote.wasm"));

  const all = cases("named.ndjson");
  const kept = all.map(({ catalog }) => new Catalog(catalog));
  const [{ catalog, request }] = all;
  let digest;

  function run(count) {
    for (let n = 0; n < count; n++) {
      const each = n % all.length;
      const answer = kept[each].quote(all[each].request);
      if (n % 10 === 0) {
        // A catalog that nobody keeps, one that was never seen, and inputs that are refused.
        new Catalog({ ...catalog, id: "catalog-" + (n % 5000) }).quote(request);
        try {
          kept[each].quote({ ...request, at: "yesterday", surprise: n });
          throw new Error("it was not refused");
        } catch (error) {
          if (!(error instanceof QuotientError)) {
            throw error;
          }
        }
        compare(answer, answer);
      }
      digest = answer.digest ?? digest;
    }
    gc();
    gc();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    const modules = memories.reduce((bytes, { buffer }) => bytes + buffer.byteLength, 0);
    return heapUsed + external + arrayBuffers + modules;
  }

  const before = run(${SETTLED});
  const after = run(Number(quotes));
  console.log(JSON.stringify({ before, after, digest, modules: memories.length }));`;

const asked = process.env.QUOTIENT_QUOTES;
/** How many quotes, and modules: pages get one in streams, which another joins. */
const ENTRIES = {
  "@quotient/checkout": [asked ?? 10_000, 1],
  "../dist/index.js": [asked ?? 10_000, 2],
  "@quotient/checkout/slim": [asked ?? 10_000, 1],
  // Several times slower.
  "@quotient/checkout/js": [asked ?? 2_000, 0],
};

for (const [entry, [quotes, expected]] of Object.entries(ENTRIES)) {
  test(`${entry}: ${quotes} quotes leave the heap flat`, { timeout: 7_200_000 }, async () => {
    const flags = ["--expose-gc", "--input-type=module", "-e", SCRIPT, entry, `${quotes}`];
    const options = { cwd: new URL(".", import.meta.url) };
    const { stdout } = await promisify(execFile)(process.execPath, flags, options);
    const { before, after, digest, modules } = JSON.parse(stdout);
    assert.match(digest, /^sha256:/);
    assert.equal(modules, expected);
    // What the compiler keeps of hot functions grows a little; 100 bytes a quote would show.
    const allowed = 1_000_000;
    assert.ok(after - before < allowed, `${before} bytes before, ${after} after`);
  });
}
