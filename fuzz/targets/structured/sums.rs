//! Parts sum to the whole, by the types of the answer.

use quotient::{Amount, CodeOutcome, Line, LineKind, Quote, Request, TaxBehavior};

fn ensure(holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("not so: {what}")) }
}

fn sum(amounts: impl Iterator<Item = Amount>) -> i128 {
    amounts.map(Amount::minor_units).sum()
}

/// Checks a quote from its lines' parts to what is due.
pub fn check(request: &Request, quote: &Quote) -> Result<(), String> {
    let inclusive = request.tax.behavior == TaxBehavior::Inclusive;
    for line in &quote.lines {
        check_line(line, inclusive).map_err(|reason| format!("{reason}, {line:?}"))?;
    }
    let totals = &quote.totals;
    let [subtotal, discount, tax, total, applied, due, refund] = [
        totals.subtotal,
        totals.discount,
        totals.tax,
        totals.total,
        totals.balance_applied,
        totals.amount_due,
        totals.refund,
    ]
    .map(Amount::minor_units);
    let off = || quote.lines.iter().flat_map(|line| &line.discounts);
    ensure(subtotal == sum(quote.lines.iter().map(|line| line.amount)), "the subtotal sums the amounts")?;
    ensure(discount == sum(off().map(|discount| discount.amount)), "the discount sums the discounts")?;
    ensure(tax == sum(quote.lines.iter().map(|line| line.tax)), "the tax sums the taxes")?;
    ensure(total == sum(quote.lines.iter().map(|line| line.total)), "the total sums the totals")?;
    let on_top = if inclusive { 0 } else { tax };
    ensure(total == subtotal + discount + on_top, "the total is subtotal, discount and tax")?;
    for outcome in &quote.codes {
        if let CodeOutcome::Applied { code, amount } = outcome {
            let parts = off().filter(|discount| discount.code == *code).map(|discount| discount.amount);
            ensure(amount.minor_units() == sum(parts), "a code's amount sums its discounts")?;
        }
    }
    let before = request.subscription().map_or(0, |subscription| subscription.balance.minor_units());
    let after = quote.subscription.as_ref().ok_or("the state after is missing")?.balance.minor_units();
    if total >= 0 {
        ensure(applied == before.min(total) && due == total - applied, "what the balance leaves is due")?;
        ensure(after == before - applied && refund == 0, "the balance pays once")
    } else {
        ensure(applied == 0 && due == 0, "nothing is due")?;
        ensure(
            refund + after - before == -total && (refund == 0 || after == before),
            "all of it is given back, once",
        )
    }
}

fn check_line(line: &Line, inclusive: bool) -> Result<(), String> {
    let [amount, net, tax, total] = [line.amount, line.net, line.tax, line.total].map(Amount::minor_units);
    ensure(total == net + tax, "the total is net and tax")?;
    let left = amount + sum(line.discounts.iter().map(|discount| discount.amount));
    ensure(left == if inclusive { total } else { net }, "what discounts left is net or total")?;
    match line.kind {
        LineKind::Charge => {
            ensure(amount >= 0 && left >= 0, "a charge is not below zero")?;
            ensure(tax == sum(line.taxes.iter().map(|tax| tax.amount)), "the tax sums its taxes")
        }
        LineKind::Credit => {
            ensure(net <= 0 && tax <= 0 && total < 0, "a credit is below zero")?;
            ensure(line.discounts.is_empty() && line.taxes.is_empty(), "a credit has nothing on it")
        }
    }
}
