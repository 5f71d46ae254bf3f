//! Values of one place: texts, words, numbers, money, instants; cycles and periods of two.

use super::{Decoder, Draft};
use crate::amount::{Amount, Currency, Decimal};
use crate::calendar::{Cycle, Instant, Period, Unit};
use crate::limits;
use crate::problem::Code;
use crate::wire::tree::{Json, Span};
use crate::word::{Word, listed};

impl Draft for String {
    const DRAFT: String = String::new();
}

impl<T> Draft for Vec<T> {
    const DRAFT: Vec<T> = Vec::new();
}

impl Draft for u32 {
    const DRAFT: u32 = 0;
}

impl Draft for Decimal {
    const DRAFT: Decimal = Decimal::ZERO;
}

impl Draft for Currency {
    const DRAFT: Currency = Currency::UNKNOWN;
}

impl Draft for Instant {
    const DRAFT: Instant = Instant::EPOCH;
}

impl Draft for Cycle {
    const DRAFT: Cycle = Cycle::UNKNOWN;
}

impl Draft for Period {
    const DRAFT: Period = Period { start: Instant::EPOCH, end: Instant::EPOCH };
}

impl<'j> Decoder<'j> {
    pub(super) fn string(&mut self, wanted: &str) -> Option<Span> {
        match self.hand {
            Some(Json::String(string)) => return Some(*string),
            Some(other) => self.wrong_type(other, wanted),
            None => {}
        }
        None
    }

