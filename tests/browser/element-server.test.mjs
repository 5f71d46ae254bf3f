// What the element, the form and their store give for a purchase is what the reference server takes, as it is.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";

import { createCheckout } from "@quotient/checkout/store";

import { launch, visit } from "./support/browser.mjs";
import { packageServer } from "./support/package.mjs";
import { server } from "./support/server.mjs";

const PAGE = `<!doctype html><html lang="en"><head><title>Checkout</title></head><body>
<quotient-checkout></quotient-checkout>
<form><input type="hidden" value="" data-quotient="confirm"></form></body></html>`;

let browser;
let shop;
let pages;
before(async () => {
  browser = await launch();
  shop = await server();
  pages = await packageServer({ "/": PAGE });
});
after(async () => {
  await browser?.close();
  await pages?.stop();
  await shop?.stop();
});

/** Someone who is signed in: what the server tells them, and how they send to it. */
async function signedIn(user) {
  const headers = { "content-type": "application/json", origin: shop.url };
  const send = (path, body, more) =>
    fetch(`${shop.url}${path}`, {
      method: "POST",
      headers: { ...headers, ...more },
      body: JSON.stringify(body),
    });
  const session = await send("/api/session", { user });
  headers.cookie = session.headers.getSetCookie()[0].split(";")[0];
  const get = async (path) => (await fetch(`${shop.url}${path}`, { headers })).json();
  headers["x-csrf-token"] = (await get("/api/session")).csrf;
  return { get, send };
}

/** What a checkout of this buyer is made of, as the server tells it. */
async function setupOf({ get }) {
  const { user, account, taxes, subscriptions, now } = await get("/api/account");
  return {
    catalog: await get("/api/catalog"),
    currency: "USD",
    cycle: { unit: "month" },
    items: [{ product: "build-minutes", quantity: 1000 }],
    role: user.role,
    firstPurchase: account.firstPurchase,
    tax: taxes,
    existing: subscriptions.map(({ state }) => state),
    at: now,
  };
}

/** What the element and the form of a page give for it. */
async function shown(setup) {
  const { page, leave } = await visit(browser, `${pages.url}/`);
  const given = await page.evaluate(async ({ at, role, ...facts }) => {
    await import("/dist/element.js");
    const { attach } = await import("/dist/form.js");
    const now = () => at;
    const element = document.querySelector("quotient-checkout");
    Object.assign(element, { ...facts, now, actorRole: role });
    attach(document.querySelector("form"), { ...facts, now, role });
    return {
      element: element.payload,
      form: JSON.parse(document.querySelector("[data-quotient]").value),
    };
  }, setup);
  await leave();
  return given;
}

test("the server quotes and confirms a purchase as it was chosen in a page", async () => {
  const buyer = await signedIn("u_olivia");
  const { at, ...facts } = await setupOf(buyer);
  const checkout = createCheckout({ ...facts, now: () => at });
  const { answer, choice } = checkout.getSnapshot();
  const payload = checkout.confirmPayload();
  assert.equal(answer.status, "priced", JSON.stringify(answer));
  assert.deepEqual(await shown({ ...facts, at }), { element: payload, form: payload });

  const quoted = await buyer.send("/api/quote", choice);
  const quote = await quoted.json();
  assert.equal(quoted.status, 200, JSON.stringify(quote));
  assert.equal(quote.digest, answer.digest);

  const key = { "idempotency-key": randomUUID() };
  const body = { ...payload, card: "test_works" };
  const confirmed = await buyer.send("/api/confirm", body, key);
  assert.equal(confirmed.status, 200, JSON.stringify(await confirmed.json()));
  const [paid] = shop.records.payments();
  assert.ok(paid, "the provider was asked");
});
