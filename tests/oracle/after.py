"""S9: the state once the amount due is paid."""

from lines import has_line, ledger_entry, renewal_period
from plan import plan_renewal
from request import Item, Running, Subscription, kept_terms
from times import Period, boundary


def redeem(coupon):
    if coupon.duration == "once":
        return []
    if coupon.duration == "forever":
        return [Running(kept_terms(coupon.json), None)]
    left = coupon.duration - 1
    return [Running(kept_terms(coupon.json), left)] if left > 0 else []


def set_items(state, result):
    """The order of before, then the newly added."""
    items = [Item(i.product, result[i.product], i.price) for i in state.items if i.product in result]
    had = {i.product for i in state.items}
    state.items = items + [Item(p, q) for p, q in result.items() if p not in had]


def drop_agreed(state):
    for i in state.items:
        i.price = None


def after_purchase(catalog, request, lines, redeemed):
    period = Period(request.at, boundary(request.at, request.cycle, 1, catalog.offset))
    return Subscription(
        id=None,
        status="active",
        currency=request.currency,
        cycle=request.cycle,
        items=[Item(i.product, i.quantity) for i in request.items],
        anchor=request.at,
        period=period,
        ledger=[ledger_entry(line) for line in lines],
        coupons=[r for c in redeemed for r in redeem(c)],
        balance=0,
        canceling=False,
        pending_items=[],
        pending_cycle=None,
    )


def after_renewal(catalog, request, lines):
    s = request.subscription
    state = s.copy()
    result, cycle = plan_renewal(s)
    state.anchor, state.period, _ = renewal_period(catalog, s)
    set_items(state, result)
    kept = []
    for r in state.coupons:
        if r.remaining is None:
            kept.append(r)
        # With `periods` it ends with a change of cycle (S8.4); one less for the period that starts.
        elif cycle == s.cycle and r.remaining > 1:
            kept.append(Running(r.coupon, r.remaining - 1))
    state.coupons = kept
    if cycle != s.cycle:
        drop_agreed(state)
        state.cycle = cycle
    state.pending_items, state.pending_cycle = [], None
    state.ledger = [ledger_entry(line) for line in lines]
    state.status = "active"
    return state


def after_change(catalog, request, plan, lines, redeemed):
    state = request.subscription.copy()
    set_items(state, plan.result)
    if plan.cycle == "now":
        drop_agreed(state)
        state.cycle = plan.new_cycle
        state.anchor = request.at
        state.period = Period(request.at, boundary(request.at, plan.new_cycle, 1, catalog.offset))
        state.ledger = [ledger_entry(line) for line in lines if line.kind == "charge"]
        state.coupons = [r for r in state.coupons if r.remaining is None]
        state.pending_items, state.pending_cycle = [], None
    else:
        if plan.acting and state.ledger is not None:
            # "Credited by `replace`" even if that came to nothing and made no line (see README).
            replaced = [line.product for line in lines if line.replaced]
            state.ledger = [
                e for e in state.ledger if e.period.end > request.at and e.product not in replaced
            ]
            state.ledger += [ledger_entry(x) for x in lines if not x.replaced and has_line(x)]
        # Put off goes in, acting and withdrawn goes out; what was there keeps its place.
        pending = []
        for i in state.pending_items:
            if i.product in plan.put_off:
                pending.append(Item(i.product, plan.put_off[i.product]))
            elif i.product not in plan.named:
                pending.append(i)
        had = {i.product for i in pending}
        pending += [Item(p, q) for p, q in plan.put_off.items() if p not in had]
        state.pending_items = pending
        if plan.cycle == "later":
            state.pending_cycle = plan.new_cycle
        elif plan.cycle_withdrawn:
            state.pending_cycle = None
    state.coupons += [r for c in redeemed for r in redeem(c)]
    return state


def after_cancellation(catalog, request):
    state = request.subscription.copy()
    if catalog.gives_back(state.items):
        state.status = "ended"
        state.ledger = []
        state.pending_items, state.pending_cycle = [], None
    else:
        state.canceling = True
    return state


def after_resumption(request):
    state = request.subscription.copy()
    state.canceling = False
    return state
