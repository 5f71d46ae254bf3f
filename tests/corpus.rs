//! The conformance corpus, natively.

mod support;

use quotient::{Catalog, OptionsRequest, Request, Warning, lint, options, quote, verify, verify_json};
use serde_json::{Value, json};

#[test]
fn every_case_conforms_with_its_digest() {
    let mut failed = Vec::new();
    let mut lines = Vec::new();
    let cases = support::cases();
    for case in &cases {
        match check(case) {
            Ok(line) => lines.push(line),
            Err(reason) => failed.push(format!("{}: {reason}", case.name)),
        }
    }
    println!("{} passed, {} failed", cases.len() - failed.len(), failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    if std::env::var_os("UPDATE_DIGESTS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/digests.txt");
        std::fs::write(path, lines.join("\n") + "\n").expect("the digests can be written");
        return;
    }
    let changed: Vec<_> =
        lines.iter().zip(support::DIGESTS.lines()).filter(|(now, known)| now != known).collect();
    assert!(changed.is_empty() && lines.len() == support::DIGESTS.lines().count(), "{changed:#?}");
}

fn check(case: &support::Case) -> Result<String, String> {
    let catalog = Catalog::parse(&case.catalog).map_err(|problems| problems.to_string())?;
    let request = Request::parse(&case.request).map_err(|problems| problems.to_string())?;
    let answer = quote(&catalog, &request).map_err(|problems| problems.to_string())?;
    let answer = serde_json::from_str(&answer.to_json()).map_err(|error| error.to_string())?;
    support::conforms(&case.expect, &answer)?;
    Ok(support::digest_line(case, &answer))
}

/// Fields are written in the order in which shapes declare them: it must be that of RFC 8785.
#[test]
fn what_goes_out_is_canonical() {
    for case in support::cases() {
        let catalog = Catalog::parse(&case.catalog).expect("a catalog");
        let request = Request::parse(&case.request).expect("a request");
        let verification = verify(&catalog, &request, "sha256:").expect("a verification");
        for digest in [
            "sha256:",
            verification.answer.quote().and_then(|quote| quote.digest.as_deref()).unwrap_or_default(),
        ] {
            let found = verify(&catalog, &request, digest).expect("a verification");
            let told = verify_json(&catalog, &request, digest).expect("a verification");
            assert_eq!(told, (found.holds, found.to_json()), "{}", case.name);
        }
        let mut texts = vec![
            catalog.to_json(),
            request.to_json(),
            quote(&catalog, &request).expect("an answer").to_json(),
            verification.to_json(),
            Warning::to_json(&lint(&catalog)),
        ];
        let asked: Value = serde_json::from_str(&case.request).expect("JSON");
        let mut question = json!({"at": asked["at"], "actor": {"role": "owner"}});
        let held = if asked["subscription"].is_null() { "currency" } else { "subscription" };
        question[held] = asked[held].clone();
        let question = OptionsRequest::parse(&question.to_string()).expect("a question");
        texts.push(options(&catalog, &question).expect("options").to_json());
        for text in texts {
            // Its objects are sorted.
            let value: Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(value.to_string(), text, "{}", case.name);
        }
    }
}
