// Quotes: saved at what the page shows, shared, printed, accepted at exactly that amount or refused with what
// the same costs now; purchase orders until they are paid.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  card,
  enterCode,
  lose,
  minor,
  money,
  payButton,
  quantity,
  shown,
  signInAs,
  signOut,
  toRenewal,
  upgrade,
} from "./support/page.mjs";
import { stage } from "./support/stage.mjs";

const NODE = "Studio Enterprise, node-locked";
const FLOATING = "Studio Enterprise, floating";
const onStage = stage();

/** Configures a change and saves it; gives what the page showed before. */
async function save(page, { product = NODE, licenses = 14, code } = {}) {
  await upgrade(page, product);
  await quantity(page, "licenses", licenses);
  if (code) {
    await enterCode(page, code);
    await page.locator(`[data-total="code-${code}"]`).first().waitFor();
  }
  const summary = await shown(page);
  await page.getByRole("button", { name: "Get a quote" }).click();
  await page.getByRole("heading", { name: /^Quote QT-\d+$/ }).waitFor();
  return summary;
}

function accept(page) {
  return Promise.all([
    page.waitForResponse((reply) => reply.url().endsWith("/accept")),
    payButton(page).click(),
  ]).then(([reply]) => reply);
}

/** Says in the dialog that something shall be done. */
async function confirm(page) {
  await page.locator("dialog.ask[open]").waitFor();
  await page.locator("#ask-act").click();
}

const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim());

/** A catalog in which everything of the first product is dearer. */
const dearer = (shop) =>
  shop.changeCatalog((catalog) => {
    catalog.products[0].prices[0].scheme.amount = "300.00";
  });

test("a saved quote is what the page showed, checked by the browser, and binds when prices rise", () =>
  onStage(async ({ page, shop, records }) => {
    const summary = await save(page);
    await page.getByText(/Your browser has priced this quote again.* the same digest/).waitFor();
    assert.deepEqual(await page.locator(".document .line-amount").allInnerTexts(), summary.lines);
    assert.equal(await page.locator("#due bdi").innerText(), summary.due);
    assert.deepEqual(records.attempts(), [], "a quote charges nothing");

    await dearer(shop);
    await page.reload();
    await page.locator("#verdict[data-verdict=same]").waitFor();
    assert.equal(await payButton(page).innerText(), `Accept and pay ${summary.due}`);
    const reply = await accept(page);
    assert.equal(reply.status(), 200, await reply.text());
    const { order, answer } = await reply.json();
    assert.equal(money(answer.amountDue), summary.due);
    await page.getByRole("heading", { name: `Paid ${summary.due}` }).waitFor();
    assert.deepEqual(
      records.payments().map(({ amount }) => amount),
      [minor(order.amountDue)],
    );
    assert.equal(records.states().sub_studio_node.items[0].quantity, 14);

    await page.emulateMedia({ media: "print" });
    const brand = page.locator(".confirmation .document-brand");
    assert.equal(await brand.isVisible(), true, "paper says who sells");
    assert.equal(await brand.innerText(), "Fernwerk");
    await page.emulateMedia({ media: null });
    assert.equal(await brand.isVisible(), false);

    await page.getByRole("link", { name: /^QT-\d+$/ }).click();
    await page.getByText("This quote was accepted.").waitFor();
    assert.equal(await payButton(page).count(), 0);
  }));

