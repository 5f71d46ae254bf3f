// Every state of the page by axe, in one way of looking at it; and nothing on it goes beyond the window.

import assert from "node:assert/strict";
import { test } from "node:test";

import { assertAccessible } from "./axe.mjs";
import { stage } from "./stage.mjs";
import { EXPECTED, LOOKS, TOURS } from "./tour.mjs";

/** Tests for the windows of these names. */
export function inspect(...names) {
  const onStage = stage();
  for (const name of names) {
    const { name: _, ...look } = LOOKS.find((candidate) => candidate.name === name);
    for (const [part, walk, prepare] of TOURS) {
      test(`no state of “${part}” violates a rule of axe or scrolls sideways, ${name}`, () =>
        onStage(({ page, shop }) => walk(page, shop, (state) => check(page, state)), {
          // Without motion nothing fades while it is looked at.
          reducedMotion: "reduce",
          expected: EXPECTED,
          prepare,
          ...look,
        }));
    }
  }
}

async function check(page, state) {
  await assertAccessible(page, state);
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    innerWidth,
  ]);
  assert.ok(content <= window, `${state} is ${content} wide in a window of ${window}`);
}
