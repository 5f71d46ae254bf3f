// Everything with the keyboard alone, in the order of the page; and the one voice for screen readers.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openMenu, orderFourteen, payButton, signInAs } from "./support/page.mjs";
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
    assert.equal(await focused(page), "Add another discount code");

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

const isFocused = (page, name) =>
  page.waitForFunction(
    (wanted) => {
      const { id, ariaLabel, textContent } = document.activeElement;
      return (id || ariaLabel || textContent.trim()) === wanted;
    },
    name,
    { timeout: 20_000 },
  );

/** How often the voice says something from now on. */
async function listen(page) {
  await page.evaluate(() => {
    window.said = [];
    const region = document.querySelector("#status");
    new MutationObserver(() => region.textContent && window.said.push(region.textContent)).observe(
      region,
      { childList: true, characterData: true, subtree: true },
    );
  });
  return (words, times) =>
    page.waitForFunction(
      ([part, count]) => window.said.filter((text) => text.includes(part)).length === count,
      [words, times],
      { timeout: 20_000 },
    );
}

test("what a press removes gives the focus to what comes next, and what fails twice is said twice", () =>
  onStage(
    async ({ page, shop }) => {
      await page.getByRole("article").first().waitFor();
      await shop.changeCatalog((catalog) => {
        const floating = catalog.products.find(({ id }) => id === "studio-floating");
        floating.prices[0].maxQuantity = 500;
      });
      await page.goto(`${shop.url}/subscriptions/sub_studio_floating/change`);
      const field = page.locator("#quantity-studio-floating");
      await field.fill("6");
      const heard = await listen(page);

      // Codes: refused twice, taken, removed.
      await page.getByRole("button", { name: "Add discount code" }).press("Enter");
      await page.keyboard.type("nope");
      for (const times of [1, 2]) {
        await page.keyboard.press("Enter");
        await heard("NOPE", times);
        await isFocused(page, "code");
      }
      await page.locator("#code").fill("save10");
      await page.keyboard.press("Enter");
      await isFocused(page, "Add another discount code");
      await page.getByRole("button", { name: "Remove code SAVE10" }).press("Enter");
      await isFocused(page, "Add discount code");

      // A quantity by the remedy beside the error.
      await field.fill("900");
      await page.locator(".quantity .error .link").press("Enter");
      await isFocused(page, "quantity-studio-floating");

      // Another product: pressed once too often it is still only one.
      await field.fill("6");
      const add = page.getByRole("button", { name: "Add Build minutes" });
      await add.focus();
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
      await isFocused(page, "quantity-build-minutes");
      assert.equal(await page.locator("q-stepper").count(), 2);
      await page.getByRole("button", { name: "Remove Build minutes" }).press("Enter");
      await isFocused(page, "quantity-studio-floating");

      // A declined card, twice.
      await page.locator("#card-test_declined").check();
      await payButton(page).focus();
      for (const times of [1, 2]) {
        await page.keyboard.press("Enter");
        await heard("Your card was declined.", times);
        await isFocused(page, "pay");
      }

      // Another price, not now.
      await shop.changeCatalog((catalog) => {
        const floating = catalog.products.find(({ id }) => id === "studio-floating");
        floating.prices[0].scheme.amount = "299.00";
      });
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      await isFocused(page, "pay");
    },
    { expected: [402, 404, 409] },
  ));

test("a button of a quantity keeps the focus at its limit", () =>
  onStage(async ({ page, shop }) => {
    await page.getByRole("article").first().waitFor();
    await page.goto(
      `${shop.url}/subscriptions/sub_studio_node/change?quantity=12&product=studio-node`,
    );
    const fewer = page.getByRole("button", { name: "One license fewer" });
    await fewer.focus();
    for (let press = 0; press < 3; press += 1) await page.keyboard.press("Enter");
    assert.equal(await page.locator("#quantity-studio-node").inputValue(), "10");
    assert.equal(await fewer.getAttribute("aria-disabled"), "true");
    assert.equal(await focused(page), "One license fewer");
  }));

