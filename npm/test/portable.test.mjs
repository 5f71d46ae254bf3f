// The portable module: the answers of every other host, and nothing that a host passes does harm.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Catalog, compare, QuotientError, sentence } from "@quotient/checkout";
import { lint } from "@quotient/checkout/tools";

import { cases, differences, named } from "./cases.mjs";
import { Host, modules, openTrapping, portableDoor } from "./portable.mjs";

const read = (name) => readFileSync(new URL(`../../tests/cases/${name}`, import.meta.url), "utf8");
const rows = (text) => text.trimEnd().split("\n");
const digests = new Map(rows(read("digests.txt")).map((line) => line.split("\t")));
const FILES = ["named.ndjson", "rules.ndjson", "generated.ndjson"];

const { catalog, request } = named("change/two more licenses, a third of the month left");
const outcome = (answer) => answer.digest ?? answer.problems.map(({ code }) => code).join(" ");
const codes = (problems) => problems.map(({ code, path }) => ({ code, path }));

/** What it throws, if that is problems. */
function thrown(call) {
  try {
    call();
  } catch (error) {
    if (error instanceof QuotientError) {
      return codes(error.problems);
    }
    if (Array.isArray(error)) {
      return codes(error);
    }
    throw error;
  }
  return "nothing";
}

for (const [name, open] of Object.entries(modules)) {
  for (const file of FILES) {
    test(`${name}: ${file} through the door`, () => {
      const instance = portableDoor(open).open();
      for (const each of cases(file)) {
        const engine = instance.engine(JSON.stringify(each.catalog));
        const answer = engine.quote(JSON.stringify(each.request));
        assert.deepEqual(differences(each.expect, answer), [], each.name);
        assert.equal(outcome(answer), digests.get(each.name), each.name);
        const other = new Catalog(each.catalog);
        assert.deepEqual(answer, other.quote(each.request), each.name);
        assert.deepEqual([engine.id(), engine.digest()], [other.id, other.digest]);
        engine.free();
      }
    });
  }

  test(`${name}: the corpus as rows in one batch`, () => {
    const all = FILES.flatMap((file) => rows(read(file)));
    const answers = new Host(open()).lines("quote_rows", all.join("\n"));
    assert.equal(answers.length, all.length);
    all.forEach((line, index) => {
      const { name } = JSON.parse(line);
      assert.equal(outcome(answers[index]), digests.get(name), name);
    });
  });

  test(`${name}: malformed texts are refused as by the other doors`, () => {
    const instance = portableDoor(open).open();
    const empty = instance.engine('{"id": "empty", "products": []}');
    const written = (text) =>
      Array.isArray(text) ? text.map(([part, times]) => part.repeat(times)).join("") : text;
    for (const line of rows(read("malformed.ndjson"))) {
      const { name, problems, ...input } = JSON.parse(line);
      const found = thrown(() =>
        input.catalog === undefined
          ? empty.quote(written(input.request))
          : instance.engine(written(input.catalog)),
      );
      assert.deepEqual(found, problems, name);
    }
  });

  test(`${name}: options, lint, verify, compare and sentence answer as the main entry`, () => {
    const instance = portableDoor(open).open();
    const [text, asked] = [JSON.stringify(catalog, null, 2), JSON.stringify(request, null, 2)];
    const [engine, main] = [instance.engine(text), new Catalog(text)];
    const answer = engine.quote(asked);
    const question = JSON.stringify({
      at: request.at,
      actor: request.actor,
      subscription: request.subscription,
      existing: [],
    });
    assert.deepEqual(engine.options(question), main.options(question));
    assert.deepEqual(instance.lint(text), lint(text));
    for (const digest of [answer.digest, "sha256:0", ""]) {
      assert.deepEqual(engine.verify(asked, digest), main.verify(asked, digest));
      assert.equal(engine.verify(asked, digest).holds, digest === answer.digest);
    }
    const changed = { ...answer, total: "1.00", lines: [] };
    const texts = [JSON.stringify(answer), JSON.stringify(changed, null, 1)];
    assert.deepEqual(instance.compare(...texts), compare(answer, changed));
    assert.ok(instance.compare(...texts).length > 1);
    const line = JSON.stringify(answer.lines[0], null, 1);
    assert.deepEqual(instance.sentence(line, "USD"), sentence(answer.lines[0], "USD"));
    assert.match(instance.sentence(line, 'U"S\n')[0], /U"S\n/);
  });

  test(`${name}: a text that would end its place in a line is refused`, () => {
    const instance = portableDoor(open).open();
    const engine = instance.engine(JSON.stringify(catalog));
    const malformed = [{ code: "json_malformed", path: "" }];
    const asked = JSON.stringify(request);
    for (const more of ['{},"c":{}', '{}}\n{"a":1', "", "\n", '"\n"', "{} {}"]) {
      assert.deepEqual(
        thrown(() => instance.compare(more, "{}")),
        malformed,
        more,
      );
      assert.deepEqual(
        thrown(() => instance.compare("{}", more)),
        malformed,
        more,
      );
      assert.deepEqual(
        thrown(() => instance.sentence(more, "USD")),
        malformed,
        more,
      );
      assert.deepEqual(
        thrown(() => engine.quote(more)),
        malformed,
        more,
      );
    }
  });

  test(`${name}: what is verified is the request alone`, () => {
    const engine = portableDoor(open).open().engine(JSON.stringify(catalog));
    const asked = JSON.stringify(request);
    const { digest } = engine.quote(asked);
    for (const more of [',"digest":"x"', `,"request":${asked}`, "}", " {}"]) {
      const malformed = [{ code: "json_malformed", path: "" }];
      assert.deepEqual(
        thrown(() => engine.verify(asked + more, digest)),
        malformed,
        more,
      );
    }
    assert.equal(engine.verify(`${asked}\n`, digest).holds, true);
  });

  test(`${name}: lines that cannot be answered are told in their places`, () => {
    const host = new Host(open());
    const kept = host.catalog(JSON.stringify(catalog));
    const good = JSON.stringify(request);
    const answers = host.lines("quote", kept, `${good}\r\n\nnope\n{"type":"x"}\n  ${good}`);
    assert.deepEqual(
      answers.map((answer) => answer.status ?? [answer.line, answer.problems[0].code]),
      ["priced", [2, "json_malformed"], [3, "json_malformed"], [4, "unknown_value"], "priced"],
    );
    assert.deepEqual(host.lines("quote", kept, ""), []);
    const bytes = Buffer.concat([Buffer.from(`${good}\n{"\xff`, "latin1"), Buffer.from("\n")]);
    assert.deepEqual(codes(host.lines("quote", kept, bytes)[1].problems), [
      { code: "json_malformed", path: "" },
    ]);
    const [pair, twice] = host.lines(
      "quote_rows",
      `{"request":{"type":1,"type":1},"catalog":[]}\n{"catalog":1,"catalog":1,"request":${good}}`,
    );
    const within = pair.problems.map((problem) => `${problem.in} ${problem.code} ${problem.path}`);
    assert.ok(within.includes("catalog wrong_type "), within);
    assert.ok(within.includes("request duplicate_key /type"), within);
    assert.deepEqual(codes(twice.problems), [{ code: "duplicate_key", path: "/catalog" }]);
    // A catalog that cannot be read is so in every row, not in the first alone.
    const row = `{"catalog":{},"request":${good}}\n`;
    for (const refused of host.lines("quote_rows", row.repeat(2))) {
      assert.equal(refused.problems[0].in, "catalog");
    }
  });

  test(`${name}: handles that are none are a problem and no harm`, () => {
    const host = new Host(open());
    const kept = host.catalog(JSON.stringify(catalog));
    const gone = host.put(Buffer.from("{}"));
    host.exports.buffer_free(gone);
    const refused = [{ code: "unknown_reference", path: "" }];
    const problems = (buffer) => codes(JSON.parse(host.take(buffer)).problems);
    const { exports } = host;
    for (const none of [0, 1, 3, gone, 1 << 20, -1, 2 ** 31, NaN, undefined]) {
      exports.buffer_free(none);
      for (const name of ["catalog_new", "compare", "sentence", "quote_rows"]) {
        assert.deepEqual(problems(exports[name](none)), refused, `${name}(${none})`);
      }
      for (const name of ["quote", "options", "verify"]) {
        assert.deepEqual(problems(exports[name](kept, none)), refused, `${name}(…, ${none})`);
      }
    }
    const other = host.catalog(JSON.stringify(catalog));
    exports.catalog_free(other);
    for (const none of [0, other, kept + 100, -1]) {
      exports.catalog_free(none);
      assert.deepEqual(problems(exports.lint(none)), refused);
      assert.deepEqual(codes(host.lines("quote", none, "{}")[0].problems), refused);
    }
    // Whoever writes another address or length into a buffer's handle reaches nothing by it.
    const buffer = host.put(Buffer.from(JSON.stringify(request)));
    new Uint32Array(exports.memory.buffer, buffer, 2).set([0xfffffff0, 0xffffffff]);
    const answer = JSON.parse(host.take(exports.quote(kept, buffer)));
    exports.buffer_free(buffer);
    assert.equal(answer.status, "priced");
    assert.notEqual(host.catalog(JSON.stringify(catalog)), other);
  });

  test(`${name}: more memory than there is gives no buffer`, () => {
    const host = new Host(open());
    if (name === "quote.wasm") {
      assert.equal(host.exports.buffer_new(0xffffffff), 0);
      assert.equal(host.exports.buffer_new(0x80000000), 0);
    }
    const large = host.exports.buffer_new(32 << 20);
    assert.notEqual(large, 0);
    host.exports.buffer_free(large);
    const kept = host.catalog(JSON.stringify(catalog));
    assert.equal(host.lines("quote", kept, JSON.stringify(request))[0].status, "priced");
  });

  test(`${name}: two instances know nothing of each other`, () => {
    const [one, two] = [new Host(open()), new Host(open())];
    const kept = one.catalog(JSON.stringify(catalog));
    assert.equal(two.lines("quote", kept, "{}")[0].problems[0].code, "unknown_reference");
    assert.equal(one.lines("quote", kept, JSON.stringify(request))[0].status, "priced");
  });
}

test("the module needs nothing of its host", () => {
  const module = new WebAssembly.Module(
    readFileSync(new URL("../build/quote.wasm", import.meta.url)),
  );
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);
  assert.ok(names.includes("quote_rows") && !names.includes("trap"), names);
});

