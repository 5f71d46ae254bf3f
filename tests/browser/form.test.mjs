// A plain form that is attached to a checkout by its data attributes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertAccessible } from "./support/axe.mjs";
import { launch, visit } from "./support/browser.mjs";
import { named, packageServer } from "./support/package.mjs";

const PAGE = `<!doctype html><html lang="en"><head><title>Checkout</title></head><body><main>
<h1>Checkout</h1>
<form action="/sent" method="get">
  <label>Licenses <input type="text" name="licenses" data-quotient="quantity"></label>
  <fieldset><legend>Billing cycle</legend>
    <label><input type="radio" name="cycle" value="month" data-quotient="cycle"> Monthly</label>
    <label><input type="radio" name="cycle" value="year" data-quotient="cycle"> Annual</label>
  </fieldset>
  <label>Code <input name="code" data-quotient="code"></label>
  <p data-quotient-error="code"></p>
  <button type="button" data-quotient="apply">Apply</button>
  <table><thead><tr><th>What</th><th>When</th><th>How much</th></tr></thead>
    <tbody data-quotient-output="lines"><template><tr>
      <td><span data-quotient-field="name"></span>, <span data-quotient-field="units"></span></td>
      <td data-quotient-field="period"></td><td data-quotient-field="amount"></td>
    </tr></template></tbody></table>
  <ul data-quotient-output="codes"><template><li>
    <b data-quotient-field="code"></b> <span data-quotient-field="amount"></span>
    <button type="button" data-quotient="remove">Remove</button>
  </li></template></ul>
  <p>Tax <output data-quotient-output="tax"></output></p>
  <p>Due today <output id="due" data-quotient-output="amountDue"></output></p>
  <p>Then <output data-quotient-output="renewal.amountDue"></output>
     on <output data-quotient-output="renewal.at"></output></p>
  <p id="problems" data-quotient-output="problems"></p>
  <input type="hidden" name="raw" value="" data-quotient-output="amountDue" data-quotient-format="raw">
  <input type="hidden" name="confirm" value="" data-quotient="confirm">
  <button data-quotient="submit">Pay</button>
</form></main></body></html>`;

const { catalog, request, expect } = await named(
  "change/two more licenses, a third of the month left",
);
const { coupons, ...shown } = catalog;
const { at, subscription, tax } = request;

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await packageServer({ "/": PAGE, "/sent": "<!doctype html><title>Sent</title>" });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** The page, changed by `edit`, with its form attached. */
async function attached(setup = { subscription }, { edit = () => {}, options } = {}) {
  const visited = await visit(browser, `${server.url}/`);
  await visited.page.evaluate(edit);
  await visited.page.evaluate(
    async ({ setup, coupons, at, options }) => {
      const { attach } = await import("/dist/form.js");
      const form = document.querySelector("form");
      window.before = form.innerHTML;
      window.told = [];
      for (const type of ["quote-set", "quote-change", "quote-error"]) {
        document.addEventListener(type, ({ detail: { snapshot, ...detail } }) => {
          window.told.push({ type, ...detail });
        });
      }
      const findCoupon = async (code) => {
        if (code === "BROKEN") throw new Error("the server is away");
        return coupons.find((coupon) => coupon.code === code);
      };
      window.form = attach(form, { now: () => at, findCoupon, ...setup }, options);
    },
    { setup: { catalog: shown, tax, role: "owner", ...setup }, coupons, at, options },
  );
  const { page, leave } = visited;
  const text = (selector) => page.locator(selector).innerText();
  return {
    page,
    leave,
    text,
    due: () => text("#due"),
    told: () => page.evaluate(() => window.told),
  };
}

const field = (page, label) => page.getByLabel(label);

