//! May this happen? Every reason of S10 that stands against a request, with what would be
//! allowed instead.

use std::fmt;

use crate::asked::Act;
use crate::calendar::{Cycle, Period};
use crate::catalog::{Policy, Price, Product, QuantityChange};
use crate::limits;
use crate::plan::{CycleEffect, Effect, Named, Plan, Row, Step};
use crate::price::recurring;
use crate::problem::{Allowed, Code, Problem};
use crate::request::RequestType;
use crate::subscription::{NewQuantity, Status, Subscription};

/// A plan against which nothing stands. Only [`permit`] makes one.
pub(crate) struct Permitted<'a>(&'a Plan<'a>);

impl<'a> Permitted<'a> {
    pub(crate) fn plan(&self) -> &'a Plan<'a> {
        self.0
    }
}

/// What stands against a plan.
#[derive(Default)]
struct Reasons(Vec<Problem>);

impl Reasons {
    fn add(&mut self, code: Code, path: fmt::Arguments, message: fmt::Arguments) {
        self.0.push(Problem::told(code, path, message));
    }

    /// Of the reason that was added last, what would be allowed.
    fn allow(&mut self, allowed: Allowed) {
        if let Some(problem) = self.0.last_mut() {
            problem.allowed = Some(allowed);
        }
    }
}

/// All reasons against the plan, in the order of the table of S10, or the plan itself.
pub(crate) fn permit<'a>(plan: &'a Plan<'a>) -> Result<Permitted<'a>, Vec<Problem>> {
    let mut reasons = Reasons::default();
    if plan.holds_unknown {
        unknown_products(plan, &mut reasons);
        return Err(reasons.0);
    }
    roles(plan, &mut reasons);
    if !plan.request.existing.is_empty() {
        already_subscribed(plan, &mut reasons);
    }
    if let Some(subscription) = plan.before {
        // Tests ask for all of it, so that what is known at once cannot differ.
        if cfg!(debug_assertions) || !is_running(plan, subscription) {
            let before = reasons.0.len();
            standing(plan, subscription, &mut reasons);
            debug_assert!(reasons.0.len() == before || !is_running(plan, subscription));
        }
    }
    emptiness(plan, &mut reasons);
    if plan.request.request_type() == RequestType::Change {
        transitions(plan, &mut reasons);
    }
    prices_and_quantities(plan, &mut reasons);
    unknown_products(plan, &mut reasons);
    if reasons.0.is_empty() {
        charges_missing(plan, &mut reasons);
    }
    if reasons.0.is_empty() { Ok(Permitted(plan)) } else { Err(reasons.0) }
}

fn unknown_products(plan: &Plan, reasons: &mut Reasons) {
    for (path, id) in &plan.unknown {
        let message = format_args!("the catalog has no product `{id}`");
        reasons.add(Code::UnknownProduct, format_args!("{path}"), message);
    }
}

/// The policies of the products concerned must all allow the role.
fn roles(plan: &Plan, reasons: &mut Reasons) {
    let all = match plan.request.request_type() {
        RequestType::Renewal => return,
        RequestType::Cancellation | RequestType::Resumption => true,
        RequestType::Purchase => false,
        RequestType::Change => plan.cycle_effect != CycleEffect::Keeps,
    };
    let concerned = |product: &Product| {
        all || plan.before.is_none()
            || named(plan, product)
                .is_some_and(|named| named.changes() || named.effect == Effect::Same { withdraws: true })
    };
    let rows = plan.rows.iter().map(|row| (row.product, row.policy));
    let mut policies = Vec::new();
    let role = plan.request.role;
    let mut refusing = None;
    for (product, policy) in rows.chain(plan.named.iter().map(|named| (named.product, named.policy))) {
        // Who is in all lists: a policy without one has no say.
        if policy.roles.is_some() && concerned(product) {
            policies.push(policy);
            refusing = refusing.or(Some(product).filter(|_| !policy.allows(role)));
        }
    }
    if let Some(refusing) = refusing {
        refuse_role(&policies, refusing, role, reasons);
    }
}

