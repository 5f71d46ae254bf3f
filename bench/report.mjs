// Writes docs/benchmarks.md from `benchmarks.template.md` and the results: `node report.mjs FOLDER`.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, release, type } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

import { served } from "./server-report.mjs";

const PEERS = {
  "decimal.js": "decimal.js",
  "bignumber.js": "bignumber.js",
  "big.js": "big.js",
  "dinero.js 2": "dinero.js",
};

const folder = process.argv[2];
const root = fileURLToPath(new URL("../", import.meta.url));
const text = (name) => readFileSync(path.join(root, name), "utf8");
const json = (file) => JSON.parse(readFileSync(file, "utf8"));
const result = (name) => json(path.join(folder, `${name}.json`));
const [node, browser, command, about] = ["node", "browser", "command", "about"].map(result);
const native = criterion(path.join(folder, "criterion"));
const fuel = json(path.join(root, "tests/fuel/recorded.json"));

/** By name, in nanoseconds: the median and how sure it is. */
function criterion(place) {
  const found = {};
  for (const entry of readdirSync(place, { recursive: true })) {
    if (path.basename(entry) !== "benchmark.json" || !entry.includes("new")) continue;
    const file = path.join(place, entry);
    const { median } = json(path.join(path.dirname(file), "estimates.json"));
    found[json(file).full_id] = {
      median: median.point_estimate,
      low: median.confidence_interval.lower_bound,
      high: median.confidence_interval.upper_bound,
    };
  }
  return found;
}

const digits = (number) =>
  number >= 100
    ? Math.round(number).toLocaleString("en-US")
    : number.toFixed(number >= 10 ? 1 : number >= 1 ? 2 : 3);
const whole = (number) => Math.round(number).toLocaleString("en-US");
const shown = ({ median, low, high }) => `${digits(median)} (${digits(low)} to ${digits(high)})`;

/** Of each run to the run of the other beside it, the middle one. */
function ratio(a, b) {
  const ratios = a.runs.map((time, n) => time / b.runs[n]).sort((x, y) => x - y);
  return ratios[ratios.length >> 1];
}
const times = (number) => `${number >= 10 ? number.toFixed(0) : number.toFixed(2)}x`;

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, n) => (n ? "--:" : "---"))), ...rows.map(line)].join("\n");
}

const bold = (name) => name.replace(/^\.[\w/]*/, (entry) => `\`${entry}\``);

function warm({ objects, texts }) {
  const rows = Object.keys(objects).map((name) => [
    bold(name),
    shown(objects[name]),
    times(ratio(objects[name], objects["BigInt by hand"])),
    times(ratio(objects[name], objects["decimal.js"])),
    shown(texts[name]),
    times(ratio(texts[name], texts["decimal.js"])),
  ]);
  const head = [
    "",
    "object to object, µs",
    "to BigInt",
    "to decimal.js",
    "text to text, µs",
    "to decimal.js",
  ];
  return table(head, rows);
}

function amounts({ amounts, slider }) {
  const [by, other] = ["BigInt by hand", "decimal.js"];
  const rows = Object.keys(amounts).map((name) => [
    bold(name),
    ...[amounts, slider].flatMap((times_) => [
      shown(times_[name]),
      times(ratio(times_[name], times_[by])),
      times(ratio(times_[name], times_[other])),
    ]),
  ]);
  const columns = (what) => [`${what}, µs`, "to BigInt", "to decimal.js"];
  return table(["", ...columns("amounts"), ...columns("slider")], rows);
}

function first({ first }) {
  const rows = Object.entries(first).map(([name, { cold, few, many }]) => [
    bold(name),
    shown(cold),
    shown(few),
    times(ratio(few, first["decimal.js"].few)),
    shown(many),
    times(ratio(many, first["decimal.js"].many)),
  ]);
  const head = ["", "load and first quote, ms", "quotes 2 to 10, µs", "to decimal.js"];
  return table([...head, "quotes 11 to 1,000, µs", "to decimal.js"], rows);
}

