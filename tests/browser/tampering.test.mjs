// A customer who changes what the page holds or sends gets nothing for it: every request is refused,
// nothing is charged, nothing is changed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { enterCode, pay, quantity, signInAs, upgrade } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";

const NODE = "Studio Enterprise, node-locked";
const onStage = stage();

/** Chooses two more licenses, pays, and checks that it came to nothing. */
async function refused({ page, records }, { status, code, choose }) {
  const before = records.states();
  await (choose ?? chooseLicenses)(page);
  const reply = await pay(page);
  assert.equal(reply.status(), status);
  const { problems } = await reply.json();
  assert.ok(
    problems.some((problem) => problem.code === code),
    `${code} in ${JSON.stringify(problems)}`,
  );
  assert.deepEqual(records.attempts(), [], "the provider was never asked");
  assert.deepEqual(records.orders(), []);
  assert.deepEqual(records.states(), before);
}

async function chooseLicenses(page) {
  await upgrade(page, NODE);
  await quantity(page, "licenses", 12);
}

/** Rewrites what the page sends on confirm. */
function rewriteConfirm(page, rewrite) {
  return page.route("**/api/confirm", async (route) => {
    const body = route.request().postDataJSON();
    await route.continue({ postData: JSON.stringify(rewrite(body)) });
  });
}

/** Rewrites what the page is told. */
function rewriteReply(page, path, rewrite) {
  return page.route(path, async (route) => {
    const reply = await route.fetch();
    await route.fulfill({ response: reply, json: rewrite(await reply.json()) });
  });
}

const expected = [409, 422, 404, 403];

const fields = {
  amount: { amountDue: "0.01" },
  total: { total: "0.01" },
  role: { actor: { role: "owner" } },
  price: { prices: [{ product: "studio-node", amount: "0.01" }] },
  coupons: { coupons: [{ code: "FREE", off: { percent: "100" } }] },
  tax: { tax: { exempt: true } },
};
for (const [name, field] of Object.entries(fields)) {
  test(`a confirm with a field of its own for the ${name}`, () =>
    onStage(
      async (scene) => {
        await rewriteConfirm(scene.page, (body) => ({ ...body, ...field }));
        await refused(scene, { status: 422, code: "unknown_field" });
        await scene.page
          .locator("#pay-message")
          .getByText(/Nothing was charged/)
          .waitFor();
      },
      { expected },
    ));
}

test("a confirm with a state of the subscription instead of its id", () =>
  onStage(
    async (scene) => {
      const [state] = Object.values(scene.records.states());
      await rewriteConfirm(scene.page, (body) => ({ ...body, subscription: state }));
      await refused(scene, { status: 422, code: "wrong_type" });
    },
    { expected },
  ));

test("a confirm for a subscription that is not the customer's", () =>
  onStage(
    async (scene) => {
      await rewriteConfirm(scene.page, (body) => ({
        ...body,
        subscription: "sub_of_someone_else",
      }));
      await refused(scene, { status: 404, code: "not_found" });
    },
    { expected },
  ));

test("a confirm with more licenses than the shown quote was for", () =>
  onStage(
    async (scene) => {
      await rewriteConfirm(scene.page, ({ items, ...body }) => ({
        ...body,
        items: items.map((item) => ({ ...item, quantity: item.quantity + 100 })),
      }));
      await refused(scene, { status: 409, code: "quote_changed" });
      await scene.page.getByRole("heading", { name: "The price changed" }).waitFor();
    },
    { expected },
  ));

test("a price list with prices of the customer's own", () =>
  onStage(
    async (scene) => {
      await rewriteReply(scene.page, "**/api/catalog", (catalog) =>
        JSON.parse(JSON.stringify(catalog).replaceAll(/"amount":"[^"]*"/g, '"amount":"0.01"')),
      );
      await scene.page.reload();
      await refused(scene, { status: 409, code: "quote_changed" });
      await scene.page.getByRole("heading", { name: "The price changed" }).waitFor();
      await scene.page.getByRole("button", { name: "Not now" }).click();
      await scene.page.locator("dialog").waitFor({ state: "hidden" });
      assert.deepEqual(scene.records.attempts(), []);
    },
    { expected },
  ));

test("a role of the customer's own", () =>
  onStage(
    async (scene) => {
      await scene.page.getByRole("article", { name: NODE }).waitFor();
      await rewriteReply(scene.page, "**/api/account", (account) => ({
        ...account,
        user: { ...account.user, role: "owner" },
      }));
      await signInAs(scene.page, /Billing manager/);
      await scene.page.locator(".user .who").getByText("Billing manager").first().waitFor();
      await refused(scene, { status: 409, code: "role_not_allowed" });
      await scene.page.getByText("This change is not possible any more").waitFor();
    },
    { expected },
  ));

test("a subscription that says it was paid for more", () =>
  onStage(
    async (scene) => {
      await rewriteReply(scene.page, "**/api/account", (account) => {
        for (const { state } of account.subscriptions) {
          for (const charge of state.charges ?? []) charge.net = `9${charge.net}`;
        }
        return account;
      });
      await scene.page.reload();
      await refused(scene, {
        status: 409,
        code: "quote_changed",
        choose: async (page) => {
          await upgrade(page, NODE);
          await page.getByRole("radio", { name: "Annual" }).check();
        },
      });
    },
    { expected },
  ));

test("a subscription with a price agreed with oneself", () =>
  onStage(
    async (scene) => {
      await rewriteReply(scene.page, "**/api/account", (account) => {
        for (const { state } of account.subscriptions) {
          for (const item of state.items) {
            item.price = {
              currency: state.currency,
              cycle: state.cycle,
              scheme: { type: "perUnit", amount: "0.01" },
            };
          }
        }
        return account;
      });
      await scene.page.reload();
      await refused(scene, { status: 409, code: "quote_changed" });
    },
    { expected },
  ));

test("a code with terms of the customer's own", () =>
  onStage(
    async (scene) => {
      await rewriteReply(scene.page, "**/api/codes", (terms) => ({
        ...terms,
        off: { percent: "100" },
      }));
      await refused(scene, {
        status: 409,
        code: "quote_changed",
        choose: async (page) => {
          await chooseLicenses(page);
          await enterCode(page, "SAVE10");
          await page.getByRole("button", { name: "Remove code SAVE10" }).waitFor();
        },
      });
    },
    { expected },
  ));

test("a refused code turned into an accepted one", () =>
  onStage(
    async (scene) => {
      await rewriteReply(scene.page, "**/api/codes", ({ code }) => ({
        code,
        off: { percent: "90" },
      }));
      await refused(scene, {
        status: 409,
        code: "quote_changed",
        choose: async (page) => {
          await chooseLicenses(page);
          await enterCode(page, "NO-SUCH-CODE");
          await page.getByRole("button", { name: "Remove code NO-SUCH-CODE" }).waitFor();
        },
      });
    },
    { expected },
  ));
