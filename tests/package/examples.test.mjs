// The example applications, each as a user would start it, with the packed tarball.

import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test, { after, before } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import * as vite from "vite";

import { app } from "./support/app.mjs";
import { launch } from "./support/browser.mjs";

const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));
/** Ten licenses are held, a third of the month is left. */
const AT = "2026-11-21T00:00:00Z";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

async function example(name) {
  const folder = await app(`example-${name}`);
  cpSync(path.join(EXAMPLES, name), folder, { recursive: true });
  return folder;
}

let nodeServer;
let imported = 0;

/** The Node server listening, with the catalog as it is unless `change` changes it. */
async function listening(settings, change = (catalog) => catalog) {
  const folder = await (nodeServer ??= example("node-server"));
  const file = path.join(folder, "catalog.json");
  const catalog = readFileSync(path.join(EXAMPLES, "node-server/catalog.json"), "utf8");
  writeFileSync(file, JSON.stringify(change(JSON.parse(catalog))));
  const address = pathToFileURL(path.join(folder, "server.mjs"));
  // A new address, so that the catalog is read anew.
  const { server } = await import(`${address}?${(imported += 1)}`);
  const started = server({ now: () => Date.parse(AT), ...settings }).listen(0, "127.0.0.1");
  await new Promise((done) => started.once("listening", done));
  const close = () => new Promise((done) => (started.close(done), started.closeAllConnections()));
  return { url: `http://127.0.0.1:${started.address().port}`, close, folder };
}

/** What a test does with a page, on a server of its own; `open` opens one. */
async function onServer(pages, act) {
  const server = await listening({ pages: await pages() });
  const opened = [];
  const errors = [];
  const open = async () => {
    const page = await browser.newPage();
    opened.push(page);
    page.setDefaultTimeout(180_000);
    // The customer's clock is an hour ahead, and stands: every quote is of one instant.
    await page.clock.setFixedTime(Date.parse(AT) + 3_600_000);
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await page.goto(`${server.url}/`);
    const pay = page.getByRole("button", { name: /^Pay/ });
    await pay.waitFor();
    return { page, pay, said: (text) => page.getByText(text).waitFor() };
  };
  const held = async () => {
    const { subscription } = await (await fetch(`${server.url}/api/account`)).json();
    return subscription.items[0].quantity;
  };
  try {
    await act({ open, held });
    // What the tests break on purpose is told of, too.
    assert.deepEqual(
      errors.filter((error) => !error.startsWith("Failed to load resource")),
      [],
    );
  } finally {
    for (const page of opened) await page.close();
    await server.close();
  }
}

