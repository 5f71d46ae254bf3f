// Makes dist: every file that package.json's `exports` and `bin` name, and nothing else.
//
// An entry is declared once, in package.json: `./dist/NAME.js` and `./dist/NAME.cjs` are bundled from
// `src/NAME.ts` (or `.tsx`), and its declarations are made. Entries in `DOORS` hold the whole API with an
// engine; all others take what they import from `./index.js` from the package's own, so that a page has it once.
// `./dist/NAME-node.js` is the same entry for Node, where all share the engine of `./index-node.js`.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { build } from "esbuild";

/** The entries with an engine of their own, and the door in `src/doors` that leads to it. */
const DOORS = {
  index: "wasm",
  "index-node": "node",
  js: "js",
  slim: "slim",
  tools: "tools",
  workerd: "workerd",
};
/** The entries that use what only Node has. */
const NODE = ["cli", "node"];
/** The end of the names of entries for Node that others have, too. */
const FOR_NODE = /-node$/;
/** The entries with hooks: frameworks that render on servers run them where they are told to. */
const CLIENT = ["react"];
/** Where TypeScript puts all declarations; those that an entry needs go into dist. */
const TYPES = "build/types";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const files = [...new Set(targets([manifest.exports, manifest.bin ?? []]))]
  .filter((file) => file.startsWith("./dist/"))
  .map((file) => file.slice("./dist/".length));

/** Every path that a value of package.json names, whatever the conditions. */
function targets(value) {
  return typeof value === "string" ? [value] : Object.values(value).flatMap(targets);
}

async function bundle(name, ending) {
  const door = DOORS[name];
  const isGlued = door === "wasm" || door === "node";
  const isCommonJs = ending === ".cjs";
  const isForNode = NODE.includes(name) || FOR_NODE.test(name);
  const source = name.replace(FOR_NODE, "");
  const entry = [`src/${source}.ts`, `src/${source}.tsx`].find((file) => existsSync(file));
  if (entry === undefined) {
    throw new Error(`package.json names dist/${name}${ending}, and there is no src/${source}.ts`);
  }
  await build({
    entryPoints: { [name]: entry },
    outdir: "dist",
    outExtension: { ".js": ending },
    bundle: true,
    minify: true,
    format: isCommonJs ? "cjs" : "esm",
    // For CommonJS too: Node then finds the exported names without running the file.
    platform: isCommonJs || NODE.includes(name) ? "node" : "neutral",
    target: "es2022",
    // Node reads ASCII faster; elsewhere bytes count.
    charset: isForNode ? "ascii" : "utf8",
    jsx: "automatic",
    // Pages get the engine in streams (`inlined/` of the repository), which brotli makes a third smaller than base64.
    // Node gets base64, because there bytes do not travel, and a character above 127 makes the whole script longer to read.
    loader: { ".inlined": "text" },
    // `import()` is not there in every host of CommonJS, say in Jest.
    supported: { "dynamic-import": !isCommonJs },
    external: Object.keys(manifest.peerDependencies ?? {}),
    inject: door === undefined ? [] : ["src/doors/encoding.ts"],
    alias: door === undefined ? {} : { "#door": `./src/doors/${door}.ts` },
    plugins:
      door === undefined
        ? [shared(ending, isForNode ? "-node" : "")]
        : [characters, pieces, beside],
    banner: CLIENT.includes(name) ? { js: '"use client";' } : {},
    define: {
      PACKAGE_VERSION: JSON.stringify(manifest.version),
      // What the glue of wasm-bindgen would do with these is left out: `src/engine.ts` frees what is not needed.
      ...(isGlued ? { FinalizationRegistry: "undefined", "Symbol.dispose": "undefined" } : {}),
    },
    // It also warns of an older way to call it.
    drop: isGlued ? ["console"] : [],
    logLevel: "warning",
  });
}

