// A server that charges what the page showed, or says what changed: `npm start -- ../html`.
//
// It never trusts a price. From the page it takes the customer's choice (instant, items, cycle, codes) and
// the digest; everything else it knows itself. It prices the same request again, and only if the digests are
// equal does it charge and apply the new state.

import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { Catalog, QuotientError } from "@quotient/checkout";

const source = JSON.parse(readFileSync(new URL("catalog.json", import.meta.url), "utf8"));
const { coupons, ...forBrowsers } = source;
const catalog = new Catalog(source);

/** How far a page's clock may be ahead of this one, in milliseconds. */
const AHEAD = 60 * 1000;
const MOST_BYTES = 64 * 1024;
const TYPES = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript" };

const instant = (time) => new Date(time).toISOString();

/** What a real server keeps in its database: ten licenses, paid for this month. */
function accountAt(now) {
  const date = new Date(now);
  const month = (more) => instant(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + more));
  const period = { start: month(0), end: month(1) };
  return {
    role: "owner",
    tax: { rates: [{ id: "vat", percent: "20" }] },
    subscription: {
      id: "sub_1",
      status: "active",
      currency: "USD",
      cycle: { unit: "month" },
      items: [{ product: "studio-node", quantity: 10 }],
      period,
      charges: [{ product: "studio-node", net: "2080.00", tax: "416.00", ...period }],
      balance: "25.00",
    },
  };
}

/** By method and path; each takes a body and the time in milliseconds, and gives a status and a body. */
const routesOf = (account) => ({
  "GET /api/catalog": () => [200, forBrowsers],
  "GET /api/account": (_, now) => [200, { ...account, now: instant(now) }],
  // One code at a time: a list of them would be copied.
  "POST /api/code": ({ code }) => {
    if (typeof code !== "string") return [422, { problem: "code_missing" }];
    const normal = code.trim().toUpperCase();
    const found = coupons.find((coupon) => coupon.code === normal);
    return [200, found ?? { code: normal, refused: "code_unknown" }];
  },
  "POST /api/confirm": ({ digest, at, items, cycle, codes }, now) => {
    const { role, tax, subscription } = account;
    const facts = { type: "change", actor: { role }, tax, subscription };
    // As a text, which leaves out what the page did not choose.
    const quote = (at) => catalog.quote(JSON.stringify({ ...facts, at, items, cycle, codes }));
    const answer = quote(at);
    // Another instant would make the rest of the period, and so its price, larger or smaller than it is.
    const timely = Date.parse(answer.at) <= now + AHEAD && now < Date.parse(answer.validUntil);
    // The digest covers the state, too: one that has changed since gives another digest.
    if (answer.status !== "priced" || answer.digest !== digest || !timely) {
      return [409, { problem: "quote_changed", answer: quote(instant(now)), subscription }];
    }
    // Here a real server charges the amount due under an idempotency key, and goes on once it is paid.
    account.subscription = answer.subscription;
    const { amountDue, currency } = answer;
    return [200, { charged: amountDue, currency, subscription: account.subscription }];
  },
});

async function bodyOf(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new RangeError("the body is too large");
    chunks.push(chunk);
  }
  const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  if (Object(body) !== body) throw new SyntaxError("the body is not an object");
  return body;
}

async function answered(route, request, now) {
  if (route === undefined) return [404, { problem: "not_found" }];
  if (request.method === "GET") return route(undefined, now());
  // A form of another site sends no JSON: it could pay in the name of a customer who is signed in.
  if (!/^application\/json\b/.test(request.headers["content-type"])) {
    return [415, { problem: "content_type_not_json" }];
  }
  try {
    return route(await bodyOf(request), now());
  } catch (error) {
    if (error instanceof QuotientError) return [422, { problems: error.problems }];
    if (error instanceof SyntaxError) return [400, { problem: "json_malformed" }];
    if (error instanceof RangeError) return [413, { problem: "too_large" }];
    throw error;
  }
}

/** The files of a page by their addresses; a real server leaves them to a web server. */
function filesOf(folder) {
  const names = readdirSync(folder, { recursive: true }).filter(
    (name) => path.extname(name) in TYPES,
  );
  return new Map(
    names.map((name) => [`/${name.replaceAll(path.sep, "/")}`, path.join(folder, name)]),
  );
}

/** The server, not listening yet; `now` is its clock, `pages` the folder of a page. */
export function server({ now = Date.now, pages } = {}) {
  const routes = routesOf(accountAt(now()));
  const files = pages === undefined ? new Map() : filesOf(pages);
  return createServer(async (request, response) => {
    const { method, url } = request;
    const reply = (status, type, body) =>
      response.writeHead(status, { "content-type": type }).end(body);
    try {
      const file = files.get(url.endsWith("/") ? `${url}index.html` : url);
      if (method === "GET" && file !== undefined) {
        reply(200, `${TYPES[path.extname(file)]}; charset=utf-8`, readFileSync(file));
      } else {
        const [status, answer] = await answered(routes[`${method} ${url}`], request, now);
        reply(status, "application/json", JSON.stringify(answer));
      }
    } catch (error) {
      console.error(error);
      reply(500, "application/json", '{"problem":"internal"}');
    }
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const listening = server({ pages: process.argv[2] });
  listening.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
    console.log(`http://127.0.0.1:${listening.address().port}/`);
  });
}
