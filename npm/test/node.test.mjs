// Streams of lines: pieces that end anywhere, order, memory, and readers that are slower than the engine.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { test } from "node:test";

import { Catalog, QuotientError } from "@quotient/checkout";
import {
  optionsOf,
  optionsStream,
  optionsTransform,
  quotes,
  quoteStream,
  quoteTransform,
  verifyStream,
  verifyTransform,
} from "@quotient/checkout/node";

import { cases, named } from "./cases.mjs";

const { catalog, request } = named("change/two more licenses, a third of the month left");
const text = readFileSync(new URL("../../tests/cases/named.ndjson", import.meta.url), "utf8");

/** What a stream makes of pieces. */
async function through(stream, pieces) {
  const answers = [];
  await pipeline(Readable.from(pieces, { objectMode: true }), stream, async (source) => {
    for await (const piece of source) answers.push(piece);
  });
  assert.ok(answers.every((piece) => Buffer.isBuffer(piece)));
  return Buffer.concat(answers).toString();
}

const parsed = (answers) =>
  answers
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** Pieces of so many bytes. */
function* cut(bytes, length) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

test("every line has its answer in its place, wherever the pieces end", async () => {
  const expected = cases("named.ndjson").map(({ catalog, request }) => {
    return new Catalog(catalog).quote(request).digest;
  });
  const whole = await through(quoteStream(), [text]);
  assert.deepEqual(
    parsed(whole).map(({ digest }) => digest),
    expected,
  );
  const bytes = Buffer.from(text);
  for (const length of [1, 7, 4096, 100_000]) {
    assert.equal(await through(quoteStream(), cut(bytes, length)), whole, `${length} bytes`);
  }
});

test("pieces may end inside a character, as bytes and as text", async () => {
  // A role that nobody has comes back in the message of the problem.
  const line = `${JSON.stringify({ ...request, actor: { role: "héros 🦀" } })}\r\n`;
  const expected = await through(quoteStream({ catalog }), [line]);
  assert.match(expected, /héros 🦀/);
  assert.equal(await through(quoteStream({ catalog }), cut(Buffer.from(line), 1)), expected);
  const units = line.split("");
  assert.equal(await through(quoteStream({ catalog }), units), expected);
  // Half a character before the end of the text is one that cannot be read, not a lost one.
  assert.match(await through(quoteStream({ catalog }), ["\ud83e"]), /^\{"line":1,"problems":/);
  const other = await through(quoteStream({ catalog }), [
    line.slice(0, 20),
    Buffer.from(line.slice(20)),
  ]);
  assert.equal(other, expected);
});

test("whoever gave a piece may use its memory again once it is taken", async () => {
  const lines = [2, 3, 4].map((quantity) => {
    const items = [{ product: request.items[0].product, quantity: 10 + quantity }];
    return `${JSON.stringify({ ...request, items })}\n`;
  });
  const expected = await through(quoteStream({ catalog }), lines);
  for (const length of [1, 100, lines[0].length + 5]) {
    const stream = quoteStream({ catalog });
    const answers = [];
    stream.on("data", (piece) => answers.push(piece));
    const reused = Buffer.alloc(length);
    for (const piece of cut(Buffer.from(lines.join("")), length)) {
      reused.fill(32).set(piece);
      await new Promise((resolve, reject) => {
        stream.write(reused.subarray(0, piece.length), (error) =>
          error ? reject(error) : resolve(),
        );
      });
    }
    await new Promise((resolve) => stream.end(resolve));
    assert.equal(Buffer.concat(answers).toString(), expected, `${length} bytes`);
  }
});

test("a limit that is none is refused", () => {
  for (const lineBytes of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "abc", {}, null]) {
    assert.throws(() => quoteStream({ catalog, lineBytes }), RangeError);
    assert.throws(() => quoteTransform({ catalog, lineBytes }), RangeError);
  }
});

test("a line that cannot be read is answered with its number, and the stream goes on", async () => {
  const line = JSON.stringify(request);
  const input = [line, "", "nope", JSON.stringify({ ...request, at: 5 }), line].join("\n");
  const answers = parsed(await through(quoteStream({ catalog }), [input]));
  assert.deepEqual(
    answers.map(({ line, problems }) => line && [line, problems[0].code, problems[0].path]),
    [
      undefined,
      [2, "json_malformed", ""],
      [3, "json_malformed", ""],
      [4, "wrong_type", "/at"],
      undefined,
    ],
  );
  assert.deepEqual(answers[0], answers[4]);
  const [brought] = parsed(await through(quoteStream(), [JSON.stringify({ catalog: 1, request })]));
  assert.equal(brought.problems[0].in, "catalog");
  assert.throws(() => quoteStream({ catalog: { id: "x", products: [], extra: 1 } }), QuotientError);
});

