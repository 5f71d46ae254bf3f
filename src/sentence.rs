//! A calculation as English sentences. The data is on the line; other languages write their
//! own from it.

use crate::digits::{Digits, Plain};
use crate::limits;
use crate::problem::{Found, Problems};
use crate::wire::json::read;
use crate::wire::tree::{Json, Span, Tree};

const FROM_TO: &str = "The price for a whole cycle goes from {before} {currency} to {after} {currency}";

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
        None => Ok(line.and_then(|line| calculation(&line, currency)).unwrap_or_default()),
    }
}

fn calculation(tree: &Tree, currency: &str) -> Option<Vec<String>> {
    let line = tree.root();
    let calculation = tree.field(line, "calculation")?;
    let mut teller = Teller { tree, places: [calculation, line], currency, told: Vec::new(), known: true };
    match tree.text(tree.field(calculation, "kind")?)? {
        "charge" => teller.charge(),
        "credit" => teller.credit(),
        _ => return None,
    }
    teller.known.then_some(teller.told)
}

/// Tells sentences; what stands in their braces are names of fields.
struct Teller<'j> {
    tree: &'j Tree<'j>,
    /// Where fields are looked for.
    places: [&'j Json; 2],
    currency: &'j str,
    told: Vec<String>,
    /// Every field that was named could be told.
    known: bool,
}

impl<'j> Teller<'j> {
    fn charge(&mut self) {
        if self.has("before") {
            self.tell(&[FROM_TO, "."]);
        } else {
            self.tell(&["The price for a whole cycle is {after} {currency}."]);
        }
        if self.has("share") {
            self.tell(&["Of the period, {share} remain and are charged."]);
        }
        if self.has("withoutTax") {
            self.tell(&["No tax is due: of the price that includes it, {withoutTax} is charged."]);
        }
        let (exact, amount) = (self.filled("{exact}"), self.filled("{amount}"));
        let plain =
            if amount.bytes().any(|byte| byte == b'.') { amount.trim_end_matches('0') } else { &amount };
        if exact == plain.trim_end_matches('.') {
            self.tell(&["That is {amount} {currency}, exactly."]);
        } else {
            self.tell(&["That is exactly {exact} {currency}, rounded to {amount} {currency}."]);
        }
    }

    fn credit(&mut self) {
        if self.has("before") && self.has("after") {
            self.tell(&[FROM_TO, ": {part} of it is given back."]);
        }
        let places = self.places;
        let Some(Json::Array(entries)) = self.find("entries") else {
            self.known = false;
            return;
        };
        for entry in self.tree.fields(*entries) {
            let entry = &entry.json;
            self.places = [entry, self.tree.field(entry, "period").unwrap_or(entry)];
            let untaxed = self.filled("{tax}").bytes().all(|byte| matches!(byte, b'0' | b'.'));
            let or_nothing = |of_tax| if untaxed { "" } else { of_tax };
            self.tell(&[
                "{net} {currency}",
                or_nothing(" and {tax} {currency} of tax"),
                " paid for {start} to {end}: {share} are not used, exactly {exactNet} {currency}",
                or_nothing(" and {exactTax} {currency} of tax"),
                ".",
            ]);
        }
        self.places = places;
        self.tell(&["Credited: {amount} {currency}."]);
    }

    fn tell(&mut self, parts: &[&str]) {
        let sentence = parts.iter().map(|part| self.filled(part)).collect();
        self.told.push(sentence);
    }

    /// A part of a sentence with what its braces name.
    fn filled(&mut self, part: &str) -> String {
        let mut filled = String::new();
        let mut name = 0;
        for character in part.chars() {
            match character {
                '{' => name = filled.len(),
                '}' => {
                    let name = filled.split_off(name);
                    self.known &= self.show(&name, &mut filled).is_some();
                }
                character => filled.push(character),
            }
        }
        filled
    }

    fn show(&self, name: &str, filled: &mut String) -> Option<()> {
        if name == "currency" {
            filled.push_str(self.currency);
            return Some(());
        }
        show(self.tree, self.find(name)?, filled)
    }

    fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    #[inline(never)]
    fn find(&self, name: &str) -> Option<&'j Json> {
        self.places.iter().find_map(|place| self.tree.field(place, name))
    }
}

/// A text, an instant by its day, a share or a fraction.
fn show(tree: &Tree, value: &Json, told: &mut String) -> Option<()> {
    if let Some(text) = tree.text(value) {
        let day = text.bytes().position(|byte| byte == b'T').and_then(|end| text.get(..end));
        told.push_str(day.unwrap_or(text));
        return Some(());
    }
    let str = |span: &Span| tree.str(*span);
    match (tree.field(value, "numerator")?, tree.field(value, "denominator")?) {
        (Json::String(numerator), Json::String(denominator)) => {
            told.push_str(str(numerator));
            if str(denominator) != "1" {
                told.push('/');
                told.push_str(str(denominator));
            }
        }
        (numerator, denominator) => {
            let (numerator, denominator) = (tree.whole(numerator)?, tree.whole(denominator)?);
            share(numerator, denominator, tree.text(tree.field(value, "unit")?)?, told)?;
        }
    }
    Some(())
}

/// `10 of 30 days`: seconds in the largest unit that divides both.
fn share(numerator: i64, denominator: i64, counted: &str, told: &mut String) -> Option<()> {
    const UNITS: [(i64, &str); 4] = [(86_400, "days"), (3_600, "hours"), (60, "minutes"), (1, "seconds")];
    let divides = |size: i64, count: i64| count.checked_rem(size) == Some(0);
    let (size, unit) = match counted {
        "day" => (1, "days"),
        "second" => {
            *UNITS.iter().find(|(size, _)| divides(*size, numerator) && divides(*size, denominator))?
        }
        _ => {
            told.push_str(if numerator == 0 { "none of its parts" } else { "all of its parts" });
            return Some(());
        }
    };
    for (number, text) in [(numerator, " of "), (denominator, " ")] {
        let mut digits = Digits::empty();
        number.checked_div(size)?.plain(&mut digits);
        told.push_str(digits.as_str());
        told.push_str(text);
    }
    told.push_str(unit);
    Some(())
}