test("a number on its way to another is not held against who types it", () =>
  onStage(async ({ page, shop }) => {
    await page.getByRole("article").first().waitFor();
    await page.clock.install();
    await page.goto(`${shop.url}/subscriptions/sub_studio_node/change`);
    const field = page.locator("#quantity-studio-node");
    await field.waitFor();
    await page.clock.pauseAt(new Date(Date.now() + 3_600_000));
    const errors = page.locator(".choices .error, #pay-reasons");
    await field.fill("2");
    await page.locator(".due-amount.none").waitFor();
    assert.equal(await errors.count(), 0);
    assert.equal(await payButton(page).isDisabled(), true);
    await page.clock.runFor(700);
    assert.equal(await errors.count(), 0);
    const heard = await listen(page);
    await field.fill("25");
    await page.locator(".due-amount bdi").waitFor();
    await page.clock.runFor(2000);
    assert.equal(await errors.count(), 0);
    assert.match(await page.locator("#status").innerText(), /^25 licenses/);
    await heard("25 licenses", 1);

    await field.fill("2");
    await page.clock.runFor(900);
    assert.equal(await errors.count(), 2);
    await page.clock.runFor(600);
    assert.match(await page.locator("#status").innerText(), /only goes up/);
    // Once it is said it stays until it is right.
    await field.fill("3");
    assert.equal(await errors.count(), 2);
    await field.fill("20");
    assert.equal(await errors.count(), 0);
    await field.fill("");
    assert.equal(await errors.count(), 0);
    await page.keyboard.press("Tab");
    assert.equal(await errors.count(), 2);
  }));

/** Presses what has the focus, and looks where the focus is while the answer is awaited. */
async function pressAndWait(page, address, button) {
  let answer;
  const held = new Promise((resolve) => (answer = resolve));
  await page.route(address, async (route) => (await held, route.continue()), { times: 1 });
  const asked = page.waitForRequest(address);
  await button.press("Enter");
  await asked;
  // What is drawn for the wait is drawn by then.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => drawn())));
  const keeps = await button.evaluate((pressed) => pressed === document.activeElement);
  answer();
  return keeps;
}

test("a button that was pressed keeps the focus while its answer is awaited, and afterwards", () =>
  onStage(
    async ({ page, shop }) => {
      await page.getByRole("article").first().waitFor();
      await orderFourteen(page, "Studio Enterprise, node-locked");
      await signInAs(page, "Sam Seller");
      const paid = page.getByRole("button", { name: /^Mark as paid/ });
      await page.route("**/paid", (route) => route.abort(), { times: 1 });
      await paid.press("Enter");
      await page.locator("#ask-act").press("Enter");
      await page.locator(".staff-form .error").waitFor();
      assert.ok(await paid.evaluate((button) => button === document.activeElement), "Mark as paid");

      await signInAs(page, "Carla Costa");
      await page.locator("summary.user").getByText("Carla Costa").waitFor();
      await page.goto(`${shop.url}/subscriptions/sub_contoso_node`);
      await page.locator(".offline input").fill("render-07");
      const issue = page.getByRole("button", { name: "Issue an offline license" });
      assert.ok(await pressAndWait(page, "**/offline-licenses", issue), "Issue");
      await page.locator(".issued").getByText("render-07").waitFor();
      assert.ok(await issue.evaluate((button) => button === document.activeElement), "issued");

      await page.goto(
        `${shop.url}/subscriptions/sub_contoso_node/change?quantity=4&product=studio-node`,
      );
      await payButton(page).click();
      await page.locator("#order-number").waitFor();
      const check = page.locator(".verify button");
      assert.ok(await pressAndWait(page, "**/verify", check), "Check the calculation");
      await page.locator(".verdict").waitFor();
      assert.ok(await check.evaluate((button) => button === document.activeElement), "checked");
    },
    { expected: ["network"] },
  ));

test("what is chosen in the menu of the user leaves the focus on the page or on the menu", () =>
  onStage(async ({ page, shop }) => {
    await page.getByRole("article").first().waitFor();
    await page.goto(`${shop.url}/store`);
    await page.locator(".plan").first().waitFor();
    await openMenu(page);
    await page.getByRole("button", { name: /Carla Costa/ }).press("Enter");
    await page.locator("summary.user").getByText("Carla Costa").waitFor();
    await isFocused(page, "content");

    await openMenu(page);
    const day = page.locator("[data-clock=day]");
    assert.ok(await pressAndWait(page, "**/api/demo/clock", day), "the clock");
    await page.waitForFunction(() => document.activeElement?.matches("summary.user"));

    await openMenu(page);
    await page.getByRole("button", { name: "Sign out" }).press("Enter");
    await page.locator("summary.user").getByText("Sign in").waitFor();
    await isFocused(page, "content");
  }));

