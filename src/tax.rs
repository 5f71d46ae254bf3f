//! Given rates to tax per line (S8.7).

use crate::answer::{LineKind, LineTax};
use crate::discount::Discounted;
use crate::permit::Permitted;
use crate::plan::Plan;
use crate::prorate::BareLine;
use crate::ratio::Ratio;
use crate::request::{Rate, RoundingLevel, TaxBehavior};

/// The lines with net, tax and total. Tax falls on charges only; credits carry the tax that was paid.
pub(crate) struct Taxed<'a>(pub Discounted<'a>);

/// Net, tax and total of every line.
pub(crate) fn tax<'a>(permitted: &Permitted, mut discounted: Discounted<'a>) -> Taxed<'a> {
    let plan = permitted.plan();
    let tax = &plan.request.tax;
    if !tax.exempt {
        for rate in &tax.rates {
            levy(plan, rate, &mut discounted);
        }
    }
    let Discounted { lines, told, .. } = &mut discounted;
    for line in &mut *lines {
        if line.kind == LineKind::Charge && tax.behavior == TaxBehavior::Inclusive {
            plan.sums.sub(&mut line.net, &line.tax);
        }
        line.total = line.net;
        plan.sums.add(&mut line.total, &line.tax);
    }
    for (told, line) in told.iter_mut().zip(lines) {
        (told.net, told.tax, told.total) = (line.net, line.tax, line.total);
    }
    Taxed(discounted)
}

/// What one rate adds to the lines on which it falls, from what discounts left of them.
fn levy(plan: &Plan, rate: &Rate, discounted: &mut Discounted) {
    let tax = &plan.request.tax;
    let Discounted { lines, told, .. } = discounted;
    let falls_on = |line: &BareLine| line.kind == LineKind::Charge && rate.falls_on(&line.row.product.id);
    // The exact share of each line in minor units.
    let mut shares = Vec::with_capacity(lines.len());
    let exclusive = rate.percent.hundredths();
    for line in lines.iter().filter(|line| falls_on(line)) {
        let included;
        let mut share = &exclusive;
        if tax.behavior == TaxBehavior::Inclusive {
            let gross = gross(&tax.rates, &line.row.product.id);
            included = share.div(&gross);
            let Some(included) = &included else { return plan.sums.lose() };
            share = included;
        }
        shares.push(line.net.part(share));
    }
    let parts = rounded(plan, shares);
    let taxed = lines.iter_mut().enumerate().filter(|(_, line)| falls_on(line));
    for ((n, line), part) in taxed.zip(parts) {
        let amount = plan.sums.minor(part);
        plan.sums.add(&mut line.tax, &amount);
        if let Some(told) = told.get_mut(n) {
            told.taxes.push(LineTax { id: rate.id.clone(), amount });
        }
    }
}

/// Shares of a rate as whole minor units, rounded each or as one sum.
fn rounded(plan: &Plan, shares: Vec<Ratio>) -> Vec<i128> {
    match plan.request.tax.rounding_level {
        RoundingLevel::Line => {
            let mut parts = Vec::with_capacity(shares.len());
            for share in &shares {
                parts.push(plan.sums.round_minor(share));
            }
            parts
        }
        RoundingLevel::Total => {
            let exact = shares.iter().fold(Ratio::zero(), |exact, share| exact.add(share));
            plan.sums.apportion(plan.sums.round_minor(&exact), shares)
        }
    }
}

/// 1 and all the rates that fall on a product, as fractions.
pub(crate) fn gross(rates: &[Rate], product: &str) -> Ratio {
    let falling = rates.iter().filter(|rate| rate.falls_on(product));
    falling.fold(Ratio::one(), |gross, rate| gross.add(&rate.percent.hundredths()))
}