test("what is typed fills the outputs, with the answer's amounts", async () => {
  const { page, leave, due, text, told } = await attached();
  assert.equal(await field(page, "Licenses").inputValue(), "10");
  assert.ok(await field(page, "Monthly").isChecked());
  assert.equal(await due(), "");
  assert.ok(await page.getByRole("button", { name: "Pay" }).isDisabled());
  assert.match(await text("#problems"), /^Choose another number of licenses/);
  await field(page, "Licenses").fill("12");
  assert.equal(await due(), `$${expect.amountDue}`);
  assert.equal(
    await text("tbody"),
    "Studio Enterprise, node-locked, 2 licenses\tNov 21, 2026 – Dec 1, 2026\t$138.67",
  );
  assert.match(await text("form"), /Tax \$27\.73\n[^]*Then \$2,995\.20 on December 1, 2026/);
  assert.equal(await text("#problems"), "");
  assert.equal(await page.locator("[name=raw]").inputValue(), expect.amountDue);
  const payload = JSON.parse(await page.locator("[name=confirm]").inputValue());
  assert.deepEqual(payload.items, request.items);
  assert.match(payload.digest, /^sha256:/);
  assert.equal(await page.locator("form").getAttribute("data-quotient-state"), "priced");
  const events = (await told()).slice(-2);
  assert.deepEqual(events, [
    { type: "quote-set", name: "quantity", product: "studio-node", value: 12, previous: 10 },
    { type: "quote-change", payload },
  ]);
  await assertAccessible(page, "a priced form");
  // Sending is the form's own business, and has the field for the server with it.
  await page.getByRole("button", { name: "Pay" }).click();
  await page.waitForURL("**/sent?*");
  const sent = new URL(page.url()).searchParams;
  assert.deepEqual([sent.get("licenses"), JSON.parse(sent.get("confirm"))], ["12", payload]);
  await leave();
});

test("what the page's code changes stands in the fields", async () => {
  const { page, leave, due } = await attached();
  await page.evaluate(() => {
    const { checkout } = window.form;
    checkout.setQuantity("studio-node", 11);
    checkout.setCycle({ unit: "year" });
    checkout.applyCode("save10");
  });
  await page.getByText("SAVE10", { exact: true }).waitFor();
  assert.equal(await field(page, "Licenses").inputValue(), "11");
  assert.ok(await field(page, "Annual").isChecked());
  assert.equal(await field(page, "Code").inputValue(), "SAVE10");
  assert.equal(await page.locator("tbody tr").count(), 2);
  assert.equal(await page.locator("tbody tr").first().getAttribute("data-quotient-kind"), "credit");
  await page.getByRole("button", { name: "Remove" }).click();
  assert.equal(await field(page, "Code").inputValue(), "");
  assert.equal(await page.locator("ul li").count(), 0);
  await field(page, "Monthly").check();
  assert.equal(await due(), "$83.20");
  // A number that was typed in another way stays as it was typed.
  await field(page, "Licenses").fill("012");
  assert.equal(await field(page, "Licenses").inputValue(), "012");
  assert.equal(await due(), `$${expect.amountDue}`);
  await leave();
});

test("what is wrong stands beside its field, which refers to it", async () => {
  const { page, leave, due, told } = await attached();
  const described = (label) =>
    field(page, label).evaluate((input) =>
      (input.getAttribute("aria-describedby") ?? "")
        .split(" ")
        .map((id) => document.getElementById(id)?.textContent ?? "")
        .join(" "),
    );
  await field(page, "Licenses").fill("1x");
  assert.equal(await described("Licenses"), "Enter a whole number.");
  assert.equal(await field(page, "Licenses").getAttribute("aria-invalid"), "true");
  assert.equal(await due(), "");
  assert.equal(await page.locator("[name=confirm]").inputValue(), "");
  assert.equal((await told()).at(-1).type, "quote-error");
  await field(page, "Licenses").fill("501");
  assert.equal(await described("Licenses"), "At most 500 licenses can be bought here.");
  await field(page, "Licenses").fill("12");
  assert.equal(await described("Licenses"), "");
  assert.equal(await field(page, "Licenses").getAttribute("aria-invalid"), null);

  await field(page, "Code").fill("expired");
  await field(page, "Code").press("Enter");
  await page.getByText("“EXPIRED” has expired.").waitFor();
  assert.equal(await described("Code"), "“EXPIRED” has expired.");
  assert.equal(
    await page.locator("[data-quotient-error=code]").innerText(),
    "“EXPIRED” has expired.",
  );
  await assertAccessible(page, "a refused code");
  await field(page, "Code").fill("broken");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("“BROKEN” could not be checked.").first().waitFor();
  await field(page, "Code").fill("save10");
  await field(page, "Licenses").focus();
  await page.waitForFunction(() => document.querySelector("#due").textContent === "$149.76");
  assert.equal(await described("Code"), "");
  // Each took the place of the one before.
  assert.equal(await page.locator("ul li").count(), 1);
  await leave();
});

