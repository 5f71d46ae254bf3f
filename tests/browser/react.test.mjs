// React 19: rendered on a server, hydrated in a page, changed from both sides; and the custom element in it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { build } from "esbuild";
import { createElement } from "react";
import { renderToString } from "react-dom/server";

import { App, makeCheckout } from "./fixtures/react-app.mjs";
import { launch, visit } from "./support/browser.mjs";
import { named, packageServer } from "./support/package.mjs";

const data = await named("change/two more licenses, a third of the month left");
const { expect } = data;

let browser;
let server;
before(async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL("fixtures/react-page.mjs", import.meta.url).pathname],
    bundle: true,
    write: false,
    format: "esm",
    define: { "process.env.NODE_ENV": '"development"' },
  });
  const checkout = makeCheckout(data);
  const html = renderToString(createElement(App, { checkout }));
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  const page = `<!doctype html><html lang="en"><head><title>React</title></head><body>
<div id="hydrated">${html}</div><div id="rendered"></div>
<script type="application/json" id="data">${json}</script>
<script type="module" src="/page.js"></script></body></html>`;
  browser = await launch();
  server = await packageServer({ "/": page, "/page.js": outputFiles[0].text });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("it hydrates without a difference, and renders every change once", async () => {
  const { page, leave } = await visit(browser, `${server.url}/`);
  const hydrated = page.locator("#hydrated output");
  // The server's markup had the price already.
  assert.equal(await hydrated.innerText(), expect.amountDue);
  await page.waitForFunction(() => document.querySelector("#told")?.textContent !== "none");
  assert.deepEqual(await page.evaluate(() => window.problems), []);
  await page.locator("#hydrated form").getByLabel("Licenses").fill("11");
  assert.equal(await hydrated.innerText(), "83.20");
  // Both trees have the one checkout.
  assert.equal(await page.locator("#rendered output").first().innerText(), "83.20");
  await page.evaluate(() => window.checkout.setQuantity("studio-node", 12));
  await page.waitForFunction(
    (due) => document.querySelector("#hydrated output").textContent === due,
    expect.amountDue,
  );
  await page.locator("#hydrated form").getByRole("button", { name: "Code" }).click();
  assert.equal(await hydrated.innerText(), "149.76");
  await page.locator("#hydrated form").getByRole("button", { name: "Annual" }).click();
  assert.ok(await page.locator("#hydrated form").getByRole("button", { name: "Pay" }).isEnabled());
  // Nothing has changed, nothing is rendered.
  const before = await page.evaluate(() => window.renders.count);
  await page.evaluate(() => window.checkout.removeCode("NEVER"));
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
  const after = await page.evaluate(() => window.renders.count);
  assert.ok(after - before <= 4, `${after - before} renderings`);
  await leave();
});

test("the custom element takes properties and gives events, in strict mode too", async () => {
  const { page, leave } = await visit(browser, `${server.url}/`);
  const rendered = page.locator("#rendered");
  await rendered.getByText("Order summary").waitFor();
  const due = rendered.locator('quotient-checkout [part~="amount-due"]');
  assert.equal(await due.innerText(), `$${expect.amountDue}`);
  assert.equal(await page.locator("#told").innerText(), expect.amountDue);
  await rendered.getByRole("textbox", { name: "Number of licenses" }).fill("11");
  assert.equal(await due.innerText(), "$83.20");
  await page.waitForFunction(() => document.querySelector("#told").textContent === "83.20");
  await leave();
});

test("rendered on a server, the custom element is set up by a ref", async () => {
  const { page, leave } = await visit(browser, `${server.url}/`);
  const hydrated = page.locator("#hydrated");
  const due = hydrated.locator('quotient-checkout [part~="amount-due"]');
  await due.waitFor();
  assert.equal(await due.innerText(), `$${expect.amountDue}`);
  await hydrated.getByRole("textbox", { name: "Number of licenses" }).fill("11");
  assert.equal(await hydrated.locator("output").innerText(), "83.20");
  assert.deepEqual(await page.evaluate(() => window.problems), []);
  await leave();
});
