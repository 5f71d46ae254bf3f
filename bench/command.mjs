// The commands on a file of one-line changes, with digests: `QUOTIENT_TOOL=… node command.mjs [--quick] --out FILE`.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { spread } from "./measure.mjs";
import { options, write } from "./options.mjs";

const CATALOG = {
  id: "c",
  products: [
    {
      ...{ id: "seat", name: "Seat", unitName: "seat" },
      prices: [
        {
          ...{ id: "seat-m", currency: "USD", cycle: { unit: "month" } },
          scheme: { type: "perUnit", amount: "17.49" },
        },
      ],
    },
  ],
};
const PERIOD = { start: "2026-03-01T00:00:00Z", end: "2026-04-01T00:00:00Z" };

/** More seats for another customer: no two lines are the same. */
function change(n) {
  const quantity = 1 + (n % 90);
  const net = (17.49 * quantity).toFixed(2);
  return {
    type: "change",
    at: new Date(Date.UTC(2026, 2, 2) + (n % 2_400_000) * 1000).toISOString(),
    items: [{ product: "seat", quantity: quantity + 3 }],
    subscription: {
      ...{ id: `sub_${n}`, status: "active", currency: "USD", cycle: { unit: "month" } },
      ...{ period: PERIOD, items: [{ product: "seat", quantity }] },
      charges: [{ product: "seat", net, tax: "1.00", ...PERIOD }],
    },
    tax: { rates: [{ id: "sales", percent: "8.875" }] },
  };
}

const { quick, out } = options();
const tool = process.env.QUOTIENT_TOOL;
const script = fileURLToPath(new URL("../npm/dist/cli.js", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "quotient-bench-"));
const file = (name) => path.join(folder, name);
try {
  writeFileSync(file("catalog.json"), JSON.stringify(CATALOG));
  const many = requests("many.ndjson", quick ? 40_000 : 300_000);
  const fewer = requests("fewer.ndjson", quick ? 10_000 : 50_000);
  const contenders = {};
  // Linux can keep a program on one core; elsewhere only all of them are measured.
  if (spawnSync("taskset", ["--version"]).status === 0) {
    contenders["quotient, one core"] = ["taskset", ["-c", "0", tool], many];
  }
  const cores = availableParallelism();
  contenders[`quotient, ${cores} cores`] = [tool, [], many];
  contenders["npx quotient, Node"] = [process.execPath, [script], fewer];
  const answers = Object.values(contenders).map(([program, before]) =>
    hash(program, before, fewer),
  );
  if (new Set(answers).size !== 1) throw new Error("the commands differ in their answers");
  const rates = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let run = 0; run < (quick ? 3 : 7); run++) {
    for (const [name, [program, before, asked]] of Object.entries(contenders)) {
      rates[name].push(asked.count / timed(program, before, asked));
    }
  }
  const rows = Object.entries(rates).map(([name, rates]) => [name, spread(rates)]);
  write(out, { rates: Object.fromEntries(rows) });
} finally {
  rmSync(folder, { recursive: true });
}

function requests(name, count) {
  const lines = Array.from({ length: count }, (_, n) => `${JSON.stringify(change(n))}\n`);
  writeFileSync(file(name), lines.join(""));
  return { name, count };
}

/** Seconds from start to end, starting included. */
function timed(program, before, { name }) {
  const [input, output] = [openSync(file(name), "r"), openSync(file("answers.ndjson"), "w")];
  const start = performance.now();
  const { status, stderr } = spawnSync(
    program,
    [...before, "quote", "--catalog", file("catalog.json")],
    { stdio: [input, output, "pipe"] },
  );
  const seconds = (performance.now() - start) / 1000;
  closeSync(input);
  closeSync(output);
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  return seconds;
}

function hash(program, before, asked) {
  timed(program, before, asked);
  const answers = readFileSync(file("answers.ndjson"), "utf8");
  const priced = answers.split('"status":"priced"').length - 1;
  if (priced !== asked.count) throw new Error(`${priced} of ${asked.count} were priced`);
  return createHash("sha256").update(answers).digest("hex");
}