/// Apart, as is all that few requests need: V8 compiles a function when it is called, the whole of it.
#[cold]
#[inline(never)]
fn refuse_role(policies: &[&Policy], refusing: &Product, role: Option<&str>, reasons: &mut Reasons) {
    let product = &refusing.id;
    let first = policies.first().and_then(|policy| policy.roles.as_deref());
    let mut may = Vec::new();
    for role in first.unwrap_or_default() {
        if policies.iter().all(|policy| policy.allows(Some(role))) {
            may.push(role.clone());
        }
    }
    let mut message = match role {
        Some(role) => format!("the role `{role}` may not do this for `{product}`; "),
        None => format!("without a role this is not possible for `{product}`; "),
    };
    if may.is_empty() {
        message += "no role may do it for all products concerned; split the request";
    } else {
        let mut before = "ask one of: ";
        for role in &may {
            message += before;
            message += role;
            before = ", ";
        }
    }
    let path = if role.is_some() { "/actor/role" } else { "/actor" };
    reasons.add(Code::RoleNotAllowed, format_args!("{path}"), format_args!("{message}"));
    reasons.allow(Allowed::Roles(may));
}

/// Nobody holds a product twice.
#[inline(never)]
fn already_subscribed(plan: &Plan, reasons: &mut Reasons) {
    let at = plan.request.at;
    let (Act::Purchase { items, .. } | Act::Change { items, .. }) = plan.request.act else { return };
    for (n, NewQuantity { product, quantity }) in items.iter().enumerate() {
        let held = plan.before.is_some_and(|before| before.item(product).is_some());
        if held || *quantity == 0 {
            continue;
        }
        // From when on it is possible is known only if every holder is canceled: the last one's end.
        let mut until = None;
        let mut holder: Option<&Subscription> = None;
        for existing in plan.request.existing {
            if existing.is_over(at) || existing.item(product).is_none() {
                continue;
            }
            if holder.is_none_or(|known| known.cancel_at_period_end) {
                holder = Some(existing);
            }
            until = until.max(Some(existing.period.end));
        }
        let Some(holder) = holder else { continue };
        let path = format_args!("/items/{n}/product");
        match until.filter(|_| holder.cancel_at_period_end) {
            Some(end) => {
                let message = format_args!("`{product}` is held until {end}; buy it again from then on");
                reasons.add(Code::AlreadySubscribed, path, message);
                reasons.allow(Allowed::From(end));
            }
            None => {
                let id = holder.id.as_deref().map_or(String::new(), |id| format!(" `{id}`"));
                let message = format_args!("the subscription{id} holds `{product}` already; change that one");
                reasons.add(Code::AlreadySubscribed, path, message);
            }
        }
    }
}

/// Of most requests it is known at once that nothing of [`standing`] stands against them: the subscription goes on, and
/// the period runs, or has ended where the next one is asked for.
fn is_running(plan: &Plan, subscription: &Subscription) -> bool {
    let (at, Period { start, end }) = (plan.request.at, subscription.period);
    let in_time = match plan.request.request_type() {
        RequestType::Renewal => at >= end,
        RequestType::Resumption => false,
        _ => at >= start && at < end,
    };
    in_time && subscription.status == Status::Active && !subscription.cancel_at_period_end
}

