//! The conformance corpus, natively.

mod support;

use quotient::{Catalog, Request, quote};

#[test]
fn every_case_conforms() {
    let mut failed = Vec::new();
    let cases = support::cases();
    for case in &cases {
        if let Err(reason) = check(case) {
            failed.push(format!("{}: {reason}", case.name));
        }
    }
    println!("{} passed, {} failed", cases.len() - failed.len(), failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn check(case: &support::Case) -> Result<(), String> {
    let catalog = Catalog::parse(&case.catalog).map_err(|problems| problems.to_string())?;
    let request = Request::parse(&case.request).map_err(|problems| problems.to_string())?;
    let answer = quote(&catalog, &request).map_err(|problems| problems.to_string())?;
    let answer = serde_json::from_str(&answer.to_json()).map_err(|error| error.to_string())?;
    support::conforms(&case.expect, &answer)
}
