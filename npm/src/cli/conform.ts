// When an answer conforms: every field that is expected is in it with the same value. Objects may have
// more fields, arrays have the same length and order.

import { byCharacters, Json, Numeral, type Tree } from "./tree.js";

/** Of a rejected request: the sorted set of the distinct codes in its problems. */
const CODES = "problemCodes";
/** Characters of a value that are shown. */
const SHOWN = 200;

/** Every place where the answer is not as expected, told. */
export function differences(expect: Tree, answer: Tree): string[] {
  const found: string[] = [];
  if (!(expect instanceof Map)) {
    compare(expect, answer, "", found);
    return found;
  }
  const codes = expect.get(CODES);
  if (codes !== undefined) {
    const answered = problemCodes(answer);
    if (Json.text(codes) !== Json.text(answered)) {
      found.push(`${CODES}: expected ${shown(codes)}, found ${shown(answered)}`);
    }
  }
  const others = new Map([...expect].filter(([name]) => name !== CODES));
  compare(others, answer, "", found);
  return found;
}

function problemCodes(answer: Tree): Tree {
  const problems = answer instanceof Map ? answer.get("problems") : undefined;
  const codes = (Array.isArray(problems) ? problems : []).flatMap((problem) => {
    const code = problem instanceof Map ? problem.get("code") : undefined;
    return typeof code === "string" ? [code] : [];
  });
  return [...new Set(codes)].sort(byCharacters);
}

function compare(expect: Tree, answer: Tree | undefined, path: string, found: string[]): void {
  if (expect instanceof Map && answer instanceof Map) {
    for (const name of [...expect.keys()].sort(byCharacters)) {
      const field = `${path}/${name.replace(/~/g, "~0").replace(/\//g, "~1")}`;
      compare(expect.get(name)!, answer.get(name), field, found);
    }
  } else if (Array.isArray(expect) && Array.isArray(answer)) {
    if (expect.length === answer.length) {
      expect.forEach((each, index) => compare(each, answer[index], `${path}/${index}`, found));
    } else {
      found.push(`${path}: expected ${expect.length} elements, found ${answer.length}`);
    }
  } else if (!isSame(expect, answer)) {
    const place = path === "" ? "the answer" : path;
    const seen = answer === undefined ? "nothing" : shown(answer);
    found.push(`${place}: expected ${shown(expect)}, found ${seen}`);
  }
}

function isSame(a: Tree, b: Tree | undefined): boolean {
  return a instanceof Numeral && b instanceof Numeral ? a.text === b.text : a === b;
}

/** A value as JSON, its end left out where it is long. */
function shown(value: Tree): string {
  const characters = [...Json.text(value)];
  return characters.length > SHOWN
    ? `${characters.slice(0, SHOWN).join("")}…`
    : characters.join("");
}
