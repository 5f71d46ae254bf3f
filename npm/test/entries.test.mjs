// The entry points: one API and one answer, however the engine comes.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { test } from "node:test";

import { build } from "esbuild";

import * as main from "@quotient/checkout";
import * as js from "@quotient/checkout/js";
import * as store from "@quotient/checkout/store";

import { named } from "./cases.mjs";

const require = createRequire(import.meta.url);
const { catalog, request } = named("change/two more licenses, a third of the month left");
const { digest } = new main.Catalog(catalog).quote(request);
const file = (name) => new URL(`../dist/${name}`, import.meta.url);
const bytes = readFileSync(file("quote.wasm"));

/** A slim entry that nobody has initialised yet. */
let copies = 0;
const slim = () => import(`${import.meta.resolve("@quotient/checkout/slim")}?${copies++}`);

/** Serves the module, as the type that the path names. */
async function served(test) {
  const paths = [];
  const server = createServer(({ url }, response) => {
    paths.push(url);
    const [, status, type] = /^\/(\d+)\/(.*)$/.exec(url);
    response.writeHead(Number(status), type === "" ? {} : { "content-type": type }).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await test(`http://127.0.0.1:${server.address().port}`, paths);
  } finally {
    server.close();
  }
}

/** Runs a script in a Node of its own; the answer is what it printed. */
function run(script, type = "module") {
  const options = { cwd: new URL(".", import.meta.url), encoding: "utf8" };
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [`--input-type=${type}`, "-e", script],
    options,
  );
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

test("all entries have the same names", async () => {
  const names = Object.keys(main).sort();
  assert.ok(names.includes("Catalog") && names.includes("quote"), names.join());
  // Those that bring their own engine bring the store as well.
  const all = [...names, ...Object.keys(store)].sort();
  assert.ok(all.includes("createCheckout") && !names.includes("createCheckout"), all.join());
  assert.deepEqual(Object.keys(js).sort(), all);
  assert.deepEqual(Object.keys(await slim()).sort(), [...all, "init"].sort());
  for (const [name, expected] of [
    ["index", names],
    ["index-node", names],
    ["js", all],
    ["store", Object.keys(store)],
    ["store-node", Object.keys(store)],
    ["tools", ["lint"]],
  ]) {
    assert.deepEqual(Object.keys(require(`../dist/${name}.cjs`)).sort(), expected);
  }
});

test("plain functions answer as the catalog's methods do", () => {
  const held = new main.Catalog(catalog);
  const { at, actor, subscription } = request;
  for (const source of [held, catalog, JSON.stringify(catalog)]) {
    assert.deepEqual(main.quote(source, request), held.quote(request));
    const question = { at, actor, subscription };
    assert.deepEqual(main.options(source, question), held.options(question));
    assert.equal(main.verify(source, request, digest).holds, true);
  }
  assert.throws(() => main.quote({ id: "" }, request), main.QuotientError);
});

test("the engine as JavaScript gives the same answers and problems", () => {
  assert.deepEqual(js.quote(catalog, request), main.quote(catalog, request));
  const problems = (api) => {
    try {
      return api.quote(catalog, { ...request, at: "now", items: undefined, surprise: 1 });
    } catch (error) {
      return error.problems;
    }
  };
  assert.equal(problems(main).length, 3);
  assert.deepEqual(problems(js), problems(main));
});

test("what is for Node shares one engine, and bundles hold it", async () => {
  assert.equal(main, await import("../dist/index-node.js"));
  assert.equal(store, await import("../dist/store-node.js"));
  const importing = `export { Catalog } from "@quotient/checkout";
    export { createCheckout } from "@quotient/checkout/store";
    export { quoteStream } from "@quotient/checkout/node";`;
  const { outputFiles, metafile } = await build({
    stdin: { contents: importing, resolveDir: new URL(".", import.meta.url).pathname },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    metafile: true,
  });
  const engines = Object.keys(metafile.inputs).filter((input) => /\/index[^/]*$/.test(input));
  assert.deepEqual(
    engines.map((input) => input.split("/").at(-1)),
    ["index-node.js"],
  );
  // Nothing lies beside it: it runs from a text alone.
  const alone = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
  );
  assert.equal(new alone.Catalog(catalog).quote(request).digest, digest);
});

