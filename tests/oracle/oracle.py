"""The slow, obvious second implementation: `answer(catalog, request)`, from the page alone.

S1 money.py, S2 times.py, S3 catalog.py, S4 and S5 request.py and plan.py, S6 and S7 lines.py,
S8 discounts.py and tax.py, S9 after.py and here, S10 permit.py.
"""

import json
import sys
from dataclasses import replace

from after import after_cancellation, after_change, after_purchase, after_renewal, after_resumption
from catalog import Catalog
from discounts import Situation, discount
from lines import cancellation_lines, change_lines, has_line, purchase_lines, renewal_lines
from money import SUPPORTED_MINOR_UNITS, show
from permit import permit
from plan import plan_change, plan_renewal
from request import request_of
from tax import tax
from times import OutOfRange, instant, show_instant


class Priced:
    """One pass of the line: what a quote and the preview of a renewal have in common."""

    def __init__(self, catalog, request):
        self.catalog, self.request = catalog, request
        s = request.subscription
        plan = plan_change(catalog, request) if request.type == "change" else None
        self.lines = {
            "purchase": lambda: purchase_lines(catalog, request),
            "change": lambda: change_lines(catalog, request, plan),
            "renewal": lambda: renewal_lines(catalog, request),
            "cancellation": lambda: cancellation_lines(catalog, request),
            "resumption": lambda: [],
        }[request.type]()

        # S8
        if request.type == "purchase":
            at = Situation(catalog, request, self.lines, {i.product: i.quantity for i in request.items},
                           request.cycle, True, False)
        elif request.type == "change":
            now = plan.cycle == "now"
            at = Situation(catalog, request, self.lines, plan.result, plan.resulting_cycle, now, now)
        elif request.type == "renewal":
            result, cycle = plan_renewal(s)
            at = Situation(catalog, request, self.lines, result, cycle, True, cycle != s.cycle)
        else:
            at = None  # no charges
        self.codes, self.redeemed = discount(at) if at else ([], [])
        tax(catalog, request, self.lines)

        # S9: the state, which also needs the credits that make no line
        self.state = {
            "purchase": lambda: after_purchase(catalog, request, self.lines, self.redeemed),
            "change": lambda: after_change(catalog, request, plan, self.lines, self.redeemed),
            "renewal": lambda: after_renewal(catalog, request, self.lines),
            "cancellation": lambda: after_cancellation(catalog, request),
            "resumption": lambda: after_resumption(request),
        }[request.type]()
        self.lines = [line for line in self.lines if has_line(line)]
        self.total_up()

    def total_up(self):
        """S9: sums, balance, what is due."""
        self.subtotal = sum(line.amount for line in self.lines)
        self.discount = -sum(line.discount for line in self.lines)
        self.tax = sum(line.tax for line in self.lines)
        self.total = sum(line.total for line in self.lines)
        balance = self.request.subscription.balance if self.request.subscription else 0
        self.balance_applied = self.amount_due = self.refund = 0
        if self.total > 0:
            self.balance_applied = min(balance, self.total)
            self.amount_due = self.total - self.balance_applied
            balance -= self.balance_applied
        elif self.total < 0:
            # The policy of the first line counts.
            if self.catalog.policies[self.lines[0].product].negative_total == "balance":
                balance -= self.total
            else:
                self.refund = -self.total
        self.state.balance = balance

    def amounts(self):
        yield from (self.subtotal, self.discount, self.tax, self.total, self.state.balance)
        for line in self.lines:
            yield from (line.amount, line.net, line.tax, line.total)


def preview(catalog, request, state):
    """S9 `renewal`: the same line once more, on the state after."""
    if state.status != "active" or state.canceling:
        return None
    result, cycle = plan_renewal(state)
    if not all(state.agreed(p, cycle) or catalog.price(p, state.currency, cycle) for p in result):
        return None
    return Priced(
        catalog,
        replace(request, type="renewal", at=state.period.end, subscription=state, items=[],
                cycle=None, codes=[], coupons=[], existing=[]),
    )


def valid_until(catalog, priced):
    request = priced.request
    ends = [request.at + catalog.ttl]
    if request.type in ("change", "cancellation"):
        ends.append(request.subscription.period.end)
    ends += [instant(c.get("until")) for c in priced.redeemed if c.get("until") is not None]
    return min(ends)


