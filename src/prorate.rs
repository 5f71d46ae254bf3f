//! Charges and credits over time: the lines of a quote before discounts and tax (S6, S7).

use std::cell::Cell;

use crate::amount::Amount;
use crate::answer::{Calculation, CreditedEntry, LineKind, Share};
use crate::calendar::{Instant, Period, Zone, date};
use crate::catalog::{Price, Proration, QuantityChange};
use crate::lines::LinePart;
use crate::permit::{Permitted, credits};
use crate::plan::{Plan, Row, Step};
use crate::price::recurring;
use crate::ratio::Ratio;
use crate::request::TaxBehavior;
use crate::subscription::Charge;
use crate::tax::gross;

/// The lines before discounts and tax.
pub(crate) struct Prorated<'a> {
    pub lines: Vec<BareLine<'a>>,
    pub detail: Detail,
}

/// A line as the stages reckon with it: without its names, and where sums alone are told without lists and calculation.
pub(crate) struct BareLine<'a> {
    pub row: &'a Row<'a>,
    pub kind: LineKind,
    pub quantity: u32,
    pub period: Period,
    pub amount: Amount,
    /// What coupons take off it; nothing where sums alone are told.
    pub discounts: Vec<LinePart<'a>>,
    /// Of a charge the amount, as yet; of a credit what is given back.
    pub net: Amount,
    /// What rates add to it; nothing where sums alone are told.
    pub taxes: Vec<LinePart<'a>>,
    /// Of a charge nothing, as yet; of a credit what is given back.
    pub tax: Amount,
    /// Both; nothing as yet.
    pub total: Amount,
    /// How the amount came about, where that is told.
    pub calculation: Option<Box<Calculation>>,
}

/// How much is told of the lines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Detail {
    /// Nothing: they are summed and forgotten.
    Sums,
    /// What they cost.
    Amounts,
    /// How that came about, too.
    Calculation,
}

/// Credits first, then charges, each in the order of the rows.
#[inline(never)]
pub(crate) fn prorate<'a>(permitted: &Permitted<'a>, detail: Detail) -> Prorated<'a> {
    let plan = permitted.plan();
    let most = plan.rows.len().saturating_mul(2);
    let mut prorated = Prorated { lines: Vec::with_capacity(most), detail };
    // Rows begin with what is held.
    let kept = |place: usize| plan.request.kept.get(place).filter(|_| detail == Detail::Sums);
    // Where items are kept, what they give back is worked out once.
    let are_many = plan.rows.len() > FEW && plan.request.kept.is_empty();
    let ledger = are_many.then(|| Ledger::new(plan));
    for (place, row) in plan.rows.iter().enumerate() {
        if credits(plan, row) {
            credit(plan, (place, row), ledger.as_ref(), kept(place), &mut prorated);
        }
    }
    for (place, row) in plan.rows.iter().enumerate() {
        charge(plan, row, kept(place), &mut prorated);
    }
    prorated
}

/// What is known of an item that is held. With one catalog, one request and one instant it depends on nothing but the
/// quantity afterwards: whether the cycle changes with it is the policies' to say, whatever the quantities.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kept {
    /// Net and tax of all that it gives back.
    credit: Option<(Amount, Amount)>,
    /// A quantity, and what it costs.
    charge: Option<(u32, Amount)>,
}

/// Keeps something, if it is known.
fn keep(plan: &Plan, kept: Option<&Cell<Kept>>, change: impl FnOnce(&mut Kept)) {
    if let Some(cell) = kept
        && plan.sums.in_range().is_ok()
    {
        let mut known = cell.get();
        change(&mut known);
        cell.set(known);
    }
}

impl<'a> Prorated<'a> {
    fn tells_calculation(&self) -> bool {
        self.detail == Detail::Calculation
    }

    /// How an amount came about, where that is told.
    fn told(&self, calculation: impl FnOnce() -> Calculation) -> Option<Box<Calculation>> {
        self.tells_calculation().then(|| Box::new(calculation()))
    }
}

/// The remaining share of a period at an instant (S2.6), as a charge counts it or as a credit does.
pub(crate) fn remaining(period: Period, at: Instant, unit: Proration, zone: Zone, kind: LineKind) -> Share {
    let at = at.max(period.start).min(period.end);
    let between = |from: i64, to: i64| to.saturating_sub(from);
    let (numerator, denominator) = match unit {
        Proration::Second => (
            between(at.seconds(), period.end.seconds()),
            between(period.start.seconds(), period.end.seconds()),
        ),
        Proration::Day => days(period, at, zone, kind),
        Proration::None => (i64::from(kind == LineKind::Charge), 1),
    };
    Share { numerator, denominator, unit }
}

