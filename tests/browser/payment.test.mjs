// What can come between the button and the confirmation.

import assert from "node:assert/strict";
import { test } from "node:test";

import { assertAccessible } from "./support/axe.mjs";
import {
  assertShows,
  lose,
  minor,
  money,
  pay,
  payButton,
  quantity,
  shown,
  signInAs,
  upgrade,
} from "./support/page.mjs";
import { edit } from "./support/records.mjs";
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

/** Chooses, pays, and loses the answer; gives what goes to the server from then on. */
async function payUnheard(page) {
  await chooseLicenses(page);
  const { due } = await shown(page);
  const sent = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/confirm"))
      sent.push({ key: request.headers()["idempotency-key"], body: request.postData() });
  });
  await lose(page, "**/api/confirm");
  await payButton(page).click();
  await stillUnknown(page);
  return { due, sent };
}

async function stillUnknown(page) {
  await page
    .locator("#pay-message")
    .getByText(/It is not known whether the payment arrived/)
    .waitFor();
  assert.equal(await page.getByText(/Nothing was charged/).count(), 0);
}

/** Whatever may be chosen; a radio that is chosen is not among them. */
const controls = (page) => page.locator(".choices").locator("input, button, summary");

/** The page shows what was sent, and nothing of it can be chosen. */
async function locked(page, due) {
  await page
    .locator("#locked")
    .getByText(`Your payment of ${due} for ${NODE}: 12 licenses and monthly billing may have`)
    .waitFor();
  assert.equal(await page.locator("#due bdi").innerText(), due);
  assert.match(await page.locator(".summary-body").innerText(), /2 more licenses/);
  const field = page.locator("#quantity-studio-node");
  assert.equal(await field.inputValue(), "12");
  for (const control of await controls(page).all()) {
    const taken = await control.evaluate((element) => {
      element.focus();
      return document.activeElement === element;
    });
    assert.equal(taken, false, await control.evaluate((element) => element.outerHTML));
  }
}

test("while it is not known whether a payment arrived, the page shows that order and no other", () =>
  onStage(
    async ({ page, records }) => {
      const { due, sent } = await payUnheard(page);
      await locked(page, due);
      await assertAccessible(page, "not known whether it arrived");
      assert.equal(await payButton(page).innerText(), `Try again: Pay ${due} and upgrade`);

      // Left by a link, and found again at an address that asks for something else.
      const path = new URL(page.url()).pathname;
      await page.getByRole("link", { name: "History" }).click();
      await page.getByRole("heading", { name: "History" }).waitFor();
      await page.goto(
        `${new URL(page.url()).origin}${path}?product=studio-node&quantity=45&unit=year`,
      );
      await stillUnknown(page);
      await locked(page, due);
      assert.equal(await payButton(page).innerText(), `Try again: Pay ${due} and upgrade`);

      assert.equal((await pay(page)).status(), 200);
      await page.getByRole("heading", { name: `Paid ${due}` }).waitFor();
      assert.equal(sent.length, 2);
      assert.deepEqual(sent[1], sent[0]);
      assert.equal(records.payments().length, 1);
      assert.equal(records.states().sub_studio_node.items[0].quantity, 12);
    },
    { expected: ["network"] },
  ));

test("a checkout shows a purchase that may have arrived, whatever its address asks for", () =>
  onStage(
    async ({ page, shop, records }) => {
      await page.getByRole("article").first().waitFor();
      await page.goto(`${shop.url}/store/checkout?product=build-minutes&quantity=3000`);
      const { due } = await shown(page);
      await lose(page, "**/api/confirm");
      await payButton(page).click();
      await stillUnknown(page);
      await page.goto(`${shop.url}/store/checkout?product=testcloud&quantity=7`);
      await page.locator("#locked").getByText(`Your payment of ${due}`).waitFor();
      assert.equal(await page.locator("#quantity-build-minutes").inputValue(), "3000");
      assert.equal(await page.locator("#quantity-testcloud").count(), 0);
      assert.equal(await page.locator("#due bdi").innerText(), due);
      assert.equal((await pay(page)).status(), 200);
      await page.getByRole("heading", { name: `Paid ${due}` }).waitFor();
      assert.equal(records.payments().length, 1);
    },
    { expected: ["network"] },
  ));

