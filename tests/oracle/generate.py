"""Random well-formed catalogs and requests over all rules, by seed. See README.md."""

import random

from catalog import Catalog, cycle_of
from money import SUPPORTED_MINOR_UNITS, digits, show
from random_terms import (
    CODES, LARGEST, QUANTITY_BOUND, ROLES, catalog, coupon, money, percent, price, spell_code, spell_instant,
)
from request import subscription_of
from times import DAY, boundary, instant, show_instant

# Instants where calendars are hard: leap days, month ends, a century that leaps and one that does not.
HARD_INSTANTS = [
    "2024-02-29T00:00:00Z", "2024-02-28T23:59:59Z", "2023-01-31T12:00:00Z", "2024-01-31T00:00:00Z",
    "2025-08-31T06:30:00Z", "2024-12-31T23:59:59Z", "2025-03-30T01:00:00Z", "2000-02-29T10:00:00Z", "1999-12-31T20:00:00Z", "1996-02-29T12:00:00Z",
    "2096-02-29T18:00:00Z", "2099-02-28T23:00:00Z", "2099-10-31T02:00:00Z", "2099-12-31T00:00:00Z", "2026-11-30T22:15:00Z", "2023-05-29T00:00:00Z",
]


class Thread:
    """One case, or a chain of them in which an answer's subscription is the next request's."""

    def __init__(self, seed, index):
        self.rng = random.Random(f"{seed}-{index}")
        self.name = f"{seed}-{index}"
        rng = self.rng
        self.extreme = rng.random() < 0.12
        many = rng.choice([30, 100]) if rng.random() < 0.01 else 0
        self.chain = rng.random() < 0.12 and not many
        self.steps = rng.randrange(4, 12) if self.chain else 1
        lenient = self.chain or many or self.extreme or rng.random() < 0.55
        self.catalog = catalog(rng, self.extreme, lenient, many)
        self.model = Catalog(self.catalog)
        self.step = 0
        self.state = None
        self.at = None

    @property
    def goes_on(self):
        return self.step < self.steps

    def case(self):
        make = Requests(self.rng, self.catalog, self.model, self.extreme)
        if self.chain and (self.state is not None or self.step > 0):
            request = make.chained(self.state, self.at) if self.state else make.request("purchase")
        else:
            request = make.request("purchase" if self.chain and self.rng.random() < 0.7 else None)
        self.at = instant(request["at"])
        if self.chain and "subscription" in request:
            self.state = request["subscription"]
        name = f"{self.name}" + (f"/{self.step}" if self.chain else "")
        return {"name": name, "catalog": make.catalog, "request": request}

    def advance(self, state):
        """`state` is what the command answered; a rejected step leaves the state as it was."""
        self.step += 1
        if state is not None and self.chain:
            self.state = {"id": "sub_1", **state}
            try:
                subscription_of(self.state)
            except ValueError:  # a total that S1.6 supports may be longer than S1.1 lets in again
                self.steps = self.step
            if state["status"] == "ended" or not state["items"]:
                self.steps = min(self.steps, self.step + 1)


