// The sizes of everything that a page or a worker may load: raw, and as it travels. What a file may have is
// told by budgets.json: `most` are promises, `last` is what each file had when it was last looked at.
//
//     node size.mjs            shows them all, fails above a promise
//     node size.mjs --growth   fails where a file has grown by more than 2 % since it was last looked at
//     node size.mjs --write    looks at them: what they have now is what they had last

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const BUDGETS = "budgets.json";
const GROWTH = 1.02;

const mode = process.argv[2];
const budgets = JSON.parse(readFileSync(BUDGETS, "utf8"));
const names = readdirSync("dist").filter((name) => /\.(js|wasm)$/.test(name));
const wrong = [];
const sizes = {};

console.log(row("bytes", "raw", "gzip", "brotli", "last", "most"));
for (const name of names) {
  const bytes = readFileSync(`dist/${name}`);
  // The highest levels, as for files that are compressed once and served often.
  const brotli = brotliCompressSync(bytes).length;
  const gzip = gzipSync(bytes, { level: 9 }).length;
  const [last, most] = [budgets.last[name], budgets.most[name]];
  sizes[name] = brotli;
  console.log(row(name, bytes.length, gzip, brotli, last ?? "", most ?? ""));
  if (mode === undefined && brotli > most) {
    wrong.push(`${name} has ${brotli} bytes after brotli, ${brotli - most} more than promised`);
  }
  if (mode === "--growth" && !(brotli <= last * GROWTH)) {
    wrong.push(
      `${name} had ${last ?? "no"} bytes after brotli and now has ${brotli}: find what grew, or tell in the commit why and run \`npm run size -- --write\``,
    );
  }
}
if (mode === "--write") {
  writeFileSync(BUDGETS, `${JSON.stringify({ ...budgets, last: sizes }, null, 2)}\n`);
}
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}

function row(name, ...columns) {
  return (name.padEnd(14) + columns.map((column) => String(column).padStart(9)).join("")).trimEnd();
}
