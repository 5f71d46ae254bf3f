//! Canonical JSON (RFC 8785): one text for one meaning, so that it can be hashed (S9). Shapes are written
//! by serde, straight to text: no white space, keys sorted by their UTF-16 code units, strings escaped as
//! `JSON.stringify` does. Nothing is sorted here: shapes declare their fields in the order of their keys, which
//! a test proves of all that goes out, and a map is made in it.

mod buffer;
mod seal;
mod writer;

use std::fmt;

use serde::ser::{self, Serialize};

pub use self::seal::Sealable;
pub use self::writer::{DIGEST, OUTSIDE, SPELLED, Writer};
use crate::order::order;
use crate::wire::tree::{Json, Tree};

/// What canonical JSON does not hold here: floating point, tuples, variants with fields outside of
/// them, keys that are not strings, whole numbers that JavaScript does not hold exactly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unsupported;

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a shape of canonical JSON")
    }
}

impl std::error::Error for Unsupported {}

impl ser::Error for Unsupported {
    fn custom<T: fmt::Display>(_: T) -> Unsupported {
        Unsupported
    }
}

/// A value of any shape, so that what takes one is compiled once.
pub trait Shown {
    /// Writes it.
    ///
    /// # Errors
    ///
    /// [`Unsupported`]; no type of this crate makes it.
    fn show(&self, writer: &mut Writer) -> Result<(), Unsupported>;
}

impl<T: Serialize> Shown for T {
    fn show(&self, writer: &mut Writer) -> Result<(), Unsupported> {
        self.serialize(writer)
    }
}

/// The canonical JSON of a value, values spelled as a caller spelled them.
///
/// # Errors
///
/// [`Unsupported`]; no type of this crate makes it.
pub fn canonical(value: &dyn Shown) -> Result<String, Unsupported> {
    Writer::text(value, true)
}

/// The same with every value in its one normal spelling (`12.50` as `12.5`), so that a hash of it
/// does not depend on how a caller spelled it. Shapes tell by serde's `is_human_readable`.
///
/// # Errors
///
/// [`Unsupported`]; no type of this crate makes it.
pub fn sealed(value: &dyn Shown) -> Result<String, Unsupported> {
    Writer::text(value, false)
}

/// Appends a tree whose numbers are integers that JavaScript holds exactly; its keys by their UTF-16 code units (RFC
/// 8785, 3.2.3).
pub fn json(tree: &Tree, value: &Json, text: &mut String) {
    let (open, close) = match value {
        Json::Null => return text.push_str("null"),
        Json::Bool(bool) => return text.push_str(if *bool { "true" } else { "false" }),
        Json::Number(number) => {
            let number = tree.str(*number);
            return text.push_str(if number == "-0" { "0" } else { number });
        }
        Json::String(string) => return text.push_str(&quoted(tree.str(*string))),
        Json::Array(_) => ("[", "]"),
        Json::Object(_) => ("{", "}"),
    };
    let fields = tree.within(value);
    // What stands in an array has no keys and keeps its order.
    let key = |at: usize| fields.get(at).map_or("", |field| tree.str(field.key)).encode_utf16();
    text.push_str(open);
    let mut comma = "";
    for at in order(fields.len(), &|a, b| key(a).cmp(key(b))) {
        let Some(field) = fields.get(at) else { continue };
        text.push_str(comma);
        comma = ",";
        if let Json::Object(_) = value {
            text.push_str(&quoted(tree.str(field.key)));
            text.push(':');
        }
        json(tree, &field.json, text);
    }
    text.push_str(close);
}

/// A text as a JSON string, with no more escapes than it must have (RFC 8785, 3.2.2.2).
#[must_use]
pub fn quoted(string: &str) -> String {
    text(canonical(&string))
}

