// Everything that is measured in Node: `node node.mjs [--quick] --out FILE`.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { bundles } from "./bundles.mjs";
import { spread } from "./measure.mjs";
import { options, reference, write } from "./options.mjs";
import { warm } from "./warm.mjs";

const ENTRIES = { ".": "", "./slim": "/slim", "./js": "/js" };
const require = createRequire(import.meta.url);
const { quick, out } = options();

const entries = {};
for (const [name, rest] of Object.entries(ENTRIES)) {
  entries[name] = await import(`@quotient/checkout${rest}`);
  const { init } = entries[name];
  if (init) await init(readFileSync(require.resolve("@quotient/checkout/quote.wasm")));
}
const result = warm(
  entries,
  reference(),
  quick ? { count: 500, runs: 5, ms: 40 } : { count: 5000, runs: 15, ms: 100 },
);

const folder = mkdtempSync(path.join(tmpdir(), "quotient-bench-"));
try {
  const peers = bundles(folder);
  const contenders = [
    ...Object.entries(ENTRIES).map(([name, rest]) => [name, "entry", `@quotient/checkout${rest}`]),
    ...Object.entries(peers).map(([name, { file }]) => [name, "peer", file]),
  ];
  const found = Object.fromEntries(contenders.map(([name]) => [name, []]));
  for (let run = 0; run < (quick ? 5 : 15); run++) {
    for (const [name, kind, place] of contenders) found[name].push(first(kind, place));
  }
  result.first = {};
  for (const [name, runs] of Object.entries(found)) {
    const column = (field) => spread(runs.map((run) => run[field]));
    result.first[name] = { cold: column("cold"), few: column("few"), many: column("many") };
  }
  result.sizes = Object.fromEntries(
    Object.entries(peers).map(([name, { raw, gzip, brotli }]) => [name, { raw, gzip, brotli }]),
  );
} finally {
  rmSync(folder, { recursive: true });
}
write(out, { host: `Node ${process.version.slice(1)}`, ...result });

function first(kind, place) {
  const script = fileURLToPath(new URL("first.mjs", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, kind, place]);
  if (status !== 0) throw new Error(`${place}: ${stderr}`);
  return JSON.parse(stdout);
}
