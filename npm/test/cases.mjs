// The conformance cases of tests/cases, and what conforming means.

import { readFileSync } from "node:fs";

/** The cases of one file. */
export function cases(file) {
  const text = readFileSync(new URL(`../../tests/cases/${file}`, import.meta.url), "utf8");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** The case of that name among the small ones. */
export function named(name) {
  const found = cases("named.ndjson").find((each) => each.name === name);
  if (found === undefined) {
    throw new Error(`no case is named ${name}`);
  }
  return found;
}

/** Where an answer is not as expected: objects may have more, arrays must be the same. */
export function differences(expect, answer, path = "") {
  if (path === "" && "problemCodes" in expect) {
    const { problemCodes, ...rest } = expect;
    const codes = [...new Set(answer.problems?.map(({ code }) => code))].sort();
    return [...differences(problemCodes, codes, "/problemCodes"), ...differences(rest, answer, "")];
  }
  if (Array.isArray(expect)) {
    return Array.isArray(answer) && answer.length === expect.length
      ? expect.flatMap((each, index) => differences(each, answer[index], `${path}/${index}`))
      : [`${path}: ${JSON.stringify(answer)}, expected ${JSON.stringify(expect)}`];
  }
  if (typeof expect === "object" && expect !== null) {
    return typeof answer === "object" && answer !== null
      ? Object.keys(expect).flatMap((key) =>
          differences(expect[key], answer[key], `${path}/${key}`),
        )
      : [`${path}: ${JSON.stringify(answer)}, expected an object`];
  }
  return Object.is(expect, answer)
    ? []
    : [`${path}: ${JSON.stringify(answer)}, expected ${JSON.stringify(expect)}`];
}
