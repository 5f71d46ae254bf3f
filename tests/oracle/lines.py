"""S6, S7: charges and credits over time."""

from dataclasses import dataclass, field
from fractions import Fraction

from catalog import Price
from money import digits, round_money
from plan import plan_renewal
from request import Entry
from times import Period, boundaries_around, boundary, remaining


@dataclass
class Line:
    kind: str  # charge | credit
    product: str
    quantity: int
    period: Period
    amount: int = 0
    net: int = 0
    tax: int = 0
    discounts: list = field(default_factory=list)  # (code, minor units, positive)
    taxes: list = field(default_factory=list)  # (rate id, minor units)
    price: Price | None = None  # of a charge
    calculation: dict = field(default_factory=dict)
    replaced: bool = False  # a credit of `quantityChange: replace`

    @property
    def total(self):
        return self.net + self.tax

    @property
    def discount(self):
        return sum(amount for _, amount in self.discounts)


def fraction_json(x):
    return {"numerator": str(x.numerator), "denominator": str(x.denominator)}


def make_charge(catalog, request, currency, product, quantity, price, recurring, share=None, before=None):
    """`round(recurring * share)`; `share` None is the whole period."""
    exact = recurring * (share.value if share else 1)
    calculation = {"kind": "charge", "after": None}
    if request.tax.exempt and request.tax.inclusive:
        # S8.7: prices include a tax that this customer does not pay.
        factor = 1 / (1 + request.tax.sum_on(product))
        exact *= factor
        calculation["withoutTax"] = fraction_json(factor)
    if share:
        calculation["share"] = share.json()
    calculation["exact"] = fraction_json(exact)
    line = Line("charge", product, quantity, None, price=price, calculation=calculation)
    line.amount = round_money(exact, currency, catalog.rounding)
    return line


def make_credit(catalog, request, product, quantity, k, replaced=False):
    """S7: every past payment gives back its own share."""
    s = request.subscription
    proration = catalog.policies[product].proration
    net = tax = 0
    shown = []
    for e in s.ledger:
        if e.product != product or e.period.end <= request.at:
            continue
        share = remaining(e.period, request.at, proration, catalog.offset, "credit")
        unit = Fraction(1, 10 ** digits(s.currency))
        exact_net, exact_tax = (x * unit * share.value * k for x in (e.net, e.tax))
        net += round_money(exact_net, s.currency, catalog.rounding)
        tax += round_money(exact_tax, s.currency, catalog.rounding)
        shown.append(
            {
                "net": e.net,
                "tax": e.tax,
                "period": e.period.json(),
                "share": share.json(),
                "exactNet": fraction_json(exact_net),
                "exactTax": fraction_json(exact_tax),
            }
        )
    line = Line("credit", product, quantity, Period(request.at, s.period.end), replaced=replaced)
    # "0 where a sum would give less than nothing"
    line.net, line.tax = -max(net, 0), -max(tax, 0)
    line.amount = line.net + line.tax if request.tax.inclusive else line.net
    line.calculation = {"kind": "credit", "part": fraction_json(Fraction(k)), "entries": shown}
    return line


def purchase_lines(catalog, request):
    end = boundary(request.at, request.cycle, 1, catalog.offset)
    lines = []
    for i in request.items:
        price = catalog.price(i.product, request.currency, request.cycle)
        recurring = price.recurring(i.quantity)
        line = make_charge(catalog, request, request.currency, i.product, i.quantity, price, recurring)
        line.calculation["after"] = recurring
        line.period = Period(request.at, end)
        lines.append(line)
    return lines


def renewal_period(catalog, subscription):
    """(new anchor, new period, the cycle around a period end that is no boundary)."""
    s = subscription
    _, cycle = plan_renewal(s)
    end = s.period.end
    anchor = s.anchor if cycle == s.cycle else end
    around = boundaries_around(anchor, cycle, end, catalog.offset)
    return anchor, Period(end, around.end), (None if around.start == end else around)


