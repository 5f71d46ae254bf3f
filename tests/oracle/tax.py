"""S8.7, S8.8: tax on charges; credits carry the tax that was paid (S7)."""

from fractions import Fraction

from money import apportion, round_whole


def tax(catalog, request, lines):
    t = request.tax
    charges = [line for line in lines if line.kind == "charge"]
    for rate in [] if t.exempt else t.rates:
        on = [line for line in charges if rate.falls_on(line.product)]
        # In minor units, exact.
        shares = []
        for line in on:
            left = line.amount - line.discount
            divisor = 1 + t.sum_on(line.product) if t.inclusive else 1
            shares.append(left * rate.p / Fraction(divisor))
        if t.per_line:
            parts = [round_whole(e, catalog.rounding) for e in shares]
        else:
            parts = apportion(round_whole(sum(shares, Fraction(0)), catalog.rounding), shares)
        for line, part in zip(on, parts):
            line.taxes.append((rate.id, part))
    for line in charges:
        line.tax = sum(amount for _, amount in line.taxes)
        left = line.amount - line.discount
        line.net = left - line.tax if t.inclusive else left