/** All that either page does; `build` gives the folder of the page. */
function pageTests(name, build) {
  let built;
  const pages = () => (built ??= build());
  test(`${name}: it quotes as it is typed`, () =>
    onServer(pages, async ({ open }) => {
      const { page, pay } = await open();
      const problem = () => page.textContent("#problem");
      assert.ok(await pay.isDisabled(), "nothing has been changed yet");
      await page.fill("#quantity", "12");
      // 2 x 208.00 x 10/30 = 138.67, 20 % tax on it 27.73, 25.00 of it from the balance.
      assert.equal(await page.textContent("#due"), "$141.40");
      assert.ok(await pay.isEnabled());
      await page.fill("#quantity", "9");
      assert.match(await problem(), /^9 is less than the 10 held/);
      assert.ok(await pay.isDisabled());
      // Of what was entered before nothing is told any more.
      await page.fill("#quantity", "1.5");
      assert.equal(await problem(), "Enter a whole number.");
      await page.fill("#quantity", "99999999999");
      assert.equal(await problem(), "99999999999 is not within 0 and 10000000.");
      await page.fill("#quantity", "10");
      assert.equal(await problem(), "");
      await page.getByLabel(/Annual/).check();
      // 10 x 2,288.00 with tax is 27,456.00; the month's unused third, 693.33 + 138.67, and the balance of 25.00 go off.
      assert.equal(await page.textContent("#due"), "$26,599.00");
      assert.ok(await pay.isEnabled());
    }));

  test(`${name}: what is paid is held`, () =>
    onServer(pages, async ({ open, held }) => {
      const { page, pay, said } = await open();
      await page.fill("#quantity", "12");
      await page.getByLabel(/Annual/).check();
      await pay.click();
      await said("Paid, thank you.");
      assert.equal(await held(), 12);
      assert.equal(await page.textContent("#held"), "12");
      assert.equal(await page.inputValue("#quantity"), "12");
      assert.ok(await page.getByLabel(/Annual/).isChecked());
      assert.ok(await pay.isDisabled(), "nothing has been changed since");
      await page.fill("#quantity", "13");
      assert.ok(await pay.isEnabled());
      assert.equal(await page.getByText("Paid, thank you.").count(), 0);
    }));

  test(`${name}: a second click before the answer asks for nothing`, () =>
    onServer(pages, async ({ open, held }) => {
      const { page, pay, said } = await open();
      const posts = [];
      let release;
      const released = new Promise((done) => (release = done));
      await page.route("**/api/confirm", async (route) => {
        posts.push(route.request().headers()["content-type"]);
        await released;
        await route.continue();
      });
      await page.fill("#quantity", "12");
      await pay.dblclick();
      await page.press("#quantity", "Enter");
      await said("Paying …");
      assert.ok(await pay.isDisabled());
      release();
      await said("Paid, thank you.");
      assert.deepEqual(posts, ["application/json"]);
      assert.equal(await held(), 12);
    }));

  for (const [what, lose] of [
    ["a connection that breaks", (route) => route.abort("connectionreset")],
    ["an answer that ends too early", (route) => route.fulfill({ body: '{"charged": "14' })],
    ["an error of a gateway", (route) => route.fulfill({ status: 502, body: "{}" })],
  ]) {
    test(`${name}: ${what} after the charge is not called a refusal`, () =>
      onServer(pages, async ({ open, held }) => {
        const { page, pay, said } = await open();
        await page.route("**/api/confirm", async (route) => {
          assert.equal((await route.fetch()).status(), 200);
          await lose(route);
        });
        await page.fill("#quantity", "12");
        await pay.click();
        await said(/^We do not know whether this was charged/);
        assert.equal(await held(), 12);
        // Whatever is typed: nothing is asked for until it is known.
        await page.fill("#quantity", "13");
        assert.ok(await pay.isDisabled());
        await said(/^We do not know whether this was charged/);
        await page.reload();
        await page.getByText("You have 12 licenses.").waitFor();
        assert.equal(await page.inputValue("#quantity"), "12");
      }));
  }

  test(`${name}: what changed meanwhile is shown and not charged`, () =>
    onServer(pages, async ({ open, held }) => {
      const [first, second] = [await open(), await open()];
      await second.page.fill("#quantity", "15");
      await first.page.fill("#quantity", "12");
      await first.pay.click();
      await first.said("Paid, thank you.");
      await second.pay.click();
      await second.said(/^This was not charged/);
      assert.equal(await held(), 12);
      assert.equal(await second.page.textContent("#held"), "12");
      assert.equal(await second.page.inputValue("#quantity"), "15");
      // 3 x 208.00 / 3 with 20 % tax; the balance is spent.
      assert.equal(await second.page.textContent("#due"), "$249.60");
      await second.pay.click();
      await second.said("Paid, thank you.");
      assert.equal(await held(), 15);
    }));
}

pageTests("plain HTML", async () => {
  const folder = await example("html");
  cpSync(path.join(folder, "node_modules/@quotient/checkout/dist"), path.join(folder, "quotient"), {
    recursive: true,
  });
  return folder;
});

pageTests("React and Vite", async () => {
  const root = await example("react");
  await vite.build({ root, logLevel: "error" });
  return path.join(root, "dist");
});

/** Sends a body, or a text as it is. */
async function post(url, body, type = "application/json") {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": type },
    body: text,
  });
  return [response.status, await response.json()];
}

/** A checkout with what the server tells a page. */
async function checkoutOf({ url, folder }, settings) {
  const dist = path.join(folder, "node_modules/@quotient/checkout/dist");
  const { createCheckout } = await import(pathToFileURL(path.join(dist, "store.js")));
  const [catalog, { now, ...facts }] = await Promise.all(
    ["/api/catalog", "/api/account"].map(async (address) => (await fetch(url + address)).json()),
  );
  assert.equal(catalog.coupons, undefined, "no code leaves the server");
  return createCheckout({ catalog, ...facts, now: () => now, ...settings });
}

