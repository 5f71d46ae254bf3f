// `<quotient-checkout>` in a page whose policy forbids whatever can be forbidden.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { assertAccessible } from "./support/axe.mjs";
import { launch, visit } from "./support/browser.mjs";
import { named, packageServer, POLICY } from "./support/package.mjs";

const PAGE = `<!doctype html><html lang="en"><head><title>Checkout</title>
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>Checkout</h1><quotient-checkout></quotient-checkout></main></body></html>`;

const { catalog, request, expect } = await named(
  "change/two more licenses, a third of the month left",
);
const { coupons, ...shown } = catalog;

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await packageServer({ "/": PAGE });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A page with the element, set up by properties; what it tells is in `window.told`. */
async function element(setup, { options, late } = {}) {
  const visited = await visit(browser, `${server.url}/`, options);
  await visited.page.evaluate(
    async ({ setup, coupons, at, late }) => {
      const element = document.querySelector("quotient-checkout");
      window.told = [];
      for (const type of ["quote-change", "quote-error"]) {
        document.addEventListener(type, ({ detail }) => window.told.push({ type, ...detail }));
      }
      const define = () => import("/dist/element.js");
      // Properties that were set before the element was defined count, too.
      if (!late) await define();
      const findCoupon = async (code) => {
        if (code === "SLOW") await new Promise((resolve) => (window.answerSlow = resolve));
        if (code === "BROKEN") throw new Error("the server is away");
        return coupons.find((coupon) => coupon.code === code);
      };
      Object.assign(element, { now: () => at, findCoupon, ...setup });
      if (late) await define();
      await new Promise((resolve) => setTimeout(resolve));
    },
    { setup, coupons, at: request.at, late },
  );
  return visited;
}

const { subscription, tax } = request;
const change = { catalog: shown, subscription, tax, actorRole: "owner" };
const purchase = { catalog: shown, currency: "USD", tax, actorRole: "owner" };

const quantity = (page, name = /Number of/) => page.getByRole("textbox", { name }).first();
const part = (page, name) => page.locator(`quotient-checkout [part~="${name}"]`);
const due = (page) => part(page, "amount-due").innerText();
const told = (page) => page.evaluate(() => window.told);

test("two more licenses: every amount is the answer's", async () => {
  const { page, leave } = await element(change);
  assert.equal(await due(page), "–");
  await page.getByRole("button", { name: /^1 license more/ }).click();
  await quantity(page).press("ArrowUp");
  assert.equal(await quantity(page).inputValue(), "12");
  assert.equal(await due(page), `$${expect.amountDue}`);
  assert.deepEqual(await part(page, "line-amount").allInnerTexts(), ["$138.67"]);
  await page.getByText("How this was calculated").click();
  assert.match(await part(page, "calculation").innerText(), /10 of 30 days remain/);
  assert.match(await part(page, "renewal").innerText(), /on December 1, 2026/);
  // One event for each answer, the last with what the server needs.
  const events = await told(page);
  assert.deepEqual(
    events.map(({ type }) => type),
    ["quote-change", "quote-change", "quote-change"],
  );
  const { payload, snapshot } = events.at(-1);
  assert.equal(payload.digest, snapshot.answer.digest);
  assert.deepEqual(payload.items, request.items);
  assert.equal(events[0].payload, undefined);
  // The status is told once the person pauses.
  await page.getByRole("status").getByText("12 licenses. Due today $166.40.").waitFor();
  await leave();
});

test("what is typed counts at once, and what is no number gives no price", async () => {
  const { page, leave } = await element(change, { late: true });
  const field = quantity(page);
  await field.fill("12");
  assert.equal(await due(page), `$${expect.amountDue}`);
  await field.fill("12x");
  assert.equal(await due(page), "–");
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  const described = await field.evaluate((input) =>
    input
      .getAttribute("aria-describedby")
      .split(" ")
      .map((id) => input.getRootNode().getElementById(id).textContent)
      .join(" "),
  );
  assert.match(described, /You have 10 licenses\. .*Enter a whole number\./);
  assert.equal(
    await page.evaluate(() => document.querySelector("quotient-checkout").payload),
    undefined,
  );
  await assertAccessible(page, "a text that is no number");
  await field.fill("501");
  assert.match(await part(page, "error").innerText(), /^At most 500 licenses can be bought here\./);
  await page.getByRole("button", { name: "Use 500 licenses" }).click();
  assert.equal(await field.inputValue(), "500");
  assert.equal(await field.getAttribute("aria-invalid"), null);
  // The caret stays where it is while the page changes around it.
  await field.fill("12");
  await field.press("ArrowLeft");
  await field.press("3");
  assert.equal(await field.inputValue(), "132");
  assert.equal(await field.evaluate((input) => input.selectionStart), 2);
  await leave();
});