/// Does the subscription's state let the request through?
#[inline(never)]
fn standing(plan: &Plan, subscription: &Subscription, reasons: &mut Reasons) {
    let at = plan.request.at;
    let request = plan.request.request_type();
    let renewal = request == RequestType::Renewal;
    let Period { start, end } = subscription.period;
    let ended = subscription.status == Status::Ended;
    let canceling = subscription.cancel_at_period_end;
    let flag = format_args!("/subscription/cancelAtPeriodEnd");
    let status = format_args!("/subscription/status");
    let when = format_args!("/at");

    if ended {
        let message = format_args!("the subscription has ended; buy a new one");
        reasons.add(Code::SubscriptionEnded, status, message);
    } else if canceling && (renewal || at >= end) {
        let message =
            format_args!("the subscription is canceled and ends at {end}; buy a new one from then on");
        reasons.add(Code::SubscriptionEnded, status, message);
    }
    if !renewal && !ended && !canceling && at >= end {
        let message = format_args!("the period ended at {end}, the request is for {at}; renew first");
        reasons.add(Code::RenewalDue, when, message);
    }
    if renewal && at < end {
        let message = format_args!("the period ends at {end}, the request is for {at}; renew then");
        reasons.add(Code::RenewalNotDue, when, message);
        reasons.allow(Allowed::From(end));
    }
    if request == RequestType::Change && subscription.status == Status::PastDue {
        let message = format_args!("a payment is owed; pay it first");
        reasons.add(Code::SubscriptionPastDue, status, message);
    }
    if matches!(request, RequestType::Change | RequestType::Cancellation) && canceling {
        let message =
            format_args!("the subscription is canceled to the end of its period, {end}; resume it first");
        reasons.add(Code::SubscriptionCanceling, flag, message);
    }
    if request == RequestType::Resumption && !canceling {
        let message = format_args!("the subscription is not canceled, so there is nothing to resume");
        reasons.add(Code::NotCanceling, flag, message);
    }
    if !renewal && at < start {
        let message = format_args!("the request is for {at}, before the period that starts at {start}");
        reasons.add(Code::BeforePeriod, when, message);
    }
}

/// `nothing_changes` and `no_items`; units of an unknown product would be something.
fn emptiness(plan: &Plan, reasons: &mut Reasons) {
    if plan.names_unknown_units {
        return;
    }
    let items = format_args!("/items");
    match plan.request.request_type() {
        RequestType::Purchase if plan.rows.is_empty() => {
            let message = format_args!("nothing would be bought; name a product and a quantity");
            reasons.add(Code::NoItems, items, message);
        }
        RequestType::Change => {
            let changes = plan
                .named
                .iter()
                .any(|named| named.changes() || named.effect == Effect::Same { withdraws: true });
            if !changes && plan.cycle_effect == CycleEffect::Keeps {
                let message = format_args!(
                    "same items, same cycle, nothing pending is withdrawn; name what shall differ"
                );
                reasons.add(Code::NothingChanges, format_args!(""), message);
            }
            if plan.rows.iter().all(|row| wanted(plan, row) == 0) {
                let message = format_args!("nothing would be left; cancel the subscription instead");
                reasons.add(Code::NoItems, items, message);
            }
        }
        _ => {}
    }
}

/// The quantity that the request wants of a row, whether it acts now, later or not at all.
fn wanted(plan: &Plan, row: &Row) -> u32 {
    named(plan, row.product).map_or(row.before, |named| named.quantity)
}

fn named<'p, 'a>(plan: &'p Plan<'a>, product: &Product) -> Option<&'p Named<'a>> {
    plan.named.iter().find(|named| std::ptr::eq(named.product, product))
}

/// What the policies say of this change.
fn transitions(plan: &Plan, reasons: &mut Reasons) {
    let mut count = 0u32;
    let mut most = u32::MAX;
    for named in plan.named.iter().filter(|named| named.changes()) {
        count = count.saturating_add(1);
        most = most.min(named.policy.products_per_change);
    }
    if count > most {
        let message = format_args!(
            "{count} products would change, at most {most} may at once; change them one after the other"
        );
        reasons.add(Code::TooManyProducts, format_args!("/items"), message);
    }
    if plan.named.iter().any(|named| named.effect == Effect::Refused) {
        refuse_decreases(plan, reasons);
    }
    match plan.cycle_effect {
        CycleEffect::Refused(cycle) => refuse_cycle(plan, cycle, reasons),
        CycleEffect::Now(_) => refuse_mixed_timing(plan, reasons),
        _ => {}
    }
}

