//! Money: currencies and their minor digits, amounts in whole minor units, and decimal
//! strings as they travel (S1.1, S1.2).

use std::cell::Cell;
use std::cmp::Ordering;
use std::fmt;
use std::num::{NonZeroI128, NonZeroU8};

use crate::digits::{Digits, Plain, display};
use crate::limits;
use crate::ratio::{Portion, Ratio, Rounding, apportion, small_power};

/// A currency of ISO 4217 with its minor digits (S1.2): 2 for USD, 0 for JPY, 3 for KWD, 4 for CLF.
// Its place among `CURRENCIES`, from 1 on: a byte, and an amount that may be missing is no larger than one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Currency(NonZeroU8);

/// The codes of ISO 4217, each with its number of minor digits. Codes without minor digits of their
/// own (metals, funds of account, testing) are not sold in and left out. They are in order.
pub(crate) const CURRENCIES: &str = "\
    AED2 AFN2 ALL2 AMD2 ANG2 AOA2 ARS2 AUD2 AWG2 AZN2 BAM2 BBD2 BDT2 BGN2 BHD3 BIF0 BMD2 \
    BND2 BOB2 BOV2 BRL2 BSD2 BTN2 BWP2 BYN2 BZD2 CAD2 CDF2 CHE2 CHF2 CHW2 CLF4 CLP0 CNY2 \
    COP2 COU2 CRC2 CUP2 CVE2 CZK2 DJF0 DKK2 DOP2 DZD2 EGP2 ERN2 ETB2 EUR2 FJD2 FKP2 GBP2 \
    GEL2 GHS2 GIP2 GMD2 GNF0 GTQ2 GYD2 HKD2 HNL2 HTG2 HUF2 IDR2 ILS2 INR2 IQD3 IRR2 ISK0 \
    JMD2 JOD3 JPY0 KES2 KGS2 KHR2 KMF0 KPW2 KRW0 KWD3 KYD2 KZT2 LAK2 LBP2 LKR2 LRD2 LSL2 \
    LYD3 MAD2 MDL2 MGA2 MKD2 MMK2 MNT2 MOP2 MRU2 MUR2 MVR2 MWK2 MXN2 MXV2 MYR2 MZN2 NAD2 \
    NGN2 NIO2 NOK2 NPR2 NZD2 OMR3 PAB2 PEN2 PGK2 PHP2 PKR2 PLN2 PYG0 QAR2 RON2 RSD2 RUB2 \
    RWF0 SAR2 SBD2 SCR2 SDG2 SEK2 SGD2 SHP2 SLE2 SOS2 SRD2 SSP2 STN2 SVC2 SYP2 SZL2 THB2 \
    TJS2 TMT2 TND3 TOP2 TRY2 TTD2 TWD2 TZS2 UAH2 UGX0 USD2 USN2 UYI0 UYU2 UYW4 UZS2 VED2 \
    VES2 VND0 VUV0 WST2 XAF0 XCD2 XCG2 XOF0 XPF0 YER2 ZAR2 ZMW2 ZWG2 ";

/// A code, its digits and a space.
const CURRENCY_BYTES: usize = 5;

impl Currency {
    /// No currency: of money that is read where none is known. What has more decimals than this has more
    /// than any.
    pub(crate) const UNKNOWN: Currency = Currency(NonZeroU8::MAX);

    /// Whether both are known and not the same.
    pub(crate) fn differs(self, other: Currency) -> bool {
        self != other && self != Currency::UNKNOWN && other != Currency::UNKNOWN
    }

    /// The currency of an ISO 4217 code in upper case; `None` for any other text, and for codes
    /// without minor digits of their own (gold, funds of account, test codes).
    #[must_use]
    pub fn parse(text: &str) -> Option<Currency> {
        Currency::of(text.as_bytes())
    }

    /// The same of bytes.
    pub(crate) fn of(text: &[u8]) -> Option<Currency> {
        let [a, b, c] = *text.as_array()?;
        let wanted = [a, b, c, 0];
        let number = |[a, b, c, ..]: [u8; CURRENCY_BYTES]| u32::from_be_bytes([a, b, c, 0]);
        let list = CURRENCIES.as_bytes().as_chunks().0;
        let before = list.partition_point(|entry| number(*entry) < u32::from_be_bytes(wanted));
        let found = list.get(before).is_some_and(|entry| number(*entry) == u32::from_be_bytes(wanted));
        let place = u8::try_from(before.checked_add(1)?).ok()?;
        NonZeroU8::new(place).filter(|_| found).map(Currency)
    }

    /// Every currency.
    pub fn all() -> impl Iterator<Item = Currency> {
        (1..=u8::MAX).map_while(|place| {
            let currency = Currency(NonZeroU8::new(place)?);
            (!currency.entry().is_empty()).then_some(currency)
        })
    }

    /// What stands at its place: the code and the digits.
    fn entry(self) -> &'static str {
        let start = usize::from(self.0.get()).saturating_sub(1).saturating_mul(CURRENCY_BYTES);
        CURRENCIES.get(start..start.saturating_add(4)).unwrap_or("")
    }

    /// The ISO 4217 code.
    #[must_use]
    pub fn code(&self) -> &str {
        self.entry().get(..3).unwrap_or("the finest currency")
    }

    /// How many decimals the currency has: 0, 2, 3 or 4.
    #[must_use]
    pub fn digits(self) -> u8 {
        let place = usize::from(self.0.get()).saturating_mul(CURRENCY_BYTES).saturating_sub(2);
        CURRENCIES.as_bytes().get(place).map_or(4, |digit| digit.saturating_sub(b'0'))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Plain for Currency {
    fn plain(&self, text: &mut Digits) {
        text.text(self.code());
    }
}

/// A decimal number as it travels, exact (S1.1): the amounts of a [`Scheme`](crate::Scheme) and a
/// [`Tier`](crate::Tier), `times` of a multiple, the per cent of a [`Rate`](crate::Rate) and of
/// [`Off::Percent`](crate::Off). Up to 15 digits before and 12 after the point, so a price may be finer
/// than its currency. Equal by value; shown as it was written.
// Below 10^27 (see `limits`), so an `i128` holds it with room.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    mantissa: i128,
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

    fn decimals(self) -> u8 {
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

/// A result beyond the supported range (S1.6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct OutOfRange;

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
        Amount::new(minor, self.currency).unwrap_or_else(|| {
            self.lose();
            self.nothing()
        })
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

    #[inline(never)]
    pub(crate) fn add(&self, sum: &mut Amount, other: &Amount) {
        *sum = sum.checked_add(*other).unwrap_or_else(|| {
            self.lose();
            self.nothing()
        });
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
        let money = |text: &str| Amount::from_decimal(Decimal::parse(text).unwrap(), usd);
        assert_eq!(["0.005", "0.500"].map(money), [None, None]);
        assert_eq!(
            ["-1.5", "-1.50", "-1"].map(|text| money(text).unwrap().minor_units()),
            [-150, -150, -100]
        );
        assert_eq!(Amount::new(limits::MINOR + 1, usd), None);
    }

    #[test]
    fn every_currency_is_found_once() {
        let mut codes: Vec<_> = Currency::all().map(|currency| currency.code().to_owned()).collect();
        let count = codes.len();
        assert_eq!(count, 166);
        assert!(codes.is_sorted());
        codes.dedup();
        assert_eq!(codes.len(), count);
        assert!(Currency::all().all(|currency| Currency::parse(currency.code()) == Some(currency)));
        assert_eq!(Currency::parse("usd"), None);
        assert_eq!(Currency::parse("XXX"), None);
    }
}
