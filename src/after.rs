//! The state once the amount due is paid: items, ledger, coupons, flags (S9).

use crate::amount::Amount;
use crate::answer::LineKind;
use crate::calendar::Instant;
use crate::catalog::QuantityChange;
use crate::discount::{Applied, running_after};
use crate::limits;
use crate::permit::Permitted;
use crate::plan::{Plan, Row, Step};
use crate::problem::{Code, Problem};
use crate::prorate::BareLine;
use crate::subscription::{Charge, Item, Pending, Status, Subscription};
use crate::tax::Taxed;

/// The subscription after, with its balance.
#[inline(never)]
pub(crate) fn after(permitted: &Permitted, taxed: &Taxed, balance: Amount) -> Subscription {
    let plan = permitted.plan();
    let before = plan.before;
    Subscription {
        id: before.and_then(|before| before.id.clone()),
        status: match plan.step {
            Step::Purchase | Step::Renewal { .. } => Status::Active,
            Step::EndNow => Status::Ended,
            _ => before.map_or(Status::Active, |before| before.status),
        },
        currency: plan.currency,
        cycle: plan.cycle,
        items: items(plan),
        anchor: plan.anchor,
        period: plan.period,
        charges: ledger(plan, &taxed.0.lines),
        coupons: running_after(permitted, &taxed.0.applied),
        balance,
        cancel_at_period_end: match plan.step {
            Step::EndLater => true,
            Step::Resume => false,
            _ => before.is_some_and(|before| before.cancel_at_period_end),
        },
        pending: match plan.step {
            Step::EndNow => Pending::default(),
            _ => plan.pending.clone(),
        },
    }
}

/// A state whose lists are within the limits, so that it can be quoted again; else `out_of_range`.
pub(crate) fn within_limits(after: &Subscription) -> Result<(), Problem> {
    for (what, count, most) in [
        ("items", after.items.len(), limits::ITEMS),
        ("pending items", after.pending.items.len(), limits::ITEMS),
        ("running coupons", after.coupons.len(), limits::CODES),
        ("ledger entries", after.charges.as_ref().map_or(0, Vec::len), limits::CHARGES),
    ] {
        if count > most {
            let message = format_args!(
                "the subscription would have {count} {what} afterwards, it may have {most} at most"
            );
            return Err(Problem::told(Code::OutOfRange, format_args!(""), message));
        }
    }
    Ok(())
}

fn items(plan: &Plan) -> Vec<Item> {
    // An agreed price is dropped when the cycle changes.
    let keeps_price = !plan.step.changes_cycle();
    let mut items = Vec::new();
    for row in plan.rows.iter().filter(|row| row.after > 0) {
        let agreed = row.item.filter(|_| keeps_price).and_then(|item| item.price.as_ref());
        items.push(Item { product: row.product.id.clone(), quantity: row.after, price: agreed.cloned() });
    }
    items
}

#[inline(never)]
fn ledger(plan: &Plan, lines: &[BareLine]) -> Option<Vec<Charge>> {
    let known = if plan.step.starts_period() { &[][..] } else { plan.before?.charges.as_ref()? };
    let is_replaced = |row: &Row| {
        row.before > 0 && row.after != row.before && row.policy.quantity_change == QuantityChange::Replace
    };
    let mut row_of = plan.finder();
    let mut ledger = Vec::new();
    for entry in known {
        let kept = match plan.step {
            Step::EndNow => false,
            Step::QuantityChange => {
                let row = row_of(&entry.product).and_then(|place| plan.rows.get(place));
                entry.period.end > plan.request.at && !row.is_some_and(is_replaced)
            }
            _ => true,
        };
        if kept {
            ledger.push(entry.clone());
        }
    }
    for line in lines {
        let credit = plan.step == Step::QuantityChange && !is_replaced(line.row);
        if line.kind == LineKind::Charge || credit {
            ledger.push(Charge {
                product: line.row.product.id.clone(),
                net: line.net,
                tax: line.tax,
                period: line.period,
            });
        }
    }
    Some(ledger)
}

/// What the resulting prices allow, in the items' order, each once.
pub(crate) fn entitlements(permitted: &Permitted) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for row in permitted.plan().rows.iter().filter(|row| row.after > 0) {
        for entitlement in row.price_after.map_or(&[][..], |price| &price.entitlements) {
            if !all.contains(entitlement) {
                all.push(entitlement.clone());
            }
        }
    }
    all
}

/// Until when the quote may be held: its time to live, the running period, its codes' terms.
pub(crate) fn valid_until(permitted: &Permitted, applied: &[Applied]) -> Option<Instant> {
    let plan = permitted.plan();
    let mut until = plan.request.at.plus_seconds(i64::from(plan.catalog.quote_ttl_seconds))?;
    let within_period = !matches!(plan.step, Step::Purchase | Step::Renewal { .. } | Step::Resume);
    if let Some(before) = plan.before.filter(|_| within_period) {
        until = until.min(before.period.end);
    }
    for coupon in applied.iter().filter(|applied| !applied.running) {
        until = coupon.coupon.until.map_or(until, |end| until.min(end));
    }
    Some(until)
}