/// The text of what holds nothing that JSON cannot say: no floats, no bytes.
pub fn text(written: Result<String, Unsupported>) -> String {
    written.unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::calendar::Instant;
    use crate::problem::Found;
    use crate::wire::json::read;
    use crate::wire::shape::Bound;

    fn canonical(value: impl Serialize) -> String {
        super::canonical(&value).unwrap()
    }

    #[derive(serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Outer {
        explicit_null: Option<u8>,
        #[serde(skip_serializing_if = "Option::is_none")]
        left_out: Option<u8>,
        list: Vec<Shape>,
        map: BTreeMap<Name, bool>,
        nothing: (),
        z: u8,
    }

    #[derive(serde::Serialize, PartialEq, Eq, PartialOrd, Ord)]
    struct Name(String);

    #[derive(serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    enum Shape {
        Bare,
        One(u8),
        #[serde(untagged)]
        Named {
            x: u64,
            y: i64,
        },
    }

    #[derive(serde::Serialize)]
    #[serde(untagged)]
    enum Untagged {
        Word(&'static str),
        Periods { periods: u32 },
    }

    #[test]
    fn writes_every_shape() {
        let shapes = vec![Shape::Bare, Shape::One(1), Shape::Named { y: -3, x: 3 }];
        let outer = Outer {
            z: 1,
            list: shapes,
            left_out: None,
            explicit_null: None,
            map: [(Name("b".into()), true), (Name("a".into()), false)].into(),
            nothing: (),
        };
        assert_eq!(
            canonical(&outer),
            r#"{"explicitNull":null,"list":["bare",{"one":1},{"x":3,"y":-3}],"map":{"a":false,"b":true},"nothing":null,"z":1}"#
        );
        assert_eq!(
            canonical(vec![Untagged::Word("once"), Untagged::Periods { periods: 3 }]),
            r#"["once",{"periods":3}]"#
        );
        assert_eq!(canonical(BTreeMap::<String, u8>::new()), "{}");
        assert_eq!(canonical(Vec::<u8>::new()), "[]");
        assert_eq!(canonical(vec!["", ""]), r#"["",""]"#);
        assert_eq!(canonical(vec![vec![vec![1], vec![]], vec![], vec![vec![2]]]), "[[[1],[]],[],[[2]]]");
    }

    #[test]
    fn refuses_what_it_cannot_say() {
        assert_eq!(canonical(9_007_199_254_740_991i64), "9007199254740991");
        assert_eq!(canonical(-9_007_199_254_740_991i64), "-9007199254740991");
        assert_eq!(super::canonical(&9_007_199_254_740_992u64), Err(Unsupported));
        assert_eq!(super::canonical(&u64::MAX), Err(Unsupported));
        assert_eq!(super::canonical(&i64::MIN), Err(Unsupported));
        assert_eq!(super::canonical(&vec![u64::MAX, 1]), Err(Unsupported));
        assert_eq!(super::canonical(&1u128), Err(Unsupported));
        assert_eq!(super::canonical(&vec![0.5f64]), Err(Unsupported));
        assert_eq!(super::canonical(&0f32), Err(Unsupported));
        assert_eq!(super::canonical(&(1, 2)), Err(Unsupported));
        assert_eq!(super::canonical(&BTreeMap::from([(1, 2)])), Err(Unsupported));
        assert_eq!(canonical(BTreeMap::from([(Some("a"), 2)])), r#"{"a":2}"#);
        assert_eq!(super::canonical(&BTreeMap::from([(vec!["a"], 2)])), Err(Unsupported));
    }

    #[test]
    fn instants_are_written_as_such_however_often_they_stand() {
        let (zero, one, two) = ("1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z", "1970-01-01T00:00:02Z");
        let (first, last) = (-62_135_596_800, 253_402_300_799);
        for (seconds, written) in [
            (vec![0], vec![zero]),
            (vec![0, 0, 0, 1, 0, 1], vec![zero, zero, zero, one, zero, one]),
            (vec![2, 1, 2, 1, 1, 1, 1, 0, 2], vec![two, one, two, one, one, one, one, zero, two]),
            (vec![last, first], vec!["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"]),
        ] {
            let bounds: Vec<Instant> =
                seconds.iter().map(|at| Instant::EPOCH.plus_seconds(*at).unwrap()).collect();
            assert_eq!(canonical(bounds.iter().map(Bound).collect::<Vec<_>>()), canonical(&written));
        }
        for beyond in [i128::MAX, i128::MIN, first as i128 - 1, last as i128 + 1] {
            assert_eq!(super::canonical(&vec![0, beyond, beyond]), Err(Unsupported));
        }
    }

    fn written_again(text: &str) -> String {
        let tree = read(text, text.len(), &mut Found::default()).unwrap();
        let mut written = String::new();
        json(&tree, tree.root(), &mut written);
        written
    }

    #[test]
    fn sorts_keys_by_utf16_code_units() {
        // The example of RFC 8785, 3.2.3.
        let keys = ["\u{20ac}", "\r", "\u{fb33}", "1", "\u{1f600}", "\u{80}", "\u{f6}"];
        let pairs: Vec<_> =
            keys.into_iter().zip(1..).map(|(key, n)| format!("{}:{n}", canonical(key))).collect();
        let text = format!("{{{}}}", pairs.join(","));
        assert_eq!(
            written_again(&text),
            "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}"
        );
        // What stands in an array keeps its order, whatever keys there are in that.
        let text = r#"{"a":[{"z":1},"y",{"b":[3,{"x":2},1]},0]}"#;
        assert_eq!(written_again(text), text);
        // By the bare keys, not by what their escapes look like.
        let map: BTreeMap<&str, u8> = [("\"", 1), ("#", 2), ("\n", 3), ("\\", 4), ("]", 5), ("", 6)].into();
        assert_eq!(canonical(map), r##"{"":6,"\n":3,"\"":1,"#":2,"\\":4,"]":5}"##);
    }

    #[test]
    fn escapes_no_more_than_it_must() {
        let control: String = ('\0'..=' ').collect();
        assert_eq!(
            canonical(control),
            "\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f \""
        );
        assert_eq!(canonical(r#"a"b\c/d"#), r#""a\"b\\c/d""#);
        let plain = "<>&'\u{7f}\u{80}\u{2028}\u{2029}\u{feff}é€\u{1f600}";
        assert_eq!(canonical(plain), format!("\"{plain}\""));
        assert_eq!(canonical('"'), r#""\"""#);
    }
}
