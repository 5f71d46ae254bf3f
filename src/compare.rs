//! What differs between two answers.

use crate::canonical;
use crate::limits;
use crate::problem::{Code, Found, Problems, push_token};
use crate::wire::encode;
use crate::wire::json::read;
use crate::wire::tree::{Field, Json, Tree};

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
    let (a, b) = (tree(a, &mut problems), tree(b, &mut problems));
    if let Some(problems) = Problems::from_found(problems) {
        return Err(problems);
    }
    let mut found = Comparison { path: String::new(), differences: Vec::new() };
    found.walk(&a, Some(a.root()), &b, Some(b.root()));
    Ok(found.differences)
}

/// The tree of an answer; an empty one where there are problems.
fn tree<'a>(text: &'a str, problems: &mut Found) -> Tree<'a> {
    let tree = read(text, limits::REQUEST_BYTES, problems).unwrap_or_default();
    integers(&tree, tree.root(), &mut String::new(), problems);
    tree
}

fn integers(tree: &Tree, json: &Json, path: &mut String, problems: &mut Found) {
    if let Json::Number(number) = json
        && tree.whole(json).is_none()
    {
        let number = tree.str(*number);
        let message = format_args!("{number} is not a whole number of an answer; amounts are strings");
        problems.tell(Code::IntegerMalformed, format_args!("{path}"), message);
    }
    let length = path.len();
    for (field, n) in tree.within(json).iter().zip(0..) {
        step(tree, json, field, n, path);
        integers(tree, &field.json, path, problems);
        path.truncate(length);
    }
}

/// Adds the reference token of what stands at a place of an array or object.
fn step(tree: &Tree, json: &Json, field: &Field, n: usize, path: &mut String) {
    match json {
        Json::Array(_) => push_token(path, &n.to_string()),
        _ => push_token(path, tree.str(field.key)),
    }
}

/// What differs, up to a place of both.
struct Comparison {
    path: String,
    differences: Vec<Difference>,
}

impl Comparison {
    /// Tells what differs of two values, each in its tree.
    fn walk(&mut self, a: &Tree, in_a: Option<&Json>, b: &Tree, in_b: Option<&Json>) {
        let (left, right) = match (in_a, in_b) {
            (Some(left), Some(right)) if alike(a, left, b, right) => (left, right),
            _ => {
                let told = |tree, json: Option<&Json>| {
                    let mut text = String::new();
                    canonical::json(tree, json?, &mut text);
                    Some(text)
                };
                let (a, b) = (told(a, in_a), told(b, in_b));
                return self.differences.push(Difference { path: self.path.clone(), a, b });
            }
        };
        let length = self.path.len();
        // First what is in the first one, with what is there in the second one, then what is only in that one.
        for (tree, json, other, there, is_first) in [(a, left, b, right, true), (b, right, a, left, false)] {
            for (field, n) in tree.within(json).iter().zip(0..) {
                let (here, there) = (Some(&field.json), at(other, there, n, tree.str(field.key)));
                let (in_a, in_b) = if is_first { (here, there) } else { (there, here) };
                if is_first || in_a.is_none() {
                    step(tree, json, field, n, &mut self.path);
                    self.walk(a, in_a, b, in_b);
                    self.path.truncate(length);
                }
            }
        }
    }
}

/// Whether both are arrays, both objects, or they are the same.
fn alike(a: &Tree, left: &Json, b: &Tree, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(left), Json::Number(right)) | (Json::String(left), Json::String(right)) => {
            a.str(*left) == b.str(*right)
        }
        (Json::Array(_), Json::Array(_)) | (Json::Object(_), Json::Object(_)) => true,
        (left, right) => left == right,
    }
}

/// The element at a place, the value of a key.
fn at<'t>(tree: &'t Tree, json: &Json, n: usize, key: &str) -> Option<&'t Json> {
    match json {
        Json::Array(elements) => tree.fields(*elements).get(n).map(|element| &element.json),
        _ => tree.field(json, key),
    }
}
