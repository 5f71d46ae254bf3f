// The package's store against the real server, as any page would use it: no browser is needed for that.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createCheckout } from "@quotient/checkout/store";

import { server } from "./support/server.mjs";

/** The server's API for one signed-in user. */
async function signIn(url, user) {
  let cookie;
  let csrf;
  const call = async (method, path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        "content-type": "application/json",
        ...(cookie && { cookie, "x-csrf-token": csrf }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    cookie ??= response.headers.getSetCookie()[0]?.split(";")[0];
    const told = JSON.parse(await response.text());
    csrf ??= told.csrf;
    return { status: response.status, body: told };
  };
  const { body } = await call("GET", "/api/session");
  const { id } = body.users.find((each) => each.role === user);
  assert.equal((await call("POST", "/api/session", { user: id })).status, 200);
  return call;
}

/** A checkout of the subscription that holds a product, with what the server says. */
async function checkoutOf(call, product) {
  const { body: account } = await call("GET", "/api/account");
  const { body: catalog } = await call("GET", "/api/catalog");
  const held = account.subscriptions.map(({ state }) => state);
  const subscription = held.find(({ items }) => items.some((item) => item.product === product));
  return createCheckout({
    catalog,
    subscription,
    existing: held.filter((other) => other !== subscription),
    role: account.user.role,
    firstPurchase: account.account.firstPurchase,
    tax: account.taxes,
    now: () => account.now,
    findCoupon: async (code, { signal }) => {
      signal.throwIfAborted();
      return (await call("POST", "/api/codes", { subscription: subscription.id, code })).body;
    },
  });
}

function settled(checkout) {
  return new Promise((resolve) => {
    const leave = checkout.subscribe(() => {
      if (checkout.getSnapshot().codes.every(({ state }) => state !== "pending")) {
        leave();
        resolve(checkout.getSnapshot());
      }
    });
  });
}

async function withServer(run) {
  const shop = await server();
  try {
    await run(await signIn(shop.url, "owner"));
  } finally {
    await shop.stop();
  }
}

test("what the store shows is what the server quotes, and what it confirms is charged", () =>
  withServer(async (call) => {
    const checkout = await checkoutOf(call, "studio-node");
    checkout.setQuantity("studio-node", 12);
    checkout.setCycle({ unit: "year" });
    const { choice, answer } = checkout.getSnapshot();
    assert.equal(answer.status, "priced");
    const quoted = await call("POST", "/api/quote", choice);
    assert.equal(quoted.status, 200);
    assert.deepEqual(quoted.body, JSON.parse(JSON.stringify(answer)));

    for (const code of ["save10", "EXPIRED", "NOPE"]) {
      const done = settled(checkout);
      checkout.applyCode(code);
      await done;
    }
    const snapshot = checkout.getSnapshot();
    assert.deepEqual(
      snapshot.codes.map(({ code, state, reason }) => `${code} ${state} ${reason}`),
      ["SAVE10 applied undefined", "EXPIRED refused code_expired", "NOPE refused code_unknown"],
    );
    const payload = { ...checkout.confirmPayload(), card: "test_works" };
    const key = { "idempotency-key": "store-1" };
    const confirmed = await call("POST", "/api/confirm", payload, key);
    assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body));
    assert.equal(confirmed.body.status, "confirmed");
    assert.equal(confirmed.body.answer.digest, snapshot.answer.digest);
    assert.equal(confirmed.body.order.amountDue, snapshot.answer.amountDue);

    const { subscription } = confirmed.body;
    checkout.update({ subscription, items: [], cycle: undefined, codes: [] });
    const after = checkout.getSnapshot();
    assert.deepEqual(after.items, [{ product: "studio-node", quantity: 12, held: 12 }]);
    assert.deepEqual(after.codes, []);
    assert.equal(after.cycle.unit, "year");
    assert.equal(after.canConfirm, false);
    assert.deepEqual(
      after.problems.map(({ code }) => code),
      ["nothing_changes"],
    );
  }));
