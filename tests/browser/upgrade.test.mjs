// The main job: choose, see what it costs and why, pay, and have it.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  assertShows,
  card,
  enterCode,
  minor,
  money,
  pay,
  payButton,
  quantity,
  shown,
  upgrade,
} from "./support/page.mjs";
import { stage } from "./support/stage.mjs";

const NODE = "Studio Enterprise, node-locked";
const onStage = stage();

/** The server's own answer to the choice that the page sent. */
async function answerOf(page, request) {
  const { digest, card, ...choice } = request.postDataJSON();
  const answer = await page.evaluate(async (choice) => {
    const { csrf } = await (await fetch("/api/session")).json();
    const reply = await fetch("/api/quote", {
      method: "POST",
      headers: { "content-type": "application/json", "x-csrf-token": csrf },
      body: JSON.stringify(choice),
    });
    return reply.json();
  }, choice);
  return { answer, digest, card };
}

test("upgrade licenses and pay", () =>
  onStage(async ({ page, records }) => {
    const before = records.states();
    await upgrade(page, NODE);
    assert.equal(await payButton(page).isDisabled(), true, "nothing is chosen yet");

    const field = page.getByRole("textbox", { name: "Number of licenses" });
    const present = Number(await field.inputValue());
    await page.getByRole("button", { name: "One license more" }).click();
    await page.getByRole("button", { name: "One license more" }).click();
    assert.equal(await field.inputValue(), String(present + 2));
    assert.match(await page.locator(".line").innerText(), /2 more licenses/);

    await page.getByText("How this was calculated").click();
    const why = await page.locator(".why ul").innerText();
    assert.match(why, /\d/, "the calculation is told in numbers");

    const summary = await shown(page);
    const label = await payButton(page).innerText();
    assert.equal(label, `Pay ${summary.due} and upgrade`);
    assert.match(
      await page.locator("#status").evaluate(async (region) => {
        while (!region.textContent) await new Promise((resolve) => setTimeout(resolve, 50));
        return region.textContent;
      }),
      new RegExp(`${present + 2} licenses, monthly billing\\. Due today \\$`),
    );

    // What the server would answer to the same choice, before it is confirmed.
    await page.route("**/api/confirm", async (route) => {
      const { answer, digest } = await answerOf(page, route.request());
      assert.equal(answer.digest, digest, "browser and server have the same digest");
      assertShows(summary, answer);
      await route.continue();
    });
    const reply = await pay(page);
    assert.equal(reply.status(), 200);
    const { order, answer, subscription } = await reply.json();

    await page.getByRole("heading", { name: `Paid ${summary.due}` }).waitFor();
    assertShows(await shown(page, ".receipt"), answer);
    assert.equal(await page.locator("#order-number").innerText(), order.number);
    assert.match(await page.locator("#renewal").innerText(), /^Renews on /);

    assert.deepEqual(
      records.payments().map(({ amount, currency }) => [amount, currency]),
      [[minor(answer.amountDue), "USD"]],
    );
    assert.equal(records.orders().length, 1);
    const after = records.states();
    assert.equal(after[subscription.id].items[0].quantity, present + 2);
    assert.equal(before[subscription.id].items[0].quantity, present);

    await page.reload();
    await page.getByRole("heading", { name: `Paid ${summary.due}` }).waitFor();
    await page.getByRole("link", { name: "See your subscriptions" }).click();
    await card(page, NODE)
      .getByText(`${present + 2} licenses`)
      .waitFor();
  }));

