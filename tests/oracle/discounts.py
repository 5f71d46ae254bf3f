"""S8.1-S8.6: which coupons apply, how much, over which lines."""

from fractions import Fraction

from catalog import cycle_of
from money import apportion, exact, minor, round_whole
from request import Coupon
from times import instant


class Situation:
    """What the rules of S8 look at, besides a coupon's own terms."""

    def __init__(self, catalog, request, lines, result, cycle, period_starts, cycle_changes):
        self.catalog = catalog
        self.request = request
        self.charges = [line for line in lines if line.kind == "charge"]
        self.result = result  # resulting quantities
        self.cycle = cycle  # of the resulting period
        self.period_starts = period_starts
        self.cycle_changes = cycle_changes

    def lines_of(self, coupon):
        """S8.2"""
        names = coupon.applies.get("products", [])
        return [
            line
            for line in self.charges
            if line.amount > 0 and (not names or line.product in names) and line.price.discountable
        ]


def wrong_cycle(coupon, at):
    cycles = [cycle_of(c) for c in coupon.applies.get("cycles", [])]
    return bool(cycles) and at.cycle not in cycles


def wrong_currency(coupon, at):
    off = coupon.get("off")
    money = [off.get("amount"), off.get("amountPerUnit"), coupon.get("maxDiscount"), coupon.get("minAmount")]
    return any(m is not None and at.request.currency not in m for m in money)


def below_quantity(coupon, at):
    held = sum(at.result.get(p, 0) for p in {line.product for line in at.lines_of(coupon)})
    return held < coupon.get("minQuantity", 0)


def below_amount(coupon, at):
    least = coupon.get("minAmount")
    if least is None:
        return False
    currency = at.request.currency
    return sum(line.amount for line in at.lines_of(coupon)) < minor(least[currency], currency)


def refusal(code, coupon, at):
    """S8.3: the first reason that holds, or None."""
    request = at.request
    running = request.subscription.coupons if request.subscription else []
    if any(r.coupon.code == code for r in running):
        return "code_already_running"
    if coupon is None:
        return "code_unknown"
    if not coupon.terms:
        return coupon.refused
    if coupon.get("from") is not None and request.at < instant(coupon.get("from")):
        return "code_not_started"
    if coupon.get("until") is not None and request.at >= instant(coupon.get("until")):
        return "code_expired"
    r = coupon.get("redemptions", {})
    if r.get("limit") is not None and r.get("used", 0) >= r["limit"]:
        return "code_exhausted"
    if r.get("perAccount") is not None and r.get("usedByAccount", 0) >= r["perAccount"]:
        return "code_already_used"
    types = coupon.applies.get("types", [])
    if types and request.type not in types:
        return "code_wrong_type"
    if wrong_cycle(coupon, at):
        return "code_wrong_cycle"
    if coupon.get("firstPurchaseOnly", False) and not request.first_purchase:
        return "code_first_purchase_only"
    if wrong_currency(coupon, at):
        return "code_wrong_currency"
    if not any(line.amount > 0 for line in at.charges):
        return "code_nothing_to_discount"
    if not at.lines_of(coupon):
        return "code_wrong_product"
    if below_quantity(coupon, at):
        return "code_below_quantity"
    if below_amount(coupon, at):
        return "code_below_amount"
    return None


def running_acts(running, at):
    """S8.4"""
    coupon = running.coupon
    if running.remaining is not None and at.cycle_changes:
        return False
    if "percent" not in coupon.get("off") and not at.period_starts:
        return False
    return not (
        wrong_cycle(coupon, at)
        or wrong_currency(coupon, at)
        or not at.lines_of(coupon)
        or below_quantity(coupon, at)
        or below_amount(coupon, at)
    )


def take_off(coupons, at):
    """S8.6: (coupon, {line index: minor units}) in the order in which they apply."""
    currency = at.request.currency
    left = {id(line): line.amount for line in at.charges}
    taken = []
    for coupon in sorted(coupons, key=lambda c: (c.priority, c.code)):
        lines = at.lines_of(coupon)
        b = [left[id(line)] for line in lines]
        whole = sum(b)
        off = coupon.get("off")
        if "percent" in off:
            amount = round_whole(whole * exact(off["percent"]) / 100, at.catalog.rounding)
        elif "amount" in off:
            amount = minor(off["amount"][currency], currency)
        else:
            units = sum(line.quantity for line in lines)
            amount = minor(off["amountPerUnit"][currency], currency) * units
        if coupon.get("maxDiscount") is not None:
            amount = min(amount, minor(coupon.get("maxDiscount")[currency], currency))
        amount = min(amount, whole)
        parts = apportion(amount, [Fraction(amount * x, whole) for x in b]) if whole else [0] * len(b)
        for line, part in zip(lines, parts):
            left[id(line)] -= part
        taken.append((coupon, list(zip(lines, parts))))
    return taken


def discount(at):
    """Puts discounts on the lines; returns the `codes` of the answer and the redeemed coupons."""
    request = at.request
    reasons, typed = {}, {}
    catalog_coupons = [Coupon.of(c) for c in at.catalog.coupons]
    for code in request.codes:
        found = [c for c in request.coupons + catalog_coupons if c.code == code]  # S8.1: in this order
        reason = refusal(code, found[0] if found else None, at)
        if reason:
            reasons[code] = reason
        else:
            typed[code] = found[0]
    running = request.subscription.coupons if request.subscription else []
    candidates = list(typed.values()) + [r.coupon for r in running if running_acts(r, at)]

    # S8.5
    together = [c for c in candidates if c.combinable]
    options = [[c] for c in candidates if not c.combinable] + ([together] if together else [])
    best, best_key = [], None
    for option in options:
        taken = take_off(option, at)
        most = sum(part for _, parts in taken for _, part in parts)
        key = (-most, len(option), sorted(c.code for c in option))
        if best_key is None or key < best_key:
            best, best_key = taken, key

    applied = {}
    for coupon, parts in best:
        applied[coupon.code] = sum(part for _, part in parts)
        for line, part in parts:
            if part:
                line.discounts.append((coupon.code, part))
    # Kept in the order in which they apply, so that the order of typing does not matter.
    redeemed = [c for c, _ in best if c.code in typed and applied[c.code] > 0]
    codes = []
    for code in request.codes:
        if code in typed and code not in applied:
            reasons[code] = "code_not_combinable"
        elif code in typed and applied[code] == 0:
            reasons[code] = "code_no_effect"
        if code in reasons:
            codes.append({"code": code, "applied": False, "reason": reasons[code]})
        else:
            codes.append({"code": code, "applied": True, "amount": -applied[code]})
    return codes, redeemed
