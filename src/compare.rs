//! What differs between two answers.

use crate::limits;
use crate::problem::{Code, Found, Problem, Problems, pointer};
use crate::wire::encode;
use crate::wire::json::{Field, Json, read};

/// One place where two answers differ; [`Difference::to_json`] tells what stands there in each.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// RFC 6901 pointer into the answers.
    pub path: String,
    /// What stands there in the first; `None`: nothing.
    pub(crate) a: Option<Json>,
    /// What stands there in the second; `None`: nothing.
    pub(crate) b: Option<Json>,
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
    let mut tree = |text: &str| {
        let json = read(text, limits::REQUEST_BYTES, &mut problems).unwrap_or(Json::Null);
        integers(&json, "", &mut problems);
        json
    };
    let (a, b) = (tree(a), tree(b));
    if let Some(problems) = Problems::from_found(problems) {
        return Err(problems);
    }
    let mut differences = Vec::new();
    walk(Some(&a), Some(&b), String::new(), &mut differences);
    Ok(differences)
}

fn integers(json: &Json, path: &str, problems: &mut Found) {
    match json {
        Json::Number(number) if !is_exact(number) => problems.push(Problem::new(
            Code::IntegerMalformed,
            path,
            format!("{number} is not a whole number of an answer; amounts are strings"),
        )),
        Json::Array(array) => {
            for (n, element) in array.iter().enumerate() {
                integers(element, &format!("{path}/{n}"), problems);
            }
        }
        Json::Object(fields) => {
            for (key, value) in fields {
                integers(value, &pointer(path, key), problems);
            }
        }
        _ => {}
    }
}

/// A whole number that JavaScript holds exactly.
fn is_exact(number: &str) -> bool {
    number.parse::<i64>().is_ok_and(|integer| integer.unsigned_abs() < 1 << 53)
}

fn walk(a: Option<&Json>, b: Option<&Json>, path: String, differences: &mut Vec<Difference>) {
    match (a, b) {
        (Some(Json::Object(left)), Some(Json::Object(right))) => {
            let get = |fields: &[Field], key: &str| {
                fields
                    .iter()
                    .position(|(known, _)| known == key)
                    .and_then(|at| fields.get(at).map(|(_, value)| value.clone()))
            };
            for (key, value) in left {
                walk(Some(value), get(right, key).as_ref(), pointer(&path, key), differences);
            }
            for (key, value) in right {
                if get(left, key).is_none() {
                    walk(None, Some(value), pointer(&path, key), differences);
                }
            }
        }
        (Some(Json::Array(left)), Some(Json::Array(right))) => {
            for n in 0..left.len().max(right.len()) {
                walk(left.get(n), right.get(n), format!("{path}/{n}"), differences);
            }
        }
        (a, b) if a != b => differences.push(Difference { path, a: a.cloned(), b: b.cloned() }),
        _ => {}
    }
}
