// Puts every built asset compressed beside itself: the server sends it so to whoever takes it.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const assets = new URL("dist/assets/", import.meta.url);

for (const name of readdirSync(assets)) {
  const bytes = readFileSync(new URL(name, assets));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(new URL(`${name}.br`, assets), brotliCompressSync(bytes, { params }));
  writeFileSync(new URL(`${name}.gz`, assets), gzipSync(bytes, { level: 9 }));
}
