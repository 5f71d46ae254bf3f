//! The conformance corpus and the one comparison for every host.
#![allow(dead_code, reason = "each test of this crate uses a part")]

use serde_json::Value;

#[path = "../../cli/src/commands/check/conform.rs"]
mod conform;

/// Cases to read, one rule each.
pub const NAMED: &str = include_str!("../cases/named.ndjson");
/// More of them: every rule by its number, with its bounds and ties (`docs/rules.md`).
pub const RULES: &str = include_str!("../cases/rules.ndjson");
/// Random well-formed catalogs and requests over all rules.
pub const GENERATED: &str = include_str!("../cases/generated.ndjson");

/// The digest of every answer, a line each, as `UPDATE_DIGESTS=1 cargo test --test corpus` wrote it:
/// every host must find the same.
pub const DIGESTS: &str = include_str!("../cases/digests.txt");

/// Malformed texts with the problems that must be told.
pub const MALFORMED: &str = include_str!("../cases/malformed.ndjson");

/// The text of a malformed case: a string, or `[[part, times], …]` where it is long.
pub fn text(value: &Value) -> String {
    match value {
        Value::Array(parts) => parts
            .iter()
            .map(|part| {
                let times = part[1].as_u64().expect("how many times") as usize;
                part[0].as_str().expect("a text").repeat(times)
            })
            .collect(),
        text => text.as_str().expect("a text").to_owned(),
    }
}

/// One case: a catalog, a request and what the answer must hold.
pub struct Case {
    pub name: String,
    pub catalog: String,
    pub request: String,
    pub expect: Value,
}

/// Every case of the corpus.
pub fn cases() -> Vec<Case> {
    NAMED.lines().chain(GENERATED.lines()).chain(RULES.lines()).map(case).collect()
}

fn case(line: &str) -> Case {
    let mut case: Value = serde_json::from_str(line).expect("a case is a JSON object");
    Case {
        name: case["name"].as_str().expect("a case has a name").to_owned(),
        catalog: case["catalog"].to_string(),
        request: case["request"].to_string(),
        expect: case["expect"].take(),
    }
}

/// What stands in `DIGESTS` for an answer: its digest, or the codes for which it is rejected.
pub fn digest_line(case: &Case, answer: &Value) -> String {
    let problems = answer["problems"].as_array().map_or(&[][..], |problems| problems);
    let codes: Vec<&str> = problems.iter().filter_map(|problem| problem["code"].as_str()).collect();
    let outcome = answer["digest"].as_str().map_or_else(|| codes.join(" "), str::to_owned);
    format!("{}\t{outcome}", case.name)
}

/// Does the answer hold everything that is expected? The comparison is that of `quotient check`.
pub fn conforms(expect: &Value, answer: &Value) -> Result<(), String> {
    let differences = conform::differences(expect, answer);
    if differences.is_empty() { Ok(()) } else { Err(differences.join("; ")) }
}
