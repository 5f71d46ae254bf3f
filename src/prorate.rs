//! Charges and credits over time: the lines of a quote before discounts and tax (S6, S7).

use crate::amount::Amount;
use crate::answer::{Calculation, CreditedEntry, LineKind, Share};
use crate::calendar::{Instant, Period, Zone, date};
use crate::catalog::{Price, Proration, QuantityChange};
use crate::permit::{Permitted, credits};
use crate::plan::{Plan, Row, Step};
use crate::price::recurring;
use crate::problem::{Code, Problem};
use crate::ratio::Ratio;
use crate::request::TaxBehavior;
use crate::subscription::Charge;
use crate::total::{in_range, sum};

/// A line before discounts and tax.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub kind: LineKind,
    pub row: &'a Row<'a>,
    pub quantity: u32,
    pub period: Period,
    pub amount: Amount,
    /// Of a credit: the net and the tax that it gives back, zero or below.
    pub given_back: Option<(Amount, Amount)>,
    pub calculation: Calculation,
}

/// Credits first, then charges, each in the order of the rows.
pub(crate) fn prorate<'a>(permitted: &'a Permitted<'a>) -> Result<Vec<Draft<'a>>, Problem> {
    let plan = permitted.plan();
    let mut lines = Vec::with_capacity(plan.rows.len());
    for row in &plan.rows {
        if credits(plan, row) {
            lines.extend(credit(plan, row)?);
        }
    }
    for row in &plan.rows {
        lines.extend(charge(plan, row)?);
    }
    Ok(lines)
}

/// The remaining share of a period at an instant (S2.6), as a charge counts it or as a credit does.
pub(crate) fn remaining(period: Period, at: Instant, unit: Proration, zone: Zone, kind: LineKind) -> Share {
    let at = at.clamp(period.start, period.end);
    let between = |from: i64, to: i64| to.saturating_sub(from);
    let (numerator, denominator) = match unit {
        Proration::Second => (
            between(at.seconds(), period.end.seconds()),
            between(period.start.seconds(), period.end.seconds()),
        ),
        Proration::Day => {
            let end = date(period.end, zone);
            let days = (between(date(at, zone), end), between(date(period.start, zone), end));
            match (kind, days) {
                (LineKind::Charge, (left, all)) => (left.max(1), all.max(1)),
                (LineKind::Credit, (_, 0)) => (0, 1),
                (LineKind::Credit, days) => days,
            }
        }
        Proration::None => (i64::from(kind == LineKind::Charge), 1),
    };
    Share { numerator, denominator, unit }
}

impl Share {
    pub(crate) fn ratio(self) -> Ratio {
        // Periods are never empty, so the denominator is above zero.
        Ratio::new(i128::from(self.numerator), i128::from(self.denominator)).unwrap_or_else(Ratio::zero)
    }
}

fn charge<'a>(plan: &Plan<'a>, row: &'a Row<'a>) -> Result<Option<Draft<'a>>, Problem> {
    let at = plan.request.at;
    let unit = row.policy.proration;
    // What is charged: from which quantity on, how many units the line is about, when, and for what share.
    let (before, quantity, period, share) = match plan.step {
        Step::Purchase | Step::CycleChange => (None, row.after, plan.period, None),
        Step::Renewal { .. } => {
            let share = plan.around.map(|around| {
                remaining(around, plan.period.start, unit, plan.catalog.zone, LineKind::Charge)
            });
            (None, row.after, plan.period, share)
        }
        Step::QuantityChange if row.after != row.before => {
            let share = remaining(plan.period, at, unit, plan.catalog.zone, LineKind::Charge);
            let period = Period { start: at, end: plan.period.end };
            match row.policy.quantity_change {
                QuantityChange::Increment if row.after > row.before => {
                    (Some(row.before), row.after.abs_diff(row.before), period, Some(share))
                }
                QuantityChange::Increment => return Ok(None),
                QuantityChange::Replace => (None, row.after, period, Some(share)),
            }
        }
        _ => return Ok(None),
    };
    if row.after == 0 {
        return Ok(None);
    }
    let price = price(plan, row)?;
    let after = recurring(price, row.product, row.after);
    let before = before.map(|quantity| recurring(price, row.product, quantity));
    let mut exact = match &before {
        Some(before) => after.sub(before),
        None => after.clone(),
    };
    if before.is_some() && !exact.is_positive() {
        // More units may cost less in another tier. `D < 0` is a credit, `D = 0` no line.
        return Ok(None);
    }
    if let Some(share) = share {
        exact = exact.mul(&share.ratio());
    }
    let without_tax = without_tax(plan, row);
    if let Some(factor) = &without_tax {
        exact = exact.mul(factor);
    }
    let amount = in_range(Amount::round(&exact, plan.currency, plan.catalog.rounding))?;
    Ok(Some(Draft {
        kind: LineKind::Charge,
        row,
        quantity,
        period,
        amount,
        given_back: None,
        calculation: Calculation::Charge { before, after, share, without_tax, exact },
    }))
}

