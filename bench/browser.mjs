// The same in Chromium: `node browser.mjs [--quick] --out FILE`; QUOTIENT_BROWSER names another one.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { buildSync } from "esbuild";

import { launch } from "../tests/browser/support/browser.mjs";
import { bundles } from "./bundles.mjs";
import { firsts } from "./firsts.mjs";
import { ENTRIES, options, reference, rounds, write } from "./options.mjs";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};
const DIST = fileURLToPath(new URL("../npm/dist/", import.meta.url));

const { quick, out } = options();
const folder = mkdtempSync(path.join(tmpdir(), "quotient-bench-"));
const peers = bundles(folder);
buildSync({
  entryPoints: [fileURLToPath(new URL("page.mjs", import.meta.url))],
  outfile: path.join(folder, "page.js"),
  bundle: true,
  format: "esm",
});
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const name = path.basename(pathname);
  try {
    const content =
      pathname === "/"
        ? '<!doctype html><script type="module" src="/page.js"></script>'
        : readFileSync(path.join(pathname.startsWith("/dist/") ? DIST : folder, name));
    response.writeHead(200, {
      "content-type": TYPES[path.extname(name)] ?? TYPES[".html"],
      // A page of its own has a clock of five microseconds.
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await launch();
try {
  const asked = reference();
  const measured = await fresh(
    ([files, asked, rounds]) => globalThis.bench.warm(files, asked, rounds),
    [ENTRIES, asked, rounds(quick)],
  );
  const contenders = {};
  for (const [name, file] of Object.entries(ENTRIES)) contenders[name] = ["entry", `/dist/${file}`];
  contenders["., amounts"] = ["amounts", `/dist/${ENTRIES["."]}`];
  for (const [name, { file }] of Object.entries(peers)) {
    contenders[name] = ["peer", `/${path.basename(file)}`];
  }
  const first = await firsts(contenders, rounds(quick).fresh, (contender) =>
    fresh(([contender, asked]) => globalThis.bench.cold(contender, asked), [contender, asked]),
  );
  write(out, { host: `Chromium ${browser.version()}`, ...measured, first });
} finally {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true });
}

/** Runs a function in a page of a new profile. */
async function fresh(run, argument) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => globalThis.bench !== undefined);
    return await page.evaluate(run, argument);
  } finally {
    await context.close();
  }
}
