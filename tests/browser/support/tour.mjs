// The states of the page that are looked at, by people on screenshots and by axe, in every language: they
// are found by their ids and classes, whatever they are called.

import { openMenu, payButton, signOut, toRenewal } from "./page.mjs";
import { declining } from "./records.mjs";

/** The windows in which it is looked at. */
export const LOOKS = [
  { name: "1440", viewport: { width: 1440, height: 900 } },
  { name: "390", viewport: { width: 390, height: 844 }, hasTouch: true },
  { name: "1440-dark", viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  { name: "390-dark", viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: "dark" },
  { name: "1440-ar", viewport: { width: 1440, height: 900 }, locale: "ar" },
  { name: "390-ar", viewport: { width: 390, height: 844 }, hasTouch: true, locale: "ar" },
  {
    name: "390-ar-dark",
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    locale: "ar",
    colorScheme: "dark",
  },
  { name: "1440-forced", viewport: { width: 1440, height: 900 }, forcedColors: "active" },
];

/** Statuses that a tour provokes. */
export const EXPECTED = [402, 403, 404, 409];

/** Every part of the page, on a server of its own each: `[name, walk(page, shop, see), prepare?]`. */
export const TOURS = [
  ["change", change],
  ["roles", roles],
  ["store", store],
  ["subscription", subscription],
  ["quotes", quotes],
  ["renewals", renewals],
  ["overdue", overdue, declining],
  ["history", history],
];

const NODE = "sub_studio_node";
const CLOUD = "sub_testcloud";

async function go(page, shop, path, landmark) {
  await page.goto(shop.url + path);
  await page.locator(landmark).first().waitFor();
}

/** Types into a field and leaves it: then what is wrong is said at once. */
async function type(page, id, text) {
  await page.locator(`#${id}`).fill(String(text));
  await page.locator(`#${id}`).blur();
}

async function become(page, user) {
  await openMenu(page);
  await page.locator(".people button").filter({ hasText: user }).click();
}

async function enterCode(page, code) {
  if (!(await page.locator("#code").isVisible())) await page.locator(".codes > .link").click();
  await page.locator("#code").fill(code);
  await page.locator("#code").press("Enter");
}

/** An upgrade, its refusals, a price that changes under way, the confirmation. */
async function change(page, shop, see) {
  await page.locator("article").first().waitFor();
  await see("account");
  await page.locator("summary.user").click();
  await page.locator(".demo-clock button").first().waitFor();
  await see("menu", { whole: false });
  await page.keyboard.press("Escape");

  await go(page, shop, `/subscriptions/${NODE}/change`, "#pay");
  await see("untouched");
  await type(page, "quantity-studio-node", 12);
  await see("two-more", { whole: false });
  await type(page, "quantity-studio-node", 8);
  await see("fewer");
  await type(page, "quantity-studio-node", "a dozen");
  await see("no-number");
  await type(page, "quantity-studio-node", 12);
  await page.locator(".addition button").first().click();
  await see("another-product");
  await page.locator(".quantity .link").first().click();
  await enterCode(page, "EXPIRED");
  await page.locator("#code-error").waitFor();
  await see("code-refused");
  await page.locator("#cycle-1-year").check();
  await enterCode(page, "ANNUAL15");
  await page.locator(".chip").waitFor();
  for (const why of await page.locator(".why summary").all()) await why.click();
  await see("annual-with-code");
  await page.locator("#cycle-1-month").check();
  await see("code-lost");
  await page.locator("#cycle-1-year").check();

  await page.locator("#card-test_declined").check();
  await payButton(page).click();
  await page.locator("#pay-message").waitFor();
  await see("declined");
  await page.locator("#card-test_works").check();
  await shop.changeCatalog((catalog) => {
    catalog.products[0].prices[0].scheme.amount = "214.00";
  });
  await payButton(page).click();
  await page.locator("dialog[open]").waitFor();
  await see("price-changed", { whole: false });
  await page.locator("dialog[open] .primary").click();
  await page.locator("#order-number").waitFor();
  await page.locator(".verify button").click();
  await page.locator(".verdict").waitFor();
  await see("confirmation");
  await go(page, shop, `/subscriptions/${NODE}/change`, "#pay");
  await see("annual");

  await allowDecreases(shop);
  await go(page, shop, `/subscriptions/${CLOUD}/change`, "#pay");
  await type(page, "quantity-testcloud", 3);
  await see("fewer-at-renewal");
  await payButton(page).click();
  await page.locator("#order-number").waitFor();
  await see("scheduled");
  await go(page, shop, `/subscriptions/${CLOUD}/change`, ".check input");
  await page.locator(".check input").check();
  await see("withdraw");
}

/** Who may not. */
async function roles(page, shop, see) {
  await page.locator("article").first().waitFor();
  await become(page, "Max Meyer");
  await page.locator("[data-reasons]").first().waitFor();
  await see("member");
  await go(page, shop, `/subscriptions/${NODE}/change`, ".note.bad");
  await see("member-change");
  await go(page, shop, "/nowhere", ".notice");
  await see("nowhere");
}

/** The public prices, a registration, a purchase. */
async function store(page, shop, see) {
  await signOut(page);
  await see("prices");
  await page.locator("#billing-1-year").check();
  await type(page, "plan-quantity-testcloud", 12);
  await type(page, "plan-quantity-studio-node", 0);
  await see("prices-annual");
  await page.locator("#billing-1-month").check();
  await page.locator("[data-product=testcloud] details summary").click();
  await see("tiers");
  await page.locator("[data-product=testcloud] a.button").click();
  await page.locator(".register").waitFor();
  await see("guest");
  await page.locator(".register button").click();
  await page.locator("#register-name-error").waitFor();
  await see("register-errors");
  await register(page);
  await page.locator(".addition button").last().click();
  await see("purchase");
  await payButton(page).click();
  await page.locator("#order-number").waitFor();
  await see("purchase-confirmed");
}

/** One subscription: canceled, resumed, past due, ended with a refund; offline licenses. */
async function subscription(page, shop, see) {
  await page.locator("article").first().waitFor();
  await go(page, shop, `/subscriptions/${NODE}`, "#cancellation");
  await page.locator(".why summary").first().click();
  await see("details");
  await page.locator("#cancellation").click();
  await page.locator("#act").waitFor();
  await see("cancel", { whole: false });
  await page.locator("#act").click();
  await page.locator("#resumption").waitFor();
  await see("canceled");
  await page.locator("#resumption").click();
  await page.locator("#act").waitFor();
  await see("resume", { whole: false });
}

/** A quote: saved, shared, refused with what the same costs now, accepted by purchase order, paid. */
async function quotes(page, shop, see) {
  await page.locator("article").first().waitFor();
  const saved = await saveQuote(page, shop);
  await see("quote", { paper: true });
  const link = new URL(await page.locator("#link").inputValue()).pathname;
  await go(page, shop, link, "#verdict[data-verdict=sameByServer]");
  await see("shared", { paper: true });

  await go(page, shop, saved, "#pay");
  await page.locator("#way-purchaseOrder").check();
  await payButton(page).click();
  await page.locator("#po-error").waitFor();
  await see("po-missing");
  await type(page, "po", "PO 2026-118");
  await payButton(page).click();
  await page.locator("#order-number").waitFor();
  await see("awaiting", { paper: true });
  await go(page, shop, "/", "article");
  await see("account-awaiting");
  await go(page, shop, `/subscriptions/${NODE}`, ".note");
  await see("details-awaiting");
  await go(page, shop, saved, ".note");
  await see("accepted");

  // Another is overtaken by a change of its subscription.
  const overtaken = await saveQuote(page, shop, "sub_studio_floating", "studio-floating", 6);
  await go(page, shop, "/subscriptions/sub_studio_floating/change", "#pay");
  await type(page, "quantity-studio-floating", 5);
  await payButton(page).click();
  await page.locator("#order-number").waitFor();
  await go(page, shop, overtaken, "#pay");
  await payButton(page).click();
  await page.locator("dialog[open]").waitFor();
  await see("refused", { whole: false });

  await go(page, shop, "/", "article");
  await become(page, "Sam Seller");
  await page.locator(".staff-order").waitFor();
  await see("staff");
  await page.locator(".staff-order .primary").click();
  await page.locator("dialog.ask[open]").waitFor();
  await see("staff-sure", { whole: false });
  await page.locator("#ask-act").click();
  await page.locator("#staff-said").waitFor();
  await see("staff-paid");
}

/** Configures a change and saves it as a quote; gives the address of its document. */
async function saveQuote(page, shop, subscription = NODE, product = "studio-node", quantity = 14) {
  await go(page, shop, `/subscriptions/${subscription}/change`, "#pay");
  await type(page, `quantity-${product}`, quantity);
  await page.locator("#get-quote").click();
  await page.locator("#verdict[data-verdict=same]").waitFor();
  return new URL(page.url()).pathname;
}

/** A renewal whose card is declined, and its payment; an end with a refund. */
async function renewals(page, shop, see) {
  await signOut(page);
  await page.locator("[data-product=build-minutes] a.button").click();
  await page.locator(".register").waitFor();
  await register(page);
  await type(page, "quantity-build-minutes", 5000);
  await payButton(page).click();
  await page.locator("#order-number").waitFor();
  const { pathname } = new URL(
    await page
      .locator(".after a")
      .last()
      .evaluate((link) => link.href),
  );
  await go(page, shop, pathname, "#cancellation");
  await page.locator("#cancellation").click();
  await page.locator(".act-lines").waitFor();
  await see("cancel-with-refund", { whole: false });
  await page.keyboard.press("Escape");
  await toRenewal(page);
  await go(page, shop, pathname, "#cancellation");
  await page.locator("#cancellation").click();
  await page.locator("#act").click();
  await page.locator(".badge.plain").waitFor();
  await see("ended");
}

/** A renewal whose card is declined. */
async function overdue(page, shop, see) {
  await page.locator("article").first().waitFor();
  await toRenewal(page);
  await page.locator(".badge.bad").first().waitFor();
  await see("account-overdue");
  await go(page, shop, `/subscriptions/${NODE}`, "#pay");
  await see("overdue");
  await page.locator("#cancellation").click();
  await page.locator("#ask-act").waitFor();
  await see("overdue-end", { whole: false });
  await page.locator("#ask-act").click();
  await page.locator(".badge.plain").waitFor();
  await see("overdue-ended");
}

/** Offline licenses, and everything that an account came to. */
async function history(page, shop, see) {
  await page.locator("article").first().waitFor();
  await become(page, "Carla Costa");
  await page.locator("article").nth(1).waitFor({ state: "detached" });
  await go(page, shop, "/subscriptions/sub_contoso_node", ".offline input");
  await page.locator(".offline form button").click();
  await page.locator("#offline-error").waitFor();
  await see("offline-error");
  for (const machine of ["render-07", "workstation of Carla"]) {
    await page.locator(".offline input").fill(machine);
    await page.locator(".offline form button").click();
    await page.locator(".issued").getByText(machine).waitFor();
  }
  await see("offline");
  await go(page, shop, "/store", ".plan");
  await page.locator("[data-product=build-minutes] a.button").click();
  await payButton(page).click();
  await page.locator("#order-number").waitFor();
  await saveQuote(page, shop, "sub_contoso_node", "studio-node", 5);
  await go(page, shop, "/subscriptions/sub_contoso_node/change", "#pay");
  await type(page, "quantity-studio-node", 4);
  await payButton(page).click();
  await page.locator("#order-number").waitFor();
  await go(page, shop, "/history", "table");
  await see("orders");
  for (const list of ["payments", "credits", "quotes"]) {
    await page.locator(`#list-${list}`).check();
    await page.locator("section[aria-label]").first().waitFor();
    await see(list);
  }
}

async function register(page) {
  await type(page, "register-name", "Adventure Works");
  await type(page, "register-userName", "Ada Quist");
  await type(page, "register-email", "ada@adventure.example");
  await page.locator(".register button").click();
  await page.locator(".codes").waitFor();
}

/** A price list under which smaller quantities take effect at the next renewal. */
export function allowDecreases(shop) {
  return shop.changeCatalog((catalog) => {
    for (const policy of catalog.policies) policy.quantityDecrease = "atRenewal";
  });
}