test("a quantity may be typed as the locale writes it, and in digits of any script", async () => {
  const unlimited = structuredClone(shown);
  for (const { prices } of unlimited.products) for (const price of prices) delete price.maxQuantity;
  const items = [{ product: "studio-node", quantity: 1 }];
  const { page, leave } = await element({ ...purchase, catalog: unlimited, items });
  const field = quantity(page);
  const takes = async (typed, expected) => {
    await field.fill("1");
    await field.fill(typed);
    assert.equal(await field.inputValue(), expected, typed);
    const quantity = await page.evaluate(
      () => document.querySelector("quotient-checkout").payload?.items[0].quantity,
    );
    assert.equal(quantity, /^[0-9]+$/.test(expected) ? Number(expected) : undefined, typed);
  };
  await takes("1,000", "1000");
  await takes(" 12 ", "12");
  await takes("\u0661\u0662", "12");
  for (const typed of ["1.000", "1,00", "10,00", "1 000", "1e3", "-1"]) await takes(typed, typed);
  await page.evaluate(() => (document.querySelector("quotient-checkout").locale = "fr"));
  // As French writes it, or with the space that there is on keyboards.
  await takes("1\u202f000", "1000");
  await takes("1 000", "1000");
  await takes("1,000", "1,000");
  await leave();
});

test("cycles are radios with prices and savings, and a refused one has its reason", async () => {
  const { page, leave } = await element(change);
  await page.getByRole("radio", { name: "Annual" }).check();
  assert.match(await part(page, "saving").innerText(), /^Save \$2,080\.00 a year \(8\.3%\)$/);
  const lines = await part(page, "line").allInnerTexts();
  assert.equal(lines.length, 2);
  assert.match(lines[0], /^Credit Unused time/);
  assert.match(lines[0], /−\$693\.33/);
  await leave();

  const annual = { unit: "year" };
  const period = { start: "2026-06-01T00:00:00Z", end: "2027-06-01T00:00:00Z" };
  const held = { ...subscription, cycle: annual, period, anchor: period.start, charges: [] };
  const second = await element({ ...change, subscription: held });
  const monthly = second.page.getByRole("radio", { name: "Monthly" });
  assert.ok(await monthly.isDisabled());
  assert.match(
    await second.page.locator("#cycle-1-month-about").innerText(),
    /The present term runs until June 1, 2027\. A shorter cycle is not possible before\./,
  );
  await second.leave();
});

test("another seller's cycles, units and prices are told in whole sentences", async () => {
  const catalog = JSON.parse(
    readFileSync(new URL("fixtures/other-seller.json", import.meta.url), "utf8"),
  );
  const period = { start: "2026-11-01T00:00:00Z", end: "2027-02-01T00:00:00Z" };
  const subscription = {
    id: "sub_1",
    status: "active",
    currency: "EUR",
    cycle: { unit: "month", count: 3 },
    items: [
      { product: "seat", quantity: 60 },
      { product: "calls", quantity: 5000 },
      { product: "storage", quantity: 5 },
    ],
    period,
  };
  const shop = await element({ catalog, subscription });
  const told = async (name) =>
    (await shop.page.locator(`#cycle-${name} ~ .cycle-about`).innerText()).split(/\n+/);
  assert.deepEqual(await told("2-year"), [
    "Seats",
    "€5,850.00 per 2 years",
    "Not sold in this billing cycle: API calls and Cold storage.",
  ]);
  assert.deepEqual((await told("2-week")).slice(0, 2), ["API calls", "€3.75 per 2 weeks"]);
  await shop.page.getByText("You have 5 GB.").waitFor();
  await shop.leave();

  const { page, leave } = await element({ catalog, currency: "EUR" });
  await page.getByText("5,000 calls for €20.00 every 3 months").waitFor();
  await leave();
});

test("nothing is offered to those who may not", async () => {
  const { page, leave } = await element({ ...change, actorRole: "member" });
  assert.equal(await part(page, "notice").innerText(), "Only owners and admins can do this.");
  assert.match(await part(page, "summary").innerText(), /Only owners and admins can do this\./);
  assert.ok(await quantity(page).isDisabled());
  assert.ok(await page.getByRole("radio", { name: "Annual" }).isDisabled());
  await assertAccessible(page, "a member");
  // Another role makes another offer.
  await page.evaluate(() => (document.querySelector("quotient-checkout").actorRole = "owner"));
  await page.getByRole("button", { name: /^1 license more/ }).click();
  assert.equal(await part(page, "notice").count(), 0);
  await leave();
});

test("a code becomes a chip, or stays in its field with the reason", async () => {
  const { page, leave } = await element({ ...change, items: request.items });
  await page.getByRole("button", { name: "Add discount code" }).click();
  const field = page.getByRole("textbox", { name: "Discount code" });
  assert.ok(await field.evaluate((input) => input === input.getRootNode().activeElement));
  await field.fill("expired");
  await field.press("Enter");
  await page.getByText("“EXPIRED” has expired.").first().waitFor();
  assert.equal(await field.inputValue(), "expired");
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await page.getByRole("status").getByText("“EXPIRED” has expired.").waitFor();
  await assertAccessible(page, "a refused code");
  await field.fill("broken");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("“BROKEN” could not be checked. Please try again.").first().waitFor();
  assert.equal(
    (await told(page)).find(({ type }) => type === "quote-error").problems[0].code,
    "lookup_failed",
  );
  await field.fill("slow");
  await field.press("Enter");
  await page.getByText("Checking “SLOW”…").waitFor();
  // The quote of before stays while the server is asked.
  assert.equal(await due(page), `$${expect.amountDue}`);
  await page.evaluate(() => window.answerSlow());
  await page.getByText("“SLOW” is not a code that we know.").first().waitFor();
  await field.fill(" save10 ");
  await field.press("Enter");
  await page.getByRole("button", { name: "Add another discount code" }).waitFor();
  assert.match(await part(page, "chip-applied").innerText(), /^SAVE10 −\$13\.87/);
  assert.equal(await due(page), "$149.76");
  assert.equal(await part(page, "total-code").innerText(), "Discount SAVE10\n−$13.87");
  // A later change may take a code's effect away: the chip says so, and so does the status.
  await quantity(page).fill("10");
  await page.getByRole("button", { name: "Remove code SAVE10" }).click();
  assert.equal(await part(page, "chip").count(), 0);
  const focused = await page.evaluate(
    () => document.activeElement.shadowRoot.activeElement.textContent,
  );
  assert.equal(focused, "Add discount code");
  await leave();
});

