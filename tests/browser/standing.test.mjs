// What may be chosen at all: the controls have the engine's bounds, reasons and savings.

import assert from "node:assert/strict";
import { test } from "node:test";

import { card, money, pay, payButton, quantity, shown, upgrade } from "./support/page.mjs";
import { edit } from "./support/records.mjs";
import { stage } from "./support/stage.mjs";
import { allowDecreases } from "./support/tour.mjs";

const NODE = "Studio Enterprise, node-locked";
const CLOUD = "TestCloud";
const onStage = stage();

const less = (page) => page.getByRole("button", { name: /fewer$/ });
const more = (page) => page.getByRole("button", { name: /more$/ });
const cycle = (page, name) =>
  page.locator(".cycle").filter({ has: page.getByRole("radio", { name }) });

/** Loads the page again with another price list, and opens a checkout. */
async function reopen(page, shop, product, change) {
  await shop.changeCatalog(change);
  await page.reload();
  await upgrade(page, product);
}

test("the stepper goes from what is held to the most that is sold, in its steps", () =>
  onStage(async ({ page, shop }) => {
    await reopen(page, shop, NODE, (catalog) => {
      Object.assign(catalog.products[0].prices[0], { maxQuantity: 20, quantityStep: 5 });
    });
    const field = page.getByRole("textbox", { name: "Number of licenses" });
    assert.equal(await less(page).isDisabled(), true, "the number of licenses only goes up");
    await page.getByText("You have 10 licenses now, sold in steps of 5.").waitFor();
    await page.getByRole("button", { name: "5 licenses more" }).click();
    assert.equal(await field.inputValue(), "15");
    assert.equal(await less(page).isDisabled(), false);
    await field.press("ArrowUp");
    await field.press("ArrowUp");
    assert.equal(await field.inputValue(), "20");
    assert.equal(await more(page).isDisabled(), true, "no more are sold");
    await quantity(page, "licenses", 1);
    await page
      .locator(".quantity .error")
      .getByText(/only goes up/)
      .waitFor();
    await more(page).click();
    assert.equal(await field.inputValue(), "10", "back to the least");
  }));

test("where no more are sold, the page says so and another cycle stays a choice", () =>
  onStage(async ({ page, shop }) => {
    await reopen(page, shop, NODE, (catalog) => {
      catalog.products[0].prices[0].maxQuantity = 10;
    });
    await page.getByText("At most 10 licenses can be bought here.").waitFor();
    const field = page.getByRole("textbox", { name: "Number of licenses" });
    assert.equal(await field.isDisabled(), true);
    await page.getByRole("radio", { name: "Annual" }).check();
    assert.equal(await field.isDisabled(), false, "the annual price has its own bounds");
    await more(page).click();
    assert.equal(await payButton(page).isEnabled(), true);
  }));

test("where nothing can be changed, there is no upgrade but the reason", () =>
  onStage(async ({ page, shop }) => {
    await shop.changeCatalog((catalog) => {
      const [month] = catalog.products[0].prices;
      month.maxQuantity = 10;
      catalog.products[0].prices = [month];
    });
    await page.reload();
    await card(page, NODE).getByText("At most 10 licenses can be bought here.").waitFor();
    assert.equal(await card(page, NODE).getByRole("link", { name: "Upgrade" }).count(), 0);
  }));

test("a longer cycle says what it saves, exactly and for how many", () =>
  onStage(async ({ page, shop }) => {
    await upgrade(page, NODE);
    await page.getByText("For the 10 licenses you have now, before tax and discounts.").waitFor();
    assert.match(await cycle(page, "Monthly").innerText(), /\$2,080\.00 per month/);
    // Ten licenses at 208.00: twelve months are 24,960.00, the year is eleven of them.
    const annual = await cycle(page, "Annual").innerText();
    assert.match(annual, /\$22,880\.00 per year/);
    assert.match(annual, /Save \$2,080\.00 a year \(8\.3%\)/);

    // Of what is chosen, like the line beside it.
    await quantity(page, "licenses", 12);
    await page.getByRole("radio", { name: "Annual" }).check();
    await page.getByText("For 12 licenses, before tax and discounts.").waitFor();
    assert.match(await cycle(page, "Monthly").innerText(), /\$2,496\.00 per month/);
    assert.match(await cycle(page, "Annual").innerText(), /\$27,456\.00 per year/);
    await page.locator(".line-amount").getByText("$27,456.00").waitFor();
    // Fewer are not to be had.
    await quantity(page, "licenses", 8);
    await page.getByText("For 8 licenses, before tax and discounts.").waitFor();
    assert.deepEqual(await page.locator(".cycle-price").allInnerTexts(), ["–", "–"]);

    await page.goto(shop.url);
    await reopen(page, shop, NODE, (catalog) => {
      catalog.products[0].prices[1].scheme.times = "12.5";
    });
    assert.match(
      await cycle(page, "Annual").innerText(),
      /\$26,000\.00 per year\s+\$1,040\.00 a year more than monthly billing/,
    );
  }));

