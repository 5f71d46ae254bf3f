// What can come between the button and the confirmation.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  assertShows,
  minor,
  money,
  pay,
  payButton,
  quantity,
  shown,
  upgrade,
} from "./support/page.mjs";
import { stage } from "./support/stage.mjs";

const NODE = "Studio Enterprise, node-locked";
const onStage = stage();

async function chooseLicenses(page) {
  await upgrade(page, NODE);
  await quantity(page, "licenses", 12);
}

test("a price list changed between quote and pay: what changed is said, then accepted and paid", () =>
  onStage(
    async ({ page, shop, records }) => {
      const before = records.states();
      await chooseLicenses(page);
      const old = await shown(page);

      await shop.changeCatalog((catalog) => {
        catalog.id = "next-price-list";
        catalog.products[0].prices[0].scheme.amount = "300.00";
      });

      const reply = await pay(page);
      assert.equal(reply.status(), 409);
      const { answer: fresh, problems } = await reply.json();
      assert.equal(problems[0].code, "quote_changed");
      await page.getByRole("heading", { name: "The price changed" }).waitFor();
      assert.deepEqual(records.attempts(), []);
      assert.deepEqual(records.states(), before);

      const rows = {};
      for (const row of await page.locator(".differences tbody tr").all()) {
        rows[await row.locator("th").innerText()] = await row.locator("td").allInnerTexts();
      }
      assert.deepEqual(rows["Due today"], [old.due, money(fresh.amountDue)]);
      assert.deepEqual(rows[`Charge for ${NODE}`], [old.lines[0], money(fresh.lines[0].amount)]);
      assert.deepEqual(rows["Next renewal"], [old.renewal, money(fresh.renewal.amountDue)]);

      const [accepted] = await Promise.all([
        page.waitForResponse((response) => response.url().endsWith("/api/confirm")),
        page.getByRole("button", { name: `Accept and pay ${money(fresh.amountDue)}` }).click(),
      ]);
      assert.equal(accepted.status(), 200);
      const { answer } = await accepted.json();
      assert.equal(answer.digest, fresh.digest, "what was accepted is what was paid");
      await page.getByRole("heading", { name: `Paid ${money(fresh.amountDue)}` }).waitFor();
      assertShows(await shown(page, ".receipt"), fresh);
      assert.deepEqual(
        records.payments().map(({ amount }) => amount),
        [minor(fresh.amountDue)],
      );
    },
    { expected: [409] },
  ));

test("a declined card changes nothing", () =>
  onStage(
    async ({ page, records }) => {
      const before = records.states();
      await chooseLicenses(page);
      await page.getByRole("radio", { name: /declined/ }).check();
      assert.equal((await pay(page)).status(), 402);
      await page
        .locator("#pay-message")
        .getByText(/Your card was declined/)
        .waitFor();
      assert.deepEqual(records.payments(), []);
      assert.deepEqual(records.orders(), []);
      assert.deepEqual(records.states(), before);

      // The same page goes on with another card.
      await page.getByRole("radio", { name: /works/ }).check();
      assert.equal((await pay(page)).status(), 200);
      await page.getByRole("heading", { name: /^Paid / }).waitFor();
      assert.equal(records.payments().length, 1);
    },
    { expected: [402] },
  ));

test("a provider that times out after charging charges once, and the subscription is changed", () =>
  onStage(async ({ page, records }) => {
    await chooseLicenses(page);
    const { due } = await shown(page);
    await page.getByRole("radio", { name: /times out/ }).check();
    const reply = await pay(page);
    assert.ok([200, 202].includes(reply.status()), `status ${reply.status()}`);
    await page.getByRole("heading", { name: `Paid ${due}` }).waitFor({ timeout: 60_000 });
    const { order, subscription } = await reply.json();
    assert.deepEqual(
      records.payments().map(({ amount, card }) => [amount, card]),
      [[minor(order.amountDue), "test_timeout"]],
    );
    assert.deepEqual(records.open(), []);
    assert.equal(records.orders().length, 1);
    assert.equal(records.states()[subscription.id].items[0].quantity, 12);
  }));

test("a reply that is lost is asked for again with the same key, and charged once", () =>
  onStage(
    async ({ page, records }) => {
      await chooseLicenses(page);
      const keys = [];
      await page.route("**/api/confirm", async (route) => {
        keys.push(route.request().headers()["idempotency-key"]);
        if (keys.length > 1) return route.continue();
        await route.fetch();
        return route.abort("connectionreset");
      });
      await payButton(page).click();
      await page
        .locator("#pay-message")
        .getByText(/you will not be charged twice/)
        .waitFor();
      assert.match(await payButton(page).innerText(), /^Try again: Pay /);
      assert.equal((await pay(page)).status(), 200);
      await page.getByRole("heading", { name: /^Paid / }).waitFor();
      assert.equal(keys.length, 2);
      assert.equal(keys[0], keys[1]);
      assert.equal(records.payments().length, 1);
      assert.equal(records.orders().length, 1);
    },
    { expected: ["network"] },
  ));

test("a quote is asked again before it stops being valid", () =>
  onStage(async ({ page, shop }) => {
    await shop.changeCatalog((catalog) => {
      catalog.quoteTtlSeconds = 4;
    });
    await page.reload();
    await chooseLicenses(page);
    await page.waitForTimeout(6_000);
    assert.equal((await pay(page)).status(), 200);
    await page.getByRole("heading", { name: /^Paid / }).waitFor();
  }));
