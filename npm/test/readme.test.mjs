// The first snippets of the readmes: they compile strictly, and print what stands beside them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

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
