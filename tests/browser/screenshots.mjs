// Pictures of every state of the page, for people to look at: `npm run screenshots -w tests/browser`.

import { mkdir } from "node:fs/promises";
import path from "node:path";

import { launch, visit } from "./support/browser.mjs";
import { enterCode, pay, payButton, quantity, signInAs, upgrade } from "./support/page.mjs";
import { server, target } from "./support/server.mjs";

const NODE = "Studio Enterprise, node-locked";
const folder = path.join(target, "screenshots");
const looks = [
  { name: "1280", viewport: { width: 1280, height: 900 } },
  { name: "390", viewport: { width: 390, height: 844 }, hasTouch: true },
  { name: "1280-dark", viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  { name: "390-dark", viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: "dark" },
];

await mkdir(folder, { recursive: true });
const browser = await launch();
try {
  for (const { name, ...options } of looks) {
    const shop = await server();
    try {
      const expected = [402, 403, 409];
      const { page, leave } = await visit(browser, shop.url, { expected, ...options });
      await tour(page, shop, async (state, { whole = true } = {}) => {
        // As high as the page, so that what is fixed to the window's end is where it belongs.
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        if (whole) await page.setViewportSize({ ...options.viewport, height });
        // After the highlight of changed amounts has faded.
        await page.waitForTimeout(800);
        await page.screenshot({ path: path.join(folder, `${name}-${state}.png`) });
        await page.setViewportSize(options.viewport);
      });
      await leave();
    } finally {
      await shop.stop();
    }
  }
} finally {
  await browser.close();
}
console.log(`screenshots are in ${folder}`);

async function tour(page, shop, picture) {
  await page.getByRole("article").first().waitFor();
  await picture("01-account");
  await page.locator("summary.user").click();
  await picture("02-users", { whole: false });
  await page.keyboard.press("Escape");

  await upgrade(page, NODE);
  await picture("03-checkout");
  await quantity(page, "licenses", 12);
  await picture("04-two-more", { whole: false });
  await picture("05-two-more-whole");
  await quantity(page, "licenses", 8);
  await picture("06-fewer");
  await quantity(page, "licenses", "a dozen");
  await picture("07-no-number");
  await quantity(page, "licenses", 12);
  await enterCode(page, "EXPIRED");
  await page.locator("#code-error").waitFor();
  await picture("08-code-refused");
  await page.getByRole("radio", { name: "Annual" }).check();
  await enterCode(page, "ANNUAL15");
  await page.locator(".chip").waitFor();
  await picture("09-annual-with-code");
  for (const why of await page.locator(".why summary").all()) await why.click();
  await picture("10-how-calculated");
  await page.getByRole("radio", { name: "Monthly" }).check();
  await picture("11-code-lost");
  await page.getByRole("radio", { name: "Annual" }).check();

  await page.getByRole("radio", { name: /declined/ }).check();
  await pay(page);
  await page.locator("#pay-message").waitFor();
  await picture("12-declined");

  await page.getByRole("radio", { name: /works/ }).check();
  await shop.changeCatalog((catalog) => {
    catalog.products[0].prices[0].scheme.amount = "214.00";
  });
  await payButton(page).click();
  await page.locator("dialog[open]").waitFor();
  await picture("13-price-changed", { whole: false });
  await page.getByRole("button", { name: /^Accept and pay/ }).click();
  await page.locator("#order-number").waitFor();
  await picture("14-confirmation");
  await page.getByRole("link", { name: "See your subscriptions" }).click();
  await page.getByRole("article").first().waitFor();
  await picture("15-account-after");
  await upgrade(page, NODE);
  await picture("16-annual-checkout");
  await page.getByRole("link", { name: "Subscriptions", exact: true }).click();
  await signInAs(page, /Member/);
  await page.locator("[data-reasons]").first().waitFor();
  await picture("17-member");
}