test("a look-up that never ends can be given up, by another code and by a button", async () => {
  const { page, leave } = await element({ ...change, items: request.items });
  await page.getByRole("button", { name: "Add discount code" }).click();
  const field = page.getByRole("textbox", { name: "Discount code" });
  const payload = () => page.evaluate(() => document.querySelector("quotient-checkout").payload);
  await field.fill("slow");
  await field.press("Enter");
  await page.getByText("Checking “SLOW”…").waitFor();
  assert.equal(await payload(), undefined);
  await page.getByRole("button", { name: "Remove code SLOW" }).click();
  assert.notEqual(await payload(), undefined);
  await field.fill("slow");
  await field.press("Enter");
  await page.getByText("Checking “SLOW”…").waitFor();
  await field.fill("save10");
  await field.press("Enter");
  await part(page, "chip-applied").waitFor();
  assert.deepEqual((await payload()).codes, ["SAVE10"]);
  await leave();
});

test("a purchase offers what is sold, and starts with what is given", async () => {
  const { page, leave } = await element({
    ...purchase,
    items: [{ product: "seats", quantity: 25 }],
  });
  assert.equal(await part(page, "product").count(), shown.products.length);
  const seats = page.getByRole("textbox", { name: "Number of seats" }).first();
  assert.equal(await seats.inputValue(), "25");
  // 25 x 9.00 and 20 % tax.
  assert.equal(await due(page), "$270.00");
  await page.getByRole("radio", { name: "Annual" }).check();
  assert.equal(await due(page), "$3,000.00");
  await seats.fill("0");
  assert.equal(await due(page), "–");
  assert.match(await part(page, "summary").innerText(), /Choose what you would like to have\./);
  await assertAccessible(page, "an empty purchase");
  await leave();
});

test("a store of the page's own can be shown, and told in other words", async () => {
  const { page, leave } = await visit(browser, `${server.url}/`);
  await page.evaluate(
    async ({ setup, at }) => {
      const { createCheckout } = await import("/dist/store.js");
      await import("/dist/element.js");
      const checkout = createCheckout({ ...setup, role: "owner", now: () => at });
      const element = document.querySelector("quotient-checkout");
      Object.assign(element, { checkout, locale: "de-DE" });
      element.messages = {
        dueNow: "Heute fällig",
        units: (count, unit, counted) => `${counted} Stück`,
      };
      window.checkout = checkout;
      await new Promise((resolve) => setTimeout(resolve));
    },
    { setup: { catalog: shown, subscription, tax }, at: request.at },
  );
  await page.evaluate(() => window.checkout.setQuantity("studio-node", 12));
  assert.equal(await quantity(page).inputValue(), "12");
  assert.equal(await part(page, "due").innerText(), "Heute fällig\n166,40\u00a0$");
  assert.match(await part(page, "hint").first().innerText(), /10 Stück/);
  await quantity(page).fill("11");
  assert.equal(await page.evaluate(() => window.checkout.getSnapshot().items[0].quantity), 11);
  // Taken off the page it listens no more; put back it shows what is.
  const states = await page.evaluate(async () => {
    const element = document.querySelector("quotient-checkout");
    const parent = element.parentNode;
    element.remove();
    window.checkout.setQuantity("studio-node", 13);
    const field = element.shadowRoot.querySelector("input[part=quantity]");
    const away = field.value;
    parent.append(element);
    return [away, field.value];
  });
  assert.deepEqual(states, ["11", "13"]);
  await leave();
});

test("what is no number gives way to a quantity from elsewhere, and stays where the element is moved", async () => {
  const { page, leave } = await element(change);
  const run = (script) => page.evaluate(script);
  const payload = () => run(() => document.querySelector("quotient-checkout").payload);
  const field = quantity(page);
  const invalid = () => field.getAttribute("aria-invalid");
  await field.fill("12x");
  await run(() => {
    const element = document.querySelector("quotient-checkout");
    const parent = element.parentNode;
    element.remove();
    parent.append(element);
  });
  assert.equal(await field.inputValue(), "12x");
  assert.equal(await invalid(), "true");
  assert.equal(await payload(), undefined);

  const elsewhere = [
    () => document.querySelector("quotient-checkout").checkout.setQuantity("studio-node", 12),
    () => {
      const items = [{ product: "studio-node", quantity: 12 }];
      document.querySelector("quotient-checkout").items = items;
    },
  ];
  for (const change of elsewhere) {
    await field.fill("12x");
    assert.equal(await due(page), "–");
    await run(change);
    assert.equal(await field.inputValue(), "12");
    assert.equal(await invalid(), null);
    assert.equal(await due(page), `$${expect.amountDue}`);
    assert.equal((await payload()).items[0].quantity, 12);
  }
  await leave();
});

