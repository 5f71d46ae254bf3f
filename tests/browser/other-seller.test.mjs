// The price list of quite another seller on the same page: other cycles and currency, tiers, taxes in the prices,
// numbers that go down and money that stays as balance.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { assertAccessible } from "./support/axe.mjs";
import { pay, register } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";

const sold = JSON.parse(readFileSync(new URL("fixtures/other-seller.json", import.meta.url)));
const taxes = { behavior: "inclusive", rates: [{ id: "gst", percent: "18" }] };
const onStage = stage();

/** A shop with that price list, which anyone may register with. */
const inShop = (test) =>
  onStage(
    async (all) => {
      await all.shop.changeCatalog((catalog) => {
        for (const name of Object.keys(catalog)) delete catalog[name];
        Object.assign(catalog, sold);
      });
      await test(all);
    },
    { demo: false, settings: { "registration.taxes": JSON.stringify(taxes) } },
  );

const ada = { organization: "Chai", name: "Ada Quist", email: "ada@chai.example" };
const renewal = (page) => page.locator("#renewal").innerText();

async function buy(page, shop, query) {
  await page.goto(`${shop.url}/store/checkout?${query}`);
  await register(page, ada);
  await page.getByText("Ada Quist buys for Chai.").waitFor();
  assert.equal((await pay(page)).status(), 200);
  await page.getByRole("heading", { name: /^Paid/ }).waitFor();
}

async function toChange(page, shop) {
  await page.goto(shop.url);
  await page.getByRole("link", { name: /^Upgrade/ }).click();
  await page
    .getByRole("textbox", { name: /^Number of/ })
    .first()
    .waitFor();
}

test("the store starts with what is sold first, the shorter cycles before the longer", () =>
  inShop(async ({ page, shop }) => {
    await page.goto(`${shop.url}/store`);
    const seats = page.getByRole("article", { name: "Seats" });
    await seats.getByText("€27.125").first().waitFor();
    const cycles = page.getByRole("radio");
    assert.deepEqual(
      await cycles.evaluateAll((radios) => radios.map(({ labels }) => labels[0].innerText.trim())),
      ["Every 2 weeks", "Every 3 months", "Every 2 years"],
    );
    assert.equal(await cycles.nth(1).isChecked(), true);
    await page.getByText("Prices with tax.").waitFor();
    await page.getByRole("textbox", { name: "Number of GB" }).waitFor();
    await seats.getByText("How the price is made up").click();
    await seats
      .getByText("Every unit costs the price of the tier that the quantity is in:")
      .waitFor();
    assert.deepEqual(await seats.locator(".tiers > div").allInnerTexts(), [
      "1 to 10\n€27.125 per seat",
      "11 to 50\n€20.00 per seat, and €15.00 once",
      "51 and more\n€900.00 in all",
    ]);
    await cycles.nth(0).check();
    await page
      .getByRole("article", { name: "API calls" })
      .getByText("€0.75 for every 1,000 calls")
      .waitFor();
    await seats.getByText("Not sold in this billing cycle.").waitFor();
    await assertAccessible(page, "another seller's store");
  }));

test("a cycle says which of several products are not sold in it, and prices the others by name", () =>
  inShop(async ({ page, shop }) => {
    await buy(page, shop, "product=seat&quantity=1&product=calls&quantity=5000&product=storage");
    await toChange(page, shop);
    const told = (unit) =>
      page
        .locator(`[id="cycle-2-${unit}-about"]`)
        .innerText()
        .then((text) => text.split(/\n+/));
    assert.deepEqual(await told("year"), [
      "Seats",
      "€176.3125 per 2 years",
      "Not sold in this billing cycle: API calls and Cold storage.",
    ]);
    const [product, price, term, lacking, ...more] = await told("week");
    assert.deepEqual([product, price, more], ["API calls", "€3.75 per 2 weeks", []]);
    assert.match(
      term,
      /^Your present term runs until .+\. A shorter cycle is not possible before\.$/,
    );
    assert.equal(lacking, "Not sold in this billing cycle: Seats and Cold storage.");
  }));

test("what a balance pays of the next renewal is said apart from what renewals cost", () =>
  inShop(async ({ page, shop, records }) => {
    await buy(page, shop, "product=seat&quantity=60");
    assert.match(
      await renewal(page),
      /^Renews on .+ for €900\.00, then every 3 months until you cancel\.$/,
    );
    await toChange(page, shop);
    await page.getByRole("textbox", { name: "Number of seats" }).fill("20");
    const uses =
      /€415\.00, then every 3 months until you cancel\. The next renewal uses your balance first: €0\.00 is left to pay then\.$/;
    assert.match(await renewal(page), uses);
    assert.equal((await pay(page)).status(), 200);
    await page.getByRole("heading", { name: "Your change is confirmed" }).waitFor();
    assert.match(await renewal(page), uses);
    const [state] = Object.values(records.states()).filter(({ currency }) => currency === "EUR");
    assert.equal(state.balance, "485.00");
  }));