test("what stands in the fields is chosen first, and again after a reset", async () => {
  const edit = () => {
    document.querySelector("[name=licenses]").setAttribute("value", "12");
    document.querySelector("[name=code]").setAttribute("value", "SAVE10");
    document.querySelector("[value=year]").setAttribute("checked", "");
  };
  const { page, leave } = await attached({ subscription }, { edit });
  const choice = () => page.evaluate(() => window.form.checkout.getSnapshot().choice);
  await page.waitForFunction(() => window.form.checkout.getSnapshot().choice.codes);
  const { items, cycle, codes } = await choice();
  assert.deepEqual([items, cycle, codes], [request.items, { unit: "year" }, ["SAVE10"]]);
  await field(page, "Licenses").fill("20");
  await field(page, "Monthly").check();
  await page.evaluate(() => document.querySelector("form").reset());
  assert.deepEqual((await choice()).items, request.items);
  assert.deepEqual((await choice()).cycle, { unit: "year" });
  await leave();
});

test("a reset gives up what no field has, and the fields show what is left", async () => {
  const edit = () => {
    const select = document.createElement("select");
    select.dataset.quotient = "cycle";
    select.setAttribute("aria-label", "Cycle");
    select.append(new Option("Monthly", "month"), new Option("Yearly", "year"));
    document.querySelectorAll("[type=radio]").forEach((radio) => radio.remove());
    document.querySelector("form").append(select);
  };
  const { page, leave, due } = await attached({ subscription }, { edit });
  await field(page, "Licenses").fill("20");
  await page.getByLabel("Cycle").selectOption("year");
  assert.notEqual(await due(), "");
  assert.notEqual(await page.locator("[name=confirm]").inputValue(), "");
  await page.evaluate(() => document.querySelector("form").reset());
  const { items, cycle } = await page.evaluate(() => window.form.checkout.getSnapshot().choice);
  assert.deepEqual([items, cycle], [undefined, undefined]);
  assert.equal(await field(page, "Licenses").inputValue(), "10");
  assert.equal(await page.getByLabel("Cycle").inputValue(), "month");
  assert.equal(await page.locator("[name=confirm]").inputValue(), "");
  assert.equal(await page.getByRole("button", { name: "Pay" }).isDisabled(), true);
  await leave();
});

test("a quantity that is refused stays as it was typed, with the reason", async () => {
  const { page, leave, due } = await attached();
  await field(page, "Licenses").pressSequentially("2345678");
  const typed = await field(page, "Licenses").inputValue();
  assert.match(typed, /2345678/);
  assert.equal(await due(), "");
  assert.equal(await field(page, "Licenses").getAttribute("aria-invalid"), "true");
  await field(page, "Licenses").fill("99999999");
  assert.equal(await field(page, "Licenses").inputValue(), "99999999");
  await field(page, "Licenses").fill("12");
  assert.notEqual(await due(), "");
  await leave();
});

test("a purchase by number fields and a select, in another language", async () => {
  const edit = () => {
    document.querySelector("form").replaceChildren();
    const add = (tag, attributes, ...children) => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.append(...children);
      return element;
    };
    const option = (value) => add("option", { value }, value);
    const number = (product) => {
      const attributes = { type: "number", "data-quotient": "quantity", value: "0", step: "any" };
      const input = add("input", { ...attributes, "data-quotient-product": product, id: product });
      return add("label", {}, product, input);
    };
    document
      .querySelector("form")
      .append(
        number("seats"),
        number("studio-node"),
        add(
          "label",
          {},
          "Zyklus",
          add("select", { "data-quotient": "cycle" }, option("year"), option("month")),
        ),
        add("output", { id: "due", "data-quotient-output": "amountDue" }),
      );
  };
  const { page, leave, due } = await attached(
    { currency: "USD", cycle: { unit: "month" } },
    { edit, options: { locale: "de-DE" } },
  );
  // The checkout's own cycle, not the one that a select happens to begin with.
  assert.equal(await field(page, "Zyklus").inputValue(), "month");
  await field(page, "seats").fill("25");
  assert.equal(await due(), "270,00\u00a0$");
  assert.equal(await page.locator("#studio-node").getAttribute("max"), "500");
  await field(page, "Zyklus").selectOption("year");
  assert.equal(await due(), "3.000,00\u00a0$");
  // Each cycle's price has bounds of its own.
  const studio = page.locator("#studio-node");
  assert.equal(await studio.getAttribute("max"), "10000000");
  await studio.fill("600");
  assert.ok(await studio.evaluate((input) => input.validity.valid));
  assert.notEqual(await due(), "");
  await studio.fill("0");
  assert.deepEqual(await page.evaluate(() => window.form.checkout.getSnapshot().choice.cycle), {
    unit: "year",
  });
  await leave();
});