test("its link shows the document to anyone, and no more than that", () =>
  onStage(
    async ({ page, shop }) => {
      const { due } = await save(page, { code: "SAVE10" });
      assert.ok((await page.locator(".document").innerText()).includes("SAVE10"));
      const renews = page.getByRole("listitem").filter({ hasText: "renews on" });
      const renewsAs = await renews.innerText();
      const link = await page.getByRole("textbox", { name: "Link to share" }).inputValue();
      assert.match(new URL(link).pathname, /^\/shared\/\w{40,}$/);
      await page.goto(shop.url);
      await signOut(page);
      await page.goto(link);
      await page.getByText("The seller's server has priced this quote again").waitFor();
      assert.equal(await page.locator("#due bdi").innerText(), due);
      assert.equal(await renews.innerText(), renewsAs);
      assert.equal(await payButton(page).count(), 0);
      assert.equal(await page.getByText("@northwind").count(), 0);
      // What is taken off is told, and not by which code.
      const document = await page.locator(".document").innerText();
      assert.ok(!document.includes("SAVE10") && document.includes("takes off"), document);
      assert.match(await page.locator("[data-total=discount] dd").innerText(), /^[-−]\D*[\d,.]+$/);
      await page.getByText("To accept it, sign in to your organization.").waitFor();

      await page.goto(`${link.slice(0, -4)}0000`);
      await page.getByRole("heading", { name: "This cannot be shown" }).waitFor();
    },
    { expected: [404] },
  ));

test("what was not checked is said not to be, and why", () =>
  onStage(
    async ({ page, shop }) => {
      await save(page);
      const verdict = page.locator("#verdict");
      const link = await page.getByRole("textbox", { name: "Link to share" }).inputValue();
      // The request is none that the engine here can read.
      await page.route("**/api/quotes/*", async (route) => {
        const document = await (await route.fetch()).json();
        document.request.coupons = "known to the server alone";
        await route.fulfill({ json: document });
      });
      await page.reload();
      await verdict.getByText("Your browser could not price this quote again").waitFor();
      await page.unroute("**/api/quotes/*");

      // The page has it already when it is asked for to price again.
      let asked = 0;
      await page.route("**/api/catalogs/*", (route) => {
        asked += 1;
        return asked > 1 ? route.abort() : route.continue();
      });
      await page.reload();
      await verdict.getByText("The price list of this quote could not be loaded").waitFor();
      await page.unroute("**/api/catalogs/*");

      let release;
      const held = new Promise((resolve) => (release = resolve));
      await page.route("**/verify", async (route) => {
        await held;
        await route.abort();
      });
      await page.goto(shop.url);
      await page.goto(link);
      await verdict.getByText("The seller's server is pricing it again…").waitFor();
      release();
      await verdict.getByText("The seller's server could not be asked").waitFor();
    },
    { expected: ["network"] },
  ));

test("an engine that stops leaves a quote unchecked, and not for ever on its way", () =>
  onStage(async ({ page }) => {
    await save(page);
    // It reads the request first to tell who may accept it, then to price it again.
    await page.addInitScript(() => {
      const { encodeInto } = TextEncoder.prototype;
      let requests = 0;
      TextEncoder.prototype.encodeInto = function (text, bytes) {
        if (text.startsWith('{"actor"') && (requests += 1) === 2) throw new RangeError("it stops");
        return encodeInto.call(this, text, bytes);
      };
    });
    await page.reload();
    await page.locator("#verdict").getByText("could not price this quote again").waitFor();
  }));

test("a link that tells no digest is checked by the server's word", () =>
  onStage(async ({ page, shop }) => {
    await save(page, { code: "SAVE10" });
    const link = await page.getByRole("textbox", { name: "Link to share" }).inputValue();
    await page.goto(shop.url);
    await card(page, NODE).waitFor();
    let verified = true;
    await page.route("**/api/shared/*", async (route) => {
      const { digest: _, ...document } = await (await route.fetch()).json();
      delete document.answer.digest;
      await route.fulfill({ json: document });
    });
    await page.route("**/api/shared/*/verify", (route) => route.fulfill({ json: { verified } }));
    const verdict = page.locator("#verdict");
    await page.goto(link);
    await verdict.getByText("The seller's server has priced this quote again").waitFor();
    assert.equal(await page.locator(".digest").count(), 0);
    assert.equal(await page.getByText("Digest of this quote").count(), 0);
    verified = false;
    await page.reload();
    await verdict.getByText("Do not rely on it.").waitFor();
  }));

