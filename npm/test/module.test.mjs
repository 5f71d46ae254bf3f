// The module behind the package: nothing happens at import, and a trap does no lasting harm.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

import { named } from "./cases.mjs";
import { addresses, engines } from "./engines.mjs";

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

/** Breaks a function of the host that the engine needs in the middle of a call. */
function broken(call) {
  const { decode } = TextDecoder.prototype;
  TextDecoder.prototype.decode = () => {
    throw new Error("the host broke");
  };
  try {
    return call();
  } finally {
    TextDecoder.prototype.decode = decode;
  }
}

for (const [name, { Catalog, EngineError }] of Object.entries(engines)) {
  const address = addresses[name];

  test(`${name}: importing does no work and touches no global that a host may lack`, () => {
    const script = `
      const used = [];
      for (const name of ["WebAssembly", "TextDecoder", "TextEncoder", "atob", "Buffer", "fetch", "URL", "Response"]) {
        Object.defineProperty(globalThis, name, { get() { used.push(name); } });
      }
      const { Catalog } = await import("${address}");
      console.log(typeof Catalog, JSON.stringify(used));`;
    assert.equal(run(script), "function []");
  });

  test(`${name}: a host without codecs gets the same answer`, () => {
    const script = (before) => `
      ${before}
      const { Catalog } = await import("${address}");
      import { named } from "./cases.mjs";
      const { catalog, request } = named("change/two more licenses, a third of the month left");
      catalog.products[0].name = "Stüdio 10 € 😀";
      console.log(new Catalog(catalog).quote({ ...request, codes: ["ü€😀"] }).digest);`;
    const digest = run(script(""));
    assert.match(digest, /^sha256:[0-9a-f]{64}$/);
    const bare = ["TextDecoder", "TextEncoder", "Buffer"].map(
      (each) => `delete globalThis.${each};`,
    );
    assert.equal(run(script(bare.join(" "))), digest);
  });

  test(`${name}: after the engine stopped in the middle of a call, every catalog answers as before`, () => {
    const catalog = new Catalog(source);
    const before = catalog.quote(request);
    const bystander = new Catalog({ ...source, id: "bystander" });
    for (const time of ["once", "again"]) {
      assert.throws(
        () => broken(() => catalog.quote(request)),
        (error) =>
          error instanceof EngineError &&
          error.reason === "stopped" &&
          error.cause.message === "the host broke",
        time,
      );
      assert.deepEqual(catalog.quote(request), before);
      assert.equal(bystander.quote(request).catalog, "bystander");
    }
    assert.equal(new Catalog(source).digest, catalog.digest);
  });

  test(`${name}: running out of stack anywhere in a call does no lasting harm`, () => {
    const catalog = new Catalog(source);
    const before = catalog.quote(request);
    let failed = 0;

    /** Calls at every depth near the end of the stack. */
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
        } catch {
          failed += 1;
        }
      }
      return next + 1;
    }

    descend();
    assert.ok(failed > 0, "no call ran out of stack");
    assert.deepEqual(catalog.quote(request), before);
  });

  test(`${name}: catalogs without number, none of them freed, take no more memory`, () => {
    const script = `
      const { Instance } = WebAssembly;
      let memory;
      WebAssembly.Instance = function (...given) {
        const instance = new Instance(...given);
        memory = instance.exports.memory;
        return instance;
      };
      const { Catalog } = await import("${address}");
      const { named } = await import("./cases.mjs");
      const { catalog, request } = named("change/two more licenses, a third of the month left");
      for (let n = 0; n < 40; n++) catalog.policies.push({ id: "x".repeat(900) + n });
      const quote = (id) => {
        catalog.id = "catalog " + id;
        return new Catalog(catalog).quote(request).amountDue;
      };
      // In one turn of the event loop: no finalizer runs.
      const first = quote(0);
      for (let id = 1; id < 100; id++) quote(id);
      const before = memory.buffer.byteLength;
      for (let id = 100; id < 1_000; id++) quote(id);
      console.log(quote(0) === first, memory.buffer.byteLength - before);`;
    const [same, grown] = run(script).split(" ");
    assert.equal(same, "true");
    // 900 catalogs of this size take 14 MB; what is freed leaves gaps that are filled again.
    assert.ok(Number(grown) < 1 << 20, `grew by ${grown} bytes`);
  });
}
