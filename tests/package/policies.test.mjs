// A page without a bundler in Chromium, under the policies that payment pages have.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import test, { after, before } from "node:test";

import { app, write } from "./support/app.mjs";
import { digest } from "./support/asked.mjs";
import { launch, said } from "./support/browser.mjs";
import { page, script } from "./support/page.mjs";
import { serve } from "./support/serve.mjs";

const DIST = "/node_modules/@quotient/checkout/dist";
const WASM = "'wasm-unsafe-eval'";

const SCRIPTS = {
  default: script(`import("${DIST}/index.js")`),
  js: script(`import("${DIST}/js.js")`),
  auto: script(`import("${DIST}/auto.js").then(({ load }) => load())`),
  slim: script(`import("${DIST}/slim.js").then(async (slim) => {
    await slim.init(fetch("${DIST}/quote.wasm"));
    return slim;
  })`),
  worker: `
    const worker = new Worker("/worker.js", { type: "module" });
    worker.onmessage = ({ data }) => { document.title = data; };
    worker.onerror = ({ message }) => { document.title = "failed: " + message; };
  `,
};

const CASES = [
  { name: "no policy", entry: "default" },
  { name: "a module worker", entry: "worker" },
  { name: "wasm-unsafe-eval", entry: "default", policy: `script-src 'self' ${WASM}` },
  {
    name: "nothing else may be loaded",
    entry: "default",
    policy: `default-src 'none'; script-src 'self' ${WASM}`,
  },
  {
    name: "Trusted Types",
    entry: "default",
    policy: `script-src 'self' ${WASM}; require-trusted-types-for 'script'; trusted-types 'none'`,
  },
  { name: "no WebAssembly, ./js", entry: "js", policy: "script-src 'self'" },
  {
    name: "no WebAssembly, ./js, Trusted Types",
    entry: "js",
    policy:
      "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
  },
  { name: "no WebAssembly, ./auto", entry: "auto", policy: "script-src 'self'" },
  { name: "WebAssembly, ./auto", entry: "auto", policy: `script-src 'self' ${WASM}` },
  {
    name: "streamed, ./slim",
    entry: "slim",
    policy: `default-src 'self'; script-src 'self' ${WASM}`,
  },
];

let browser;
let server;
let folder;

before(async () => {
  folder = await app("page");
  for (const [name, source] of Object.entries(SCRIPTS)) write(folder, `${name}.js`, source);
  write(
    folder,
    "worker.js",
    SCRIPTS.default
      .replace("document.title = answer.digest", "postMessage(answer.digest)")
      .replace("document.title =", "throw"),
  );
  write(folder, "worker-page.js", SCRIPTS.worker);
  const integrityOf = (name) => {
    const bytes = readFileSync(path.join(folder, DIST, name));
    return `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
  };
  const pages = Object.fromEntries(
    CASES.map(({ entry, policy }, index) => [
      `/page-${index}`,
      page(
        entry === "worker" ? "/worker-page.js" : `/${entry}.js`,
        policy && { "content-security-policy": policy },
      ),
    ]),
  );
  pages["/integrity"] = {
    body: `<!doctype html><meta charset="utf-8">
      <script type="module" src="${DIST}/index.js" integrity="${integrityOf("index.js")}"></script>
      <script type="module" src="/default.js"></script>`,
  };
  pages["/tampered"] = {
    body: `<!doctype html><meta charset="utf-8">
      <link rel="modulepreload" href="${DIST}/index.js" integrity="sha384-${"A".repeat(64)}">
      <script type="module" src="${DIST}/index.js" integrity="sha384-${"A".repeat(64)}" onerror="document.title='failed: blocked'"></script>`,
  };
  // The graph of an element: each file has its own hash, and what it imports has none of it.
  const tag = (name, integrity) =>
    `<script type="module" src="${DIST}/${name}" integrity="${integrity}" onerror="document.title='failed: blocked'"></script>`;
  for (const [address, engine] of [
    ["/pinned", integrityOf("index.js")],
    ["/pinned-tampered", `sha384-${"A".repeat(64)}`],
  ]) {
    pages[address] = {
      body: `<!doctype html><meta charset="utf-8">
        ${tag("index.js", engine)}${tag("store.js", integrityOf("store.js"))}${tag("element.js", integrityOf("element.js"))}
        <script type="module">customElements.whenDefined("quotient-checkout").then(() => (document.title = "sha256:defined"));</script>`,
    };
  }
  server = await serve(folder, pages);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

for (const [index, { name, entry, policy }] of CASES.entries()) {
  test(`Chromium: ${name}`, async () => {
    const { title, console } = await said(browser, `${server.url}/page-${index}`);
    assert.equal(title, digest, `${entry}, ${policy}\n${console.join("\n")}`);
    assert.deepEqual(
      console.filter((line) => /Trusted|eval/i.test(line) && entry !== "auto"),
      [],
    );
  });
}

test("Chromium: a policy without WebAssembly stops the default entry, and says why", async () => {
  const strict = { "content-security-policy": "script-src 'self'" };
  const other = await serve(folder, { "/": page("/default.js", strict) });
  try {
    const { title } = await said(browser, other.url);
    assert.match(title, /^failed: CompileError.*Content Security Policy/);
  } finally {
    await other.close();
  }
});

test("Chromium: the published integrity holds, another one blocks", async () => {
  assert.equal((await said(browser, `${server.url}/integrity`)).title, digest);
  assert.equal((await said(browser, `${server.url}/tampered`)).title, "failed: blocked");
});

test("Chromium: an element whose engine was tampered with is blocked where every file is pinned", async () => {
  const act = (page) => page.waitForLoadState("networkidle");
  assert.equal((await said(browser, `${server.url}/pinned`, { act })).title, "sha256:defined");
  assert.equal(
    (await said(browser, `${server.url}/pinned-tampered`, { act })).title,
    "failed: blocked",
  );
});
