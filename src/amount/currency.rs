//! Currencies and their minor digits (S1.2).

use std::fmt;
use std::num::NonZeroU8;

use crate::digits::{Digits, Plain};

/// A currency of ISO 4217 with its minor digits (S1.2): 2 for USD, 0 for JPY, 3 for KWD, 4 for CLF.
// Its place among `CURRENCIES`, from 1 on: a byte, and an amount that may be missing is no larger than one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Currency(pub(super) NonZeroU8);

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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

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
