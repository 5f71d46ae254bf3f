// From the public prices to a subscription: a new organization buys, with what the page shows being what the
// server charges.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  assertShows,
  enterCode,
  lose,
  minor,
  money,
  pay,
  payButton,
  register,
  shown,
  signInAs,
  signOut,
} from "./support/page.mjs";
import { stage } from "./support/stage.mjs";

const CLOUD = "TestCloud";
const onStage = stage();

const plan = (page, name) => page.getByRole("article", { name });

test("public prices: for any quantity and cycle, with the exact saving, without a sign-in", () =>
  onStage(async ({ page, records }) => {
    await signOut(page);
    const cloud = plan(page, CLOUD);
    await cloud.getByRole("textbox", { name: "Number of parallel sessions" }).fill("12");
    // Graduated: five at 192.00, seven at 168.50.
    await cloud.getByText("$2,139.50").waitFor();
    await page.getByRole("radio", { name: "Annual" }).check();
    // Eleven months are paid of twelve.
    await cloud.getByText("$23,534.50").waitFor();
    await cloud.getByText("Save $2,139.50 a year (8.3%)").waitFor();
    await cloud.getByText("How the price is made up").waitFor();
    await cloud.getByText("The price per year is 11 times the price per month.").waitFor();
    const minutes = plan(page, "Build minutes");
    await minutes.getByText("$24.00 for every 1,000 minutes per month.").waitFor();
    await cloud.getByRole("textbox").fill("0");
    await cloud.getByText("Buy at least 1 parallel session.").waitFor();
    assert.equal(await cloud.getByRole("link", { name: "Buy TestCloud" }).count(), 0);
    assert.deepEqual(records.attempts(), []);
  }));

test("a new organization registers, adds a second product and a code, pays, and has it", () =>
  onStage(async ({ page, records }) => {
    await signOut(page);
    const cloud = plan(page, CLOUD);
    await cloud.getByRole("textbox", { name: "Number of parallel sessions" }).fill("6");
    await cloud.getByRole("link", { name: "Buy TestCloud" }).click();
    await page.getByRole("heading", { name: "Checkout" }).waitFor();
    assert.equal(await payButton(page).isDisabled(), true, "nobody is there to pay");
    const guest = await shown(page);
    assert.deepEqual(guest.totals, { subtotal: "$1,128.50", tax: "$225.70" });
    assert.equal(guest.due, "$1,354.20", "with the tax that a new organization pays");
    assert.equal(await payButton(page).innerText(), "Subscribe and pay $1,354.20");

    await register(page, { organization: "", name: "Ada Quist", email: "nowhere" });
    const wrong = page.getByRole("textbox", { name: "Name of the organization" });
    assert.equal(await wrong.getAttribute("aria-invalid"), "true");
    assert.equal(await wrong.getAttribute("aria-describedby"), "register-name-error");
    assert.equal(await wrong.evaluate((field) => field === document.activeElement), true);
    assert.equal(
      (await page.locator("#register-name-error").innerText()).trim(),
      "Name of the organization is required.",
    );
    await page
      .locator("#register-email-error")
      .getByText(/such as name@example\.com/)
      .waitFor();
    await register(page, {
      organization: "Adventure Works",
      name: "Ada Quist",
      email: "ada@adventure.example",
    });
    await page.getByText("Ada Quist buys for Adventure Works.").waitFor();
    assert.equal((await shown(page)).due, guest.due, "who registers pays what was shown");

    await page.getByRole("button", { name: "Add Build minutes" }).click();
    await page.getByRole("textbox", { name: "Number of minutes (Build minutes)" }).fill("3000");
    await enterCode(page, "SAVE10");
    await page.getByRole("button", { name: "Remove code SAVE10" }).waitFor();
    const summary = await shown(page);
    assert.deepEqual(summary.lines, ["$1,128.50", "$72.00"]);
    assert.equal(summary.totals["code-SAVE10"], "\u2212$120.05");
    assert.equal(await payButton(page).innerText(), `Subscribe and pay ${summary.due}`);

    const reply = await pay(page);
    assert.equal(reply.status(), 200, await reply.text());
    const { answer, order } = await reply.json();
    assertShows(summary, answer);
    await page.getByRole("heading", { name: `Paid ${money(answer.amountDue)}` }).waitFor();
    assertShows(await shown(page, ".receipt"), answer);
    assert.deepEqual(
      records.payments().map(({ amount }) => amount),
      [minor(answer.amountDue)],
    );
    await page.getByRole("button", { name: "Check the calculation" }).click();
    await page
      .locator(".verdict")
      .getByText(/Priced again .* the same to the last digit/)
      .waitFor();

    await page.getByRole("link", { name: "See the subscription" }).click();
    await page.getByRole("heading", { name: "TestCloud and Build minutes" }).waitFor();
    assert.ok(order.subscription in records.states());

    // The same cannot be bought twice: the checkout leads to the change.
    await page.getByRole("link", { name: "Plans and prices" }).click();
    await page.getByRole("link", { name: "Buy TestCloud" }).click();
    await page
      .getByText("Another of your subscriptions already has this product.")
      .first()
      .waitFor();
    assert.equal(await payButton(page).isDisabled(), true);
    await page.getByRole("link", { name: "Change your subscription of TestCloud" }).click();
    await page.getByRole("heading", { name: "Upgrade TestCloud and Build minutes" }).waitFor();
  }));

