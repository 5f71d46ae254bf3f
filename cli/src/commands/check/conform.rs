//! When an answer conforms: every field that is expected is in it with the same value. Objects may
//! have more fields, arrays have the same length and order.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Of a rejected request: the sorted set of the distinct codes in its problems.
const CODES: &str = "problemCodes";
/// Characters of a value that are shown.
const SHOWN: usize = 200;

/// Every place where the answer is not as expected, told.
pub fn differences(expect: &Value, answer: &Value) -> Vec<String> {
    let mut found = Vec::new();
    match expect {
        Value::Object(fields) => {
            if let Some(codes) = fields.get(CODES) {
                let answered = problem_codes(answer);
                if *codes != answered {
                    found.push(format!("{CODES}: expected {}, found {}", shown(codes), shown(&answered)));
                }
            }
            let others = fields.iter().filter(|(key, _)| *key != CODES);
            let others: Map<_, _> = others.map(|(key, value)| (key.clone(), value.clone())).collect();
            compare(&Value::Object(others), Some(answer), "", &mut found);
        }
        other => compare(other, Some(answer), "", &mut found),
    }
    found
}

fn problem_codes(answer: &Value) -> Value {
    let problems = answer["problems"].as_array().map_or(&[][..], Vec::as_slice);
    let codes: BTreeSet<&str> = problems.iter().filter_map(|problem| problem["code"].as_str()).collect();
    json!(codes)
}

fn compare(expect: &Value, answer: Option<&Value>, path: &str, found: &mut Vec<String>) {
    match (expect, answer) {
        (Value::Object(expect), Some(Value::Object(answer))) => {
            for (key, expect) in expect {
                compare(expect, answer.get(key), &pointer(path, key), found);
            }
        }
        (Value::Array(expect), Some(Value::Array(answer))) if expect.len() == answer.len() => {
            for (n, (expect, answer)) in expect.iter().zip(answer).enumerate() {
                compare(expect, Some(answer), &format!("{path}/{n}"), found);
            }
        }
        (Value::Array(expect), Some(Value::Array(answer))) => {
            found.push(format!("{path}: expected {} elements, found {}", expect.len(), answer.len()));
        }
        (expect, Some(answer)) if expect == answer => {}
        (expect, answer) => {
            let answer = answer.map_or_else(|| "nothing".to_owned(), shown);
            let place = if path.is_empty() { "the answer" } else { path };
            found.push(format!("{place}: expected {}, found {answer}", shown(expect)));
        }
    }
}

/// RFC 6901.
fn pointer(parent: &str, key: &str) -> String {
    format!("{parent}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// A value as JSON, its end left out where it is long.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(expect: Value, answer: Value) -> Vec<String> {
        differences(&expect, &answer)
    }

    #[test]
    fn objects_may_have_more_and_arrays_may_not() {
        assert!(told(json!({"a": {"b": 1}}), json!({"a": {"b": 1, "c": 2}, "d": 3})).is_empty());
        assert!(told(json!({"a": [1, {"b": 2}]}), json!({"a": [1, {"b": 2, "c": 3}]})).is_empty());
        assert_eq!(told(json!({"a": [1]}), json!({"a": [1, 2]})), ["/a: expected 1 elements, found 2"]);
        assert_eq!(
            told(json!({"a": [1, 2]}), json!({"a": [2, 1]})),
            ["/a/0: expected 1, found 2", "/a/1: expected 2, found 1"]
        );
        assert_eq!(told(json!({"a/b~": null}), json!({})), ["/a~1b~0: expected null, found nothing"]);
        assert_eq!(told(json!({"a": {}}), json!({"a": []})), ["/a: expected {}, found []"]);
        assert_eq!(told(json!({"a": 1}), json!({"a": "1"})), ["/a: expected 1, found \"1\""]);
        assert_eq!(told(json!(1), json!({})), ["the answer: expected 1, found {}"]);
    }

    #[test]
    fn problem_codes_are_a_sorted_set() {
        let answer = json!({"problems": [{"code": "b"}, {"code": "a"}, {"code": "b"}]});
        assert!(told(json!({"problemCodes": ["a", "b"]}), answer.clone()).is_empty());
        assert_eq!(told(json!({"problemCodes": ["b", "a"]}), answer).len(), 1);
        assert!(told(json!({"problemCodes": []}), json!({"status": "priced"})).is_empty());
        let expect = json!({"status": "rejected", "problemCodes": ["a"]});
        assert_eq!(told(expect, json!({"status": "priced"})).len(), 2);
    }

    #[test]
    fn long_values_are_cut() {
        let told = told(json!({"a": "é".repeat(1000)}), json!({"a": 1}));
        assert_eq!(told[0].chars().filter(|c| *c == 'é').count(), SHOWN - 1);
    }
}
