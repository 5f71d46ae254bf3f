//! What is told to people: a few messages of every code, in `tests/cases/messages.txt`. They may change between
//! versions; that a change is meant is seen there.

mod support;

use std::collections::BTreeMap;

use quotient::{Catalog, Request, quote};
use serde_json::Value;

/// What `UPDATE_MESSAGES=1 cargo test --test messages` wrote.
const MESSAGES: &str = include_str!("cases/messages.txt");

/// So many of a code, unlike each other but for what is named and counted.
const OF_A_CODE: usize = 4;

#[test]
fn messages_are_what_they_were() {
    let mut told: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut tell = |code: &str, message: &str| {
        let messages = told.entry(code.to_owned()).or_default();
        let shape = shape(message);
        if messages.len() < OF_A_CODE && messages.iter().all(|(other, _)| *other != shape) {
            messages.push((shape, message.to_owned()));
        }
    };
    let cases = support::cases();
    let answers = cases.iter().map(|case| {
        let catalog = Catalog::parse(&case.catalog).expect("a catalog");
        quote(&catalog, &Request::parse(&case.request).expect("a request")).expect("an answer").to_json()
    });
    let malformed = support::MALFORMED.lines().map(|line| {
        let case: Value = serde_json::from_str(line).expect("a case is a JSON object");
        let text = |name| case.get(name).map(support::text);
        let found = match text("catalog") {
            Some(text) => Catalog::parse(&text).err(),
            None => text("request").and_then(|text| Request::parse(&text).err()),
        };
        format!("{{\"problems\":{}}}", found.expect("problems").to_json())
    });
    for text in malformed.chain(answers) {
        let answer: Value = serde_json::from_str(&text).expect("an answer is JSON");
        for (list, code) in [("problems", "code"), ("codes", "reason")] {
            for each in answer[list].as_array().into_iter().flatten() {
                if let (Some(code), Some(message)) = (each[code].as_str(), each["message"].as_str()) {
                    tell(code, message);
                }
            }
        }
    }
    let lines = told.iter().flat_map(|(code, messages)| {
        messages.iter().map(move |(_, message)| format!("{code}\t{}\n", message.escape_debug()))
    });
    let lines: String = lines.collect();
    if std::env::var_os("UPDATE_MESSAGES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/messages.txt");
        std::fs::write(path, lines).expect("the messages can be written");
        return;
    }
    let changed: Vec<_> = lines.lines().zip(MESSAGES.lines()).filter(|(now, known)| now != known).collect();
    assert!(changed.is_empty() && lines.lines().count() == MESSAGES.lines().count(), "{changed:#?}");
}

/// A message without what it names and counts.
fn shape(message: &str) -> String {
    let outside = message.split('`').step_by(2).collect::<Vec<_>>().join("`");
    outside.chars().filter(|char| !char.is_ascii_digit()).collect()
}
