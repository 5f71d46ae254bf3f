//! What differs between two answers.

use crate::canonical::{canonical, text};
use crate::limits;
use crate::problem::{Code, Found, Problems, push_token};
use crate::wire::encode;
use crate::wire::json::{Json, read};

/// One place where two answers differ; [`Difference::to_json`] tells what stands there in each.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// RFC 6901 pointer into the answers.
    pub path: String,
    /// The JSON of what stands there in the first; `None`: nothing.
    pub(crate) a: Option<String>,
    /// What stands there in the second; `None`: nothing.
    pub(crate) b: Option<String>,
}

impl Difference {
    /// As a canonical JSON array: `[{"path", "a"?, "b"?}]`, `a` of the first answer, `b` of the
    /// second; a side that has nothing there is left out.
    #[must_use]
    pub fn to_json(differences: &[Difference]) -> String {
        encode::differences_json(differences)
    }
}

/// What differs between two answers, given as JSON texts: every place, the smallest that
/// differs, in the order of the first answer.
///
/// # Errors
///
/// The problems of both texts:
///
/// - `too_large`: a text has more than `limits::REQUEST_BYTES`;
/// - `json_malformed`, `duplicate_key`, `too_deep`: what is not read as JSON;
/// - `integer_malformed`: a number that no answer has, with a fraction, an exponent or of 2^53 or more.
///
/// # Examples
///
/// ```
/// use quotient::{Difference, compare};
///
/// let differences = compare(r#"{"total": "8.00", "lines": []}"#, r#"{"lines": [], "total": "9.00"}"#)?;
/// assert_eq!(differences.len(), 1);
/// assert_eq!(Difference::to_json(&differences), r#"[{"a":"8.00","b":"9.00","path":"/total"}]"#);
/// # Ok::<(), quotient::Problems>(())
/// ```
pub fn compare(a: &str, b: &str) -> Result<Vec<Difference>, Problems> {
    let mut problems = Found::default();
    let mut tree = |text| {
        let json = read(text, limits::REQUEST_BYTES, &mut problems).unwrap_or(Json::Null);
        integers(&json, &mut String::new(), &mut problems);
        json
    };
    let (a, b) = (tree(a), tree(b));
    if let Some(problems) = Problems::from_found(problems) {
        return Err(problems);
    }
    let mut differences = Vec::new();
    walk(Some(&a), Some(&b), &mut String::new(), &mut differences);
    Ok(differences)
}

fn integers(json: &Json, path: &mut String, problems: &mut Found) {
    if let Json::Number(number) = json
        && json.whole().is_none()
    {
        let message = format_args!("{number} is not a whole number of an answer; amounts are strings");
        problems.tell(Code::IntegerMalformed, format_args!("{path}"), message);
    }
    let length = path.len();
    for n in 0.. {
        let Some((token, value)) = nth(json, n) else { break };
        push_token(path, &token);
        integers(value, path, problems);
        path.truncate(length);
    }
}

/// Tells what differs.
fn walk(a: Option<&Json>, b: Option<&Json>, path: &mut String, differences: &mut Vec<Difference>) {
    let (left, right) = match (a, b) {
        (Some(left @ Json::Object(_)), Some(right @ Json::Object(_)))
        | (Some(left @ Json::Array(_)), Some(right @ Json::Array(_))) => (left, right),
        (a, b) => {
            if a != b {
                let told = |json: Option<&Json>| json.map(|json| text(canonical(json)));
                differences.push(Difference { path: path.clone(), a: told(a), b: told(b) });
            }
            return;
        }
    };
    let mut step = |token: &str, a: Option<&Json>, b: Option<&Json>| {
        let length = path.len();
        push_token(path, token);
        walk(a, b, path, differences);
        path.truncate(length);
    };
    for n in 0.. {
        let Some((token, value)) = nth(left, n) else { break };
        step(&token, Some(value), at(right, n, &token));
    }
    for n in 0.. {
        let Some((token, value)) = nth(right, n) else { break };
        if at(left, n, &token).is_none() {
            step(&token, None, Some(value));
        }
    }
}

/// What stands at a place of an array or object, with its reference token.
fn nth<'j, 't>(json: &'j Json<'t>, n: usize) -> Option<(String, &'j Json<'t>)> {
    match json {
        Json::Array(elements) => Some((n.to_string(), elements.get(n)?)),
        Json::Object(fields) => fields.get(n).map(|(key, value)| (key.to_string(), value)),
        _ => None,
    }
}

/// The element at a place, the value of a key.
fn at<'j, 't>(json: &'j Json<'t>, n: usize, key: &str) -> Option<&'j Json<'t>> {
    match json {
        Json::Array(elements) => elements.get(n),
        _ => json.field(key),
    }
}
