//! Given rates to tax per line (S8.7).

use crate::amount::Amount;
use crate::answer::{LineKind, LineTax};
use crate::discount::Discounts;
use crate::permit::Permitted;
use crate::problem::Problem;
use crate::prorate::Draft;
use crate::ratio::{Ratio, apportion};
use crate::request::{Rate, RoundingLevel, TaxBehavior};
use crate::total::{in_range, sum};

/// A line's tax.
pub(crate) struct Taxed {
    /// Without tax.
    pub net: Amount,
    /// Per rate that falls on it.
    pub taxes: Vec<LineTax>,
    /// Their sum; of a credit the tax that was paid.
    pub tax: Amount,
    /// Both.
    pub total: Amount,
}

/// Net, tax and total of every line. Tax falls on charges only; credits carry the tax that was paid.
pub(crate) fn tax(
    permitted: &Permitted,
    lines: &[Draft],
    discounts: &Discounts,
) -> Result<Vec<Taxed>, Problem> {
    let plan = permitted.plan();
    let tax = &plan.request.tax;
    let rates: &[Rate] = if tax.exempt { &[] } else { &tax.rates };

    // What discounts left of each charge; `None` for a credit.
    let mut left = Vec::with_capacity(lines.len());
    for (line, discounts) in lines.iter().zip(&discounts.by_line) {
        left.push(match line.kind {
            LineKind::Credit => None,
            LineKind::Charge => Some(sum(line.amount, discounts.iter().map(|discount| discount.amount))?),
        });
    }
    let mut taxes: Vec<Vec<LineTax>> = lines.iter().map(|_| Vec::with_capacity(rates.len())).collect();
    for rate in rates {
        // The lines on which it falls, with the exact share of each in minor units.
        let mut on = Vec::new();
        let mut shares = Vec::new();
        for (n, (line, left)) in lines.iter().zip(&left).enumerate() {
            let Some(left) = left else { continue };
            let product = &line.row.product.id;
            if !rate.falls_on(product) {
                continue;
            }
            let base = Ratio::integer(left.minor_units());
            let share = match tax.behavior {
                TaxBehavior::Exclusive => fraction(rate),
                TaxBehavior::Inclusive => {
                    let falling = rates.iter().filter(|rate| rate.falls_on(product));
                    let gross = falling.fold(Ratio::one(), |gross, rate| gross.add(&fraction(rate)));
                    in_range(fraction(rate).div(&gross))?
                }
            };
            on.push(n);
            shares.push(base.mul(&share));
        }
        let rounding = plan.catalog.rounding;
        let parts = match tax.rounding_level {
            RoundingLevel::Line => shares.iter().map(|share| rounding.round(share)).collect(),
            RoundingLevel::Total => {
                let exact = shares.iter().fold(Ratio::zero(), |exact, share| exact.add(share));
                rounding.round(&exact).and_then(|total| apportion(total, &shares))
            }
        };
        for (n, part) in on.into_iter().zip(in_range(parts)?) {
            let amount = in_range(Amount::new(part, plan.currency))?;
            if let Some(taxes) = taxes.get_mut(n) {
                taxes.push(LineTax { id: rate.id.clone(), amount });
            }
        }
    }

    let mut taxed = Vec::with_capacity(lines.len());
    for ((line, left), taxes) in lines.iter().zip(left).zip(taxes) {
        let nothing = Amount::zero(plan.currency);
        let (net, tax) = match (line.given_back, left) {
            (Some((net, tax)), _) => (net, tax),
            (None, left) => {
                let left = left.unwrap_or(line.amount);
                let sum = sum(nothing, taxes.iter().map(|tax| tax.amount))?;
                match tax.behavior {
                    TaxBehavior::Exclusive => (left, sum),
                    TaxBehavior::Inclusive => (in_range(left.checked_sub(sum))?, sum),
                }
            }
        };
        let total = in_range(net.checked_add(tax))?;
        taxed.push(Taxed { net, taxes, tax, total });
    }
    Ok(taxed)
}

/// 20 per cent as 0.2.
fn fraction(rate: &Rate) -> Ratio {
    rate.percent.ratio().scale10(-2)
}
