//! Decimal strings as they travel (S1.1).

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU8;

use crate::digits::{Digits, Plain, display};
use crate::limits;
use crate::ratio::Ratio;

/// A decimal number as it travels, exact (S1.1): the amounts of a [`Scheme`](crate::Scheme) and a
/// [`Tier`](crate::Tier), `times` of a multiple, the per cent of a [`Rate`](crate::Rate) and of
/// [`Off::Percent`](crate::Off). Up to 15 digits before and 12 after the point, so a price may be finer
/// than its currency. Equal by value; shown as it was written.
// Below 10^27 (see `limits`), so an `i128` holds it with room.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    pub(super) mantissa: i128,
    /// One more than its decimals, so that one that may be missing is no larger.
    places: NonZeroU8,
}

impl Decimal {
    /// Zero.
    pub const ZERO: Decimal = Decimal { mantissa: 0, places: NonZeroU8::MIN };

    /// Reads `-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?` and nothing else (S1.1). `-0` is zero.
    ///
    /// ```
    /// use quotient::Decimal;
    ///
    /// assert_eq!(Decimal::parse("12.50"), Decimal::parse("12.5"));
    /// for malformed in ["1,000", "1e3", "+5", ".5", "05"] {
    ///     assert_eq!(Decimal::parse(malformed), None);
    /// }
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Decimal> {
        Decimal::of(text.as_bytes())
    }

    /// The same of bytes.
    pub(crate) fn of(text: &[u8]) -> Option<Decimal> {
        let (negative, unsigned) = match text {
            [b'-', unsigned @ ..] => (true, unsigned),
            unsigned => (false, unsigned),
        };
        if let [b'0', b'0'..=b'9', ..] = unsigned {
            return None;
        }
        let (whole, _, rest) = digits(unsigned, limits::INTEGER_DIGITS)?;
        let (mut mantissa, mut places) = (i128::from(whole), NonZeroU8::MIN);
        match rest {
            [] => {}
            [b'.', decimals @ ..] => {
                let (below, power, []) = digits(decimals, limits::DECIMALS)? else { return None };
                mantissa = mantissa.wrapping_mul(power.into()).wrapping_add(below.into());
                // Not more than there may be.
                places = places.saturating_add(decimals.len() as u8);
            }
            _ => return None,
        }
        let mantissa = if negative { mantissa.wrapping_neg() } else { mantissa };
        Some(Decimal { mantissa, places })
    }

    /// The same number without trailing zeros.
    #[must_use]
    pub fn normalized(self) -> Decimal {
        let mut shorter = self;
        while let Some(places) = NonZeroU8::new(shorter.decimals())
            && let Some(mantissa) = tenth(shorter.mantissa)
        {
            shorter = Decimal { mantissa, places };
        }
        shorter
    }

    /// Below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    pub(crate) fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// The number of decimals as written, 0 to 12: 2 for `12.50`.
    #[must_use]
    pub fn scale(self) -> u32 {
        self.decimals().into()
    }

    pub(super) fn decimals(self) -> u8 {
        self.places.get().wrapping_sub(1)
    }

    pub(crate) fn ratio(&self) -> Ratio {
        Ratio::decimal(self.mantissa, self.scale())
    }

    /// So many per cent as a fraction: 0.2 of 20.
    pub(crate) fn hundredths(&self) -> Ratio {
        Ratio::decimal(self.mantissa, self.scale().saturating_add(2))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        self.ratio().cmp(&other.ratio())
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(self, f)
    }
}

impl Plain for Decimal {
    fn plain(&self, text: &mut Digits) {
        text.signed(self.mantissa, self.decimals());
    }
}

/// The tenth of a number that ends in a zero. Divided 32 bits at a time: nothing else needs a division of 128.
fn tenth(number: i128) -> Option<i128> {
    let (mut tenth, mut rest) = (0, 0);
    for shift in [96, 64, 32, 0] {
        let part = rest << u32::BITS | u64::from((number.unsigned_abs() >> shift) as u32);
        tenth = tenth << u32::BITS | i128::from(part / 10);
        rest = part % 10;
    }
    (rest == 0).then_some(if number < 0 { tenth.wrapping_neg() } else { tenth })
}

/// A number of 1 to `most` digits at the beginning of a text, which are not more than 18, a one with as many zeros, and
/// what follows.
fn digits(text: &[u8], most: usize) -> Option<(u64, u64, &[u8])> {
    let (mut number, mut power, mut count) = (0u64, 1u64, 0usize);
    while let Some(byte @ b'0'..=b'9') = text.get(count) {
        number = number.wrapping_mul(10).wrapping_add(byte.wrapping_sub(b'0').into());
        power = power.wrapping_mul(10);
        count = count.wrapping_add(1);
    }
    (count >= 1 && count <= most).then_some((number, power, text.get(count..)?))
}

const _: () = assert!(limits::INTEGER_DIGITS <= 18 && limits::DECIMALS <= 18);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn decimals_follow_the_grammar() {
        for good in ["0", "-0", "12.50", "999999999999999.999999999999", "0.000000000001"] {
            assert!(Decimal::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "-",
            ".5",
            "5.",
            "+5",
            "05",
            "1e3",
            "1_000",
            "1,0",
            " 1",
            "1 ",
            "NaN",
            "١",
            "--1",
            "1.2.3",
            "1000000000000000",
            "0.0000000000001",
        ] {
            assert!(Decimal::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(Decimal::parse("-0.00"), Some(Decimal::ZERO));
        let decimal = Decimal::parse("12.50").unwrap();
        assert_eq!(
            (decimal.to_string(), decimal.normalized().to_string()),
            ("12.50".to_owned(), "12.5".to_owned())
        );
        assert_eq!(decimal, Decimal::parse("12.5").unwrap());
        assert_eq!(Decimal::parse("100").unwrap().normalized().to_string(), "100");
        assert_eq!(Decimal::parse("-0.00").unwrap().normalized().to_string(), "0");
        assert_eq!(Decimal::parse("-1.10").unwrap().normalized().to_string(), "-1.1");
    }
}