test("switch to annual with a code and pay", () =>
  onStage(async ({ page, records }) => {
    await upgrade(page, NODE);
    await page.getByRole("radio", { name: "Annual" }).check();
    assert.match(
      await page.locator(".line[data-kind=credit]").innerText(),
      /^Credit\s+Unused time/,
      "unused time is credited",
    );
    const full = (await shown(page)).due;
    await enterCode(page, "  annual15 ");
    const chip = page.locator(".chip").filter({ hasText: "ANNUAL15" });
    await chip.getByRole("button", { name: "Remove code ANNUAL15" }).waitFor();
    const discounted = await shown(page);
    assert.notEqual(discounted.due, full);
    assert.ok(discounted.totals["code-ANNUAL15"]);

    await page.getByRole("button", { name: "Remove code ANNUAL15" }).click();
    // Not the amount of before to the cent: the unused time gets less with every second.
    assert.equal((await shown(page)).totals["code-ANNUAL15"], undefined);
    await enterCode(page, "ANNUAL15");
    await chip.waitFor();
    const summary = await shown(page);
    assert.equal(await payButton(page).innerText(), `Pay ${summary.due} and switch to annual`);

    const reply = await pay(page);
    assert.equal(reply.status(), 200);
    const { answer, subscription } = await reply.json();
    assert.equal(answer.codes[0].applied, true);
    await page.getByRole("heading", { name: `Paid ${money(answer.amountDue)}` }).waitFor();
    assertShows(await shown(page, ".receipt"), answer);
    assertShows(summary, answer);

    assert.equal(records.states()[subscription.id].cycle.unit, "year");
    assert.deepEqual(
      records.payments().map(({ amount }) => amount),
      [minor(answer.amountDue)],
    );
  }));

test("how a price came about: what a unit costs, how many there are, how often it is counted", () =>
  onStage(async ({ page }) => {
    await upgrade(page, NODE);
    await quantity(page, "licenses", 12);
    await page.getByRole("radio", { name: "Annual" }).check();
    await enterCode(page, "ANNUAL15");
    await page.locator(".chip").getByText("15% off, at most $500.00").waitFor();
    const why = page.locator(".line[data-kind=charge] .why");
    await why.locator("summary").click();
    assert.deepEqual((await why.locator("li").allInnerTexts()).map(plain), [
      "$208.00 per license per month.",
      "The price per year is 11 times the price per month.",
      "The price of 12 licenses for a whole cycle is $27,456.00.",
      "The code ANNUAL15 takes off $500.00.",
      "Tax VAT: $5,391.20.",
    ]);
    const unused = page.locator(".line[data-kind=credit] .why");
    await unused.locator("summary").click();
    assert.match(
      plain(await unused.innerText()),
      /exactly \d+\/\d+ USD \(\d+\.\d{6}…\)/,
      "an exact amount has its first digits beside it",
    );
  }));

/** Text without the marks that keep its parts apart. */
const plain = (text) => text.replace(/[\u2066-\u2069]/g, "").replace(/\s+/g, " ");

test("a code that ends is told with what it costs afterwards, and a change that drops it says so", () =>
  onStage(async ({ page, shop }) => {
    await upgrade(page, NODE);
    await quantity(page, "licenses", 12);
    await enterCode(page, "HALF3");
    await page.locator(".chip[data-state=applied]").waitFor();
    const renewal = async () => plain(await page.locator("#renewal").innerText());
    const course =
      /\$1,497\.60, with HALF3 for 2 more periods\. From .+: \$2,995\.20 every month until you cancel\.$/;
    assert.match(await renewal(), course);
    await pay(page);
    await page.getByRole("heading", { name: /^Paid / }).waitFor();
    assert.match(await renewal(), course, "the receipt says the same");
    await page.getByRole("link", { name: "See your subscriptions" }).click();
    assert.match(
      plain(await card(page, NODE).innerText()),
      /\$1,497\.60 tax included, with HALF3 for 2 more periods from .+: \$2,995\.20 per month/,
    );

    await upgrade(page, NODE);
    await quantity(page, "licenses", 13);
    const running = page.locator(".total-row").filter({ hasText: "HALF3" });
    assert.match(await running.innerText(), /^Discount HALF3\s+\u2212\$/);
    assert.equal(await page.locator("#codes-end").count(), 0);
    await page.getByRole("radio", { name: "Annual" }).check();
    assert.equal(
      plain(await page.locator("#codes-end").innerText()),
      "This change ends a discount that still runs: HALF3 for 2 more periods.",
    );
    await page.getByRole("button", { name: "Get a quote" }).click();
    await page
      .locator(".terms")
      .getByText(/This change ends a discount that still runs/)
      .waitFor();

    await page.goto(`${shop.url}/subscriptions/sub_studio_floating/change`);
    await quantity(page, "licenses", 9);
    for (const code of ["HALF3", "TWENTY"]) {
      await enterCode(page, code);
      await page.locator(".chip[data-state=applied]").filter({ hasText: code }).waitFor();
    }
    assert.deepEqual(
      await page.locator(".total-row .code").allInnerTexts(),
      ["TWENTY", "HALF3"],
      "in the order in which they are taken off",
    );
  }));

