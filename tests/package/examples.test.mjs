// The example applications, each as a user would start it, with the packed tarball.

import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import path from "node:path";
import test, { after, before } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import * as vite from "vite";

import { app } from "./support/app.mjs";
import { launch } from "./support/browser.mjs";
import { serve } from "./support/serve.mjs";

const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

async function example(name) {
  const folder = await app(`example-${name}`);
  cpSync(path.join(EXAMPLES, name), folder, { recursive: true });
  return folder;
}

/** Both pages ask the same: ten licenses are held, a third of the month is left. */
async function upgrades(url) {
  const page = await browser.newPage();
  page.setDefaultTimeout(180_000);
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  try {
    await page.goto(url);
    const pay = page.getByRole("button", { name: /^Pay/ });
    await pay.waitFor();
    assert.ok(await pay.isDisabled(), "nothing has been changed yet");
    await page.fill("#quantity", "12");
    // 2 x 208.00 x 10/30 = 138.67, 20 % tax on it 27.73, 25.00 of it from the balance.
    assert.equal(await page.textContent("#due"), "$141.40");
    assert.ok(await pay.isEnabled());
    await page.fill("#quantity", "9");
    assert.match(await page.textContent("#problem"), /9/);
    assert.ok(await pay.isDisabled());
    await page.fill("#quantity", "1.5");
    assert.match(await page.textContent("#problem"), /./);
    await page.fill("#quantity", "10");
    await page.getByLabel(/Annual/).check();
    // 10 x 2,288.00 with tax is 27,456.00; the month's unused third, 693.33 + 138.67, and the balance of 25.00 go off.
    assert.equal(await page.textContent("#due"), "$26,599.00");
    assert.ok(await pay.isEnabled());
    assert.deepEqual(
      errors.filter((error) => !/favicon|404/.test(error)),
      [],
    );
  } finally {
    await page.close();
  }
}

test("plain HTML, under the policy that the page states", async () => {
  const folder = await example("html");
  cpSync(path.join(folder, "node_modules/@quotient/checkout/dist"), path.join(folder, "quotient"), {
    recursive: true,
  });
  const server = await serve(folder);
  try {
    await upgrades(`${server.url}/index.html`);
  } finally {
    await server.close();
  }
});

test("React and Vite", async () => {
  const root = await example("react");
  await vite.build({ root, configFile: false, logLevel: "error", base: "./" });
  const server = await serve(path.join(root, "dist"));
  try {
    await upgrades(`${server.url}/index.html`);
  } finally {
    await server.close();
  }
});

test("a Node server charges what the page showed, once, and nothing else", async () => {
  const folder = await example("node-server");
  const { createCheckout } = await import(
    pathToFileURL(path.join(folder, "node_modules/@quotient/checkout/dist/store.js"))
  );
  const { server } = await import(pathToFileURL(path.join(folder, "server.mjs")));
  const at = "2026-11-21T00:00:00Z";
  const listening = server(() => Date.parse(at)).listen(0, "127.0.0.1");
  await new Promise((done) => listening.once("listening", done));
  const url = `http://127.0.0.1:${listening.address().port}`;
  const post = async (address, body) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(url + address, { method: "POST", body: text });
    return [response.status, await response.json()];
  };
  try {
    const catalog = await (await fetch(`${url}/catalog`)).json();
    assert.equal(catalog.coupons, undefined, "no code leaves the server");
    const { role, tax, subscription } = await (await fetch(`${url}/account`)).json();
    const findCoupon = async (code) => (await post("/code", { code }))[1];
    const checkout = createCheckout({
      catalog,
      role,
      tax,
      subscription,
      findCoupon,
      now: () => at,
    });
    checkout.setQuantity("studio-node", 12);
    const looked = new Promise((done) => {
      const stop = checkout.subscribe(() => {
        if (checkout.getSnapshot().codes.every(({ state }) => state !== "pending")) done(stop());
      });
    });
    checkout.applyCode(" save10 ");
    await looked;
    const { answer } = checkout.getSnapshot();
    assert.equal(answer.amountDue, "149.76", "2 x 208.00 x 10/30, 10 % less, 20 % tax");
    const payload = checkout.confirmPayload();

    const [forged] = await post("/confirm", {
      ...payload,
      items: [{ product: "studio-node", quantity: 99 }],
    });
    assert.equal(forged, 409);
    for (const untimely of ["2026-11-20T00:00:00Z", "2026-11-21T00:01:01Z"]) {
      checkout.refresh(untimely);
      assert.equal((await post("/confirm", checkout.confirmPayload()))[0], 409);
    }
    // By a clock that is a little ahead: 2 x 208.00 x 863,941/2,592,000 is 138.66, 10 % less 124.79, with tax 149.75.
    checkout.refresh("2026-11-21T00:00:59Z");
    const shown = checkout.confirmPayload();
    assert.deepEqual(await post("/confirm", shown), [200, { charged: "149.75", currency: "USD" }]);
    const [again, changed] = await post("/confirm", shown);
    assert.equal(again, 409);
    assert.equal(changed.answer.status, "rejected", "twelve are held now");

    assert.equal((await post("/confirm", "{"))[0], 400);
    assert.equal((await post("/confirm", { at, items: "many" }))[0], 422);
    assert.equal((await post("/confirm", `"${"x".repeat(100_000)}"`))[0], 413);
    assert.equal((await fetch(`${url}/nowhere`)).status, 404);
  } finally {
    listening.close();
  }
});