test("its link leads members to where it can be accepted, and tells others that they cannot", () =>
  onStage(async ({ page, shop }) => {
    await save(page);
    const own = new URL(page.url()).pathname;
    const link = await page.getByRole("textbox", { name: "Link to share" }).inputValue();
    await page.goto(shop.url);
    await signOut(page);
    await page.goto(link);
    await page.getByText("To accept it, sign in to your organization.").waitFor();
    await signInAs(page, /Olivia Ortiz/);
    await page.getByText("This is a quote for your organization.").waitFor();
    await signInAs(page, /Carla/);
    await page.getByText("This quote is for another organization").waitFor();
    assert.equal(await page.locator("#own").count(), 0);
    await signInAs(page, /Adam Adeyemi/);
    await page.getByRole("link", { name: "Open it to accept it" }).click();
    await page.getByRole("button", { name: /^Accept and pay/ }).waitFor();
    assert.equal(new URL(page.url()).pathname, own);
  }));

test("with a purchase order it awaits payment, and takes effect once the seller has the money", () =>
  onStage(async ({ page, records }) => {
    const { due } = await save(page);
    await page.getByRole("radio", { name: "Purchase order" }).check();
    await page.getByRole("button", { name: "Accept with this purchase order" }).click();
    const field = page.getByRole("textbox", { name: "Purchase order number" });
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    assert.match(await field.getAttribute("aria-describedby"), /po-error/);
    await field.fill("PO 2026-118");
    assert.equal((await accept(page)).status(), 200);
    await page.getByRole("heading", { name: "Your order awaits payment" }).waitFor();
    const number = await page.locator("#order-number").innerText();
    await page.getByText("PO 2026-118").waitFor();
    assert.deepEqual(records.attempts(), []);
    assert.equal(records.states().sub_studio_node.items[0].quantity, 10);

    await page.getByRole("link", { name: "See your subscriptions" }).click();
    await card(page, NODE)
      .getByText(/A change awaits its payment/)
      .waitFor();
    assert.equal(await card(page, NODE).getByRole("link", { name: "Upgrade" }).count(), 0);

    await signInAs(page, /Sam Seller/);
    await page.getByRole("heading", { name: "Northwind Games" }).waitFor();
    await page.getByRole("textbox", { name: /Payment reference/ }).fill("wire 42");
    await page.getByRole("button", { name: `Mark as paid: ${number}` }).click();
    await page.getByRole("dialog").getByText(`Confirm that ${due} has arrived.`).waitFor();
    assert.equal(records.states().sub_studio_node.items[0].quantity, 10);
    await confirm(page);
    await page.getByText(`${number} is paid and applied.`).first().waitFor();
    await page.getByText("No order awaits payment.").waitFor();
    assert.equal(records.states().sub_studio_node.items[0].quantity, 14);

    await signInAs(page, /Olivia Ortiz/);
    await page.getByRole("link", { name: number }).click();
    await page.getByRole("heading", { name: `Paid ${due}` }).waitFor();
  }));

test("a purchase order says before it is accepted what it is for, and while it waits what it keeps back", () =>
  onStage(async ({ page, shop, records }) => {
    const { due } = await save(page);
    await page.getByRole("radio", { name: "Purchase order" }).check();
    const said = await page.locator("#po-about").innerText();
    assert.ok(said.startsWith(`${due} is due within 30 days of acceptance.`), said);
    assert.match(said, /What is not paid before the present period ends on .+ is canceled\./);
    assert.match(
      said,
      /Renewals are charged to the card that paid last, not to a purchase order\.$/,
    );
    await page.getByRole("textbox", { name: "Purchase order number" }).fill("PO 9");
    await accept(page);
    await page
      .locator("#order-note")
      .getByText(/before the present period ends on .+ is canceled/)
      .waitFor();

    await page.getByRole("link", { name: "See your subscriptions" }).click();
    await card(page, NODE)
      .getByText(/A change awaits its payment/)
      .waitFor();
    assert.equal(await card(page, NODE).locator("[data-reasons]").count(), 0);
    await card(page, NODE).getByRole("link", { name: "Details" }).click();
    const waits = page.getByText("An order for this subscription awaits its payment.");
    await waits.first().waitFor();
    assert.equal(await waits.count(), 2, "for a change and for an end");
    await page.goto(`${shop.url}/subscriptions/sub_studio_node/change`);
    await page.getByText(/A change awaits its payment/).waitFor();

    // At the end of its period it is given up, and the next one is what was held.
    await page.goto(shop.url);
    await card(page, NODE).waitFor();
    await toRenewal(page);
    await card(page, NODE)
      .getByText(/A change awaits its payment/)
      .waitFor({ state: "detached" });
    assert.equal(records.states().sub_studio_node.items[0].quantity, 10);
  }));

