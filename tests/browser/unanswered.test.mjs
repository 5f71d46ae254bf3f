// Reads without an answer: after something was done, while a payment is followed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { assertAccessible } from "./support/axe.mjs";
import {
  card,
  orderFourteen,
  payButton,
  quantity,
  register,
  shown,
  signInAs,
  signOut,
  toRenewal,
  upgrade,
} from "./support/page.mjs";
import { declining } from "./support/records.mjs";
import { stage } from "./support/stage.mjs";

const NODE = "Studio Enterprise, node-locked";
const onStage = stage();
const lost = { expected: ["network"] };

/** What was done is said to be done, and can be loaded; nothing is said to be as it was. */
async function doneUnseen(page, title) {
  await page.getByRole("heading", { name: title }).waitFor();
  await page.getByText("This is done, and cannot be shown now").waitFor();
  assert.equal(await page.getByText(/Nothing was/).count(), 0);
  await page.unrouteAll();
  await page.getByRole("button", { name: "Load it again" }).click();
}

test("a payment whose receipt cannot be loaded is said to be done", () =>
  onStage(async ({ page, records }) => {
    await upgrade(page, NODE);
    await quantity(page, "licenses", 12);
    const { due } = await shown(page);
    await page.route("**/api/orders/*", (route) => route.abort());
    await payButton(page).click();
    await page.getByRole("heading", { name: /^Order .* is confirmed$/ }).waitFor();
    await assertAccessible(page, "paid and not shown");
    await doneUnseen(page, /^Order .* is confirmed$/);
    await page.getByRole("heading", { name: `Paid ${due}` }).waitFor();
    assert.equal(records.payments().length, 1);

    // Of what was read, and not done, nothing of the kind is said.
    await page.route("**/api/orders/*", (route) => route.abort());
    await page.reload();
    await page.getByText("Check your connection and try again.", { exact: true }).waitFor();
    assert.equal(await page.getByText(/Nothing was/).count(), 0);
  }, lost));

test("a cancellation that cannot be looked at afterwards is said to be done", () =>
  onStage(async ({ page, records }) => {
    await card(page, NODE).getByRole("link", { name: "Details" }).click();
    await page.getByRole("button", { name: "Cancel subscription" }).click();
    await page.locator("#act").waitFor();
    await page.route("**/api/account", (route) => route.abort());
    await page.locator("#act").click();
    await doneUnseen(page, "The subscription is canceled.");
    await page.getByText(/^Canceled\. It runs until/).waitFor();
    assert.equal(records.states().sub_studio_node.cancelAtPeriodEnd, true);
  }, lost));

test("a registration whose account cannot be loaded is said to be done, and goes on", () =>
  onStage(async ({ page, shop }) => {
    await signOut(page);
    await page.goto(`${shop.url}/store/checkout?product=testcloud&quantity=3`);
    await page.route("**/api/account", (route) => route.abort());
    await register(page, {
      organization: "Adventure Works",
      name: "Ada Quist",
      email: "ada@adventure.example",
    });
    await doneUnseen(page, "Adventure Works is registered. Now pay below.");
    await page.getByText("Ada Quist buys for Adventure Works.").waitFor();
  }, lost));

test("an order that is loaded again is the only one: what was there before writes nothing into the address", () =>
  onStage(async ({ page, shop }) => {
    await signOut(page);
    await page.clock.install();
    await page.goto(`${shop.url}/store/checkout?product=testcloud&quantity=3`);
    await page.route("**/api/account", (route) => route.abort());
    await register(page, {
      organization: "Adventure Works",
      name: "Ada Quist",
      email: "ada@adventure.example",
    });
    await doneUnseen(page, "Adventure Works is registered. Now pay below.");
    await page.getByText("Ada Quist buys for Adventure Works.").waitFor();
    await page.locator("#quantity-testcloud").fill("7");
    await page.waitForURL(/quantity=7/);
    await page.evaluate(() => {
      const write = history.replaceState.bind(history);
      window.written = [];
      history.replaceState = (state, title, address) => {
        window.written.push(`${address}`);
        write(state, title, address);
      };
    });
    await page.clock.runFor(30 * 60_000);
    assert.deepEqual(await page.evaluate(() => window.written), []);
    assert.match(page.url(), /quantity=7/);
  }, lost));

/** The account while the provider has not said what became of the payment of the node-locked licenses. */
async function unsettle(page, change = () => {}) {
  await page.route("**/api/account", async (route) => {
    const account = await (await route.fetch()).json();
    const order = account.orders.find(({ subscription }) => subscription === "sub_studio_node");
    order.state = "pending";
    delete order.paidAt;
    change(account, order);
    await route.fulfill({ json: account });
  });
}

const settle = (page) => page.unrouteAll({ behavior: "wait" });

test("what waits for its provider offers nothing else, and does by itself once the outcome is known", () =>
  onStage(async ({ page, shop }) => {
    const waits = page.getByText(/A payment is being confirmed: Q-\d+\./);
    await unsettle(page);
    await page.reload();
    const one = card(page, NODE);
    await one.getByText(/A payment is being confirmed: Q-\d+\./).waitFor();
    assert.equal(await one.getByRole("link", { name: "Upgrade" }).count(), 0);
    await settle(page);
    await one.getByRole("link", { name: "Upgrade" }).waitFor();
    const told = page.locator("#outcome").getByText(/^Order Q-\d+ is confirmed\./);
    await told.waitFor();

    await unsettle(page);
    await page.goto(`${shop.url}/subscriptions/sub_studio_node`);
    await waits.waitFor();
    await page.getByText("Your payment is being confirmed.").first().waitFor();
    assert.equal(await page.locator("#cancellation").count(), 0);
    await assertAccessible(page, "waits for its provider");
    // The link that had the focus goes.
    await page.locator(".note a").focus();
    await settle(page);
    await page.locator("#cancellation").waitFor();
    await told.waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
    assert.equal(await waits.count(), 0);

    await unsettle(page);
    await page.goto(`${shop.url}/subscriptions/sub_studio_node/change`);
    await waits.waitFor();
    await settle(page);
    await told.waitFor();
    await waits.waitFor({ state: "detached" });
  }));

