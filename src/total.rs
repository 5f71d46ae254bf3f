//! Sums, the balance and what is due (S9).

use crate::amount::{Amount, OutOfRange};
use crate::answer::Totals;
use crate::catalog::{DEFAULT_POLICY, NegativeTotal};
use crate::permit::Permitted;
use crate::tax::Taxed;

/// The sums, and the balance afterwards.
pub(crate) fn total(permitted: &Permitted, taxed: &Taxed) -> Result<(Totals, Amount), OutOfRange> {
    let plan = permitted.plan();
    let nothing = Amount::zero(plan.currency);
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
        totals.subtotal.add(&line.amount)?;
        for discount in &line.discounts {
            totals.discount.add(&discount.amount)?;
        }
        totals.tax.add(&line.tax)?;
        totals.total.add(&line.total)?;
    }
    let mut balance = plan.before.map_or(nothing, |before| before.balance);
    if totals.total.is_negative() {
        let policy = taxed.0.rows.first().map_or(&DEFAULT_POLICY, |row| row.policy);
        match policy.negative_total {
            NegativeTotal::Refund => totals.refund = totals.total.negated(),
            NegativeTotal::Balance => balance.sub(&totals.total)?,
        }
    } else {
        totals.balance_applied = balance;
        totals.balance_applied.cap(&totals.total);
        totals.amount_due = totals.total;
        totals.amount_due.sub(&totals.balance_applied)?;
        balance.sub(&totals.balance_applied)?;
    }
    Ok((totals, balance))
}
