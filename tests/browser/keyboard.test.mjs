// Everything with the keyboard alone, in the order of the page; and the one voice for screen readers.

import assert from "node:assert/strict";
import { test } from "node:test";

import { stage } from "./support/stage.mjs";

const onStage = stage();

const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.id || element?.getAttribute("aria-label") || element?.textContent.trim() || "";
  });

/** Presses Tab until the focus is on what is looked for; fails if it never is. */
async function tabTo(page, wanted, most = 60) {
  const seen = [];
  for (let press = 0; press < most; press += 1) {
    await page.keyboard.press("Tab");
    seen.push(await focused(page));
    if (wanted.test(seen.at(-1))) {
      const ring = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        const around = document.activeElement.closest(".stepper, .cycle, .segment, .pay-card");
        return [style, around && getComputedStyle(around)].some(
          (one) => one && (one.boxShadow !== "none" || one.outlineStyle !== "none"),
        );
      });
      assert.equal(ring, true, `the focus on ${seen.at(-1)} can be seen`);
      return seen;
    }
  }
  throw new Error(`${wanted} is not reached by Tab: ${seen.join(" › ")}`);
}

test("an upgrade with the keyboard alone", () =>
  onStage(async ({ page, records }) => {
    await page.getByRole("article").first().waitFor();
    await tabTo(page, /^Skip to the content$/);
    await page.keyboard.press("Enter");
    assert.equal(await focused(page), "content");
    await tabTo(page, /^Upgrade Studio Enterprise, node-locked$/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Upgrade Studio Enterprise, node-locked" }).waitFor();
    assert.equal(await focused(page), "content", "a new page starts at its content");

    await tabTo(page, /^quantity-studio-node$/);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await tabTo(page, /^cycle-1-month$/);
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(page), "cycle-1-year");
    await tabTo(page, /^Add discount code$/);
    await page.keyboard.press("Enter");
    assert.equal(await focused(page), "code");
    await page.keyboard.type("annual15");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove code ANNUAL15" }).waitFor();

    const region = page.locator("#status");
    assert.equal(await page.getByRole("status").count(), 1, "one voice");
    assert.equal(await page.locator("[aria-live]").count(), 0);
    await region.getByText(/12 licenses, annual billing\. Due today \$/).waitFor();

    await tabTo(page, /^card-test_works$/);
    const order = await tabTo(page, /^pay$/);
    assert.ok(
      order.every((name) => !/Upgrade|Skip/.test(name)),
      "from the choices straight to the summary",
    );
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Paid / }).waitFor();
    assert.equal(records.payments().length, 1);
    assert.equal(records.states().sub_studio_node.cycle.unit, "year");
  }));

test("a cancellation with the keyboard alone: the dialog keeps the focus and gives it back", () =>
  onStage(async ({ page, shop, records }) => {
    await page.getByRole("article").first().waitFor();
    await page.goto(`${shop.url}/subscriptions/sub_studio_node`);
    await page.locator("#cancellation").waitFor();
    await tabTo(page, /^cancellation$/);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    assert.match(await focused(page), /^Keep it$/, "the harmless button comes first");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    assert.equal(await focused(page), "cancellation");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "act");
    await page.keyboard.press("Enter");
    await page.locator("#resumption").waitFor();
    await page.waitForFunction(() => document.activeElement?.id === "resumption");
    assert.equal(records.states().sub_studio_node.cancelAtPeriodEnd, true);
  }));