/** What an entry without an engine imports of those with one is not bundled. `host` ends the names of what it shares. */
function shared(ending, host) {
  return {
    name: "shared",
    setup({ onResolve }) {
      onResolve({ filter: /^(\.\.?\/)+(index|js|store|tools)\.js$/ }, ({ path }) => {
        const [, name] = /(\w+)\.js$/.exec(path);
        const isMain = name === "index" || name === "store";
        return { path: `./${name}${isMain ? host : ""}${ending}`, external: true };
      });
    },
  };
}

/** What joins them is short: a character a byte, with escapes. */
const characters = {
  name: "characters",
  setup({ onLoad }) {
    onLoad({ filter: /\/join\.wasm$/ }, ({ path }) => {
      return { contents: readFileSync(path, "latin1"), loader: "text" };
    });
  },
};

/** So many characters of base64 are so many bytes by themselves. */
const PIECE = 48 << 10;

/**
 * The engine as base64, in pieces: V8 reads a longer text into room that it makes anew four times as large each time,
 * and gives it pages of its own.
 */
const pieces = {
  name: "pieces",
  setup({ onLoad }) {
    onLoad({ filter: /\/build\/quotient\.wasm$/ }, ({ path }) => {
      const text = readFileSync(path, "base64");
      const count = Math.ceil(text.length / PIECE);
      const all = Array.from({ length: count }, (_, n) => text.slice(n * PIECE, (n + 1) * PIECE));
      return { contents: JSON.stringify(all), loader: "json" };
    });
  },
};

/** The portable module lies beside the entries, for hosts that import it as a module. */
const beside = {
  name: "beside",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/quote\.wasm$/ }, () => ({ path: "./quote.wasm", external: true }));
  },
};

/** Declarations: for ESM as TypeScript makes them, for CommonJS the same under the other names. */
function declare() {
  rmSync(TYPES, { recursive: true, force: true });
  const tsc = ["--no-install", "tsc", "--project", "tsconfig.declarations.json", "--outDir", TYPES];
  const { status } = spawnSync("npx", tsc, {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    throw new Error("tsc failed; what went wrong stands above");
  }
  copyFileSync("src/quote.wasm.d.ts", "dist/quote.wasm.d.ts");
  for (const file of files) {
    const [, name, ending] = /^([\w-]+)(\.d\.c?ts)$/.exec(file) ?? [];
    if (name !== undefined) {
      copyDeclaration(name, ending);
    }
  }
}

/** One declaration, and those that it refers to. */
function copyDeclaration(name, ending) {
  const to = join("dist", name + ending);
  if (existsSync(to)) {
    return;
  }
  const text = readFileSync(join(TYPES, `${name}.d.ts`), "utf8");
  mkdirSync(dirname(to), { recursive: true });
  const script = ending === ".d.cts" ? ".cjs" : ".js";
  const others = [];
  const written = text.replace(/(["'])(\.\.?\/[^"']+)\.js\1/g, (_, quote, path) => {
    others.push(path);
    return quote + path + script + quote;
  });
  writeFileSync(to, written);
  for (const path of others) {
    copyDeclaration(join(dirname(name), path).replaceAll("\\", "/"), ending);
  }
}

/** For `<script integrity>` and for the inventory of a payment page. */
function integrity() {
  const names = readdirSync("dist").filter((name) => /\.(c?js|wasm)$/.test(name));
  const hashes = names.sort().map((name) => {
    const hash = createHash("sha384")
      .update(readFileSync(join("dist", name)))
      .digest("base64");
    return [name, `sha384-${hash}`];
  });
  return JSON.stringify(Object.fromEntries(hashes), undefined, 2) + "\n";
}

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
for (const file of files) {
  const [, name, ending] = /^([\w-]+)(\.c?js)$/.exec(file) ?? [];
  if (name !== undefined) {
    await bundle(name, ending);
  }
}
copyFileSync("build/quote.wasm", "dist/quote.wasm");
declare();
writeFileSync("dist/integrity.json", integrity());
const missing = files.filter((file) => !existsSync(join("dist", file)));
if (missing.length > 0) {
  throw new Error(`package.json names files that are not made: ${missing.join(", ")}`);
}
