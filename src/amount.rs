//! Money: amounts in whole minor units of a currency (S1.2).

mod currency;
mod decimal;
mod sums;

use std::fmt;
use std::num::{NonZeroI128, NonZeroU8};

#[cfg(feature = "typescript")]
pub(crate) use self::currency::CURRENCIES;
pub use self::currency::Currency;
pub use self::decimal::Decimal;
pub(crate) use self::sums::{OutOfRange, Sums};
use crate::digits::{Digits, Plain, display};
use crate::limits;
use crate::ratio::{Ratio, small_power};

/// Money in whole minor units of its currency, at most [`limits::MINOR`] (10^30) of either sign
/// (S1.6). Shown with exactly the currency's digits (S1.2).
///
/// ```
/// use quotient::{Amount, Currency};
///
/// let usd = Currency::parse("USD").unwrap();
/// assert_eq!(Amount::new(-5, usd).unwrap().to_string(), "-0.05");
/// ```
// A quote holds some hundred of them, so one is a single number: the minor units, which leave room, times
// 256, and the currency's place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(NonZeroI128);

const _: () = assert!(limits::MINOR < i128::MAX >> u8::BITS);

/// The bits of the currency's place.
const PLACE: i128 = 0xff;

impl Amount {
    const fn of(minor: i128, currency: Currency) -> Amount {
        match NonZeroI128::new(minor << u8::BITS | currency.0.get() as i128) {
            Some(both) => Amount(both),
            // A currency's place is not zero.
            None => Amount(NonZeroI128::MIN),
        }
    }

    /// Nothing, in a currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Amount {
        Amount::of(0, currency)
    }

    /// So many minor units; `None` beyond ±10^30, [`limits::MINOR`] (S1.6).
    #[must_use]
    pub fn new(minor: i128, currency: Currency) -> Option<Amount> {
        let range = -limits::MINOR..=limits::MINOR;
        if range.contains(&minor) { Some(Amount::of(minor, currency)) } else { None }
    }

    /// A decimal of major units as money, never rounded; `None` where it has more decimals than the
    /// currency (S1.2), or lies beyond ±10^30 minor units (S1.6). Decimals are those that are written:
    /// `0.5` is half a dollar, `0.500` is `None`.
    #[must_use]
    pub fn from_decimal(decimal: Decimal, currency: Currency) -> Option<Amount> {
        let missing = currency.digits().checked_sub(decimal.decimals())?;
        let power = small_power(missing.into())?;
        // Of both together not more digits than fit.
        Amount::new(decimal.mantissa.wrapping_mul(power.into()), currency)
    }

    /// Makes it `most` if it is more.
    pub(crate) fn cap(&mut self, most: &Amount) {
        if *self > *most {
            *self = *most;
        }
    }

    /// Whole minor units: cents for USD, yen for JPY.
    #[must_use]
    pub fn minor_units(self) -> i128 {
        self.0.get() >> u8::BITS
    }

    /// The currency.
    #[must_use]
    pub fn currency(self) -> Currency {
        // The lowest byte.
        Currency(NonZeroU8::new(self.0.get() as u8).unwrap_or(NonZeroU8::MIN))
    }

    /// Major units, exact.
    pub(crate) fn ratio(self) -> Ratio {
        Ratio::decimal(self.minor_units(), self.currency().digits().into())
    }

    /// A part of it in minor units, exact.
    pub(crate) fn part(self, factor: &Ratio) -> Ratio {
        Ratio::integer(self.minor_units()).mul(factor)
    }

    /// Above zero.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.0.get() > PLACE
    }

    /// Below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0.is_negative()
    }

    /// Exactly zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.get() & !PLACE == 0
    }

    /// The sum; `None` beyond ±10^30 minor units (S1.6).
    ///
    /// Both must be in one currency. If not, the caller has a bug: it panics with debug assertions;
    /// without them the currency of `self` is taken for both.
    #[must_use]
    pub fn checked_add(self, other: Amount) -> Option<Amount> {
        debug_assert_eq!(self.currency(), other.currency());
        // Both are far from i128's ends.
        Amount::within(self.0.get().wrapping_add(other.0.get() & !PLACE))
    }

    /// What is an amount in any currency, if it is within the range.
    fn within(both: i128) -> Option<Amount> {
        const LEAST: i128 = -limits::MINOR << u8::BITS;
        const WIDTH: u128 = (limits::MINOR as u128) << (u8::BITS + 1) | PLACE as u128;
        // Below the least it wraps around.
        let both = NonZeroI128::new(both)?;
        (both.get().wrapping_sub(LEAST) as u128 <= WIDTH).then_some(Amount(both))
    }

    /// The difference; `None` beyond ±10^30 minor units (S1.6).
    ///
    /// Both must be in one currency. If not, the caller has a bug: it panics with debug assertions;
    /// without them the currency of `self` is taken for both.
    #[must_use]
    pub fn checked_sub(self, other: Amount) -> Option<Amount> {
        self.checked_add(other.negated())
    }

    /// The same with the other sign.
    #[must_use]
    pub fn negated(self) -> Amount {
        // The range is symmetric and far from i128's ends.
        let negated = (self.0.get() & PLACE).wrapping_sub(self.0.get() & !PLACE);
        Amount(NonZeroI128::new(negated).unwrap_or(self.0))
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} {}", self.currency())
    }
}

/// Major units with exactly the currency's digits: `12.50` in USD, `1250` in JPY.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(self, f)
    }
}

impl Plain for Amount {
    fn plain(&self, text: &mut Digits) {
        text.signed(self.minor_units(), self.currency().digits());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn amounts_show_their_currencys_digits() {
        let show = |minor, code| Amount::new(minor, Currency::parse(code).unwrap()).unwrap().to_string();
        assert_eq!(show(1250, "USD"), "12.50");
        assert_eq!(show(-5, "USD"), "-0.05");
        assert_eq!(show(1250, "JPY"), "1250");
        assert_eq!(show(-7, "KWD"), "-0.007");
        assert_eq!(show(12, "CLF"), "0.0012");
        let usd = Currency::parse("USD").unwrap();
        let money = |text: &str| Amount::from_decimal(Decimal::parse(text).unwrap(), usd);
        assert_eq!(["0.005", "0.500"].map(money), [None, None]);
        assert_eq!(
            ["-1.5", "-1.50", "-1"].map(|text| money(text).unwrap().minor_units()),
            [-150, -150, -100]
        );
        assert_eq!(Amount::new(limits::MINOR + 1, usd), None);
    }

    #[test]
    fn sums_and_differences_stay_within_the_range() {
        let usd = Currency::parse("USD").unwrap();
        let of = |minor| Amount::new(minor, usd).unwrap();
        assert_eq!(of(1_250).checked_sub(of(1_300)), Some(of(-50)));
        assert_eq!(of(1_250).checked_add(of(-1_250)), Some(of(0)));
        let (most, least) = (of(limits::MINOR), of(-limits::MINOR));
        assert_eq!(most.checked_sub(of(1)).and_then(|less| less.checked_add(of(1))), Some(most));
        assert_eq!(least.checked_sub(of(1)), None);
        assert_eq!(most.checked_add(of(1)), None);
    }
}
