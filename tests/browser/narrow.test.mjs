// On small windows, and with long names: nothing is cut, nothing scrolls sideways, nothing lies under something else.

import assert from "node:assert/strict";
import { test } from "node:test";

import { payButton, quantity, signOut } from "./support/page.mjs";
import { edit } from "./support/records.mjs";
import { stage } from "./support/stage.mjs";

const LONG = "Donaudampfschifffahrtsgesellschaftskapitän Enterprise";
const onStage = stage();

/** Whatever is wider than its place, cut or scrolled. */
const tooWide = (page) =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll("header, header *, main, main *")]
      .filter((box) => box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 1)
      .filter((box) => !box.closest(".visually-hidden, input, thead, .why > summary"))
      .filter((box) => getComputedStyle(box).display !== "inline")
      .map((box) => `${box.localName}.${box.className} ${box.scrollWidth} > ${box.clientWidth}`),
  );

/** Whatever is typed or fixed to the window and not wholly in sight. */
const cutOff = (page) =>
  page.evaluate(() => [
    ...[...document.querySelectorAll(".stepper input")]
      .filter((field) => field.scrollWidth > field.clientWidth)
      .map((field) => `${field.id} ${field.scrollWidth} > ${field.clientWidth}`),
    ...[...document.querySelectorAll(".bottom-bar, .bottom-bar *, .plan-amount *, .cycle-price *")]
      .map((box) => [box, box.getBoundingClientRect(), box.closest(".bottom-bar, .card")])
      .filter(([, { left, right }, around]) => {
        const edge = around.getBoundingClientRect();
        return left < Math.max(edge.left, 0) - 1 || right > Math.min(edge.right, innerWidth) + 1;
      })
      .map(([box, { left, right }]) => `${box.className || box.localName} ${left} to ${right}`),
  ]);

async function fits(page, where) {
  for (const width of [390, 360, 320]) {
    await page.setViewportSize({ width, height: 640 });
    assert.deepEqual(await tooWide(page), [], `${where} at ${width}`);
  }
}

async function open(page, address, landmark) {
  await page.goto(address);
  await page.locator(landmark).first().waitFor();
}

/** An order that awaits its payment, and one that was declined. */
async function order(page, shop) {
  await open(page, `${shop.url}/subscriptions/sub_studio_node/change`, "#pay");
  await quantity(page, "licenses", 37);
  await page.locator("#get-quote").click();
  await page.locator("#way-purchaseOrder").check();
  await page.locator("#po").fill("PO 2026-118");
  await payButton(page).click();
  await page.locator("#order-number").waitFor();
  await open(page, `${shop.url}/subscriptions/sub_testcloud/change`, "#pay");
  await quantity(page, "parallel sessions", 9);
  await page.locator("#card-test_declined").check();
  await payButton(page).click();
  await page.locator("#pay-message").waitFor();
}

test("on a phone every amount of an order is whole, whatever its state", () =>
  onStage(
    async ({ page, shop }) => {
      await page.getByRole("article").first().waitFor();
      await order(page, shop);
      for (const language of ["en", "ar"]) {
        for (const path of ["/", "/history", "/subscriptions/sub_studio_node"]) {
          await open(page, `${shop.url}${path}?lang=${language}`, "main .badge.warn");
          await fits(page, `${path} in ${language}`);
          if (path !== "/history") continue;
          // Whatever became of an order, it has its date, and says it.
          for (const when of await page.locator("tbody td:nth-child(3)").allInnerTexts())
            assert.match(when, /\d/);
          assert.match(await page.locator("tr:has(.badge.bad) td:nth-child(3)").innerText(), /\d/);
        }
      }
    },
    { expected: [402] },
  ));

test("a word that is longer than a phone is wide breaks", () =>
  onStage(async ({ page, shop }) => {
    await page.getByRole("article").first().waitFor();
    await shop.changeCatalog((catalog) => {
      for (const product of catalog.products) product.name = LONG;
    });
    for (const [path, landmark] of [
      ["/", "article"],
      ["/store", ".plan"],
      ["/store/checkout?product=build-minutes", "#pay"],
      ["/subscriptions/sub_studio_node", ".facts"],
      ["/subscriptions/sub_studio_node/change?product=studio-node&quantity=12&unit=year", ".line"],
    ]) {
      await open(page, shop.url + path, landmark);
      await fits(page, path);
    }
  }));

