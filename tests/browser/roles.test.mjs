// Who may see and change what: the page shows it, the server decides it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { assertAccessible } from "./support/axe.mjs";
import { card, payButton, signInAs, signOut } from "./support/page.mjs";
import { edit } from "./support/records.mjs";
import { stage } from "./support/stage.mjs";

const NODE = "Studio Enterprise, node-locked";
const onStage = stage();

test("a member sees no upgrade", () =>
  onStage(
    async ({ page, shop, records }) => {
      const link = card(page, NODE).getByRole("link", { name: "Upgrade" });
      const checkout = await link.getAttribute("href");
      await signInAs(page, /Member/);
      const reason = "Only owners and admins can change this subscription.";
      await card(page, NODE).getByText(reason).waitFor();
      assert.equal(await page.getByRole("article").count(), 3);
      assert.equal(await page.getByRole("link", { name: "Upgrade" }).count(), 0);

      // The address of the checkout leads to the same reason, and the server says so too.
      await page.goto(shop.url + checkout);
      await page.locator(".note").getByText(reason).waitFor();
      const field = page.getByRole("textbox", { name: "Number of licenses" });
      assert.equal(await field.isDisabled(), true);
      for (const name of ["One license more", "One license fewer"])
        assert.equal(await page.getByRole("button", { name }).isDisabled(), true);
      assert.equal(await page.getByRole("radio", { name: "Annual" }).isDisabled(), true);
      assert.equal(await payButton(page).isDisabled(), true);

      const status = await page.evaluate(async () => {
        const { csrf } = await (await fetch("/api/session")).json();
        const reply = await fetch("/api/confirm", {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "x-csrf-token": csrf,
            "idempotency-key": crypto.randomUUID(),
          },
          body: JSON.stringify({
            subscription: "sub_studio_node",
            at: new Date().toISOString().replace(/\.\d+/, ""),
            items: [{ product: "studio-node", quantity: 12 }],
            digest: `sha256:${"0".repeat(64)}`,
            card: "test_works",
          }),
        });
        return [reply.status, (await reply.json()).problems[0].code];
      });
      assert.deepEqual(status, [409, "role_not_allowed"]);
      assert.deepEqual(records.attempts(), []);
      assert.deepEqual(records.orders(), []);
    },
    { expected: [409] },
  ));

test("where a role may not upgrade, the page says who may", () =>
  onStage(async ({ page }) => {
    await card(page, "TestCloud").waitFor();
    await signInAs(page, /Billing manager/);
    const licenses = card(page, NODE);
    await licenses.getByText("Only owners and admins can change this subscription.").waitFor();
    assert.equal(await licenses.getByRole("link", { name: "Upgrade" }).count(), 0);
    assert.equal(await card(page, "TestCloud").getByRole("link", { name: "Upgrade" }).count(), 1);
  }));

test("a role that may not view sees who may, on every page", () =>
  onStage(
    async ({ page, shop, records }) => {
      await card(page, NODE).waitFor();
      await card(page, NODE).getByRole("link", { name: "Upgrade" }).waitFor();
      const order = await page.getByRole("link", { name: /^Q-/ }).first().getAttribute("href");
      await signInAs(page, /Member/);
      await page
        .getByRole("heading", { name: "You cannot see subscriptions as a member" })
        .waitFor();
      await page.getByText("That is for owners and billing managers.").waitFor();
      assert.equal(await page.getByRole("article").count(), 0);
      await assertAccessible(page, "no subscriptions for a member");

      await page.goto(`${shop.url}/subscriptions/sub_studio_node/change`);
      await page.getByRole("heading", { name: "You cannot change this subscription" }).waitFor();
      assert.equal(await payButton(page).count(), 0);
      await assertAccessible(page, "no checkout for a member");

      await page.goto(shop.url + order);
      await page.getByRole("heading", { name: "This cannot be shown" }).waitFor();
      await assertAccessible(page, "no order for a member");
      assert.deepEqual(records.attempts(), []);
    },
    {
      expected: [403],
      prepare: ({ database }) =>
        edit(database, `UPDATE organizations SET viewer_roles = '["owner","billingManager"]'`),
    },
  ));

test("a member is told who may buy, and is not led to a button that does nothing", () =>
  onStage(
    async ({ page, shop }) => {
      await card(page, NODE).waitFor();
      await signInAs(page, /Member/);
      await card(page, NODE).getByText("Only owners and admins").waitFor();
      await page.goto(`${shop.url}/store/checkout?product=build-minutes`);
      const reason = "Only owners, admins, and billing managers can buy this.";
      await page.locator(".note.bad").getByText(reason).waitFor();
      await page.locator(".summary").getByText(reason).waitFor();
      assert.equal(await page.getByText(/can change this subscription/).count(), 0);
      assert.equal(await page.getByRole("link", { name: "Review order" }).count(), 0);
      assert.equal(await payButton(page).isDisabled(), true);
    },
    { viewport: { width: 390, height: 844 } },
  ));

test("what is not there leads on: to the account, or to the store", () =>
  onStage(
    async ({ page, shop }) => {
      await page.getByRole("article").first().waitFor();
      await page.goto(`${shop.url}/orders/nope`);
      await page.locator(".notice").getByRole("link", { name: "See your subscriptions" }).waitFor();
      await page.locator(".brand").click();
      await signOut(page);
      await page.goto(`${shop.url}/shared/nope`);
      await page.locator(".notice").getByRole("link", { name: "See plans and prices" }).waitFor();
    },
    { expected: [404] },
  ));
