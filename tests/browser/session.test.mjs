// What becomes of a page whose session ended, or was renewed or taken over on another page of the browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { assertAccessible } from "./support/axe.mjs";
import {
  card,
  openMenu,
  pay,
  payButton,
  quantity,
  register,
  shown,
  signInAs,
  signOut,
  upgrade,
} from "./support/page.mjs";
import { stage } from "./support/stage.mjs";

const NODE = "Studio Enterprise, node-locked";
const onStage = stage();

const userMenu = (page) => page.locator("summary.user");

/** Signs in on another page of the same browser. */
async function elsewhere(page, user) {
  const other = await page.context().newPage();
  // The page itself would sign in the demo's owner.
  await other.goto(new URL("/mark.svg", page.url()).href);
  const status = await other.evaluate(async (name) => {
    const { csrf, users } = await (await fetch("/api/session")).json();
    const { id } = users.find((candidate) => candidate.name === name);
    const headers = { "content-type": "application/json", ...(csrf && { "x-csrf-token": csrf }) };
    const body = JSON.stringify({ user: id });
    return (await fetch("/api/session", { method: "POST", headers, body })).status;
  }, user);
  assert.equal(status, 200);
  await other.close();
}

async function chooseLicenses(page) {
  await upgrade(page, NODE);
  await quantity(page, "licenses", 12);
  return (await shown(page)).due;
}

test("the same user, signed in again elsewhere, pays as if nothing had been", () =>
  onStage(
    async ({ page, records }) => {
      const due = await chooseLicenses(page);
      await elsewhere(page, "Olivia Ortiz");
      await payButton(page).click();
      await page.getByRole("heading", { name: `Paid ${due}` }).waitFor();
      assert.equal(records.payments().length, 1);
    },
    { expected: [403] },
  ));

test("somebody else, signed in elsewhere, is named, and sees only what is theirs", () =>
  onStage(
    async ({ page, records }) => {
      await chooseLicenses(page);
      await elsewhere(page, "Carla Costa");
      await payButton(page).click();
      await page.locator("#other").getByText("Carla Costa").waitFor();
      await userMenu(page).getByText("Carla Costa").waitFor();
      await page.getByRole("heading", { name: "There is no such subscription" }).waitFor();
      await assertAccessible(page, "somebody else is signed in");
      assert.deepEqual(records.attempts(), []);

      await page.getByRole("link", { name: "Subscriptions", exact: true }).first().click();
      await page.locator(".eyebrow").getByText("Contoso Studios").waitFor();
      assert.equal(await page.locator("#other").count(), 0);
    },
    { expected: [403] },
  ));

test("what is read of somebody else is not shown under another name", () =>
  onStage(async ({ page }) => {
    await card(page, NODE).waitFor();
    await elsewhere(page, "Carla Costa");
    await page.getByRole("link", { name: "History" }).click();
    await page.locator("#other").waitFor();
    await userMenu(page).getByText("Carla Costa").waitFor();
    await page.getByRole("heading", { name: "History" }).waitFor();
  }));

test("a page that could not be loaded is loaded again, with the focus on what came of it", () =>
  onStage(
    async ({ page, shop }) => {
      await card(page, NODE).waitFor();
      await page.route("**/api/account", (route) => route.abort(), { times: 2 });
      await page.goto(`${shop.url}/subscriptions/sub_studio_node`);
      const focused = () => page.evaluate(() => document.activeElement?.textContent);
      const again = page.getByRole("button", { name: "Try again" });
      await again.click();
      await page.waitForFunction(() => document.activeElement !== document.body);
      assert.equal(await focused(), "The server did not answer");
      await again.click();
      await page.getByRole("heading", { name: NODE, level: 1 }).waitFor();
      await page.waitForFunction(() => document.activeElement !== document.body);
      assert.equal((await focused()).trim(), NODE);
    },
    { expected: ["network"] },
  ));

test("a page that comes into view again looks who is signed in", () =>
  onStage(async ({ page }) => {
    await card(page, NODE).waitFor();
    await elsewhere(page, "Carla Costa");
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.locator(".eyebrow").getByText("Contoso Studios").waitFor();
    await userMenu(page).getByText("Carla Costa").waitFor();
  }));

test("whose session ended signs in on the same page, and goes on with the same order", () =>
  onStage(
    async ({ page, records }) => {
      const due = await chooseLicenses(page);
      const address = page.url();
      await page.context().clearCookies();
      assert.equal((await pay(page)).status(), 401);
      await page
        .locator("#pay-message")
        .getByText(/You are signed out/)
        .waitFor();
      assert.equal(await userMenu(page).innerText(), "Sign in");
      await assertAccessible(page, "the session ended");
      const back = page.getByRole("button", { name: "Sign in as Olivia Ortiz" });
      await page.route("**/api/session", (route) => route.abort(), { times: 1 });
      await back.click();
      await page
        .locator("#ended")
        .getByText(/It is not known whether this was done/)
        .waitFor();
      await back.click();
      await userMenu(page).getByText("Olivia Ortiz").waitFor();
      assert.equal(await page.locator("#ended").count(), 0);
      assert.equal(page.url(), address);
      assert.equal((await shown(page)).due, due);
      assert.equal((await pay(page)).status(), 200);
      await page.getByRole("heading", { name: `Paid ${due}` }).waitFor();
      assert.equal(records.payments().length, 1);
    },
    { expected: [401, "network"] },
  ));

