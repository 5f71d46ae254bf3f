//! Given rates to tax per line (S8.7).

use crate::answer::LineKind;
use crate::discount::Discounted;
use crate::lines::LinePart;
use crate::permit::Permitted;
use crate::plan::Plan;
use crate::prorate::{BareLine, Detail};
use crate::ratio::{Portion, Ratio, sum};
use crate::request::{Rate, RoundingLevel, TaxBehavior};

/// The lines with net, tax and total. Tax falls on charges only; credits carry the tax that was paid.
pub(crate) struct Taxed<'a>(pub Discounted<'a>);

/// Net, tax and total of every line.
#[inline(never)]
pub(crate) fn tax<'a>(permitted: &Permitted<'a>, mut discounted: Discounted<'a>) -> Taxed<'a> {
    let plan = permitted.plan();
    let tax = plan.request.tax;
    if !tax.exempt {
        let mut included = Vec::new();
        if tax.behavior == TaxBehavior::Inclusive {
            for line in &discounted.lines {
                included.push(gross(&tax.rates, &line.row.product.id));
            }
        }
        for rate in &tax.rates {
            levy(plan, rate, &included, &mut discounted);
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

/// What one rate adds to the lines on which it falls, from what discounts left of them. Where that includes tax,
/// 1 and all rates of each line stand in `included`.
fn levy<'a>(plan: &Plan, rate: &'a Rate, included: &[Ratio], discounted: &mut Discounted<'a>) {
    let Discounted { lines, detail, .. } = discounted;
    let falls_on = |line: &BareLine| line.kind == LineKind::Charge && rate.falls_on(&line.row.product.id);
    // The exact share of each line in minor units.
    let mut portions = Vec::with_capacity(lines.len());
    let exclusive = rate.percent.hundredths();
    for (place, line) in lines.iter().enumerate().filter(|(_, line)| falls_on(line)) {
        let within = included.get(place).and_then(|gross| exclusive.div(gross));
        let share = line.net.part(within.as_ref().unwrap_or(&exclusive));
        portions.push(Portion { place, share, part: 0 });
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
            plan.sums.apportion(plan.sums.round_minor(&sum(portions)), portions);
        }
    }
}

/// 1 and all the rates that fall on a product, as fractions.
pub(crate) fn gross(rates: &[Rate], product: &str) -> Ratio {
    let falling = rates.iter().filter(|rate| rate.falls_on(product));
    falling.fold(Ratio::one(), |gross, rate| gross.add(&rate.percent.hundredths()))
}