test("an acceptance without an answer is asked for again, and by no other way until it is known", () =>
  onStage(
    async ({ page, records }) => {
      const { due } = await save(page);
      await lose(page, "**/accept");
      await payButton(page).click();
      const message = page.locator("#pay-message");
      await message.getByText(/It is not known whether the payment arrived/).waitFor();
      assert.equal(await page.locator(".ways").evaluate((ways) => ways.inert), true);
      assert.equal(await payButton(page).innerText(), `Try again: Accept and pay ${due}`);
      assert.equal((await accept(page)).status(), 200);
      await page.getByRole("heading", { name: `Paid ${due}` }).waitFor();
      assert.equal(records.payments().length, 1);
    },
    { expected: ["network"] },
  ));

test("a mark as paid without an answer is not said to have changed nothing", () =>
  onStage(
    async ({ page, records }) => {
      await save(page);
      await page.getByRole("radio", { name: "Purchase order" }).check();
      await page.getByRole("textbox", { name: "Purchase order number" }).fill("PO 8");
      await accept(page);
      await page.getByRole("heading", { name: "Your order awaits payment" }).waitFor();
      await signInAs(page, /Sam Seller/);
      await page.getByRole("heading", { name: "Northwind Games" }).waitFor();
      await lose(page, "**/paid");
      await page.getByRole("button", { name: /^Mark as paid/ }).click();
      await confirm(page);
      await page
        .getByText("It is not known whether this was done. Look before you try again.")
        .waitFor();
      assert.equal(await page.getByText(/Nothing was changed/).count(), 0);
      assert.equal(records.states().sub_studio_node.items[0].quantity, 14);
    },
    { expected: ["network"] },
  ));

test("an order that awaits payment can be given up", () =>
  onStage(async ({ page, records }) => {
    await save(page);
    await page.getByRole("radio", { name: "Purchase order" }).check();
    await page.getByRole("textbox", { name: "Purchase order number" }).fill("PO 7");
    await accept(page);
    const cancel = page.getByRole("button", { name: "Cancel this order" });
    await cancel.click();
    await page
      .getByRole("dialog")
      .getByText(/is given up for good/)
      .waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    assert.equal(await focused(page), "Cancel this order");
    await page.reload();
    await cancel.click();
    await confirm(page);
    await page.getByRole("heading", { name: "This order was canceled" }).waitFor();
    assert.equal(await focused(page), "This order was canceled");
    assert.equal(records.states().sub_studio_node.items[0].quantity, 10);
    await page.getByRole("link", { name: "See your subscriptions" }).click();
    await card(page, NODE).getByRole("link", { name: "Upgrade" }).waitFor();
  }));