test("what a guest typed outlives a reload and Back, and not the registration", () =>
  onStage(async ({ page }) => {
    await signOut(page);
    await plan(page, CLOUD).getByRole("link", { name: "Buy TestCloud" }).click();
    const field = (name) => page.getByRole("textbox", { name });
    const typed = { "Name of the organization": "Adventure Works", "Your name": "Ada Quist" };
    for (const [name, text] of Object.entries(typed)) await field(name).fill(text);
    const assertKept = async (way) => {
      await field("Your name").waitFor();
      for (const [name, text] of Object.entries(typed))
        assert.equal(await field(name).inputValue(), text, `${name}, ${way}`);
    };
    await page.reload();
    await assertKept("loaded again");
    await page.goBack();
    await plan(page, CLOUD).waitFor();
    await page.goForward();
    await assertKept("Back and Forward");
    await field("Your e-mail address").fill("ada@adventure.example");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("Ada Quist buys for Adventure Works.").waitFor();
    assert.equal(
      await page.evaluate(() => JSON.stringify(sessionStorage).includes("Adventure")),
      false,
    );
  }));

test("an address that is registered already is refused beside its field", () =>
  onStage(
    async ({ page }) => {
      await signOut(page);
      await page.getByRole("link", { name: "Buy TestCloud" }).click();
      const taken = {
        organization: "Northwind again",
        name: "Olivia",
        email: "olivia@northwind.example",
      };
      await register(page, taken);
      await page
        .locator("main")
        .getByText("Someone with this e-mail address is registered already.")
        .waitFor();
    },
    { expected: [409] },
  ));

test("prices that change while somebody registers are said before anything is charged", () =>
  onStage(
    async ({ page, shop, records }) => {
      await signOut(page);
      await page.getByRole("link", { name: "Buy Build minutes" }).click();
      await register(page, {
        organization: "Adventure Works",
        name: "Ada Quist",
        email: "ada@adventure.example",
      });
      await page.getByText("Ada Quist buys for Adventure Works.").waitFor();
      await shop.changeCatalog((catalog) => {
        const minutes = catalog.products.find(({ id }) => id === "build-minutes");
        minutes.prices[0].scheme.amount = "30.00";
      });
      const shownBefore = (await shown(page)).due;
      const reply = await pay(page);
      assert.equal(reply.status(), 409);
      const { answer: fresh } = await reply.json();
      assert.deepEqual(
        fresh.lines.map(({ amount }) => amount),
        ["30.00"],
      );
      await page.getByRole("heading", { name: "The price changed" }).waitFor();
      assert.deepEqual(
        await page.locator(".differences tbody tr").first().locator("td").allInnerTexts(),
        [shownBefore, money(fresh.amountDue)],
      );
      assert.deepEqual(records.attempts(), []);
      await page.getByRole("button", { name: `Accept and pay ${money(fresh.amountDue)}` }).click();
      await page.getByRole("heading", { name: `Paid ${money(fresh.amountDue)}` }).waitFor();
      assert.deepEqual(
        records.payments().map(({ amount }) => amount),
        [minor(fresh.amountDue)],
      );
    },
    { expected: [409] },
  ));

