//! From a JSON tree to checked types, every problem collected.
//!
//! A value is read into a draft, something of its type with the defaults and, where there is none, a
//! placeholder. What cannot be read leaves a problem in the list and the placeholder where it is, so
//! that the others are read as well. [`document`] refuses a text that has a problem, whatever was read
//! of it: no placeholder ever leaves this module. A rule that concerns several values passes by those
//! that could not be read, and is asked of the others all the same.

mod catalog;
mod coupon;
mod options;
mod price;
mod request;
mod subscription;

use std::fmt::Arguments;

use super::json::read;
use super::tree::{Field, Json, Span, Tree};
use crate::amount::{Amount, Currency, Decimal};
use crate::calendar::{Cycle, Instant, Period, Unit};
use crate::catalog::Catalog;
use crate::limits;
use crate::options::OptionsRequest;
use crate::order::{Names, are_few_and_differ, repeated_names};
use crate::prepared::Choice;
use crate::problem::{Code, Found, Problems, push_token};
use crate::request::Request;
use crate::word::{Word, listed};

pub(crate) fn catalog(text: &str) -> Result<Catalog, Problems> {
    let mut catalog = Catalog::DRAFT;
    document(text, limits::CATALOG_BYTES, &mut |decoder| {
        decoder.catalog(&mut catalog);
        // Where no more is told no more is looked for, so that refusing stays cheap.
        if !decoder.problems.is_full() {
            catalog.assemble(decoder.problems);
        }
    })?;
    Ok(catalog)
}

pub(crate) fn request(text: &str) -> Result<Request, Problems> {
    let mut request = Request::DRAFT;
    document(text, limits::REQUEST_BYTES, &mut |decoder| decoder.request(&mut request))?;
    Ok(request)
}

pub(crate) fn options(text: &str) -> Result<OptionsRequest, Problems> {
    let mut question = OptionsRequest::DRAFT;
    document(text, limits::REQUEST_BYTES, &mut |decoder| decoder.options(&mut question))?;
    Ok(question)
}

pub(crate) fn choice(text: &str) -> Result<Choice, Problems> {
    let mut choice = Choice::DRAFT;
    document(text, limits::REQUEST_BYTES, &mut |decoder| decoder.choice(&mut choice))?;
    Ok(choice)
}

/// Reads a text into a draft of the caller's, who gives it away only if nothing is refused.
fn document(text: &str, bytes: usize, decode: &mut dyn FnMut(&mut Decoder)) -> Result<(), Problems> {
    let mut problems = Found::default();
    // Duplicate keys do not stop the reading: their problems join those of the tree.
    if let Some(tree) = read(text, bytes, &mut problems) {
        decode(&mut Decoder {
            tree: &tree,
            hand: Some(tree.root()),
            around: Around::default(),
            outer: Vec::with_capacity(8),
            known: Vec::with_capacity(32),
            problems: &mut problems,
            flaws: 0,
            currency: Currency::UNKNOWN,
        });
    }
    Problems::from_found(problems).map_or(Ok(()), Err)
}

/// What can be read field by field.
trait Draft {
    /// What an absent field means, and a placeholder for one that must be there.
    const DRAFT: Self;
}

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

/// How the value at hand is read into a draft.
type Decode<'j, T> = fn(&mut Decoder<'j>, &mut T);

/// Takes values out of a tree, one after the other, and collects problems.
struct Decoder<'j> {
    tree: &'j Tree<'j>,
    /// The value at hand; `None` where there is none, so that nothing is read.
    hand: Option<&'j Json>,
    /// The object or array that it is of.
    around: Around<'j>,
    /// Those around that one.
    outer: Vec<Around<'j>>,
    /// The keys that were asked for, of all those objects.
    known: Vec<&'static str>,
    problems: &'j mut Found,
    /// How many values could not be read. An unknown field is a problem, but no flaw.
    flaws: usize,
    /// The currency of the subscription at hand.
    currency: Currency,
}

/// An object or an array that is being read.
#[derive(Clone, Copy, Default)]
struct Around<'j> {
    /// What an object is, for messages: "a price".
    what: &'static str,
    /// What stands in it.
    fields: &'j [Field],
    /// The key of the field that was asked for last.
    key: Option<&'j str>,
    /// How many of the fields or elements came to hand.
    found: usize,
    /// How many keys are those of the objects around it.
    known: usize,
}