test("on the narrowest phone no amount breaks the words of a name, nor its own sign from its digits", () =>
  onStage(
    async ({ page, shop }) => {
      await page.getByRole("article").first().waitFor();
      for (const language of ["en", "ar"]) {
        await open(
          page,
          `${shop.url}/subscriptions/sub_studio_node/change?product=studio-node&quantity=500&unit=year&lang=${language}`,
          ".line",
        );
        const broken = await page.evaluate(() => {
          const linesOf = (text, from, to) => {
            const range = document.createRange();
            range.setStart(text, from);
            range.setEnd(text, to);
            return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
          };
          const parts = [
            ...document.querySelectorAll(".line-title bdi, .due-amount bdi, .cycle-price bdi"),
          ];
          return parts.flatMap((part) => {
            const text = [...part.childNodes].find((node) => node.nodeType === 3);
            const pattern = part.closest("q-amount") ? /^.+$/g : /\S+/g;
            return [...text.data.matchAll(pattern)]
              .filter(({ 0: word, index }) => linesOf(text, index, index + word.length) > 1)
              .map(([word]) => word);
          });
        });
        // “node-locked” has a hyphen to break after.
        assert.deepEqual(
          broken.filter((word) => word !== "node-locked"),
          [],
          language,
        );
      }
    },
    { viewport: { width: 320, height: 900 } },
  ));

test("large numbers and large amounts are whole, wide and narrow", () =>
  onStage(async ({ page, shop }) => {
    await signOut(page);
    for (const [path, landmark] of [
      ["/store", ".plan"],
      ["/store/checkout?product=studio-floating&quantity=10000000&unit=year", ".line"],
    ]) {
      for (const language of ["en", "ar"]) {
        const start = path + (path.includes("?") ? "&" : "?");
        await open(page, `${shop.url}${start}lang=${language}`, landmark);
        if (path === "/store") {
          await page.locator("#billing-1-year").check();
          for (const product of ["studio-floating", "testcloud", "build-minutes"])
            await page.locator(`#plan-quantity-${product}`).fill("10000000");
        }
        for (const width of [1440, 1080, 920, 768, 390, 360, 320]) {
          await page.setViewportSize({ width, height: 800 });
          assert.deepEqual(await tooWide(page), [], `${path} in ${language} at ${width}`);
          assert.deepEqual(await cutOff(page), [], `${path} in ${language} at ${width}`);
        }
      }
    }
  }));

test("a name without spaces leaves the header and its menu their room", () =>
  onStage(
    async ({ page, shop }) => {
      await page.getByRole("article").first().waitFor();
      for (const language of ["en", "ar"]) {
        await open(page, `${shop.url}/?lang=${language}`, "article");
        await page.locator("summary.user").click();
        await page.locator(".demo-clock").waitFor();
        for (const width of [1440, 1024, 880, 820, 740, 600, 480, 390, 320]) {
          await page.setViewportSize({ width, height: 640 });
          // In the header the name itself ends in dots.
          const wide = (await tooWide(page)).filter((box) => !box.startsWith("b. "));
          assert.deepEqual(wide, [], `${language} at ${width}`);
        }
      }
    },
    {
      prepare: ({ database }) =>
        edit(
          database,
          `UPDATE users SET name = '${"Wolfeschlegelsteinhausenbergerdorffwelchevor"}'`,
        ),
    },
  ));

test("a table whose rows are cards has a header for every cell, for who has it read out", () =>
  onStage(async ({ page, shop }) => {
    await page.getByRole("article").first().waitFor();
    await open(page, `${shop.url}/history`, "table");
    for (const width of [1024, 700, 600, 390]) {
      await page.setViewportSize({ width, height: 640 });
      const [headers, cells] = await page
        .locator("table.stacking")
        .evaluate((table) =>
          [table.tHead.rows[0], table.tBodies[0].rows[0]].map(
            (row) =>
              [...row.cells].filter((cell) => getComputedStyle(cell).display !== "none").length,
          ),
        );
      assert.equal(headers, cells, `at ${width}`);
    }
  }));

test("between a phone and a desk the sections and the user have room", () =>
  onStage(async ({ page, shop }) => {
    await page.getByRole("article").first().waitFor();
    for (const language of ["en", "ar"]) {
      await open(page, `${shop.url}/?lang=${language}`, "article");
      for (let width = 740; width <= 880; width += 10) {
        await page.setViewportSize({ width, height: 640 });
        assert.deepEqual(await tooWide(page), [], `${language} at ${width}`);
      }
    }
  }));

