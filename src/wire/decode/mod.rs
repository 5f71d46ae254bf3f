//! From a JSON tree to checked types. Every problem is collected; a value that has one is
//! `None`, so that what holds it is `None`, too, and nothing is ever guessed.

mod catalog;
mod coupon;
mod options;
mod price;
mod request;
mod subscription;

use super::json::{Field, Json, read};
use crate::amount::{Amount, Currency, Decimal};
use crate::calendar::{Cycle, Instant, Period, Unit};
use crate::catalog::Catalog;
use crate::limits;
use crate::options::OptionsRequest;
use crate::order::repeats;
use crate::problem::{Code, Problem, Problems, pointer};
use crate::request::Request;

pub(crate) fn catalog(text: &str) -> Result<Catalog, Problems> {
    let draft = document(text, limits::CATALOG_BYTES, catalog::catalog)?;
    Catalog::assemble(draft).map_err(limited)
}

pub(crate) fn request(text: &str) -> Result<Request, Problems> {
    document(text, limits::REQUEST_BYTES, request::request)
}

pub(crate) fn options(text: &str) -> Result<OptionsRequest, Problems> {
    document(text, limits::REQUEST_BYTES, options::options)
}

fn document<T>(
    text: &str,
    bytes: usize,
    decode: impl FnOnce(&mut Decoder, &Json, &str) -> Option<T>,
) -> Result<T, Problems> {
    // Duplicate keys do not stop the reading: their problems join those of the tree.
    let (json, problems) = read(text, bytes).map_err(limited)?;
    let mut decoder = Decoder { problems };
    let decoded = decode(&mut decoder, &json, "");
    match (decoded, decoder.problems.is_empty()) {
        (Some(decoded), true) => Ok(decoded),
        _ => Err(limited(decoder.problems)),
    }
}

/// At most `limits::PROBLEMS`, the last then says that there are more.
fn limited(mut problems: Vec<Problem>) -> Problems {
    let count = problems.len();
    if count > limits::PROBLEMS {
        problems.truncate(limits::PROBLEMS.saturating_sub(1));
        let more = count.saturating_sub(problems.len());
        problems.push(Problem::new(
            Code::TooLarge,
            "",
            format!("and {more} more problems; mend the first ones"),
        ));
    }
    let nothing = || Problem::new(Code::JsonMalformed, "", "the text could not be read").into();
    Problems::from_vec(problems).unwrap_or_else(nothing)
}

/// Collects problems while values are taken out of a tree.
struct Decoder {
    problems: Vec<Problem>,
}

impl Decoder {
    fn refuse<T>(&mut self, code: Code, path: &str, message: impl Into<String>) -> Option<T> {
        self.problems.push(Problem::new(code, path, message));
        None
    }

    fn wrong_type<T>(&mut self, json: &Json, path: &str, wanted: &str) -> Option<T> {
        let found = match json {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        };
        self.refuse(Code::WrongType, path, format!("{wanted} is needed here, not {found}"))
    }

    fn fields<'j>(&mut self, json: &'j Json, path: &str, what: &'static str) -> Option<Fields<'j>> {
        match json {
            Json::Object(fields) => Some(Fields { fields, path: path.to_owned(), what, known: Vec::new() }),
            other => self.wrong_type(other, path, &format!("{what}, a JSON object,")),
        }
    }

    /// An array of at most so many elements, each decoded.
    fn list<T>(
        &mut self,
        json: &Json,
        path: &str,
        most: usize,
        mut element: impl FnMut(&mut Decoder, &Json, &str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Json::Array(array) = json else { return self.wrong_type(json, path, "an array") };
        if array.len() > most {
            return self.refuse(
                Code::TooLarge,
                path,
                format!("{} elements are more than the most, {most}", array.len()),
            );
        }
        let mut list = Vec::with_capacity(array.len());
        for (n, json) in array.iter().enumerate() {
            list.extend(element(self, json, &format!("{path}/{n}")));
        }
        (list.len() == array.len()).then_some(list)
    }
}

/// The fields of one object; what is not asked for is unknown.
struct Fields<'j> {
    fields: &'j [Field],
    path: String,
    /// What the object is, for messages: "a price".
    what: &'static str,
    known: Vec<&'static str>,
}