test("CommonJS gives the same answer, by name and by file", () => {
  const script = (entry) => `
    const { quote } = require("${entry}");
    const { readFileSync } = require("node:fs");
    const cases = readFileSync("../../tests/cases/named.ndjson", "utf8").split("\\n");
    const { catalog, request } = JSON.parse(cases[0]);
    console.log(quote(catalog, request).digest);`;
  for (const entry of ["@quotient/checkout", "@quotient/checkout/js", "../dist/index.cjs"]) {
    assert.equal(run(script(entry), "commonjs"), digest, entry);
  }
});

test("copies of the package know each other's errors and catalogs", () => {
  const copy = require("../dist/index.cjs");
  assert.notEqual(copy.QuotientError, main.QuotientError);
  for (const [one, other] of [
    [main, copy],
    [copy, main],
    [js, main],
  ]) {
    let error;
    try {
      new one.Catalog({});
    } catch (thrown) {
      error = thrown;
    }
    assert.ok(error instanceof one.QuotientError);
    assert.ok(error instanceof other.QuotientError);
    assert.ok(error instanceof Error);
    assert.ok(!(error instanceof other.EngineError));
    const foreign = new one.Catalog(catalog);
    assert.ok(foreign instanceof other.Catalog);
    assert.equal(other.quote(foreign, request).digest, digest);
    for (const { createCheckout } of [store, js]) {
      const checkout = createCheckout({ catalog: foreign, subscription: request.subscription });
      assert.equal(checkout.getSnapshot().answer.catalog, catalog.id);
    }
  }
  for (const stranger of [null, undefined, "QuotientError", {}, new Error("x"), Symbol("x")]) {
    assert.ok(!(stranger instanceof main.QuotientError));
    assert.ok(!(stranger instanceof main.Catalog));
  }
  class Mine extends main.QuotientError {}
  assert.ok(new Mine([]) instanceof main.QuotientError);
  assert.ok(new Mine([]) instanceof Mine);
  assert.ok(!(new main.QuotientError([]) instanceof Mine));
});

test("slim says so when it is asked too early", async () => {
  const { quote, init, EngineError } = await slim();
  const early = (error) =>
    error instanceof EngineError && error.reason === "not_ready" && /init/.test(error.message);
  assert.throws(() => quote(catalog, request), early);
  const ready = init(bytes);
  assert.throws(() => quote(catalog, request), early);
  await ready;
  assert.equal(quote(catalog, request).digest, digest);
});

test("slim takes bytes, a module, a response, and promises of them", async () => {
  const module = new WebAssembly.Module(bytes);
  const { buffer } = new Uint8Array(bytes);
  const headers = { "content-type": "application/wasm" };
  const inputs = [bytes, buffer, module, new Response(bytes, { headers })];
  for (const input of [...inputs, new Response(bytes), Promise.resolve(bytes)]) {
    const { init, quote } = await slim();
    await init(input);
    assert.equal(quote(catalog, request).digest, digest);
  }
});

test("slim fetches an address, streaming or not, once for all who call", async () => {
  await served(async (origin, paths) => {
    for (const type of ["application/wasm", "Application/WASM", "application/octet-stream", ""]) {
      const { init, quote } = await slim();
      const path = `/200/${type}`;
      const first = init(type === "" ? origin + path : new URL(origin + path));
      assert.equal(init(`${origin}/200/elsewhere`), first);
      await first;
      assert.equal(init(origin), first);
      assert.equal(quote(catalog, request).digest, digest, type);
      assert.equal(paths.pop(), path);
      assert.deepEqual(paths, []);
    }
  });
});

test("what slim is given too late may fail unheard", async () => {
  const { init } = await slim();
  const heard = [];
  const hear = (reason) => heard.push(reason);
  process.on("unhandledRejection", hear);
  const first = init(bytes);
  await init(Promise.reject(new TypeError("no network")));
  await first;
  await new Promise((resolve) => setTimeout(resolve, 10));
  process.off("unhandledRejection", hear);
  assert.deepEqual(heard, []);
});