test("what was typed is over with the store that it was typed into", async () => {
  const { page, leave } = await element({ ...change, items: request.items });
  await page.getByRole("button", { name: "Add discount code" }).click();
  const field = page.getByRole("textbox", { name: "Discount code" });
  await field.fill("slow");
  await field.press("Enter");
  await page.getByText("Checking “SLOW”…").waitFor();
  await quantity(page).fill("a dozen");
  await page.evaluate(
    async ({ setup, at }) => {
      const { createCheckout } = await import("/dist/store.js");
      const checkout = createCheckout({ ...setup, role: "owner", now: () => at });
      document.querySelector("quotient-checkout").checkout = checkout;
    },
    { setup: { catalog: shown, subscription, tax, items: request.items }, at: request.at },
  );
  assert.equal(await quantity(page).inputValue(), "12");
  assert.equal(await due(page), `$${expect.amountDue}`);
  assert.equal(await field.count(), 0);
  assert.equal(await part(page, "error").count(), 0);
  assert.deepEqual(
    (await told(page)).filter(({ problems }) => problems?.some((each) => each.field === "code")),
    [],
  );
  await leave();
});

test("where WebAssembly is forbidden, a store of the plain JavaScript engine is shown", async () => {
  const strict = await packageServer({ "/": PAGE }, POLICY.replace(" 'wasm-unsafe-eval'", ""));
  try {
    const { page, leave } = await visit(browser, `${strict.url}/`);
    await page.evaluate(
      async ({ setup, at }) => {
        const { createCheckout } = await import("/dist/js.js");
        await import("/dist/element.js");
        const checkout = createCheckout({ ...setup, role: "owner", now: () => at });
        document.querySelector("quotient-checkout").checkout = checkout;
      },
      { setup: { catalog: shown, subscription, tax, items: request.items }, at: request.at },
    );
    assert.equal(await due(page), `$${expect.amountDue}`);
    await page.getByText("How this was calculated").click();
    assert.match(await part(page, "calculation").innerText(), /10 of 30 days remain/);
    await leave();
  } finally {
    await strict.stop();
  }
});

test("a malformed set-up is told by an event, and mended by the next property", async () => {
  const { page, leave } = await element({
    ...change,
    catalog: { id: "x", products: [], extra: 1 },
  });
  const [error] = await told(page);
  assert.equal(error.type, "quote-error");
  assert.deepEqual(
    error.problems.map(({ code, path, field }) => ({ code, path, field })),
    [{ code: "unknown_field", path: "/extra", field: "setup" }],
  );
  await page.evaluate(
    (catalog) => (document.querySelector("quotient-checkout").catalog = catalog),
    shown,
  );
  await page.getByRole("button", { name: /^1 license more/ }).click();
  assert.equal(await due(page), "$83.20");
  // Refused once more, it is not forgotten by what is set next.
  const set = (properties) =>
    page.evaluate(async (properties) => {
      const checkout = document.querySelector("quotient-checkout");
      Object.assign(checkout, properties);
      await Promise.resolve();
      const { problems, catalog } = checkout.snapshot;
      const { payload } = checkout;
      return { problems: problems.length, id: catalog.id, canPay: payload !== undefined };
    }, properties);
  const dearer = { ...shown, id: "dearer" };
  assert.deepEqual(await set({ catalog: { ...dearer, extra: 1 } }), {
    problems: 1,
    id: shown.id,
    canPay: false,
  });
  const still = await set({ firstPurchase: true });
  assert.deepEqual([still.id, still.canPay], [shown.id, false]);
  assert.deepEqual(await set({ catalog: dearer }), { problems: 0, id: "dearer", canPay: true });
  await leave();
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [390, 1280]) {
    test(`without violations, and without sideways scrolling: ${colorScheme}, ${width} pixels`, async () => {
      const options = { colorScheme, viewport: { width, height: 900 } };
      const setup = { ...change, items: request.items, codes: ["SAVE10"] };
      const { page, leave } = await element(setup, { options });
      await part(page, "chip-applied").waitFor();
      await part(page, "others").click();
      await part(page, "calculation").locator("summary").click();
      await assertAccessible(page, `${colorScheme} ${width}`);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(overflow, 0);
      const sizes = await page
        .locator("quotient-checkout")
        .locator("button:visible, input:visible")
        .evaluateAll((targets) => targets.map((target) => target.getBoundingClientRect().height));
      // WCAG 2.5.8; the radios' labels cover their whole card.
      assert.ok(
        sizes.every((size) => size >= 18),
        sizes.join(" "),
      );
      await leave();
    });
  }
}