function sizes() {
  const rows = Object.entries(node.sizes).map(([name, { raw, gzip, brotli }]) => [
    name,
    ...[raw, gzip, brotli].map(whole),
    node.compared.wrong[name] === 0 ? "none" : whole(node.compared.wrong[name]),
  ]);
  return table(["", "bytes", "gzip", "brotli", `wrong of ${whole(node.compared.priced)}`], rows);
}

const [reference, line, large] = ["reference", "one line", "large"].map(
  (name) => (what) => native[`request/${name}/${what}`],
);

function natively() {
  const micros = ({ median, low, high }) =>
    shown({ median: median / 1000, low: low / 1000, high: high / 1000 });
  const order = (id) => [id.replace(/\/?[\d]+$/, ""), Number(/(\d+)$/.exec(id)?.[1] ?? 0)];
  const ids = Object.keys(native)
    .filter((id) => !id.startsWith("threads"))
    .sort((a, b) => {
      const [[x, n], [y, m]] = [order(a), order(b)];
      return x === y ? n - m : x < y ? -1 : 1;
    });
  const rows = ids.map((id) => {
    const [group, ...rest] = id.split("/");
    const name = group === "request" ? rest.join(": ") : `${group}: ${whole(rest.join("/"))}`;
    return [name, micros(native[id]), whole(1e9 / native[id].median)];
  });
  for (const [group, what] of [
    ["threads", "one line, text to text"],
    ["threads, prepared", "reference: prepared, amounts"],
  ]) {
    for (const threads of [1, 2]) {
      const time = native[`${group}/${threads}`];
      const name = `${what}, threads: ${threads}`;
      rows.push([name, micros(time), whole((threads * 1e9) / time.median)]);
    }
  }
  return table(["", "µs", "a second"], rows);
}

function commands() {
  const round = ({ median, low, high }) => `${whole(median)} (${whole(low)} to ${whole(high)})`;
  const rows = Object.entries(command.rates).map(([name, rate]) => [name, round(rate)]);
  return table(["", "quotes a second"], rows);
}

function instructions() {
  const rows = Object.entries(fuel.instructions).map(([name, count]) => [name, whole(count)]);
  return table(["", "instructions"], rows);
}