    /// A name of 1 to `limits::TEXT_BYTES` bytes.
    pub(super) fn name(&mut self) -> Option<&'j str> {
        const MOST: usize = limits::TEXT_BYTES;
        let text = self.tree.str(self.string("a string")?);
        match text.len() {
            0 => self.refuse(Code::TextEmpty, format_args!("an empty text names nothing")),
            1..=MOST => return Some(text),
            bytes => {
                self.refuse(Code::TooLarge, format_args!("{bytes} bytes are more than the most, {MOST}"))
            }
        }
        None
    }

    pub(super) fn text(&mut self, draft: &mut String) {
        if let Some(text) = self.name() {
            *draft = text.to_owned();
        }
    }

    pub(super) fn texts(&mut self, draft: &mut Vec<String>) {
        self.list(limits::LIST, Decoder::text, draft);
    }

    pub(super) fn boolean(&mut self, draft: &mut bool) {
        match self.hand {
            Some(Json::Bool(bool)) => *draft = *bool,
            Some(other) => self.wrong_type(other, "true or false"),
            None => {}
        }
    }

    /// One of the words of an enumeration.
    pub(super) fn word<T: Word>(&mut self, draft: &mut T) {
        if let Some(meaning) = T::MEANINGS.get(self.place(T::WORDS)) {
            *draft = *meaning;
        }
    }

    /// The place of a word among those that may stand here; one that is none of them is refused and
    /// has a place behind them.
    pub(super) fn place(&mut self, words: &[&str]) -> usize {
        let Some(found) = self.string("a string") else { return words.len() };
        let place = words.iter().position(|word| self.tree.is(found, word));
        place.unwrap_or_else(|| self.no_place(found, words))
    }

    #[cold]
    #[inline(never)]
    fn no_place(&mut self, found: Span, words: &[&str]) -> usize {
        self.none_of(found, &listed(words, |word| word));
        words.len()
    }

    /// A whole number within bounds, written without sign, fraction and exponent.
    pub(super) fn integer(&mut self, least: u32, most: u32, draft: &mut u32) {
        let number = match self.hand {
            Some(Json::Number(number)) => *number,
            Some(other) => return self.wrong_type(other, "a whole number"),
            None => return,
        };
        let mut integer = 0_u64;
        for byte in self.tree.bytes(number) {
            let digit = byte.wrapping_sub(b'0');
            // Once it is beyond all bounds, it stays there.
            let next = integer.wrapping_mul(10).wrapping_add(digit.into());
            integer = if digit > 9 || integer > u32::MAX.into() { u64::MAX } else { next };
        }
        if integer < u64::from(least) || integer > u64::from(most) {
            return self.refuse_integer(number, least, most);
        }
        *draft = integer as u32;
    }

    #[cold]
    fn refuse_integer(&mut self, number: Span, least: u32, most: u32) {
        let shown = self.shown(number);
        if self.tree.bytes(number).iter().all(|byte| matches!(byte, b'-' | b'0'..=b'9')) {
            self.refuse(Code::OutOfRange, format_args!("{shown} is not within {least} and {most}"));
        } else {
            let message = format_args!("{shown} is not a whole number without fraction and exponent");
            self.refuse(Code::IntegerMalformed, message);
        }
    }

    /// A whole number that may be absent, which is `None`.
    pub(super) fn some_integer(&mut self, least: u32, most: u32, draft: &mut Option<u32>) {
        if self.hand.is_some() {
            self.integer(least, most, draft.insert(least));
        }
    }

    /// A count of anything that has no bound of its own.
    pub(super) fn count(&mut self, least: u32, draft: &mut u32) {
        self.integer(least, limits::COUNT, draft);
    }

    pub(super) fn quantity(&mut self, least: u32, draft: &mut u32) {
        self.integer(least, limits::QUANTITY, draft);
    }

    /// A decimal of S1.1, of either sign.
    fn any_decimal(&mut self) -> Option<Decimal> {
        let found = self.hand?;
        let decimal = match found {
            Json::String(text) => Decimal::of(self.tree.bytes(*text)),
            _ => None,
        };
        if decimal.is_none() {
            self.refuse_decimal(found);
        }
        decimal
    }

    #[cold]
    #[inline(never)]
    fn refuse_decimal(&mut self, found: &Json) {
        match found {
            Json::String(text) => {
                let found = self.shown(*text);
                let (whole, decimals) = (limits::INTEGER_DIGITS, limits::DECIMALS);
                let message = format_args!(
                    "`{found}` is not a decimal with at most {whole} digits before and 1 to {decimals} after the point"
                );
                self.refuse(Code::AmountMalformed, message);
            }
            Json::Number(number) => {
                let found = self.shown(*number);
                let message =
                    format_args!("{found} is a number; write it as a string, so that no digit is lost");
                self.refuse(Code::AmountMalformed, message);
            }
            other => self.wrong_type(other, "a decimal string"),
        }
    }

    /// A decimal of S1.1, not below zero.
    pub(super) fn not_negative(&mut self) -> Option<Decimal> {
        let decimal = self.any_decimal()?;
        if decimal.is_negative() {
            self.refuse(Code::AmountNegative, format_args!("{decimal} is below zero"));
            return None;
        }
        Some(decimal)
    }

    /// A decimal of S1.1, not below zero.
    pub(super) fn decimal(&mut self, draft: &mut Decimal) {
        if let Some(decimal) = self.not_negative() {
            *draft = decimal;
        }
    }

    /// Money of either sign with no more decimals than its currency, which is the draft's (S1.2).
    pub(super) fn any_amount(&mut self, draft: &mut Amount) {
        let decimal = self.any_decimal();
        self.money(decimal, draft);
    }

    /// Money, not below zero, with no more decimals than its currency, which is the draft's (S1.2).
    pub(super) fn amount(&mut self, draft: &mut Amount) {
        let decimal = self.not_negative();
        self.money(decimal, draft);
    }

    fn money(&mut self, decimal: Option<Decimal>, draft: &mut Amount) {
        let Some(decimal) = decimal else { return };
        let currency = draft.currency();
        match Amount::from_decimal(decimal, currency) {
            Some(amount) => *draft = amount,
            None => self.refuse_decimals(decimal, currency),
        }
    }

    #[cold]
    #[inline(never)]
    fn refuse_decimals(&mut self, decimal: Decimal, currency: Currency) {
        let (found, most) = (decimal.scale(), u32::from(currency.digits()));
        let message = format_args!("{decimal} has {found} decimals, {currency} has {most}");
        self.refuse(Code::AmountTooPrecise, message);
    }

    pub(super) fn currency_of(&mut self, text: Span) -> Option<Currency> {
        let currency = Currency::of(self.tree.bytes(text));
        if currency.is_none() {
            self.misread(Code::UnknownCurrency, text, "not a currency of ISO 4217 in upper case");
        }
        currency
    }

    pub(super) fn currency(&mut self, draft: &mut Currency) {
        let Some(text) = self.string("a currency code") else { return };
        if let Some(currency) = self.currency_of(text) {
            *draft = currency;
        }
    }

    pub(super) fn instant(&mut self, draft: &mut Instant) {
        let Some(text) = self.string("an RFC 3339 instant") else { return };
        match Instant::of(self.tree.bytes(text)) {
            Some(instant) => *draft = instant,
            None => {
                let remedy = "not an RFC 3339 instant such as 2026-11-21T09:30:00Z";
                self.misread(Code::InstantMalformed, text, remedy);
            }
        }
    }

    pub(super) fn cycle(&mut self, draft: &mut Cycle) {
        if !self.open("a cycle") {
            return;
        }
        const MOST: u32 = limits::CYCLE_COUNT as u32;
        let (flaws, mut unit, mut count) = (self.flaws, Unit::Month, 1);
        self.required("unit").word(&mut unit);
        self.optional("count").integer(1, MOST, &mut count);
        self.close();
        if self.flaws == flaws
            && let Some(cycle) = Cycle::new(unit, count.into())
        {
            *draft = cycle;
        }
    }

    pub(super) fn period(&mut self, draft: &mut Period) {
        if self.open("a period") {
            self.start_and_end(draft);
            self.close();
        }
    }

    /// A period from two fields of an object that may have others.
    pub(super) fn start_and_end(&mut self, draft: &mut Period) {
        let flaws = self.flaws;
        let Period { start, end } = draft;
        self.required("start").instant(start);
        self.required("end").instant(end);
        if self.flaws == flaws && Period::new(*start, *end).is_none() {
            let message = format_args!("the end, {end}, is not after the start, {start}");
            self.refuse(Code::PeriodMalformed, message);
        }
    }
}
