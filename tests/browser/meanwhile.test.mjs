// What changes while a page is open: by a renewal, in another tab, with another language.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  card,
  enterCode,
  orderFourteen,
  pay,
  payButton,
  quantity,
  shown,
  signInAs,
  toRenewal,
  upgrade,
} from "./support/page.mjs";
import { declining } from "./support/records.mjs";
import { stage } from "./support/stage.mjs";

const NODE = "Studio Enterprise, node-locked";
const onStage = stage();

/** As if another tab had been in front until now. */
const comeBack = (page) =>
  page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

/** Another tab of the same browser buys so many in all. */
async function buyElsewhere(page, number) {
  const other = await page.context().newPage();
  await other.goto(
    `${new URL(page.url()).origin}/subscriptions/sub_studio_node/change?product=studio-node&quantity=${number}`,
  );
  await payButton(other).click();
  await other.getByRole("heading", { name: /^Paid / }).waitFor();
  return other;
}

test("a change that is open over a renewal can be paid once the period is renewed", () =>
  onStage(async ({ page }) => {
    await upgrade(page, NODE);
    await quantity(page, "licenses", 12);
    await shown(page);
    // The answer of the account before its renewal, an hour after the period's end.
    const before = await page.evaluate(async () => (await fetch("/api/account")).json());
    const held = before.subscriptions.find(({ state }) => state.id === "sub_studio_node");
    const now = new Date(Date.parse(held.state.period.end) + 3_600_000);
    let renewed = false;
    let looks = 0;
    await page.route("**/api/account", async (route) => {
      looks += 1;
      const { period, ...state } = held.state;
      const end = new Date(now);
      end.setUTCMonth(end.getUTCMonth() + 1);
      const after = {
        ...state,
        anchor: now.toISOString().replace(/\.\d+Z$/, "Z"),
        charges: [],
        period: {
          start: now.toISOString().replace(/\.\d+Z$/, "Z"),
          end: end.toISOString().replace(/\.\d+Z$/, "Z"),
        },
      };
      const { orders, subscriptions, ...rest } = before;
      await route.fulfill({
        json: {
          ...rest,
          orders,
          now: now.toISOString().replace(/\.\d+Z$/, "Z"),
          subscriptions: subscriptions.map((other) =>
            other === held ? { ...held, state: renewed ? after : { ...state, period } } : other,
          ),
        },
      });
    });
    await page.clock.install();
    await page.reload();
    await page.getByText("can be changed as soon as it is").first().waitFor();
    const seen = looks;
    await page.clock.runFor(10_000);
    await page.getByText("can be changed as soon as it is").first().waitFor();
    assert.ok(looks > seen, "it looks again by itself");
    renewed = true;
    for (let second = 0; second < 70 && (await page.locator(".line").count()) === 0; second += 1)
      await page.clock.runFor(1000);
    assert.match(await payButton(page).innerText(), /^Pay .* and upgrade$/);
    assert.equal(await page.locator("#quantity-studio-node").inputValue(), "12");
  }));

test("what another tab bought is said where the same was about to be changed", () =>
  onStage(
    async ({ page }) => {
      await upgrade(page, NODE);
      await quantity(page, "licenses", 14);
      await shown(page);
      await buyElsewhere(page, 12);
      assert.equal((await pay(page)).status(), 409);
      const dialog = page.getByRole("dialog");
      const why = "The subscription was changed meanwhile: you now have 12 licenses.";
      await dialog.getByText(why).waitFor();
      const described = await dialog.evaluate(
        (element) => document.getElementById(element.getAttribute("aria-describedby")).innerText,
      );
      assert.ok(described.includes(why), described);
    },
    { expected: [409] },
  ));

