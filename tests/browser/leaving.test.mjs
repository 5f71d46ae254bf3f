// What ends after its page was left: the customer stays where they are, and is told there.

import assert from "node:assert/strict";
import { test } from "node:test";

import { assertAccessible } from "./support/axe.mjs";
import { pay, payButton, quantity, shown, upgrade } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";

const NODE = "Studio Enterprise, node-locked";
const onStage = stage();

/** Holds the next answer from an address back until what is returned is called; then it may get lost. */
async function hold(page, address, lost = false) {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(
    address,
    async (route) => {
      await held;
      if (!lost) return route.continue();
      await route.fetch();
      return route.abort("connectionreset");
    },
    { times: 1 },
  );
  return release;
}

/** Presses pay and goes on to the checkout of something else before the answer. */
async function leaveWhilePaying(page) {
  await upgrade(page, NODE);
  await quantity(page, "licenses", 12);
  return async () => {
    const { due } = await shown(page);
    const release = await hold(page, "**/api/confirm");
    await payButton(page).click();
    await page.getByText("Confirming…").waitFor();
    await page.getByRole("link", { name: "Plans and prices" }).click();
    await page.getByRole("link", { name: "Buy Build minutes" }).click();
    await page.locator("#quantity-build-minutes").fill("7000");
    release();
    return due;
  };
}

/** The page is still the one that the customer went to, with what was typed on it. */
async function stayed(page) {
  assert.equal(new URL(page.url()).pathname, "/store/checkout");
  assert.equal(await page.locator("#quantity-build-minutes").inputValue(), "7000");
}

test("a payment that ends after its page was left is told of where the customer is", () =>
  onStage(
    async ({ page, records }) => {
      const due = await (await leaveWhilePaying(page))();
      const told = page.locator("#outcome");
      await told.getByText(/^Order .* is confirmed/).waitFor();
      await stayed(page);
      await assertAccessible(page, "paid elsewhere");
      assert.equal(records.payments().length, 1);
      await page.getByLabel("Language").selectOption("ar");
      await told.getByText(/تم تأكيد الطلب/).waitFor();
      await page.getByLabel("اللغة").selectOption("en");
      await told.getByRole("link", { name: "See the order" }).click();
      await page.getByRole("heading", { name: `Paid ${due}` }).waitFor();
      assert.equal(await told.count(), 0);
    },
    { reducedMotion: "reduce" },
  ));

test("a card that is declined after its page was left is told of, with the way back", () =>
  onStage(
    async ({ page, records }) => {
      const leave = await leaveWhilePaying(page);
      await page.getByRole("radio", { name: /declined/ }).check();
      await leave();
      const told = page.locator("#outcome");
      await told.getByText(/Your card was declined/).waitFor();
      await stayed(page);
      assert.deepEqual(records.payments(), []);
      await told.getByRole("link", { name: "Back to the order" }).click();
      await page.getByRole("heading", { name: `Upgrade ${NODE}` }).waitFor();
      assert.equal(await page.locator("#quantity-studio-node").inputValue(), "12");
      assert.equal(await told.count(), 0);
    },
    { expected: [402] },
  ));

test("a payment that gets lost after its page was left is told of, and found there", () =>
  onStage(
    async ({ page, records }) => {
      await upgrade(page, NODE);
      await quantity(page, "licenses", 12);
      const { due } = await shown(page);
      const release = await hold(page, "**/api/confirm", true);
      await payButton(page).click();
      await page.getByText("Confirming…").waitFor();
      await page.getByRole("link", { name: "History" }).click();
      await page.getByRole("heading", { name: "History" }).waitFor();
      release();
      const told = page.locator("#outcome");
      await told.getByText(/It is not known whether the payment arrived/).waitFor();
      await told.getByRole("link", { name: "Back to the order" }).click();
      await page.locator("#locked").getByText(due).waitFor();
      assert.equal((await pay(page)).status(), 200);
      await page.getByRole("heading", { name: `Paid ${due}` }).waitFor();
      assert.equal(records.payments().length, 1);
    },
    { expected: ["network"] },
  ));

test("whoever is back before the answer sees what came of it", () =>
  onStage(async ({ page }) => {
    await upgrade(page, NODE);
    await quantity(page, "licenses", 12);
    const release = await hold(page, "**/api/confirm");
    await payButton(page).click();
    await page.getByText("Confirming…").waitFor();
    await page.getByRole("link", { name: "History" }).click();
    await page.getByRole("heading", { name: "History" }).waitFor();
    await page.goBack();
    await page.locator("#locked").waitFor();
    release();
    await page
      .locator("#outcome")
      .getByText(/is confirmed/)
      .waitFor();
    await page.getByText("You have 12 licenses now.").waitFor();
    assert.equal(await page.locator("#locked").count(), 0);
    await page.locator("#outcome").getByRole("button", { name: "Close" }).click();
    assert.equal(await page.locator("#outcome").count(), 0);
  }));

test("a quote that is saved after its page was left is told of where the customer is", () =>
  onStage(async ({ page }) => {
    await upgrade(page, NODE);
    await quantity(page, "licenses", 12);
    const release = await hold(page, "**/api/quotes");
    await page.getByRole("button", { name: "Get a quote" }).click();
    await page.getByRole("link", { name: "History" }).click();
    await page.getByRole("heading", { name: "History" }).waitFor();
    release();
    const told = page.locator("#outcome");
    await told.getByText(/^Quote QT-\d+ is saved\./).waitFor();
    assert.equal(new URL(page.url()).pathname, "/history");
    await told.getByRole("link", { name: "See the quote" }).click();
    await page.getByRole("heading", { name: /^Quote QT-\d+$/ }).waitFor();
  }));

test("a quote that is refused after its page was left says why, and not that the order changed", () =>
  onStage(
    async ({ page }) => {
      await upgrade(page, NODE);
      await quantity(page, "licenses", 12);
      let release;
      const held = new Promise((resolve) => (release = resolve));
      await page.route("**/api/quotes", async (route) => {
        await held;
        const problem = { code: "too_many_requests", path: "", message: "later" };
        await route.fulfill({ status: 429, json: { problems: [problem] } });
      });
      await page.getByRole("button", { name: "Get a quote" }).click();
      await page.getByRole("link", { name: "History" }).click();
      await page.getByRole("heading", { name: "History" }).waitFor();
      release();
      const told = page.locator("#outcome");
      await told.waitFor();
      assert.doesNotMatch(await told.innerText(), /changed before it was confirmed/);
    },
    { expected: [429] },
  ));
