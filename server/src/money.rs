//! Amounts on their way to a payment provider: whole minor units with a currency.

use std::fmt::{self, Display, Formatter};

use thiserror::Error;

/// An amount as providers take it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Money {
    /// Whole minor units, not below zero.
    pub minor: i64,
    /// How many of the currency's digits are minor: 2 for USD, 0 for JPY.
    pub digits: u32,
    /// ISO 4217.
    pub currency: String,
}

/// Why an amount cannot leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum MoneyError {
    /// Not a decimal string of S1.1.
    #[error("the amount is not a decimal string")]
    Malformed,
    /// More minor units than 64 bits hold.
    #[error("the amount has more minor units than a provider takes")]
    OutOfRange,
}

/// Is an amount of an answer above zero? Read off its digits.
pub fn is_above_zero(amount: &str) -> bool {
    !amount.starts_with('-') && amount.bytes().any(|digit| matches!(digit, b'1'..=b'9'))
}

impl Money {
    /// Reads an amount of an answer, which always shows exactly the currency's digits: the
    /// decimals of the text are the minor digits, and nothing is ever rounded.
    pub fn of(amount: &str, currency: &str) -> Result<Money, MoneyError> {
        let (whole, decimals) = amount.split_once('.').unwrap_or((amount, ""));
        let digits_only = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        let dangling = amount.contains('.') && decimals.is_empty();
        if whole.is_empty() || leading_zero || dangling || !digits_only(whole) || !digits_only(decimals) {
            return Err(MoneyError::Malformed);
        }
        let minor = [whole, decimals].concat().parse().map_err(|_| MoneyError::OutOfRange)?;
        let digits = u32::try_from(decimals.len()).map_err(|_| MoneyError::OutOfRange)?;
        Ok(Money { minor, digits, currency: currency.to_owned() })
    }
}

impl Display for Money {
    /// The decimal string, with exactly the currency's digits.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let units = self.minor.unsigned_abs().to_string();
        let digits = self.digits as usize;
        let units = format!("{units:0>width$}", width = digits + 1);
        let (whole, decimals) = units.split_at(units.len() - digits);
        if digits == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{decimals}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minor(amount: &str) -> Result<(i64, u32), MoneyError> {
        Money::of(amount, "XXX").map(|money| (money.minor, money.digits))
    }

    #[test]
    fn every_digit_is_kept() {
        assert_eq!(minor("166.40"), Ok((16_640, 2)));
        assert_eq!(minor("0.00"), Ok((0, 2)));
        assert_eq!(minor("0.01"), Ok((1, 2)));
        assert_eq!(minor("1250"), Ok((1_250, 0)));
        assert_eq!(minor("0"), Ok((0, 0)));
        assert_eq!(minor("1.005"), Ok((1_005, 3)));
        assert_eq!(minor("92233720368547758.07"), Ok((i64::MAX, 2)));
    }

    #[test]
    fn amounts_are_written_as_they_are_read() {
        for text in ["166.40", "0.00", "0.01", "0.10", "12.00", "92233720368547758.07"] {
            assert_eq!(Money::of(text, "USD").map(|money| money.to_string()).as_deref(), Ok(text));
        }
        assert_eq!(Money { minor: 1_250, digits: 0, currency: "JPY".to_owned() }.to_string(), "1250");
        assert_eq!(Money { minor: -5, digits: 2, currency: "USD".to_owned() }.to_string(), "-0.05");
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        assert_eq!(minor("92233720368547758.08"), Err(MoneyError::OutOfRange));
        for text in ["", ".", "1.", ".5", "+1", "-1.00", "1e3", "1,00", "1_0", " 1", "01.00", "1.0.0", "١"] {
            assert_eq!(minor(text), Err(MoneyError::Malformed), "{text:?}");
        }
    }
}