test("texts of twice the size fit into the narrowest page", async () => {
  const items = [{ product: subscription.items[0].product, quantity: 499 }];
  const options = { viewport: { width: 320, height: 900 } };
  const { page, leave } = await element({ ...change, items }, { options });
  await page.evaluate(() => {
    const { style } = document.querySelector("quotient-checkout");
    style.setProperty("--quotient-font-size", "32px");
    document.body.style.margin = 0;
  });
  await part(page, "calculation").locator("summary").click();
  const places = await page
    .locator("quotient-checkout")
    .locator("bdi, p, dt, li, label, input, button, summary")
    .evaluateAll((shown) =>
      shown.map((each) => {
        const { left, right } = each.getBoundingClientRect();
        return { text: each.textContent, left, right };
      }),
    );
  // WCAG 1.4.4 and 1.4.10: nothing is cut off, and no word has a line for each of its letters.
  assert.deepEqual(
    places.filter(({ left, right }) => left < 0 || right > 320),
    [],
  );
  const label = await part(page, "due").locator("span").boundingBox();
  assert.ok(label.height < 2 * label.width, JSON.stringify(label));
  await leave();
});

test("right to left, all is mirrored but the amounts", async () => {
  const { page, leave } = await element({ ...change, items: request.items });
  const places = () =>
    page.evaluate(() => {
      const root = document.querySelector("quotient-checkout").shadowRoot;
      const at = (name) => root.querySelector(`[part~="${name}"]`).getBoundingClientRect().x;
      return {
        title: at("line-title"),
        amount: at("line-amount"),
        main: at("main"),
        summary: at("summary"),
      };
    });
  const before = await places();
  assert.ok(before.title < before.amount && before.main < before.summary);
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  const after = await places();
  assert.ok(after.title > after.amount && after.main > after.summary);
  assert.equal(await due(page), `$${expect.amountDue}`);
  await leave();
});

test("the manifest names what there is", async () => {
  const manifest = JSON.parse(
    readFileSync(new URL("../../npm/custom-elements.json", import.meta.url), "utf8"),
  );
  const [{ declarations }] = manifest.modules;
  const [declaration] = declarations;
  const source = readFileSync(new URL("../../npm/dist/element.js", import.meta.url), "utf8");
  const { page, leave } = await element(change);
  const found = await page.evaluate(() => {
    const element = document.querySelector("quotient-checkout");
    const { constructor } = element;
    const own = Object.getOwnPropertyDescriptors(constructor.prototype);
    return {
      observed: constructor.observedAttributes,
      fields: Object.entries(own)
        .filter(([, { get }]) => get)
        .map(([name, { set }]) => [name, !set]),
    };
  });
  const sorted = (names) => [...names].sort();
  assert.deepEqual(sorted(declaration.attributes.map(({ name }) => name)), sorted(found.observed));
  assert.deepEqual(
    sorted(declaration.members.map(({ name, readonly = false }) => `${name} ${readonly}`)),
    sorted(found.fields.map(([name, readonly]) => `${name} ${readonly}`)),
  );
  const properties = new Set(source.match(/--quotient-[a-z-]+/g));
  assert.deepEqual(sorted(declaration.cssProperties.map(({ name }) => name)), sorted(properties));
  const parts = new Set(declaration.cssParts.map(({ name }) => name));
  const used = await page.evaluate(() =>
    [...document.querySelector("quotient-checkout").shadowRoot.querySelectorAll("[part]")].flatMap(
      ({ part }) => [...part],
    ),
  );
  assert.deepEqual(
    used.filter((name) => !parts.has(name)),
    [],
  );
  await leave();
});

test("what makes no checkout is told to whoever looks at the page, and why as an event", async () => {
  const { products, ...none } = shown;
  for (const [setup, code] of [
    [{ ...purchase, catalog: { ...none, products: [{}] } }, "missing_field"],
    [{ ...purchase, currency: "EUR" }, "price_not_found"],
  ]) {
    const { page, leave } = await element(setup);
    await page.getByRole("alert").getByText("This checkout cannot be shown.").waitFor();
    const events = await told(page);
    assert.deepEqual(
      events.map(({ type, problems }) => [type, problems[0].code]),
      [["quote-error", code]],
    );
    // It may be right with what is set next.
    await page.evaluate(
      (setup) => Object.assign(document.querySelector("quotient-checkout"), setup),
      purchase,
    );
    await part(page, "product").first().waitFor();
    await leave();
  }
});

test("a quantity that is too large stays as it was typed, with one reason", async () => {
  const { page, leave } = await element(purchase);
  await quantity(page).pressSequentially("00000000");
  await quantity(page).fill("100000000");
  assert.equal(await quantity(page).inputValue(), "100000000");
  assert.deepEqual(await part(page, "error").allInnerTexts(), ["That is more than can be priced."]);
  await quantity(page).fill("2");
  assert.equal(await part(page, "error").count(), 0);
  await leave();
});

test("dollars are told from other dollars, and thousands keep their spaces", async () => {
  const catalog = structuredClone(shown);
  catalog.products.forEach(({ prices }) => prices.forEach((price) => delete price.maxQuantity));
  const { page, leave } = await element({ ...change, catalog, locale: "en-CA" });
  await quantity(page).fill("12");
  assert.equal(await due(page), `US$${expect.amountDue}`);
  await page.evaluate(() => (document.querySelector("quotient-checkout").locale = "sv"));
  await quantity(page).fill("1210");
  assert.match(await part(page, "line").first().innerText(), /1\s200 more licenses/);
  await leave();
});

