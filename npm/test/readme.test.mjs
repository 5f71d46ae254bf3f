// The first snippets of the readmes: they compile strictly, and print what stands beside them. The snippet of a server:
// it charges what it says.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, mock, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Catalog } from "@quotient/checkout";
import { createCheckout } from "@quotient/checkout/store";
import ts from "typescript";

// Beneath the package, which a snippet imports by its name.
const here = fileURLToPath(new URL(".", import.meta.url));
const folder = mkdtempSync(path.join(here, "readme-"));
after(() => rmSync(folder, { recursive: true }));

for (const readme of ["../../README.md", "../README.md"]) {
  test(`the first snippet of ${readme}`, () => {
    const text = readFileSync(new URL(readme, import.meta.url), "utf8");
    const [, snippet] = /^```js\n(.*?)^```$/ms.exec(text);
    const file = path.join(folder, "snippet.ts");
    writeFileSync(file, snippet);
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      types: ["node"],
    });
    const faults = ts.getPreEmitDiagnostics(program);
    assert.deepEqual(
      faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")),
      [],
    );
    const script = path.join(folder, "snippet.mjs");
    writeFileSync(script, snippet);
    const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
    const [, said] = /console\.log\(.*\); \/\/ (.*)$/m.exec(snippet);
    assert.equal(stdout, `${said}\n`, stderr);
  });
}

test("the snippet of a server charges what was shown, while it is valid", () => {
  const text = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, snippet] = /^## The server$.*?^```js\n(.*?)^```$/ms.exec(text);
  const facts = ["catalog", "subscription", "tax", "actor"];
  const confirm = new Function(...facts, "body", "reply", `${snippet}return "charged";`);

  const examples = new URL("../../examples/", import.meta.url);
  const read = (file) => JSON.parse(readFileSync(new URL(file, examples), "utf8"));
  const { subscription, tax, actor, at } = read("request.json");
  const source = { ...read("catalog.json"), quoteTtlSeconds: 60 };
  const checkout = createCheckout({
    catalog: source,
    subscription,
    tax,
    role: actor.role,
    now: () => at,
  });
  checkout.setQuantity("studio-node", 12);
  const shown = checkout.confirmPayload();
  const confirmed = (now, body = shown) => {
    mock.timers.enable({ apis: ["Date"], now: Date.parse(now) });
    try {
      return confirm(new Catalog(source), subscription, tax, actor, body, (status, answer) => {
        assert.equal(Date.parse(answer.at), Date.parse(now), "the fresh quote");
        return status;
      });
    } finally {
      mock.timers.reset();
    }
  };
  assert.equal(confirmed(at), "charged");
  assert.equal(confirmed("2026-11-20T23:59:00Z"), "charged");
  assert.equal(confirmed("2026-11-20T23:58:59Z"), 409);
  assert.equal(confirmed("2026-11-21T00:00:59Z"), "charged");
  assert.equal(confirmed("2026-11-21T00:01:00Z"), 409);
  const items = [{ product: "studio-node", quantity: 13 }];
  assert.equal(confirmed(at, { ...shown, items }), 409);
});
