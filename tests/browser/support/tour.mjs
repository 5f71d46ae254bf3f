// The states of the page that are looked at, by people on screenshots and by axe.

import { enterCode, pay, payButton, quantity, signInAs, upgrade } from "./page.mjs";

const NODE = "Studio Enterprise, node-locked";
const CLOUD = "TestCloud";

/** The windows in which it is looked at. */
export const LOOKS = [
  { name: "1280", viewport: { width: 1280, height: 900 } },
  { name: "390", viewport: { width: 390, height: 844 }, hasTouch: true },
  { name: "1280-dark", viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  { name: "390-dark", viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: "dark" },
];

/** Walks through the states of the page; `see` is called in each with its name. */
export async function tour(page, shop, see) {
  await page.getByRole("article").first().waitFor();
  await see("01-account");
  await page.locator("summary.user").click();
  await see("02-users", { whole: false });
  await page.keyboard.press("Escape");

  await upgrade(page, NODE);
  await see("03-checkout");
  await quantity(page, "licenses", 12);
  await see("04-two-more", { whole: false });
  await see("05-two-more-whole");
  await quantity(page, "licenses", 8);
  await see("06-fewer");
  await quantity(page, "licenses", "a dozen");
  await see("07-no-number");
  await quantity(page, "licenses", 12);
  await enterCode(page, "EXPIRED");
  await page.locator("#code-error").waitFor();
  await see("08-code-refused");
  await page.getByRole("radio", { name: "Annual" }).check();
  await enterCode(page, "ANNUAL15");
  await page.locator(".chip").waitFor();
  await see("09-annual-with-code");
  for (const why of await page.locator(".why summary").all()) await why.click();
  await see("10-how-calculated");
  await page.getByRole("radio", { name: "Monthly" }).check();
  await see("11-code-lost");
  await page.getByRole("radio", { name: "Annual" }).check();

  await page.getByRole("radio", { name: /declined/ }).check();
  await pay(page);
  await page.locator("#pay-message").waitFor();
  await see("12-declined");

  await page.getByRole("radio", { name: /works/ }).check();
  await shop.changeCatalog((catalog) => {
    catalog.products[0].prices[0].scheme.amount = "214.00";
  });
  await payButton(page).click();
  await page.locator("dialog[open]").waitFor();
  await see("13-price-changed", { whole: false });
  await page.getByRole("button", { name: /^Accept and pay/ }).click();
  await page.locator("#order-number").waitFor();
  await see("14-confirmation");
  await page.getByRole("link", { name: "See your subscriptions" }).click();
  await page.getByRole("article").first().waitFor();
  await see("15-account-after");
  await upgrade(page, NODE);
  await see("16-annual-checkout");
  await page.getByRole("link", { name: "Subscriptions", exact: true }).click();
  await signInAs(page, /Member/);
  await page.locator("[data-reasons]").first().waitFor();
  await see("17-member");
  await page.goto(`${shop.url}/subscriptions/sub_studio_node/change`);
  await page.locator(".note.bad").waitFor();
  await see("18-member-checkout");

  await allowDecreases(shop);
  await signInAs(page, /Owner/);
  await upgrade(page, CLOUD);
  await quantity(page, "parallel sessions", 3);
  await see("19-fewer-at-renewal");
  await payButton(page).click();
  await page.locator("#order-number").waitFor();
  await see("20-scheduled");
  await page.getByRole("link", { name: "See your subscriptions" }).click();
  await page.getByRole("article").first().waitFor();
  await see("21-account-scheduled");
  await upgrade(page, CLOUD);
  await page.getByRole("checkbox", { name: "Withdraw the scheduled change" }).check();
  await see("22-withdraw");
}

/** A price list under which smaller quantities take effect at the next renewal. */
export function allowDecreases(shop) {
  return shop.changeCatalog((catalog) => {
    for (const policy of catalog.policies) policy.quantityDecrease = "atRenewal";
  });
}