test("of a payment that was declined meanwhile it is said", () =>
  onStage(async ({ page }) => {
    await unsettle(page);
    await page.reload();
    await card(page, NODE).getByText("A payment is being confirmed").waitFor();
    await page.route("**/api/orders/*", async (route) => {
      const order = await (await route.fetch()).json();
      await route.fulfill({ json: { ...order, status: "declined" } });
    });
    await page.unroute("**/api/account");
    await page
      .locator("#outcome.bad")
      .getByText(/^The payment of order Q-\d+ was declined\. Nothing was charged/)
      .waitFor();
    await settle(page);
  }));

test("a renewal that is being paid is not offered to be paid again", () =>
  onStage(
    async ({ page, shop }) => {
      await toRenewal(page);
      await unsettle(page);
      await page.reload();
      await card(page, NODE).getByText("A payment is being confirmed").waitFor();
      assert.equal(await page.getByRole("link", { name: "Pay now" }).count(), 0);
      await page.goto(`${shop.url}/subscriptions/sub_studio_node`);
      await page.getByText("A payment is being confirmed").waitFor();
      assert.equal(await page.locator("#pay").count(), 0);
      await settle(page);
      await page.locator("#pay").waitFor();
    },
    { prepare: declining },
  ));

test("a first purchase that is being paid is not said to be none", () =>
  onStage(async ({ page }) => {
    await unsettle(page, (account) => (account.subscriptions = []));
    await page.reload();
    await page.getByRole("heading", { name: "Your payment is being confirmed" }).waitFor();
    assert.equal(await page.getByText("has not bought anything").count(), 0);
    await settle(page);
    await card(page, NODE).waitFor();
  }));

test("an order that was marked as paid is so, also where the list cannot be loaded then", () =>
  onStage(async ({ page, records }) => {
    await orderFourteen(page, NODE);
    await signInAs(page, /Sam Seller/);
    await page.getByRole("heading", { name: "Northwind Games" }).waitFor();
    await page.route("**/api/staff/orders", (route) => route.abort());
    await page.getByRole("button", { name: /^Mark as paid/ }).click();
    await page.locator("#ask-act").click();
    await doneUnseen(page, /is paid and applied\.$/);
    await page.getByText("No order awaits payment.").waitFor();
    assert.equal(records.states().sub_studio_node.items[0].quantity, 14);
  }, lost));

test("a payment is followed also where looks at it get no answer, and at once when the network is back", () =>
  onStage(
    async ({ page }) => {
      await card(page, NODE).waitFor();
      const id = await page.evaluate(
        async () => (await (await fetch("/api/account")).json()).orders[0].id,
      );
      let looks = 0;
      let status = "pending";
      await page.route("**/api/orders/*", async (route) => {
        looks += 1;
        // The gateway fails once, and then the network for long.
        if (looks === 2) return route.fulfill({ status: 502, body: "bad gateway" });
        if (looks > 3 && status === "pending") return route.abort();
        const response = await route.fetch();
        return route.fulfill({ json: { ...(await response.json()), status } });
      });
      await page.clock.install();
      await page.goto(`${new URL(page.url()).origin}/orders/${id}`);
      const pending = page.getByRole("heading", { name: "Your payment is being confirmed" });
      await pending.waitFor();
      for (let second = 0; second < 60; second += 1) {
        await page.clock.runFor(1000);
        assert.equal(await page.getByText("The server did not answer").count(), 0);
      }
      assert.equal(await pending.count(), 1);
      assert.ok(looks > 3 && looks < 12, `${looks} looks in a minute`);
      await page.evaluate(() => {
        const region = document.querySelector("#status");
        window.said = [];
        const hear = () => region.textContent && window.said.push(region.textContent);
        new MutationObserver(hear).observe(region, { childList: true, subtree: true });
      });
      status = "confirmed";
      await page.evaluate(() => dispatchEvent(new Event("online")));
      await page.clock.runFor(10);
      await page.getByRole("heading", { name: /^Paid / }).waitFor();
      await page.clock.runFor(10_000);
      const said = await page.evaluate(() => window.said);
      assert.equal(said.length, 1, "the outcome is spoken once");
      assert.match(said[0], /^Order Q-\d+ is confirmed\.$/);
    },
    { expected: ["network", 502] },
  ));

test("where the script does not come, the page says after a while what to do", () =>
  onStage(
    async ({ page, shop }) => {
      await page.getByRole("article").first().waitFor();
      assert.equal(await page.locator(".late").count(), 0);
      await page.route("**/*.js", (route) => route.abort());
      await page.goto(shop.url);
      const late = page.getByText("This is taking long. Reload the page.");
      await late.waitFor({ state: "attached" });
      assert.equal(await late.isVisible(), false);
      await late.evaluate((line) => line.getAnimations()[0].finish());
      assert.equal(await late.isVisible(), true);
    },
    { expected: ["network"] },
  ));
