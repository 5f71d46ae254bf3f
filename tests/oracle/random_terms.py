"""Random well-formed amounts, instants, cycles, prices, catalogs and coupons (S1, S2, S3, S8)."""

from money import digits
from times import show_instant

CURRENCIES = ["USD", "USD", "EUR", "GBP", "JPY", "KRW", "KWD", "BHD", "TND", "CLF", "UYW"]
CYCLES = [
    {"unit": "day"}, {"unit": "day", "count": 7}, {"unit": "day", "count": 28},
    {"unit": "day", "count": 30}, {"unit": "day", "count": 36}, {"unit": "week"},
    {"unit": "week", "count": 2}, {"unit": "week", "count": 4}, {"unit": "week", "count": 36},
    {"unit": "month"}, {"unit": "month"}, {"unit": "month", "count": 1}, {"unit": "month", "count": 2},
    {"unit": "month", "count": 3}, {"unit": "month", "count": 6}, {"unit": "month", "count": 12},
    {"unit": "month", "count": 36}, {"unit": "year"}, {"unit": "year"}, {"unit": "year", "count": 2},
    {"unit": "year", "count": 3},
]
ZONES = ["UTC", "UTC", "+07:00", "-05:00", "+05:30", "+05:45", "-03:30", "+14:00", "-12:00", "+00:00", "-09:30"]
ROUNDINGS = ["halfUp", "halfDown", "halfEven", "up", "down", "ceiling", "floor"]
ROLES = ["owner", "admin", "member", "billingManager"]
CODES = ["SAVE10", "LAUNCH", "VIP", "SPRING", "WELCOME", "B2B", "X1", "HALF"]
QUANTITY_BOUND = 10_000_000
LARGEST = 10**15 - 1


def decimal(whole, places, fraction):
    return f"{whole}.{fraction:0{places}}" if places else str(whole)


def amount(rng, places, most=500):
    """A decimal string with up to `places` decimals, often a short one."""
    if rng.random() < 0.04:
        return rng.choice(["0", decimal(0, places, 0)])
    return decimal(rng.randrange(most), places, rng.randrange(10**places))


def price_amount(rng, currency, extreme):
    """Prices may have 12 decimals (S1.2), and reach 10^15 - 1 (S1.6)."""
    if extreme and rng.random() < 0.6:
        return rng.choice([
            f"{LARGEST}.{'9' * 12}",
            f"{LARGEST}",
            "0.000000000001",
            decimal(rng.randrange(10**15), 12, rng.randrange(10**12)),
            decimal(0, 12, rng.randrange(10**6)),
            decimal(rng.randrange(100), 12, rng.randrange(10**12)),
        ])
    places = digits(currency)
    if rng.random() < 0.25:
        places = rng.randrange(13)
    return amount(rng, places)


def money(rng, currency, most=300, extreme=False):
    """What was or will be paid: not more decimals than the currency (S1.2)."""
    if extreme and rng.random() < 0.5:
        places = digits(currency)
        return decimal(rng.choice([LARGEST, rng.randrange(10**15)]), places, rng.randrange(10**places))
    return amount(rng, digits(currency), most)


def percent(rng):
    return rng.choice([
        "0", "5", "10", "20", "50", "100", "33.333333", "7.7", "9.975", "8.875", "19", "0.000000000001",
        "99.999999999999", decimal(rng.randrange(100), 3, rng.randrange(1000)),
        decimal(rng.randrange(30), 12, rng.randrange(10**12)),
    ])


def spell_instant(rng, seconds):
    """The same instant in one of its spellings; a fraction is cut off (S2.1)."""
    if rng.random() < 0.75:
        return show_instant(seconds)
    offset = rng.choice([0, 330, -300, 840, 345])
    text = show_instant(seconds + offset * 60)[:-1]
    if rng.random() < 0.5:
        text += rng.choice([".5", ".999999", ".000", ".999999999"])
    sign = "-" if offset < 0 else "+"
    return text + (rng.choice(["Z", "+00:00"]) if offset == 0 else f"{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}")


def spell_code(rng, code):
    if rng.random() < 0.3:
        code = code.lower()
    return f" {code} " if rng.random() < 0.2 else code