test("a language that no browser knows is passed over for the next", async () => {
  for (const locale of ["x-default", "en-US@posix", "en_US.UTF-8", ""]) {
    const { page, leave } = await element({ ...change, locale, items: request.items });
    assert.equal(await due(page), `$${expect.amountDue}`);
    await leave();
  }
});

test("dates are the seller's, also in browsers that know no zones such as +07:00", async () => {
  const timeZone = "+07:00";
  // At 20:00 UTC it is the next day there.
  const at = "2026-11-20T20:00:00Z";
  const { page, leave } = await element({ ...change, catalog: { ...shown, timeZone } });
  await page.evaluate(
    ({ at, subscription }) => {
      const { DateTimeFormat } = Intl;
      Intl.DateTimeFormat = function (locale, options) {
        if (options?.timeZone !== "UTC") throw new RangeError("no such zone");
        return new DateTimeFormat(locale, options);
      };
      const element = document.querySelector("quotient-checkout");
      Object.assign(element, { now: () => at, subscription });
    },
    { at, subscription },
  );
  await quantity(page).fill("12");
  assert.match(await part(page, "line").first().innerText(), /Nov 21, 2026 – Dec 1, 2026/);
  await leave();
});

test("fields of one unit have names of their own, and ids without spaces", async () => {
  const price = (id, unit) => ({
    id,
    currency: "USD",
    cycle: { unit: "month" },
    scheme: { type: "perUnit", amount: "1.00" },
  });
  const product = (id, name) => ({ id, name, unitName: "seat", prices: [price(`${id}-month`)] });
  const catalog = { id: "two", products: [product("a b", "First"), product("c", "Second")] };
  const { page, leave } = await element({ ...purchase, catalog });
  const first = page.getByRole("textbox", { name: "First Number of seats", exact: true });
  await first.fill("x");
  const described = await first.evaluate((field) =>
    field
      .getAttribute("aria-describedby")
      .split(" ")
      .map((id) => field.getRootNode().getElementById(id).innerText),
  );
  assert.match(described.join(), /Enter a whole number\./);
  await first.fill("6");
  await page.getByRole("textbox", { name: "Second Number of seats", exact: true }).fill("2");
  await page.getByRole("status").getByText("First: 6 seats and Second: 2 seats.").waitFor();
  await leave();
});

test("a page that stays open shows a quote that holds, and pays by it", async () => {
  const { page, leave } = await visit(browser, `${server.url}/`);
  await page.clock.install({ time: new Date(request.at) });
  await page.evaluate(
    async ({ setup }) => {
      await import("/dist/element.js");
      Object.assign(document.querySelector("quotient-checkout"), setup);
    },
    { setup: { ...change, items: request.items } },
  );
  const payload = () => page.evaluate(() => document.querySelector("quotient-checkout").payload);
  await page.clock.runFor(100);
  const before = await payload();
  await page.clock.fastForward("06:00:00");
  await page.clock.runFor(100);
  const after = await payload();
  assert.ok(Date.parse(after.at) - Date.parse(before.at) >= 6 * 3_600_000, after.at);
  await leave();
});

test("sentences of another direction than the page's are read in their own", async () => {
  // Amounts have marks of their direction there.
  const { page, leave } = await element({ ...change, items: request.items, locale: "ar" });
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  const places = await part(page, "renewal").evaluate((line) => {
    const text = line.firstChild;
    return ["Renews", "for", "on"].map((word) => {
      const range = document.createRange();
      const at = text.data.search(new RegExp(`\\b${word}\\b`));
      range.setStart(text, at);
      range.setEnd(text, at + word.length);
      return range.getBoundingClientRect().left;
    });
  });
  assert.deepEqual(
    places,
    [...places].sort((one, other) => one - other),
  );
  // They stand where the page's would.
  for (const [name, box] of [
    ["product-name", "product"],
    ["renewal", "due"],
    ["line-title", "line"],
    ["cycle-name", "cycle-price"],
  ]) {
    const end = await part(page, name)
      .first()
      .evaluate((text) => {
        const range = document.createRange();
        range.selectNodeContents(text);
        return range.getBoundingClientRect().right;
      });
    const { right, padding } = await part(page, box)
      .first()
      .evaluate((each) => ({
        right: each.getBoundingClientRect().right,
        padding: Number.parseFloat(getComputedStyle(each).paddingRight),
      }));
    assert.ok(Math.abs(end - right + padding) < 2, `${name} ends at ${end} of ${right}`);
  }
  await leave();
});

test("a code may be as long as the engine takes it", async () => {
  const { page, leave } = await element({ ...change, items: request.items });
  await page.getByRole("button", { name: "Add discount code" }).click();
  const field = page.getByRole("textbox", { name: "Discount code" });
  await field.focus();
  await page.keyboard.insertText("A".repeat(1000));
  assert.equal((await field.inputValue()).length, 1000);
  await leave();
});

