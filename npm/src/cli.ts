#!/usr/bin/env node
/// <reference types="node" />

// `quotient`: quotes by the file, the same tool as the one in Rust. NDJSON in, NDJSON out, a line for every
// line, in order.

import { canonical } from "./node/canonical.js";
import { compareRow, explainRow, optionsRow, quoteRow, verifyRow } from "./node/rows.js";
import { type Asked, read, Usage } from "./cli/args.js";
import { check } from "./cli/check.js";
import { Unusable } from "./cli/failure.js";
import { HELP } from "./cli/help.js";
import { isStdin, open } from "./cli/input.js";
import { counted, Output, remark, say } from "./cli/output.js";
import { answerLines, type Code, compareFiles, givenCatalog, usable } from "./cli/run.js";
import { SEMANTICS, VERSION } from "./version.js";

async function main(asked: Asked): Promise<Code> {
  if ("tells" in asked) {
    const version = `quotient ${VERSION}, semantics ${SEMANTICS}\n`;
    return told(asked.tells === "help" ? HELP[asked.of] : version);
  }
  const { command, quiet, catalog, files } = asked;
  const [file, other] = files;
  const rows = { quote: quoteRow, options: optionsRow, verify: verifyRow };
  switch (command) {
    case "quote":
    case "options":
    case "verify": {
      const given = await givenCatalog(catalog, file, quiet);
      return answerLines(open(file, quiet), rows[command](given), quiet);
    }
    case "compare":
      if (other === undefined) {
        return answerLines(open(file, quiet), compareRow, quiet);
      }
      if (isStdin(file) && isStdin(other)) {
        throw new Unusable("both sides cannot come from standard input: name a file for one");
      }
      return compareFiles(open(file, quiet), open(other, quiet), quiet);
    case "lint":
      return lint(file ?? catalog, quiet);
    case "check":
      return check(files, quiet);
    case "explain":
      return answerLines(open(file, quiet), explainRow, quiet);
  }
}

async function lint(file: string | undefined, quiet: boolean): Promise<Code> {
  // The engine that lints is loaded where it is asked for.
  const { lint: warningsOf } = await import("./tools.js");
  const warnings = await usable(open(file, quiet), warningsOf);
  const output = new Output();
  await output.write(warnings.map((warning) => `${canonical(warning)}\n`).join(""));
  await output.end();
  if (warnings.length === 0) {
    return 0;
  }
  if (!quiet && !output.isClosed) {
    say(counted(warnings.length, "warning"));
  }
  return 1;
}

async function told(text: string): Promise<Code> {
  const output = new Output();
  await output.write(text);
  await output.end();
  return 0;
}

try {
  // Not `process.exit`: what is written may still be on its way.
  process.exitCode = await main(read(process.argv.slice(2)));
} catch (error) {
  if (error instanceof Usage) {
    remark(error.told);
  } else if (error instanceof Unusable) {
    say(error.message);
  } else {
    throw error;
  }
  process.exitCode = 2;
}
