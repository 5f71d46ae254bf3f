//! Sums, the balance and what is due (S9).

use crate::amount::Amount;
use crate::answer::Totals;
use crate::catalog::{DEFAULT_POLICY, NegativeTotal};
use crate::permit::Permitted;
use crate::tax::Taxed;

/// The sums, and the balance afterwards.
pub(crate) fn total(permitted: &Permitted, taxed: &Taxed) -> (Totals, Amount) {
    let plan = permitted.plan();
    let sums = &plan.sums;
    let nothing = sums.nothing();
    let mut totals = Totals {
        subtotal: nothing,
        discount: nothing,
        tax: nothing,
        total: nothing,
        balance_applied: nothing,
        amount_due: nothing,
        refund: nothing,
    };
    for line in &taxed.0.lines {
        sums.add(&mut totals.subtotal, &line.amount);
        sums.add(&mut totals.tax, &line.tax);
        sums.add(&mut totals.total, &line.total);
    }
    for coupon in &taxed.0.applied {
        sums.sub(&mut totals.discount, &coupon.amount);
    }
    let mut balance = plan.before.map_or(nothing, |before| before.balance);
    if totals.total.is_negative() {
        let policy = taxed.0.lines.first().map_or(&DEFAULT_POLICY, |line| line.row.policy);
        match policy.negative_total {
            NegativeTotal::Refund => totals.refund = totals.total.negated(),
            NegativeTotal::Balance => sums.sub(&mut balance, &totals.total),
        }
    } else {
        totals.balance_applied = balance;
        totals.balance_applied.cap(&totals.total);
        totals.amount_due = totals.total;
        sums.sub(&mut totals.amount_due, &totals.balance_applied);
        sums.sub(&mut balance, &totals.balance_applied);
    }
    (totals, balance)
}
