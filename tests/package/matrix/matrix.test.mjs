// The hosts that take longer to install than to try.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import test, { after, before } from "node:test";
import { fileURLToPath } from "node:url";

import nodeResolve from "@rollup/plugin-node-resolve";
import puppeteer from "puppeteer-core";
import { rollup } from "rollup";

import { app as fresh, printed, write } from "../support/app.mjs";
import { digest } from "../support/asked.mjs";
import { launch, program, said } from "../support/browser.mjs";
import { answering, outcomes, questions } from "../support/corpus.mjs";
import { page, script } from "../support/page.mjs";
import { serve } from "../support/serve.mjs";

const require = createRequire(import.meta.url);
const HERE = fileURLToPath(new URL(".", import.meta.url));
const app = (name, options) => fresh(name, { set: "matrix", ...options });
const tool = (name) => path.join(HERE, "node_modules/.bin", name);

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

async function opens(folder) {
  const server = await serve(folder);
  try {
    const { title, console } = await said(browser, `${server.url}/index.html`);
    assert.equal(title, digest, console.join("\n"));
  } finally {
    await server.close();
  }
}

test("Rollup", async () => {
  const folder = await app("rollup");
  const plugins = [nodeResolve({ browser: true })];
  const bundle = await rollup({ input: path.join(folder, "main.mjs"), plugins });
  await bundle.write({ file: path.join(folder, "bundle.js"), format: "iife" });
  await bundle.close();
  await opens(folder);
});

test("Deno", async () => {
  const cwd = await app("deno");
  // No permission but to read: the package needs nothing else.
  assert.equal(
    await printed(tool("deno"), ["run", "--no-remote", "--allow-read", "quote.mjs"], { cwd }),
    digest,
  );
});

for (const file of ["quote.mjs", "quote.cjs"]) {
  test(`Bun: ${file}`, async () => {
    const cwd = await app("bun");
    assert.equal(await printed(tool("bun"), ["run", file], { cwd }), digest);
  });
}

test("Bun, JavaScriptCore: the whole corpus, also by ./js", async () => {
  const cwd = await app("bun-corpus", { fixture: "bun" });
  write(cwd, "corpus.json", questions);
  for (const entry of ["@quotient/checkout", "@quotient/checkout/js"]) {
    const source = `import { Catalog } from "${entry}";
      const questions = JSON.parse(await Bun.file("corpus.json").text());
      console.log(JSON.stringify((${answering})(Catalog, questions)));`;
    write(cwd, "corpus.mjs", source);
    assert.deepEqual(
      JSON.parse(await printed(tool("bun"), ["run", "corpus.mjs"], { cwd })),
      outcomes,
      entry,
    );
  }
});

for (const environment of ["node", "happy-dom"]) {
  test(`Vitest, ${environment}`, async () => {
    const cwd = await app("vitest");
    const args = ["run", "--root", cwd, "--environment", environment];
    await printed(tool("vitest"), args, { cwd, env: { ...process.env, DIGEST: digest } });
  });
}

test("Next.js: server component, route, client component", async () => {
  const cwd = await app("next");
  const next = require.resolve("next/dist/bin/next");
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
  await printed(process.execPath, [next, "build"], { cwd, env });
  const server = spawn(
    process.execPath,
    [next, "start", "--port", "0", "--hostname", "127.0.0.1"],
    { cwd, env },
  );
  try {
    const url = await new Promise((listening, failed) => {
      let text = "";
      for (const stream of [server.stdout, server.stderr]) {
        stream.on("data", (more) => {
          text += more;
          const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
          if (found && /Ready/.test(text)) listening(found[0]);
        });
      }
      server.once("exit", () => failed(new Error(text)));
    });
    assert.match(await (await fetch(url)).text(), new RegExp(`<output>${digest}</output>`));
    assert.equal(await (await fetch(`${url}/route`)).text(), digest);
    const visit = await browser.newPage();
    const errors = [];
    visit.on("pageerror", (error) => errors.push(String(error)));
    visit.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await visit.goto(`${url}/client`);
    assert.equal(await visit.textContent("#status"), "rejected", "nothing has been changed yet");
    await visit.click("button");
    await visit.waitForSelector("output:not(:empty)");
    assert.equal(await visit.textContent("output"), digest);
    assert.deepEqual(
      errors.filter((line) => !/favicon|404/.test(line)),
      [],
    );
    await visit.close();
  } finally {
    server.kill();
  }
});

test("Firefox ESR, SpiderMonkey: one quote, a policy without WebAssembly, and the whole corpus", async () => {
  const folder = await app("firefox");
  const dist = "/node_modules/@quotient/checkout/dist";
  write(folder, "default.js", script(`import("${dist}/index.js")`));
  write(folder, "js.js", script(`import("${dist}/js.js")`));
  write(folder, "corpus.json", questions);
  const strict = { "content-security-policy": "script-src 'self'" };
  const server = await serve(folder, {
    "/": page("/default.js"),
    "/strict": page("/js.js", strict),
  });
  const executablePath = program("QUOTIENT_FIREFOX", ["firefox-esr", "firefox"]);
  const firefox = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  try {
    const visit = await firefox.newPage();
    for (const address of ["/strict", "/"]) {
      await visit.goto(server.url + address);
      for (const end = Date.now() + 60_000; Date.now() < end && (await visit.title()) === "";) {
        await new Promise((waited) => setTimeout(waited, 50));
      }
      assert.equal(await visit.title(), digest, address);
    }
    for (const entry of ["index.js", "js.js"]) {
      const answered = await visit.evaluate(`(async () => {
        const { Catalog } = await import("${dist}/${entry}");
        return (${answering})(Catalog, await (await fetch("/corpus.json")).json());
      })()`);
      assert.deepEqual(answered, outcomes, entry);
    }
  } finally {
    await firefox.close();
    await server.close();
  }
});
