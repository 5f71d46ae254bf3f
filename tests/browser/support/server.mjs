// The real server on a port of its own, with a database of its own that is removed afterwards: a file, or on
// PostgreSQL if `QUOTIENT_TEST_DATABASE` has the address of one there.

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { psql, records } from "./records.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
export const target = process.env.CARGO_TARGET_DIR ?? path.join(root, "target");
export const pages = process.env.QUOTIENT_PAGES ?? path.join(root, "www/dist");

function program() {
  const places = [
    process.env.QUOTIENT_SERVER,
    path.join(target, "release/quotient-server"),
    path.join(target, "debug/quotient-server"),
  ];
  const found = places.find((place) => place && existsSync(place));
  if (!found)
    throw new Error("the server is not built: `cargo build -p quotient-server` builds it");
  if (!existsSync(path.join(pages, "index.html"))) {
    throw new Error("the page is not built: `npm run build -w www` builds it");
  }
  return found;
}

/**
 * Starts a server; `stop` ends it and removes what it wrote. `prepare` may edit its seeded files before:
 * `{ database, provider }`. Without `demo` it has the same data, and is one that anyone may register with. `settings` are
 * more of the server's own, by name.
 */
export async function server({ prepare, demo = true, settings = {} } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "quotient-browser-"));
  let drop = () => {};
  let running;
  const remove = async () => {
    await running?.stop();
    drop();
    await rm(folder, { recursive: true, force: true });
  };
  let database;
  // The provider stands for a system elsewhere: its log is a file with either database.
  const provider = path.join(folder, "provider.db");
  try {
    ({ database, drop } = place(folder));
    if (!demo) await run(["seed", "--database", database]);
    if (prepare) {
      // Tables are made by the server itself, and edited while it is stopped.
      await (await serve(database, provider, demo, settings)).stop();
      prepare({ database, provider });
    }
    running = await serve(database, provider, demo, settings);
  } catch (error) {
    await remove();
    throw error;
  }
  const command = (...words) => run([...words, "--database", database]);
  return {
    url: running.url,
    records: records({ database, provider }),
    /** One of the server's own commands, beside the running server: what it says. */
    command,
    /** Changes the price list by the server's own commands, beside the running server. */
    changeCatalog: async (change) => {
      const catalog = JSON.parse(await command("catalog", "show"));
      change(catalog);
      const file = path.join(folder, "catalog.json");
      await writeFile(file, JSON.stringify(catalog));
      await command("catalog", "activate", "--anyway", file);
    },
    stop: remove,
  };
}

/** Where a server's data goes, and how that is removed. */
function place(folder) {
  const cluster = process.env.QUOTIENT_TEST_DATABASE;
  if (!cluster) return { database: path.join(folder, "server.db"), drop: () => {} };
  const name = `page_${randomUUID().replaceAll("-", "")}`;
  psql(cluster, `CREATE DATABASE ${name}`);
  return {
    database: cluster.replace("///postgres?", `///${name}?`),
    drop: () => psql(cluster, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function serve(database, provider, demo, settings) {
  const args = ["serve", "--listen", "127.0.0.1:0", "--database", database];
  args.push("--set", `provider.database=${provider}`);
  args.push(...(demo ? ["--demo"] : ["--set", "registration.open=true"]));
  for (const [name, value] of Object.entries(settings)) args.push("--set", `${name}=${value}`);
  const child = spawn(program(), [...args, "--pages", pages], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let said = "";
  const url = await new Promise((resolve, reject) => {
    const hear = (chunk) => {
      said += chunk;
      const found = /http:\/\/127\.0\.0\.1:[1-9][0-9]*/.exec(said);
      if (found) resolve(found[0]);
    };
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", hear);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
  });
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program(), args, { stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) {
      child[name].setEncoding("utf8").on("data", (chunk) => (said[name] += chunk));
    }
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(said.stdout);
      else reject(new Error(`${args.join(" ")} ended with ${code}:\n${said.stderr}`));
    });
  });
}
