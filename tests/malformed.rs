//! Malformed input, natively: every problem at once, by code and pointer, with a message.

mod support;

use quotient::{Catalog, Problem, Problems, Request};
use serde_json::Value;

#[test]
fn every_problem_is_told() {
    let mut failed = Vec::new();
    for line in support::MALFORMED.lines() {
        let case: Value = serde_json::from_str(line).expect("a case is a JSON object");
        let found = match (case.get("catalog"), case.get("request")) {
            (Some(text), _) => codes(Catalog::parse(&support::text(text)).map(drop)),
            (_, Some(text)) => codes(Request::parse(&support::text(text)).map(drop)),
            _ => panic!("{}: a case has a catalog or a request", case["name"]),
        };
        if found != case["problems"] {
            failed.push(format!("{}: expected {}, found {found}", case["name"], case["problems"]));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn codes(read: Result<(), Problems>) -> Value {
    let problems = read.err().map_or(Vec::new(), |problems| problems.iter().map(told).collect());
    Value::Array(problems)
}

fn told(problem: &Problem) -> Value {
    let message = &problem.message;
    assert!(!message.is_empty() && !message.ends_with('.') && message.len() < 600, "{message}");
    serde_json::json!({"code": problem.code.as_str(), "path": problem.path})
}

#[test]
fn a_hundred_problems_are_enough() {
    let products: Vec<_> = (0..500).map(|_| "{}").collect();
    let problems =
        Catalog::parse(&format!(r#"{{"id": "c", "products": [{}]}}"#, products.join(","))).unwrap_err();
    let last = problems.iter().last().unwrap();
    assert_eq!(problems.iter().count(), 100);
    assert_eq!(last.message, "and 1901 more problems; mend the first ones");
}