test("a registration without an answer goes on as whoever is registered", () =>
  onStage(
    async ({ page, shop }) => {
      await signOut(page);
      await page.goto(`${shop.url}/store/checkout?product=testcloud`);
      const ada = {
        organization: "Adventure Works",
        name: "Ada Quist",
        email: "ada@adventure.example",
      };
      await lose(page, "**/api/organizations");
      await register(page, ada);
      await page
        .locator("#register-error")
        .getByText("It is not known whether this was done. Look before you try again.")
        .waitFor();
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByText("Ada Quist buys for Adventure Works.").waitFor();
      await page.locator("summary.user").getByText("Ada Quist").waitFor();
      assert.equal((await pay(page)).status(), 200);
    },
    { expected: ["network", 403] },
  ));

test("whoever may buy is not told that somebody before them may not", () =>
  onStage(
    async ({ page, shop }) => {
      await page.getByRole("article").first().waitFor();
      await page.goto(`${shop.url}/store/checkout?product=build-minutes`);
      await page.getByText("Olivia Ortiz buys for Northwind Games.").waitFor();
      await signInAs(page, /Cem Kaya|Cem/);
      await page.getByRole("heading", { name: "You cannot buy for this organization" }).waitFor();
      await signInAs(page, /Olivia Ortiz/);
      await page.getByText("Olivia Ortiz buys for Northwind Games.").waitFor();
      assert.equal(
        await page.getByRole("heading", { name: "You cannot buy for this organization" }).count(),
        0,
      );
    },
    { expected: [403] },
  ));

test("a purchase without an answer is asked for by nobody else than who pressed the button", () =>
  onStage(
    async ({ page, shop, records }) => {
      await page.getByRole("article").first().waitFor();
      await page.goto(`${shop.url}/store/checkout?product=build-minutes&quantity=3000`);
      await page.getByText("Olivia Ortiz buys for Northwind Games.").waitFor();
      await lose(page, "**/api/confirm");
      await payButton(page).click();
      const unknown = page
        .locator("#pay-message")
        .getByText(/It is not known whether the payment arrived/);
      await unknown.waitFor();

      await signInAs(page, /Carla Costa/);
      await page.getByText("Carla Costa buys for Contoso Studios.").waitFor();
      assert.equal(await unknown.count(), 0);
      assert.match(await payButton(page).innerText(), /^Subscribe and pay /);

      await signInAs(page, /Olivia Ortiz/);
      await unknown.waitFor();
      assert.match(await payButton(page).innerText(), /^Try again: Subscribe and pay /);
      assert.equal((await pay(page)).status(), 200);
      await page.getByRole("heading", { name: /^Paid / }).waitFor();
      assert.equal(records.payments().length, 1);
    },
    { expected: ["network"] },
  ));

test("what is not sold in a currency says so to whoever would buy it", () =>
  onStage(async ({ page, shop }) => {
    await signOut(page);
    await page.goto(`${shop.url}/store/checkout?product=testcloud&currency=JPY`);
    await page.getByText("This is not sold in JPY.").first().waitFor();
    assert.equal(await page.getByText(/What this subscription holds/).count(), 0);
    // What no currency is called is no wish for one.
    for (const name of ["", "usd", "%00"]) {
      await page.goto(`${shop.url}/store/checkout?product=testcloud&currency=${name}`);
      await page.locator(".due-amount").getByText("$230.40").waitFor();
    }
  }));