test("a page that is left before the answer knows so when it is back", () =>
  onStage(
    async ({ page, records }) => {
      const { due, sent } = await payUnheard(page);
      await page.reload();
      await stillUnknown(page);
      assert.equal(await payButton(page).innerText(), `Try again: Pay ${due} and upgrade`);
      assert.equal((await pay(page)).status(), 200);
      await page.getByRole("heading", { name: `Paid ${due}` }).waitFor();
      assert.equal(new Set(sent.map(({ key, body }) => key + body)).size, 1);
      assert.equal(records.payments().length, 1);

      // Also while it still waits for one.
      await page.goto(
        `${new URL(page.url()).origin}/store/checkout?product=build-minutes&quantity=3000`,
      );
      await payButton(page).waitFor();
      const charged = new Promise((resolve) => {
        page.route("**/api/confirm", async (route) => resolve(await route.fetch()), { times: 1 });
      });
      await payButton(page).click();
      await charged;
      await page.reload();
      await stillUnknown(page);
      assert.equal((await pay(page)).status(), 200);
      await page.getByRole("heading", { name: /^Paid / }).waitFor();
      assert.equal(records.payments().length, 2);
      await page.goto(
        `${new URL(page.url()).origin}/store/checkout?product=build-minutes&quantity=3000`,
      );
      await payButton(page).waitFor();
      assert.equal(await page.locator("#pay-message").count(), 0);
    },
    { expected: ["network"] },
  ));

test("what somebody else pays meanwhile in the same tab does not make an attempt forgotten", () =>
  onStage(
    async ({ page, records }) => {
      await payUnheard(page);
      const address = page.url();
      await signInAs(page, /Adam Adeyemi/);
      await page.locator("summary.user").getByText("Adam Adeyemi").waitFor();
      await page.getByRole("article").first().waitFor();
      await chooseLicenses(page);
      await quantity(page, "licenses", 15);
      assert.equal(await page.locator("#pay-message").count(), 0);
      assert.equal((await pay(page)).status(), 200);
      await page.getByRole("heading", { name: /^Paid / }).waitFor();
      await signInAs(page, /Olivia Ortiz/);
      await page.locator("summary.user").getByText("Olivia Ortiz").waitFor();
      await page.goto(address);
      await stillUnknown(page);
      assert.equal(records.payments().length, 2);
    },
    { expected: ["network"] },
  ));

test("once it is known that a lost attempt charged nothing, everything can be chosen again", () =>
  onStage(
    async ({ page, records }) => {
      await chooseLicenses(page);
      await page.getByRole("radio", { name: /declined/ }).check();
      await lose(page, "**/api/confirm");
      await payButton(page).click();
      await stillUnknown(page);
      assert.equal((await pay(page)).status(), 402);
      await page
        .locator("#pay-message")
        .getByText(/Your card was declined/)
        .waitFor();
      assert.equal(await page.locator("#locked").count(), 0);
      assert.deepEqual(records.payments(), []);
      await page.getByRole("radio", { name: /works/ }).check();
      await quantity(page, "licenses", 14);
      const { due } = await shown(page);
      assert.equal(await payButton(page).innerText(), `Pay ${due} and upgrade`);
      assert.equal((await pay(page)).status(), 200);
      await page.getByRole("heading", { name: `Paid ${due}` }).waitFor();
      assert.deepEqual(
        records.payments().map(({ card }) => card),
        ["test_works"],
      );
      assert.equal(records.states().sub_studio_node.items[0].quantity, 14);
    },
    { expected: ["network", 402] },
  ));

test("a session that ends while the outcome is unknown leaves it unknown, until its user is back", () =>
  onStage(
    async ({ page, records }) => {
      const { due, sent } = await payUnheard(page);
      await page.context().clearCookies();
      assert.equal((await pay(page)).status(), 401);
      await page
        .locator("#pay-message")
        .getByText(/You are signed out/)
        .waitFor();
      await stillUnknown(page);
      await page.getByRole("button", { name: "Sign in as Olivia Ortiz" }).click();
      await page.locator("#ended").waitFor({ state: "hidden" });
      await stillUnknown(page);
      await payButton(page).click();
      await page.getByRole("heading", { name: `Paid ${due}` }).waitFor();
      assert.equal(new Set(sent.map(({ key, body }) => key + body)).size, 1);
      assert.equal(records.payments().length, 1);
    },
    { expected: ["network", 401] },
  ));

