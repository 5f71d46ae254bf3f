//! Price schemes: the recurring amount `A(q)` of a quantity, exact (S3).

use crate::catalog::{Price, Product, Scheme, Tier};
use crate::ratio::Ratio;

/// `A(q)` in major units; `A(0) = 0`. `product` is where a multiple finds the price that it
/// multiplies; an agreed price is never a multiple.
pub(crate) fn recurring(price: &Price, product: &Product, quantity: u32) -> Ratio {
    if quantity == 0 {
        return Ratio::zero();
    }
    match &price.scheme {
        Scheme::MultipleOf { index, times, .. } => match product.prices.get(*index) {
            Some(base) => times.ratio().mul(&own(&base.scheme, quantity)),
            None => Ratio::zero(),
        },
        scheme => own(scheme, quantity),
    }
}

/// `A(q)` of a scheme that needs no other price.
fn own(scheme: &Scheme, quantity: u32) -> Ratio {
    let units = |count: u64| Ratio::integer(i128::from(count));
    let quantity = u64::from(quantity);
    match scheme {
        Scheme::Flat { amount } => amount.ratio(),
        Scheme::PerUnit { amount } => units(quantity).mul(&amount.ratio()),
        Scheme::Package { size, amount } => {
            units(quantity.div_ceil(u64::from(*size).max(1))).mul(&amount.ratio())
        }
        Scheme::Volume { tiers } => tiers
            .iter()
            .find(|tier| tier.up_to.is_none_or(|last| quantity <= last))
            .map_or_else(Ratio::zero, |tier| step(tier, quantity)),
        Scheme::Graduated { tiers } => {
            let mut below = 0;
            let mut sum = Ratio::zero();
            for tier in tiers {
                let last = tier.up_to.map_or(quantity, |last| last.min(quantity));
                let held = last.saturating_sub(below);
                if held == 0 {
                    break;
                }
                sum = sum.add(&step(tier, held));
                below = last;
            }
            sum
        }
        // Only one level deep: `Catalog::assemble` refuses a multiple of a multiple.
        Scheme::MultipleOf { .. } => Ratio::zero(),
    }
}

fn step(tier: &Tier, units: u64) -> Ratio {
    Ratio::integer(i128::from(units)).mul(&tier.unit.ratio()).add(&tier.flat.ratio())
}
