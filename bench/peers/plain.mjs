// What every peer does the same way, without money: which products change, when, and at which share of time.

const seconds = (text) => {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new RangeError(`not an instant: ${text}`);
  return Math.floor(time / 1000);
};

const quantity = (number) => {
  if (!Number.isSafeInteger(number) || number < 0)
    throw new RangeError(`not a quantity: ${number}`);
  return number;
};

/** What remains of a period, as seconds left and in all. */
function share(at, start, end) {
  if (!(start < end)) throw new RangeError("a period ends before it starts");
  return { left: end - Math.min(Math.max(at, start), end), whole: end - start };
}

/** The price of one unit, as text, by product. */
export function amounts(catalog) {
  const found = new Map();
  for (const { id, prices } of catalog.products) {
    if (prices[0].scheme.type !== "perUnit") throw new RangeError("peers know prices a unit only");
    found.set(id, prices[0].scheme.amount);
  }
  return found;
}

/**
 * The products whose quantity changes, in the order of the subscription's items and then of the request's, with
 * the ledger entries that give something back.
 */
export function changes(request) {
  const { subscription, items } = request;
  const at = seconds(request.at);
  const period = share(at, seconds(subscription.period.start), seconds(subscription.period.end));
  const wanted = new Map(items.map((item) => [item.product, quantity(item.quantity)]));
  const changed = [];
  for (const { product, quantity: before } of subscription.items) {
    const after = wanted.get(product);
    wanted.delete(product);
    if (after === undefined || after === before) continue;
    const entries = [];
    for (const entry of subscription.charges) {
      const end = seconds(entry.end);
      if (entry.product !== product || end <= at) continue;
      entries.push({ ...share(at, seconds(entry.start), end), net: entry.net, tax: entry.tax });
    }
    changed.push({ product, before, after, entries });
  }
  for (const [product, after] of wanted) {
    if (after > 0) changed.push({ product, before: 0, after, entries: [] });
  }
  return { period, changed };
}

/** The one coupon and the one rate that peers know. */
export function terms(request) {
  const [rate] = request.tax.rates;
  const [coupon] = request.coupons;
  return { id: rate.id, rate: rate.percent, code: coupon.code, percent: coupon.off.percent };
}
