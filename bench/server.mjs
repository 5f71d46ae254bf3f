// Quotes of the running server at full speed, on each database that is there:
// `QUOTIENT_SERVER=… [QUOTIENT_POSTGRES=…] node server.mjs [--quick] --out FILE`.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import autocannon from "autocannon";

import { options, write } from "./options.mjs";

const CONNECTIONS = 16;
const SUBSCRIPTION = "sub_studio_node";

const { quick, out } = options();
const program = process.env.QUOTIENT_SERVER;
const load = Math.round(loadavg()[0]);
const folder = mkdtempSync(path.join(tmpdir(), "quotient-bench-"));
try {
  const databases = { SQLite: path.join(folder, "bench.db") };
  // An empty database on a server that is there for this alone.
  if (process.env.QUOTIENT_POSTGRES) databases.PostgreSQL = process.env.QUOTIENT_POSTGRES;
  const results = {};
  for (const [name, database] of Object.entries(databases))
    results[name] = await measured(database);
  write(out, { cores: availableParallelism(), load, connections: CONNECTIONS, results });
} finally {
  rmSync(folder, { recursive: true });
}

async function measured(database) {
  run("seed", database);
  const token = run("token", "add", "--user", "u_olivia", "--label", "bench", database).trim();
  const server = await started(database);
  try {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const account = await fetch(`${server.url}/api/account`, { headers });
    const { now } = await account.json();
    const requests = Array.from({ length: 90 }, (_, n) => ({
      method: "POST",
      path: "/api/quote",
      headers,
      body: JSON.stringify({
        ...{ type: "change", subscription: SUBSCRIPTION, at: now },
        items: [{ product: "studio-node", quantity: 11 + n }],
      }),
    }));
    await asked(server.url, requests, quick ? 2 : 10);
    const before = memory(server.child.pid);
    const result = await asked(server.url, requests, quick ? 10 : 60);
    const after = memory(server.child.pid);
    const failed = result.errors + result.timeouts + result.non2xx;
    if (failed > 0) throw new Error(`${failed} quotes of ${result.requests.total} failed`);
    return {
      quotes: result.requests.total,
      seconds: result.duration,
      rate: result.requests.average,
      ...{ median: result.latency.p50, p99: result.latency.p99, worst: result.latency.max },
      memory: { before, after },
    };
  } finally {
    server.child.kill("SIGTERM");
    await server.ended;
  }
}

function asked(url, requests, duration) {
  return autocannon({ url, requests, connections: CONNECTIONS, duration });
}

/** Runs a command of the program to its end. */
function run(...args) {
  const database = args.pop();
  const { status, stdout, stderr } = spawnSync(program, [...args, "--database", database], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

async function started(database) {
  const args = [
    "serve",
    "--listen",
    "127.0.0.1:0",
    "--database",
    database,
    "--set=log.filter=warn",
  ];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, ended, url: line.replace("Listening on ", "") };
  }
  throw new Error("the server did not start");
}

/** What a process holds in memory, in bytes; `undefined` where that cannot be read. */
function memory(pid) {
  try {
    const [, size] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Number(size) * 1024;
  } catch {
    return undefined;
  }
}