test("where the host signs people in, that is a page of its own, and the order waits", () =>
  onStage(
    async ({ page, records }) => {
      const context = page.context();
      await page.getByRole("link", { name: "Buy TestCloud" }).click();
      await register(page, {
        organization: "Adventure Works",
        name: "Ada Quist",
        email: "ada@adventure.example",
      });
      await userMenu(page).getByText("Ada Quist").waitFor();
      await quantity(page, "parallel sessions", 6);
      const { due } = await shown(page);
      const cookies = await context.cookies();
      await context.clearCookies();
      assert.equal((await pay(page)).status(), 401);
      const link = page.locator("#ended").getByRole("link", { name: "Sign in again in a new tab" });
      assert.equal(await page.getByRole("button", { name: /Sign in as/ }).count(), 0);
      await assertAccessible(page, "the session ended at a host's");

      const [tab] = await Promise.all([context.waitForEvent("page"), link.click()]);
      await tab.waitForLoadState();
      assert.equal(tab.url(), page.url());
      // The host's own page would be there; whoever has signed in has a session.
      await context.addCookies(cookies);
      await tab.close();
      await page.bringToFront();
      await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
      await userMenu(page).getByText("Ada Quist").waitFor();
      assert.equal(await page.locator("#ended").count(), 0);
      assert.equal((await shown(page)).due, due);
      assert.equal((await pay(page)).status(), 200);
      await page.getByRole("heading", { name: `Paid ${due}` }).waitFor();
      assert.equal(records.payments().length, 1);
    },
    { demo: false, expected: [401] },
  ));

test("what could not be shown without a session is shown once its user is back, wherever that was", () =>
  onStage(
    async ({ page }) => {
      await card(page, NODE).waitFor();
      await page.context().clearCookies();
      await page.getByRole("link", { name: "History" }).click();
      await page.getByRole("heading", { name: "This cannot be shown" }).waitFor();
      await elsewhere(page, "Olivia Ortiz");
      await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
      await page.getByRole("radio", { name: "Payments" }).waitFor();
      await userMenu(page).getByText("Olivia Ortiz").waitFor();
    },
    { expected: [401] },
  ));

test("whoever is signed out signs in where they are", () =>
  onStage(async ({ page, shop }) => {
    await signOut(page);
    await page.goto(`${shop.url}/history`);
    const title = page.getByRole("heading", { name: "You are signed out" });
    await title.waitFor();
    await page.locator("main summary").getByText("Sign in").click();
    await page
      .locator("main")
      .getByRole("button", { name: /Olivia Ortiz/ })
      .click();
    await page.getByRole("heading", { name: "History" }).waitFor();
    assert.equal(new URL(page.url()).pathname, "/history");
  }));

test("who could not be signed out is told, keeps the page, and is signed out by trying again", () =>
  onStage(
    async ({ page }) => {
      const due = await chooseLicenses(page);
      await page.route("**/api/session", (route) => route.abort(), { times: 2 });
      await openMenu(page);
      await page.getByRole("button", { name: "Sign out" }).press("Enter");
      const note = page.locator("#undone");
      await note.getByText("You are still signed in").waitFor();
      await page.locator("#status").getByText("You are still signed in").waitFor();
      await page.waitForFunction(() => document.activeElement?.matches("summary.user"));
      assert.equal(await page.locator("#quantity-studio-node").inputValue(), "12");
      assert.equal((await shown(page)).due, due);
      await assertAccessible(page, "signing out did not work");

      const again = note.getByRole("button", { name: "Try again" });
      await Promise.all([page.waitForEvent("requestfailed"), again.press("Enter")]);
      await note.getByText("Signing out did not work.").waitFor();
      assert.ok(await again.evaluate((button) => button === document.activeElement));
      await again.press("Enter");
      await page.locator(".plan").first().waitFor();
      assert.equal(await note.count(), 0);
      assert.equal(await userMenu(page).innerText(), "Sign in");
    },
    { expected: ["network"] },
  ));

test("who could not be signed in is told on the page that was there", () =>
  onStage(
    async ({ page }) => {
      const due = await chooseLicenses(page);
      await page.route("**/api/session", (route) => route.abort(), { times: 1 });
      await signInAs(page, "Carla Costa");
      const note = page.locator("#undone");
      await note.getByText("Signing in did not work").waitFor();
      await page.locator("#status").getByText("Signing in did not work").waitFor();
      assert.equal((await shown(page)).due, due);
      await userMenu(page).getByText("Olivia Ortiz").waitFor();
      await note.getByRole("button", { name: "Try again" }).click();
      await userMenu(page).getByText("Carla Costa").waitFor();
      assert.equal(await note.count(), 0);
    },
    { expected: ["network"] },
  ));