impl<'j> Fields<'j> {
    fn get(&mut self, key: &'static str) -> Option<&'j Json> {
        self.known.push(key);
        self.fields.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    fn has(&self, key: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == key)
    }

    fn required<T>(
        &mut self,
        decoder: &mut Decoder,
        key: &'static str,
        decode: impl FnOnce(&mut Decoder, &Json, &str) -> Option<T>,
    ) -> Option<T> {
        match self.get(key) {
            Some(json) => decode(decoder, json, &pointer(&self.path, key)),
            None => decoder.refuse(
                Code::MissingField,
                &pointer(&self.path, key),
                format!("{} needs a field `{key}`", self.what),
            ),
        }
    }

    /// Absent: `Some(None)`; malformed: `None`.
    fn optional<T>(
        &mut self,
        decoder: &mut Decoder,
        key: &'static str,
        decode: impl FnOnce(&mut Decoder, &Json, &str) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.get(key) {
            Some(json) => decode(decoder, json, &pointer(&self.path, key)).map(Some),
            None => Some(None),
        }
    }

    fn or<T>(
        &mut self,
        decoder: &mut Decoder,
        key: &'static str,
        default: T,
        decode: impl FnOnce(&mut Decoder, &Json, &str) -> Option<T>,
    ) -> Option<T> {
        Some(self.optional(decoder, key, decode)?.unwrap_or(default))
    }

    /// Refuses every field that was not asked for.
    fn finish(self, decoder: &mut Decoder) {
        for (key, _) in self.fields {
            if !self.known.contains(&&**key) {
                decoder.refuse::<()>(
                    Code::UnknownField,
                    &pointer(&self.path, key),
                    format!(
                        "{} has no field `{}`; it has: {}",
                        self.what,
                        shorten(key),
                        self.known.join(", ")
                    ),
                );
            }
        }
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

fn string<'j>(decoder: &mut Decoder, json: &'j Json, path: &str, wanted: &str) -> Option<&'j str> {
    match json {
        Json::String(string) => Some(string),
        other => decoder.wrong_type(other, path, wanted),
    }
}

/// A name of 1 to `limits::TEXT_BYTES` bytes.
fn text(decoder: &mut Decoder, json: &Json, path: &str) -> Option<String> {
    let text = string(decoder, json, path, "a string")?;
    if text.is_empty() {
        return decoder.refuse(Code::TextEmpty, path, "an empty text names nothing");
    }
    if text.len() > limits::TEXT_BYTES {
        let message = format!("{} bytes are more than the most, {}", text.len(), limits::TEXT_BYTES);
        return decoder.refuse(Code::TooLarge, path, message);
    }
    Some(text.to_owned())
}

fn texts(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Vec<String>> {
    decoder.list(json, path, limits::LIST, text)
}

fn boolean(decoder: &mut Decoder, json: &Json, path: &str) -> Option<bool> {
    match json {
        Json::Bool(bool) => Some(*bool),
        other => decoder.wrong_type(other, path, "true or false"),
    }
}

/// One of the words of an enumeration.
fn word<T: Copy>(all: &'static [(&'static str, T)]) -> impl Fn(&mut Decoder, &Json, &str) -> Option<T> {
    move |decoder, json, path| {
        let found = string(decoder, json, path, "a string")?;
        match all.iter().find(|(word, _)| *word == found) {
            Some((_, value)) => Some(*value),
            None => {
                let words: Vec<&str> = all.iter().map(|(word, _)| *word).collect();
                let message = format!("`{}` is none of: {}", shorten(found), words.join(", "));
                decoder.refuse(Code::UnknownValue, path, message)
            }
        }
    }
}

/// A whole number within bounds, written without sign, fraction and exponent.
fn integer(least: u64, most: u64) -> impl Fn(&mut Decoder, &Json, &str) -> Option<u64> {
    move |decoder, json, path| {
        let Json::Number(number) = json else { return decoder.wrong_type(json, path, "a whole number") };
        let shown = shorten(number);
        let digits = number.strip_prefix('-').unwrap_or(number);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = format!("{shown} is not a whole number without fraction and exponent");
            return decoder.refuse(Code::IntegerMalformed, path, message);
        }
        match number.parse::<u64>() {
            Ok(integer) if (least..=most).contains(&integer) => Some(integer),
            _ => decoder.refuse(Code::OutOfRange, path, format!("{shown} is not within {least} and {most}")),
        }
    }
}

fn small(least: u32, most: u32) -> impl Fn(&mut Decoder, &Json, &str) -> Option<u32> {
    move |decoder, json, path| {
        let found = integer(u64::from(least), u64::from(most))(decoder, json, path)?;
        u32::try_from(found).ok()
    }
}

/// A count of anything that has no bound of its own.
fn count(least: u32) -> impl Fn(&mut Decoder, &Json, &str) -> Option<u32> {
    small(least, limits::COUNT)
}