impl<'j> Decoder<'j> {
    /// Lists a problem of the value at hand, which is not read.
    fn refuse(&mut self, code: Code, message: Arguments) {
        self.refuse_in("", code, message);
    }

    /// Lists a problem of what stands at `pointer` in the value at hand.
    fn refuse_in(&mut self, pointer: &str, code: Code, message: Arguments) {
        self.flaws = self.flaws.saturating_add(1);
        self.list_problem(pointer, code, message);
    }

    fn list_problem(&mut self, pointer: &str, code: Code, message: Arguments) {
        if !self.problems.only_counts() {
            let path = self.path() + pointer;
            self.problems.tell(code, format_args!("{path}"), message);
        }
    }

    /// Where the value at hand stands.
    #[cold]
    fn path(&self) -> String {
        let mut path = String::new();
        for around in self.outer.iter().chain([&self.around]) {
            match around.key {
                Some(key) => push_token(&mut path, key),
                None if around.found == 0 => {}
                None => push_token(&mut path, &around.found.saturating_sub(1).to_string()),
            }
        }
        path
    }

    /// Refuses a text that is something else than it should be.
    fn misread(&mut self, code: Code, found: Span, what: &str) {
        self.refuse(code, format_args!("`{}` is {what}", self.shown(found)));
    }

    /// Refuses a word that is none of those that may stand here.
    fn none_of(&mut self, found: Span, words: &str) {
        self.refuse(Code::UnknownValue, format_args!("`{}` is none of: {words}", self.shown(found)));
    }

    /// A text as a message shows it.
    fn shown(&self, found: Span) -> String {
        shorten(self.tree.str(found))
    }

    fn wrong_type(&mut self, found: &Json, wanted: &str) {
        let found = match found {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        };
        self.refuse(Code::WrongType, format_args!("{wanted} is needed here, not {found}"));
    }

    /// Whether there is an object to read: its fields come to hand by their keys, until `close`.
    fn open(&mut self, what: &'static str) -> bool {
        match self.hand {
            Some(Json::Object(fields)) => {
                self.enter(what, self.tree.fields(*fields));
                true
            }
            Some(other) => {
                self.wrong_type(other, &format!("{what}, a JSON object,"));
                false
            }
            None => false,
        }
    }

    /// Whether there is an array of at most so many elements: they come to hand by `next`.
    fn open_list(&mut self, most: usize) -> bool {
        match self.hand {
            Some(Json::Array(elements)) => {
                let elements = self.tree.fields(*elements);
                let count = elements.len();
                if count <= most {
                    self.enter("", elements);
                    return true;
                }
                let message = format_args!("{count} elements are more than the most, {most}");
                self.refuse(Code::TooLarge, message);
            }
            Some(other) => self.wrong_type(other, "an array"),
            None => {}
        }
        false
    }

    fn enter(&mut self, what: &'static str, fields: &'j [Field]) {
        self.outer.push(self.around);
        self.around = Around { what, fields, known: self.known.len(), ..Around::default() };
    }

    /// Goes back to the innermost object or array, which is read.
    fn leave(&mut self) {
        self.known.truncate(self.around.known);
        if let Some(around) = self.outer.pop() {
            self.around = around;
        }
    }

    /// Whether the object around has a field, which comes to hand.
    fn has(&mut self, key: &'j str) -> bool {
        self.around.key = Some(key);
        // Where all came to hand there is no other.
        let all = self.around.found == self.around.fields.len();
        self.hand = if all { None } else { self.tree.find(self.around.fields, key) };
        self.hand.is_some()
    }

    /// The keys that were asked for of the object around.
    fn asked(&self) -> &[&'static str] {
        self.known.get(self.around.known..).unwrap_or_default()
    }

    /// The next field, which must be there if it is `needed`.
    fn field(&mut self, key: &'static str, needed: bool) -> &mut Self {
        debug_assert!(!self.asked().contains(&key), "a field is asked for once, or `found` counts it twice");
        self.known.push(key);
        if self.has(key) {
            self.around.found = self.around.found.wrapping_add(1);
        } else if needed {
            self.missing(key);
        }
        self
    }

    #[cold]
    fn missing(&mut self, key: &str) {
        let what = self.around.what;
        self.refuse(Code::MissingField, format_args!("{what} needs a field `{key}`"));
    }

