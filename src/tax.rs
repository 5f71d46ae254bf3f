//! Given rates to tax per line (S8.7).

use crate::answer::LineKind;
use crate::discount::Discounted;
use crate::lines::LinePart;
use crate::permit::Permitted;
use crate::plan::Plan;
use crate::prorate::{BareLine, Detail};
use crate::ratio::{Portion, Ratio};
use crate::request::{Rate, RoundingLevel, TaxBehavior};

/// The lines with net, tax and total. Tax falls on charges only; credits carry the tax that was paid.
pub(crate) struct Taxed<'a>(pub Discounted<'a>);

/// Net, tax and total of every line.
pub(crate) fn tax<'a>(permitted: &Permitted<'a>, mut discounted: Discounted<'a>) -> Taxed<'a> {
    let plan = permitted.plan();
    let tax = plan.request.tax;
    if !tax.exempt {
        for rate in &tax.rates {
            levy(plan, rate, &mut discounted);
        }
    }
    for line in &mut discounted.lines {
        if line.kind == LineKind::Charge && tax.behavior == TaxBehavior::Inclusive {
            plan.sums.sub(&mut line.net, &line.tax);
        }
        line.total = line.net;
        plan.sums.add(&mut line.total, &line.tax);
    }
    Taxed(discounted)
}

/// What one rate adds to the lines on which it falls, from what discounts left of them.
fn levy<'a>(plan: &Plan, rate: &'a Rate, discounted: &mut Discounted<'a>) {
    let tax = &plan.request.tax;
    let Discounted { lines, detail, .. } = discounted;
    let falls_on = |line: &BareLine| line.kind == LineKind::Charge && rate.falls_on(&line.row.product.id);
    // The exact share of each line in minor units.
    let mut portions = Vec::with_capacity(lines.len());
    let exclusive = rate.percent.hundredths();
    for (place, line) in lines.iter().enumerate().filter(|(_, line)| falls_on(line)) {
        let included;
        let mut share = &exclusive;
        if tax.behavior == TaxBehavior::Inclusive {
            let gross = gross(&tax.rates, &line.row.product.id);
            included = share.div(&gross);
            let Some(included) = &included else { return plan.sums.lose() };
            share = included;
        }
        portions.push(Portion { place, share: line.net.part(share), part: 0 });
    }
    round(plan, &mut portions);
    for Portion { place, part, .. } in portions {
        let amount = plan.sums.minor(part);
        if let Some(line) = lines.get_mut(place) {
            plan.sums.add(&mut line.tax, &amount);
            if *detail > Detail::Sums {
                line.taxes.push(LinePart { name: &rate.id, amount });
            }
        }
    }
}

/// Makes shares of a rate whole minor units, rounded each or as one sum.
fn round(plan: &Plan, portions: &mut [Portion]) {
    match plan.request.tax.rounding_level {
        RoundingLevel::Line => {
            for portion in portions {
                portion.part = plan.sums.round_minor(&portion.share);
            }
        }
        RoundingLevel::Total => {
            let exact = portions.iter().fold(Ratio::zero(), |exact, portion| exact.add(&portion.share));
            plan.sums.apportion(plan.sums.round_minor(&exact), portions);
        }
    }
}

/// 1 and all the rates that fall on a product, as fractions.
pub(crate) fn gross(rates: &[Rate], product: &str) -> Ratio {
    let falling = rates.iter().filter(|rate| rate.falls_on(product));
    falling.fold(Ratio::one(), |gross, rate| gross.add(&rate.percent.hundredths()))
}