test("a line that is too long is refused, and not kept", async () => {
  const line = JSON.stringify(request);
  const lineBytes = line.length;
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  // The same memory again and again, as readers of files do.
  const spaces = Buffer.alloc(1 << 18, 32);
  const pieces = function* () {
    yield `${line}\n`;
    for (let n = 0; n < 400; n++) {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      yield spaces;
    }
    yield `\n${line}\n${line} `;
  };
  const answers = parsed(await through(quoteStream({ catalog, lineBytes }), pieces()));
  assert.deepEqual(
    answers.map(({ status, problems }) => status ?? problems[0].code),
    ["priced", "too_large", "priced", "too_large"],
  );
  // Of 100 MB in one line.
  assert.ok(most < 4 << 20, `${most} bytes were held`);
});

test("nothing is priced that nobody reads yet", async () => {
  const line = `${JSON.stringify(request)}\n`;
  const stream = quoteStream({ catalog });
  let written = 0;
  const source = new Readable({
    read() {
      written += 1;
      this.push(written > 4000 ? null : line);
    },
  });
  source.pipe(stream);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const waiting = written;
  assert.ok(waiting < 400, `${waiting} lines were taken`);
  let answers = 0;
  for await (const piece of stream) answers += piece.toString().split("\n").length - 1;
  assert.equal(answers, 4000);
});

test("one large piece is answered bit by bit", async () => {
  const line = `${JSON.stringify(request)}\n`;
  const stream = quoteStream({ catalog });
  stream.end(line.repeat(3000));
  await new Promise((resolve) => setTimeout(resolve, 100));
  // What a reader has not taken yet is less than two batches, of more than ten.
  assert.ok(stream.readableLength < 1 << 18, `${stream.readableLength} bytes wait`);
  let answers = 0;
  await pipeline(
    stream,
    new Writable({
      write(piece, _, done) {
        answers += piece.toString().split("\n").length - 1;
        setImmediate(done);
      },
    }),
  );
  assert.equal(answers, 3000);
});

test("memory does not grow with the lines", { timeout: 600_000 }, async () => {
  const lines = [
    `${JSON.stringify(request)}\n`,
    "nope\n",
    `${JSON.stringify({ ...request, at: 1 })}\n`,
  ];
  const block = lines.join("").repeat(20);
  const heap = () => {
    globalThis.gc?.();
    return process.memoryUsage().rss;
  };
  let early;
  const blocks = function* () {
    for (let n = 0; n < 400; n++) {
      if (n === 100) early = heap();
      yield block;
    }
  };
  await pipeline(Readable.from(blocks()), quoteStream({ catalog }), async (source) => {
    for await (const _ of source);
  });
  const grown = heap() - early;
  assert.ok(grown < 48 << 20, `${grown} bytes more after 24,000 lines than after 6,000`);
});

test("questions and digests have streams of their own", async () => {
  const { at, actor, subscription } = request;
  const [options] = parsed(
    await through(optionsStream({ catalog }), [JSON.stringify({ at, actor, subscription })]),
  );
  const read = new Catalog(catalog);
  assert.deepEqual(options, read.options({ at, actor, subscription }));
  const { digest } = read.quote(request);
  const stored = [digest, digest.toUpperCase()].map((digest) =>
    JSON.stringify({ request, digest }),
  );
  const verified = parsed(await through(verifyStream({ catalog: read }), [stored.join("\n")]));
  assert.deepEqual(
    verified.map(({ holds }) => holds),
    [true, false],
  );
  const web = async (transform, text) =>
    (await new Response(new Blob([text]).stream().pipeThrough(transform)).text()).trimEnd();
  const question = JSON.stringify({ catalog, options: { at, actor, subscription } });
  assert.deepEqual(JSON.parse(await web(optionsTransform(), question)), options);
  assert.equal((await web(verifyTransform({ catalog }), stored.join("\n"))).split("\n").length, 2);
});

test("the web stream gives the same bytes", async () => {
  const whole = await through(quoteStream(), [text]);
  const bytes = new Blob([text]).stream();
  assert.equal(await new Response(bytes.pipeThrough(quoteTransform())).text(), whole);
  const strings = ReadableStream.from?.(text.match(/.{1,1000}/gs));
  assert.equal(await new Response(strings.pipeThrough(quoteTransform())).text(), whole);
});

test("objects need no lines", async () => {
  const read = new Catalog(catalog);
  let taken = 0;
  async function* requests() {
    for (const each of [request, { ...request, at: 1 }, JSON.stringify(request), { at: 1 / 0 }]) {
      taken += 1;
      yield each;
    }
  }
  const answers = quotes(requests(), { catalog });
  assert.deepEqual((await answers.next()).value, read.quote(request));
  // It asks for the next request only when its answer is asked for.
  assert.equal(taken, 1);
  const { value: refused } = await answers.next();
  assert.deepEqual(
    [refused.line, refused.problems[0].code, refused.problems[0].path],
    [2, "wrong_type", "/at"],
  );
  assert.deepEqual((await answers.next()).value, read.quote(request));
  assert.equal((await answers.next()).value.problems[0].code, "not_json");
  assert.ok((await answers.next()).done);
  const { at, actor, subscription } = request;
  for await (const options of optionsOf([{ at, actor, subscription }], { catalog: read })) {
    assert.equal(options.products[0].product, subscription.items[0].product);
  }
});
