//! From a JSON tree to checked types. Every problem is collected; a value that has one is
//! `None`, so that what holds it is `None`, too, and nothing is ever guessed.

mod catalog;
mod coupon;
mod options;
mod price;
mod request;
mod subscription;

use std::fmt::Arguments;

use super::json::{Field, Json, read};
use crate::amount::{Amount, Currency, Decimal};
use crate::calendar::{Cycle, Instant, Period, Unit};
use crate::catalog::Catalog;
use crate::limits;
use crate::options::OptionsRequest;
use crate::order::repeats;
use crate::problem::{Code, Found, Problem, Problems, pointer, push_token};
use crate::request::Request;

pub(crate) fn catalog(text: &str) -> Result<Catalog, Problems> {
    let draft = document(text, limits::CATALOG_BYTES, &catalog::catalog)?;
    Catalog::assemble(draft).map_err(refused)
}

pub(crate) fn request(text: &str) -> Result<Request, Problems> {
    document(text, limits::REQUEST_BYTES, &request::request)
}

pub(crate) fn options(text: &str) -> Result<OptionsRequest, Problems> {
    document(text, limits::REQUEST_BYTES, &options::options)
}

fn document<T>(text: &str, bytes: usize, decode: Decode<T>) -> Result<T, Problems> {
    // Duplicate keys do not stop the reading: their problems join those of the tree.
    let (json, problems) = read(text, bytes).map_err(refused)?;
    let mut decoder = Decoder { path: String::new(), problems };
    let decoded = decode(&mut decoder, &json);
    match decoded {
        Some(decoded) if decoder.problems.is_empty() => Ok(decoded),
        _ => Err(refused(decoder.problems)),
    }
}

fn refused(found: Found) -> Problems {
    let nothing = || Problem::new(Code::JsonMalformed, "", "the text could not be read").into();
    Problems::from_found(found).unwrap_or_else(nothing)
}

/// How a value is taken out of a tree.
type Decode<'a, T> = &'a dyn Fn(&mut Decoder, &Json) -> Option<T>;

/// Collects problems while values are taken out of a tree.
struct Decoder {
    /// Where the value at hand stands.
    path: String,
    problems: Found,
}

impl Decoder {
    /// Lists a problem of the value at hand.
    fn refuse<T>(&mut self, code: Code, message: Arguments) -> Option<T> {
        self.refuse_in("", code, message)
    }

    /// Lists a problem of what stands at `pointer` in the value at hand.
    fn refuse_in<T>(&mut self, pointer: &str, code: Code, message: Arguments) -> Option<T> {
        self.list_problem(pointer, code, message);
        None
    }

    fn list_problem(&mut self, pointer: &str, code: Code, message: Arguments) {
        if self.problems.only_counts() {
            return;
        }
        let path = [&self.path, pointer].concat();
        self.problems.push(Problem::new(code, path, message.to_string()));
    }

    /// Refuses a text that is something else than it should be.
    fn misread<T>(&mut self, code: Code, found: &str, what: &str) -> Option<T> {
        self.refuse(code, format_args!("`{}` is {what}", shorten(found)))
    }

    /// Refuses a word that is none of those that may stand here.
    fn none_of<T>(&mut self, found: &str, words: &str) -> Option<T> {
        self.misread(Code::UnknownValue, found, &["none of: ", words].concat())
    }

    fn wrong_type<T>(&mut self, json: &Json, wanted: &str) -> Option<T> {
        let found = match json {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        };
        self.refuse(Code::WrongType, format_args!("{wanted} is needed here, not {found}"))
    }

    /// Decodes what stands under a key of the value at hand.
    fn under<T>(&mut self, key: &str, json: &Json, decode: Decode<T>) -> Option<T> {
        let outside = self.path.len();
        push_token(&mut self.path, key);
        let decoded = decode(self, json);
        self.path.truncate(outside);
        decoded
    }

    fn fields<'d, 'j>(&'d mut self, json: &'j Json, what: &'static str) -> Option<Fields<'d, 'j>> {
        match json {
            Json::Object(fields) => Some(Fields { decoder: self, fields, what, known: Vec::new() }),
            other => self.wrong_type(other, &[what, ", a JSON object,"].concat()),
        }
    }

    fn elements<'j>(&mut self, json: &'j Json, most: usize) -> Option<&'j [Json]> {
        let Json::Array(array) = json else { return self.wrong_type(json, "an array") };
        if array.len() > most {
            let count = array.len();
            return self
                .refuse(Code::TooLarge, format_args!("{count} elements are more than the most, {most}"));
        }
        Some(array)
    }
}

/// An array of at most so many elements, each decoded.
fn list<T>(most: usize, element: Decode<T>) -> impl Fn(&mut Decoder, &Json) -> Option<Vec<T>> {
    move |decoder, json| {
        let elements = decoder.elements(json, most)?;
        let mut list = Vec::with_capacity(elements.len());
        for (n, json) in elements.iter().enumerate() {
            list.extend(decoder.under(&n.to_string(), json, element));
        }
        (list.len() == elements.len()).then_some(list)
    }
}