test("a shorter cycle is not to be had before the term ends, and says so", () =>
  onStage(async ({ page }) => {
    await upgrade(page, NODE);
    await page.getByRole("radio", { name: "Annual" }).check();
    assert.equal((await pay(page)).status(), 200);
    await page.getByRole("link", { name: "See your subscriptions" }).click();
    await upgrade(page, NODE);
    assert.equal(await page.getByRole("radio", { name: "Monthly" }).isDisabled(), true);
    const monthly = await cycle(page, "Monthly").innerText();
    assert.match(monthly, /Your annual term runs until .*A shorter cycle is not possible before\./);
    assert.match(await cycle(page, "Annual").innerText(), /You save \$2,080\.00 a year \(8\.3%\)/);
  }));

test("of two products in one subscription each has its own stepper, price and saving", () =>
  onStage(
    async ({ page }) => {
      const both = `${NODE} and Studio Enterprise, floating`;
      await upgrade(page, both);
      await page.getByText("For the 10 licenses and 4 licenses you have now,").waitFor();
      const annual = await cycle(page, "Annual").innerText();
      assert.match(annual, /node-locked\s+\$22,880\.00 per year\s+Save \$2,080\.00 a year/);
      assert.match(annual, /floating\s+\$11,836\.00 per year\s+Save \$1,076\.00 a year/);
      await page.getByRole("textbox", { name: `Number of licenses (${NODE})` }).fill("11");
      const second = page.getByRole("textbox", {
        name: "Number of licenses (Studio Enterprise, floating)",
      });
      await second.fill("5");
      await page
        .locator(".note.bad")
        .getByText(/Fewer products can be changed at a time/)
        .waitFor();
      await second.fill("4");
      assert.equal((await pay(page)).status(), 200);
    },
    {
      prepare: ({ database }) =>
        edit(
          database,
          `UPDATE subscriptions SET state = json_insert(state, '$.items[#]',
             json('{"product": "studio-floating", "quantity": 4}')) WHERE id = 'sub_studio_node';
           DELETE FROM orders WHERE subscription = 'sub_studio_floating';
           DELETE FROM subscriptions WHERE id = 'sub_studio_floating';`,
        ),
    },
  ));

test("fewer from the next renewal on, and withdrawn again", () =>
  onStage(async ({ page, shop, records }) => {
    await allowDecreases(shop);
    await page.reload();
    await upgrade(page, CLOUD);
    const renewal = await page.locator("#renewal bdi").innerText();
    const field = page.getByRole("textbox", { name: "Number of parallel sessions" });
    await less(page).click();
    await less(page).click();
    assert.equal(await field.inputValue(), "3");
    await page.getByText("Nothing is charged or credited now.").waitFor();
    assert.match(await page.locator("#renewal").innerText(), /The scheduled change is part of it/);
    assert.equal(await payButton(page).innerText(), "Confirm change");
    const scheduled = await pay(page);
    assert.equal(scheduled.status(), 200);
    const { answer, subscription } = await scheduled.json();
    await page.getByRole("heading", { name: "Your change is confirmed" }).waitFor();
    await page.getByText(/From [^:]+:\s+3 parallel sessions\./).waitFor();
    assert.equal(answer.amountDue, "0.00");
    const pending = { items: [{ product: "testcloud", quantity: 3 }] };
    assert.deepEqual(records.states()[subscription.id].pending, pending);
    assert.equal(records.states()[subscription.id].items[0].quantity, 5);

    await page.getByRole("link", { name: "See your subscriptions" }).click();
    await card(page, CLOUD)
      .getByText(/From [^:]+:\s+3 parallel sessions\./)
      .waitFor();
    await card(page, CLOUD).getByText(money(answer.renewal.total)).waitFor();
    await upgrade(page, CLOUD);
    await page.getByText(/Scheduled for [^:]+:\s+3 parallel sessions\./).waitFor();
    assert.equal(await payButton(page).isDisabled(), true, "nothing is chosen yet");
    await page.getByRole("checkbox", { name: "Withdraw the scheduled change" }).check();
    assert.equal((await shown(page)).renewal, renewal, "it renews as before");
    assert.equal(await payButton(page).innerText(), "Confirm change");
    assert.equal((await pay(page)).status(), 200);
    await page.getByRole("heading", { name: "Your change is confirmed" }).waitFor();
    assert.equal(await page.getByText(/3 parallel sessions/).count(), 0);
    assert.equal(records.states()[subscription.id].pending, undefined);
    assert.equal(records.states()[subscription.id].items[0].quantity, 5);
    assert.deepEqual(records.attempts(), [], "the provider was never asked");
    await page.getByRole("link", { name: "See your subscriptions" }).click();
    await card(page, CLOUD).getByText(renewal).waitFor();
    assert.equal(
      await card(page, CLOUD)
        .getByText(/3 parallel sessions/)
        .count(),
      0,
    );
  }));
