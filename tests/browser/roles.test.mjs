// Who may see and change what: the page shows it, the server decides it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { card, signInAs } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";

const onStage = stage();

test("a member sees no upgrade", () =>
  onStage(
    async ({ page, shop }) => {
      await card(page, "TestCloud").waitFor();
      const checkout = await page
        .getByRole("link", { name: "Upgrade" })
        .first()
        .getAttribute("href");
      await signInAs(page, /Member/);
      await page
        .getByRole("heading", { name: "You cannot see subscriptions as a member" })
        .waitFor();
      assert.equal(await page.getByRole("link", { name: "Upgrade" }).count(), 0);
      assert.equal(await page.getByRole("article").count(), 0);

      await page.goto(shop.url + checkout);
      await page.getByRole("heading", { name: "You cannot change this subscription" }).waitFor();
      assert.equal(await page.locator("#pay").count(), 0);
    },
    { expected: [403] },
  ));

test("where a role may not upgrade, the page says who may", () =>
  onStage(async ({ page }) => {
    await card(page, "TestCloud").waitFor();
    await signInAs(page, /Billing manager/);
    const licenses = card(page, "Studio Enterprise, node-locked");
    await licenses.getByText("Only owners and admins can change this subscription.").waitFor();
    assert.equal(await licenses.getByRole("link", { name: "Upgrade" }).count(), 0);
    assert.equal(await card(page, "TestCloud").getByRole("link", { name: "Upgrade" }).count(), 1);
  }));