#[cold]
#[inline(never)]
fn refuse_decreases(plan: &Plan, reasons: &mut Reasons) {
    for named in plan.named.iter().filter(|named| named.effect == Effect::Refused) {
        let Named { held, quantity, product, .. } = named;
        let path = named.path();
        let unit = &product.unit_name;
        let message =
            format_args!("{quantity} is less than the {held} held; the number of {unit}s only goes up");
        reasons.add(Code::QuantityDecreased, format_args!("{path}/quantity"), message);
    }
}

#[cold]
#[inline(never)]
fn refuse_cycle(plan: &Plan, cycle: Cycle, reasons: &mut Reasons) {
    if let Some(Subscription { cycle: present, period: Period { end, .. }, .. }) = plan.before {
        let message =
            format_args!("every {cycle} is shorter than every {present}; the present term ends at {end}");
        reasons.add(Code::CycleShortened, format_args!("/cycle"), message);
        reasons.allow(Allowed::From(*end));
    }
}

#[inline(never)]
fn refuse_mixed_timing(plan: &Plan, reasons: &mut Reasons) {
    for named in plan.named.iter().filter(|named| named.effect == Effect::Later) {
        let Named { quantity, product, .. } = named;
        let path = named.path();
        let message = format_args!(
            "{quantity} of `{}` would wait for the renewal, the new cycle starts now; ask for one after the other",
            product.id
        );
        reasons.add(Code::MixedTiming, format_args!("{path}"), message);
    }
}

/// Every price that a line or a limit needs, and the limits of the quantities.
fn prices_and_quantities(plan: &Plan, reasons: &mut Reasons) {
    match plan.request.request_type() {
        RequestType::Purchase => first_cycle(plan, reasons),
        RequestType::Renewal => {
            for row in plan.rows.iter().filter(|row| row.after > 0 && row.price_after.is_none()) {
                check(
                    plan,
                    row.product,
                    None,
                    plan.cycle,
                    row.after,
                    Place::At("/subscription/items"),
                    reasons,
                );
            }
        }
        RequestType::Change => {
            if !matches!(plan.cycle_effect, CycleEffect::Now(_) | CycleEffect::Refused(_)) {
                present_cycle(plan, reasons);
            }
            if let Some(cycle) = plan.cycle_effect.asked() {
                other_cycle(plan, cycle, reasons);
            }
        }
        RequestType::Cancellation | RequestType::Resumption => {}
    }
}

#[inline(never)]
fn first_cycle(plan: &Plan, reasons: &mut Reasons) {
    for named in &plan.named {
        let price = named.product.price(plan.currency, plan.cycle);
        check(plan, named.product, price, plan.cycle, named.quantity, Place::Named(named), reasons);
    }
}

/// All quantities at the prices of a cycle that is asked for.
#[inline(never)]
fn other_cycle(plan: &Plan, cycle: Cycle, reasons: &mut Reasons) {
    for row in &plan.rows {
        let quantity = wanted(plan, row);
        let place = named(plan, row.product).map_or(Place::At("/cycle"), Place::Named);
        if quantity > 0 {
            let price = row.product.price(plan.currency, cycle);
            check(plan, row.product, price, cycle, quantity, place, reasons);
        }
    }
}

/// Changed quantities at the price of the cycle that goes on.
fn present_cycle(plan: &Plan, reasons: &mut Reasons) {
    let Some(subscription) = plan.before else { return };
    for named in plan.named.iter().filter(|named| named.changes() && named.quantity > 0) {
        let price = match named.row.and_then(|row| plan.rows.get(row)) {
            Some(row) => row.price_before,
            None => named.product.price(plan.currency, subscription.cycle),
        };
        check(plan, named.product, price, subscription.cycle, named.quantity, Place::Named(named), reasons);
    }
}

