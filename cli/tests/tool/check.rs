use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::corpus;
use crate::run::{Folder, ndjson, run};

fn case() -> Value {
    serde_json::from_str(corpus::NAMED.lines().next().unwrap()).unwrap()
}

#[test]
fn the_corpus_passes() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases");
    let files = fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<_> = files
        .filter(|file| {
            file.extension().is_some_and(|end| end == "ndjson") && !file.ends_with("malformed.ndjson")
        })
        .map(|file| file.to_str().unwrap().to_owned())
        .collect();
    let arguments: Vec<_> = ["check"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let checked = run(&arguments, "");
    assert_eq!((checked.code, checked.err.as_str()), (0, ""), "{}", checked.out);
    assert_eq!(checked.out, format!("{} passed, 0 failed\n", corpus::cases().len()));
    let named = run(&["check"], corpus::NAMED);
    assert_eq!(named.out, format!("{} passed, 0 failed\n", corpus::NAMED.lines().count()));
}

#[test]
fn a_wrong_expectation_fails_with_its_first_differences() {
    let mut wrong = case();
    wrong["name"] = json!("wrong on purpose");
    for (n, field) in ["amountDue", "total", "subtotal", "nothing"].into_iter().enumerate() {
        wrong["expect"][field] = json!(format!("{n}.00"));
    }
    let folder = Folder::new();
    let file = folder.file("cases.ndjson", ndjson([case(), wrong, case()]));
    let checked = run(&["check", &file], "");
    assert_eq!(checked.code, 1);
    let lines: Vec<_> = checked.out.lines().collect();
    assert_eq!(lines[0], format!("FAILED wrong on purpose ({file}:2)"));
    assert!(lines[1].starts_with("  /amountDue: expected \"0.00\", found \""), "{}", lines[1]);
    assert_eq!(lines[2], "  /nothing: expected \"3.00\", found nothing");
    assert_eq!(lines[4..], ["  and 1 more differences", "2 passed, 1 failed"]);
}

#[test]
fn only_the_first_failures_are_shown() {
    let mut wrong = case();
    wrong["expect"] = json!({"status": "rejected"});
    let checked = run(&["check"], ndjson(vec![wrong; 25]));
    assert_eq!(checked.code, 1);
    assert_eq!(checked.out.matches("FAILED").count(), 10);
    assert!(checked.out.ends_with("and 15 more that failed\n0 passed, 25 failed\n"), "{}", checked.out);
}

#[test]
fn codes_of_rejections_are_compared_as_a_set() {
    let rejected = corpus::cases().into_iter().find(|case| case.expect["status"] == "rejected").unwrap();
    let line = |codes: Value| {
        format!(
            r#"{{"name": "x", "catalog": {}, "request": {}, "expect": {{"problemCodes": {codes}}}}}"#,
            rejected.catalog, rejected.request
        )
    };
    assert_eq!(run(&["check"], line(rejected.expect["problemCodes"].clone())).code, 0);
    let checked = run(&["check"], line(json!(["out_of_range"])));
    assert_eq!(checked.code, 1);
    assert!(checked.out.contains(r#"problemCodes: expected ["out_of_range"], found ["#), "{}", checked.out);
}

#[test]
fn cases_that_cannot_be_read_fail() {
    let mut malformed = case();
    malformed["request"]["at"] = json!(1);
    let mut expected = malformed.clone();
    expected["expect"] = json!({"problemCodes": ["wrong_type"]});
    let mut without = case();
    without.as_object_mut().unwrap().remove("expect");
    let lines = [json!("no case"), malformed, without, expected, case()];
    // The empty line is nothing.
    let checked = run(&["check"], ndjson(&lines) + "\n{\n");
    assert_eq!(checked.code, 1);
    assert!(checked.out.ends_with("\n2 passed, 4 failed\n"), "{}", checked.out);
    assert_eq!(checked.out.matches("FAILED a case without a name (").count(), 2, "{}", checked.out);
}

#[test]
fn no_cases_are_no_success() {
    for nothing in ["", "\n\n"] {
        let checked = run(&["check"], nothing);
        assert_eq!((checked.code, checked.out.as_str()), (2, "0 passed, 0 failed\n"));
        assert!(checked.err.contains("no cases"));
    }
}