test("a given store takes the place of what was set, which is not there again after it", async () => {
  const { page, leave } = await element({ ...purchase, items: request.items });
  const seen = await page.evaluate(
    async ({ setup, at }) => {
      const { createCheckout } = await import("/dist/store.js");
      const element = document.querySelector("quotient-checkout");
      const turn = () => new Promise((resolve) => setTimeout(resolve));
      let isGivenUp = false;
      element.findCoupon = (_, { signal }) => {
        signal.addEventListener("abort", () => (isGivenUp = true));
        return new Promise(() => {});
      };
      await turn();
      element.checkout.applyCode("SAVE10");
      element.checkout = createCheckout({ ...setup, role: "owner", now: () => at });
      const given = [isGivenUp, element.catalog];
      await turn();
      element.checkout = undefined;
      await turn();
      const gone = [element.checkout, element.snapshot];
      element.now = () => at;
      element.catalog = setup.catalog;
      element.subscription = setup.subscription;
      return { given, gone, again: element.snapshot.items.length };
    },
    { setup: { catalog: shown, subscription, tax }, at: request.at },
  );
  assert.deepEqual(seen, { given: [true, undefined], gone: [undefined, undefined], again: 1 });
  await leave();
});

test("a purchase takes the quantities of the chosen cycle, and a price names how many it is for", async () => {
  const catalog = structuredClone(shown);
  const [studio] = catalog.products;
  studio.prices[1].minQuantity = 10;
  const { page, leave } = await element({ ...purchase, catalog });
  const more = (name) => page.getByRole("button", { name: new RegExp(`more: ${name}`) });
  const row = (name) => part(page, "product").filter({ hasText: name });
  await page.getByText("1 license for $208.00 a month").waitFor();
  await quantity(page).fill("500");
  assert.ok(await more("Studio Enterprise, node-locked").isDisabled());
  await page.getByRole("radio", { name: "Annual" }).check();
  await page.getByText("10 licenses for $22,880.00 a year").waitFor();
  await more("Studio Enterprise, node-locked").click();
  assert.equal(await quantity(page).inputValue(), "501");
  assert.equal(await part(page, "error").count(), 0);
  assert.notEqual(await due(page), "–");
  // One press leads from none to the least that may be bought, and from it to none.
  await quantity(page).fill("11");
  await quantity(page).press("ArrowDown");
  assert.equal(await quantity(page).inputValue(), "10");
  await page.getByRole("button", { name: /^10 licenses fewer: Studio/ }).click();
  assert.equal(await quantity(page).inputValue(), "0");
  await page.getByRole("button", { name: /^10 licenses more: Studio/ }).click();
  assert.equal(await quantity(page).inputValue(), "10");
  await page
    .getByRole("button", { name: /^1 license more: Studio Enterprise, node-locked/ })
    .click();
  assert.equal(await quantity(page).inputValue(), "11");
  await quantity(page).fill("501");
  // What is sold by the month alone is not offered, and says so.
  assert.ok(await more("Volume").isDisabled());
  assert.match(await row("Volume").innerText(), /Not sold in this billing cycle: Volume\./);
  await page.getByRole("radio", { name: "Monthly" }).check();
  await row("Volume").getByRole("textbox").fill("3");
  await page.getByRole("radio", { name: "Annual" }).check();
  await row("Volume").getByRole("textbox").press("ArrowDown");
  assert.equal(await row("Volume").getByRole("textbox").inputValue(), "0");
  await leave();

  // Each cycle's least where they differ.
  const alone = await element({ ...purchase, catalog: { ...catalog, products: [studio] } });
  await alone.page.getByText("For 1 license, before tax and discounts.").waitFor();
  assert.deepEqual(await part(alone.page, "cycle-price").allInnerTexts(), [
    "$208.00 per month",
    "$22,880.00 per year · 10 licenses",
  ]);
  await alone.page.getByRole("radio", { name: "Annual" }).check();
  await alone.page.getByText("For 10 licenses, before tax and discounts.").waitFor();
  assert.deepEqual(await part(alone.page, "cycle-price").allInnerTexts(), [
    "$208.00 per month · 1 license",
    "$22,880.00 per year",
  ]);
  await alone.leave();
});

test("in a purchase each cycle has the price of as many as are chosen", async () => {
  const { page, leave } = await element(purchase);
  const seats = page.getByRole("textbox", { name: "Workspace Number of seats" });
  const prices = () => part(page, "cycle-price").allInnerTexts();
  await seats.fill("25");
  await page.getByText("For 25 seats, before tax and discounts.").waitFor();
  assert.deepEqual(await prices(), ["$225.00 per month", "$2,500.00 per year"]);
  assert.deepEqual(await part(page, "saving").allInnerTexts(), ["Save $200.00 a year (7.4%)"]);
  await quantity(page, /node-locked/).fill("30");
  await page.getByText("For 25 seats and 30 licenses, before tax and discounts.").waitFor();
  assert.deepEqual(await prices(), [
    "$225.00 per month",
    "$6,240.00 per month",
    "$2,500.00 per year",
    "$68,640.00 per year",
  ]);
  await seats.fill("0");
  await page.getByRole("radio", { name: "Annual" }).check();
  await quantity(page, /node-locked/).fill("600");
  assert.deepEqual(await prices(), ["$1,372,800.00 per year"]);
  // So many are not sold by the month.
  assert.match(
    await page.locator("#cycle-1-month-about").innerText(),
    /^There is no price for this choice\.$/,
  );
  await leave();

  // What is added to a subscription, too.
  const items = [{ product: "testcloud", quantity: 6 }];
  const second = await element({ ...change, items });
  await second.page.getByText("For 10 licenses and 6 parallel sessions").waitFor();
  assert.deepEqual((await part(second.page, "cycle-price").allInnerTexts()).slice(0, 2), [
    "$2,080.00 per month",
    "$1,128.50 per month",
  ]);
  await second.leave();
});

