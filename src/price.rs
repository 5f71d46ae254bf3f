//! Price schemes: the recurring amount `A(q)` of a quantity, exact (S3).

use crate::amount::Decimal;
use crate::catalog::{Price, Product, Scheme, Tier};
use crate::ratio::Ratio;

/// `A(q)` in major units; `A(0) = 0`. `product` is where a multiple finds the price that it
/// multiplies; an agreed price is never a multiple.
pub(crate) fn recurring(price: &Price, product: &Product, quantity: u32) -> Ratio {
    if quantity == 0 {
        return Ratio::zero();
    }
    match &price.scheme {
        Scheme::MultipleOf { index, times, .. } => multiple(product.prices.get(*index), times, quantity),
        scheme => own(scheme, quantity),
    }
}

#[inline(never)]
fn multiple(base: Option<&Price>, times: &Decimal, quantity: u32) -> Ratio {
    base.map_or_else(Ratio::zero, |base| times.ratio().mul(&own(&base.scheme, quantity)))
}

/// `A(q)` of a scheme that needs no other price.
fn own(scheme: &Scheme, quantity: u32) -> Ratio {
    let quantity = u64::from(quantity);
    match scheme {
        Scheme::Flat { amount } => amount.ratio(),
        Scheme::PerUnit { amount } => Ratio::integer(i128::from(quantity)).mul(&amount.ratio()),
        other => other_own(other, quantity),
    }
}

/// The same of schemes that fewer prices have: a host of WebAssembly compiles a function when it is called.
#[inline(never)]
fn other_own(scheme: &Scheme, quantity: u64) -> Ratio {
    match scheme {
        Scheme::Package { size, amount } => {
            let packages = quantity.div_ceil(u64::from(*size).max(1));
            Ratio::integer(i128::from(packages)).mul(&amount.ratio())
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
        // Only one level deep: `Catalog::assemble` refuses a multiple of a multiple. The others are priced before.
        Scheme::MultipleOf { .. } | Scheme::Flat { .. } | Scheme::PerUnit { .. } => Ratio::zero(),
    }
}

fn step(tier: &Tier, units: u64) -> Ratio {
    Ratio::integer(i128::from(units)).mul(&tier.unit.ratio()).add(&tier.flat.ratio())
}
