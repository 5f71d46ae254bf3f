//! Money: currencies and their minor digits, amounts in whole minor units, and decimal
//! strings as they travel (S1.1, S1.2).

use std::fmt;

use rust_decimal::Decimal as Reader;

use crate::limits;
use crate::ratio::{Ratio, Rounding};

/// A currency of ISO 4217 with its minor digits (S1.2): 2 for USD, 0 for JPY, 3 for KWD, 4 for CLF.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Currency {
    code: [u8; 3],
    digits: u8,
}

/// ISO 4217 by number of minor digits. Codes without minor digits of their own (metals,
/// funds of account, testing) are not sold in and left out.
const CURRENCIES: [(u8, &str); 4] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (
        2,
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP \
         BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD \
         FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD \
         KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD \
         NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP \
         SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED \
         VES WST XCD XCG YER ZAR ZMW ZWG",
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
];

impl Currency {
    /// The currency of an ISO 4217 code in upper case; `None` for any other text, and for codes
    /// without minor digits of their own (gold, funds of account, test codes).
    #[must_use]
    pub fn parse(text: &str) -> Option<Currency> {
        let code: [u8; 3] = text.as_bytes().try_into().ok()?;
        CURRENCIES
            .iter()
            .find(|(_, codes)| codes.split(' ').any(|known| known.as_bytes() == code))
            .map(|&(digits, _)| Currency { code, digits })
    }

    /// Every currency.
    pub fn all() -> impl Iterator<Item = Currency> {
        CURRENCIES.iter().flat_map(|(_, codes)| codes.split(' ').filter_map(Currency::parse))
    }

    /// The ISO 4217 code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or("")
    }

    /// How many decimals the currency has: 0, 2, 3 or 4.
    #[must_use]
    pub fn digits(self) -> u8 {
        self.digits
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A decimal number as it travels, exact (S1.1): the amounts of a [`Scheme`](crate::Scheme) and a
/// [`Tier`](crate::Tier), `times` of a multiple, the per cent of a [`Rate`](crate::Rate) and of
/// [`Off::Percent`](crate::Off). Up to 15 digits before and 12 after the point, so a price may be finer
/// than its currency. Equal by value; shown as it was written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Decimal(Reader);

impl Decimal {
    /// Zero.
    pub const ZERO: Decimal = Decimal(Reader::ZERO);

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
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, decimals) = match unsigned.split_once('.') {
            Some((whole, decimals)) => (whole, Some(decimals)),
            None => (unsigned, None),
        };
        let digits = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let well_formed = digits(whole, limits::INTEGER_DIGITS)
            && (whole == "0" || !whole.starts_with('0'))
            && decimals.is_none_or(|decimals| digits(decimals, limits::DECIMALS));
        if !well_formed {
            return None;
        }
        let read = Reader::from_str_exact(text).ok()?;
        // There is no negative zero.
        Some(Decimal(if read.is_zero() { read.abs() } else { read }))
    }

    /// The same number without trailing zeros.
    #[must_use]
    pub fn normalized(self) -> Decimal {
        Decimal(self.0.normalize())
    }

    /// Below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative()
    }

    /// The number of decimals as written, 0 to 12: 2 for `12.50`.
    #[must_use]
    pub fn scale(self) -> u32 {
        self.0.scale()
    }

    pub(crate) fn ratio(self) -> Ratio {
        Ratio::decimal(self.0.mantissa(), self.0.scale())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Money in whole minor units of its currency, at most [`limits::MINOR`] (10^30) of either sign
/// (S1.6). Shown with exactly the currency's digits (S1.2).
///
/// ```
/// use quotient::{Amount, Currency};
///
/// let usd = Currency::parse("USD").unwrap();
/// assert_eq!(Amount::new(-5, usd).unwrap().to_string(), "-0.05");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Amount {
    minor: i128,
    currency: Currency,
}

impl Amount {
    /// Nothing, in a currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Amount {
        Amount { minor: 0, currency }
    }

    /// So many minor units; `None` beyond ±10^30, [`limits::MINOR`] (S1.6).
    #[must_use]
    pub fn new(minor: i128, currency: Currency) -> Option<Amount> {
        (-limits::MINOR..=limits::MINOR).contains(&minor).then_some(Amount { minor, currency })
    }

    /// A decimal of major units as money, never rounded; `None` where it needs more decimals than the
    /// currency has (S1.2), or lies beyond ±10^30 minor units (S1.6). Zeros at the end do not count:
    /// `0.500` is half a dollar, `0.005` is `None`.
    #[must_use]
    pub fn from_decimal(decimal: Decimal, currency: Currency) -> Option<Amount> {
        let exact = decimal.ratio().scale10(i32::from(currency.digits));
        let minor = exact.floor()?;
        (Ratio::integer(minor) == exact).then_some(())?;
        Amount::new(minor, currency)
    }

    /// An exact number of major units, rounded once (S1.4).
    pub(crate) fn round(exact: &Ratio, currency: Currency, rounding: Rounding) -> Option<Amount> {
        Amount::new(rounding.round(&exact.scale10(i32::from(currency.digits)))?, currency)
    }

    /// Whole minor units: cents for USD, yen for JPY.
    #[must_use]
    pub fn minor_units(self) -> i128 {
        self.minor
    }

    /// The currency.
    #[must_use]
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// Major units, exact.
    pub(crate) fn ratio(self) -> Ratio {
        Ratio::decimal(self.minor, u32::from(self.currency.digits))
    }

    /// Above zero.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// Below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.minor < 0
    }

    /// Exactly zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The sum; `None` beyond ±10^30 minor units (S1.6).
    ///
    /// Both must be in one currency. If not, the caller has a bug: it panics with debug assertions;
    /// without them the currency of `self` is taken for both.
    #[must_use]
    pub fn checked_add(self, other: Amount) -> Option<Amount> {
        debug_assert_eq!(self.currency, other.currency);
        Amount::new(self.minor.checked_add(other.minor)?, self.currency)
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
        Amount { minor: self.minor.saturating_neg(), currency: self.currency }
    }
}

/// Major units with exactly the currency's digits: `12.50` in USD, `1250` in JPY.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = usize::from(self.currency.digits);
        let text = format!("{:0>width$}", self.minor.unsigned_abs(), width = digits.saturating_add(1));
        let (whole, decimals) = text.split_at(text.len().saturating_sub(digits));
        if self.minor < 0 {
            f.write_str("-")?;
        }
        f.write_str(whole)?;
        if digits > 0 {
            write!(f, ".{decimals}")?;
        }
        Ok(())
    }
}

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
    }

    #[test]
    fn amounts_show_their_currencys_digits() {
        let show = |minor, code| Amount::new(minor, Currency::parse(code).unwrap()).unwrap().to_string();
        assert_eq!(show(1250, "USD"), "12.50");
        assert_eq!(show(-5, "USD"), "-0.05");
        assert_eq!(show(1250, "JPY"), "1250");
        assert_eq!(show(-7, "KWD"), "-0.007");
        assert_eq!(show(12, "CLF"), "0.0012");
        let usd = Currency::parse("USD").unwrap();
        assert_eq!(Amount::from_decimal(Decimal::parse("0.005").unwrap(), usd), None);
        assert_eq!(Amount::new(limits::MINOR + 1, usd), None);
    }

    #[test]
    fn every_currency_is_found_once() {
        let mut codes: Vec<_> = Currency::all().map(|currency| currency.code().to_owned()).collect();
        let count = codes.len();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), count);
        assert_eq!(Currency::parse("usd"), None);
        assert_eq!(Currency::parse("XXX"), None);
    }
}
