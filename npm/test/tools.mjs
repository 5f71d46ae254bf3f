// Both tools of the same name: the one in Rust, and the package's.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const suffix = process.platform === "win32" ? ".exe" : "";

/** The tool in Rust. */
export function rust() {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(root, "target");
  const places = [process.env.QUOTIENT_TOOL, path.join(target, `debug/quotient${suffix}`)];
  const found = places.find((place) => place && existsSync(place));
  if (!found) throw new Error("the tool in Rust is not built: `cargo build -p quotient-cli` does");
  return [found];
}

/** The package's. */
export const script = [process.execPath, path.join(root, "npm/dist/cli.js")];

/** Runs a tool to its end: `{ code, out, err }`, with the bytes of its output. */
export function run([program, ...before], args, input = "") {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...before, ...args], { cwd: root });
    const out = [];
    const err = [];
    child.stdout.on("data", (piece) => out.push(piece));
    child.stderr.on("data", (piece) => err.push(piece));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, out: Buffer.concat(out), err: Buffer.concat(err).toString() });
    });
    // What is refused early is not read to its end: then nobody takes the rest.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