test("a trap is told as one, and a fresh instance answers as before", () => {
  const opened = [];
  const door = portableDoor(() => {
    const exports = openTrapping();
    const wrapped = {
      ...exports,
      quote_parts: (...args) =>
        opened.at(-1).armed ? exports.trap() : exports.quote_parts(...args),
    };
    opened.push(wrapped);
    return wrapped;
  });
  const ask = (instance) => instance.engine(JSON.stringify(catalog)).quote(JSON.stringify(request));
  const instance = door.open();
  const before = ask(instance);
  opened[0].armed = true;
  assert.throws(() => ask(instance), WebAssembly.RuntimeError);
  opened[0].armed = false;
  // What trapped stays dead: it may have stopped in the middle of a change.
  assert.throws(() => ask(instance), WebAssembly.RuntimeError);
  assert.deepEqual(ask(door.open()), before);
  assert.equal(opened.length, 2);
});

test("the JavaScript needs no WebAssembly, makes no code of texts, and does nothing at import", () => {
  const script = `
    delete globalThis.WebAssembly;
    const used = new Set();
    for (const name of ["ArrayBuffer", "Uint8Array", "Int32Array", "Math", "atob", "TextDecoder", "BigInt", "fetch"]) {
      const held = globalThis[name];
      Object.defineProperty(globalThis, name, { get() { used.add(name); return held; } });
    }
    const { open } = await import("../build/quote-js.js");
    const atImport = [...used].join();
    const exports = open();
    const answer = exports.catalog_new(exports.buffer_new(0));
    const plain = ["ArrayBuffer", "Int8Array", "Uint8Array", "Int32Array", "Math"];
    const others = [...used].filter((name) => !plain.includes(name)).join();
    let refused = false;
    try { new Function("return 1")(); } catch { refused = true; }
    const [at, length] = new Uint32Array(exports.memory.buffer, answer, 2);
    const text = String.fromCharCode(...new Uint8Array(exports.memory.buffer, at, length));
    console.log(JSON.stringify([atImport, others, refused, JSON.parse(text).problems[0].code]));`;
  const options = { cwd: new URL(".", import.meta.url), encoding: "utf8" };
  const flags = ["--disallow-code-generation-from-strings", "--input-type=module", "-e", script];
  const { stdout, stderr } = spawnSync(process.execPath, flags, options);
  assert.equal(stdout.trim(), '["","",true,"json_malformed"]', stderr);
});