test("overtaken by another change it is refused, with what the same costs now as a new quote", () =>
  onStage(
    async ({ page, shop, records }) => {
      const { due } = await save(page, { product: FLOATING, licenses: 8 });
      const address = page.url();
      await page.goto(shop.url);
      await upgrade(page, FLOATING);
      await quantity(page, "licenses", 6);
      await payButton(page).click();
      await page.getByRole("heading", { name: /^Paid / }).waitFor();
      const paid = records.payments().length;

      await page.goto(address);
      const reply = await accept(page);
      assert.equal(reply.status(), 409);
      const { answer } = await reply.json();
      const dialog = page.getByRole("dialog", { name: "This quote cannot be accepted any more" });
      await dialog.getByText("The subscription was changed since the quote was made.").waitFor();
      const cells = await dialog.locator("tbody tr").first().locator("td").allInnerTexts();
      assert.deepEqual(cells, [due, money(answer.amountDue)]);
      assert.equal(records.payments().length, paid);

      await dialog.getByRole("button", { name: "Get a new quote at these prices" }).click();
      await page.waitForURL((url) => url.href !== address);
      await page.locator("#verdict[data-verdict=same]").waitFor();
      assert.equal(await page.locator("#due bdi").innerText(), money(answer.amountDue));
    },
    { expected: [409] },
  ));

/** A saved quote of 14 licenses that a change to 12 overtook, with the dialog that refuses it. */
async function overtaken(page, shop) {
  await save(page);
  const address = page.url();
  await page.goto(shop.url);
  await upgrade(page, NODE);
  await quantity(page, "licenses", 12);
  await payButton(page).click();
  await page.getByRole("heading", { name: /^Paid / }).waitFor();
  await page.goto(address);
  await accept(page);
  const dialog = page.getByRole("dialog", { name: "This quote cannot be accepted any more" });
  await dialog.waitFor();
  return { address, dialog, fresh: page.locator("#fresh-quote") };
}

test("a new quote whose answer got lost can be asked for at the prices of later, too", () =>
  onStage(
    async ({ page, shop }) => {
      const { address, dialog, fresh } = await overtaken(page, shop);
      await lose(page, "**/api/quotes");
      await fresh.click();
      await dialog.getByText("It is not known whether this was done.").waitFor();
      await dialog.getByRole("button", { name: "Not now" }).click();
      // Of another second the server's quote is another one.
      await page.waitForTimeout(1100);
      await accept(page);
      assert.equal(await dialog.getByText("It is not known").count(), 0);
      const [reply] = await Promise.all([
        page.waitForResponse((response) => response.url().endsWith("/api/quotes")),
        fresh.click(),
      ]);
      assert.equal(reply.status(), 201, await reply.text());
      await page.waitForURL((url) => url.href !== address);
      await page.locator("#verdict[data-verdict=same]").waitFor();
    },
    { expected: ["network", 409] },
  ));

test("prices that change before a new quote is saved are shown, and saved by the next press", () =>
  onStage(
    async ({ page, shop }) => {
      const { address, dialog, fresh } = await overtaken(page, shop);
      const now = dialog.locator("tbody tr").first().locator("td").last();
      const before = await now.innerText();
      await dearer(shop);
      await fresh.click();
      await dialog.getByText("The order changed once more. Nothing was charged.").waitFor();
      const after = await now.innerText();
      assert.notEqual(after, before);
      await fresh.click();
      await page.waitForURL((url) => url.href !== address);
      await page.locator("#verdict[data-verdict=same]").waitFor();
      assert.equal(await page.locator("#due bdi").innerText(), after);
    },
    { expected: [409] },
  ));

test("a new quote that is refused after its page was left says so where the customer is", () =>
  onStage(
    async ({ page, shop }) => {
      const { address, fresh } = await overtaken(page, shop);
      let release;
      const held = new Promise((resolve) => (release = resolve));
      await page.route("**/api/quotes", async (route) => {
        await held;
        const problem = { code: "too_many_requests", path: "", message: "later" };
        await route.fulfill({ status: 429, json: { problems: [problem] } });
      });
      await fresh.click();
      await page.evaluate(() => document.querySelector("a.back").click());
      await page.getByRole("heading", { name: "History" }).waitFor();
      release();
      const told = page.locator("#outcome.bad");
      await told.waitFor();
      await told.getByRole("link", { name: "Back to the order" }).click();
      await page.waitForURL(address);
    },
    { expected: [409, 429] },
  ));

