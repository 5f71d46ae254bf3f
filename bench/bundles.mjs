// What a page would load: the peers bundled and minified, with their sizes.

import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

import { buildSync } from "esbuild";

import { PEERS } from "./peers/all.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));

/** Writes `FOLDER/PEER.mjs` for each; the answer has their paths and sizes by name. */
export function bundles(folder) {
  mkdirSync(folder, { recursive: true });
  const made = {};
  for (const [name, { file }] of Object.entries(PEERS)) {
    const outfile = path.join(folder, `${file}.mjs`);
    const entryPoints = [path.join(here, `peers/${file}.mjs`)];
    buildSync({
      entryPoints,
      outfile,
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
    });
    const bytes = readFileSync(outfile);
    made[name] = {
      file: outfile,
      ...{ raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length },
      brotli: brotliCompressSync(bytes).length,
    };
  }
  return made;
}
