//! A calculation as English sentences. The data is on the line; other languages write their
//! own from it.

use crate::limits;
use crate::problem::{Found, Problems};
use crate::wire::json::{Json, read};

/// How a line's amount came about, a sentence each.
///
/// `line` is a line of an answer as JSON text, `currency` that of the answer. A line without a
/// calculation that can be told gives no sentences.
///
/// # Errors
///
/// `too_large` where the text has more than `limits::REQUEST_BYTES`; `json_malformed`, `duplicate_key`
/// and `too_deep` where it is not read as JSON.
pub fn sentences(line: &str, currency: &str) -> Result<Vec<String>, Problems> {
    let mut problems = Found::default();
    let line = read(line, limits::REQUEST_BYTES, &mut problems);
    match Problems::from_found(problems) {
        Some(problems) => Err(problems),
        None => Ok(line.and_then(|line| tell(&line, currency)).unwrap_or_default()),
    }
}

fn tell(line: &Json, currency: &str) -> Option<Vec<String>> {
    let calculation = field(line, "calculation")?;
    match text(field(calculation, "kind")?)? {
        "charge" => charge(line, calculation, currency),
        "credit" => credit(line, calculation, currency),
        _ => None,
    }
}

fn charge(line: &Json, calculation: &Json, currency: &str) -> Option<Vec<String>> {
    let after = text(field(calculation, "after")?)?;
    let mut told = vec![match field(calculation, "before").and_then(text) {
        Some(before) => {
            format!("The price for a whole cycle goes from {before} {currency} to {after} {currency}.")
        }
        None => format!("The price for a whole cycle is {after} {currency}."),
    }];
    if let Some(share) = field(calculation, "share") {
        told.push(format!("Of the period, {} remain and are charged.", shown_share(share)?));
    }
    if let Some(factor) = field(calculation, "withoutTax") {
        told.push(format!("No tax is due: of the price that includes it, {} is charged.", fraction(factor)?));
    }
    let exact = fraction(field(calculation, "exact")?)?;
    told.push(rounded(&exact, text(field(line, "amount")?)?, currency));
    Some(told)
}

fn credit(line: &Json, calculation: &Json, currency: &str) -> Option<Vec<String>> {
    let mut told = Vec::new();
    let part = fraction(field(calculation, "part")?)?;
    if let (Some(before), Some(after)) =
        (field(calculation, "before").and_then(text), field(calculation, "after").and_then(text))
    {
        told.push(format!(
            "The price for a whole cycle goes from {before} {currency} to {after} {currency}: {part} of it is given back."
        ));
    }
    let Json::Array(entries) = field(calculation, "entries")? else { return None };
    for entry in entries {
        let period = field(entry, "period")?;
        let day = |key: &str| text(field(period, key)?)?.get(..10).map(str::to_owned);
        let (net, tax) = (text(field(entry, "net")?)?, text(field(entry, "tax")?)?);
        let taxed = if tax.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
            String::new()
        } else {
            format!(" and {tax} {currency} of tax")
        };
        told.push(format!(
            "{net} {currency}{taxed} paid for {} to {}: {} are not used, exactly {} {currency}{}.",
            day("start")?,
            day("end")?,
            shown_share(field(entry, "share")?)?,
            fraction(field(entry, "exactNet")?)?,
            if taxed.is_empty() {
                String::new()
            } else {
                format!(" and {} {currency} of tax", fraction(field(entry, "exactTax")?)?)
            },
        ));
    }
    told.push(format!("Credited: {} {currency}.", text(field(line, "amount")?)?));
    Some(told)
}

fn rounded(exact: &str, amount: &str, currency: &str) -> String {
    let ends = |text: &str| text.trim_end_matches('0').trim_end_matches('.').to_owned();
    if exact == amount || (amount.contains('.') && ends(amount) == exact) {
        format!("That is {amount} {currency}, exactly.")
    } else {
        format!("That is exactly {exact} {currency}, rounded to {amount} {currency}.")
    }
}

/// `10 of 30 days`: seconds in the largest unit that divides both.
fn shown_share(share: &Json) -> Option<String> {
    const UNITS: [(i64, &str); 4] = [(86_400, "days"), (3_600, "hours"), (60, "minutes"), (1, "seconds")];
    let (numerator, denominator) =
        (integer(field(share, "numerator")?)?, integer(field(share, "denominator")?)?);
    Some(match text(field(share, "unit")?)? {
        "day" => format!("{numerator} of {denominator} days"),
        "second" => {
            let divides = |size: i64, count: i64| count.checked_rem(size) == Some(0);
            let (size, unit) = UNITS
                .into_iter()
                .find(|(size, _)| divides(*size, numerator) && divides(*size, denominator))?;
            format!("{} of {} {unit}", numerator.checked_div(size)?, denominator.checked_div(size)?)
        }
        _ if numerator == 0 => "none of its parts".to_owned(),
        _ => "all of its parts".to_owned(),
    })
}

fn fraction(fraction: &Json) -> Option<String> {
    let (numerator, denominator) =
        (text(field(fraction, "numerator")?)?, text(field(fraction, "denominator")?)?);
    Some(if denominator == "1" { numerator.to_owned() } else { format!("{numerator}/{denominator}") })
}

fn field<'j>(json: &'j Json, key: &str) -> Option<&'j Json> {
    match json {
        Json::Object(fields) => fields.iter().find(|(known, _)| known == key).map(|(_, value)| value),
        _ => None,
    }
}

fn text(json: &Json) -> Option<&str> {
    match json {
        Json::String(text) => Some(text),
        _ => None,
    }
}

fn integer(json: &Json) -> Option<i64> {
    match json {
        Json::Number(number) => number.parse().ok(),
        _ => None,
    }
}
