// `quotient` of the package against `quotient` in Rust: the same inputs, the same bytes and exit codes.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";

import { run, rust, script } from "./tools.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "quotient-cli-"));
after(() => rmSync(folder, { recursive: true }));

function file(name, content) {
  const place = path.join(folder, name);
  writeFileSync(place, content);
  return place;
}

const corpus = (name) =>
  readFileSync(new URL(`../../tests/cases/${name}`, import.meta.url), "utf8");
const named = corpus("named.ndjson");
const lines = named.trimEnd().split("\n");
const { catalog, request } = JSON.parse(lines[0]);
const given = file("catalog.json", JSON.stringify(catalog, null, 2));
const json = JSON.stringify;

/** Both tools say the same; the answer is what they said. */
async function same(args, input = "") {
  const [ours, theirs] = await Promise.all([script, rust()].map((tool) => run(tool, args, input)));
  const told = `quotient ${args.join(" ")}`;
  assert.equal(ours.code, theirs.code, `${told}: ${ours.err} / ${theirs.err}`);
  if (!ours.out.equals(theirs.out)) {
    const [a, b] = [ours, theirs].map(({ out }) => out.toString().split("\n"));
    const at = a.findIndex((line, n) => line !== b[n]);
    assert.equal(a[at]?.slice(0, 2000), b[at]?.slice(0, 2000), `${told}, line ${at + 1}`);
    assert.fail(told);
  }
  return ours;
}

test("help and version are the same words", async () => {
  const commands = ["quote", "options", "verify", "compare", "lint", "check", "explain"];
  const asked = [["--help"], ["-h"], ["--version"], ["-V"], ["help"], ["-q", "--help"]];
  for (const command of commands) asked.push([command, "--help"], ["help", command]);
  const told = await Promise.all(asked.map((args) => same(args)));
  const [ours, theirs] = await Promise.all([script, rust()].map((tool) => run(tool, [])));
  assert.equal(ours.err, theirs.err, "what is told where nothing is asked");
  assert.deepEqual(new Set(told.map(({ code }) => code)), new Set([0]));
});

test("wrong usage and unreadable input end with 2 and a word on standard error", async () => {
  const missing = path.join(folder, "missing");
  const wrong = [
    [],
    ["bogus"],
    ["quote", "--bogus"],
    // What every object of JavaScript has.
    ["quote", "--constructor"],
    ["quote", "--toString"],
    ["quote", "--__proto__"],
    ["quote", "a", "b"],
    ["quote", "--catalog"],
    ["quote", "-c", "a", "-c", "b"],
    ["quote", "-V"],
    ["check", "-c", "a"],
    ["quote", "-c", "-"],
    ["quote", missing],
    ["quote", "-c", missing],
    ["quote", "-c", given, folder],
    ["compare", "-", "-"],
    ["check", missing],
    ["lint", missing],
    ["lint", given, "--catalog", given],
    ["help", "bogus"],
  ];
  for (const { code, err } of await Promise.all(wrong.map((args) => same(args)))) {
    assert.equal(code, 2, err);
    assert.match(err, /\S/);
    assert.doesNotMatch(err, /at .*\.js:/);
  }
});

for (const name of ["named.ndjson", "rules.ndjson", "generated.ndjson"]) {
  test(`${name} is answered, checked and told in English`, async () => {
    const cases = corpus(name);
    const { out } = await same(["quote"], cases);
    assert.equal((await same(["check"], cases)).code, 0);
    await same(["explain"], out);
    const stored = out
      .toString()
      .trimEnd()
      .split("\n")
      .map((answer, n) => {
        const { catalog, request } = JSON.parse(cases.split("\n")[n]);
        const { digest = "sha256:none" } = JSON.parse(answer);
        return json({ request, catalog, digest: n % 7 === 3 ? digest.toUpperCase() : digest });
      });
    await same(["verify"], stored.join("\n"));
    const questions = stored.map((line) => {
      const { request, catalog } = JSON.parse(line);
      const { at, actor, subscription, existing, currency } = request;
      return json({ catalog, options: { at, actor, subscription, existing, currency } });
    });
    await same(["options"], questions.join("\n"));
  });
}