test("what another tab has paid is not ended instead", () =>
  onStage(
    async ({ page, shop, records }) => {
      await toRenewal(page);
      const address = `${shop.url}/subscriptions/sub_studio_node`;
      await page.goto(address);
      const cancel = page.locator("#cancellation");
      await cancel.click();
      const other = await page.context().newPage();
      await other.goto(address);
      await other.getByRole("radio", { name: /works/ }).check();
      await payButton(other).click();
      await other.getByRole("heading", { name: /^Paid / }).waitFor();
      await page.locator("#ask-act").click();
      await page.getByText("This subscription is not overdue any more.").first().waitFor();
      await page.locator(".badge.good").waitFor();
      await page.locator("#pay").waitFor({ state: "detached" });
      assert.equal(records.states().sub_studio_node.status, "active");
      // Nothing of the dialog is left: it is canceled to the end of what is paid.
      await cancel.click();
      await page.getByText(/You keep it until .*, which you have paid for/).waitFor();
    },
    { expected: [409], prepare: declining },
  ));

test("what is read again keeps the card that was chosen", () =>
  onStage(
    async ({ page, shop }) => {
      await toRenewal(page);
      await page.goto(`${shop.url}/subscriptions/sub_studio_node`);
      const declined = page.getByRole("radio", { name: /declined/ });
      await declined.check();
      await page.route("**/api/account", async (route) => {
        const account = await (await route.fetch()).json();
        const own = account.orders.find(({ subscription }) => subscription === "sub_studio_node");
        account.orders.unshift({ ...own, id: "ord_0", number: "Q-2000" });
        await route.fulfill({ json: account });
      });
      await comeBack(page);
      await page.getByText("Q-2000").waitFor();
      assert.equal(await declined.isChecked(), true);
    },
    { prepare: declining },
  ));

test("a tab that is come back to shows what was bought elsewhere, and keeps what was chosen", () =>
  onStage(async ({ page }) => {
    await upgrade(page, NODE);
    await quantity(page, "licenses", 14);
    const first = await shown(page);
    const account = await page.context().newPage();
    await account.goto(new URL(page.url()).origin);
    await card(account, NODE).getByText("10 licenses").waitFor();
    await buyElsewhere(page, 12);
    await comeBack(account);
    await card(account, NODE).getByText("12 licenses").waitFor();
    await comeBack(page);
    await page.getByText("You have 12 licenses now.").waitFor();
    assert.equal(await page.locator("#quantity-studio-node").inputValue(), "14");
    assert.notEqual((await shown(page)).due, first.due);
  }));

test("what nobody touched follows what is held: a quantity bought elsewhere is no change here", () =>
  onStage(async ({ page }) => {
    await upgrade(page, NODE);
    const field = page.locator("#quantity-studio-node");
    assert.equal(await field.inputValue(), "10");
    await buyElsewhere(page, 12);
    await comeBack(page);
    await page.getByText("You have 12 licenses now.").waitFor();
    assert.equal(await field.inputValue(), "12");
    assert.equal(new URL(page.url()).search, "");
    await page.getByText("Choose another number of licenses").first().waitFor();
    assert.equal(await page.getByText("only goes up").count(), 0);
    // What is no number stays as it was typed.
    await field.fill("a dozen");
    await Promise.all([
      page.waitForResponse((reply) => reply.url().endsWith("/api/account")),
      comeBack(page),
    ]);
    assert.equal(await field.inputValue(), "a dozen");
  }));

test("a scheduled change that a renewal applies is not offered to be taken back", () =>
  onStage(async ({ page }) => {
    await card(page, NODE).waitFor();
    let applied = false;
    await page.route("**/api/account", async (route) => {
      const account = await (await route.fetch()).json();
      const { state } = account.subscriptions.find(({ state: { id } }) => id === "sub_studio_node");
      const next = {
        cycle: { unit: "year" },
        items: [{ product: "studio-node", quantity: 8 }],
      };
      if (applied) Object.assign(state, next);
      else state.pending = next;
      await route.fulfill({ json: account });
    });
    await page.reload();
    await upgrade(page, NODE);
    await page.getByRole("checkbox", { name: "Withdraw the scheduled change" }).waitFor();
    assert.equal(await page.getByRole("radio", { name: "Monthly" }).isChecked(), true);
    applied = true;
    await comeBack(page);
    await page.getByText("You have 8 licenses now.").waitFor();
    assert.equal(await page.locator("#quantity-studio-node").inputValue(), "8");
    assert.equal(await page.getByRole("radio", { name: "Annual" }).isChecked(), true);
    await page.getByText("Choose another number of licenses").first().waitFor();
    assert.equal(new URL(page.url()).search, "");
    assert.equal(await page.locator(".summary .line").count(), 0);
  }));

