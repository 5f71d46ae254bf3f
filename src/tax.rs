//! Given rates to tax per line (S8.7).

use crate::amount::{Amount, OutOfRange};
use crate::answer::{Line, LineKind, LineTax};
use crate::discount::Discounted;
use crate::permit::Permitted;
use crate::plan::Plan;
use crate::ratio::{Ratio, apportion};
use crate::request::{Rate, RoundingLevel, TaxBehavior};

/// The lines with net, tax and total. Tax falls on charges only; credits carry the tax that was paid.
pub(crate) struct Taxed<'a>(pub Discounted<'a>);

/// Net, tax and total of every line.
pub(crate) fn tax<'a>(
    permitted: &Permitted,
    mut discounted: Discounted<'a>,
) -> Result<Taxed<'a>, OutOfRange> {
    let plan = permitted.plan();
    let tax = &plan.request.tax;
    let lines = &mut discounted.lines;
    if !tax.exempt {
        for rate in &tax.rates {
            levy(plan, rate, lines)?;
        }
    }
    for line in lines {
        if line.kind == LineKind::Charge && tax.behavior == TaxBehavior::Inclusive {
            line.net.sub(&line.tax)?;
        }
        line.total = line.net;
        line.total.add(&line.tax)?;
    }
    Ok(Taxed(discounted))
}

/// What one rate adds to the lines on which it falls, from what discounts left of them.
fn levy(plan: &Plan, rate: &Rate, lines: &mut [Line]) -> Result<(), OutOfRange> {
    let tax = &plan.request.tax;
    let falls_on = |line: &Line| line.kind == LineKind::Charge && rate.falls_on(&line.product);
    // The exact share of each line in minor units.
    let mut shares = Vec::new();
    for line in lines.iter().filter(|line| falls_on(line)) {
        let mut share = fraction(rate);
        if tax.behavior == TaxBehavior::Inclusive {
            share = share.div(&gross(&tax.rates, &line.product)).ok_or(OutOfRange)?;
        }
        shares.push(Ratio::integer(line.net.minor_units()).mul(&share));
    }
    let parts = rounded(plan, &shares).ok_or(OutOfRange)?;
    for (line, part) in lines.iter_mut().filter(|line| falls_on(line)).zip(parts) {
        let amount = Amount::new(part, plan.currency).ok_or(OutOfRange)?;
        line.tax.add(&amount)?;
        line.taxes.push(LineTax { id: rate.id.clone(), amount });
    }
    Ok(())
}

/// Shares of a rate as whole minor units, rounded each or as one sum.
fn rounded(plan: &Plan, shares: &[Ratio]) -> Option<Vec<i128>> {
    let rounding = plan.catalog.rounding;
    match plan.request.tax.rounding_level {
        RoundingLevel::Line => {
            let mut parts = Vec::new();
            for share in shares {
                parts.push(rounding.round(share)?);
            }
            Some(parts)
        }
        RoundingLevel::Total => {
            let exact = shares.iter().fold(Ratio::zero(), |exact, share| exact.add(share));
            apportion(rounding.round(&exact)?, shares)
        }
    }
}

/// 1 and all the rates that fall on a product, as fractions.
pub(crate) fn gross(rates: &[Rate], product: &str) -> Ratio {
    let falling = rates.iter().filter(|rate| rate.falls_on(product));
    falling.fold(Ratio::one(), |gross, rate| gross.add(&fraction(rate)))
}

/// 20 per cent as 0.2.
fn fraction(rate: &Rate) -> Ratio {
    rate.percent.ratio().scale10(-2)
}
