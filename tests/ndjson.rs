//! Lines taken apart: another reader of JSON finds the same fields in the same lines, and refuses the
//! same ones.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use quotient::ndjson::Fields;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

/// Lines of every shape, to be spoiled.
const LINES: [&str; 9] = [
    r#"{"catalog": {"id": "a", "products": []}, "request": {"type": "x", "n": -1.50e+3}}"#,
    r#"{"a":[1,[2,{"b":[]}],"]}\"\\"],"b":{"a":{"a":null}},"c":true,"d":false}"#,
    "{ \"a\" :\t0 ,\r\n\"b\" : 1E-05 , \"\" : \"\" }",
    r#"{"\u0061":"\u00e9\n\/","b":"é😀","\"b\"":{"request":1}}"#,
    r#"{"a":{},"b":[],"c":[[[[]]]],"catalog":[{}],"request":[{"a":[]},{}]}"#,
    "[1,2]",
    "{}",
    "-0.1",
    "\"a\"",
];
const PIECES: [&str; 25] = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\u00e9", "0", "1", "-", ".", "e", "+", "true", "null",
    " ", "\n", "\t", "\u{1}", "é", "\u{a0}", "\"a\":",
];
const NAMES: [&str; 4] = ["a", "b", "catalog", "request"];

fn spoiled() -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), 0..4_usize, prop::sample::select(PIECES.as_slice()));
    (prop::sample::select(LINES.as_slice()), prop::collection::vec(edit, 0..4)).prop_map(|(line, edits)| {
        let mut line: Vec<char> = line.chars().collect();
        for (at, removed, piece) in edits {
            let at = at.index(line.len() + 1);
            let end = (at + removed).min(line.len());
            line.splice(at..end, piece.chars());
        }
        line.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn another_reader_finds_the_same(line in spoiled()) {
        let ours = Fields::read(&line, &NAMES);
        let theirs: Result<BTreeMap<String, &RawValue>, _> = serde_json::from_str(&line);
        let is_json = serde_json::from_str::<IgnoredAny>(&line).is_ok();
        match (&ours, &theirs) {
            (Ok(ours), Ok(theirs)) => for name in NAMES {
                prop_assert_eq!(ours.find(name), theirs.get(name).map(|raw| raw.get()), "{}", name);
            },
            (Err(refusal), _) => {
                let told = refusal.problems();
                let code = if !is_json {
                    "json_malformed"
                } else if line.trim_ascii_start().starts_with('{') {
                    "duplicate_key"
                } else {
                    "wrong_type"
                };
                let code = format!("[{{\"code\":\"{code}\"");
                prop_assert!(told.starts_with(&code), "{}", told);
            }
            // A key with half a character is nobody's.
            (Ok(_), Err(_)) => prop_assert!(is_json),
        }
    }
}
