// By hand with BigInt: every product is an exact integer ratio, rounded once, half away from zero.

import { amounts, changes, terms } from "./plain.mjs";

const DIGITS = 2;
const FULL = 100_000_000n; // a percentage with six decimals, as a fraction

const parse = (text, scale) => {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!found) throw new RangeError(`not a decimal: ${text}`);
  const decimals = found[3] ?? "";
  if (decimals.length > scale) throw new RangeError(`too many decimals: ${text}`);
  const number = BigInt(found[2] + decimals.padEnd(scale, "0"));
  return found[1] ? -number : number;
};

const show = (amount) => {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(DIGITS + 1, "0");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -DIGITS)}.${digits.slice(-DIGITS)}`;
};

/** Of numbers that are not negative. */
const round = (over, under) => (2n * over + under) / (2n * under);

/** What is over goes to the largest fractions, to the earlier of two that are equal. */
function apportion(total, overs, under) {
  const parts = overs.map((over) => over / under);
  let left = total;
  for (const part of parts) left -= part;
  if (left > 0n) {
    const order = overs.map((over, n) => ({ rest: over % under, n }));
    order.sort((a, b) => (a.rest === b.rest ? a.n - b.n : a.rest > b.rest ? -1 : 1));
    for (let n = 0; n < left; n++) parts[order[n].n] += 1n;
  }
  return parts;
}

export function prepare(catalog) {
  const prices = new Map([...amounts(catalog)].map(([id, amount]) => [id, parse(amount, DIGITS)]));
  return (request) => {
    const { period, changed } = changes(request);
    const { id, rate, code, percent } = terms(request);
    const lines = [];
    let subtotal = 0n;
    let tax = 0n;
    for (const { product, before, entries } of changed) {
      let back = 0n;
      let backTax = 0n;
      for (const entry of entries) {
        const [left, whole] = [BigInt(entry.left), BigInt(entry.whole)];
        back += round(parse(entry.net, DIGITS) * left, whole);
        backTax += round(parse(entry.tax, DIGITS) * left, whole);
      }
      if (back === 0n && backTax === 0n) continue;
      subtotal -= back;
      tax -= backTax;
      const amount = show(-back);
      lines.push({
        ...{ kind: "credit", product, quantity: before, amount, discounts: [], net: amount },
        ...{ taxes: [], tax: show(-backTax), total: show(-back - backTax) },
      });
    }
    const charges = changed.filter(({ after }) => after > 0);
    const gross = charges.map(({ product, after }) =>
      round(prices.get(product) * BigInt(after) * BigInt(period.left), BigInt(period.whole)),
    );
    const sum = gross.reduce((a, b) => a + b, 0n);
    const off = round(sum * parse(percent, 6), FULL);
    const discounts =
      sum === 0n
        ? gross
        : apportion(
            off,
            gross.map((amount) => off * amount),
            sum,
          );
    const nets = gross.map((amount, n) => amount - discounts[n]);
    const share = parse(rate, 6);
    const shares = nets.map((net) => net * share);
    const taxes = apportion(
      round(
        shares.reduce((a, b) => a + b, 0n),
        FULL,
      ),
      shares,
      FULL,
    );
    subtotal += sum;
    charges.forEach(({ product, after }, n) => {
      tax += taxes[n];
      const shown = show(taxes[n]);
      lines.push({
        ...{ kind: "charge", product, quantity: after, amount: show(gross[n]) },
        discounts: discounts[n] > 0n ? [{ code, amount: show(-discounts[n]) }] : [],
        ...{ net: show(nets[n]), taxes: [{ id, amount: shown }], tax: shown },
        total: show(nets[n] + taxes[n]),
      });
    });
    const total = subtotal - off + tax;
    return {
      lines,
      codes: [off > 0n ? { code, applied: true, amount: show(-off) } : { code, applied: false }],
      ...{ subtotal: show(subtotal), discount: show(-off), tax: show(tax), total: show(total) },
      ...{ amountDue: show(total > 0n ? total : 0n), refund: show(total < 0n ? -total : 0n) },
    };
  };
}