test("the title says what is shown, in the language that is spoken, and of no page that was left", () =>
  onStage(async ({ page, shop }) => {
    const titled = (title) =>
      page.waitForFunction((text) => document.title === text, `${title} · Fernwerk`);
    await page.goto(`${shop.url}/subscriptions/sub_studio_node`);
    await titled(NODE);
    await page.goto(`${shop.url}/subscriptions/sub_studio_node/change`);
    await titled(`Upgrade ${NODE}`);
    await quantity(page, "licenses", 12);
    await page.getByRole("button", { name: "Get a quote" }).click();
    const heading = page.getByRole("heading", { name: /^Quote QT-\d+$/ });
    await heading.waitFor();
    const quote = await heading.innerText();
    await titled(quote);
    await page.locator("#language").selectOption("ar");
    await page.getByRole("heading", { name: /^عرض السعر/ }).waitFor();
    assert.match(await page.title(), /QT-\d+/);
    await page.locator("#language").selectOption("en");
    await titled(quote);

    // A quote that comes late names no other page.
    await page.getByRole("link", { name: "History" }).first().click();
    await titled("History");
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route("**/api/quotes/*", async (route) => {
      await held;
      await route.continue();
    });
    await page.goBack();
    await page.getByText("Loading the quote…").waitFor();
    await page.getByRole("link", { name: "Plans and prices" }).click();
    await page.locator(".plan").first().waitFor();
    const late = page.waitForResponse((reply) => reply.url().includes("/api/quotes/"));
    release();
    await late;
    await page.waitForTimeout(300);
    await titled("Plans and prices");
    await page.goto(
      `${shop.url}/subscriptions/sub_studio_node/change?product=studio-node&quantity=12`,
    );
    await payButton(page).click();
    const number = page.locator("#order-number");
    await number.waitFor();
    await titled(`Receipt ${await number.innerText()}`);
  }));

test("what is said beside a field or the button changes its language with the page", () =>
  onStage(
    async ({ page }) => {
      await upgrade(page, NODE);
      await quantity(page, "licenses", 12);
      await enterCode(page, "NOSUCH");
      await page.locator("#code-error").getByText("is not a code that we know").waitFor();
      await page.getByRole("radio", { name: /declined/ }).check();
      assert.equal((await pay(page)).status(), 402);
      await page.locator("#pay-message").getByText("Your card was declined").waitFor();
      await page.locator("#language").selectOption("ar");
      await page.locator("#pay-message").getByText("رُفضت بطاقتك").waitFor();
      assert.doesNotMatch(await page.locator("#code-error").innerText(), /code that we know/);
      await page.locator("#language").selectOption("en");
      await page.getByRole("button", { name: "Get a quote" }).click();
      await page.getByRole("radio", { name: "Purchase order" }).check();
      await page.getByRole("button", { name: "Accept with this purchase order" }).click();
      await page.locator("#po-error").getByText("Enter the number").waitFor();
      await page.locator("#language").selectOption("ar");
      await page.locator("#po-error").getByText("أدخل رقم أمر الشراء.").waitFor();
    },
    { expected: [402] },
  ));

test("several codes are told one by one, and not once more in all", () =>
  onStage(async ({ page, shop }) => {
    await card(page, NODE).waitFor();
    await signInAs(page, /Carla/);
    await page.locator("summary.user").getByText(/Carla/).waitFor();
    await page.goto(`${shop.url}/store/checkout?product=testcloud&quantity=3`);
    for (const code of ["HALF3", "TWENTY"]) {
      await enterCode(page, code);
      await page.locator(`[data-total="code-${code}"]`).first().waitFor();
    }
    assert.equal(await page.locator("[data-total=discount]").count(), 0);
  }));

