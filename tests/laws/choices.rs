//! A prepared request has no memory: to a long sequence of choices it gives the answers that requests with those
//! choices in them have, each read anew.

use proptest::prelude::*;
use quotient::hosted::{Hosted, Wanted};
use quotient::{Choice, Request, quote_json};
use serde_json::{Value, json};

use crate::engine::{catalog, list, string};
use crate::generate::request::case;
use crate::generate::terms::{cycle_json, quantity, seconds, written};
use crate::law::law;

/// What is chosen; nothing stays as it was prepared.
#[derive(Clone, Debug)]
struct Chosen {
    /// So many seconds later.
    later: Option<i64>,
    /// Another quantity of an item.
    quantity: Option<(usize, u32)>,
    cycle: Option<usize>,
    /// So many of the codes.
    codes: Option<usize>,
    parts: u32,
}

fn chosen() -> impl Strategy<Value = Chosen> {
    let later = prop_oneof![Just(1), -3_000_000..3_000_000_i64];
    (
        prop::option::weighted(0.3, later),
        prop::option::weighted(0.8, (0..4_usize, quantity())),
        prop::option::weighted(0.2, 0..4_usize),
        prop::option::weighted(0.2, 0..3_usize),
        0..16_u32,
    )
        .prop_map(|(later, quantity, cycle, codes, parts)| Chosen {
            later,
            quantity,
            cycle,
            codes,
            parts,
        })
}

/// The text of an answer, or of why there is none.
fn told(answer: Result<String, quotient::Problems>) -> String {
    answer.unwrap_or_else(|problems| problems.to_json())
}

#[test]
fn a_prepared_request_has_no_memory() {
    let choices = prop::collection::vec(chosen(), 1..24);
    law("a prepared request has no memory", 1500, 3, (case(), choices), |(case, choices)| {
        let catalog = catalog(&case.world.catalog);
        let asked = &case.request;
        let text = asked.to_string();
        let read = |text: &str| Request::parse(text).map_err(|problems| format!("{problems}\n  {text}"));
        let request = read(&text)?;
        let prepared = catalog.prepare(&request);
        let mut hosted = Hosted::parse(&text).map_err(|problems| problems.to_string())?;
        let varies = ["purchase", "change"].contains(&string(&asked["type"]));
        let mut priced = false;
        for chosen in choices {
            let mut choice = json!({});
            if let Some(later) = chosen.later {
                choice["at"] = json!(written(seconds(&asked["at"]) + later));
            }
            if let Some(cycle) = chosen.cycle.filter(|_| varies) {
                choice["cycle"] = cycle_json(case.world.cycle(cycle));
            }
            if let Some(count) = chosen.codes.filter(|_| varies) {
                choice["codes"] = list(&asked["codes"]).iter().take(count).cloned().collect();
            }
            let mut items = asked["items"].clone();
            let count = list(&items).len();
            if let Some((place, quantity)) = chosen.quantity.filter(|_| varies && count > 0) {
                let place = place % count;
                items[place]["quantity"] = json!(quantity);
                choice["items"] = items;
                // The same by its place and number alone.
                let mut alone = asked.clone();
                alone["items"] = choice["items"].clone();
                let fresh = told(quote_json(&catalog, &read(&alone.to_string())?, Wanted(0).parts()));
                let fresh: Value = serde_json::from_str(&fresh).map_err(|error| error.to_string())?;
                let expected = match (&fresh["total"], &fresh["amountDue"]) {
                    (Value::String(total), Value::String(due)) => format!("{total} {due}\0"),
                    _ => String::new(),
                };
                let total = hosted.total(&catalog, place, quantity);
                if total != expected {
                    return Err(format!("{total:?}, not {expected:?}, for {quantity} at {place}"));
                }
            }
            let mut merged = asked.clone();
            for (key, value) in choice.as_object().expect("an object") {
                merged[key] = value.clone();
            }
            let parts = Wanted(chosen.parts);
            let fresh = told(quote_json(&catalog, &read(&merged.to_string())?, parts.parts()));
            let spelled = choice.to_string();
            let parsed = Choice::parse(&spelled).map_err(|problems| format!("{problems}\n  {spelled}"))?;
            let again = told(prepared.quote_json(&parsed, parts.parts()));
            let kept = told(hosted.quote_json(&catalog, &spelled, parts));
            if [&again, &kept].iter().any(|answer| **answer != fresh) {
                return Err(format!("{again}\n  {kept}\n  not {fresh}\n  for {choice}"));
            }
            priced |= fresh.contains(r#""status":"priced""#);
        }
        Ok(priced)
    });
}