/// The fields of one object; what is not asked for is unknown.
struct Fields<'d, 'j> {
    decoder: &'d mut Decoder,
    fields: &'j [Field],
    /// What the object is, for messages: "a price".
    what: &'static str,
    known: Vec<&'static str>,
}

impl<'d, 'j> Fields<'d, 'j> {
    fn get(&mut self, key: &'static str) -> Option<&'j Json> {
        self.known.push(key);
        self.fields.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    fn has(&self, key: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == key)
    }

    /// What a field says that must be there.
    fn needed(&mut self, key: &'static str) -> Option<&'j Json> {
        let found = self.get(key);
        if found.is_none() {
            let message = format_args!("{} needs a field `{key}`", self.what);
            self.decoder.list_problem(&pointer("", key), Code::MissingField, message);
        }
        found
    }

    fn required<T>(&mut self, key: &'static str, decode: Decode<T>) -> Option<T> {
        let json = self.needed(key)?;
        self.decoder.under(key, json, decode)
    }

    /// Absent: `Some(None)`; malformed: `None`.
    fn optional<T>(&mut self, key: &'static str, decode: Decode<T>) -> Option<Option<T>> {
        match self.get(key) {
            Some(json) => self.decoder.under(key, json, decode).map(Some),
            None => Some(None),
        }
    }

    fn or<T>(&mut self, key: &'static str, default: T, decode: Decode<T>) -> Option<T> {
        match self.get(key) {
            Some(json) => self.decoder.under(key, json, decode),
            None => Some(default),
        }
    }

    /// Refuses every field that was not asked for.
    fn finish(self) -> &'d mut Decoder {
        for (key, _) in self.fields {
            if !self.known.contains(&&**key) && !self.decoder.problems.only_counts() {
                let (what, found, known) = (self.what, shorten(key), self.known.join(", "));
                let message = format_args!("{what} has no field `{found}`; it has: {known}");
                self.decoder.list_problem(&pointer("", key), Code::UnknownField, message);
            }
        }
        self.decoder
    }
}

/// A value as a message shows it.
fn shorten(text: &str) -> String {
    const SHOWN: usize = 60;
    if text.chars().nth(SHOWN).is_none() {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(SHOWN).collect();
    short.push('…');
    short
}

fn string<'j>(decoder: &mut Decoder, json: &'j Json, wanted: &str) -> Option<&'j str> {
    match json {
        Json::String(string) => Some(string),
        other => decoder.wrong_type(other, wanted),
    }
}

/// A name of 1 to `limits::TEXT_BYTES` bytes.
fn text(decoder: &mut Decoder, json: &Json) -> Option<String> {
    const MOST: usize = limits::TEXT_BYTES;
    let text = string(decoder, json, "a string")?;
    match text.len() {
        0 => decoder.refuse(Code::TextEmpty, format_args!("an empty text names nothing")),
        1..=MOST => Some(text.to_owned()),
        bytes => decoder.refuse(Code::TooLarge, format_args!("{bytes} bytes are more than the most, {MOST}")),
    }
}

fn texts(decoder: &mut Decoder, json: &Json) -> Option<Vec<String>> {
    list(limits::LIST, &text)(decoder, json)
}

fn boolean(decoder: &mut Decoder, json: &Json) -> Option<bool> {
    match json {
        Json::Bool(bool) => Some(*bool),
        other => decoder.wrong_type(other, "true or false"),
    }
}

/// One of the words of an enumeration.
fn word<T: Copy>(all: &'static [(&'static str, T)]) -> impl Fn(&mut Decoder, &Json) -> Option<T> {
    move |decoder, json| {
        let place = one_of(decoder, json, &|place| all.get(place).map(|(word, _)| *word))?;
        all.get(place).map(|(_, value)| *value)
    }
}

/// The place of a word among those that may stand here.
fn one_of(decoder: &mut Decoder, json: &Json, word: &dyn Fn(usize) -> Option<&'static str>) -> Option<usize> {
    let found = string(decoder, json, "a string")?;
    let words: Vec<&str> = (0..).map_while(word).collect();
    let place = words.iter().position(|word| *word == found);
    place.or_else(|| decoder.none_of(found, &words.join(", ")))
}

/// A whole number within bounds, written without sign, fraction and exponent.
fn integer(least: u64, most: u64) -> impl Fn(&mut Decoder, &Json) -> Option<u64> {
    move |decoder, json| {
        let Json::Number(number) = json else { return decoder.wrong_type(json, "a whole number") };
        let shown = shorten(number);
        let digits = number.strip_prefix('-').unwrap_or(number);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = format_args!("{shown} is not a whole number without fraction and exponent");
            return decoder.refuse(Code::IntegerMalformed, message);
        }
        match number.parse::<u64>() {
            Ok(integer) if (least..=most).contains(&integer) => Some(integer),
            _ => decoder.refuse(Code::OutOfRange, format_args!("{shown} is not within {least} and {most}")),
        }
    }
}

