// A server that charges what the page showed, or says what changed: `npm install`, `npm start`.
//
// It never trusts a price. From the page it takes the customer's choice (instant, items, cycle, codes) and
// the digest; everything else it knows itself. It prices the same request again, and only if the digests are
// equal does it charge and apply the new state.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

import { Catalog, QuotientError } from "@quotient/checkout";

const source = JSON.parse(readFileSync(new URL("catalog.json", import.meta.url), "utf8"));
const { coupons, ...forBrowsers } = source;
const catalog = new Catalog(source);

/** How old a quote may be when it is confirmed, in milliseconds. */
const PATIENCE = 15 * 60 * 1000;
/** How far a page's clock may be ahead of this one. */
const AHEAD = 60 * 1000;
const MOST_BYTES = 64 * 1024;

/** What a real server keeps in its database. */
export const account = {
  role: "owner",
  tax: { rates: [{ id: "vat", percent: "20" }] },
  subscription: {
    id: "sub_1",
    status: "active",
    currency: "USD",
    cycle: { unit: "month" },
    items: [{ product: "studio-node", quantity: 10 }],
    period: { start: "2026-11-01T00:00:00Z", end: "2026-12-01T00:00:00Z" },
    charges: [
      {
        product: "studio-node",
        net: "2080.00",
        tax: "416.00",
        start: "2026-11-01T00:00:00Z",
        end: "2026-12-01T00:00:00Z",
      },
    ],
  },
};

/** Routes by method and path; each gives a status and a body. `now` is in milliseconds. */
const routes = {
  "GET /catalog": () => [200, forBrowsers],
  "GET /account": () => [200, account],
  // One code at a time: a list of them would be copied.
  "POST /code": ({ code }) => {
    const normal = String(code).trim().toUpperCase();
    const found = coupons.find((coupon) => coupon.code === normal);
    return [200, found ?? { code: normal, refused: "code_unknown" }];
  },
  "POST /confirm": (choice, now) => {
    const { digest, at, items, cycle, codes } = choice;
    const answer = catalog.quote({
      type: "change",
      at,
      actor: { role: account.role },
      subscription: account.subscription,
      tax: account.tax,
      ...(items && { items }),
      ...(cycle && { cycle }),
      ...(codes && { codes }),
    });
    const age = now - Date.parse(at);
    // An old instant would make the rest of the period, and so its price, larger or smaller than it is.
    const timely = age >= -AHEAD && age <= PATIENCE;
    // The digest covers the state, too: one that has changed since gives another digest.
    if (answer.status !== "priced" || answer.digest !== digest || !timely) {
      return [409, { problem: "quote_changed", answer }];
    }
    // Here a real server charges the amount due under an idempotency key, and goes on once it is paid.
    account.subscription = answer.subscription;
    return [200, { charged: answer.amountDue, currency: answer.currency }];
  },
};

async function body(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new RangeError("the body is too large");
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

async function answered(request, now) {
  const route = routes[`${request.method} ${request.url}`];
  if (route === undefined) return [404, { problem: "not_found" }];
  try {
    return route(request.method === "POST" ? await body(request) : undefined, now());
  } catch (error) {
    if (error instanceof QuotientError) return [422, { problems: error.problems }];
    if (error instanceof SyntaxError) return [400, { problem: "json_malformed" }];
    if (error instanceof RangeError) return [413, { problem: "too_large" }];
    throw error;
  }
}

/** The server, not listening yet; `now` is the clock. */
export function server(now = Date.now) {
  return createServer(async (request, response) => {
    const [status, answer] = await answered(request, now).catch((error) => {
      console.error(error);
      return [500, { problem: "internal" }];
    });
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const listening = server().listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
    console.log(`http://127.0.0.1:${listening.address().port}/account`);
  });
}
