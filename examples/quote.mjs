// Prints the quote for a request: node examples/quote.mjs catalog.json request.json

import { readFileSync } from "node:fs";

import { Catalog, QuotientError, sentence } from "@quotient/checkout";

const [catalogFile, requestFile] = process.argv.slice(2);
if (requestFile === undefined) {
  console.error("usage: node examples/quote.mjs catalog.json request.json");
  process.exit(2);
}

try {
  const source = readFileSync(catalogFile, "utf8");
  const catalog = new Catalog(source);
  const answer = catalog.quote(readFileSync(requestFile, "utf8"));
  if (answer.status === "rejected") {
    console.log(`Not possible (${answer.type}, ${answer.at}):`);
    tell(answer.problems);
    process.exitCode = 1;
  } else {
    print(answer, new Map(JSON.parse(source).products.map((product) => [product.id, product])));
  }
} catch (error) {
  if (error.syscall) {
    // A file that cannot be read.
    console.error(error.message);
    process.exit(2);
  }
  if (!(error instanceof QuotientError)) {
    throw error;
  }
  console.log("The catalog or the request is malformed:");
  tell(error.problems);
  process.exitCode = 1;
}

function tell(problems) {
  for (const { code, path, message } of problems) {
    console.log(`  ${path || "/"}: ${message} (${code})`);
  }
}

/** Every amount is the quote's own: nothing is added or formatted by numbers here. */
function print(quote, products) {
  console.log(`${quote.type}, ${day(quote.at)}, prices of ${quote.catalog} in ${quote.currency}\n`);
  for (const line of quote.lines) {
    const { name, unitName } = products.get(line.product);
    const units = `${line.quantity} ${unitName}${line.quantity === 1 ? "" : "s"}`;
    row(`${line.kind}: ${name}, ${units}`, line.amount);
    console.log(`    ${day(line.period.start)} to ${day(line.period.end)}`);
    for (const step of sentence(line, quote.currency)) {
      console.log(`    ${step}`);
    }
    for (const { code, amount } of line.discounts) {
      row(`    discount ${code}`, amount);
    }
    for (const { id, amount } of line.taxes) {
      row(`    tax ${id}`, amount);
    }
  }
  for (const { code, message } of quote.codes.filter(({ applied }) => !applied)) {
    console.log(`code ${code} does not count: ${message}`);
  }
  console.log();
  row("subtotal", quote.subtotal);
  row("discount", quote.discount);
  row("tax", quote.tax);
  row("total", quote.total);
  row("from the balance", quote.balanceApplied);
  row("due now", quote.amountDue);
  row("refund", quote.refund);
  if (quote.renewal !== undefined) {
    row(`due at the renewal on ${day(quote.renewal.at)}`, quote.renewal.amountDue);
  }
  console.log(`\n${quote.digest}`);
}

function row(what, amount) {
  console.log(`${what.padEnd(60)} ${amount.padStart(12)}`);
}

function day(instant) {
  return instant.slice(0, 10);
}