test("a given catalog prices bare requests, in every way of naming files", async () => {
  const requests = lines.map((line) => json(JSON.parse(line).request)).join("\n");
  const named = file("requests.ndjson", requests);
  const first = await same(["quote", "--catalog", given], requests);
  for (const args of [
    ["quote", "-c", given, named],
    ["quote", `-c${given}`, named],
    ["quote", `-c=${given}`, named],
    ["quote", `--catalog=${given}`, "--", named],
    ["--quiet", "quote", named, "-c", given],
  ]) {
    assert.deepEqual((await same(args)).out, first.out);
  }
  assert.deepEqual((await same(["quote", "-c", given, "-"], requests)).out, first.out);
  assert.deepEqual((await same(["quote", "-c", "-", named], readFileSync(given))).out, first.out);
});

test("lines that are no question are refused in their places, all problems at once", async () => {
  const bad = { type: "purchase", at: "yesterday", surprise: 1 };
  const input = [
    ["", "  ", "\f", "\r", "nope", "nul", "tru", "-", "-1", "1", "01", "1.", "1.x", "1e", "1e400"],
    ["-1.5e-3", '"x', '"x"', '"\\ud800"', '"\\x"', '"\\u12', "[", "[]", "{", "{}", "{} {}", "{]"],
    ['{"a"', '{"a" 1', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', '{"a":1 "b"', "{1:2}", "{,}"],
    ['{"\\ud800": 1}', '{"\\ud800\\ud800": 1}', '{"\\ud800x": 1}', '{"\u0001": 1}', '{"é": tré}'],
    ['{"a": "\t"}', '{"a": [1,]}', '{"a": [,]}', '{"a": {,}}', '{"a": {"b" 1}}', '{"a": [1 2]}'],
    ['{"a": {"b": 1 2}}', '{"a": "\\', '{"a": "\\u12', '{"a": "\\u12é"}', '{"a": -}', '{"a": 01}'],
    ['{"a": 1.}', '{"a": 1e}', '{"a": tru}', '{"a": x}', '{"a": {1}}', '{"a": {"b"', '{"a": ["b"'],
    ['{"a": {"b": 1,}}', "\ufeff{}", '{"catalog": {}}', '{"request": {}, "request": {}}'],
    [json({ catalog, request: bad }), json({ catalog: { id: 1 }, request: bad })],
    [json({ catalog, request: 1 }), json({ catalog: null, request: "x" }), json({ request })],
    ['{"request": {"type": "purchase", "type": "x"}, "catalog": {"id": "a", "id": "b"}}'],
    [`{"catalog": ${"[".repeat(90)}${"]".repeat(90)}, "request": {}}`],
    [json({ catalog, options: 1, request: 2 }), json({ catalog, request: { at: 1 } })],
    [json({ catalog, request, digest: 1 }), json({ catalog, request: bad, digest: 1 })],
    [json({ catalog: 5, request: bad, digest: 1 }), json({ catalog, digest: "x" })],
    [json({ catalog, request, digest: "x".repeat(2000) }), '{"catalog": 1, "digest": "\\ud800"}'],
    [json({ a: { x: 1.5 }, b: 1.5 }), json({ a: {} }), json({ a: 1, b: null }), '{"a": [, "b": 1}'],
    ['{"a": {"x": 1, "x": 1}, "b": {"y": 1, "y": 2}}', '{"a": "é", "b": "\\u00e9"}'],
    [
      '{"status": 1}',
      '{"status": "priced"}',
      '{"status": "priced", "currency": "USD", "lines": 5}',
    ],
    ['{"status": "priced", "currency": "USD", "lines": [5]}', '{"status": "other"}'],
    ['{"status": "priced", "currency": "USD", "lines": [{"kind": "charge"}]}'],
    ['{"status": "priced", "currency": "?", "lines": [{"kind": "charge", "product": "x"}]}'],
  ];
  const text = input.flat().join("\n");
  for (const command of ["quote", "options", "verify", "compare", "explain", "check"]) {
    const { out, code } = await same([command], text);
    assert.equal(code, 1);
    if (command !== "check")
      assert.equal(out.toString().split("\n").length, text.split("\n").length + 1);
  }
  for (const command of ["quote", "options", "verify"]) await same([command, "-c", given], text);
});

test("lines broken at random are refused with the same words", async () => {
  const seed = Number(process.env.QUOTIENT_SEED ?? Date.now() % 1_000_000);
  let state = seed;
  const random = (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const written = [
    '"',
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "0",
    "-",
    ".",
    "e",
    " ",
    "\u0001",
    "é",
    "\\u",
  ];
  const broken = Array.from({ length: 600 }, () => {
    let line = lines[random(lines.length)];
    // Mostly short ones: what is wrong is found at once in any case.
    if (random(3) > 0) line = line.slice(0, 40 + random(400));
    for (let times = random(3); times >= 0; times--) {
      const at = random(line.length);
      line = line.slice(0, at) + written[random(written.length)] + line.slice(at + random(3));
    }
    return line;
  });
  const bytes = Buffer.from(`${broken.join("\n")}\n`);
  for (let times = 0; times < 100; times++) {
    const at = random(bytes.length);
    if (bytes[at] !== 10) bytes[at] = 128 + random(128);
  }
  for (const command of ["quote", "verify", "compare", "explain", "check"]) {
    await same([command], bytes).catch((error) => {
      error.message += ` (QUOTIENT_SEED=${seed})`;
      throw error;
    });
  }
});

test("what the engine refuses from a text it refuses from a line", async () => {
  const cases = corpus("malformed.ndjson")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const written = (text) =>
    Array.isArray(text) ? text.map(([part, times]) => part.repeat(times)).join("") : text;
  const requests = cases.flatMap(({ request }) =>
    request === undefined ? [] : [written(request)],
  );
  const catalogs = cases.flatMap(({ catalog }) =>
    catalog === undefined ? [] : [written(catalog)],
  );
  await same(["quote", "-c", given], requests.filter((text) => !text.includes("\n")).join("\n"));
  const pairs = catalogs
    .filter((text) => !text.includes("\n"))
    .map((text) => `{"catalog":${text},"request":${json(request)}}`);
  await same(["quote"], pairs.join("\n"));
});

test("bytes that are not UTF-8, line ends of Windows and overlong lines keep their places", async () => {
  const line = json(request);
  const spaces = (bytes) => " ".repeat(bytes);
  const limit = 12 << 20;
  const strange = Buffer.concat([
    Buffer.from(`${line}\r\n \t${line} \r\n`),
    Buffer.from([0x22, 0xc3, 0x28, 10, 0xff, 10, 0xe2, 0x82, 10, 0xed, 0xa0, 0x80, 10]),
    Buffer.from([0xf4, 0x90, 0x80, 0x80, 10, 0xc0, 0x80, 10, 0xe0, 0x80, 0x80, 10]),
    Buffer.from(line),
  ]);
  await same(["quote", "-c", given], strange);
  const long = `${line}${spaces(limit - line.length)}\n${line}${spaces(limit + 1 - line.length)}\n`;
  const { out } = await same(
    ["quote", "-c", given],
    `${long}${spaces(3 * limit)}\n${line}\n${long}`,
  );
  assert.equal(out.toString().trimEnd().split("\n").length, 6);
});

test("one document over several lines is one line, and nothing else is", async () => {
  const pretty = json(request, null, 2);
  for (const input of [
    pretty,
    `${pretty}\n`,
    pretty.replaceAll("\n", "\r\n"),
    `${pretty}\n${pretty}`,
    `{\n${json(request)}\n`,
    `\n${pretty}`,
    `${json(request)}\n\n`,
    `[\n1,\n2`,
    json(
      Array.from({ length: 60 }, (_, n) => [n]),
      null,
      2,
    ),
  ]) {
    await same(["quote", "-c", given], input);
  }
  const a = file("a.json", '{\n  "x": 1,\n  "y": "a\\nb"\n}\n');
  await same(["compare", a, "-"], '{"y": "a\\nb", "x": 2}');
});

test("two files are compared line by line, and a side that ends early is told", async () => {
  const { out } = await run(rust(), ["quote"], named);
  const a = file("a.ndjson", out);
  const changed = out.toString().replaceAll("2026-1", "2027-1");
  assert.equal((await same(["compare", a, a])).code, 0);
  assert.equal((await same(["compare", a, "-"], changed)).code, 1);
  await same(["compare", a, "-"], changed.split("\n").slice(0, 5).join("\n"));
  await same(["compare", file("b.ndjson", "{}\n{}\nnope\n\n1.5"), a]);
  await same(["compare", file("empty.ndjson", ""), a, "-q"]);
});

test("catalogs are linted", async () => {
  assert.equal(
    (await same(["lint", given])).code,
    (await run(rust(), ["lint"], json(catalog))).code,
  );
  const one = json({ id: "small", products: [], policies: [{ id: "unused" }] });
  assert.equal((await same(["lint"], one)).err, "quotient: 1 warning\n");
  const policies = [{ id: "nobody", roles: [] }, { id: "unused" }];
  const doubtful = json({ ...catalog, policies: [...(catalog.policies ?? []), ...policies] });
  const { code, out } = await same(["lint"], doubtful);
  assert.deepEqual([code, out.toString().includes("policy_unused")], [1, true]);
  assert.equal((await same(["lint", "-"], '{"id": "a", "products": [], "x": 1}')).code, 2);
});

test("failed cases are told with their first differences", async () => {
  const { expect, ...rest } = JSON.parse(lines[0]);
  const wrong = [
    { ...expect, amountDue: "0.00", total: "1.00", subtotal: "2.00", nothing: { "a/~": null } },
    { lines: [] },
    { lines: [1] },
    { problemCodes: ["x"], status: "rejected", number: 1.5, big: 1e300, zero: -0.0001 },
    { long: "é".repeat(1000), deep: [[1, { b: 2, a: "\u2028\u007f" }]] },
    1,
  ].map((expect, n) => json({ ...rest, name: n === 3 ? 5 : `wrong ${n}`, expect }));
  const written = [1, "1.0", "-0", "1e3", "123456789012345678901234567890", "1e400", "-5", "1E-7"];
  const numbers = written.map((number) => json(rest).slice(0, -1) + `,"expect":{"n":${number}}}`);
  const deep = `${json(rest).slice(0, -1)},"expect":${"[".repeat(200)}${"]".repeat(200)}}`;
  const text = [...wrong, ...numbers, deep, "", lines[1]].join("\n");
  const { code } = await same(["check"], text);
  assert.equal(code, 1);
  // Each alone, since only the first ten are shown.
  const files = [...wrong, ...numbers, deep].map((line, n) => file(`case-${n}`, line));
  await Promise.all(files.map((file) => same(["check", file])));
  for (const nothing of ["", "\n\n"]) assert.equal((await same(["check"], nothing)).code, 2);
});

test("an answer is there before the next line is written", { timeout: 180_000 }, async () => {
  const [program, ...args] = script;
  const child = spawn(program, [...args, "quote"]);
  try {
    for (const line of [lines[0], "nope", lines[1]]) {
      child.stdin.write(`${line}\n`);
      const [answer] = await new Promise((resolve) =>
        child.stdout.once("data", (...got) => resolve(got)),
      );
      assert.match(answer.toString(), /^\{.*\}\n$/);
    }
  } finally {
    child.stdin.end();
    const [code] = await new Promise((resolve) => child.once("close", (...got) => resolve(got)));
    assert.equal(code, 1);
  }
});

test("what is compressed is refused, instead of answered line by line", async () => {
  const packed = gzipSync(`${json(request)}\n`);
  const names = [
    file("requests.ndjson.gz", packed),
    file("catalog.json.gz", gzipSync(json(catalog))),
  ];
  for (const [args, stdin, name] of [
    [["quote", "-c", given, names[0]], "", names[0]],
    [["quote", "-c", given], packed, "standard input"],
    [["quote", "-c", names[1]], json(request), names[1]],
  ]) {
    const { code, out, err } = await same(args, stdin);
    assert.deepEqual([code, out.toString()], [2, ""]);
    assert.equal(
      err.toString(),
      `quotient: ${name} is compressed: unpack it first, as \`gzip -dc\` does\n`,
    );
  }
});

test("an input that is the output is refused, and left as it is", () => {
  for (const [n, [program, ...before]] of [script, rust()].entries()) {
    const place = file(`own-${n}.ndjson`, `${json(request)}\n`);
    const written = readFileSync(place, "utf8");
    for (const named of [[place], []]) {
      const input = openSync(place, "r");
      const output = openSync(place, "a");
      const args = [...before, "quote", "--catalog", given, ...named];
      const ran = spawnSync(program, args, { stdio: [input, output, "pipe"], timeout: 60_000 });
      closeSync(input);
      closeSync(output);
      assert.equal(ran.status, 2, ran.stderr.toString());
      assert.match(ran.stderr.toString(), /is the file that the answers go to/);
      assert.equal(readFileSync(place, "utf8"), written);
    }
  }
});

test("a reader who has enough ends the work quietly", { timeout: 180_000 }, async () => {
  const [program, ...args] = script;
  const child = spawn(program, [...args, "quote"]);
  let err = "";
  child.stderr.on("data", (piece) => (err += piece));
  child.stdin.on("error", () => {});
  child.stdout.once("data", () => child.stdout.destroy());
  for (let n = 0; n < 2000; n++) child.stdin.write(`${lines[n % lines.length]}\n`);
  child.stdin.end();
  const [code] = await new Promise((resolve) => child.once("close", (...got) => resolve(got)));
  assert.deepEqual([code, err], [0, ""]);
});
