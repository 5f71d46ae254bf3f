// The sizes of everything that a page or a worker may load: raw, and as it travels. Fails above the budgets.

import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

/** Bytes after brotli, by file of dist: for `index.js` and `quote.wasm` promises, for the rest a watch on growth. */
const budgets = JSON.parse(readFileSync("budgets.json", "utf8"));

const names = readdirSync("dist").filter((name) => /\.(js|wasm)$/.test(name));
const wrong = Object.keys(budgets)
  .filter((name) => !names.includes(name))
  .map((name) => `${name} has a budget and is not there`);

console.log(row("bytes", "raw", "gzip", "brotli", "budget", ""));
for (const name of names) {
  const bytes = readFileSync(`dist/${name}`);
  // The highest levels, as for files that are compressed once and served often.
  const brotli = brotliCompressSync(bytes).length;
  const budget = budgets[name];
  const left = budget === undefined ? "" : `${Math.floor((brotli * 100) / budget)}%`;
  const gzip = gzipSync(bytes, { level: 9 }).length;
  console.log(row(name, bytes.length, gzip, brotli, budget ?? "none", left));
  if (budget === undefined) {
    wrong.push(`${name} has no budget: add one to npm/budgets.json`);
  } else if (brotli > budget) {
    wrong.push(
      `${name} has ${brotli} bytes after brotli, ${brotli - budget} above its budget: find what grew`,
    );
  }
}
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}

function row(name, ...columns) {
  return (name.padEnd(14) + columns.map((column) => String(column).padStart(9)).join("")).trimEnd();
}