test("withdrawn it cannot be accepted", () =>
  onStage(async ({ page }) => {
    await save(page);
    await page.getByRole("button", { name: "Withdraw this quote" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Keep it" }).click();
    assert.equal(await focused(page), "Withdraw this quote");
    await payButton(page).waitFor();
    await page.getByRole("button", { name: "Withdraw this quote" }).click();
    await confirm(page);
    await page.getByText("This quote was withdrawn. It is kept for your records.").waitFor();
    assert.match(await focused(page), /^Quote QT-/);
    assert.equal(await payButton(page).count(), 0);
  }));

test("whoever may not buy sees the document, and who may accept it", () =>
  onStage(async ({ page, shop }) => {
    await save(page);
    const { pathname } = new URL(page.url());
    await signInAs(page, /Max Meyer/);
    await card(page, NODE).waitFor();
    await page.goto(shop.url + pathname);
    await page.getByText("Only owners and admins can change this subscription.").waitFor();
    assert.equal(await payButton(page).count(), 0);
    assert.equal(await page.getByRole("button", { name: "Withdraw this quote" }).count(), 0);
  }));

for (const format of ["A4", "Letter"]) {
  test(`on paper, ${format}: the document alone, black on white, whatever the screen is`, () =>
    onStage(
      async ({ page }) => {
        const { due } = await save(page);
        await page.locator("#verdict[data-verdict=same]").waitFor();
        const pdf = (await page.pdf({ format })).toString("latin1");
        const sheets = pdf.match(/\/Type\s*\/Page\b/g) ?? [];
        assert.ok(sheets.length >= 1 && sheets.length <= 2, `${sheets.length} sheets`);

        await page.emulateMedia({ media: "print" });
        for (const gone of ["header.top", ".quote-side", ".back", "footer.bottom"])
          assert.equal(await page.locator(gone).isVisible(), false, gone);
        for (const there of ["#due", ".terms", "#verdict", ".address", ".document-why"])
          assert.equal(await page.locator(there).first().isVisible(), true, there);
        assert.equal(await page.locator("#due bdi").innerText(), due);
        const colors = await page.evaluate(() => {
          const of = (element) => {
            const { color, backgroundColor } = getComputedStyle(element);
            return [color, backgroundColor];
          };
          return [...document.querySelectorAll(".document, .document *")].flatMap(of);
        });
        const gray = /^rgba?\((\d+), \1, \1(, [\d.]+)?\)$/;
        assert.deepEqual(
          [...new Set(colors)].filter((color) => !gray.test(color)),
          [],
          "nothing is colored",
        );
      },
      { colorScheme: "dark" },
    ));
}

test("prices that change before a quote is saved are said, and accepting saves it and pays nothing", () =>
  onStage(
    async ({ page, shop, records }) => {
      await upgrade(page, NODE);
      await quantity(page, "licenses", 14);
      await dearer(shop);
      await page.getByRole("button", { name: "Get a quote" }).click();
      const dialog = page.getByRole("dialog", { name: "The price changed" });
      await dialog.waitFor();
      const [, now] = await dialog.locator("tbody tr").first().locator("td").allInnerTexts();
      await dialog.getByRole("button", { name: "Get a new quote at these prices" }).click();
      await page.locator("#verdict[data-verdict=same]").waitFor();
      assert.equal(await page.locator("#due bdi").innerText(), now);
      assert.deepEqual(records.attempts(), []);
    },
    { expected: [409] },
  ));

test("expired it is refused, and kept", () =>
  onStage(async ({ page }) => {
    await save(page);
    const address = page.url();
    await toRenewal(page);
    await page.goto(address);
    await page
      .getByText("This quote can no longer be accepted. It is kept for your records.")
      .waitFor();
    assert.equal(await payButton(page).count(), 0);
  }));
