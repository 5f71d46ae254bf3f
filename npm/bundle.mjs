// Bundles the package into one file with the module inside, without a request, a loader or a wait.
//
// The module is inlined as text with a character a byte, not as base64: base64 puts three bytes into four
// characters, so a sequence that repeats looks different at each of the offsets, and brotli finds a
// quarter less. `src/doors/inlined.ts` reads it back. Bytes keep their order; the characters are the printable
// ones of ASCII from `#` on but for the backslash, then those from `¡` on: nothing needs an escape.

import { readFileSync } from "node:fs";

import { build } from "esbuild";

const inline = {
  name: "inline",
  setup({ onLoad }) {
    onLoad({ filter: /\.wasm$/ }, ({ path }) => {
      const text = Array.from(readFileSync(path), (byte) => String.fromCharCode(character(byte)));
      return { contents: text.join(""), loader: "text" };
    });
  },
};

/** Entries that work with the engine take it from the package's own, so that a page has it once. */
const shared = {
  name: "shared",
  setup({ onResolve }) {
    onResolve({ filter: /^(\.\.?\/)+index\.js$/ }, () => {
      return { path: "./index.js", external: true };
    });
  },
};

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

function character(byte) {
  return byte < 57 ? byte + 35 : byte < 91 ? byte + 36 : byte + 70;
}

await build({
  entryPoints: ["src/index.ts"],
  outfile: "dist/index.js",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  inject: ["src/doors/encoding.ts"],
  alias: { "#door": "./src/doors/wasm.ts" },
  plugins: [inline],
  logLevel: "warning",
});

await build({
  entryPoints: ["src/node.ts", "src/cli.ts"],
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  platform: "node",
  plugins: [shared],
  define: { PACKAGE_VERSION: JSON.stringify(version) },
  logLevel: "warning",
});

await build({
  entryPoints: ["src/react.ts"],
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  external: ["react"],
  // Frameworks that render on servers run hooks where they are told to.
  banner: { js: '"use client";' },
  plugins: [shared],
  logLevel: "warning",
});
