//! The same question has the same answer: twice, in canonical form, with its keys in another order;
//! and the order of codes, of `existing` and of rates changes no amount.

use proptest::prelude::*;
use quotient::{Catalog, Request};
use serde_json::{Map, Value, json};

use crate::engine::{ask, catalog, is_priced, list, string, text};
use crate::generate::request::{Case, case};
use crate::law::law;

/// Puts a list into another order, which follows from a number.
fn shuffle<T>(list: &mut [T], mut seed: u64) {
    for last in (1..list.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(seed >> 33).unwrap_or(0) % (last + 1);
        list.swap(last, other);
    }
}

/// JSON text with the keys of every object in another order, and white space around them.
fn respelled(json: &Value, seed: u64) -> String {
    match json {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            shuffle(&mut fields, seed);
            let fields = fields.iter().map(|(key, value)| {
                format!(" {} :\n{}", Value::from(key.as_str()), respelled(value, seed.wrapping_add(1)))
            });
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
        Value::Array(elements) => {
            let elements = elements.iter().map(|element| respelled(element, seed.wrapping_add(1)));
            format!("[{}]", elements.collect::<Vec<_>>().join("\t,"))
        }
        other => other.to_string(),
    }
}

#[test]
fn the_same_question_has_the_same_answer() {
    let name = "the same question has the same answer";
    law(name, 3000, 3, (case(), any::<u64>()), |(case, seed)| {
        let request = case.request.to_string();
        let first = text(&catalog(&case.world.catalog), &request)?;
        let same = |what: &str, again: String| match first == again {
            true => Ok(()),
            false => Err(format!("{what}:\n  {first}\n  {again}")),
        };
        same("asked twice", text(&catalog(&case.world.catalog), &request)?)?;

        let shuffled = Catalog::parse(&respelled(&case.world.catalog, *seed)).map_err(|e| e.to_string())?;
        same("with keys in another order", text(&shuffled, &respelled(&case.request, *seed))?)?;

        let catalog =
            Catalog::parse(&shuffled.to_json()).map_err(|e| format!("the canonical catalog: {e}"))?;
        let canonical = Request::parse(&request).map_err(|e| e.to_string())?.to_json();
        same("in canonical form", text(&catalog, &canonical)?)?;
        Ok(first.contains("\"priced\""))
    });
}

/// All of an answer that may not depend on the order of what was asked.
fn regardless_of_order(answer: &Value) -> Value {
    if !is_priced(answer) {
        let problems = list(&answer["problems"]).iter();
        let mut problems: Vec<String> = problems
            .map(|problem| format!("{} {}", string(&problem["code"]), string(&problem["path"])))
            .collect();
        problems.sort();
        return json!(problems);
    }
    let mut answer = answer.clone();
    // It covers the request as it was sent.
    answer["digest"].take();
    sort(&mut answer["codes"], "code");
    for line in answer["lines"].as_array_mut().into_iter().flatten() {
        sort(&mut line["taxes"], "id");
    }
    answer
}

fn sort(list: &mut Value, field: &str) {
    if let Some(list) = list.as_array_mut() {
        list.sort_by_key(|element| string(&element[field]).to_owned());
    }
}

/// The request with one of its lists in another order; nothing where there is no other.
fn reordered(request: &Value, path: &[&str], seed: u64) -> Option<Value> {
    fn list_at<'a>(json: &'a mut Map<String, Value>, path: &[&str]) -> Option<&'a mut Vec<Value>> {
        match path {
            [last] => json.get_mut(*last)?.as_array_mut(),
            [first, rest @ ..] => list_at(json.get_mut(*first)?.as_object_mut()?, rest),
            [] => None,
        }
    }
    let mut request = request.clone();
    let list = list_at(request.as_object_mut()?, path)?;
    let before = list.clone();
    shuffle(list, seed);
    (*list != before).then_some(request)
}

fn no_amount_changes(name: &str, path: &'static [&'static str]) {
    law(name, 3000, 25, (case(), any::<u64>()), |(case, seed)| {
        let Case { world, request } = case;
        let Some(other) = reordered(request, path, *seed) else { return Ok(false) };
        let catalog = catalog(&world.catalog);
        let (first, second) = (ask(&catalog, request)?, ask(&catalog, &other)?);
        if regardless_of_order(&first) == regardless_of_order(&second) {
            return Ok(true);
        }
        Err(format!("{first}\n  {second}"))
    });
}

#[test]
fn the_order_of_codes_changes_no_amount() {
    no_amount_changes("the order of codes changes no amount", &["codes"]);
}

#[test]
fn the_order_of_other_subscriptions_changes_no_amount() {
    no_amount_changes("the order of other subscriptions changes no amount", &["existing"]);
}

#[test]
fn the_order_of_rates_changes_no_amount() {
    no_amount_changes("the order of rates changes no amount", &["tax", "rates"]);
}