test("while a payment is under way nothing else is chosen, and one without an answer is given up", () =>
  onStage(
    async ({ page, records }) => {
      await page.clock.install();
      await page.reload();
      await chooseLicenses(page);
      const { due } = await shown(page);
      // The server's answer never comes.
      await page.route("**/api/confirm", (route) => route.fetch(), { times: 1 });
      await payButton(page).click();
      await page.getByText("Confirming…").waitFor();
      const field = page.getByRole("textbox", { name: "Number of licenses" });
      await field.evaluate((input) => {
        input.focus();
        if (document.activeElement === input) throw new Error("it can be typed in");
        input.value = "20";
        input.dispatchEvent(new Event("input", { bubbles: true }));
      });
      assert.equal((await shown(page)).due, due);
      await page.clock.runFor(41_000);
      await stillUnknown(page);
      await locked(page, due);
      await pay(page);
      await page.getByRole("heading", { name: `Paid ${due}` }).waitFor();
      assert.equal(records.payments().length, 1);
    },
    { expected: ["network"] },
  ));

test("a quote is asked again before it stops being valid", () =>
  onStage(async ({ page }) => {
    // Twenty minutes, of which the page's quote is valid for fifteen, pass here and there at once.
    const minutes = 20;
    await page.clock.install();
    await page.reload();
    await chooseLicenses(page);
    await page.clock.runFor(minutes * 60_000);
    const status = await page.evaluate(async (minutes) => {
      const { csrf } = await (await fetch("/api/session")).json();
      const { now } = await (await fetch("/api/account")).json();
      const to = new Date(Date.parse(now) + minutes * 60_000).toISOString().replace(".000Z", "Z");
      const headers = { "content-type": "application/json", "x-csrf-token": csrf };
      const body = JSON.stringify({ to });
      return (await fetch("/api/demo/clock", { method: "POST", headers, body })).status;
    }, minutes);
    assert.equal(status, 200);
    assert.equal((await pay(page)).status(), 200);
    await page.getByRole("heading", { name: /^Paid / }).waitFor();
  }));

/** Three more looks than the confirm's own: the page shows for ten seconds or more that it waits. */
const AWAY = 7;

/**
 * The provider's log refuses so many payments before it takes one. Until then the outcome is unknown: the
 * server asks four times within the confirm, then at every look at what is open, which are five seconds apart.
 */
function awayFor(refusals) {
  return ({ provider }) =>
    edit(
      provider,
      `CREATE TABLE away (refusals INTEGER NOT NULL);
       INSERT INTO away VALUES (${refusals});
       CREATE TRIGGER away BEFORE INSERT ON payments WHEN (SELECT refusals FROM away) > 0 BEGIN
         UPDATE away SET refusals = refusals - 1;
         SELECT RAISE(FAIL, 'the provider is away');
       END;`,
    );
}

test("a payment whose outcome is not known is followed until it is, and charged once", () =>
  onStage(
    async ({ page, records }) => {
      const before = records.states();
      await chooseLicenses(page);
      const { due } = await shown(page);
      const reply = await pay(page);
      assert.equal(reply.status(), 202);
      const { status, order } = await reply.json();
      assert.equal(status, "pending");
      await page.getByRole("heading", { name: "Your payment is being confirmed" }).waitFor();
      await page.getByText(`order ${order.number}`).waitFor();
      assert.deepEqual(records.states(), before);
      assert.equal(records.open().length, 1);
      await assertAccessible(page, "being confirmed");

      // The page finds out by itself.
      await page.getByRole("heading", { name: `Paid ${due}` }).waitFor({ timeout: 60_000 });
      assert.equal(await page.locator("#order-number").innerText(), order.number);
      assert.deepEqual(
        records.payments().map(({ amount }) => amount),
        [minor(order.amountDue)],
      );
      assert.deepEqual(records.open(), []);
      assert.equal(records.states()[order.subscription].items[0].quantity, 12);
    },
    { prepare: awayFor(AWAY) },
  ));

test("a payment that is declined in the end says so and changes nothing", () =>
  onStage(
    async ({ page, records }) => {
      const before = records.states();
      await chooseLicenses(page);
      await page.getByRole("radio", { name: /declined/ }).check();
      assert.equal((await pay(page)).status(), 202);
      await page.getByRole("heading", { name: "Your payment is being confirmed" }).waitFor();
      await page
        .getByRole("heading", { name: "Your payment was declined" })
        .waitFor({ timeout: 60_000 });
      await assertAccessible(page, "declined in the end");
      assert.deepEqual(records.payments(), []);
      assert.deepEqual(records.states(), before);
      await page.getByRole("link", { name: "Back to the order" }).click();
      await page.getByRole("heading", { name: `Upgrade ${NODE}` }).waitFor();
    },
    { prepare: awayFor(AWAY), expected: [402] },
  ));