test("no amount is cut off in the narrowest page", async () => {
  const catalog = structuredClone(shown);
  for (const { prices } of catalog.products) for (const price of prices) delete price.maxQuantity;
  const cycle = { unit: "year" };
  const items = ["studio-node", "seats"].map((product) => ({ product, quantity: 999_999 }));
  const inYen = { currency: "JPY", cycle: { unit: "month" }, items: items.slice(0, 1) };
  for (const [size, chosen] of [
    [16, { cycle, items }],
    [16, inYen],
    [32, { cycle, items }],
    [32, inYen],
  ]) {
    const options = { viewport: { width: 320, height: 900 } };
    const { page, leave } = await element({ ...purchase, catalog, ...chosen }, { options });
    await page.evaluate((size) => {
      const { style } = document.querySelector("quotient-checkout");
      style.setProperty("--quotient-font-size", `${size}px`);
    }, size);
    assert.notEqual(await due(page), "–");
    const cut = await page.evaluate(() =>
      [
        ...document
          .querySelector("quotient-checkout")
          .shadowRoot.querySelectorAll("div, section, dd, p"),
      ]
        .filter(({ className }) => className !== "said")
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map((each) => `${each.className} ${each.part} ${each.scrollWidth} ${each.clientWidth}`),
    );
    assert.deepEqual(cut, [], `${size} ${chosen.currency}`);
    // What has room for it stays on one line.
    if (size === 16) {
      const lines = await part(page, "amount-due").evaluate((amount) => {
        const range = document.createRange();
        range.selectNodeContents(amount);
        return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
      });
      assert.equal(lines, 1);
    }
    await leave();
  }
});

test("the focus stays where a button can do no more, and goes to the field whose button is gone", async () => {
  const options = { forcedColors: "active" };
  const { page, leave } = await element(change, { options });
  const focused = () =>
    page.evaluate(() => {
      const { activeElement } = document.querySelector("quotient-checkout").shadowRoot;
      return activeElement?.getAttribute("aria-label") ?? activeElement?.id;
    });
  const fewer = page.getByRole("button", { name: /^1 license fewer/ });
  const more = page.getByRole("button", { name: /^1 license more/ });
  const color = (button) => button.evaluate((each) => getComputedStyle(each).color);
  await quantity(page).fill("11");
  assert.equal(await color(fewer), await color(more));
  await fewer.focus();
  await page.keyboard.press("Enter");
  assert.equal(await quantity(page).inputValue(), "10");
  assert.match(await focused(), /^1 license fewer/);
  assert.ok(await fewer.isDisabled());
  assert.notEqual(await color(fewer), await color(more));
  await page.keyboard.press("Enter");
  assert.equal(await quantity(page).inputValue(), "10");
  await assertAccessible(page, "the least");
  await quantity(page).fill("499");
  await more.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  assert.equal(await quantity(page).inputValue(), "500");
  assert.match(await focused(), /^1 license more/);
  await quantity(page).fill("501");
  await page.getByRole("button", { name: "Use 500 licenses" }).focus();
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "quantity-studio-node");
  // The same where a product is added.
  await part(page, "others").locator("summary").click();
  await page.getByRole("button", { name: "Add TestCloud" }).focus();
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "quantity-testcloud");
  await leave();
});

test("in forced colors the chosen cycle is told from the others, and the focus from both", async () => {
  const setup = { ...change, items: request.items, codes: ["SAVE10"] };
  const options = { forcedColors: "active", colorScheme: "dark" };
  const { page, leave } = await element(setup, { options });
  await part(page, "chip-applied").waitFor();
  const style = (selector, name) =>
    page
      .locator(`quotient-checkout ${selector}`)
      .first()
      .evaluate((each, name) => getComputedStyle(each)[name], name);
  const [chosen, other] = ["[part~=cycle-chosen]", "[part=cycle]"];
  assert.equal(await style(chosen, "borderTopWidth"), "2px");
  assert.notEqual(await style(chosen, "borderTopColor"), await style(other, "borderTopColor"));
  assert.equal(await style(chosen, "outlineStyle"), "none");
  await page.getByRole("radio", { name: "Annual" }).focus();
  await page.keyboard.press("ArrowUp");
  assert.equal(await style(chosen, "outlineStyle"), "solid");
  assert.equal(await style(other, "outlineStyle"), "none");
  // Drawings have the color of the words beside them.
  assert.equal(await style("[part~=chip] > svg", "stroke"), await style("[part~=chip]", "color"));
  await leave();
});