/** What PERFORMANCE asks for, beside what is measured. */
function goals() {
  const brotli = (name) =>
    brotliCompressSync(readFileSync(path.join(root, "npm/dist", name))).length;
  const [entry, module] = ["index.js", "quote.wasm"].map(brotli);
  const rows = [];
  const row = (what, must, goal, now, kept) => {
    rows.push([what, must, goal, now, kept ? "yes" : "**no**"]);
  };
  const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  row("`.` as shipped, brotli", "65 kB", "40 kB", kilo(entry), entry <= 65_000);
  row("`quote.wasm`, brotli", "48 kB", "24 kB", kilo(module), module <= 48_000);
  for (const { host, amounts } of [node, browser]) {
    const [big, decimal] = ["BigInt by hand", "decimal.js"].map((name) =>
      ratio(amounts["."], amounts[name]),
    );
    const what = `amounts only, against BigInt by hand and decimal.js, ${host.split(" ")[0]}`;
    const now = `${times(big)}, ${times(decimal)}`;
    row(what, "4x, 0.5x", "1.5x, 0.125x", now, big <= 4 && decimal <= 0.5);
  }
  for (const { host, objects } of [node, browser]) {
    const now = ratio(objects["."], objects["decimal.js"]);
    const what = `full answer with digest, against decimal.js's amounts, ${host.split(" ")[0]}`;
    row(what, "1.5x", "0.7x", times(now), now <= 1.5);
  }
  for (const { host, slider } of [node, browser]) {
    const now = ratio(slider["."], slider["BigInt by hand"]);
    const what = `slider: prepared, new quantity to total, against BigInt by hand, ${host.split(" ")[0]}`;
    row(what, "0.25x", "0.1x", times(now), now <= 0.25);
  }
  const { median: cold, low } = node.first["."].cold;
  const both = `${digits(cold)} ms (${digits(low)} in the best tenth)`;
  row("load and first quote, Node", "8 ms", "3 ms", both, cold <= 8);
  const counts = ["amounts, text to text", "prepared, amounts of a choice"].map(
    (what) => fuel.instructions[`reference: ${what}`],
  );
  const counted = `${whole(counts[0])} from text, ${whole(counts[1])} prepared`;
  const few = counts[0] <= 250_000;
  row("instructions for amounts of the reference request", "250,000", "80,000", counted, few);
  const growth =
    fuel.instructions["100 items: text to text"] / fuel.instructions["50 items: text to text"];
  row("growth from 50 to 100 items", "2.2", "2.05", growth.toFixed(2), growth <= 2.2);
  const one = command.rates["quotient, one core"]?.median ?? 1e9 / line("text to text").median;
  const kept = one >= 80_000;
  row(
    "one-line change, JSON to JSON with digest, a core",
    "80,000/s",
    "250,000/s",
    `${whole(one)}/s`,
    kept,
  );
  const lines = command.rates["npx quotient, Node"].median;
  row(
    "the same in Node, a thread",
    "a third of 80,000/s",
    "",
    `${whole(lines)}/s`,
    lines * 3 >= 80_000,
  );
  const six = 1e9 / reference("prepared, amounts").median;
  const single = 1e9 / line("prepared, amounts").median;
  const rates = `${whole(six)}/s of six lines, ${whole(single)}/s of one`;
  row("native, amounts only, prepared, a core", "500,000/s", "2,000,000/s", rates, six >= 500_000);
  const [parts, all] = ["prepared, amounts", "text to text"].map(
    (what) => large(what).median / 1e6,
  );
  const native = `${digits(all)} ms with digest, ${digits(large("read").median / 1e6)} to read, ${digits(parts)} amounts alone`;
  row("large request, natively", "16 ms", "4 ms", native, all <= 16);
  return table(["", "must", "goal", "now", "must kept"], rows);
}

function machine() {
  const versions = Object.entries(PEERS).map(
    ([name, folder]) =>
      `${name.replace(" 2", "")} ${json(path.join(root, "node_modules", folder, "package.json")).version}`,
  );
  const processor = cpus()[0]?.model.trim() || "unknown processor";
  return [
    `Measured on ${about.date} at ${about.commit}: ${processor}, ${availableParallelism()} cores, ${type()} ${release().split("-")[0]};`,
    `${node.host}, ${browser.host}, ${about.rustc}; ${versions.join(", ")}.`,
    about.quick ? "With `--quick`: few and short runs, so that single figures are rough." : "",
    `When it started, ${about.load} other program${about.load === 1 ? " was" : "s were"} waiting for a core${about.load < 1 ? "" : ": read the ratios, not the times"}.`,
  ]
    .filter(Boolean)
    .join("\n");
}

const parts = {
  machine: machine(),
  requestBytes: whole(node.bytes.request),
  answerBytes: whole(node.bytes.answer),
  amountsBytes: whole(node.bytes.amounts),
  node: warm(node),
  browser: warm(browser),
  nodeFirst: first(node),
  browserFirst: first(browser),
  nodeAmounts: amounts(node),
  browserAmounts: amounts(browser),
  sizes: sizes(),
  read: whole((100 * reference("read").median) / reference("text to text").median),
  native: natively(),
  command: commands(),
  server: served(
    existsSync(path.join(folder, "server.json")) ? result("server") : undefined,
    table,
  ),
  instructions: instructions(),
  goals: goals(),
};
const template = text("bench/benchmarks.template.md");
const page = template.replace(/\{\{(\w+)\}\}/g, (_, name) => {
  if (!(name in parts)) throw new Error(`the template names ${name}, which nothing gives`);
  return parts[name];
});
writeFileSync(path.join(root, "docs/benchmarks.md"), page);
