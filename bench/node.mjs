// Everything that is measured in Node: `node node.mjs [--quick] --out FILE`.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { bundles } from "./bundles.mjs";
import { firsts } from "./firsts.mjs";
import { ENTRIES, options, reference, rounds, write } from "./options.mjs";
import { warm } from "./warm.mjs";

const require = createRequire(import.meta.url);
const { quick, out } = options();
const addresses = Object.fromEntries(
  Object.keys(ENTRIES).map((name) => [name, `@quotient/checkout${name.slice(1)}`]),
);

const entries = {};
for (const [name, address] of Object.entries(addresses)) {
  entries[name] = await import(address);
  const { init } = entries[name];
  if (init) await init(readFileSync(require.resolve("@quotient/checkout/quote.wasm")));
}
const result = {
  host: `Node ${process.version.slice(1)}`,
  ...warm(entries, reference(), rounds(quick)),
};

const folder = mkdtempSync(path.join(tmpdir(), "quotient-bench-"));
try {
  const peers = bundles(folder);
  const contenders = {};
  // By their files, as peers are: to look a package up by its name is the host's work, and none of theirs.
  const file = (name) => import.meta.resolve(addresses[name]);
  for (const name of Object.keys(ENTRIES)) contenders[name] = ["entry", file(name)];
  contenders["., amounts"] = ["amounts", file(".")];
  for (const [name, { file }] of Object.entries(peers)) {
    contenders[name] = ["peer", pathToFileURL(file).href];
  }
  result.first = await firsts(contenders, rounds(quick).fresh, first);
  result.sizes = Object.fromEntries(
    Object.entries(peers).map(([name, { raw, gzip, brotli }]) => [name, { raw, gzip, brotli }]),
  );
} finally {
  rmSync(folder, { recursive: true });
}
write(out, result);

function first(contender) {
  const script = fileURLToPath(new URL("first.mjs", import.meta.url));
  // What a host loads besides, by the settings of this machine, is no contender's time.
  const { NODE_EXTRA_CA_CERTS, NODE_OPTIONS, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...contender], { env });
  if (status !== 0) throw new Error(`${contender}: ${stderr}`);
  return JSON.parse(stdout);
}