    /// The next field, which must be there.
    fn required(&mut self, key: &'static str) -> &mut Self {
        self.field(key, true)
    }

    /// The next field; absent, it leaves the draft as it is.
    fn optional(&mut self, key: &'static str) -> &mut Self {
        self.field(key, false)
    }

    /// Refuses every field that was not asked for, and leaves the object.
    fn close(&mut self) {
        let Around { what, fields, found, .. } = self.around;
        // Most often all of them were asked for.
        let fields = if found == fields.len() { &[] } else { fields };
        for field in fields {
            let key = self.tree.str(field.key);
            if !self.asked().contains(&key) && !self.problems.only_counts() {
                let (found, known) = (shorten(key), listed(self.asked(), |known| known));
                self.has(key);
                let message = format_args!("{what} has no field `{found}`; it has: {known}");
                self.list_problem("", Code::UnknownField, message);
            }
        }
        self.leave();
    }

    /// Whether one more element of the array around came to hand; if not, it is left.
    fn next(&mut self) -> bool {
        let around = &mut self.around;
        self.hand = around.fields.get(around.found).map(|element| &element.json);
        if self.hand.is_none() {
            self.leave();
            return false;
        }
        around.found = around.found.wrapping_add(1);
        true
    }

    /// An array of at most so many elements, all into `list`; whether there is one.
    fn list<T: Draft>(&mut self, most: usize, element: Decode<'j, T>, list: &mut Vec<T>) -> bool {
        let opened = self.open_list(most);
        while opened && self.next() {
            element(self, list.push_mut(T::DRAFT));
        }
        opened
    }

    /// Refuses what stands twice in a list, at `field` of its elements; what could not be read has no name.
    fn unique(&mut self, code: Code, field: &str, count: usize, names: Names) {
        if are_few_and_differ(count, names) {
            return;
        }
        for (n, repeat) in repeated_names(count, names).iter().enumerate() {
            let name = names(n).unwrap_or_default();
            if repeat.is_some() && !name.is_empty() {
                let message = format_args!("`{}` stands in this list already", shorten(name));
                self.refuse_in(&format!("/{n}{field}"), code, message);
            }
        }
    }

    /// What may be absent, which is `None`.
    fn some<T: Draft>(&mut self, decode: Decode<'j, T>, draft: &mut Option<T>) {
        if self.hand.is_some() {
            decode(self, draft.insert(T::DRAFT));
        }
    }

    /// Takes `null` for nothing.
    fn unless_null(&mut self) -> &mut Self {
        self.hand = self.hand.filter(|hand| !matches!(hand, Json::Null));
        self
    }

    fn string(&mut self, wanted: &str) -> Option<Span> {
        match self.hand {
            Some(Json::String(string)) => return Some(*string),
            Some(other) => self.wrong_type(other, wanted),
            None => {}
        }
        None
    }

    /// A name of 1 to `limits::TEXT_BYTES` bytes.
    fn name(&mut self) -> Option<&'j str> {
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

    fn text(&mut self, draft: &mut String) {
        if let Some(text) = self.name() {
            *draft = text.to_owned();
        }
    }

    fn texts(&mut self, draft: &mut Vec<String>) {
        self.list(limits::LIST, Decoder::text, draft);
    }

    fn boolean(&mut self, draft: &mut bool) {
        match self.hand {
            Some(Json::Bool(bool)) => *draft = *bool,
            Some(other) => self.wrong_type(other, "true or false"),
            None => {}
        }
    }

    /// One of the words of an enumeration.
    fn word<T: Word>(&mut self, draft: &mut T) {
        if let Some(meaning) = T::MEANINGS.get(self.place(T::WORDS)) {
            *draft = *meaning;
        }
    }

    /// The place of a word among those that may stand here; one that is none of them is refused and
    /// has a place behind them.
    fn place(&mut self, words: &[&str]) -> usize {
        let Some(found) = self.string("a string") else { return words.len() };
        let place = words.iter().position(|word| self.tree.is(found, word));
        place.unwrap_or_else(|| {
            self.none_of(found, &listed(words, |word| word));
            words.len()
        })
    }

