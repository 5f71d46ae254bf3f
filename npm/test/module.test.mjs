// The module behind the package: nothing happens at import, and a trap does no lasting harm.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

import { Catalog } from "@quotient/checkout";

import { named } from "./cases.mjs";

const { catalog: source, request } = named("change/two more licenses, a third of the month left");

/** Runs a script in a Node of its own; the answer is what it printed. */
function run(script) {
  const options = { cwd: new URL(".", import.meta.url), encoding: "utf8" };
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", script],
    options,
  );
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

test("importing does no work and touches no global that a host may lack", () => {
  const script = `
    const used = [];
    for (const name of ["WebAssembly", "TextDecoder", "TextEncoder", "atob", "fetch", "URL", "Response"]) {
      Object.defineProperty(globalThis, name, { get() { used.push(name); } });
    }
    const { Catalog } = await import("@quotient/checkout");
    console.log(typeof Catalog, JSON.stringify(used));`;
  assert.equal(run(script), "function []");
});

test("a host without text codecs gets the same answer", () => {
  const script = (before) => `
    ${before}
    import { Catalog } from "@quotient/checkout";
    import { named } from "./cases.mjs";
    const { catalog, request } = named("change/two more licenses, a third of the month left");
    catalog.products[0].name = "Stüdio 10 € 😀";
    console.log(new Catalog(catalog).quote({ ...request, codes: ["ü€😀"] }).digest);`;
  const bare = "delete globalThis.TextDecoder; delete globalThis.TextEncoder;";
  const digest = run(script(""));
  assert.match(digest, /^sha256:[0-9a-f]{64}$/);
  assert.equal(run(script(bare)), digest);
});

test("after the stack ran out inside the engine, the same catalog answers as before", () => {
  const catalog = new Catalog(source);
  const before = catalog.quote(request);
  const bystander = new Catalog(source);
  let trapped = 0;

  /** Calls at every depth near the end of the stack: some run out within the module. */
  function descend() {
    let next;
    try {
      next = descend();
    } catch {
      next = 0;
    }
    if (next < 200) {
      try {
        catalog.quote(request);
      } catch (error) {
        trapped += error instanceof Error && error.cause !== undefined ? 1 : 0;
      }
    }
    return next + 1;
  }

  descend();
  assert.ok(trapped > 0, "no call ran out of stack inside the engine");
  assert.deepEqual(catalog.quote(request), before);
  assert.deepEqual(bystander.quote(request), before);
  assert.equal(bystander.digest, catalog.digest);
});