test("where taxes are not known before a registration, no amount is called the total", () =>
  onStage(async ({ page }) => {
    await page.route("**/api/session", async (route) => {
      const response = await route.fetch();
      const { taxes, ...told } = await response.json();
      await route.fulfill({ response, json: told });
    });
    await signOut(page);
    await page.getByRole("link", { name: "Buy TestCloud" }).click();
    await page.locator(".due").getByText("Due today, before tax").waitFor();
    assert.equal(await page.locator(".due-amount bdi").innerText(), "$192.00");
    assert.equal(await payButton(page).innerText(), "Subscribe");
    await page.locator(".summary").getByText("These amounts are without tax.").waitFor();
    await register(page, {
      organization: "Adventure Works",
      name: "Ada Quist",
      email: "ada@adventure.example",
    });
    await page
      .locator("#status")
      .getByText(/Adventure Works is registered\..*1 parallel session.*Due today \$230\.40\./)
      .waitFor();
    await page.locator(".due").getByText("Due today", { exact: true }).waitFor();
    assert.equal(await payButton(page).innerText(), "Subscribe and pay $230.40");
  }));

test("an order survives a reload and a sign-in, with its cycle, all its products and its codes", () =>
  onStage(async ({ page, shop }) => {
    await signOut(page);
    await page.getByRole("link", { name: "Buy TestCloud" }).click();
    await page.getByRole("textbox", { name: "Number of parallel sessions" }).fill("7");
    await page.getByRole("radio", { name: "Annual" }).check();
    await page.getByRole("button", { name: "Add Build minutes" }).click();
    await page.getByRole("textbox", { name: "Number of minutes (Build minutes)" }).fill("3000");
    await page.waitForURL(/product=build-minutes&quantity=3000/);
    const before = await shown(page);
    const again = async () => {
      await page.reload();
      await payButton(page).waitFor();
      return shown(page);
    };
    assert.deepEqual(await again(), before);
    await register(page, {
      organization: "Adventure Works",
      name: "Ada Quist",
      email: "ada@adventure.example",
    });
    await enterCode(page, "SAVE10");
    await page.getByRole("button", { name: "Remove code SAVE10" }).waitFor();
    assert.ok(!page.url().includes("SAVE10"), "codes are no part of an address that is passed on");
    const reduced = await shown(page);
    assert.ok("code-SAVE10" in reduced.totals);
    assert.deepEqual(await again(), reduced);
    assert.equal((await pay(page)).status(), 200);
    await page.getByRole("heading", { name: /^Paid / }).waitFor();
    await page.goto(`${shop.url}/store/checkout`);
    await payButton(page).waitFor();
    assert.equal(await page.locator(".chip").count(), 0, "what is bought is not kept");
  }));

