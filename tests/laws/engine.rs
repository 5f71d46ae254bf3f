//! The engine as a host has it: text in, text out.

use quotient::{Catalog, Request, quote};
use serde_json::Value;

/// The catalogs of these tests are well formed.
pub fn catalog(json: &Value) -> Catalog {
    match Catalog::parse(&json.to_string()) {
        Ok(catalog) => catalog,
        Err(problems) => panic!("the generator made a malformed catalog: {problems}"),
    }
}

/// The text of the answer.
pub fn text(catalog: &Catalog, request: &str) -> Result<String, String> {
    let parsed = Request::parse(request).map_err(|problems| format!("malformed: {problems}\n  {request}"))?;
    let answer = quote(catalog, &parsed).map_err(|problems| format!("no answer: {problems}\n  {request}"))?;
    Ok(answer.to_json())
}

/// The answer. Everything in these tests lies within the bounds of S1.6, so there must be one.
pub fn ask(catalog: &Catalog, request: &Value) -> Result<Value, String> {
    let answer = text(catalog, &request.to_string())?;
    serde_json::from_str(&answer).map_err(|error| format!("the answer is not JSON: {error}"))
}

pub fn is_priced(answer: &Value) -> bool {
    answer["status"] == "priced"
}

/// The lines of a priced answer.
pub fn lines(answer: &Value) -> &[Value] {
    list(&answer["lines"])
}

/// The elements of an array; none of what is absent.
pub fn list(json: &Value) -> &[Value] {
    json.as_array().map_or(&[], |list| list)
}

pub fn string(json: &Value) -> &str {
    json.as_str().unwrap_or("")
}

/// The codes of the problems of a rejected answer, sorted.
pub fn problem_codes(answer: &Value) -> Vec<&str> {
    let mut codes: Vec<&str> =
        list(&answer["problems"]).iter().map(|problem| string(&problem["code"])).collect();
    codes.sort_unstable();
    codes
}

/// Can the state be sent back? An amount of 10^15 or more is supported as a result (S1.6), but no
/// decimal string can say it (S1.1).
pub fn can_be_said(subscription: &Value) -> bool {
    let short = |amount: &Value| {
        let whole = string(amount).trim_start_matches('-').split('.').next().unwrap_or("");
        whole.len() <= 15
    };
    short(&subscription["balance"])
        && list(&subscription["charges"]).iter().all(|entry| short(&entry["net"]) && short(&entry["tax"]))
}
