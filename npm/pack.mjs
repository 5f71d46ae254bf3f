// Packs dist into quotient-checkout-VERSION.tgz, and fails unless the tarball holds what it should and
// nothing else, and resolves for every way to import it. `cargo xtask package` builds dist first.

import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const LICENSES = ["LICENSE-APACHE", "LICENSE-MIT"];

for (const license of LICENSES) {
  copyFileSync(join("..", license), license);
}
const [packed] = JSON.parse(output("npm", ["pack", "--json", "--ignore-scripts"]));
for (const license of LICENSES) {
  rmSync(license);
}
const wrong = [...listing(packed.files.map(({ path }) => path)), ...promises(), ...sources()];
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
// Its own judgement of the same tarball: how every entry resolves, and whether its types do.
const tarball = packed.filename;
judged("publint", ["--strict", tarball]);
// The module has no CommonJS form: it is WebAssembly.
judged("attw", [
  tarball,
  "--profile",
  "node16",
  "--exclude-entrypoints",
  "quote.wasm",
  "--no-emoji",
]);
const size = (packed.size / 1000).toFixed(0);
console.log(`npm/${tarball}: ${packed.files.length} files, ${size} kB, ${packed.integrity}`);

/** What is in the tarball and should not be, or the other way round. */
function listing(files) {
  const expected = new Set(["package.json", "README.md", "dist/integrity.json", ...LICENSES]);
  const { bin, customElements, exports, main, types } = manifest;
  for (const target of targets([exports, bin, main, types, customElements])) {
    add(target.replace("./", ""));
  }
  return [
    ...files.filter((file) => !expected.has(file)).map((file) => `${file} should not be packed`),
    ...[...expected].filter((file) => !files.includes(file)).map((file) => `${file} is not packed`),
  ];

  /** A file, and the declarations that a declaration refers to. */
  function add(file) {
    if (expected.has(file)) {
      return;
    }
    expected.add(file);
    const declaration = /\.d\.(c?)ts$/.exec(file);
    if (declaration !== null) {
      const text = readFileSync(file, "utf8");
      for (const [, path] of text.matchAll(/["'](\.\.?\/[^"']+)\.c?js["']/g)) {
        add(join(file, "..", `${path}.d.${declaration[1]}ts`).replaceAll("\\", "/"));
      }
    }
  }
}

/** What installing must not do. */
function promises() {
  const scripts = ["preinstall", "install", "postinstall", "prepare", "prepublish"];
  return [
    ...Object.keys(manifest.dependencies ?? {}).map((name) => `${name} is a runtime dependency`),
    ...scripts
      .filter((name) => name in manifest.scripts)
      .map((name) => `there is a script ${name}`),
    ...Object.keys(manifest.peerDependencies ?? {})
      .filter((name) => !manifest.peerDependenciesMeta?.[name]?.optional)
      .map((name) => `${name} is a peer that is not optional`),
  ];
}

/** What no policy of a payment page would let through, and paths of the machine that built it. */
function sources() {
  const home = join(process.cwd(), "..");
  return packed.files
    .map(({ path }) => path)
    .filter((path) => /\.(c?js|wasm)$/.test(path))
    .flatMap((path) => {
      const text = readFileSync(path, "latin1");
      const evaluates = /\beval\s*\(|\bFunction\s*\(|\bset(Timeout|Interval)\s*\(\s*["'`]/.exec(
        text,
      );
      return [
        ...(evaluates === null ? [] : [`${path} makes code of text: ${evaluates[0]}`]),
        ...(text.includes(home) ? [`${path} holds a path of this machine`] : []),
      ];
    });
}

function targets(value) {
  return typeof value === "string" ? [value] : Object.values(value ?? {}).flatMap(targets);
}

function output(program, given) {
  const { status, stdout, stderr } = spawnSync(program, given, {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    throw new Error(`${program} ${given.join(" ")} failed: ${stderr}`);
  }
  return stdout;
}

/** Runs a tool that is to have nothing to say against the tarball. */
function judged(program, given) {
  const { status, stdout, stderr } = spawnSync("npx", ["--no-install", program, ...given], {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error(`${stdout}${stderr}\n${program} finds fault with the tarball; see above`);
    process.exit(1);
  }
  console.log(`${program}: no fault`);
}
