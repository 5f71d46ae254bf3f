"""S10: every reason to reject, all together."""

from lines import credits_needed
from plan import plan_change, plan_renewal
from times import show_instant


class Reasons:
    def __init__(self):
        self.problems = []

    def add(self, code, allowed=None):
        problem = {"code": code}
        if allowed is not None:
            problem["allowed"] = allowed
        if problem not in self.problems:
            self.problems.append(problem)


def permit(catalog, request):
    reasons = Reasons()
    s = request.subscription
    if s is not None:
        # "rejected with `unknown_product` alone"
        products = [i.product for i in s.items] + [i.product for i in s.pending_items]
        if not all(catalog.has(p) for p in products):
            reasons.add("unknown_product")
            return reasons.problems
    CHECKS[request.type](catalog, request, reasons)
    return reasons.problems


def check_roles(catalog, request, reasons, concerned):
    lists = [catalog.policies[p].roles for p in concerned if catalog.has(p)]
    lists = [roles for roles in lists if roles is not None]
    if any(request.role not in roles for roles in lists):
        # Who may make this request: the roles that every product concerned lets in.
        reasons.add("role_not_allowed", [r for r in lists[0] if all(r in roles for roles in lists)])


def check_existing(request, reasons, product):
    holders = [
        other
        for other in request.existing
        if other.status != "ended"
        and not (other.canceling and request.at >= other.period.end)
        and other.quantity(product) > 0
    ]
    if holders:
        # Known only if all of them are going to end.
        ends = all(other.canceling for other in holders)
        possible = max(other.period.end for other in holders)
        reasons.add("already_subscribed", show_instant(possible) if ends else None)


def check_limits(price, quantity, reasons):
    broken = price.limit_broken(quantity)
    if broken:
        reasons.add(broken, price.nearest_allowed(quantity))


def check_instant(request, reasons):
    """The reasons of change, cancellation and resumption that come from the period."""
    s, at = request.subscription, request.at
    if s.status == "ended" or (s.canceling and at >= s.period.end):
        reasons.add("subscription_ended")
    if s.status != "ended" and not s.canceling and at >= s.period.end:
        reasons.add("renewal_due")
    if at < s.period.start:
        reasons.add("before_period")


def check_purchase(catalog, request, reasons):
    check_roles(catalog, request, reasons, [i.product for i in request.items])
    if all(i.quantity == 0 for i in request.items):
        reasons.add("no_items")
    for i in request.items:
        check_existing(request, reasons, i.product)
        if not catalog.has(i.product):
            reasons.add("unknown_product")
            continue
        price = catalog.price(i.product, request.currency, request.cycle)
        if price is None:
            reasons.add("price_not_found")
        else:
            check_limits(price, i.quantity, reasons)


def check_change(catalog, request, reasons):
    s = request.subscription
    for product in (i.product for i in request.items):
        if not catalog.has(product):
            reasons.add("unknown_product")
    plan = plan_change(catalog, request)
    known = [p for p in plan.differing if catalog.has(p)]
    policies = catalog.policies

    concerned = known + plan.withdrawn
    if plan.new_cycle is not None or plan.cycle_withdrawn:
        concerned = [*plan.held, *plan.named]
    check_roles(catalog, request, reasons, concerned)

    check_instant(request, reasons)
    if s.status == "pastDue":
        reasons.add("subscription_past_due")
    if s.canceling:
        reasons.add("subscription_canceling")

    for p in plan.differing:
        if p not in plan.held or plan.held[p] == 0:
            check_existing(request, reasons, p)
    if not (plan.differing or plan.withdrawn or plan.new_cycle or plan.cycle_withdrawn):
        reasons.add("nothing_changes")
    if not any(plan.asked.values()):
        reasons.add("no_items")
    if known and len(known) > min(policies[p].products_per_change for p in known):
        reasons.add("too_many_products")
    for p in known:
        if plan.named[p] < plan.held.get(p, 0) and policies[p].quantity_decrease == "never":
            reasons.add("quantity_decreased")
    if plan.cycle == "refused":
        reasons.add("cycle_shortened", show_instant(s.period.end))
    if plan.cycle == "now" and plan.put_off:
        reasons.add("mixed_timing")

    if plan.cycle in ("keep", "later"):
        for p in known:
            check_changed_quantity(catalog, request, plan, p, reasons)
    if plan.new_cycle is not None:
        for p, q in plan.asked.items():
            if q == 0 or not catalog.has(p):
                continue
            price = catalog.price(p, s.currency, plan.new_cycle)
            if price is None:
                reasons.add("price_not_found")
            else:
                check_limits(price, q, reasons)

    if not reasons.problems and s.ledger is None and credits_needed(catalog, request, plan):
        reasons.add("charges_missing")


def check_changed_quantity(catalog, request, plan, product, reasons):
    """At the price of the present cycle; removal has no limit."""
    s = request.subscription
    quantity = plan.named[product]
    price = s.agreed(product, s.cycle) or catalog.price(product, s.currency, s.cycle)
    if price is not None:
        if quantity > 0:
            check_limits(price, quantity, reasons)
        return
    # A removal needs no price: k is 1 whatever it was (see README).
    if quantity > 0:
        reasons.add("price_not_found")




def check_renewal(catalog, request, reasons):
    s = request.subscription
    if s.status == "ended" or s.canceling:
        reasons.add("subscription_ended")
    if request.at < s.period.end:
        reasons.add("renewal_not_due", show_instant(s.period.end))
    result, cycle = plan_renewal(s)
    for p in result:
        if not (s.agreed(p, cycle) or catalog.price(p, s.currency, cycle)):
            reasons.add("price_not_found")


def check_cancellation(catalog, request, reasons):
    s = request.subscription
    check_roles(catalog, request, reasons, [i.product for i in s.items])
    check_instant(request, reasons)
    if s.canceling:
        reasons.add("subscription_canceling")
    if not reasons.problems and catalog.gives_back(s.items) and s.ledger is None:
        reasons.add("charges_missing")


def check_resumption(catalog, request, reasons):
    s = request.subscription
    check_roles(catalog, request, reasons, [i.product for i in s.items])
    check_instant(request, reasons)
    if not s.canceling:
        reasons.add("not_canceling")


CHECKS = {
    "purchase": check_purchase,
    "change": check_change,
    "renewal": check_renewal,
    "cancellation": check_cancellation,
    "resumption": check_resumption,
}