test("a Node server charges what the page showed, once, and nothing else", async () => {
  const server = await listening();
  const confirm = `${server.url}/api/confirm`;
  try {
    const findCoupon = async (code) => (await post(`${server.url}/api/code`, { code }))[1];
    const checkout = await checkoutOf(server, { findCoupon });
    checkout.setQuantity("studio-node", 12);
    const looked = new Promise((done) => {
      const stop = checkout.subscribe(() => {
        if (checkout.getSnapshot().codes.every(({ state }) => state !== "pending")) done(stop());
      });
    });
    checkout.applyCode(" save10 ");
    await looked;
    const { answer } = checkout.getSnapshot();
    assert.equal(answer.total, "149.76", "2 x 208.00 x 10/30, 10 % less, 20 % tax");
    const payload = checkout.confirmPayload();

    const [forged] = await post(confirm, {
      ...payload,
      items: [{ product: "studio-node", quantity: 99 }],
    });
    assert.equal(forged, 409);
    for (const untimely of ["2026-11-20T00:00:00Z", "2026-11-21T00:01:01Z"]) {
      checkout.refresh(untimely);
      const [status, { answer }] = await post(confirm, checkout.confirmPayload());
      assert.deepEqual([status, answer.at], [409, AT]);
    }
    // By a clock that is a little ahead: 2 x 208.00 x 863,941/2,592,000 is 138.66, 10 % less 124.79, with tax 149.75;
    // 25.00 of it from the balance.
    checkout.refresh("2026-11-21T00:00:59Z");
    const shown = checkout.confirmPayload();
    const [status, { charged, currency, subscription }] = await post(confirm, shown);
    assert.deepEqual([status, charged, currency], [200, "124.75", "USD"]);
    assert.equal(subscription.items[0].quantity, 12);
    const [again, changed] = await post(confirm, shown);
    assert.equal(again, 409);
    assert.equal(changed.answer.status, "rejected", "twelve are held now");
    assert.deepEqual(changed.subscription, subscription);
  } finally {
    await server.close();
  }
});

test("a Node server charges a quote as long as it is valid, and tells the price of now", async () => {
  const short = (catalog) => ({ ...catalog, quoteTtlSeconds: 60 });
  for (const [shown, until, after] of [
    ["2026-11-21T00:00:00Z", "2026-11-21T00:00:59.999Z", "2026-11-21T00:01:00Z"],
    // The period ends before the minute does.
    ["2026-11-30T23:59:30Z", "2026-11-30T23:59:59Z", "2026-12-01T00:00:00Z"],
  ]) {
    let now = Date.parse(shown);
    const server = await listening({ now: () => now }, short);
    try {
      const checkout = await checkoutOf(server);
      checkout.setQuantity("studio-node", 12);
      const payload = checkout.confirmPayload();
      now = Date.parse(after);
      const [late, { answer }] = await post(`${server.url}/api/confirm`, payload);
      assert.deepEqual([late, answer.at], [409, after]);
      now = Date.parse(until);
      assert.equal((await post(`${server.url}/api/confirm`, payload))[0], 200);
    } finally {
      await server.close();
    }
  }
});

test("a Node server tells what is wrong with a request", async () => {
  const server = await listening({ pages: path.join(EXAMPLES, "react/src") });
  const { url } = server;
  try {
    for (const body of ["", "{", "null", "1"]) {
      assert.deepEqual(await post(`${url}/api/confirm`, body), [
        400,
        { problem: "json_malformed" },
      ]);
    }
    const [missing, { problems }] = await post(`${url}/api/confirm`, {});
    assert.deepEqual([missing, problems[0].code, problems[0].path], [422, "missing_field", "/at"]);
    assert.equal((await post(`${url}/api/confirm`, { at: AT, items: "many" }))[0], 422);
    assert.equal((await post(`${url}/api/confirm`, `"${"x".repeat(100_000)}"`))[0], 413);
    assert.equal((await post(`${url}/api/confirm`, {}, "text/plain"))[0], 415);
    assert.deepEqual(await post(`${url}/api/code`, {}), [422, { problem: "code_missing" }]);
    assert.equal(
      (await fetch(`${url}/style.css`)).headers.get("content-type"),
      "text/css; charset=utf-8",
    );
    for (const nowhere of ["/nowhere", "/", "/%2e%2e%2fpackage.json"]) {
      assert.equal((await fetch(url + nowhere)).status, 404);
    }
  } finally {
    await server.close();
  }
});
