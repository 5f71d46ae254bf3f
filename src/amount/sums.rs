//! The sums of a quote, within the supported range (S1.4 to S1.6).

use std::cell::Cell;

use super::{Amount, Currency};
use crate::ratio::{Portion, Ratio, Rounding, apportion, small_power};

/// A result beyond the supported range (S1.6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct OutOfRange;

/// Does the sums of a quote, and remembers whether one of them left the supported range: the stages look
/// at none of them, who asks for the whole looks once (S1.6).
#[derive(Clone, Debug)]
pub(crate) struct Sums {
    currency: Currency,
    /// Minor units of a major one.
    unit: i128,
    rounding: Rounding,
    lost: Cell<bool>,
}

impl Sums {
    pub(crate) fn new(currency: Currency, rounding: Rounding) -> Sums {
        let unit = small_power(currency.digits().into()).unwrap_or(1).into();
        Sums { currency, unit, rounding, lost: Cell::new(false) }
    }

    /// Remembers that something could not be had.
    pub(crate) fn lose(&self) {
        self.lost.set(true);
    }

    #[cold]
    #[inline(never)]
    fn lost(&self) -> Amount {
        self.lose();
        self.nothing()
    }

    /// Was everything within the range until now?
    pub(crate) fn in_range(&self) -> Result<(), OutOfRange> {
        if self.lost.get() { Err(OutOfRange) } else { Ok(()) }
    }

    pub(crate) fn nothing(&self) -> Amount {
        Amount::zero(self.currency)
    }

    /// So many minor units.
    #[inline(never)]
    pub(crate) fn minor(&self, minor: i128) -> Amount {
        Amount::new(minor, self.currency).unwrap_or_else(|| self.lost())
    }

    /// An exact number of minor units, rounded once (S1.4).
    pub(crate) fn round_minor(&self, exact: &Ratio) -> i128 {
        // What cannot be rounded is beyond the range as well.
        self.rounding.round(exact).unwrap_or(i128::MAX)
    }

    /// A part of an amount, rounded once (S1.4).
    pub(crate) fn part(&self, amount: Amount, factor: &Ratio) -> Amount {
        self.times(factor, amount.minor_units())
    }

    /// An exact number of major units, rounded once (S1.4).
    pub(crate) fn round(&self, exact: &Ratio) -> Amount {
        self.times(exact, self.unit)
    }

    fn times(&self, exact: &Ratio, count: i128) -> Amount {
        self.minor(self.rounding.times(exact, count).unwrap_or(i128::MAX))
    }

    // Some fifty times for each step of a slider.
    #[inline]
    pub(crate) fn add(&self, sum: &mut Amount, other: &Amount) {
        *sum = sum.checked_add(*other).unwrap_or_else(|| self.lost());
    }

    pub(crate) fn sub(&self, sum: &mut Amount, other: &Amount) {
        self.add(sum, &other.negated());
    }

    /// Divides `total` over the exact shares of portions, all in minor units (S1.5). Where that cannot be, the sums are
    /// lost, and the parts are nothing to go by.
    pub(crate) fn apportion(&self, total: i128, portions: &mut [Portion]) {
        if apportion(total, portions).is_none() {
            self.lose();
        }
    }
}
