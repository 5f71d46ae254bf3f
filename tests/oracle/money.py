"""S1: amounts, currencies, the only rounding, apportioning."""

import re
from fractions import Fraction
from math import floor

# S1.2: minor digits by ISO 4217; every other currency has two.
MINOR_DIGITS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}

# S1.1
AMOUNT = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?", re.ASCII)

# S1.6: totals are supported up to here at least; beyond it a host may say `out_of_range`.
SUPPORTED_MINOR_UNITS = 10**18


def digits(currency):
    return MINOR_DIGITS.get(currency, 2)


def exact(text):
    """The number that a decimal string says (S1.1, S1.3)."""
    if not isinstance(text, str) or not AMOUNT.fullmatch(text):
        raise ValueError(f"amount_malformed: {text!r}")
    return Fraction(text)


def minor(text, currency):
    """Money that was or will be paid, in whole minor units (S1.2)."""
    units = exact(text) * 10 ** digits(currency)
    if units.denominator != 1:
        raise ValueError(f"amount_too_precise: {text!r} {currency}")
    return int(units)


def show(units, currency):
    """Minor units as text with exactly the currency's digits (S1.2)."""
    places = digits(currency)
    sign = "-" if units < 0 else ""
    text = str(abs(units)).rjust(places + 1, "0")
    return sign + (text if places == 0 else f"{text[:-places]}.{text[-places:]}")


def round_whole(x, rounding):
    """S1.4: the whole number that an exact one becomes."""
    below = floor(x)
    rest = x - below
    if rest == 0:
        return below
    away = below + 1 if x > 0 else below
    towards = below if x > 0 else below + 1
    if rounding == "up":
        return away
    if rounding == "down":
        return towards
    if rounding == "ceiling":
        return below + 1
    if rounding == "floor":
        return below
    half = Fraction(1, 2)
    if rest != half:
        return below + 1 if rest > half else below
    if rounding == "halfUp":
        return away
    if rounding == "halfDown":
        return towards
    if rounding == "halfEven":
        return below if below % 2 == 0 else below + 1
    raise ValueError(f"rounding {rounding!r}")


def round_money(x, currency, rounding):
    """An exact amount of major units, rounded to whole minor units."""
    return round_whole(x * 10 ** digits(currency), rounding)


def apportion(total, shares):
    """S1.5: whole minor units that sum to `total`, by exact shares in minor units."""
    parts = [floor(share) for share in shares]
    missing = total - sum(parts)
    assert 0 <= missing <= len(shares), (total, shares)
    # A stable sort keeps the earlier line first where fractions tie.
    by_fraction = sorted(range(len(shares)), key=lambda i: parts[i] - shares[i])
    for i in by_fraction[:missing]:
        parts[i] += 1
    return parts