class Requests:
    def __init__(self, rng, catalog_json, model, extreme):
        self.rng, self.catalog, self.model, self.extreme = rng, dict(catalog_json), model, extreme
        self.products = list(model.prices)
        prices = [p for ps in model.prices.values() for p in ps]
        self.cycles = list(dict.fromkeys(p.cycle for p in prices))
        self.currency = rng.choice(prices).currency

    # Instants and quantities

    def any_instant(self):
        if self.rng.random() < 0.3:
            return instant(self.rng.choice(HARD_INSTANTS)) + self.rng.choice([0, 0, 1, -1, 3600])
        low, high = instant("2019-01-01T00:00:00Z"), instant("2032-01-01T00:00:00Z")
        t = self.rng.randrange(low, high)
        return t - t % DAY if self.rng.random() < 0.3 else t

    def quantity(self, product, cycle, most=60):
        """Mostly one that the price allows."""
        rng = self.rng
        q = rng.randrange(1, most)
        if self.extreme and rng.random() < 0.5:
            q = rng.choice([QUANTITY_BOUND, QUANTITY_BOUND - 1, rng.randrange(1, QUANTITY_BOUND)])
        price = self.model.price(product, self.currency, cycle)
        if price and rng.random() < 0.9:
            q = min(price.nearest_allowed(q) or q, QUANTITY_BOUND)
        return q

    def cycle(self, product=None):
        have = [p.cycle for p in self.model.prices.get(product, []) if p.currency == self.currency]
        return self.rng.choice(have if have and self.rng.random() < 0.97 else self.cycles)

    def cycle_json(self, cycle):
        j = cycle.json()
        if cycle.count == 1 and self.rng.random() < 0.7:
            del j["count"]
        return j

    def big(self):
        """Of minor units: up to the longest amount S1.1 can say, or to what S1.6 supports."""
        top = min(LARGEST * 10 ** digits(self.currency), SUPPORTED_MINOR_UNITS)
        return show(self.rng.choice([top, self.rng.randrange(top)]), self.currency)

    def paid(self, most=4000):
        if self.extreme and self.rng.random() < 0.5:
            return self.big()
        return money(self.rng, self.currency, most)

    # S4

    def ledger(self, items, period, at):
        """What was paid: entries of any stretch, partial credits, entries that are over, strangers."""
        rng = self.rng
        entries = []
        for product in [i["product"] for i in items] + ([rng.choice(self.products)] if rng.random() < 0.1 else []):
            if rng.random() < 0.06:
                continue
            count = rng.choice([1, 1, 1, 2, 3, 5]) if rng.random() < 0.97 else rng.choice([40, 100])
            for n in range(count):
                start, end = period.start, period.end
                if n or rng.random() < 0.1:
                    length = period.end - period.start
                    start = period.start + rng.randrange(length)
                    kind = rng.random()
                    if kind < 0.12:  # over at `at`, or just before
                        start, end = period.start - length, rng.choice([at, at, at - 1, at + 1, period.start])
                    elif kind < 0.2:  # longer than the period, on either side
                        start, end = period.start - rng.randrange(length), period.end + rng.randrange(length)
                    elif kind < 0.25:  # starts and ends on one day, or nearly
                        end = start + rng.choice([1, 60, 3600, DAY])
                if end <= start:
                    start = end - rng.choice([1, DAY, 30 * DAY])
                net, tax = self.paid(), self.paid(400) if rng.random() < 0.7 else "0"
                if n and rng.random() < 0.3:  # a partial credit
                    net, tax = (x if not x.strip("0.") else f"-{x}" for x in (net, tax))
                entries.append({"product": product, "net": net, "tax": tax,
                                "start": spell_instant(rng, start), "end": spell_instant(rng, end)})
        if rng.random() < 0.3:
            rng.shuffle(entries)
        return entries

    def running(self, at):
        out = []
        for code in self.rng.sample(CODES, self.rng.choice([1, 1, 2, 3])):
            terms = coupon(self.rng, code, at, self.currency, self.products, self.cycle_jsons(), True, self.extreme)
            left = self.rng.choice([None, 1, 2, 5])
            terms["duration"] = "forever" if left is None else {"periods": left + self.rng.randrange(3)}
            out.append({"coupon": terms, "remainingPeriods": left})
        return out

    def cycle_jsons(self):
        return [self.cycle_json(c) for c in self.cycles]

    def subscription(self, id, products=None):
        """(subscription, an instant somewhere about its period)."""
        rng = self.rng
        some = rng.sample(self.products, rng.choice([len(self.products), rng.randrange(1, len(self.products) + 1)]))
        products = (products or some)[:100]
        cycle = self.cycle(products[0])
        anchor = self.any_instant()
        n = rng.choice([0, 0, 1, 2, 5, 13])
        start = boundary(anchor, cycle, n, self.model.offset)
        end = boundary(anchor, cycle, n + 1, self.model.offset)
        if rng.random() < 0.12:  # off the anchor
            end = start + rng.randrange(1, 2 * (end - start))
        if rng.random() < 0.05:
            anchor += rng.randrange(-40 * DAY, 40 * DAY)
        period = type("P", (), {"start": start, "end": end})
        at = rng.randrange(start, end)
        if rng.random() < 0.15:
            at = rng.choice([start, end - 1, start + 1, start + (end - start) // 2])
        items = []
        for p in products:
            item = {"product": p, "quantity": self.quantity(p, cycle)}
            if rng.random() < 0.12:
                agreed = price(rng, self.currency, self.cycle_json(cycle), self.extreme, [], 0.05)
                item["price"] = agreed
            items.append(item)
        s = {
            "id": id, "status": rng.choices(["active", "pastDue", "ended"], [90, 6, 4])[0],
            "currency": self.currency, "cycle": self.cycle_json(cycle), "items": items,
            "period": {"start": spell_instant(rng, start), "end": spell_instant(rng, end)},
        }
        if anchor != start or rng.random() < 0.5:
            s["anchor"] = spell_instant(rng, anchor)
        if rng.random() < 0.92:
            s["charges"] = self.ledger(items, period, at)
        if rng.random() < 0.3:
            s["coupons"] = self.running(at)
        if rng.random() < 0.4:
            s["balance"] = self.paid(300)
        if rng.random() < 0.06:
            s["cancelAtPeriodEnd"] = rng.random() < 0.9
        if rng.random() < 0.2:
            s["pending"] = self.pending(items, cycle)
        return s, at

    def pending(self, items, cycle):
        rng = self.rng
        pending = {}
        if rng.random() < 0.75:
            chosen = rng.sample(items, rng.randrange(1, len(items) + 1))
            pending["items"] = [{"product": i["product"], "quantity": rng.randrange(i["quantity"])
                                 if rng.random() < 0.9 else min(i["quantity"] + 1, QUANTITY_BOUND)} for i in chosen]
            if len(items) == len(chosen):  # something is left
                pending["items"][0]["quantity"] = max(1, pending["items"][0]["quantity"])
            missing = [p for p in self.products if p not in [i["product"] for i in items]]
            if missing and rng.random() < 0.1:
                pending["items"].append({"product": missing[0], "quantity": 3})
        if not pending or rng.random() < 0.4:
            pending["cycle"] = self.cycle_json(rng.choice([c for c in self.cycles if c != cycle] or self.cycles))
        return pending

    # S5

    def request(self, type=None):
        rng = self.rng
        type = type or rng.choices(
            ["purchase", "change", "renewal", "cancellation", "resumption"], [20, 52, 16, 8, 4]
        )[0]
        if type == "purchase":
            at = self.any_instant()
            return self.complete({"type": type, **self.purchase()}, at)
        s, at = self.subscription("sub_1")
        end = instant(s["period"]["end"])
        if type == "renewal":
            at = end + rng.choice([0, 0, 1, DAY, 400 * DAY]) if rng.random() < 0.93 else end - 1
        elif rng.random() < 0.04:
            at = rng.choice([end, end + 5, instant(s["period"]["start"]) - 1])
        if type == "resumption" and rng.random() < 0.75:
            s["cancelAtPeriodEnd"] = True
        return self.complete({"type": type, "subscription": s, **self.asked(type, s)}, at)

    def chained(self, state, before):
        """A next step of a chain: later, on the state that the answer before gave."""
        rng = self.rng
        s = subscription_of(state)
        self.currency = s.currency
        end = s.period.end
        type = rng.choices(["change", "renewal", "cancellation", "resumption"], [70, 22, 4, 4])[0]
        if s.canceling:
            type = rng.choice(["resumption", "change", "resumption"])
        at = rng.randrange(before, max(before, end) + 1)
        if rng.random() < 0.2:
            at = before  # two steps at one instant
        if type == "renewal" or at >= end:
            at, type = max(before, end + rng.choice([0, 0, 3600])), "renewal" if not s.canceling else type
        return self.complete({"type": type, "subscription": state, **self.asked(type, state)}, at)

    def asked(self, type, s):
        return self.change(s) if type == "change" else {}

    def purchase(self):
        rng = self.rng
        first = rng.choice(self.products)
        cycle = self.cycle(first)
        chosen = [p for p in self.products if self.model.price(p, self.currency, cycle) or rng.random() < 0.02]
        chosen = rng.sample(chosen, rng.randrange(1, len(chosen) + 1)) if chosen else [first]
        if len(self.products) == 100 and rng.random() < 0.7:
            chosen = list(self.products)
        items = [{"product": p, "quantity": self.quantity(p, cycle)} for p in chosen]
        if rng.random() < 0.01:
            items[-1] = {"product": "stranger", "quantity": 1}
        currency = self.currency if rng.random() < 0.98 else "CHF"
        return {"items": items, "cycle": self.cycle_json(cycle), "currency": currency}

    def change(self, s):
        """More, fewer, none, a new product, another cycle, something withdrawn, or a mix."""
        rng = self.rng
        present = cycle_of(s["cycle"])
        held = {i["product"]: i["quantity"] for i in s["items"]}
        pending = s.get("pending", {})
        out, named = {}, {}
        ends = rng.random()
        cycle = present
        if ends < 0.3:
            cycle = self.cycle(rng.choice(list(held)) if held else None)
            if cycle != present or rng.random() < 0.2:
                out["cycle"] = self.cycle_json(cycle)
        elif "cycle" in pending and ends < 0.45:
            out["cycle"] = self.cycle_json(present)  # withdraws
        if "cycle" not in out or rng.random() < 0.5:
            for p in rng.sample(list(held), rng.randrange(min(1, len(held)), len(held) + 1)):
                named[p] = self.new_quantity(p, held[p], cycle)
            new = [p for p in self.products if p not in held]
            if new and rng.random() < 0.3:
                for p in rng.sample(new, rng.randrange(1, min(3, len(new)) + 1)):
                    named[p] = self.quantity(p, cycle) if rng.random() < 0.95 else 0
            if new and rng.random() < 0.05:
                named = {p: q for p, q in named.items() if p not in held} or named
        if rng.random() < 0.01:
            named["stranger"] = rng.choice([2, 2, 0])
        if named:
            order = list(named.items())
            rng.shuffle(order)
            out["items"] = [{"product": p, "quantity": q} for p, q in order]
        return out

    def new_quantity(self, product, old, cycle):
        rng = self.rng
        kind = rng.random()
        if kind < 0.1:
            return old
        if kind < 0.17:
            return 0
        if kind < 0.45 and old > 1:
            q = rng.randrange(1, old)
        else:
            q = min(old + rng.randrange(1, 30), QUANTITY_BOUND)
            if self.extreme and rng.random() < 0.4:
                q = rng.randrange(1, QUANTITY_BOUND + 1)
        price = self.model.price(product, self.currency, cycle)
        if price and rng.random() < 0.9:
            q = price.nearest_allowed(q) or q
        return q

    def complete(self, request, at):
        """`at`, actor, codes, tax and what else a request has."""
        rng = self.rng
        request["at"] = spell_instant(rng, at)
        if rng.random() < 0.97:
            wanted = [r for p in self.model.policies.values() for r in p.roles or []]
            request["actor"] = {"role": rng.choice(wanted if wanted and rng.random() < 0.8 else ROLES)}
        if rng.random() < 0.75:
            request["tax"] = self.tax()
        if request["type"] in ("purchase", "change"):
            if rng.random() < 0.3:
                request["account"] = {"firstPurchase": rng.random() < 0.7}
            if rng.random() < 0.1:
                request["existing"] = [self.existing(n, at) for n in range(rng.randrange(1, 3))]
            if rng.random() < 0.6:
                self.add_codes(request, at)
        return request

    def existing(self, n, at):
        """Mostly of other products than a request is likely to name; some are over."""
        rng = self.rng
        s, _ = self.subscription(f"other_{n}", [rng.choice(self.products)])
        if rng.random() < 0.5:
            s["cancelAtPeriodEnd"] = True
        if rng.random() < 0.3:
            s["status"] = "ended"
        if rng.random() < 0.4:  # ends about now
            end = at + rng.choice([0, 1, -1])
            s["period"] = {"start": show_instant(end - 30 * DAY), "end": show_instant(end)}
        return s

    def add_codes(self, request, at):
        rng = self.rng
        codes, looked_up, of_catalog = [], [], []
        friendly = rng.random() < 0.6
        for code in rng.sample(CODES, rng.randrange(1, 5)):
            typed = spell_code(rng, code)
            codes.append(typed)
            if rng.random() < 0.1:
                codes.append(spell_code(rng, code))  # the same twice is one
            kind = rng.random()
            if kind < 0.05:
                continue  # unknown
            if kind < 0.12:
                looked_up.append({"code": code, "refused": rng.choice(
                    ["code_exhausted", "code_already_used", "code_expired", "code_unknown"])})
                continue
            terms = coupon(rng, code, at, request.get("currency", self.currency), self.products,
                           self.cycle_jsons(), friendly, self.extreme)
            (looked_up if kind < 0.75 else of_catalog).append(terms)
            if kind > 0.95:  # in both: the request's terms count
                looked_up.append(coupon(rng, code, at, self.currency, self.products, self.cycle_jsons(), True))
        rng.shuffle(looked_up)
        request["codes"] = codes
        if looked_up:
            request["coupons"] = looked_up
        if of_catalog:
            self.catalog["coupons"] = of_catalog

    def tax(self):
        rng = self.rng
        tax = {}
        if rng.random() < 0.7:
            tax["behavior"] = rng.choice(["inclusive", "exclusive"])
        if rng.random() < 0.6:
            tax["roundingLevel"] = rng.choice(["line", "total"])
        if rng.random() < 0.92:
            tax["rates"] = []
            for n in range(rng.choice([0, 1, 1, 1, 2, 2, 3]) if rng.random() < 0.98 else 12):
                rate = {"id": f"t{n}", "percent": percent(rng)}
                if rng.random() < 0.25:
                    rate["products"] = rng.sample(self.products, rng.randrange(1, len(self.products) + 1))
                tax["rates"].append(rate)
        if rng.random() < 0.2:
            tax["exempt"] = rng.random() < 0.8
        return tax
