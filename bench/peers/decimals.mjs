// The same with a library of decimal numbers; three of them have the same methods but for rounding.

import { amounts, changes, terms } from "./plain.mjs";

/**
 * @param number makes one of a text or an integer
 * @param round to so many decimals, half away from zero
 * @param floor to an integer, of what is not negative
 */
export function decimals(number, round, floor) {
  const zero = number(0);
  const hundred = number(100);
  const show = (amount) => (amount.eq(0) ? zero : amount).toFixed(2);
  const cents = (amount) => round(amount, 2);

  /** What is over goes to the largest fractions, to the earlier of two that are equal; all in cents. */
  function apportion(total, parts, rests) {
    const left = Number(
      parts.reduce((rest, part) => rest.minus(part), total.times(hundred)).toFixed(0),
    );
    if (left > 0) {
      const order = rests.map((rest, n) => ({ rest, n }));
      order.sort((a, b) => b.rest.cmp(a.rest) || a.n - b.n);
      for (let n = 0; n < left; n++) parts[order[n].n] = parts[order[n].n].plus(1);
    }
    return parts.map((part) => part.div(hundred));
  }

  return function prepare(catalog) {
    const prices = new Map([...amounts(catalog)].map(([id, amount]) => [id, number(amount)]));
    return (request) => {
      const { period, changed } = changes(request);
      const { id, rate, code, percent } = terms(request);
      const lines = [];
      let subtotal = zero;
      let tax = zero;
      for (const { product, before, entries } of changed) {
        let back = zero;
        let backTax = zero;
        for (const { net, tax, left, whole } of entries) {
          back = back.plus(cents(number(net).times(left).div(whole)));
          backTax = backTax.plus(cents(number(tax).times(left).div(whole)));
        }
        if (back.eq(0) && backTax.eq(0)) continue;
        subtotal = subtotal.minus(back);
        tax = tax.minus(backTax);
        const amount = show(zero.minus(back));
        lines.push({
          ...{ kind: "credit", product, quantity: before, amount, discounts: [], net: amount },
          ...{ taxes: [], tax: show(zero.minus(backTax)) },
          total: show(zero.minus(back).minus(backTax)),
        });
      }
      const charges = changed.filter(({ after }) => after > 0);
      const gross = charges.map(({ product, after }) =>
        cents(prices.get(product).times(after).times(period.left).div(period.whole)),
      );
      const sum = gross.reduce((a, b) => a.plus(b), zero);
      const off = cents(sum.times(number(percent)).div(hundred));
      let discounts = gross;
      if (!sum.eq(0)) {
        // In cents times cents, so that the remainders are exact.
        const under = sum.times(hundred);
        const overs = gross.map((amount) => off.times(hundred).times(amount.times(hundred)));
        const rests = overs.map((over) => over.mod(under));
        const parts = overs.map((over, n) => over.minus(rests[n]).div(under));
        discounts = apportion(off, parts, rests);
      }
      const nets = gross.map((amount, n) => amount.minus(discounts[n]));
      // A percentage of an amount in cents is the amount times the rate.
      const shares = nets.map((net) => net.times(number(rate)));
      const floors = shares.map(floor);
      const rests = shares.map((share, n) => share.minus(floors[n]));
      const sumOfShares = shares.reduce((a, b) => a.plus(b), zero);
      const taxes = apportion(round(sumOfShares, 0).div(hundred), floors, rests);
      subtotal = subtotal.plus(sum);
      charges.forEach(({ product, after }, n) => {
        tax = tax.plus(taxes[n]);
        const shown = show(taxes[n]);
        lines.push({
          ...{ kind: "charge", product, quantity: after, amount: show(gross[n]) },
          discounts: discounts[n].gt(0) ? [{ code, amount: show(zero.minus(discounts[n])) }] : [],
          ...{ net: show(nets[n]), taxes: [{ id, amount: shown }], tax: shown },
          total: show(nets[n].plus(taxes[n])),
        });
      });
      const total = subtotal.minus(off).plus(tax);
      const discount = show(zero.minus(off));
      return {
        lines,
        codes: [off.gt(0) ? { code, applied: true, amount: discount } : { code, applied: false }],
        ...{ subtotal: show(subtotal), discount, tax: show(tax), total: show(total) },
        ...{ amountDue: show(total.gt(0) ? total : zero) },
        refund: show(total.lt(0) ? zero.minus(total) : zero),
      };
    };
  };
}