/// `1 / (1 + p)` where the buyer is exempt and prices include tax (S8.7).
fn without_tax(plan: &Plan, row: &Row) -> Option<Ratio> {
    let tax = &plan.request.tax;
    if !tax.exempt || tax.behavior != TaxBehavior::Inclusive {
        return None;
    }
    let mut gross = Ratio::one();
    for rate in tax.rates.iter().filter(|rate| rate.falls_on(&row.product.id)) {
        gross = gross.add(&rate.percent.ratio().scale10(-2));
    }
    Ratio::one().div(&gross)
}

fn price<'a>(plan: &Plan, row: &Row<'a>) -> Result<&'a Price, Problem> {
    // `permit` has asked for every price that a line needs.
    row.price_after.ok_or_else(|| {
        Problem::new(
            Code::PriceNotFound,
            "/items",
            format!("`{}` has no price in {} for every {}", row.product.id, plan.currency, plan.cycle),
        )
    })
}

/// Every past payment gives back its own share; a credit of nothing makes no line.
fn credit<'a>(plan: &Plan<'a>, row: &'a Row<'a>) -> Result<Option<Draft<'a>>, Problem> {
    let Some(subscription) = plan.before else { return Ok(None) };
    let at = plan.request.at;
    let partial = plan.step == Step::QuantityChange
        && row.policy.quantity_change == QuantityChange::Increment
        && row.after > 0;
    let (before, after, part) = match row.price_before {
        Some(price) if partial => {
            let before = recurring(price, row.product, row.before);
            let after = recurring(price, row.product, row.after);
            // `D < 0` means that A(old) is above zero.
            let part = before.sub(&after).div(&before).unwrap_or_else(Ratio::zero);
            (Some(before), Some(after), part)
        }
        _ => (None, None, Ratio::one()),
    };

    let mut entries = Vec::new();
    let mut nets = Vec::new();
    let mut taxes = Vec::new();
    let charges = subscription.charges.iter().flatten();
    for entry in charges.filter(|entry| entry.product == row.product.id && entry.period.end > at) {
        let credited = entry_credit(plan, row, entry, &part);
        let round = |exact: &Ratio| in_range(Amount::round(exact, plan.currency, plan.catalog.rounding));
        nets.push(round(&credited.exact_net)?);
        taxes.push(round(&credited.exact_tax)?);
        entries.push(credited);
    }
    let nothing = Amount::zero(plan.currency);
    let net = sum(nothing, nets)?.max(nothing).negated();
    let tax = sum(nothing, taxes)?.max(nothing).negated();
    if net.is_zero() && tax.is_zero() {
        return Ok(None);
    }
    let amount = match plan.request.tax.behavior {
        TaxBehavior::Exclusive => net,
        TaxBehavior::Inclusive => in_range(net.checked_add(tax))?,
    };
    let quantity = if partial { row.before.abs_diff(row.after) } else { row.before };
    Ok(Some(Draft {
        kind: LineKind::Credit,
        row,
        quantity,
        period: Period { start: at, end: subscription.period.end },
        amount,
        given_back: Some((net, tax)),
        calculation: Calculation::Credit { before, after, part, entries },
    }))
}

fn entry_credit(plan: &Plan, row: &Row, entry: &Charge, part: &Ratio) -> CreditedEntry {
    let share =
        remaining(entry.period, plan.request.at, row.policy.proration, plan.catalog.zone, LineKind::Credit);
    let factor = share.ratio().mul(part);
    CreditedEntry {
        net: entry.net,
        tax: entry.tax,
        period: entry.period,
        share,
        exact_net: entry.net.ratio().mul(&factor),
        exact_tax: entry.tax.ratio().mul(&factor),
    }
}