/// The days that are left at an instant of the period, and all of its days.
#[inline(never)]
fn days(Period { start, end }: Period, at: Instant, zone: Zone, kind: LineKind) -> (i64, i64) {
    let end = date(end, zone);
    let until_end = |from| end.saturating_sub(date(from, zone));
    match (kind, (until_end(at), until_end(start))) {
        (LineKind::Charge, (left, all)) => (left.max(1), all.max(1)),
        (LineKind::Credit, (_, 0)) => (0, 1),
        (LineKind::Credit, days) => days,
    }
}

impl Share {
    pub(crate) fn ratio(self) -> Ratio {
        // Periods are never empty, so the denominator is above zero.
        Ratio::of(self.numerator, self.denominator)
    }
}

#[inline(never)]
fn charge<'a>(plan: &'a Plan<'a>, row: &'a Row<'a>, kept: Option<&Cell<Kept>>, prorated: &mut Prorated<'a>) {
    let at = plan.request.at;
    let share =
        |period, at| Some(remaining(period, at, row.policy.proration, plan.catalog.zone, LineKind::Charge));
    // What is charged: from which quantity on, when, and for what share.
    let mut from = None;
    let (period, share) = match plan.step {
        Step::Purchase | Step::CycleChange => (plan.period, None),
        Step::Renewal { .. } => {
            (plan.period, plan.around.and_then(|around| share(around, plan.period.start)))
        }
        Step::QuantityChange if row.after != row.before => {
            if row.policy.quantity_change == QuantityChange::Increment {
                if row.after < row.before {
                    return;
                }
                from = Some(row.before);
            }
            (Period { start: at, end: plan.period.end }, share(plan.period, at))
        }
        _ => return,
    };
    if row.after == 0 {
        return;
    }
    // `permit` has asked for every price that a line needs.
    let Some(price) = row.price_after else { return plan.sums.lose() };
    let recurring = |quantity| recurring(price, row.product, quantity);
    let (mut exact, mut untaxed) = (Ratio::zero(), None);
    let known = kept.and_then(|kept| kept.get().charge).filter(|(quantity, _)| *quantity == row.after);
    let amount = if let Some((_, amount)) = known {
        amount
    } else {
        exact = recurring(row.after);
        if let Some(before) = from {
            exact = exact.sub(&recurring(before));
            if !exact.is_positive() {
                // More units may cost less in another tier. `D < 0` is a credit, `D = 0` no line.
                return;
            }
        }
        if let Some(share) = share {
            exact = exact.mul(&share.ratio());
        }
        untaxed = without_tax(plan, row);
        if let Some(factor) = &untaxed {
            exact = exact.mul(factor);
        }
        let amount = plan.sums.round(&exact);
        keep(plan, kept, |kept| kept.charge = Some((row.after, amount)));
        amount
    };
    let quantity = row.after.saturating_sub(from.unwrap_or(0));
    let nothing = plan.sums.nothing();
    let calculation = prorated.told(|| {
        let (before, after) = (from.map(recurring), recurring(row.after));
        Calculation::Charge { before, after, share, without_tax: untaxed, exact }
    });
    prorated.lines.push(BareLine {
        row,
        kind: LineKind::Charge,
        quantity,
        period,
        amount,
        discounts: Vec::new(),
        net: amount,
        taxes: Vec::new(),
        tax: nothing,
        total: nothing,
        calculation,
    });
}

/// `1 / (1 + p)` where the buyer is exempt and prices include tax (S8.7).
fn without_tax(plan: &Plan, row: &Row) -> Option<Ratio> {
    let tax = &plan.request.tax;
    let included = tax.exempt && tax.behavior == TaxBehavior::Inclusive;
    if included { Ratio::one().div(&gross(&tax.rates, &row.product.id)) } else { None }
}

/// For so few rows the products of all entries are compared.
const FEW: usize = 8;

/// Where the ledger's entries of each row stand, where many rows ask for theirs.
struct Ledger {
    /// The first one of every row.
    first: Vec<Option<usize>>,
    /// After every entry, the next one of its row.
    next: Vec<Option<usize>>,
}

