// What becomes of a subscription: canceled, resumed, renewed, overdue and paid, ended with a refund.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { card, lose, minor, pay, payButton, signInAs, toRenewal } from "./support/page.mjs";
import { declining, owing } from "./support/records.mjs";
import { stage } from "./support/stage.mjs";

const NODE = "Studio Enterprise, node-locked";
const onStage = stage();

async function details(page, product) {
  await card(page, product)
    .getByRole("link", { name: `Details ${product}` })
    .click();
  await page.getByRole("heading", { name: product, level: 1 }).waitFor();
}

async function act(page) {
  const [reply] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith("/api/confirm")),
    page.locator("#act").click(),
  ]);
  assert.equal(reply.status(), 200, await reply.text());
  return reply.json();
}

test("canceled to the end of what is paid, and resumed before", () =>
  onStage(async ({ page, records }) => {
    await details(page, NODE);
    await page.getByRole("button", { name: "Cancel subscription" }).click();
    const dialog = page.getByRole("dialog");
    await dialog
      .getByText(/You keep it until .*, which you have paid for\. Nothing is refunded/)
      .waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal(records.states().sub_studio_node.cancelAtPeriodEnd, false);

    await page.getByRole("button", { name: "Cancel subscription" }).click();
    await act(page);
    await page.getByText(/^Canceled\. It runs until/).waitFor();
    assert.equal(records.states().sub_studio_node.cancelAtPeriodEnd, true);
    assert.deepEqual(records.attempts(), [], "nothing is charged or given back");
    await page
      .locator("[data-reasons]")
      .getByText(/was canceled and ends on/)
      .waitFor();

    await page.getByRole("button", { name: "Resume subscription" }).click();
    await page
      .getByRole("dialog")
      .getByText(/It renews on/)
      .waitFor();
    await act(page);
    await page.getByRole("button", { name: "Cancel subscription" }).waitFor();
    assert.equal(records.states().sub_studio_node.cancelAtPeriodEnd, false);
  }));

test("the receipt of a cancellation says until when it is kept, and of a resumption when it renews", () =>
  onStage(async ({ page, shop }) => {
    await details(page, NODE);
    const until = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });
    for (const [button, title] of [
      ["Cancel subscription", (end) => `Canceled. You keep it until ${end}.`],
      ["Resume subscription", () => "Your subscription continues."],
    ]) {
      await page.goto(`${shop.url}/subscriptions/sub_studio_node`);
      await page.getByRole("button", { name: button }).click();
      const { order, subscription } = await act(page);
      const end = until.format(new Date(subscription.period.end));
      await page.goto(`${shop.url}/orders/${order.id}`);
      await page.getByRole("heading", { name: title(end) }).waitFor();
      if (button.startsWith("Resume"))
        await page.locator(".lead").getByText(`It renews on ${end} for $`).waitFor();
    }
  }));

test("a cancellation that cannot be looked at says so, and one without an answer is asked for again", () =>
  onStage(
    async ({ page, records }) => {
      await details(page, NODE);
      const cancel = page.getByRole("button", { name: "Cancel subscription" });
      await page.route("**/api/account", (route) => route.abort(), { times: 1 });
      await cancel.click();
      await page
        .locator("#end-error")
        .getByText(/Check your connection and try again/)
        .waitFor();
      await page
        .locator("#status")
        .getByText(/Check your connection and try again/)
        .waitFor({ state: "attached" });
      await cancel.click();
      const dialog = page.getByRole("dialog");
      await dialog.waitFor();
      assert.equal(await page.locator("#end-error").count(), 0);

      await lose(page, "**/api/confirm");
      await page.locator("#act").click();
      const unknown = dialog.getByText(/It is not known whether this was done/);
      await unknown.waitFor();
      await dialog.getByRole("button", { name: "Keep it" }).click();
      await dialog.waitFor({ state: "hidden" });
      // What is not known is asked for first.
      await cancel.click();
      await unknown.waitFor();
      assert.equal(await page.locator("#act").innerText(), "Try again: Cancel subscription");
      await act(page);
      await page.getByText(/^Canceled\. It runs until/).waitFor();
      assert.equal(records.states().sub_studio_node.cancelAtPeriodEnd, true);
    },
    { expected: ["network"] },
  ));