fn small(least: u32, most: u32) -> impl Fn(&mut Decoder, &Json) -> Option<u32> {
    move |decoder, json| {
        let found = integer(u64::from(least), u64::from(most))(decoder, json)?;
        u32::try_from(found).ok()
    }
}

/// A count of anything that has no bound of its own.
fn count(least: u32) -> impl Fn(&mut Decoder, &Json) -> Option<u32> {
    small(least, limits::COUNT)
}

fn quantity(least: u32) -> impl Fn(&mut Decoder, &Json) -> Option<u32> {
    small(least, limits::QUANTITY)
}

/// What `null` stands for is `None`.
fn or_null<T>(decode: Decode<T>) -> impl Fn(&mut Decoder, &Json) -> Option<Option<T>> {
    move |decoder, json| match json {
        Json::Null => Some(None),
        other => decode(decoder, other).map(Some),
    }
}

/// A decimal of S1.1, of either sign.
fn any_decimal(decoder: &mut Decoder, json: &Json) -> Option<Decimal> {
    let text = match json {
        Json::String(text) => text,
        Json::Number(number) => {
            let found = shorten(number);
            let message = format_args!("{found} is a number; write it as a string, so that no digit is lost");
            return decoder.refuse(Code::AmountMalformed, message);
        }
        other => return decoder.wrong_type(other, "a decimal string"),
    };
    Decimal::parse(text).or_else(|| {
        let (found, whole, decimals) = (shorten(text), limits::INTEGER_DIGITS, limits::DECIMALS);
        let message = format_args!(
            "`{found}` is not a decimal with at most {whole} digits before and 1 to {decimals} after the point"
        );
        decoder.refuse(Code::AmountMalformed, message)
    })
}

/// A decimal of S1.1, not below zero.
fn decimal(decoder: &mut Decoder, json: &Json) -> Option<Decimal> {
    let decimal = any_decimal(decoder, json)?;
    if decimal.is_negative() {
        return decoder.refuse(Code::AmountNegative, format_args!("{decimal} is below zero"));
    }
    Some(decimal)
}

/// Money of either sign with no more decimals than its currency (S1.2).
fn any_amount(currency: Currency) -> impl Fn(&mut Decoder, &Json) -> Option<Amount> {
    move |decoder, json| {
        let decimal = any_decimal(decoder, json)?;
        money(decoder, currency, decimal)
    }
}

/// Money, not below zero, with no more decimals than its currency (S1.2).
fn amount(currency: Currency) -> impl Fn(&mut Decoder, &Json) -> Option<Amount> {
    move |decoder, json| {
        let decimal = decimal(decoder, json)?;
        money(decoder, currency, decimal)
    }
}

fn money(decoder: &mut Decoder, currency: Currency, decimal: Decimal) -> Option<Amount> {
    Amount::from_decimal(decimal, currency).or_else(|| {
        let (found, most) = (decimal.scale(), currency.digits());
        let message = format_args!("{decimal} has {found} decimals, {currency} has {most}");
        decoder.refuse(Code::AmountTooPrecise, message)
    })
}

fn currency(decoder: &mut Decoder, json: &Json) -> Option<Currency> {
    let text = string(decoder, json, "a currency code")?;
    Currency::parse(text)
        .or_else(|| decoder.misread(Code::UnknownCurrency, text, "not a currency of ISO 4217 in upper case"))
}

fn instant(decoder: &mut Decoder, json: &Json) -> Option<Instant> {
    let text = string(decoder, json, "an RFC 3339 instant")?;
    Instant::parse(text).or_else(|| {
        let remedy = "not an RFC 3339 instant such as 2026-11-21T09:30:00Z";
        decoder.misread(Code::InstantMalformed, text, remedy)
    })
}

fn cycle(decoder: &mut Decoder, json: &Json) -> Option<Cycle> {
    let mut fields = decoder.fields(json, "a cycle")?;
    let unit = fields.required("unit", &word(Unit::ALL));
    let count = fields.or("count", 1, &integer(1, limits::CYCLE_COUNT));
    fields.finish();
    Cycle::new(unit?, count?)
}

/// A period from two fields of an object that may have others.
fn period_of(fields: &mut Fields) -> Option<Period> {
    let start = fields.required("start", &instant);
    let end = fields.required("end", &instant);
    let (start, end) = (start?, end?);
    Period::new(start, end).or_else(|| {
        let message = format_args!("the end, {end}, is not after the start, {start}");
        fields.decoder.refuse_in("/end", Code::PeriodMalformed, message)
    })
}

fn period(decoder: &mut Decoder, json: &Json) -> Option<Period> {
    let mut fields = decoder.fields(json, "a period")?;
    let period = period_of(&mut fields);
    fields.finish();
    period
}

/// Refuses what stands twice in a list.
fn unique(decoder: &mut Decoder, code: Code, field: &str, names: &[&str]) -> Option<()> {
    let mut all = Some(());
    for (n, (name, repeat)) in names.iter().zip(repeats(names)).enumerate() {
        if repeat.is_some() {
            let message = format_args!("`{}` stands in this list already", shorten(name));
            all = decoder.refuse_in(&format!("/{n}{field}"), code, message);
        }
    }
    all
}