test("those who may not find the fields closed, with the reason", async () => {
  const { page, leave, text } = await attached({ subscription, role: "member" });
  assert.ok(await field(page, "Licenses").isDisabled());
  assert.ok(await field(page, "Annual").isDisabled());
  assert.match(await text(".quotient-error"), /^Only owners and admins can do this\./);
  await assertAccessible(page, "a member");
  await page.evaluate(() => window.form.checkout.update({ role: "owner" }));
  assert.ok(await field(page, "Licenses").isEnabled());
  assert.ok(await field(page, "Annual").isEnabled());
  await leave();
});

test("detached, the form is as it was found", async () => {
  const { page, leave } = await attached({
    subscription,
    items: request.items,
    codes: ["EXPIRED"],
  });
  await page.getByText("“EXPIRED” has expired.").first().waitFor();
  await field(page, "Licenses").fill("700");
  const same = await page.evaluate(() => {
    window.form.detach();
    const now = document.querySelector("form").innerHTML;
    window.form.checkout.setQuantity("studio-node", 12);
    return [now === window.before, document.querySelector("form").innerHTML === now, now];
  });
  assert.deepEqual(same.slice(0, 2), [true, true], same[2]);
  await field(page, "Licenses").fill("13");
  assert.equal(await page.evaluate(() => window.form.checkout.getSnapshot().items[0].quantity), 12);
  await leave();
});

test("whatever the engine takes can be sent, also where steps begin elsewhere than what is held", async () => {
  const catalog = structuredClone(shown);
  for (const { id, prices } of catalog.products) {
    if (id === "studio-node") prices.forEach((price) => (price.quantityStep = 4));
  }
  const { page, leave } = await attached(
    { catalog, subscription },
    { edit: () => (document.querySelector("[name=licenses]").type = "number") },
  );
  const licenses = field(page, "Licenses");
  const isValid = () => licenses.evaluate((input) => input.validity.valid);
  const isDisabled = () => page.getByRole("button", { name: "Pay" }).isDisabled();
  // Ten are held.
  await licenses.fill("12");
  assert.deepEqual([await isValid(), await isDisabled()], [true, false]);
  await licenses.fill("14");
  assert.equal(await isDisabled(), true);
  // What is held may stay, say where a code is used.
  await licenses.fill("10");
  assert.equal(await isValid(), true);
  await leave();
});

test("a button that waits for this script is enabled, and waits again once the form is left", async () => {
  const { page, leave } = await attached(
    { subscription },
    { edit: () => document.querySelector("[data-quotient=submit]").setAttribute("disabled", "") },
  );
  const pay = page.getByRole("button", { name: "Pay" });
  assert.equal(await pay.isDisabled(), true);
  await field(page, "Licenses").fill("12");
  assert.equal(await pay.isDisabled(), false);
  await page.evaluate(() => window.form.detach());
  assert.equal(await pay.isDisabled(), true);
  await leave();
});

test("what stood in a field that is gone stands in nobody's way", async () => {
  const { page, leave } = await attached(
    { items: [{ product: "studio-node", quantity: 2 }], currency: "USD", cycle: { unit: "month" } },
    {
      edit: () => {
        const first = document.querySelector("[name=licenses]");
        first.dataset.quotientProduct = "studio-node";
        const second = first.cloneNode();
        Object.assign(second, { id: "second", name: "seats" });
        second.dataset.quotientProduct = "seats";
        first.after(second);
      },
    },
  );
  const isDisabled = () => page.getByRole("button", { name: "Pay" }).isDisabled();
  await page.locator("#second").fill("x");
  assert.equal(await isDisabled(), true);
  await page.locator("#second").evaluate((input) => input.remove());
  await page.locator("[name=licenses]").fill("4");
  assert.equal(await isDisabled(), false);
  // The same where the form is left and another one takes the checkout.
  await page.locator("[name=licenses]").fill("y");
  const payable = await page.evaluate(async () => {
    const { attach } = await import("/dist/form.js");
    window.form.detach();
    document.querySelector("[name=licenses]").value = "";
    window.form = attach(document.querySelector("form"), window.form.checkout);
    return window.form.checkout.getSnapshot();
  });
  assert.deepEqual(
    [payable.canConfirm, await page.locator("[name=licenses]").inputValue()],
    [true, "4"],
  );
  await leave();
});

