//! The conformance corpus through the JavaScript door, in Node and in a browser.
#![cfg(all(target_arch = "wasm32", feature = "js"))]

mod support;

use quotient::js::Engine;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn every_case_conforms_with_the_native_digest() {
    let cases = support::cases();
    let digests: Vec<&str> = support::DIGESTS.lines().collect();
    assert_eq!(cases.len(), digests.len());
    let mut failed = Vec::new();
    for (case, digest) in cases.iter().zip(digests) {
        if let Err(reason) = check(case, digest) {
            failed.push(format!("{}: {reason}", case.name));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn check(case: &support::Case, digest: &str) -> Result<(), String> {
    let engine = Engine::new(&case.catalog).map_err(|problems| text(&problems))?;
    let answer = engine.quote(&case.request).map_err(|problems| text(&problems))?;
    let answer = serde_json::from_str(&answer).map_err(|error| error.to_string())?;
    support::conforms(&case.expect, &answer)?;
    let line = support::digest_line(case, &answer);
    if line == digest { Ok(()) } else { Err(format!("native `{digest}`, here `{line}`")) }
}

fn text(thrown: &JsValue) -> String {
    thrown.as_string().expect("problems are thrown as JSON text")
}

#[wasm_bindgen_test]
fn problems_are_thrown_as_json() {
    let Err(thrown) = Engine::new(r#"{"id": 1, "surprise": true}"#) else {
        panic!("a catalog needs products")
    };
    let problems: serde_json::Value = serde_json::from_str(&text(&thrown)).expect("an array");
    let codes: Vec<_> =
        problems.as_array().unwrap().iter().map(|problem| problem["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["wrong_type", "missing_field", "unknown_field"]);
}
