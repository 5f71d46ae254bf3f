// Do the peers give our amounts? On the reference request and on random ones, before anything is timed.

import { PEERS } from "./peers/all.mjs";

const DAY = 86_400;

/** Numbers below `n`, the same ones for a seed on every host. */
function random(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const instant = (seconds) => new Date(seconds * 1000).toISOString().replace(".000", "");
const money = (cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;

function randomCatalog(draw, reference) {
  const products = Array.from({ length: 6 }, (_, n) => {
    const price = { ...reference.products[0].prices[0], id: `p${n}-m` };
    const scheme = { type: "perUnit", amount: money(draw(20_000)) };
    return { ...reference.products[0], id: `p${n}`, prices: [{ ...price, scheme }] };
  });
  return { ...reference, products };
}

function randomRequest(draw, reference) {
  const length = [28, 29, 30, 31][draw(4)] * DAY;
  const start = 1_767_225_600 + draw(700) * DAY;
  // Quarters of the period make exact ties likely.
  const at = draw(4) === 0 ? start + (length / 4) * draw(4) : start + draw(length);
  const ids = Array.from({ length: 1 + draw(6) }, (_, n) => `p${n}`);
  const held = ids.filter((_, n) => n === 0 || draw(4) > 0);
  const charges = held.flatMap((product) =>
    Array.from({ length: draw(4) }, () => {
      const net = draw(30_000);
      const paid = start + (draw(2) === 0 ? 0 : draw(at - start + 1));
      return {
        ...{ product, net: money(net), tax: money(Math.floor(net / 11)) },
        ...{ start: instant(paid), end: instant(start + length) },
      };
    }),
  );
  return {
    ...reference,
    at: instant(at),
    items: ids.map((product, n) => ({
      product,
      quantity: draw(8) === 0 && n > 0 && held.includes(product) ? 0 : 1 + draw(200),
    })),
    subscription: {
      ...reference.subscription,
      period: { start: instant(start), end: instant(start + length) },
      items: held.map((product) => ({ product, quantity: 1 + draw(200) })),
      charges,
    },
    coupons: [{ code: "SPRING26", off: { percent: String((1 + draw(1000)) / 10) } }],
    tax: { rates: [{ id: "sales", percent: String(draw(25_001) / 1000) }] },
  };
}

/** Of an answer, what the peers give: the amounts. */
export function amountsOf(answer) {
  const { lines, codes, subtotal, discount, tax, total, amountDue, refund } = answer;
  return {
    lines: lines.map((line) => {
      const { kind, product, quantity, amount, discounts, net, taxes, tax, total } = line;
      return {
        ...{ kind, product, quantity, amount },
        discounts: discounts.map(({ code, amount }) => ({ code, amount })),
        ...{ net, taxes: taxes.map(({ id, amount }) => ({ id, amount })), tax, total },
      };
    }),
    codes: codes.map(({ code, applied, amount }) =>
      applied ? { code, applied, amount } : { code, applied },
    ),
    ...{ subtotal, discount, tax, total, amountDue, refund },
  };
}

/**
 * Compares all peers with an engine on so many random requests.
 *
 * @returns for every peer on how many of the priced ones it differs, and how many were priced
 * @throws {Error} where a peer that must be exact is not, with the request
 */
export function agree(Catalog, reference, count, seed = 20_260_317) {
  const draw = random(seed);
  const wrong = Object.fromEntries(Object.keys(PEERS).map((name) => [name, 0]));
  let priced = 0;
  let catalog = reference.catalog;
  let [engine, peers] = [undefined, undefined];
  for (let n = 0; n < count; n++) {
    // The first is the reference request with its catalog, which no other has.
    if (n % 100 <= 1) {
      if (n > 0) catalog = randomCatalog(draw, reference.catalog);
      engine = new Catalog(catalog);
      peers = Object.entries(PEERS).map(([name, peer]) => [name, peer, peer.prepare(catalog)]);
    }
    const asked = n === 0 ? reference.request : randomRequest(draw, reference.request);
    const answer = engine.quote(asked);
    if (answer.status !== "priced") continue;
    priced += 1;
    const want = JSON.stringify(amountsOf(answer));
    for (const [name, { exact }, quote] of peers) {
      const got = JSON.stringify(quote(asked));
      if (got === want) continue;
      wrong[name] += 1;
      if (exact || asked === reference.request) {
        throw new Error(
          `${name} differs\n${JSON.stringify(catalog)}\n${JSON.stringify(asked)}\n${got}\n${want}`,
        );
      }
    }
  }
  if (priced < count / 2) throw new Error(`only ${priced} of ${count} random requests were priced`);
  return { wrong, priced };
}