test("slim tells what went wrong, and can be tried again", async () => {
  await served(async (origin) => {
    const { init, quote } = await slim();
    await assert.rejects(init(`${origin}/404/application/wasm`), /answered 404 for http/);
    const html = new TextEncoder().encode("<!doctype html>");
    await assert.rejects(init(html), WebAssembly.CompileError);
    const other = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
    await assert.rejects(init(other), /not the quote.wasm/);
    await assert.rejects(init(undefined), TypeError);
    await init(`${origin}/200/application/wasm`);
    assert.equal(quote(catalog, request).digest, digest);
  });
});

test("auto takes WebAssembly where it may, else JavaScript", () => {
  const script = (before) => `
    ${before}
    const { load } = await import("@quotient/checkout/auto");
    const { named } = await import("./cases.mjs");
    const { catalog, request } = named("change/two more licenses, a third of the month left");
    const api = await load();
    const same = (await load()) === api;
    const kind = api.Catalog === (await import("@quotient/checkout/js")).Catalog ? "js" : "wasm";
    console.log(kind, same, api.quote(catalog, request).digest);`;
  const hosts = [
    ["", "wasm"],
    ["delete globalThis.WebAssembly;", "js"],
    // A policy without 'wasm-unsafe-eval'.
    [
      `WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError("policy"); } };`,
      "js",
    ],
    // Chrome up to 114.
    [
      `const { Module } = WebAssembly;
       WebAssembly.Module = function (bytes) {
         if (bytes.length > 4096) throw new RangeError("too large");
         return new Module(bytes);
       };`,
      "js",
    ],
  ];
  for (const [before, kind] of hosts) {
    assert.equal(run(script(before)), `${kind} true ${digest}`, before);
  }
});

test("auto in CommonJS loads CommonJS", () => {
  const script = `
    require("@quotient/checkout/auto").load().then(({ Catalog }) => {
      console.log(Catalog === require("@quotient/checkout").Catalog);
    });`;
  assert.equal(run(script, "commonjs"), "true");
});

test("no entry does any work, or touches what a host may lack, when it is imported", () => {
  for (const entry of ["", "/js", "/slim", "/auto", "/store", "/tools"]) {
    const script = `
      const used = [];
      for (const name of ["WebAssembly", "TextDecoder", "TextEncoder", "atob", "fetch", "URL", "Response", "Intl"]) {
        Object.defineProperty(globalThis, name, { get() { used.push(name); } });
      }
      const before = performance.now();
      const names = Object.keys(await import("@quotient/checkout${entry}"));
      console.log(names.length > 0, JSON.stringify(used));`;
    assert.equal(run(script), "true []", entry);
  }
});

test("hosts without text codecs get the same answer from JavaScript", () => {
  const script = `
    delete globalThis.TextDecoder;
    delete globalThis.TextEncoder;
    const { quote } = await import("@quotient/checkout/js");
    const { named } = await import("./cases.mjs");
    const { catalog, request } = named("change/two more licenses, a third of the month left");
    console.log(quote(catalog, request).digest);`;
  assert.equal(run(script), digest);
});

test("a bundler leaves out what is not used, the engine above all", async () => {
  const bytes = async (names, entry = "") => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { ${names} } from "@quotient/checkout${entry}"; console.log(${names});`,
        resolveDir: new URL(".", import.meta.url).pathname,
      },
      bundle: true,
      minify: true,
      charset: "utf8",
      format: "esm",
      write: false,
    });
    return outputFiles[0].contents.length;
  };
  const all = await bytes("createCheckout", "/store");
  assert.ok(all > 100_000, `${all}`);
  for (const name of ["formatAmount", "toMinorUnits", "QuotientError"]) {
    const size = await bytes(name);
    assert.ok(size < 3_500, `${name} alone takes ${size} bytes`);
  }
  const without = await bytes("Catalog");
  assert.ok(without < all - 4_000, `${without} of ${all} bytes without the store`);
});
