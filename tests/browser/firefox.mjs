// The main ways through the page in Firefox, steered by WebDriver BiDi: `npm run test:firefox -w tests/browser`.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import puppeteer from "puppeteer-core";

import { server } from "./support/server.mjs";

function executable() {
  if (process.env.QUOTIENT_FIREFOX) return process.env.QUOTIENT_FIREFOX;
  for (const name of ["firefox-esr", "firefox"])
    for (const folder of (process.env.PATH ?? "").split(path.delimiter))
      if (existsSync(path.join(folder, name))) return path.join(folder, name);
  throw new Error("Firefox was not found: install it");
}

let firefox;
before(async () => {
  firefox = await puppeteer.launch({
    browser: "firefox",
    executablePath: executable(),
    headless: true,
    timeout: 120_000,
    extraPrefsFirefox: { "intl.accept_languages": "en-US" },
  });
});
after(() => firefox?.close());

/** Runs a test on a fresh server and a page of its own; an error on the page fails it. */
async function onStage(run) {
  const shop = await server();
  const context = await firefox.createBrowserContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    await page.setViewport({ width: 1280, height: 900 });
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(`${shop.url}/?lang=en`);
    await run({ page, shop, records: shop.records });
    assert.deepEqual(errors, [], "errors on the page");
  } finally {
    await context.close();
    await shop.stop();
  }
}

const seen = (page, selector) => page.waitForSelector(selector, { visible: true });
const text = (page, selector) =>
  page.$eval(selector, (element) => element.innerText.replace(/\s+/g, " ").trim());
const press = (page, selector) => page.locator(selector).click();
const fill = (page, selector, value) => page.locator(selector).fill(value);

test("upgrade and switch to annual with a code, and pay", () =>
  onStage(async ({ page, records }) => {
    await seen(page, "article");
    await press(page, "article a.primary");
    await seen(page, "#pay");
    await fill(page, "#quantity-studio-node", "12");
    await press(page, "#cycle-1-year");
    await press(page, ".codes > .link");
    await fill(page, "#code", "annual15");
    await page.keyboard.press("Enter");
    await seen(page, ".chip[data-state=applied]");
    const due = await text(page, "#due bdi");
    assert.equal(await text(page, "#pay"), `Pay ${due} and switch to annual`);
    await press(page, "#pay");
    await seen(page, "#order-number");
    assert.equal(await text(page, "#paid bdi"), due);
    assert.equal(records.payments().length, 1);
    const after = records.states().sub_studio_node;
    assert.deepEqual([after.items[0].quantity, after.cycle.unit], [12, "year"]);
  }));

test("register, buy, and cancel with a refund", () =>
  onStage(async ({ page, records }) => {
    await seen(page, "article");
    await press(page, "summary.user");
    await press(page, ".menu-end button");
    await press(page, "[data-product=build-minutes] a.button");
    await seen(page, ".register");
    await fill(page, "#register-name", "Adventure Works");
    await fill(page, "#register-userName", "Ada Quist");
    await fill(page, "#register-email", "ada@adventure.example");
    await press(page, ".register button");
    await seen(page, ".codes");
    await press(page, "#pay");
    await seen(page, "#order-number");
    await press(page, ".after a:nth-of-type(2)");
    await press(page, "#cancellation");
    await seen(page, ".act-lines");
    await press(page, "#act");
    await seen(page, ".badge.plain");
    assert.deepEqual(
      records.payments().map(({ kind }) => kind),
      ["charge", "refund"],
    );
  }));

test("a quote that the browser checks, in English and in Arabic, and accepts", () =>
  onStage(async ({ page, shop, records }) => {
    await seen(page, "article");
    await page.goto(`${shop.url}/subscriptions/sub_studio_node/change`);
    await fill(page, "#quantity-studio-node", "14");
    await seen(page, "#get-quote");
    const due = await text(page, "#due bdi");
    await press(page, "#get-quote");
    await seen(page, "#verdict[data-verdict=same]");
    assert.equal(await text(page, "#due bdi"), due);
    await page.select("#language", "ar");
    await page.waitForFunction(() => document.documentElement.dir === "rtl");
    assert.match(await text(page, "#quote-title"), /^عرض السعر/);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false, "nothing goes beyond the window");
    await press(page, "#pay");
    await seen(page, "#order-number");
    assert.equal(records.states().sub_studio_node.items[0].quantity, 14);
  }));