test("what has the focus is not under the bar at the end of a phone", () =>
  onStage(
    async ({ page, shop }) => {
      await page.locator("article").first().waitFor();
      await open(page, `${shop.url}/subscriptions/sub_studio_node/change`, "#pay");
      await page.locator("#quantity-studio-node").focus();
      const bar = page.locator(".bottom-bar");
      for (let press = 0; press < 8; press += 1) {
        await page.keyboard.press("Tab");
        if (!(await bar.isVisible())) break;
        const places = () => {
          const { activeElement: focused } = document;
          const end = focused.getBoundingClientRect().bottom;
          const top = document.querySelector(".bottom-bar").getBoundingClientRect().top;
          const free = focused.closest(".bottom-bar") !== null || end <= top;
          return { free, end, top };
        };
        // The browser scrolls once it has laid out what was typed or priced meanwhile.
        const settled = page.waitForFunction(`(${places})().free`, undefined, { timeout: 10_000 });
        await settled.catch(async () =>
          assert.fail(`press ${press}: ${JSON.stringify(await page.evaluate(places))}`),
        );
      }
    },
    { viewport: { width: 320, height: 400 } },
  ));

test("beside the choices, nothing of a total is out of sight while what is due is in sight", () =>
  onStage(
    async ({ page, shop }) => {
      await page.getByRole("article").first().waitFor();
      await open(page, `${shop.url}/subscriptions/sub_studio_node/change`, "#pay");
      await quantity(page, "licenses", 15);
      await page.getByRole("radio", { name: "Annual" }).check();
      for (const [width, height, explained] of [
        [1366, 650, false],
        [1280, 900, true],
      ]) {
        await page.setViewportSize({ width, height });
        if (explained)
          for (const why of await page.locator(".summary .why summary").all()) await why.click();
        const scrolled = await page
          .locator(".summary, .summary *")
          .evaluateAll(
            (boxes) =>
              boxes.filter(
                (box) =>
                  box.scrollHeight > box.clientHeight + 1 &&
                  !["visible", "clip"].includes(getComputedStyle(box).overflowY),
              ).length,
          );
        assert.equal(scrolled, 0, "nothing in the summary scrolls by itself");
        await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
        // Its end is where it sticks, if it is taller than the window.
        for (const part of ["[data-total=subtotal]", "[data-total=tax]", "#due", "#pay"]) {
          const box = await page.locator(`.summary ${part}`).boundingBox();
          assert.ok(
            box.y >= 0 && box.y + box.height <= height,
            `${part} at ${width}x${height}: ${box.y}`,
          );
        }
      }
    },
    { viewport: { width: 1366, height: 650 } },
  ));

test("nothing touches what has the focus, and a digest is not cut near its end", () =>
  onStage(async ({ page, shop }) => {
    await open(page, `${shop.url}/subscriptions/sub_studio_node/change`, "#pay");
    await quantity(page, "licenses", 12);
    const inside = await page
      .locator(".codes > .link")
      .evaluate((link) => parseFloat(getComputedStyle(link).paddingInlineStart));
    assert.ok(inside >= 4, `${inside} pixels beside the words of a link`);
    await page.locator("#get-quote").click();
    await page.locator("#way-purchaseOrder").check();
    const field = await page.locator("#po").boundingBox();
    const hint = await page.locator("#po-about").boundingBox();
    // The ring is four pixels wide.
    assert.ok(hint.y - (field.y + field.height) > 4);
    await page.locator("#way-card").check();
    await payButton(page).click();
    const lines = await page.locator(".verify .digest bdi").evaluate((digest) => {
      const range = document.createRange();
      range.selectNodeContents(digest.lastChild.nodeType === 3 ? digest.lastChild : digest);
      return [...range.getClientRects()].map((line) => Math.round(line.width));
    });
    assert.ok(lines.at(-1) > 100, lines.join(" "));
  }));

test("in forced colors a link has no box, and what pays is filled", () =>
  onStage(
    async ({ page, shop }) => {
      await open(page, `${shop.url}/subscriptions/sub_studio_node/change`, "#pay");
      await quantity(page, "licenses", 12);
      const style = (selector, property) =>
        page
          .locator(selector)
          .first()
          .evaluate((one, name) => getComputedStyle(one).getPropertyValue(name), property);
      assert.equal(await style("#get-quote", "border-top-width"), "0px");
      const pays = await style("#pay", "background-color");
      assert.notEqual(pays, await style(".addition button", "background-color"));
    },
    { forcedColors: "active" },
  ));

test("in the lowest window the bar stands below what is typed and wrong, and not over it", () =>
  onStage(
    async ({ page, shop }) => {
      await page.locator("article").first().waitFor();
      await open(page, `${shop.url}/subscriptions/sub_studio_node/change`, "#pay");
      const field = page.locator("#quantity-studio-node");
      await field.fill("8");
      await field.blur();
      await page.locator(".quantity .error").scrollIntoViewIfNeeded();
      const bar = page.locator(".bottom-bar");
      assert.equal(await bar.isVisible(), true);
      assert.ok((await bar.boundingBox()).y >= 256, "it is reached by scrolling");
    },
    { viewport: { width: 320, height: 256 } },
  ));