test("a session that is loaded by trying again leaves the focus on what came of it", () =>
  onStage(
    async ({ page, shop }) => {
      await page.getByRole("article").first().waitFor();
      await page.route("**/api/session", (route) => route.abort(), { times: 2 });
      await page.goto(`${shop.url}/store`);
      const again = page.getByRole("button", { name: "Try again" });
      await again.press("Enter");
      await isFocused(page, "The server did not answer");
      await again.press("Enter");
      await page.locator(".plan").first().waitFor();
      await isFocused(page, "content");
    },
    { expected: ["network"] },
  ));

test("what cannot be loaded is spoken, and so is the wait for a payment, but not once it is over", () =>
  onStage(
    async ({ page, shop }) => {
      await page.getByRole("article").first().waitFor();
      const region = page.locator("#status");
      await page.route("**/api/history*", (route) => route.abort(), { times: 1 });
      await page.getByRole("link", { name: "History" }).click();
      await region.getByText("The server did not answer. Check your connection").waitFor();

      await page.goto(
        `${shop.url}/subscriptions/sub_studio_node/change?quantity=12&product=studio-node`,
      );
      await payButton(page).waitFor();
      let answer;
      const held = new Promise((resolve) => (answer = resolve));
      await page.route("**/api/confirm", async (route) => (await held, route.continue()), {
        times: 1,
      });
      await payButton(page).press("Enter");
      await region.getByText("Confirming…").waitFor();
      answer();
      await page.getByRole("heading", { name: /^Paid / }).waitFor();
      await region.getByText("Confirming…").waitFor({ state: "detached" });
    },
    { expected: ["network"] },
  ));

test("what waits looks as if it did, in forced colors, too", () =>
  onStage(async ({ page, shop }) => {
    await page.getByRole("article").first().waitFor();
    await page.goto(`${shop.url}/subscriptions/sub_studio_node/change`);
    await page.getByRole("button", { name: "Add discount code" }).click();
    const apply = page.getByRole("button", { name: "Apply" });
    for (const forcedColors of ["none", "active"]) {
      await page.emulateMedia({ forcedColors, reducedMotion: "reduce" });
      const color = () => apply.evaluate((button) => getComputedStyle(button).color);
      const before = await color();
      await apply.evaluate((button) => button.setAttribute("aria-disabled", "true"));
      assert.notEqual(await color(), before, forcedColors);
      await apply.evaluate((button) => button.setAttribute("aria-disabled", "false"));
    }
  }));

test("in the store a wrong quantity is spoken, and what everything costs in another cycle", () =>
  onStage(async ({ page, shop }) => {
    await page.getByRole("article").first().waitFor();
    await page.goto(`${shop.url}/store`);
    const field = page.locator("#plan-quantity-build-minutes");
    await field.waitFor();
    const region = page.locator("#status");
    const heard = await listen(page);
    await field.fill("1500");
    await region.getByText("Minutes are not sold in this number.").waitFor();
    await field.fill("");
    await region.getByText(/whole number/).waitFor();
    await field.fill("2000");
    await region.getByText(/^\$48\.00 per month$/).waitFor();
    await heard("–", 0);
    await heard("$48.00", 1);

    await page.getByRole("radio", { name: "Annual" }).check();
    await region.getByText(/^Studio Enterprise, node-locked: \$2,288\.00 per year/).waitFor();
    await region.getByText(/TestCloud: \$/).waitFor();
  }));

test("the menu of the user closes once the focus leaves it", () =>
  onStage(async ({ page }) => {
    await page.getByRole("article").first().waitFor();
    await openMenu(page);
    await page.getByRole("button", { name: "Sign out" }).focus();
    await page.keyboard.press("Tab");
    await page.locator(".user-menu:not([open])").waitFor();
    await openMenu(page);
    await page.keyboard.press("Tab");
    assert.equal(await page.locator(".user-menu[open]").count(), 1);
  }));
