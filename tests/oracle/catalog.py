"""S3: what is sold. The catalog is taken as well formed: refusing one is not the oracle's part."""

from dataclasses import dataclass, field
from fractions import Fraction

from money import exact
from times import Cycle, zone_offset


def cycle_of(j):
    return Cycle(j["unit"], j.get("count", 1))


@dataclass
class Policy:
    roles: list | None = None  # None: anyone
    products_per_change: int = 1
    quantity_decrease: str = "never"
    cycle_shorten: str = "never"
    quantity_change: str = "increment"
    proration: str = "second"
    negative_total: str = "refund"
    cancellation: str = "atPeriodEnd"

    @classmethod
    def of(cls, j):
        p = cls(roles=j.get("roles"))
        p.products_per_change = j.get("productsPerChange", p.products_per_change)
        p.quantity_decrease = j.get("quantityDecrease", p.quantity_decrease)
        p.cycle_shorten = j.get("cycleShorten", p.cycle_shorten)
        p.quantity_change = j.get("quantityChange", p.quantity_change)
        p.proration = j.get("proration", p.proration)
        p.negative_total = j.get("negativeTotal", p.negative_total)
        p.cancellation = j.get("cancellation", p.cancellation)
        return p


@dataclass
class Price:
    json: dict
    id: str | None
    currency: str
    cycle: Cycle
    scheme: dict
    min_quantity: int
    max_quantity: int | None
    step: int
    discountable: bool
    entitlements: list
    siblings: list = field(default_factory=list)  # the product's prices: `multipleOf` names one

    @classmethod
    def of(cls, j):
        return cls(
            json=j,
            id=j.get("id"),
            currency=j["currency"],
            cycle=cycle_of(j["cycle"]),
            scheme=j["scheme"],
            min_quantity=j.get("minQuantity", 1),
            max_quantity=j.get("maxQuantity"),
            step=j.get("quantityStep", 1),
            discountable=j.get("discountable", True),
            entitlements=j.get("entitlements", []),
        )

    def recurring(self, q):
        """A(q), exact (S3)."""
        if q == 0:
            return Fraction(0)
        s = self.scheme
        kind = s["type"]
        if kind == "flat":
            return exact(s["amount"])
        if kind == "perUnit":
            return q * exact(s["amount"])
        if kind == "package":
            return -(-q // s["size"]) * exact(s["amount"])
        if kind == "multipleOf":
            (named,) = (p for p in self.siblings if p.id == s["price"])
            return exact(s["times"]) * named.recurring(q)
        below = 0  # the bound of the tier before
        total = Fraction(0)
        for tier in s["tiers"]:
            unit, flat = exact(tier.get("unit", "0")), exact(tier.get("flat", "0"))
            holds_q = tier["upTo"] is None or q <= tier["upTo"]
            if kind == "volume" and holds_q:
                return q * unit + flat
            if kind == "graduated":
                units = (q if holds_q else tier["upTo"]) - below
                total += units * unit + flat
                if holds_q:
                    return total
            below = tier["upTo"]
        raise ValueError(f"scheme {s!r}")

    def nearest_allowed(self, q):
        """S10: the nearest allowed quantity, the smaller of two; None if there is none."""
        smallest = -(-self.min_quantity // self.step) * self.step
        largest = None if self.max_quantity is None else self.max_quantity // self.step * self.step
        if largest is not None and largest < smallest:
            return None
        if q <= smallest:
            return smallest
        if largest is not None and q >= largest:
            return largest
        below = q // self.step * self.step
        return below if q - below <= below + self.step - q else below + self.step

    def limit_broken(self, q):
        """S10: the first that holds."""
        if q < self.min_quantity:
            return "quantity_below_minimum"
        if self.max_quantity is not None and q > self.max_quantity:
            return "quantity_above_maximum"
        if q % self.step != 0:
            return "quantity_step"
        return None


class Catalog:
    def __init__(self, j):
        self.id = j["id"]
        self.offset = zone_offset(j.get("timeZone", "UTC"))
        self.rounding = j.get("rounding", "halfUp")
        self.ttl = j.get("quoteTtlSeconds", 900)
        policies = {p["id"]: Policy.of(p) for p in j.get("policies", [])}
        self.policies = {}
        self.prices = {}
        for product in j["products"]:
            name = product["id"]
            self.policies[name] = policies[product["policy"]] if "policy" in product else Policy()
            prices = [Price.of(p) for p in product["prices"]]
            for price in prices:
                price.siblings = prices
            self.prices[name] = prices
        self.coupons = j.get("coupons", [])

    def has(self, product):
        return product in self.policies

    def gives_back(self, items):
        """Does a cancellation credit what is left? The policy of the first item decides; without any, the default's."""
        policy = self.policies[items[0].product] if items else Policy()
        return policy.cancellation == "prorated"

    def price(self, product, currency, cycle):
        for price in self.prices.get(product, []):
            if price.currency == currency and price.cycle == cycle:
                return price
        return None
