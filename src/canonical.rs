//! Canonical JSON (RFC 8785): one text for one meaning, so that it can be hashed (S9).

use crate::order::order;
use crate::wire::json::{Field, Json};

/// The canonical JSON of a tree: no white space, keys sorted by their UTF-16 code units, strings
/// escaped as `JSON.stringify` does. Numbers stand as the tree has them.
pub fn canonical(json: &Json) -> String {
    let mut text = String::new();
    write(json, &mut text);
    text
}

fn write(json: &Json, text: &mut String) {
    match json {
        Json::Null => text.push_str("null"),
        Json::Bool(true) => text.push_str("true"),
        Json::Bool(false) => text.push_str("false"),
        Json::Number(number) => text.push_str(number),
        Json::String(string) => quote(string, text),
        Json::Array(array) => {
            let mut sign = '[';
            for element in array {
                text.push(sign);
                write(element, text);
                sign = ',';
            }
            text.push_str(if sign == '[' { "[]" } else { "]" });
        }
        Json::Object(fields) => {
            let mut sign = '{';
            for (key, value) in sorted(fields) {
                text.push(sign);
                quote(key, text);
                text.push(':');
                write(value, text);
                sign = ',';
            }
            text.push_str(if sign == '{' { "{}" } else { "}" });
        }
    }
}

/// By the UTF-16 code units of the keys (RFC 8785, 3.2.3).
fn sorted(fields: &[Field]) -> impl Iterator<Item = &Field> {
    let units = |at: usize| fields.get(at).into_iter().flat_map(|(key, _)| key.encode_utf16());
    order(fields.len(), &|a, b| units(a).cmp(units(b))).into_iter().filter_map(|at| fields.get(at))
}

/// Appends a JSON string with no more escapes than it must have (RFC 8785, 3.2.2.2).
fn quote(string: &str, text: &mut String) {
    text.push('"');
    for c in string.chars() {
        let escape = match c {
            '"' | '\\' => c,
            '\x08' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\x0c' => 'f',
            '\r' => 'r',
            '\0'..='\x1f' => {
                text.push_str("\\u00");
                let code = u32::from(c);
                text.push(if code < 16 { '0' } else { '1' });
                text.extend(char::from_digit(code & 15, 16));
                continue;
            }
            _ => {
                text.push(c);
                continue;
            }
        };
        text.push('\\');
        text.push(escape);
    }
    text.push('"');
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use crate::wire::tree::tree;

    fn canonical(value: impl serde::Serialize) -> String {
        super::canonical(&tree(&value).unwrap())
    }

    #[test]
    fn sorts_keys_by_utf16_code_units() {
        // The example of RFC 8785, 3.2.3.
        let keys = ["\u{20ac}", "\r", "\u{fb33}", "1", "\u{1f600}", "\u{80}", "\u{f6}"];
        let map: BTreeMap<&str, u8> = keys.into_iter().zip(1..).collect();
        assert_eq!(
            canonical(map),
            "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}"
        );
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
