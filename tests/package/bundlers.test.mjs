// Bundlers: what they make is opened in Chromium, or run by the server that they stand for.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test, { after, before } from "node:test";

import { build as esbuild } from "esbuild";
import { Miniflare } from "miniflare";
import * as vite from "vite";
import webpack from "webpack";

import { app, printed, write } from "./support/app.mjs";
import { digest } from "./support/asked.mjs";
import { launch, said } from "./support/browser.mjs";
import { serve } from "./support/serve.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

async function shows(url) {
  const { title, console } = await said(browser, url);
  assert.equal(title, digest, console.join("\n"));
}

async function opens(folder) {
  const server = await serve(folder);
  try {
    await shows(`${server.url}/index.html`);
  } finally {
    await server.close();
  }
}

test("Vite: development server, with the package pre-bundled", async () => {
  const root = await app("vite-dev", { fixture: "vite" });
  const server = await vite.createServer({
    root,
    configFile: false,
    logLevel: "error",
    server: { port: 0 },
  });
  try {
    await server.listen();
    await shows(server.resolvedUrls.local[0]);
  } finally {
    await server.close();
  }
});

test("Vite: build", async () => {
  const root = await app("vite-build", { fixture: "vite" });
  await vite.build({ root, configFile: false, logLevel: "error", base: "./" });
  await opens(path.join(root, "dist"));
});

test("Vite: server-side rendering, as a module and bundled", async () => {
  const root = await app("vite-ssr", { fixture: "vite" });
  const options = {
    root,
    configFile: false,
    logLevel: "error",
    appType: "custom",
    server: { middlewareMode: true },
  };
  const server = await vite.createServer(options);
  try {
    assert.equal((await server.ssrLoadModule("/quote.mjs")).digest(), digest);
  } finally {
    await server.close();
  }
  const ssr = { noExternal: true };
  await vite.build({
    root,
    configFile: false,
    logLevel: "error",
    build: { ssr: "quote.mjs" },
    ssr,
  });
  const bundled = await import(path.join(root, "dist/quote.js"));
  assert.equal(bundled.digest(), digest);
});

for (const mode of ["development", "production"]) {
  test(`webpack: ${mode}`, async () => {
    const context = await app(`webpack-${mode}`, { fixture: "webpack" });
    const output = { path: context, filename: "bundle.js" };
    // Its development mode would need `unsafe-eval` with the default source maps; a page need not allow that.
    const stats = await new Promise((done, failed) =>
      webpack(
        { context, mode, devtool: false, entry: "./main.mjs", output, performance: false },
        (error, made) => {
          if (error) failed(error);
          else done(made);
        },
      ),
    );
    assert.ok(!stats.hasErrors() && !stats.hasWarnings(), stats.toString());
    await opens(context);
  });
}

test("esbuild", async () => {
  const folder = await app("esbuild", { fixture: "webpack" });
  const options = { bundle: true, minify: true, format: "iife", logLevel: "warning" };
  await esbuild({
    ...options,
    entryPoints: [path.join(folder, "main.mjs")],
    outfile: path.join(folder, "bundle.js"),
  });
  await opens(folder);
});

/** Runs what was bundled alone in a folder; it prints the digest. */
async function runs(folder, bundle) {
  const alone = path.join(folder, "alone");
  mkdirSync(alone, { recursive: true });
  copyFileSync(path.join(folder, bundle), path.join(alone, bundle));
  assert.equal(await printed(process.execPath, [path.join(alone, bundle)]), digest);
}

test("esbuild for Node, as a module and as CommonJS: one file that needs none beside it", async () => {
  const folder = await app("esbuild-node", { fixture: "vite" });
  write(folder, "print.mjs", 'import { digest } from "./quote.mjs"; console.log(digest());');
  for (const [format, bundle] of [
    ["esm", "bundle.mjs"],
    ["cjs", "bundle.cjs"],
  ]) {
    await esbuild({
      entryPoints: [path.join(folder, "print.mjs")],
      outfile: path.join(folder, bundle),
      bundle: true,
      minify: true,
      platform: "node",
      format,
      logLevel: "warning",
    });
    await runs(folder, bundle);
  }
});

test("webpack for Node: one file that needs none beside it", async () => {
  const context = await app("webpack-node", { fixture: "vite" });
  write(context, "print.mjs", 'import { digest } from "./quote.mjs"; console.log(digest());');
  const output = { path: context, filename: "bundle.cjs" };
  const options = { context, mode: "production", target: "node", entry: "./print.mjs", output };
  const stats = await new Promise((done, failed) =>
    webpack(options, (error, made) => {
      if (error) failed(error);
      else done(made);
    }),
  );
  assert.ok(!stats.hasErrors() && !stats.hasWarnings(), stats.toString());
  await runs(context, "bundle.cjs");
});

test("workerd: the condition takes the module that the platform compiled", async () => {
  const folder = await app("workerd");
  // As Cloudflare's own tool does: WebAssembly stays a module beside the script.
  const beside = {
    name: "beside",
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm$/ }, ({ path: wanted, resolveDir }) => {
        copyFileSync(path.join(resolveDir, wanted), path.join(folder, "quote.wasm"));
        return { path: "./quote.wasm", external: true };
      });
    },
  };
  await esbuild({
    entryPoints: [path.join(folder, "worker.mjs")],
    outfile: path.join(folder, "bundle.mjs"),
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    plugins: [beside],
    logLevel: "warning",
  });
  const modules = [
    {
      type: "ESModule",
      path: "bundle.mjs",
      contents: readFileSync(path.join(folder, "bundle.mjs"), "utf8"),
    },
    {
      type: "CompiledWasm",
      path: "quote.wasm",
      contents: readFileSync(path.join(folder, "quote.wasm")),
    },
  ];
  const worker = new Miniflare({ modules, compatibilityDate: "2025-07-01" });
  try {
    const answer = await worker.dispatchFetch("http://localhost/");
    assert.equal(await answer.text(), digest);
  } finally {
    await worker.dispose();
  }
});