def renewal_lines(catalog, request):
    s = request.subscription
    result, cycle = plan_renewal(s)
    _, period, around = renewal_period(catalog, s)
    lines = []
    for p, q in result.items():
        price = s.agreed(p, cycle) or catalog.price(p, s.currency, cycle)
        share = None
        if around:
            proration = catalog.policies[p].proration
            share = remaining(around, period.start, proration, catalog.offset, "charge")
        recurring = price.recurring(q)
        line = make_charge(catalog, request, s.currency, p, q, price, recurring, share)
        line.calculation["after"] = recurring
        line.period = period
        lines.append(line)
    return lines


def present_price(catalog, request, product):
    s = request.subscription
    return s.agreed(product, s.cycle) or catalog.price(product, s.currency, s.cycle)


def difference(catalog, request, product, old, new):
    """(A(old), A(new)) at the price of the present cycle; None where it has none (a removal)."""
    price = present_price(catalog, request, product)
    return (price.recurring(old), price.recurring(new)) if price else None


def credits_needed(catalog, request, plan):
    """S10 `charges_missing`: is something credited, whatever the proration?"""
    if plan.cycle == "now":
        return any(plan.held.values())
    for p in plan.acting:
        old, new = plan.held.get(p, 0), plan.named[p]
        if catalog.policies[p].quantity_change == "replace":
            if old > 0:
                return True
        else:
            amounts = difference(catalog, request, p, old, new)
            if amounts is None or amounts[1] < amounts[0]:
                return True
    return False


def change_lines(catalog, request, plan):
    if plan.cycle == "now":
        return new_cycle_lines(catalog, request, plan)
    s = request.subscription
    period = Period(request.at, s.period.end)
    credits, charges = [], []
    for p in plan.asked:  # subscription's items, then newly added
        if p not in plan.acting:
            continue
        old, new = plan.held.get(p, 0), plan.named[p]
        policy = catalog.policies[p]
        share = remaining(s.period, request.at, policy.proration, catalog.offset, "charge")
        if policy.quantity_change == "replace":
            if old > 0:
                credits.append(make_credit(catalog, request, p, old, 1, replaced=True))
            if new > 0:
                price = present_price(catalog, request, p)
                after = price.recurring(new)
                line = make_charge(catalog, request, s.currency, p, new, price, after, share)
                line.calculation["after"] = after
                charges.append(line)
            continue
        units = abs(new - old)
        amounts = difference(catalog, request, p, old, new)
        if amounts is None:
            credits.append(make_credit(catalog, request, p, units, 1))
            continue
        before, after = amounts
        if after > before and new > old:  # a smaller quantity never makes a charge
            price = present_price(catalog, request, p)
            line = make_charge(catalog, request, s.currency, p, units, price, after - before, share)
            line.calculation.update(before=before, after=after)
            charges.append(line)
        elif after < before:
            k = Fraction(1) if new == 0 else (before - after) / before
            line = make_credit(catalog, request, p, units, k)
            line.calculation.update(before=before, after=after)
            credits.append(line)
    for line in charges:
        line.period = period
    return credits + charges


def new_cycle_lines(catalog, request, plan):
    s = request.subscription
    period = Period(request.at, boundary(request.at, plan.new_cycle, 1, catalog.offset))
    lines = [make_credit(catalog, request, p, q, 1) for p, q in plan.held.items() if q > 0]
    for p, q in plan.result.items():
        price = catalog.price(p, s.currency, plan.new_cycle)
        recurring = price.recurring(q)
        line = make_charge(catalog, request, s.currency, p, q, price, recurring)
        line.calculation["after"] = recurring
        line.period = period
        lines.append(line)
    return lines


def cancellation_lines(catalog, request):
    s = request.subscription
    if not catalog.gives_back(s.items):
        return []
    return [make_credit(catalog, request, i.product, i.quantity, 1) for i in s.items if i.quantity > 0]


def has_line(line):
    """S6: a credit of zero net and zero tax makes no line; a charge of zero does."""
    return line.kind == "charge" or line.net != 0 or line.tax != 0


def ledger_entry(line):
    return Entry(line.product, line.net, line.tax, line.period)