impl Ledger {
    #[inline(never)]
    fn new(plan: &Plan) -> Ledger {
        let mut row_of = plan.finder();
        let mut first: Vec<Option<usize>> = vec![None; plan.rows.len()];
        // Of each entry its row, as yet.
        let mut next: Vec<_> = plan.charges().iter().map(|entry| row_of(&entry.product)).collect();
        for (n, next) in next.iter_mut().enumerate().rev() {
            *next = next.and_then(|row| first.get_mut(row)?.replace(n));
        }
        Ledger { first, next }
    }
}

/// Every past payment gives back its own share; a credit of nothing makes no line.
#[inline(never)]
fn credit<'a>(
    plan: &'a Plan<'a>,
    (place, row): (usize, &'a Row<'a>),
    ledger: Option<&Ledger>,
    kept: Option<&Cell<Kept>>,
    prorated: &mut Prorated<'a>,
) {
    let Some(subscription) = plan.before else { return };
    let at = plan.request.at;
    let partial = plan.step == Step::QuantityChange
        && row.policy.quantity_change == QuantityChange::Increment
        && row.after > 0;
    let mut part = Ratio::one();
    let (mut before, mut after) = (None, None);
    if let Some(price) = row.price_before.filter(|_| partial) {
        let (old, new);
        (part, old, new) = part_of(price, row);
        (before, after) = (Some(old), Some(new));
    }

    let sums = &plan.sums;
    let nothing = sums.nothing();
    let (mut net, mut tax) = (nothing, nothing);
    let mut entries = Vec::new();
    let kept = kept.filter(|_| !partial);
    let known = kept.and_then(|kept| kept.get().credit);
    if let Some(known) = known {
        (net, tax) = known;
    } else {
        let following = |list: &[Option<usize>], place: usize| list.get(place).copied().flatten();
        let mut next = ledger.map_or(Some(0), |ledger| following(&ledger.first, place));
        while let Some(n) = next
            && let Some(entry) = plan.charges().get(n)
        {
            next = ledger.map_or(n.checked_add(1), |ledger| following(&ledger.next, n));
            let is_of_row = ledger.is_some() || entry.product == row.product.id;
            if is_of_row && entry.period.end > at {
                let share =
                    remaining(entry.period, at, row.policy.proration, plan.catalog.zone, LineKind::Credit);
                let factor = share.ratio().mul(&part);
                sums.add(&mut net, &sums.part(entry.net, &factor));
                sums.add(&mut tax, &sums.part(entry.tax, &factor));
                if prorated.tells_calculation() {
                    entries.push(credited(entry, share, &factor));
                }
            }
        }
        let given_back = |sum: &Amount| if sum.is_positive() { sum.negated() } else { nothing };
        (net, tax) = (given_back(&net), given_back(&tax));
        keep(plan, kept, |kept| kept.credit = Some((net, tax)));
    }
    if net.is_zero() && tax.is_zero() {
        return;
    }
    let mut amount = net;
    if plan.request.tax.behavior == TaxBehavior::Inclusive {
        sums.add(&mut amount, &tax);
    }
    let quantity = row.before.abs_diff(if partial { row.after } else { 0 });
    let calculation = prorated.told(|| Calculation::Credit { before, after, part, entries });
    prorated.lines.push(BareLine {
        row,
        kind: LineKind::Credit,
        quantity,
        period: Period { start: at, end: subscription.period.end },
        amount,
        discounts: Vec::new(),
        net,
        taxes: Vec::new(),
        tax,
        total: nothing,
        calculation,
    });
}

/// What part of its recurring amount a row gives back that goes on with less, and the amounts before and after.
#[inline(never)]
fn part_of(price: &Price, row: &Row) -> (Ratio, Ratio, Ratio) {
    let old = recurring(price, row.product, row.before);
    let new = recurring(price, row.product, row.after);
    // `D < 0` means that A(old) is above zero.
    (old.sub(&new).div(&old).unwrap_or_else(Ratio::zero), old, new)
}

fn credited(entry: &Charge, share: Share, factor: &Ratio) -> CreditedEntry {
    CreditedEntry {
        net: entry.net,
        tax: entry.tax,
        period: entry.period,
        share,
        exact_net: entry.net.ratio().mul(factor),
        exact_tax: entry.tax.ratio().mul(factor),
    }
}