def entitlements(catalog, state):
    names = []
    for i in state.items:
        price = state.agreed(i.product, state.cycle) or catalog.price(i.product, state.currency, state.cycle)
        names += price.entitlements if price else []
    return list(dict.fromkeys(names))


def line_json(line, currency):
    m = lambda units: show(units, currency)
    calculation = dict(line.calculation)
    if line.kind == "credit":
        calculation["entries"] = [
            {**e, "net": m(e["net"]), "tax": m(e["tax"])} for e in calculation["entries"]
        ]
    return {
        "kind": line.kind,
        "product": line.product,
        "quantity": line.quantity,
        "period": line.period.json(),
        "amount": m(line.amount),
        "discounts": [{"code": code, "amount": m(-amount)} for code, amount in line.discounts],
        "net": m(line.net),
        "taxes": [{"id": id, "amount": m(amount)} for id, amount in line.taxes],
        "tax": m(line.tax),
        "total": m(line.total),
        "calculation": calculation,
    }


def item_json(item):
    j = {"product": item.product, "quantity": item.quantity}
    if item.price:
        j["price"] = item.price.json
    return j


def state_json(s):
    m = lambda units: show(units, s.currency)
    j = {
        "status": s.status,
        "currency": s.currency,
        "cycle": s.cycle.json(),
        "items": [item_json(i) for i in s.items],
        "anchor": show_instant(s.anchor),
        "period": s.period.json(),
        "coupons": [{"coupon": r.coupon.json, "remainingPeriods": r.remaining} for r in s.coupons],
        "balance": m(s.balance),
        "cancelAtPeriodEnd": s.canceling,
    }
    if s.id is not None:
        j["id"] = s.id
    if s.ledger is not None:
        j["charges"] = [
            {"product": e.product, "net": m(e.net), "tax": m(e.tax), **e.period.json()} for e in s.ledger
        ]
    pending = {}
    if s.pending_items:
        pending["items"] = [item_json(i) for i in s.pending_items]
    if s.pending_cycle is not None:
        pending["cycle"] = s.pending_cycle.json()
    if pending:
        j["pending"] = pending
    return j


def answer(catalog_json, request_json):
    """The answer, without digest and messages, or {"problems"} for a time out of range.

    `beyondSupport` marks totals past S1.6, where a host may say `out_of_range` instead.
    """
    try:
        return answer_in_range(Catalog(catalog_json), request_of(request_json))
    except OutOfRange:
        return {"problems": [{"code": "out_of_range"}]}


def answer_in_range(catalog, request):
    head = {"type": request.type, "at": show_instant(request.at), "catalog": catalog.id}
    problems = permit(catalog, request)
    if problems:
        return {"status": "rejected", **head, "problems": problems}
    priced = Priced(catalog, request)
    currency = request.currency
    m = lambda units: show(units, currency)
    next_one = preview(catalog, request, priced.state)
    amounts = list(priced.amounts()) + (list(next_one.amounts()) if next_one else [])
    j = {
        "status": "priced",
        **head,
        "currency": currency,
        "lines": [line_json(line, currency) for line in priced.lines],
        "codes": [{**c, "amount": m(c["amount"])} if c["applied"] else c for c in priced.codes],
        "subtotal": m(priced.subtotal),
        "discount": m(priced.discount),
        "tax": m(priced.tax),
        "total": m(priced.total),
        "balanceApplied": m(priced.balance_applied),
        "amountDue": m(priced.amount_due),
        "refund": m(priced.refund),
        "subscription": state_json(priced.state),
        "entitlements": entitlements(catalog, priced.state),
        "validUntil": show_instant(valid_until(catalog, priced)),
    }
    if next_one:
        j["renewal"] = {
            "at": show_instant(priced.state.period.end),
            "subtotal": m(next_one.subtotal),
            "discount": m(next_one.discount),
            "tax": m(next_one.tax),
            "total": m(next_one.total),
            "amountDue": m(next_one.amount_due),
        }
    if any(abs(a) > SUPPORTED_MINOR_UNITS for a in amounts):
        j["beyondSupport"] = True
    return j


def main():
    for text in sys.stdin:
        case = json.loads(text)
        found = answer(case["catalog"], case["request"])
        print(json.dumps(found, default=lambda x: str(x)))


if __name__ == "__main__":
    main()