fn quantity(least: u32) -> impl Fn(&mut Decoder, &Json, &str) -> Option<u32> {
    small(least, limits::QUANTITY)
}

/// A decimal of S1.1, of either sign.
fn any_decimal(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Decimal> {
    let text = match json {
        Json::String(text) => text,
        Json::Number(number) => {
            let message =
                format!("{} is a number; write it as a string, so that no digit is lost", shorten(number));
            return decoder.refuse(Code::AmountMalformed, path, message);
        }
        other => return decoder.wrong_type(other, path, "a decimal string"),
    };
    match Decimal::parse(text) {
        Some(decimal) => Some(decimal),
        None => {
            let message = format!(
                "`{}` is not a decimal with at most {} digits before and 1 to {} after the point",
                shorten(text),
                limits::INTEGER_DIGITS,
                limits::DECIMALS
            );
            decoder.refuse(Code::AmountMalformed, path, message)
        }
    }
}

/// A decimal of S1.1, not below zero.
fn decimal(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Decimal> {
    let decimal = any_decimal(decoder, json, path)?;
    if decimal.is_negative() {
        return decoder.refuse(Code::AmountNegative, path, format!("{decimal} is below zero"));
    }
    Some(decimal)
}

/// Money of either sign with no more decimals than its currency (S1.2).
fn any_amount(currency: Currency) -> impl Fn(&mut Decoder, &Json, &str) -> Option<Amount> {
    move |decoder, json, path| {
        let decimal = any_decimal(decoder, json, path)?;
        money(decoder, path, currency, decimal)
    }
}

/// Money, not below zero, with no more decimals than its currency (S1.2).
fn amount(currency: Currency) -> impl Fn(&mut Decoder, &Json, &str) -> Option<Amount> {
    move |decoder, json, path| {
        let decimal = decimal(decoder, json, path)?;
        money(decoder, path, currency, decimal)
    }
}

fn money(decoder: &mut Decoder, path: &str, currency: Currency, decimal: Decimal) -> Option<Amount> {
    match Amount::from_decimal(decimal, currency) {
        Some(amount) => Some(amount),
        None => {
            let message =
                format!("{decimal} has {} decimals, {currency} has {}", decimal.scale(), currency.digits());
            decoder.refuse(Code::AmountTooPrecise, path, message)
        }
    }
}

fn currency(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Currency> {
    let text = string(decoder, json, path, "a currency code")?;
    match Currency::parse(text) {
        Some(currency) => Some(currency),
        None => {
            let message = format!("`{}` is not a currency of ISO 4217 in upper case", shorten(text));
            decoder.refuse(Code::UnknownCurrency, path, message)
        }
    }
}

fn instant(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Instant> {
    let text = string(decoder, json, path, "an RFC 3339 instant")?;
    match Instant::parse(text) {
        Some(instant) => Some(instant),
        None => {
            let message =
                format!("`{}` is not an RFC 3339 instant such as 2026-11-21T09:30:00Z", shorten(text));
            decoder.refuse(Code::InstantMalformed, path, message)
        }
    }
}

fn cycle(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Cycle> {
    let mut fields = decoder.fields(json, path, "a cycle")?;
    let unit = fields.required(decoder, "unit", word(Unit::ALL));
    let count = fields.or(decoder, "count", 1, integer(1, limits::CYCLE_COUNT));
    fields.finish(decoder);
    Cycle::new(unit?, count?)
}

/// A period from two fields of an object that may have others.
fn period_of(decoder: &mut Decoder, fields: &mut Fields) -> Option<Period> {
    let start = fields.required(decoder, "start", instant);
    let end = fields.required(decoder, "end", instant);
    let (start, end) = (start?, end?);
    match Period::new(start, end) {
        Some(period) => Some(period),
        None => {
            let message = format!("the end, {end}, is not after the start, {start}");
            decoder.refuse(Code::PeriodMalformed, &pointer(&fields.path, "end"), message)
        }
    }
}

fn period(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Period> {
    let mut fields = decoder.fields(json, path, "a period")?;
    let period = period_of(decoder, &mut fields);
    fields.finish(decoder);
    period
}

/// Refuses what stands twice in a list.
fn unique(decoder: &mut Decoder, code: Code, path: &str, field: &str, names: &[&str]) -> Option<()> {
    let mut all = Some(());
    for (n, (name, repeat)) in names.iter().zip(repeats(names)).enumerate() {
        if repeat.is_some() {
            let message = format!("`{}` stands in this list already", shorten(name));
            all = decoder.refuse(code, &format!("{path}/{n}{field}"), message);
        }
    }
    all
}
