//! May this happen? Every reason of S10 that stands against a request, with what would be
//! allowed instead.

use crate::asked::Act;
use crate::calendar::Cycle;
use crate::catalog::{Price, Product, QuantityChange};
use crate::limits;
use crate::plan::{CycleEffect, Effect, Named, Plan, Row, Step};
use crate::price::recurring;
use crate::problem::{Allowed, Code, Problem};
use crate::request::RequestType;
use crate::subscription::{Status, Subscription};

/// A plan against which nothing stands. Only [`permit`] makes one.
pub(crate) struct Permitted<'a>(Plan<'a>);

impl<'a> Permitted<'a> {
    pub(crate) fn plan(&self) -> &Plan<'a> {
        &self.0
    }
}

/// All reasons against the plan, in the order of the table of S10, or the plan itself.
pub(crate) fn permit(plan: Plan<'_>) -> Result<Permitted<'_>, Vec<Problem>> {
    let mut problems = Vec::new();
    if plan.holds_unknown {
        unknown_products(&plan, &mut problems);
        return Err(problems);
    }
    roles(&plan, &mut problems);
    already_subscribed(&plan, &mut problems);
    if let Some(subscription) = plan.before {
        standing(&plan, subscription, &mut problems);
    }
    emptiness(&plan, &mut problems);
    if plan.request.request_type() == RequestType::Change {
        transitions(&plan, &mut problems);
    }
    prices_and_quantities(&plan, &mut problems);
    unknown_products(&plan, &mut problems);
    if problems.is_empty() {
        charges_missing(&plan, &mut problems);
    }
    if problems.is_empty() { Ok(Permitted(plan)) } else { Err(problems) }
}

fn unknown_products(plan: &Plan, problems: &mut Vec<Problem>) {
    for (path, id) in &plan.unknown {
        problems.push(Problem::new(
            Code::UnknownProduct,
            path.clone(),
            format!("the catalog has no product `{id}`"),
        ));
    }
}

/// The policies of the products concerned must all allow the role.
fn roles(plan: &Plan, problems: &mut Vec<Problem>) {
    let all = match plan.request.request_type() {
        RequestType::Renewal => return,
        RequestType::Cancellation | RequestType::Resumption => true,
        RequestType::Purchase => false,
        RequestType::Change => plan.cycle_effect != CycleEffect::Keeps,
    };
    let concerned = |product: &str| {
        all || plan.before.is_none()
            || plan.named.iter().any(|named| {
                named.product.id == product
                    && (named.changes() || named.effect == Effect::Same { withdraws: true })
            })
    };
    let mut policies: Vec<_> = plan.rows.iter().map(|row| (row.product, row.policy)).collect();
    policies.extend(plan.named.iter().map(|named| (named.product, named.policy)));
    policies.retain(|(product, _)| concerned(&product.id));

    let role = plan.request.role;
    let Some((refusing, _)) = policies.iter().find(|(_, policy)| !policy.allows(role)) else { return };
    let mut may: Option<Vec<String>> = None;
    for roles in policies.iter().filter_map(|(_, policy)| policy.roles.as_ref()) {
        may = Some(match may {
            None => roles.clone(),
            Some(may) => may.into_iter().filter(|known| roles.contains(known)).collect(),
        });
    }
    let may = may.unwrap_or_default();
    let who = match role {
        Some(role) => format!("the role `{role}` may not do this for `{}`", refusing.id),
        None => format!("without a role this is not possible for `{}`", refusing.id),
    };
    let remedy = if may.is_empty() {
        "no role may do it for all products concerned; split the request".to_owned()
    } else {
        format!("ask one of: {}", may.join(", "))
    };
    let path = if role.is_some() { "/actor/role" } else { "/actor" };
    problems.push(
        Problem::new(Code::RoleNotAllowed, path, format!("{who}; {remedy}")).allowing(Allowed::Roles(may)),
    );
}

/// Nobody holds a product twice.
fn already_subscribed(plan: &Plan, problems: &mut Vec<Problem>) {
    let at = plan.request.at;
    let (Act::Purchase { items, .. } | Act::Change { items, .. }) = plan.request.act else { return };
    for (n, item) in items.iter().enumerate() {
        let held = plan.before.is_some_and(|before| before.item(&item.product).is_some());
        if held || item.quantity == 0 {
            continue;
        }
        let holders = plan
            .request
            .existing
            .iter()
            .filter(|existing| !existing.is_over(at) && existing.item(&item.product).is_some());
        // From when on it is possible is known only if every holder is canceled: the last one's end.
        let mut until = None;
        let mut holder = None;
        for one in holders {
            if holder.is_none_or(|known: &Subscription| known.cancel_at_period_end) {
                holder = Some(one);
            }
            until = until.max(Some(one.period.end));
        }
        let Some(holder) = holder else { continue };
        let id = holder.id.as_deref().map_or(String::new(), |id| format!(" `{id}`"));
        let path = format!("/items/{n}/product");
        let problem = match until.filter(|_| holder.cancel_at_period_end) {
            Some(end) => Problem::new(
                Code::AlreadySubscribed,
                path,
                format!("`{}` is held until {end}; buy it again from then on", item.product),
            )
            .allowing(Allowed::From(end)),
            None => Problem::new(
                Code::AlreadySubscribed,
                path,
                format!("the subscription{id} holds `{}` already; change that one", item.product),
            ),
        };
        problems.push(problem);
    }
}

/// Does the subscription's state let the request through?
fn standing(plan: &Plan, subscription: &Subscription, problems: &mut Vec<Problem>) {
    let at = plan.request.at;
    let request = plan.request.request_type();
    let renewal = request == RequestType::Renewal;
    let end = subscription.period.end;
    let mut push = |code, path: &str, message: String| problems.push(Problem::new(code, path, message));

    let over = if renewal {
        subscription.status == Status::Ended || subscription.cancel_at_period_end
    } else {
        subscription.is_over(at)
    };
    if over {
        push(
            Code::SubscriptionEnded,
            "/subscription/status",
            match subscription.status {
                Status::Ended => "the subscription has ended; buy a new one".to_owned(),
                _ => format!("the subscription is canceled and ends at {end}; buy a new one from then on"),
            },
        );
    }
    let goes_on = subscription.status != Status::Ended && !subscription.cancel_at_period_end;
    if !renewal && goes_on && at >= end {
        push(
            Code::RenewalDue,
            "/at",
            format!("the period ended at {end}, the request is for {at}; renew first"),
        );
    }
    if renewal && at < end {
        problems.push(
            Problem::new(
                Code::RenewalNotDue,
                "/at",
                format!("the period ends at {end}, the request is for {at}; renew then"),
            )
            .allowing(Allowed::From(end)),
        );
    }
    let mut push = |code, path: &str, message: String| problems.push(Problem::new(code, path, message));
    if request == RequestType::Change && subscription.status == Status::PastDue {
        push(Code::SubscriptionPastDue, "/subscription/status", "a payment is owed; pay it first".to_owned());
    }
    if matches!(request, RequestType::Change | RequestType::Cancellation) && subscription.cancel_at_period_end
    {
        push(
            Code::SubscriptionCanceling,
            "/subscription/cancelAtPeriodEnd",
            format!("the subscription is canceled to the end of its period, {end}; resume it first"),
        );
    }
    if request == RequestType::Resumption && !subscription.cancel_at_period_end {
        push(
            Code::NotCanceling,
            "/subscription/cancelAtPeriodEnd",
            "the subscription is not canceled, so there is nothing to resume".to_owned(),
        );
    }
    if !renewal && at < subscription.period.start {
        push(
            Code::BeforePeriod,
            "/at",
            format!(
                "the request is for {at}, before the period that starts at {}",
                subscription.period.start
            ),
        );
    }
}

/// `nothing_changes` and `no_items`; units of an unknown product would be something.
fn emptiness(plan: &Plan, problems: &mut Vec<Problem>) {
    if plan.names_unknown_units {
        return;
    }
    match plan.request.request_type() {
        RequestType::Purchase if plan.rows.is_empty() => {
            problems.push(Problem::new(
                Code::NoItems,
                "/items",
                "nothing would be bought; name a product and a quantity",
            ));
        }
        RequestType::Change => {
            let changes = plan
                .named
                .iter()
                .any(|named| named.changes() || named.effect == Effect::Same { withdraws: true });
            if !changes && plan.cycle_effect == CycleEffect::Keeps {
                problems.push(Problem::new(
                    Code::NothingChanges,
                    "",
                    "same items, same cycle, nothing pending is withdrawn; name what shall differ",
                ));
            }
            if plan.rows.iter().all(|row| wanted(plan, row) == 0) {
                problems.push(Problem::new(
                    Code::NoItems,
                    "/items",
                    "nothing would be left; cancel the subscription instead",
                ));
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
    plan.named.iter().find(|named| named.product.id == product.id)
}

/// What the policies say of this change.
fn transitions(plan: &Plan, problems: &mut Vec<Problem>) {
    let changed: Vec<&Named> = plan.named.iter().filter(|named| named.changes()).collect();
    if let Some(most) = changed.iter().map(|named| named.policy.products_per_change).min()
        && changed.len() > usize::try_from(most).unwrap_or(usize::MAX)
    {
        problems.push(Problem::new(
            Code::TooManyProducts,
            "/items",
            format!(
                "{} products would change, at most {most} may at once; change them one after the other",
                changed.len()
            ),
        ));
    }
    for named in &plan.named {
        if named.effect == Effect::Refused {
            problems.push(Problem::new(
                Code::QuantityDecreased,
                format!("{}/quantity", named.path),
                format!(
                    "{} is less than the {} held; the number of {}s only goes up",
                    named.quantity, named.held, named.product.unit_name
                ),
            ));
        }
    }
    if let (CycleEffect::Refused(cycle), Some(subscription)) = (plan.cycle_effect, plan.before) {
        let end = subscription.period.end;
        problems.push(
            Problem::new(
                Code::CycleShortened,
                "/cycle",
                format!(
                    "every {cycle} is shorter than every {}; the present term ends at {end}",
                    subscription.cycle
                ),
            )
            .allowing(Allowed::From(end)),
        );
    }
    if matches!(plan.cycle_effect, CycleEffect::Now(_)) {
        for named in plan.named.iter().filter(|named| named.effect == Effect::Later) {
            problems.push(Problem::new(
                Code::MixedTiming,
                named.path.clone(),
                format!(
                    "{} of `{}` would wait for the renewal, the new cycle starts now; ask for one after the other",
                    named.quantity, named.product.id
                ),
            ));
        }
    }
}

/// Every price that a line or a limit needs, and the limits of the quantities.
fn prices_and_quantities(plan: &Plan, problems: &mut Vec<Problem>) {
    match plan.request.request_type() {
        RequestType::Purchase => {
            for named in &plan.named {
                let price = named.product.price(plan.currency, plan.cycle);
                check(plan, named.product, price, plan.cycle, named.quantity, &named.path, problems);
            }
        }
        RequestType::Renewal => {
            for row in plan.rows.iter().filter(|row| row.after > 0 && row.price_after.is_none()) {
                problems.push(price_not_found(plan, row.product, plan.cycle, "/subscription/items"));
            }
        }
        RequestType::Change => {
            if !matches!(plan.cycle_effect, CycleEffect::Now(_) | CycleEffect::Refused(_)) {
                present_cycle(plan, problems);
            }
            if let Some(cycle) = plan.cycle_effect.asked() {
                for row in &plan.rows {
                    let quantity = wanted(plan, row);
                    let path = named(plan, row.product).map_or("/cycle", |named| &named.path);
                    if quantity > 0 {
                        check(
                            plan,
                            row.product,
                            row.product.price(plan.currency, cycle),
                            cycle,
                            quantity,
                            path,
                            problems,
                        );
                    }
                }
            }
        }
        RequestType::Cancellation | RequestType::Resumption => {}
    }
}

/// Changed quantities at the price of the cycle that goes on.
fn present_cycle(plan: &Plan, problems: &mut Vec<Problem>) {
    let Some(subscription) = plan.before else { return };
    for named in plan.named.iter().filter(|named| named.changes() && named.quantity > 0) {
        let price = match subscription.item(&named.product.id) {
            Some(item) => item.price(named.product, plan.currency, subscription.cycle),
            None => named.product.price(plan.currency, subscription.cycle),
        };
        check(plan, named.product, price, subscription.cycle, named.quantity, &named.path, problems);
    }
}

fn check(
    plan: &Plan,
    product: &Product,
    price: Option<&Price>,
    cycle: Cycle,
    quantity: u32,
    path: &str,
    problems: &mut Vec<Problem>,
) {
    let Some(price) = price else {
        problems.push(price_not_found(plan, product, cycle, path));
        return;
    };
    let most = price.max_quantity.unwrap_or(limits::QUANTITY);
    let unit = &product.unit_name;
    let (code, message) = if quantity < price.min_quantity {
        (
            Code::QuantityBelowMinimum,
            format!(
                "{quantity} {unit}s of `{}` are fewer than the least, {}",
                product.id, price.min_quantity
            ),
        )
    } else if quantity > most {
        (
            Code::QuantityAboveMaximum,
            format!("{quantity} {unit}s of `{}` are more than the most, {most}", product.id),
        )
    } else if quantity.checked_rem(price.quantity_step).is_some_and(|rest| rest != 0) {
        (
            Code::QuantityStep,
            format!("`{}` is sold in steps of {} {unit}s, not {quantity}", product.id, price.quantity_step),
        )
    } else {
        return;
    };
    let path = if path.starts_with("/items/") { format!("{path}/quantity") } else { path.to_owned() };
    let mut problem = Problem::new(code, path, message);
    if let Some(nearest) = price.nearest_quantity(quantity) {
        problem.message.push_str(&format!("; the nearest is {nearest}"));
        problem = problem.allowing(Allowed::Quantity(nearest));
    }
    problems.push(problem);
}

fn price_not_found(plan: &Plan, product: &Product, cycle: Cycle, path: &str) -> Problem {
    Problem::new(
        Code::PriceNotFound,
        path,
        format!("`{}` has no price in {} for every {cycle}", product.id, plan.currency),
    )
}

/// Something must be credited and nothing is known of what was paid.
fn charges_missing(plan: &Plan, problems: &mut Vec<Problem>) {
    let absent = plan.before.is_some_and(|before| before.charges.is_none());
    if absent && plan.rows.iter().any(|row| credits(plan, row)) {
        problems.push(Problem::new(
            Code::ChargesMissing,
            "/subscription/charges",
            "what is left of the paid period must be credited, but the ledger of what was paid is absent",
        ));
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
