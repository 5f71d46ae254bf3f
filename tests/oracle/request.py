"""S4, S5: the subscription and the request, with their defaults."""

import copy
from dataclasses import dataclass
from fractions import Fraction

from catalog import Price, cycle_of
from money import exact, minor
from times import Cycle, Period, instant


@dataclass
class Item:
    product: str
    quantity: int
    price: Price | None = None  # agreed with this customer (S4)


@dataclass
class Entry:
    """Of the ledger: what was paid (or given back) for a stretch of time, in minor units."""

    product: str
    net: int
    tax: int
    period: Period


@dataclass
class Coupon:
    json: dict
    code: str
    terms: bool  # False: `refused` in place of terms
    refused: str | None

    @classmethod
    def of(cls, j):
        return cls(json=j, code=normal_code(j["code"]), terms="refused" not in j, refused=j.get("refused"))

    def get(self, name, default=None):
        return self.json.get(name, default)

    @property
    def applies(self):
        return self.json.get("appliesTo", {})

    @property
    def duration(self):
        """`once`, `forever` or the number of periods."""
        d = self.json.get("duration", "once")
        return d if isinstance(d, str) else d["periods"]

    @property
    def combinable(self):
        return self.json.get("combinable", False)

    @property
    def priority(self):
        return self.json.get("priority", 100)


@dataclass
class Running:
    coupon: Coupon
    remaining: int | None  # None: for ever


@dataclass
class Rate:
    id: str
    p: Fraction
    products: list | None

    def falls_on(self, product):
        return self.products is None or product in self.products


@dataclass
class Tax:
    inclusive: bool
    per_line: bool
    exempt: bool
    rates: list

    def on(self, product):
        return [rate for rate in self.rates if rate.falls_on(product)]

    def sum_on(self, product):
        return sum((rate.p for rate in self.on(product)), Fraction(0))


@dataclass
class Subscription:
    id: str | None
    status: str
    currency: str
    cycle: Cycle
    items: list
    anchor: int
    period: Period
    ledger: list | None  # None: absent, nothing can be credited
    coupons: list
    balance: int
    canceling: bool
    pending_items: list
    pending_cycle: Cycle | None

    def copy(self):
        return copy.deepcopy(self)

    def quantity(self, product):
        return next((i.quantity for i in self.items if i.product == product), 0)

    def agreed(self, product, cycle):
        """S4: used instead of the catalog's as long as the subscription keeps the price's cycle."""
        for i in self.items:
            if i.product == product and i.price and i.price.cycle == cycle == self.cycle:
                return i.price
        return None

    def has_pending(self, product):
        return any(i.product == product for i in self.pending_items)


@dataclass
class Request:
    type: str
    at: int
    role: str | None
    subscription: Subscription | None
    items: list
    cycle: Cycle | None
    currency: str
    existing: list
    first_purchase: bool
    codes: list
    coupons: list
    tax: Tax


def normal_code(code):
    """S8.1: trimmed, in upper case (ASCII)."""
    code = code.strip(" \t\r\n")
    return "".join(c.upper() if "a" <= c <= "z" else c for c in code)


def kept_terms(j):
    """S8.1: terms kept on a subscription are without `redemptions`."""
    return Coupon.of({k: v for k, v in j.items() if k != "redemptions"})


def subscription_of(j):
    currency = j["currency"]
    period = period_of(j["period"])
    ledger = None
    if "charges" in j:
        ledger = [
            Entry(e["product"], minor(e["net"], currency), minor(e["tax"], currency), period_of(e))
            for e in j["charges"]
        ]
    pending = j.get("pending") or {}
    return Subscription(
        id=j.get("id"),
        status=j["status"],
        currency=currency,
        cycle=cycle_of(j["cycle"]),
        items=[item_of(i) for i in j["items"]],
        anchor=instant(j["anchor"]) if "anchor" in j else period.start,
        period=period,
        ledger=ledger,
        coupons=[Running(kept_terms(c["coupon"]), c["remainingPeriods"]) for c in j.get("coupons", [])],
        balance=minor(j.get("balance", "0"), currency),
        canceling=j.get("cancelAtPeriodEnd", False),
        pending_items=[item_of(i) for i in pending.get("items", [])],
        pending_cycle=cycle_of(pending["cycle"]) if "cycle" in pending else None,
    )


def item_of(j):
    return Item(j["product"], j["quantity"], Price.of(j["price"]) if "price" in j else None)


def period_of(j):
    return Period(instant(j["start"]), instant(j["end"]))


def tax_of(j):
    return Tax(
        inclusive=j.get("behavior", "exclusive") == "inclusive",
        per_line=j.get("roundingLevel", "total") == "line",
        exempt=j.get("exempt", False),
        rates=[
            # Naming none is naming all, as with coupons (S8.2).
            Rate(r["id"], exact(r["percent"]) / 100, r.get("products") or None)
            for r in j.get("rates", [])
        ],
    )


def request_of(j):
    subscription = subscription_of(j["subscription"]) if "subscription" in j else None
    return Request(
        type=j["type"],
        at=instant(j["at"]),
        role=j.get("actor", {}).get("role"),
        subscription=subscription,
        items=[item_of(i) for i in j.get("items", [])],
        cycle=cycle_of(j["cycle"]) if "cycle" in j else None,
        currency=j["currency"] if j["type"] == "purchase" else subscription.currency,
        existing=[subscription_of(s) for s in j.get("existing", [])],
        first_purchase=j.get("account", {}).get("firstPurchase", False),
        codes=list(dict.fromkeys(normal_code(c) for c in j.get("codes", []))),
        coupons=[Coupon.of(c) for c in j.get("coupons", [])],
        tax=tax_of(j.get("tax", {})),
    )
