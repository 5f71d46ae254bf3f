// Every state of the page, in wide and narrow windows, light and dark, by axe.

import { test } from "node:test";

import { assertAccessible } from "./support/axe.mjs";
import { stage } from "./support/stage.mjs";
import { LOOKS, tour } from "./support/tour.mjs";

const onStage = stage();

for (const { name, ...look } of LOOKS) {
  test(`no state of the page violates a rule of axe, ${name}`, () =>
    onStage(({ page, shop }) => tour(page, shop, (state) => assertAccessible(page, state)), {
      // Without motion nothing fades while it is looked at.
      reducedMotion: "reduce",
      expected: [402, 409],
      ...look,
    }));
}
