// axe-core in the page: no rule of it, recommended or required, is violated.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Checks the page as it stands; `state` names it where something is wrong. */
export async function assertAccessible(page, state) {
  // Evaluated by the debugger: the page's own policy lets no foreign script in.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  const violations = await page.evaluate(async () => {
    // Halfway from one colour to another nothing has the contrast that it will have.
    const changing = document
      .getAnimations()
      .filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime));
    const ended = changing.map((animation) => animation.finished.catch(() => {}));
    // A page that draws no frames ends none.
    await Promise.race([Promise.all(ended), new Promise((late) => setTimeout(late, 1000))]);
    const found = await window.axe.run(document, { resultTypes: ["violations"] });
    return found.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map(({ html, failureSummary }) => `${html}: ${failureSummary}`),
    }));
  });
  assert.deepEqual(violations, [], state);
}
