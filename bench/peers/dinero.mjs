// dinero.js 2 with bigint. It has no division: a share of time is `allocate` at a scale whose rest is far below a
// cent. Its `allocate` gives what is over to the first, not to the largest fractions: apportioning is by hand.

import {
  add,
  allocate,
  dinero,
  halfAwayFromZero,
  multiply,
  subtract,
  toDecimal,
  toSnapshot,
  transformScale,
} from "dinero.js/bigint";
import { USD } from "dinero.js/bigint/currencies";

import { amounts, changes, terms } from "./plain.mjs";

const GUARD = 12n;

const parse = (text) => {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!found) throw new RangeError(`not a decimal: ${text}`);
  const number = BigInt(found[2] + (found[3] ?? ""));
  return { amount: found[1] ? -number : number, scale: BigInt((found[3] ?? "").length) };
};

const money = (amount) => dinero({ amount, currency: USD });
const read = (text) => dinero({ ...parse(text), currency: USD });
const round = (amount) => transformScale(amount, USD.exponent, halfAwayFromZero);
const cents = (amount) => toSnapshot(transformScale(amount, USD.exponent)).amount;
const zero = money(0n);
const negated = (amount) => subtract(zero, amount);
const sum = (all) => all.reduce((a, b) => add(a, b), zero);
const fraction = (percent) => {
  const { amount, scale } = parse(percent);
  return { amount, scale: scale + 2n };
};

function prorate(amount, left, whole) {
  if (left === 0) return zero;
  const fine = transformScale(amount, USD.exponent + GUARD);
  return round(allocate(fine, [BigInt(left), BigInt(whole - left)])[0]);
}

/** What is over goes to the largest fractions, to the earlier of two that are equal. */
function apportion(total, overs, under) {
  const parts = overs.map((over) => over / under);
  const left = parts.reduce((rest, part) => rest - part, cents(total));
  const order = overs.map((over, n) => ({ rest: over % under, n }));
  order.sort((a, b) => (a.rest === b.rest ? a.n - b.n : a.rest > b.rest ? -1 : 1));
  for (let n = 0; n < left; n++) parts[order[n].n] += 1n;
  return parts.map(money);
}

export function prepare(catalog) {
  const prices = new Map([...amounts(catalog)].map(([id, amount]) => [id, read(amount)]));
  return (request) => {
    const { period, changed } = changes(request);
    const { id, rate, code, percent } = terms(request);
    const lines = [];
    let subtotal = zero;
    let tax = zero;
    for (const { product, before, entries } of changed) {
      const back = sum(entries.map(({ net, left, whole }) => prorate(read(net), left, whole)));
      const backTax = sum(entries.map(({ tax, left, whole }) => prorate(read(tax), left, whole)));
      if (cents(back) === 0n && cents(backTax) === 0n) continue;
      subtotal = subtract(subtotal, back);
      tax = subtract(tax, backTax);
      const amount = toDecimal(negated(back));
      lines.push({
        ...{ kind: "credit", product, quantity: before, amount, discounts: [], net: amount },
        ...{ taxes: [], tax: toDecimal(negated(backTax)) },
        total: toDecimal(negated(add(back, backTax))),
      });
    }
    const charges = changed.filter(({ after }) => after > 0);
    const gross = charges.map(({ product, after }) =>
      prorate(multiply(prices.get(product), BigInt(after)), period.left, period.whole),
    );
    const whole = sum(gross);
    const off = round(multiply(whole, fraction(percent)));
    const discounts =
      cents(whole) === 0n
        ? gross
        : apportion(
            off,
            gross.map((amount) => cents(off) * cents(amount)),
            cents(whole),
          );
    const nets = gross.map((amount, n) => subtract(amount, discounts[n]));
    const share = fraction(rate);
    const due = round(multiply(sum(nets), share));
    const shares = nets.map((net) => cents(net) * share.amount);
    const taxes = apportion(due, shares, 10n ** share.scale);
    subtotal = add(subtotal, whole);
    charges.forEach(({ product, after }, n) => {
      tax = add(tax, taxes[n]);
      const shown = toDecimal(taxes[n]);
      lines.push({
        ...{ kind: "charge", product, quantity: after, amount: toDecimal(gross[n]) },
        discounts:
          cents(discounts[n]) > 0n ? [{ code, amount: toDecimal(negated(discounts[n])) }] : [],
        ...{ net: toDecimal(nets[n]), taxes: [{ id, amount: shown }], tax: shown },
        total: toDecimal(add(nets[n], taxes[n])),
      });
    });
    const total = add(subtract(subtotal, off), tax);
    const discount = toDecimal(negated(off));
    return {
      lines,
      codes: [
        cents(off) > 0n ? { code, applied: true, amount: discount } : { code, applied: false },
      ],
      ...{ subtotal: toDecimal(subtotal), discount, tax: toDecimal(tax), total: toDecimal(total) },
      amountDue: toDecimal(cents(total) > 0n ? total : zero),
      refund: toDecimal(cents(total) < 0n ? negated(total) : zero),
    };
  };
}
