//! The conformance corpus through the JavaScript door, in Node and in a browser.
#![cfg(all(target_arch = "wasm32", feature = "js"))]

mod support;

use quotient::js::{catalog_free, catalog_new, quote};
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
    let read = catalog_new(&case.catalog);
    let catalog = json(&read)["catalog"].as_u64().ok_or(read)?;
    let catalog = u32::try_from(catalog).expect("of 32 bits");
    let answer = json(&quote(catalog, &case.request));
    catalog_free(catalog);
    let freed = json(&quote(catalog, &case.request));
    assert_eq!(freed["problems"][0]["code"], "unknown_reference");
    support::conforms(&case.expect, &answer)?;
    let line = support::digest_line(case, &answer);
    if line == digest { Ok(()) } else { Err(format!("native `{digest}`, here `{line}`")) }
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("the door hands out JSON")
}

#[wasm_bindgen_test]
fn problems_are_answered() {
    let answer = json(&catalog_new(r#"{"id": 1, "surprise": true}"#));
    let codes: Vec<_> = answer["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["wrong_type", "missing_field", "unknown_field"]);
}