test("a field without a number says that alone, and not what the last number lacked", async () => {
  const { page, leave } = await attached();
  await field(page, "Licenses").fill("9");
  await field(page, "Licenses").fill("-1");
  const told = page.locator(".quotient-error");
  assert.deepEqual(await told.allInnerTexts(), ["Enter a whole number."]);
  await leave();
});

test("a language that no browser knows is passed over for the next", async () => {
  const edit = () => (document.documentElement.lang = "x-default");
  for (const locale of ["de_DE.UTF-8", undefined]) {
    const { page, leave, due } = await attached({ subscription }, { edit, options: { locale } });
    await field(page, "Licenses").fill("12");
    assert.equal(await due(), locale ? "166,40\u00a0$" : "$166.40");
    await leave();
  }
});

test("text beside the elements of a template comes and goes with them", async () => {
  const edit = () => {
    const list = document.querySelector("[data-quotient-output=codes]");
    list.querySelector("template").content.append("and so on, ");
  };
  const { page, leave } = await attached({ subscription, codes: ["SAVE10"] }, { edit });
  const list = () => page.locator("[data-quotient-output=codes]").textContent();
  for (const quantity of ["12", "13", "14"]) await field(page, "Licenses").fill(quantity);
  assert.equal((await list()).split("and so on").length, 2);
  const isAsFound = await page.evaluate(() => {
    window.form.detach();
    document.querySelector("[name=licenses]").value = "";
    return document.querySelector("form").innerHTML === window.before;
  });
  assert.ok(isAsFound);
  await leave();
});

test("fields that share a place for what is wrong do not take each other's text away", async () => {
  const edit = () => {
    const code = document.querySelector("[name=code]");
    const second = code.cloneNode();
    second.name = "second";
    second.setAttribute("aria-label", "Second code");
    code.after(second);
    const licenses = document.querySelector("[name=licenses]");
    licenses.dataset.quotientProduct = "studio-node";
    const seats = licenses.cloneNode();
    seats.name = "seats";
    seats.dataset.quotientProduct = "seats";
    seats.setAttribute("aria-label", "Seats");
    const place = document.createElement("p");
    place.dataset.quotientError = "quantity";
    licenses.after(seats, place);
  };
  const setup = {
    currency: "USD",
    cycle: { unit: "month" },
    items: [{ product: "studio-node", quantity: 12 }],
    subscription: undefined,
  };
  const { page, leave } = await attached(setup, { edit });
  const told = (name) => page.locator(`[data-quotient-error=${name}]`);
  const code = page.locator("[name=code]");
  await code.fill("NOPE");
  await code.press("Enter");
  await told("code").getByText("NOPE").waitFor();
  await page.locator("[name=second]").fill("NADA");
  await page.locator("[name=second]").press("Enter");
  await told("code").getByText("NADA").waitFor();
  assert.match(await told("code").innerText(), /NOPE.* .*NADA/);
  await page.locator("[name=licenses]").fill("x");
  assert.equal(await told("quantity").innerText(), "Enter a whole number.");
  await page.locator("[name=licenses]").fill("12");
  assert.ok(await told("quantity").isHidden());
  await leave();
});

test("a product that leaves a purchase is told, as 0", async () => {
  const setup = {
    currency: "USD",
    cycle: { unit: "month" },
    items: [{ product: "studio-node", quantity: 12 }],
    subscription: undefined,
  };
  const { page, leave, told } = await attached(setup);
  await page.evaluate(() => window.form.checkout.update({ items: [] }));
  assert.deepEqual(
    (await told()).filter(({ type }) => type === "quote-set"),
    [{ type: "quote-set", name: "quantity", product: "studio-node", value: 0, previous: 12 }],
  );
  await leave();
});