/// What a quantity is about; a path is made of it where a problem is told.
#[derive(Clone, Copy)]
enum Place<'p, 'a> {
    Named(&'p Named<'a>),
    At(&'static str),
}

impl Place<'_, '_> {
    fn path(self) -> String {
        match self {
            Place::Named(named) => named.path(),
            Place::At(path) => path.to_owned(),
        }
    }
}

/// A quantity against the price that it needs.
fn check(
    plan: &Plan,
    product: &Product,
    price: Option<&Price>,
    cycle: Cycle,
    quantity: u32,
    place: Place,
    reasons: &mut Reasons,
) {
    let Some(price) = price else { return refuse_price(plan, product, cycle, place, reasons) };
    let code = if quantity < price.min_quantity {
        Code::QuantityBelowMinimum
    } else if quantity > price.max_quantity.unwrap_or(limits::QUANTITY) {
        Code::QuantityAboveMaximum
    } else if quantity.checked_rem(price.quantity_step).is_some_and(|rest| rest != 0) {
        Code::QuantityStep
    } else {
        return;
    };
    refuse_quantity(code, product, price, quantity, place, reasons);
}

#[cold]
#[inline(never)]
fn refuse_price(plan: &Plan, product: &Product, cycle: Cycle, place: Place, reasons: &mut Reasons) {
    let (id, path) = (&product.id, place.path());
    let message = format_args!("`{id}` has no price in {} for every {cycle}", plan.currency);
    reasons.add(Code::PriceNotFound, format_args!("{path}"), message);
}

/// A quantity that the price does not sell.
#[cold]
#[inline(never)]
fn refuse_quantity(
    code: Code,
    product: &Product,
    price: &Price,
    quantity: u32,
    place: Place,
    reasons: &mut Reasons,
) {
    let Product { id, unit_name: unit, .. } = product;
    let mut message = match code {
        Code::QuantityBelowMinimum => {
            format!("{quantity} {unit}s of `{id}` are fewer than the least, {}", price.min_quantity)
        }
        Code::QuantityAboveMaximum => {
            let most = price.max_quantity.unwrap_or(limits::QUANTITY);
            format!("{quantity} {unit}s of `{id}` are more than the most, {most}")
        }
        _ => format!("`{id}` is sold in steps of {} {unit}s, not {quantity}", price.quantity_step),
    };
    let nearest = price.nearest_quantity(quantity);
    if let Some(nearest) = nearest {
        message += &format!("; the nearest is {nearest}");
    }
    let path = place.path();
    let field = if matches!(place, Place::Named(_)) { "/quantity" } else { "" };
    reasons.add(code, format_args!("{path}{field}"), format_args!("{message}"));
    if let Some(nearest) = nearest {
        reasons.allow(Allowed::Quantity(nearest));
    }
}

/// Something must be credited and nothing is known of what was paid.
fn charges_missing(plan: &Plan, reasons: &mut Reasons) {
    let absent = plan.before.is_some_and(|before| before.charges.is_none());
    if absent && plan.rows.iter().any(|row| credits(plan, row)) {
        let message = format_args!(
            "what is left of the paid period must be credited, but the ledger of what was paid is absent"
        );
        reasons.add(Code::ChargesMissing, format_args!("/subscription/charges"), message);
    }
}

/// Does this step give back something of the row's past payments (S6)?
pub(crate) fn credits(plan: &Plan, row: &Row) -> bool {
    if row.before == 0 {
        return false;
    }
    match plan.step {
        Step::CycleChange | Step::EndNow => true,
        Step::QuantityChange if row.after != row.before => {
            row.policy.quantity_change == QuantityChange::Replace
                || match row.price_before {
                    Some(price) => {
                        recurring(price, row.product, row.after) < recurring(price, row.product, row.before)
                    }
                    // A removal needs no price: all that is left is credited.
                    None => row.after == 0,
                }
        }
        _ => false,
    }
}
