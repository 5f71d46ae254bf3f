// examples/quote.mjs as the README shows it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const cwd = new URL("../..", import.meta.url);

function run(...files) {
  return spawnSync(process.execPath, ["examples/quote.mjs", ...files], {
    cwd,
    encoding: "utf8",
  });
}

// By hand: 10 of 30 days remain, 2 x 208.00 / 3 = 138.67; less 10 % is 124.80; with 20 % tax 149.76;
// 25.00 come from the balance. At the renewal 12 x 208.00 and 20 %.
const EXPECTED = `\
change, 2026-11-21, prices of studio-2026-11 in USD

charge: Studio Enterprise, node-locked, 2 licenses                 138.67
    2026-11-21 to 2026-12-01
    The price for a whole cycle goes from 2080.00 USD to 2496.00 USD.
    Of the period, 10 of 30 days remain and are charged.
    That is exactly 416/3 USD, rounded to 138.67 USD.
    discount SAVE10                                                -13.87
    tax vat                                                         24.96
code SPRING does not count: \`SPRING\` ended at 2026-04-01T00:00:00Z, the quote is for 2026-11-21T00:00:00Z

subtotal                                                           138.67
discount                                                           -13.87
tax                                                                 24.96
total                                                              149.76
from the balance                                                    25.00
due now                                                            124.76
refund                                                               0.00
due at the renewal on 2026-12-01                                  2995.20

sha256:1d1fda4d6ac8b6ee43001c620764eb8b7e62e30b5ce3f1c90512d99f9836bd86
`;

test("it prints the quote, line by line", () => {
  const { stdout, stderr, status } = run("examples/catalog.json", "examples/request.json");
  assert.equal(stderr, "");
  assert.equal(stdout, EXPECTED);
  assert.equal(status, 0);
});

test("it says what is malformed", () => {
  const { stdout, status } = run("examples/request.json", "examples/request.json");
  const [title, ...problems] = stdout.trimEnd().split("\n");
  assert.equal(title, "The catalog or the request is malformed:");
  assert.ok(problems.includes("  /id: a catalog needs a field `id` (missing_field)"), stdout);
  assert.ok(
    problems.some((line) => line.startsWith("  /type: ") && line.endsWith(" (unknown_field)")),
    stdout,
  );
  assert.equal(status, 1);
});

test("it says which file is missing", () => {
  const { stderr, status } = run("examples/catalog.json", "missing.json");
  assert.equal(stderr, "ENOENT: no such file or directory, open 'missing.json'\n");
  assert.equal(status, 2);
});

test("it says how it is used", () => {
  const { stderr, status } = run();
  assert.equal(stderr, "usage: node examples/quote.mjs catalog.json request.json\n");
  assert.equal(status, 2);
});
