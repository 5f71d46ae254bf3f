"""S5, S6: what a change asks for, what of it acts now and what is put off."""

from dataclasses import dataclass

from times import Cycle


@dataclass
class Plan:
    """Product -> quantity, in the order of the subscription's items, then as named."""

    held: dict
    named: dict
    differing: list  # named with a quantity that is not the present one
    withdrawn: list  # named with the present quantity while something is pending for it
    cycle: str  # keep | now | later | refused
    cycle_withdrawn: bool
    new_cycle: Cycle | None  # asked for and not the present one
    put_off: dict  # smaller quantities for the next renewal
    asked: dict  # all quantities as if everything acted; 0 is left in
    result: dict  # what is held after what acts now; 0 is left out
    resulting_cycle: Cycle

    @property
    def acting(self):
        return [p for p in self.differing if p not in self.put_off]


def plan_change(catalog, request):
    s = request.subscription
    held = {i.product: i.quantity for i in s.items}
    named = {i.product: i.quantity for i in request.items}
    differing = [p for p, q in named.items() if q != held.get(p, 0)]
    withdrawn = [p for p in named if p not in differing and s.has_pending(p)]
    policy = catalog.policies

    cycle, new_cycle = "keep", None
    if request.cycle is not None and request.cycle != s.cycle:
        new_cycle, cycle = request.cycle, "now"
        if new_cycle.shorter_than(s.cycle):
            # S6: the policy of any product held or named. `never` weighs more than `atRenewal`.
            shorten = {policy[p].cycle_shorten for p in [*held, *named] if p in policy}
            if "never" in shorten:
                cycle = "refused"
            elif "atRenewal" in shorten:
                cycle = "later"

    put_off = {
        p: named[p]
        for p in differing
        if named[p] < held.get(p, 0) and policy[p].quantity_decrease == "atRenewal"
    }
    asked = {**held, **named}
    result = {p: held[p] if p in put_off else q for p, q in asked.items()}
    return Plan(
        held=held,
        named=named,
        differing=differing,
        withdrawn=withdrawn,
        cycle=cycle,
        cycle_withdrawn=request.cycle == s.cycle and s.pending_cycle is not None,
        new_cycle=new_cycle,
        put_off=put_off,
        asked=asked,
        result={p: q for p, q in result.items() if q > 0},
        resulting_cycle=new_cycle if cycle == "now" else s.cycle,
    )


def plan_renewal(subscription):
    """The quantities and the cycle once the pending change is taken; 0 removes (S6)."""
    result = {i.product: i.quantity for i in subscription.items}
    result.update({i.product: i.quantity for i in subscription.pending_items})
    result = {p: q for p, q in result.items() if q > 0}
    return result, subscription.pending_cycle or subscription.cycle
