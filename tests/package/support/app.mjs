// A fresh application that has installed the packed tarball, as a user would have it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { asked } from "./asked.mjs";

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL("../../../npm/", import.meta.url));
const HERE = fileURLToPath(new URL("..", import.meta.url));

/** The tarball that `cargo xtask package` made. */
export function tarball() {
  const found = readdirSync(PACKAGE).filter((file) => /^quotient-checkout-.*\.tgz$/.test(file));
  assert.equal(found.length, 1, "one tarball in npm/: run `cargo xtask package`");
  return path.join(PACKAGE, found[0]);
}

/**
 * A copy of `fixtures/NAME` of this folder or of `matrix` with the package in its `node_modules`. What is
 * asked stands in `asked.json`, and in `asked.mjs` for hosts that read no JSON. The tools come from the
 * folders above, as in a monorepo.
 */
export async function app(name, { set = "", fixture = name } = {}) {
  const folder = path.join(HERE, set, "apps", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const from = path.join(HERE, set, "fixtures", fixture);
  if (existsSync(from)) cpSync(from, folder, { recursive: true });
  if (!existsSync(path.join(folder, "package.json"))) {
    write(folder, "package.json", JSON.stringify({ name, private: true, type: "module" }));
  }
  const json = JSON.stringify(asked);
  write(folder, "asked.json", json);
  write(folder, "asked.mjs", `export const { catalog, request } = ${json};\n`);
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const install = [
    "install",
    "--offline",
    "--no-save",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
  ];
  // The package brings nothing with it: installing it needs no network.
  await run(npm, [...install, tarball()], { cwd: folder, shell: process.platform === "win32" });
  assert.deepEqual(readdirSync(path.join(folder, "node_modules", "@quotient")), ["checkout"]);
  return folder;
}

export function write(folder, file, text) {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

/** What a program prints, trimmed; its errors are this one's. */
export async function printed(program, args, options) {
  try {
    const { stdout } = await run(program, args, { maxBuffer: 1 << 26, ...options });
    return stdout.trim();
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")}\n${error.stdout}\n${error.stderr}`, {
      cause: error,
    });
  }
}