test("whoever may not cancel is told who may", () =>
  onStage(async ({ page, shop }) => {
    await card(page, NODE).waitFor();
    await signInAs(page, /Bianca Bauer/);
    await page.locator("[data-reasons]").first().waitFor();
    await page.goto(`${shop.url}/subscriptions/sub_studio_node`);
    await page.getByRole("heading", { name: "Cancel", exact: true }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Cancel subscription" }).count(), 0);
    await page.getByText("Only owners and admins can change this subscription.").first().waitFor();
  }));

test("a renewal comes by itself on its day", () =>
  onStage(async ({ page, records }) => {
    const before = records.states().sub_studio_node;
    await toRenewal(page);
    await page.getByText("Renewal", { exact: true }).first().waitFor();
    const after = records.states().sub_studio_node;
    assert.equal(after.period.start, before.period.end);
    assert.deepEqual(
      records.payments().map(({ amount }) => amount),
      [minor("2496.00")],
    );
  }));

test("a renewal whose card is declined is overdue, and is paid by another card", () =>
  onStage(
    async ({ page, records }) => {
      const before = records.states().sub_studio_node;
      await toRenewal(page);
      const overdue = card(page, NODE);
      await overdue.getByText("Payment overdue").waitFor();
      await overdue.getByText(/is overdue\. It can be changed once that is paid/).waitFor();
      assert.equal(records.states().sub_studio_node.status, "pastDue");
      assert.deepEqual(records.payments(), []);

      await overdue.getByRole("link", { name: `Pay now ${NODE}` }).click();
      await page.getByRole("heading", { name: "Payment overdue" }).waitFor();
      const after = (days) =>
        new Date(Date.parse(before.period.end) + days * 86_400_000).toLocaleDateString("en-US", {
          dateStyle: "long",
          timeZone: "UTC",
        });
      assert.equal(
        await page.locator("#overdue-course").innerText(),
        `The card that paid last is tried again on ${after(3)}. Unpaid, the subscription ends on ${after(30)}.`,
      );
      await page.getByText(/You can end it instead of paying/).waitFor();
      assert.match(
        await page.locator("#renewal").innerText(),
        /^Renews on .+ for \$2,496\.00, then every month until you cancel\.$/,
      );
      await page.getByText(/They come with annual billing/).waitFor();
      assert.equal(await page.getByRole("link", { name: "Switch to annual" }).count(), 0);
      await page.getByRole("radio", { name: /declined/ }).check();
      // Drawn anew, it is still the card that was chosen.
      await page.locator("#language").selectOption("ar");
      await page.locator("html[lang=ar]").waitFor();
      await page.locator("#language").selectOption("en");
      await page.getByRole("heading", { name: "Payment overdue" }).waitFor();
      assert.equal(await page.getByRole("radio", { name: /declined/ }).isChecked(), true);
      assert.equal((await pay(page)).status(), 402);
      await page
        .locator("#pay-message")
        .getByText(/Your card was declined/)
        .waitFor();
      await page.getByRole("radio", { name: /works/ }).check();
      assert.equal(await payButton(page).innerText(), "Pay $2,496.00 and renew");
      assert.equal((await pay(page)).status(), 200);
      await page.getByRole("heading", { name: "Paid $2,496.00" }).waitFor();
      const renewed = records.states().sub_studio_node;
      assert.equal(renewed.status, "active");
      assert.equal(renewed.period.start, before.period.end);
      assert.equal(records.payments().length, 1);
    },
    { expected: [402], prepare: declining },
  ));

test("who does not want to pay what is overdue ends it", () =>
  onStage(
    async ({ page, records }) => {
      const { id } = records.states().sub_studio_node;
      await toRenewal(page);
      await page.getByRole("link", { name: `Pay now ${NODE}` }).click();
      const cancel = page.getByRole("button", { name: "Cancel subscription" });
      const asked = page.getByRole("dialog");
      await cancel.first().click();
      await asked.getByText(/It ends at once, and the overdue payment is not charged/).waitFor();
      await asked.getByRole("button", { name: "Keep it" }).click();
      assert.equal(records.states().sub_studio_node.status, "pastDue");

      await cancel.first().click();
      const reply = page.waitForResponse((response) => response.url().endsWith(`/${id}/end`));
      await asked.getByRole("button", { name: "Cancel subscription" }).click();
      assert.equal((await reply).status(), 200);
      await page.getByText("This subscription has ended.").waitFor();
      assert.equal(await page.locator("#pay").count(), 0);
      assert.equal(records.states().sub_studio_node.status, "ended");
      assert.deepEqual(records.payments(), []);
    },
    { prepare: declining },
  ));

test("a balance that an ended subscription held was paid out", () =>
  onStage(
    async ({ page, shop }) => {
      await details(page, NODE);
      const facts = page.locator(".facts").first();
      assert.match(await facts.innerText(), /Balance\s+\$288\.00/);
      await shop.command("owed", "paid", "sub_studio_node", "288.00", "--reference", "SEPA 7");
      await page.reload();
      await facts.getByText("Paid out to you").waitFor();
      const told = await facts.innerText();
      assert.match(told, /Paid out to you\s+\$288\.00\s+\w+ \d+, \d{4} · SEPA 7/);
      assert.doesNotMatch(told, /Balance/);
    },
    { prepare: owing },
  ));

test("ended at once where its policy says so, with what is not used given back", () =>
  onStage(async ({ page, shop, records }) => {
    await card(page, NODE).waitFor();
    await signInAs(page, /Carla Costa/);
    // Both have such a subscription.
    await page.locator(".eyebrow").getByText("Contoso Studios").waitFor();
    await toStore(page, "Build minutes");
    await pay(page);
    await Promise.all([
      page.waitForResponse((reply) => reply.url().endsWith("/offline-licenses")),
      page.getByRole("link", { name: "See the subscription" }).click(),
    ]);
    assert.equal(await page.getByRole("heading", { name: "Offline licenses" }).count(), 0);
    await page.getByRole("button", { name: "Cancel subscription" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("It ends at once. What is paid and not used is given back:").waitFor();
    const label = await page.locator("#act").innerText();
    const tax = "[data-total=tax] dt";
    assert.equal(await dialog.locator(tax).innerText(), "Tax");
    const { answer, order } = await act(page);
    assert.match(label, /^Cancel and get \$[\d.]+ back$/);
    assert.ok(label.includes(`$${answer.refund}`));
    await page
      .getByText(/This subscription has ended/)
      .first()
      .waitFor();
    const ended = new Date(answer.at).toLocaleDateString("en-US", {
      dateStyle: "long",
      timeZone: "UTC",
    });
    assert.match(
      await page.locator(".facts").first().innerText(),
      new RegExp(`Ended on\\s+${ended}`),
    );
    // What goes back is the tax that was paid, whatever the organization is taxed with now.
    const { organization } = await page.evaluate(async () => (await fetch("/api/account")).json());
    await shop.command("organization", "set-taxes", organization.id, "{}");
    await page.goto(`${shop.url}/orders/${order.id}`);
    await page.locator(".receipt").waitFor();
    assert.equal(await page.locator(tax).innerText(), "Tax");
    const [, refund] = records.payments();
    assert.deepEqual([refund.kind, Math.abs(refund.amount)], ["refund", minor(order.refund)]);
  }));

test("what was paid by purchase order does not go back, and its receipt says where it went", () =>
  onStage(async ({ page, shop, records }) => {
    await card(page, NODE).waitFor();
    await signInAs(page, /Carla Costa/);
    await page.locator(".eyebrow").getByText("Contoso Studios").waitFor();
    await toStore(page, "Build minutes");
    await page.getByRole("button", { name: "Get a quote" }).click();
    await page.getByRole("radio", { name: "Purchase order" }).check();
    await page.getByRole("textbox", { name: "Purchase order number" }).fill("PO 8");
    await payButton(page).click();
    await page.getByRole("heading", { name: "Your order awaits payment" }).waitFor();
    const number = await page.locator("#order-number").innerText();
    await signInAs(page, /Sam Seller/);
    await page.getByRole("button", { name: `Mark as paid: ${number}` }).click();
    await page.locator("#ask-act").click();
    await page.getByText(`${number} is paid and applied.`).first().waitFor();
    await signInAs(page, /Carla Costa/);
    await page.getByRole("link", { name: number }).click();
    await page.getByRole("link", { name: "See the subscription" }).click();
    await page.getByRole("button", { name: "Cancel subscription" }).click();
    const { answer, order } = await act(page);
    assert.deepEqual([order.refund, order.toBalance], ["0.00", answer.refund]);
    assert.deepEqual(records.attempts(), [], "the provider never had the money");

    await page.goto(`${shop.url}/orders/${order.id}`);
    const receipt = page.locator(".receipt");
    await receipt.waitFor();
    const balance = receipt.locator("[data-total=to-balance]");
    assert.equal(await balance.locator("dt").innerText(), "Added to your balance");
    assert.equal(await balance.locator("dd").innerText(), `$${order.toBalance}`);
    assert.equal(await receipt.getByText("Added to your balance").count(), 1);
    assert.equal(await receipt.locator("[data-total=refund]").count(), 0);
    const title = `$${order.toBalance} is added to your balance`;
    assert.equal(await page.locator("h1").innerText(), title);
  }));

test("offline licenses where they are included, as files that the seller signed; elsewhere the reason", () =>
  onStage(
    async ({ page, shop }) => {
      await details(page, NODE);
      await page.getByText(/They come with annual billing/).waitFor();
      await page.getByRole("link", { name: "Switch to annual" }).waitFor();
      await page.goto(`${shop.url}/subscriptions/sub_studio_floating`);
      await page
        .getByText(/does not include them: they go with licenses that are locked/)
        .waitFor();

      await page.goto(shop.url);
      await card(page, NODE).waitFor();
      await signInAs(page, /Carla Costa/);
      await page.locator(".eyebrow").getByText("Contoso Studios").waitFor();
      await details(page, NODE);
      const machine = page.getByRole("textbox", { name: "Name or fingerprint of the machine" });
      for (const [index, name] of ["render-01", "render-02", "render-03"].entries()) {
        await page.getByText(`${index} of 3 licenses used`).waitFor();
        await machine.fill(name);
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("button", { name: "Issue an offline license" }).click(),
        ]);
        const license = await readFile(await download.path(), "utf8");
        const [, claims] = license.split(".").map((part) => Buffer.from(part, "base64url"));
        assert.equal(JSON.parse(claims).machine, name);
        await page.getByRole("button", { name: `Download the license for ${name}` }).waitFor();
      }
      await page.getByText("Every license that you have bought is issued already.").waitFor();
      assert.equal(await machine.count(), 0);
    },
    { acceptDownloads: true },
  ));

test("a list of licenses that cannot be loaded is no refusal, and is forgotten once it is there", () =>
  onStage(
    async ({ page }) => {
      await card(page, NODE).waitFor();
      await signInAs(page, /Carla Costa/);
      await page.locator(".eyebrow").getByText("Contoso Studios").waitFor();
      await details(page, NODE);
      const machine = page.getByRole("textbox", { name: "Name or fingerprint of the machine" });
      const issue = page.getByRole("button", { name: "Issue an offline license" });
      const section = page.locator(".offline");
      // What is read after the license was issued gets no answer.
      await page.route("**/offline-licenses", (route) =>
        route.request().method() === "GET" ? route.abort() : route.continue(),
      );
      await machine.fill("render-01");
      await issue.click();
      await section
        .getByText("The license for render-01 is issued. The list of licenses could not be loaded.")
        .waitFor();
      assert.equal(await machine.getAttribute("aria-invalid"), null);
      assert.equal(await page.locator("#offline-error").count(), 0);
      await page.unroute("**/offline-licenses");
      await machine.fill("render-02");
      await issue.click();
      await page.getByRole("button", { name: "Download the license for render-02" }).waitFor();
      await page.getByRole("button", { name: "Download the license for render-01" }).waitFor();
      assert.equal(await section.locator(".error").count(), 0);
      await issue.click();
      await page.locator("#offline-error").waitFor();
      assert.equal(await machine.getAttribute("aria-describedby"), "offline-error");
      await machine.fill("render-03");
      assert.equal(await section.locator(".error").count(), 0);
    },
    { expected: ["network"] },
  ));

test("the history has orders, payments, credits and quotes; each order opens and is checked", () =>
  onStage(async ({ page, records }) => {
    await card(page, NODE).waitFor();
    await signInAs(page, /Carla Costa/);
    await page.locator(".eyebrow").getByText("Contoso Studios").waitFor();
    await toStore(page, "Build minutes");
    await page.getByRole("radio", { name: "Annual" }).check();
    await page.getByRole("button", { name: "Get a quote" }).click();
    await page.getByRole("heading", { name: /^Quote QT-/ }).waitFor();
    await toStore(page, "Build minutes");
    const reply = await pay(page);
    const { order } = await reply.json();
    await page.getByRole("link", { name: "See the subscription" }).click();
    await page.getByRole("button", { name: "Cancel subscription" }).click();
    const { order: ended } = await act(page);

    await page.getByRole("link", { name: "History" }).click();
    const row = (number) => page.getByRole("row").filter({ hasText: number });
    await row(ended.number).getByText(`\u2212$${ended.refund}`).waitFor();
    await page.getByRole("columnheader", { name: "Date" }).waitFor();
    await row(order.number).getByText("Purchase").waitFor();
    await page.getByRole("radio", { name: "Payments" }).check();
    await row(ended.number).getByText("Refund").waitFor();
    await page.reload();
    await row(ended.number).getByText("Refund").waitFor();
    await row(order.number).getByText("Taken").waitFor();
    assert.equal(records.payments().length, 2);
    await page.getByRole("radio", { name: "Credits" }).check();
    await row(ended.number).getByText("Unused time").waitFor();
    await page.getByRole("radio", { name: "Quotes" }).check();
    await page.getByRole("row").filter({ hasText: "QT-" }).getByText("Open").waitFor();
    await page.getByRole("radio", { name: "Orders" }).check();
    await page.getByRole("link", { name: order.number }).click();
    await page.getByRole("button", { name: "Check the calculation" }).click();
    await page
      .locator(".verdict")
      .getByText(/the same to the last digit/)
      .waitFor();
  }));

/** To the checkout of a product, as whoever is signed in. */
async function toStore(page, product) {
  await page.getByRole("link", { name: "Plans and prices" }).click();
  await page.getByRole("link", { name: `Buy ${product}` }).click();
  await payButton(page).waitFor();
}
