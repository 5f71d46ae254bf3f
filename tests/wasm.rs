//! The conformance corpus through the JavaScript door, in Node and in a browser.
#![cfg(all(target_arch = "wasm32", feature = "js"))]

mod support;

use quotient::js::{ask, catalog_free, release, total};
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
    let prepared = ask(3, catalog, 0, 0, &case.request).parse().expect("a handle");
    assert_eq!(json(&ask(4, catalog, prepared, 15, "{}")), answer);
    catalog_free(catalog);
    for freed in [quote(catalog, &case.request), ask(4, catalog, prepared, 15, "{}")] {
        assert_eq!(json(&freed)["problems"][0]["code"], "unknown_reference");
    }
    assert_eq!(total(catalog, prepared, 0, 1), 0);
    release(prepared);
    support::conforms(&case.expect, &answer)?;
    let line = support::digest_line(case, &answer);
    if line == digest { Ok(()) } else { Err(format!("native `{digest}`, here `{line}`")) }
}

fn catalog_new(text: &str) -> String {
    ask(0, 0, 0, 0, text)
}

fn quote(catalog: u32, request: &str) -> String {
    ask(1, catalog, 0, 15, request)
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
