// What every host is asked, and the digest that every host must give: that of the committed corpus.

import { readFileSync } from "node:fs";

const NAME = "change/monthly to annual and more licenses with a code";
const CASES = new URL("../../cases/", import.meta.url);

function lines(file) {
  return readFileSync(new URL(file, CASES), "utf8").split("\n").filter(Boolean);
}

function found(what) {
  if (what === undefined) throw new Error(`the corpus has no ${NAME}`);
  return what;
}

const line = found(lines("named.ndjson").find((each) => JSON.parse(each).name === NAME));
const { catalog, request } = JSON.parse(line);

/** The catalog and the request. */
export const asked = { catalog, request };

/** `sha256:` and the hash of the quote. */
export const digest = found(
  lines("digests.txt").find((each) => each.startsWith(`${NAME}\t`)),
).split("\t")[1];