test("older entries: the focus stays, it is said, and what is listed outlives a failure", () =>
  onStage(
    async ({ page, shop }) => {
      await card(page, NODE).waitFor();
      const real = await page.evaluate(async () => (await fetch("/api/history")).json());
      const { next: _, ...last } = real;
      let fail = true;
      await page.route("**/api/history*", (route) => {
        if (!route.request().url().includes("before=")) {
          return route.fulfill({ json: { ...real, next: "x" } });
        }
        if (fail) return route.fulfill({ status: 503, body: "{}" });
        return route.fulfill({ json: last });
      });
      await page.goto(`${shop.url}/history`);
      const older = page.getByRole("button", { name: "Older" });
      await older.waitFor();
      const rows = await page.locator("tbody tr").count();
      await older.click();
      await page.locator("#older-error").getByText("could not be loaded").waitFor();
      assert.equal(await page.locator("tbody tr").count(), rows);
      const focused = () => page.evaluate(() => document.activeElement.innerText);
      assert.equal(await focused(), "Older");
      fail = false;
      await older.click();
      await page
        .locator("#status")
        .getByText("Older entries are listed.")
        .waitFor({ state: "attached" });
      assert.equal(await page.locator("tbody tr").count(), 2 * rows);
      assert.equal(await page.evaluate(() => document.activeElement.id), "listed");
      assert.equal(await page.locator("#older-error").count(), 0);

      // The list that the address says.
      await page.goto(`${shop.url}/history?list=quotes`);
      await page.getByText("No quote was made yet").waitFor();
      await page.getByRole("navigation").getByRole("link", { name: "History" }).click();
      await page.locator("tbody tr").first().waitFor();
      assert.equal(await page.getByRole("radio", { name: "Orders" }).isChecked(), true);
    },
    { expected: [503] },
  ));

test("a receipt names the taxes of its order, whatever its organization is taxed with now", () =>
  onStage(async ({ page, shop }) => {
    await card(page, NODE).waitFor();
    const { organization } = await page.evaluate(async () => (await fetch("/api/account")).json());
    const exempt = JSON.stringify({ exempt: true, rates: [{ id: "vat", percent: "20" }] });
    await shop.command("organization", "set-taxes", organization.id, exempt);
    await page.reload();
    await page.locator("table a").first().click();
    await page.locator(".receipt").waitFor();
    const label = page.locator("[data-total=tax] dt");
    assert.equal(await label.innerText(), "Tax (VAT 20%)");
    const other = await buyElsewhere(page, 12);
    assert.equal(await other.locator("[data-total=tax] dt").innerText(), "Tax (exempt)");
  }));

test("the seller's staff reads dates in the seller's time zone", () =>
  onStage(async ({ page, shop }) => {
    await orderFourteen(page, NODE);
    await page.route("**/api/staff/orders", async (route) => {
      const { orders } = await (await route.fetch()).json();
      const json = {
        orders: orders.map((entry) => ({
          ...entry,
          order: { ...entry.order, createdAt: "2026-11-23T22:30:00Z" },
        })),
      };
      await route.fulfill({ json });
    });
    await page.route("**/api/catalog", async (route) => {
      const catalog = await (await route.fetch()).json();
      await route.fulfill({ json: { ...catalog, timeZone: "+05:00" } });
    });
    await signInAs(page, /Sam Seller/);
    await page.getByRole("heading", { name: "Northwind Games" }).waitFor();
    assert.equal(new URL(page.url()).origin, shop.url);
    await page.locator(".facts").getByText("November 24, 2026").waitFor();
  }));

test("ten times is said in Arabic as it is said of ten", () =>
  onStage(
    async ({ page, shop }) => {
      await card(page, /Studio/)
        .first()
        .waitFor();
      const address = "/store/checkout?product=build-minutes&quantity=3000&unit=year&lang=ar";
      await page.goto(`${shop.url}${address}`);
      await page.locator(".why summary").first().click();
      await page.getByText("السعر لكل سنة يعادل ١٠ مرات من السعر لكل شهر.").waitFor();
    },
    { locale: "ar-EG" },
  ));
