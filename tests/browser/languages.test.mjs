// The same page in Arabic: from right to left, every amount kept apart, with the words of the language and
// no word of the other.

import assert from "node:assert/strict";
import { test } from "node:test";

import { pay, payButton, signOut } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";

const NODE = "sub_studio_node";
const onStage = stage();

const document = (page) =>
  page.evaluate(() => ({
    lang: globalThis.document.documentElement.lang,
    dir: globalThis.document.documentElement.dir,
  }));

const choose = (page, name) => page.locator("#language").selectOption({ label: name });

test("the language is chosen in the frame, at once and for the next visit", () =>
  onStage(async ({ page, shop }) => {
    await page.getByRole("heading", { name: "Subscriptions" }).waitFor();
    assert.deepEqual(await document(page), { lang: "en", dir: "ltr" });
    await page.goto(`${shop.url}/subscriptions/${NODE}/change`);
    await page.getByRole("textbox", { name: "Number of licenses" }).fill("12");
    const { due } = { due: await page.locator("#due bdi").innerText() };
    await choose(page, "العربية");
    await page.getByRole("heading", { name: /^ترقية/ }).waitFor();
    assert.deepEqual(await document(page), { lang: "ar", dir: "rtl" });
    assert.match(await page.title(), /^ترقية/);
    assert.equal(
      await page.locator("#quantity-studio-node").inputValue(),
      "12",
      "the choice stays",
    );
    const digits = (text) => text.replace(/[^\d.]/g, "");
    assert.equal(digits(await page.locator("#due bdi").innerText()), digits(due));

    await page.reload();
    await page.getByRole("heading", { name: /^ترقية/ }).waitFor();
    await page.goto(`${shop.url}/?lang=en`);
    await page.getByRole("heading", { name: "Subscriptions" }).waitFor();
    await page.goto(shop.url);
    await page.getByRole("heading", { name: "Subscriptions" }).waitFor();
  }));

test("the browser's own language is taken, also where nothing can be stored", () =>
  onStage(
    async ({ page }) => {
      await page.addInitScript(() => {
        for (const storage of ["localStorage", "sessionStorage"]) {
          Object.defineProperty(globalThis, storage, {
            get() {
              throw new DOMException("not here", "SecurityError");
            },
          });
        }
      });
      await page.reload();
      await page.getByRole("heading", { name: "الاشتراكات" }).waitFor();
      await choose(page, "English");
      await page.getByRole("heading", { name: "Subscriptions" }).waitFor();
    },
    { locale: "ar-SA" },
  ));

test("numbers go with their nouns in the six ways of Arabic", () =>
  onStage(
    async ({ page }) => {
      // As nobody: whoever is signed in has the product already.
      await signOut(page);
      await page.locator("[data-product=studio-node] a.button").click();
      await page.locator("#pay").waitFor();
      const forms = { 1: "رخصة واحدة", 2: "رخصتان", 5: "5 رخص", 11: "11 رخصة", 100: "100 رخصة" };
      for (const [quantity, words] of Object.entries(forms)) {
        await page.locator("#quantity-studio-node").fill(quantity);
        await page.locator("#cycles-about").getByText(words).waitFor();
      }
    },
    { locale: "ar" },
  ));

test("an upgrade in Arabic: every amount is apart, nothing is English, and it is paid", () =>
  onStage(
    async ({ page, shop, records }) => {
      await page.goto(`${shop.url}/subscriptions/${NODE}/change`);
      await page.locator("#pay").waitFor();
      await page.locator("#quantity-studio-node").fill("3");
      await page
        .locator(".quantity .error")
        .getByText(/يزيد ولا ينقص/)
        .waitFor();
      await page.locator("#quantity-studio-node").fill("12");
      await page.locator("#cycle-1-year").check();
      await page.locator(".codes > .link").click();
      await page.locator("#code").fill("expired");
      await page.locator("#code").press("Enter");
      await page
        .locator("#code-error")
        .getByText(/انتهت صلاحية الرمز/)
        .waitFor();
      for (const why of await page.locator(".why summary").all()) await why.click();

      const { apart, english } = await page.evaluate(() => {
        const amounts = [...globalThis.document.querySelectorAll("q-amount")];
        const walker = globalThis.document.createTreeWalker(
          globalThis.document.querySelector("main"),
          NodeFilter.SHOW_TEXT,
        );
        const words = [];
        while (walker.nextNode()) words.push(walker.currentNode.textContent);
        return {
          apart: amounts.every((amount) => amount.children[0]?.localName === "bdi"),
          english: words.filter((text) => /[a-z]{3,}/i.test(text)).map((text) => text.trim()),
        };
      });
      assert.equal(apart, true);
      // What stays as it is: names of products, codes, currencies, time zones.
      const known =
        /Studio Enterprise|node-locked|floating|TestCloud|Build minutes|USD|UTC|EXPIRED|VAT/g;
      assert.deepEqual(
        english.filter((text) => /[a-z]{3,}/i.test(text.replace(known, ""))),
        [],
      );

      const back = page.locator(".back .directional");
      const mirrored = await back.evaluate((icon) => getComputedStyle(icon).transform);
      assert.equal(mirrored, "matrix(-1, 0, 0, 1, 0, 0)", "the arrow points the other way");
      const [choices, summary] = await Promise.all(
        [".choices", ".summary"].map((part) => page.locator(part).boundingBox()),
      );
      assert.ok(choices.x > summary.x, "the form stands at the right");

      assert.match(await payButton(page).innerText(), /^ادفع .* وانتقل إلى السنوي$/);
      assert.equal((await pay(page)).status(), 200);
      await page.getByRole("heading", { name: /^دُفع/ }).waitFor();
      assert.equal(records.payments().length, 1);
    },
    { locale: "ar" },
  ));

test("the digits of totals line up, also where they are read from the right", () =>
  onStage(
    async ({ page, shop }) => {
      await page.goto(`${shop.url}/subscriptions/${NODE}/change?lang=ar`);
      await page.locator("#quantity-studio-node").fill("12");
      await page.locator("#get-quote").click();
      await page.locator("#verdict[data-verdict=same]").waitFor();
      const ends = await page
        .locator(".total-row:not(.grand) dd bdi")
        .evaluateAll((amounts) => amounts.map((bdi) => bdi.getBoundingClientRect().right));
      assert.ok(ends.length > 1);
      for (const end of ends) assert.ok(Math.abs(end - ends[0]) < 1, ends.join(" "));
    },
    { locale: "ar" },
  ));
