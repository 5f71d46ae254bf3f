//! Sums, the balance and what is due (S9).

use crate::amount::Amount;
use crate::answer::{Line, Totals};
use crate::catalog::{DEFAULT_POLICY, NegativeTotal};
use crate::permit::Permitted;
use crate::problem::{Code, Problem};
use crate::prorate::Draft;

/// A value, or `out_of_range` where it left the supported range (S1.6).
pub(crate) fn in_range<T>(value: Option<T>) -> Result<T, Problem> {
    value.ok_or_else(|| {
        Problem::new(
            Code::OutOfRange,
            "",
            "an amount leaves the supported range of 10^30 minor units; use smaller prices or quantities",
        )
    })
}

/// `start` and all the amounts.
pub(crate) fn sum(start: Amount, amounts: impl IntoIterator<Item = Amount>) -> Result<Amount, Problem> {
    amounts.into_iter().try_fold(start, |sum, amount| in_range(sum.checked_add(amount)))
}

/// The sums, and the balance afterwards.
pub(crate) fn total(
    permitted: &Permitted,
    drafts: &[Draft],
    lines: &[Line],
) -> Result<(Totals, Amount), Problem> {
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
    for line in lines {
        totals.subtotal = in_range(totals.subtotal.checked_add(line.amount))?;
        totals.discount = sum(totals.discount, line.discounts.iter().map(|discount| discount.amount))?;
        totals.tax = in_range(totals.tax.checked_add(line.tax))?;
        totals.total = in_range(totals.total.checked_add(line.total))?;
    }
    let mut balance = plan.before.map_or(nothing, |before| before.balance);
    if totals.total.is_negative() {
        let policy = drafts.first().map_or(&DEFAULT_POLICY, |line| line.row.policy);
        match policy.negative_total {
            NegativeTotal::Refund => totals.refund = totals.total.negated(),
            NegativeTotal::Balance => balance = in_range(balance.checked_sub(totals.total))?,
        }
    } else {
        totals.balance_applied = balance.min(totals.total);
        totals.amount_due = in_range(totals.total.checked_sub(totals.balance_applied))?;
        balance = in_range(balance.checked_sub(totals.balance_applied))?;
    }
    Ok((totals, balance))
}