def scheme(rng, currency, extreme, siblings):
    kinds = ["perUnit"] * 3 + ["flat", "package", "volume", "volume", "graduated", "graduated"]
    kinds += ["multipleOf"] * (2 if siblings else 0)
    kind = rng.choice(kinds)
    if kind in ("flat", "perUnit"):
        return {"type": kind, "amount": price_amount(rng, currency, extreme)}
    if kind == "package":
        size = rng.choice([1, 2, 10, 25, 1000, QUANTITY_BOUND if extreme else 7])
        return {"type": kind, "size": size, "amount": price_amount(rng, currency, extreme)}
    if kind == "multipleOf":
        times = rng.choice(["11", "10", "2.75", "0.5", "1", "12"])
        if extreme:
            times = rng.choice(["0.000000000001", "0.000000001234", f"0.{rng.randrange(1, 10**12):012}", "11",
                            f"{LARGEST}.{'9' * 12}", decimal(rng.randrange(10**15), 12, rng.randrange(10**12))])
        return {"type": kind, "price": rng.choice(siblings), "times": times}
    tiers, up_to = [], 0
    for _ in range(rng.randrange(4)):
        up_to += rng.randrange(1, 10**6 if extreme and rng.random() < 0.5 else 15)
        tiers.append({"upTo": up_to})
    tiers.append({"upTo": None})
    falls = kind == "volume" and not extreme and rng.random() < 0.4  # fewer units may cost more
    for n, tier in enumerate(tiers):
        if falls:
            tier["unit"] = amount(rng, digits(currency), 300 // (n * n + 1) + 1)
        elif rng.random() < 0.9:
            tier["unit"] = price_amount(rng, currency, extreme)
        if rng.random() < 0.3:
            tier["flat"] = price_amount(rng, currency, extreme)
    return {"type": kind, "tiers": tiers}


def price(rng, currency, cycle, extreme, siblings, limits=0.15):
    p = {"currency": currency, "cycle": cycle, "scheme": scheme(rng, currency, extreme, siblings)}
    if rng.random() < limits:
        p["minQuantity"] = rng.randrange(1, 6)
    if rng.random() < limits:
        p["quantityStep"] = rng.choice([2, 3, 5])
    if rng.random() < limits:
        p["maxQuantity"] = rng.randrange(30, 200)
    if rng.random() < 0.1:
        p["discountable"] = rng.random() < 0.3
    if rng.random() < 0.3:
        p["entitlements"] = rng.sample(["sso", "audit", "offline", "api", "beta"], rng.randrange(4))
    return p


def policy(rng, id, lenient):
    """`lenient` allows nearly everything, so that more is priced and less refused."""
    p = {"id": id}

    def maybe(name, choices, chance=0.7):
        if rng.random() < chance:
            p[name] = rng.choice(choices)

    if rng.random() < (0.15 if lenient else 0.4):
        p["roles"] = rng.sample(ROLES, rng.randrange(1, 4))
    when = ["atRenewal", "immediate", "immediate"] + ([] if lenient else ["never", "atRenewal"])
    maybe("quantityDecrease", when, 1 if lenient else 0.8)
    maybe("cycleShorten", when, 1 if lenient else 0.8)
    if lenient or rng.random() < 0.5:
        p["productsPerChange"] = 100 if lenient else rng.randrange(1, 5)
    maybe("quantityChange", ["increment", "replace"])
    choices = ["second", "second", "day", "day", "none"]
    if p.get("quantityChange") == "replace":
        choices.remove("none")  # S2.6
    maybe("proration", choices)
    maybe("negativeTotal", ["refund", "balance"])
    maybe("cancellation", ["atPeriodEnd", "prorated"])
    return p


def catalog(rng, extreme, lenient, many):
    currencies = [rng.choice(CURRENCIES)]
    if rng.random() < 0.2:
        currencies.append(rng.choice([c for c in CURRENCIES if c != currencies[0]]))
    cycles = []
    for c in rng.sample(CYCLES, rng.randrange(2, 5)):
        if {"count": 1, **c} not in [{"count": 1, **d} for d in cycles]:
            cycles.append(c)
    policies = [policy(rng, f"policy{i}", lenient) for i in range(rng.randrange(1, 4))]
    products = []
    for i in range(many or rng.choice([1, 1, 2, 2, 3, 5])):
        prices = []
        for currency in currencies:
            siblings = []
            for cycle in cycles:
                if rng.random() < (0.02 if lenient else 0.1):
                    continue
                p = price(rng, currency, cycle, extreme, siblings, 0.05 if lenient else 0.25)
                p["id"] = f"p{i}-{currency.lower()}-{cycle['unit']}{cycle.get('count', 1)}"
                if p["scheme"]["type"] != "multipleOf":
                    siblings.append(p["id"])
                prices.append(p)
        if not prices:
            p = price(rng, currencies[0], cycles[0], extreme, [])
            prices = [{**p, "id": f"p{i}"}]
        product = {"id": f"prod{i}", "name": f"Product {i}", "unitName": "seat", "prices": prices}
        if lenient or rng.random() < 0.9:
            product["policy"] = rng.choice(policies)["id"]
        products.append(product)
    out = {"id": f"cat-{rng.randrange(10**6)}", "policies": policies, "products": products}
    if rng.random() < 0.7:
        out["rounding"] = rng.choice(ROUNDINGS)
    if rng.random() < 0.7:
        out["timeZone"] = rng.choice(ZONES)
    if rng.random() < 0.3:
        out["quoteTtlSeconds"] = rng.choice([60, 900, 86_400])
    return out


def off(rng, currency, other, extreme):
    c = currency if rng.random() < 0.9 else other
    kind = rng.choice(["percent", "percent", "amount", "amountPerUnit"])
    if kind == "percent":
        return {"percent": percent(rng)}
    most = 20 if kind == "amountPerUnit" else 400
    return {kind: {c: money(rng, c, most, extreme), **({"EUR": money(rng, "EUR")} if rng.random() < 0.2 else {})}}


def coupon(rng, code, at, currency, products, cycles, friendly, extreme=False):
    """Terms with every restriction (S8.1); `friendly` ones are mostly accepted."""
    other = "EUR" if currency != "EUR" else "USD"
    rare = 0.05 if friendly else 0.2
    c = {"code": code, "off": off(rng, currency, other, extreme)}
    if rng.random() < 0.3:
        c["name"] = code.title()
    if rng.random() < 0.25:
        for_currency = currency if rng.random() < 1 - rare else other
        c["maxDiscount"] = {for_currency: money(rng, for_currency, extreme=extreme)}
    if rng.random() < 0.3:
        c["from"] = spell_instant(rng, at + rng.choice([0, -1, -86_400 * 30] + ([] if friendly else [1, 86_400])))
    if rng.random() < 0.3:
        c["until"] = spell_instant(rng, at + rng.choice([1, 30, 86_400, 86_400 * 300] + ([] if friendly else [0, -86_400])))
    applies = {}
    if rng.random() < 0.3:
        applies["products"] = rng.sample(products, rng.randrange(1, len(products) + 1))
    if rng.random() < rare * 2:
        applies["cycles"] = rng.sample(cycles, rng.randrange(1, len(cycles) + 1))
    if rng.random() < rare * 2:
        applies["types"] = rng.sample(["purchase", "change"], rng.randrange(1, 3))
    if applies:
        c["appliesTo"] = applies
    if rng.random() < rare * 2:
        c["minQuantity"] = rng.randrange(1, 30)
    if rng.random() < rare * 2:
        for_currency = currency if rng.random() < 1 - rare else other
        c["minAmount"] = {for_currency: money(rng, for_currency, 2000, extreme)}
    if rng.random() < rare:
        c["firstPurchaseOnly"] = rng.random() < 0.8
    if rng.random() < 0.25:
        top = 101 if rng.random() < rare else 100
        c["redemptions"] = {"limit": 100, "used": rng.randrange(top), "perAccount": rng.randrange(1, 3),
                            "usedByAccount": int(rng.random() < rare)}
    if rng.random() < 0.6:
        c["duration"] = rng.choice(["once", "forever", {"periods": 1}, {"periods": 2}, {"periods": 5}])
    if rng.random() < 0.7:
        c["combinable"] = rng.random() < 0.8
    if rng.random() < 0.5:
        c["priority"] = rng.choice([1, 10, 50, 100, 100, 200])
    return c