test("a change survives a reload, and Back from the quote that was saved of it", () =>
  onStage(async ({ page, shop }) => {
    await page.getByRole("article").first().waitFor();
    await page.goto(`${shop.url}/subscriptions/sub_testcloud/change?lang=en`);
    const field = page.getByRole("textbox", { name: "Number of parallel sessions" });
    await field.fill("9");
    await page.getByRole("radio", { name: "Annual" }).check();
    await page.waitForURL(/lang=en&product=testcloud&quantity=9&unit=year/);
    const { lines, due } = await shown(page);
    assert.equal(lines.length, 2);
    await page.reload();
    await field.waitFor();
    assert.equal(await field.inputValue(), "9");
    assert.equal(await page.getByRole("radio", { name: "Annual" }).isChecked(), true);
    await Promise.all([
      page.waitForEvent("load"),
      field.evaluate((input) => {
        for (const text of ["10", "11", "12"]) {
          input.value = text;
          input.dispatchEvent(new Event("input", { bubbles: true }));
        }
        location.reload();
      }),
    ]);
    await field.waitFor();
    assert.equal(await field.inputValue(), "12");
    // More often than a browser lets the address be written.
    await field.evaluate((input) => {
      for (let quantity = 13; quantity <= 250; quantity += 1) {
        input.value = String(quantity);
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    await page.waitForURL(/quantity=250/);
    await field.fill("10");
    await field.fill("11");
    await page.getByRole("button", { name: "Get a quote" }).click();
    await page.waitForURL(/\/quotes\//);
    await page.goBack();
    await field.waitFor();
    assert.equal(await field.inputValue(), "11");
    assert.notEqual((await shown(page)).due, due);
    await field.fill("5");
    await page.getByRole("radio", { name: "Monthly" }).check();
    await page.waitForURL((url) => url.search === "?lang=en");
  }));

test("while a quantity is typed anew, nothing else comes and goes, and the reason is the right one", () =>
  onStage(async ({ page }) => {
    await signOut(page);
    await page.getByRole("link", { name: "Buy Studio Enterprise, floating" }).click();
    const field = page.getByRole("textbox", { name: "Number of licenses" });
    await field.fill("3");
    await page.locator(".due-amount").getByText("$968.40").waitFor();
    const around = () =>
      page.locator(".cycle, .addition").evaluateAll((boxes) => boxes.map((box) => box.innerText));
    const before = await around();
    assert.equal(before.length, 5);
    for (const text of ["", "abc"]) {
      await field.fill(text);
      await field.blur();
      await page.locator("#pay-reasons").getByText("Enter a whole number first.").waitFor();
      await page.locator("#status").getByText("Enter a whole number first.").waitFor();
      assert.equal(await page.getByText("For 3 licenses, before tax").count(), 1);
      assert.deepEqual(await around(), before);
      assert.equal(await page.getByText(/not sold in/).count(), 0);
      assert.equal(await page.locator(".note.bad").count(), 0);
    }
  }));

test("a number that is not sold has no price, and the most that is sold is offered instead", () =>
  onStage(async ({ page, shop }) => {
    await signOut(page);
    await page.goto(`${shop.url}/store/checkout?product=studio-floating`);
    const field = page.getByRole("textbox", { name: "Number of licenses" });
    const prices = page.locator(".cycle-price");
    await prices.getByText("$269.00").waitFor();
    for (const [text, said] of [
      ["0", "For 0 licenses, before tax"],
      ["10000001", "For 10,000,001 licenses, before tax"],
    ]) {
      await field.fill(text);
      await page.getByText(said).waitFor();
      assert.deepEqual(await prices.allInnerTexts(), ["–", "–"]);
      assert.equal(await page.locator(".cycle .saving").count(), 0);
    }
    await page
      .locator("#quantity-studio-floating-error")
      .getByText("At most 10,000,000 licenses can be bought here.")
      .waitFor();
    await page.getByRole("button", { name: "Use 10,000,000 licenses" }).click();
    await prices.getByText("$2,690,000,000.00").waitFor();
    assert.equal(await field.inputValue(), "10000000");
    await page.goto(`${shop.url}/store/checkout?product=build-minutes&quantity=1500`);
    await page.getByText("For 1,500 minutes, before tax").waitFor();
    assert.deepEqual(await prices.allInnerTexts(), ["–", "–"]);
  }));

test("each cycle is sold by the bounds of its own price", () =>
  onStage(async ({ page, shop }) => {
    await page.locator(".plan, article").first().waitFor();
    await signOut(page);
    const studio = plan(page, "Studio Enterprise, node-locked");
    const quantity = studio.getByRole("textbox", { name: "Number of licenses" });
    await quantity.fill("600");
    await studio.getByText("At most 500 licenses can be bought here.").waitFor();
    // A large order is sold by the year alone.
    await page.getByRole("radio", { name: "Annual" }).check();
    await studio.getByText("$1,372,800.00").waitFor();
    await studio.getByRole("link", { name: "Buy Studio Enterprise, node-locked" }).click();
    await page.getByRole("heading", { name: "Checkout" }).waitFor();
    assert.deepEqual((await shown(page)).lines, ["$1,372,800.00"]);
    const prices = page.locator(".cycle-price");
    assert.deepEqual(await prices.allInnerTexts(), ["–", "$1,372,800.00 per year"]);
    await page.getByRole("button", { name: "One license more" }).click();
    assert.deepEqual((await shown(page)).lines, ["$1,375,088.00"]);

    await page.goto(`${shop.url}/store/checkout?product=studio-node&quantity=600`);
    await page.locator("#quantity-studio-node-error").getByText("At most 500 licenses").waitFor();
    assert.deepEqual(await prices.allInnerTexts(), ["–", "$1,372,800.00 per year"]);
    await page.getByRole("radio", { name: "Annual" }).check();
    await page.locator("#quantity-studio-node-error").waitFor({ state: "detached" });
    assert.deepEqual((await shown(page)).lines, ["$1,372,800.00"]);
  }));

test("the checkout names what is bought, also where only its end is in sight", () =>
  onStage(
    async ({ page, shop }) => {
      await page.locator(".plan, article").first().waitFor();
      await signOut(page);
      await page.goto(`${shop.url}/store/checkout?product=studio-floating&quantity=3`);
      await page
        .getByRole("heading", { name: "Studio Enterprise, floating", exact: true })
        .waitFor();
      const bar = page.locator(".bottom-bar");
      await bar.getByText("Studio Enterprise, floating: 3 licenses").waitFor();
      await page.getByRole("button", { name: "Add Build minutes" }).click();
      await bar
        .getByText("Studio Enterprise, floating: 3 licenses and Build minutes: 1,000 minutes")
        .waitFor();
      // Each has its name before its quantity then.
      assert.equal(
        await page.getByRole("heading", { name: "Studio Enterprise, floating" }).count(),
        0,
      );
    },
    { viewport: { width: 390, height: 844 } },
  ));

test("what the button waits for leads to its first field", () =>
  onStage(async ({ page }) => {
    await signOut(page);
    await page.getByRole("link", { name: "Buy TestCloud" }).click();
    await page.getByRole("link", { name: "Tell us who buys first." }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "register-name");
  }));

test("none of a product says how many are sold, and nothing of a subscription", () =>
  onStage(async ({ page, shop }) => {
    await signOut(page);
    await page.goto(`${shop.url}/store/checkout?product=studio-floating`);
    const field = page.getByRole("textbox", { name: "Number of licenses" });
    await field.fill("0");
    await field.blur();
    await page
      .locator("#quantity-studio-floating-error")
      .getByText("Buy at least 1 license.")
      .waitFor();
    assert.equal(await page.locator("#pay-reasons").innerText(), "Buy at least 1 license.");
    assert.equal(await page.getByText(/Nothing would be/).count(), 0);
    await page.getByRole("button", { name: "Use 1 license" }).click();
    assert.equal(await field.inputValue(), "1");
  }));

test("a quantity may be typed as the page writes it, and as nobody could misread it", () =>
  onStage(async ({ page, shop }) => {
    await signOut(page);
    await page.goto(`${shop.url}/store/checkout?product=studio-floating`);
    const field = page.getByRole("textbox", { name: "Number of licenses" });
    for (const [text, number] of [
      ["1,000", "1,000"],
      ["１２", "12"],
      ["2,000,000", "2,000,000"],
      ["9999999999", "9,999,999,999"],
    ]) {
      await field.fill(text);
      await page.getByText(`For ${number} licenses, before tax`).waitFor();
    }
    for (const text of ["1.000", "1,00", "10,00,000", "1,000.5", "1e3"]) {
      await field.fill(text);
      await field.blur();
      await page
        .locator("#quantity-studio-floating-error")
        .getByText("Enter a whole number of licenses, in digits only.")
        .waitFor();
    }
  }));

test("Back from the checkout finds the store as it was left", () =>
  onStage(async ({ page }) => {
    await signOut(page);
    await page.getByRole("radio", { name: "Annual" }).check();
    const field = page.locator("#plan-quantity-testcloud");
    await field.fill("2");
    await page.locator("[data-product=testcloud]").getByRole("button", { name: /more/ }).click();
    await page.getByRole("link", { name: "Buy TestCloud" }).click();
    await page.getByRole("heading", { name: "Checkout" }).waitFor();
    await page.goBack();
    await field.waitFor();
    assert.equal(await field.inputValue(), "3");
    assert.equal(await page.getByRole("radio", { name: "Annual" }).isChecked(), true);
    assert.equal(await page.locator("#plan-quantity-studio-node").inputValue(), "1");
    await page.locator("[data-product=testcloud]").getByText("$6,336.00").waitFor();
  }));

test("a product whose id has quotation marks is priced and told like any other", () =>
  onStage(async ({ page, shop }) => {
    await page.route("**/api/catalog", async (route) => {
      const text = await (await route.fetch()).text();
      await route.fulfill({ body: text.replaceAll('"testcloud"', '"test\\"cloud"') });
    });
    await page.goto(`${shop.url}/store`);
    await page.locator("[id='plan-quantity-test\"cloud']").fill("12");
    await page.locator("#status").getByText("$").waitFor({ state: "attached" });
  }));
