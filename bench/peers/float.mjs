// What most checkouts ship: doubles and a rounding helper. Its answers that differ are the point of it.

import { amounts, changes, terms } from "./plain.mjs";

const round = (amount, unit = 100) => Math.round(amount * unit) / unit;
const show = (amount) => (Math.abs(amount) < 0.005 ? 0 : amount).toFixed(2);

/** What is over goes to the largest fractions, to the earlier of two that are equal. */
function apportion(total, shares) {
  const cents = shares.map((share) => Math.floor(share * 100));
  const left = Math.round(cents.reduce((rest, part) => rest - part, total * 100));
  const order = shares.map((share, n) => ({ rest: share * 100 - cents[n], n }));
  order.sort((a, b) => b.rest - a.rest || a.n - b.n);
  for (let n = 0; n < left; n++) cents[order[n % order.length].n] += 1;
  return cents.map((part) => part / 100);
}

export function prepare(catalog) {
  const prices = new Map([...amounts(catalog)].map(([id, amount]) => [id, Number(amount)]));
  return (request) => {
    const { period, changed } = changes(request);
    const { id, rate, code, percent } = terms(request);
    const lines = [];
    let subtotal = 0;
    let tax = 0;
    for (const { product, before, entries } of changed) {
      let back = 0;
      let backTax = 0;
      for (const entry of entries) {
        back += round((Number(entry.net) * entry.left) / entry.whole);
        backTax += round((Number(entry.tax) * entry.left) / entry.whole);
      }
      if (back === 0 && backTax === 0) continue;
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
      round((prices.get(product) * after * period.left) / period.whole),
    );
    const sum = gross.reduce((a, b) => a + b, 0);
    const off = round((sum * Number(percent)) / 100);
    const discounts =
      sum === 0
        ? gross
        : apportion(
            off,
            gross.map((amount) => (off * amount) / sum),
          );
    const nets = gross.map((amount, n) => amount - discounts[n]);
    const shares = nets.map((net) => (net * Number(rate)) / 100);
    const taxes = apportion(round(shares.reduce((a, b) => a + b, 0)), shares);
    subtotal += sum;
    charges.forEach(({ product, after }, n) => {
      tax += taxes[n];
      const shown = show(taxes[n]);
      lines.push({
        ...{ kind: "charge", product, quantity: after, amount: show(gross[n]) },
        discounts: discounts[n] > 0 ? [{ code, amount: show(-discounts[n]) }] : [],
        ...{ net: show(nets[n]), taxes: [{ id, amount: shown }], tax: shown },
        total: show(nets[n] + taxes[n]),
      });
    });
    const total = subtotal - off + tax;
    return {
      lines,
      codes: [off > 0 ? { code, applied: true, amount: show(-off) } : { code, applied: false }],
      ...{ subtotal: show(subtotal), discount: show(-off), tax: show(tax), total: show(total) },
      ...{ amountDue: show(Math.max(total, 0)), refund: show(Math.max(-total, 0)) },
    };
  };
}