test("an expired code says so", () =>
  onStage(async ({ page }) => {
    await upgrade(page, NODE);
    await quantity(page, "licenses", 12);
    const { due } = await shown(page);
    await enterCode(page, "expired");
    const field = page.getByRole("textbox", { name: "Discount code" });
    await page.locator("#code-error").waitFor();
    assert.match(await page.locator("#code-error").innerText(), /“EXPIRED” (has )?expired/);
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    assert.equal(await field.getAttribute("aria-describedby"), "code-error");
    assert.equal(await field.inputValue(), "expired", "what was typed stays");
    assert.equal((await shown(page)).due, due);
    await enterCode(page, "no-such-code");
    await page.getByText(/not a code that we know/).waitFor();
  }));

test("a code is typed whole, and without what the engine takes for white space around it", () =>
  onStage(async ({ page }) => {
    await upgrade(page, NODE);
    await quantity(page, "licenses", 12);
    // No white space by Unicode, whatever a browser trims.
    await enterCode(page, "\ufeffSAVE10");
    await page.getByText(/not a code that we know/).waitFor();
    await page.getByRole("textbox", { name: "Discount code" }).fill("");
    const long = "A".repeat(200);
    await page.keyboard.insertText(long);
    const [asked] = await Promise.all([
      page.waitForRequest((request) => request.url().endsWith("/api/codes")),
      page.keyboard.press("Enter"),
    ]);
    assert.equal(asked.postDataJSON().code, long);
    await page.locator("#code-error").getByText(long).waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await enterCode(page, "\u0085\u2003save10\u0085");
    await page.locator('[data-total="code-SAVE10"]').first().waitFor();
  }));

test("the page says what cannot be had, beside the control", () =>
  onStage(async ({ page, records }) => {
    await upgrade(page, NODE);
    await quantity(page, "licenses", 1);
    const error = page.locator(".quantity .error");
    assert.match(await error.innerText(), /The number of licenses only goes up/);
    assert.equal(await payButton(page).isDisabled(), true);
    for (const text of ["", "x", "1.5", "-3"]) {
      await quantity(page, "licenses", text);
      assert.match(await error.innerText(), /Enter a whole number/);
    }
    for (const text of ["999999999", "99999999999"]) {
      await quantity(page, "licenses", text);
      assert.match(await error.innerText(), /At most 500 licenses can be bought here/);
    }
    assert.equal(await payButton(page).isDisabled(), true);
    assert.deepEqual(records.attempts(), []);
  }));

test("where two products cannot be changed together, one press leaves the first as it is", () =>
  onStage(async ({ page }) => {
    await upgrade(page, NODE);
    await quantity(page, "licenses", 12);
    await page.getByRole("button", { name: "Add Build minutes" }).click();
    const note = page.locator(".note.bad");
    await note.getByText(/Fewer products can be changed at a time/).waitFor();
    await note.getByRole("button", { name: `Leave ${NODE} at 10 licenses` }).click();
    await page.waitForFunction(() => document.activeElement.id === "quantity-studio-node");
    assert.equal(await page.locator("#quantity-studio-node").inputValue(), "10");
    assert.equal(await note.count(), 0);
    assert.equal(await payButton(page).isEnabled(), true);
  }));