    /// A whole number within bounds, written without sign, fraction and exponent.
    fn integer(&mut self, least: u32, most: u32, draft: &mut u32) {
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
    fn some_integer(&mut self, least: u32, most: u32, draft: &mut Option<u32>) {
        if self.hand.is_some() {
            self.integer(least, most, draft.insert(least));
        }
    }

    /// A count of anything that has no bound of its own.
    fn count(&mut self, least: u32, draft: &mut u32) {
        self.integer(least, limits::COUNT, draft);
    }

    fn quantity(&mut self, least: u32, draft: &mut u32) {
        self.integer(least, limits::QUANTITY, draft);
    }

    /// A decimal of S1.1, of either sign.
    fn any_decimal(&mut self) -> Option<Decimal> {
        let text = match self.hand {
            Some(Json::String(text)) => *text,
            Some(Json::Number(number)) => {
                let found = self.shown(*number);
                let message =
                    format_args!("{found} is a number; write it as a string, so that no digit is lost");
                self.refuse(Code::AmountMalformed, message);
                return None;
            }
            Some(other) => {
                self.wrong_type(other, "a decimal string");
                return None;
            }
            None => return None,
        };
        let decimal = Decimal::of(self.tree.bytes(text));
        if decimal.is_none() {
            let found = self.shown(text);
            let (whole, decimals) = (limits::INTEGER_DIGITS, limits::DECIMALS);
            let message = format_args!(
                "`{found}` is not a decimal with at most {whole} digits before and 1 to {decimals} after the point"
            );
            self.refuse(Code::AmountMalformed, message);
        }
        decimal
    }

    /// A decimal of S1.1, not below zero.
    fn not_negative(&mut self) -> Option<Decimal> {
        let decimal = self.any_decimal()?;
        if decimal.is_negative() {
            self.refuse(Code::AmountNegative, format_args!("{decimal} is below zero"));
            return None;
        }
        Some(decimal)
    }

    /// A decimal of S1.1, not below zero.
    fn decimal(&mut self, draft: &mut Decimal) {
        if let Some(decimal) = self.not_negative() {
            *draft = decimal;
        }
    }

    /// Money of either sign with no more decimals than its currency, which is the draft's (S1.2).
    fn any_amount(&mut self, draft: &mut Amount) {
        let decimal = self.any_decimal();
        self.money(decimal, draft);
    }

    /// Money, not below zero, with no more decimals than its currency, which is the draft's (S1.2).
    fn amount(&mut self, draft: &mut Amount) {
        let decimal = self.not_negative();
        self.money(decimal, draft);
    }

    fn money(&mut self, decimal: Option<Decimal>, draft: &mut Amount) {
        let Some(decimal) = decimal else { return };
        let currency = draft.currency();
        match Amount::from_decimal(decimal, currency) {
            Some(amount) => *draft = amount,
            None => {
                let (found, most) = (decimal.scale(), u32::from(currency.digits()));
                let message = format_args!("{decimal} has {found} decimals, {currency} has {most}");
                self.refuse(Code::AmountTooPrecise, message);
            }
        }
    }

    fn currency_of(&mut self, text: Span) -> Option<Currency> {
        let currency = Currency::of(self.tree.bytes(text));
        if currency.is_none() {
            self.misread(Code::UnknownCurrency, text, "not a currency of ISO 4217 in upper case");
        }
        currency
    }

    fn currency(&mut self, draft: &mut Currency) {
        let Some(text) = self.string("a currency code") else { return };
        if let Some(currency) = self.currency_of(text) {
            *draft = currency;
        }
    }

    fn instant(&mut self, draft: &mut Instant) {
        let Some(text) = self.string("an RFC 3339 instant") else { return };
        match Instant::of(self.tree.bytes(text)) {
            Some(instant) => *draft = instant,
            None => {
                let remedy = "not an RFC 3339 instant such as 2026-11-21T09:30:00Z";
                self.misread(Code::InstantMalformed, text, remedy);
            }
        }
    }

    fn cycle(&mut self, draft: &mut Cycle) {
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

    fn period(&mut self, draft: &mut Period) {
        if self.open("a period") {
            self.start_and_end(draft);
            self.close();
        }
    }

    /// A period from two fields of an object that may have others.
    fn start_and_end(&mut self, draft: &mut Period) {
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

/// A value as a message shows it.
#[cold]
fn shorten(text: &str) -> String {
    const SHOWN: usize = 60;
    let long = text.char_indices().nth(SHOWN).and_then(|(end, _)| text.get(..end));
    let mut short = long.unwrap_or(text).to_owned();
    if long.is_some() {
        short.push('…');
    }
    short
}
