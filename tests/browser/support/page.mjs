// What a customer does on the page and sees there, by role and name as they would find it.

import assert from "node:assert/strict";

/** `"26624.00"` as the page must show it: written here by hand, not by Intl. */
export function money(amount, symbol = "$") {
  const [, sign, whole, rest] = /^(-?)(\d+)(\.\d+)?$/.exec(amount);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${sign ? "\u2212" : ""}${symbol}${grouped}${rest ?? ""}`;
}

/** `"138.67"` in minor units, as the provider logs it. */
export function minor(amount) {
  return Number(amount.replace(".", ""));
}

/**
 * Opens the menu of the user. Whoever has an account is asked there what time it is: the answer is waited for, since a
 * question that outlasts its session is an error in the console.
 */
export async function openMenu(page) {
  const menu = page.locator("summary.user");
  await menu.waitFor();
  const asks = (await page.locator("q-demo-clock").count()) > 0;
  await Promise.all([
    asks && page.waitForResponse((reply) => reply.url().endsWith("/api/account")),
    menu.click(),
  ]);
}

export async function signInAs(page, name) {
  await openMenu(page);
  await page.locator(".people").getByRole("button", { name }).first().click();
}

/** Signs out: what anyone may see is the store. */
export async function signOut(page) {
  await page.getByRole("article").first().waitFor();
  await openMenu(page);
  await page.locator(".menu-end button").click();
  await page.locator(".plan").first().waitFor();
}

/** Fills in who buys, where nobody is signed in. */
export async function register(page, { organization, name, email }) {
  await page.getByRole("textbox", { name: "Name of the organization" }).fill(organization);
  await page.getByRole("textbox", { name: "Your name" }).fill(name);
  await page.getByRole("textbox", { name: "Your e-mail address" }).fill(email);
  await page.getByRole("button", { name: "Continue" }).click();
}

/** Puts the demo's clock forward to the next renewal, and waits until the page has taken that in. */
export async function toRenewal(page) {
  await page.locator("summary.user").click();
  await page.locator("[data-clock=renewal]").waitFor();
  await Promise.all([
    // It asks who it is then: sessions run out, too.
    page.waitForResponse((reply) => reply.url().endsWith("/api/session")),
    page.locator("[data-clock=renewal]").click(),
  ]);
  await page.locator(".user-menu:not([open])").waitFor();
}

export function card(page, product) {
  return page.getByRole("article", { name: product });
}

/** From the account page to the checkout of a product's subscription. */
export async function upgrade(page, product) {
  await card(page, product).getByRole("link", { name: "Upgrade" }).click();
  await page.getByRole("heading", { name: `Upgrade ${product}` }).waitFor();
}

export async function quantity(page, unit, number) {
  await page.getByRole("textbox", { name: `Number of ${unit}` }).fill(String(number));
}

/** Fourteen licenses in all are ordered by purchase order, and await its payment. */
export async function orderFourteen(page, product) {
  await upgrade(page, product);
  await quantity(page, "licenses", 14);
  await page.getByRole("button", { name: "Get a quote" }).click();
  await page.getByRole("radio", { name: "Purchase order" }).check();
  await page.getByRole("textbox", { name: "Purchase order number" }).fill("PO 8");
  await payButton(page).click();
  await page.getByRole("heading", { name: "Your order awaits payment" }).waitFor();
}

export async function enterCode(page, code) {
  const field = page.getByRole("textbox", { name: "Discount code" });
  if (!(await field.isVisible())) {
    await page.getByRole("button", { name: /^Add (another )?discount code$/ }).click();
  }
  await field.fill(code);
  await field.press("Enter");
}

/** Loses the next answer from an address: the server does what was asked, and the page does not hear of it. */
export function lose(page, address) {
  return page.route(
    address,
    async (route) => {
      await route.fetch();
      await route.abort("connectionreset");
    },
    { times: 1 },
  );
}

export function payButton(page) {
  return page.locator("#pay");
}

/** Presses pay and gives the server's reply as it came. */
export async function pay(page) {
  const [response] = await Promise.all([
    page.waitForResponse((reply) => reply.url().endsWith("/api/confirm"), { timeout: 60_000 }),
    payButton(page).click(),
  ]);
  return response;
}

/** Amounts of the order summary or receipt as text: `{ lines: [...], subtotal, tax, … }`. */
export async function shown(page, root = ".summary") {
  const lines = await page.locator(`${root} .line-amount`).allInnerTexts();
  const totals = {};
  for (const row of await page.locator(`${root} .total-row`).all()) {
    totals[await row.getAttribute("data-total")] = await row.locator("dd").innerText();
  }
  const due = await page.locator(`${root} .due-amount bdi`).innerText();
  const renewal = await page.locator(`${root} .renewal bdi`).innerText();
  return { lines, totals, due, renewal };
}

/** Every amount that is shown is the answer's, to the last digit. */
export function assertShows(seen, answer) {
  assert.deepEqual(
    seen.lines,
    answer.lines.map((line) => money(line.amount)),
  );
  assert.equal(seen.totals.subtotal, money(answer.subtotal));
  assert.equal(seen.totals.tax, money(answer.tax));
  for (const code of answer.codes.filter((entry) => entry.applied)) {
    assert.equal(seen.totals[`code-${code.code}`], money(code.amount));
  }
  assert.equal(seen.due, money(answer.amountDue));
  assert.equal(seen.renewal, money(answer.renewal.amountDue));
}
