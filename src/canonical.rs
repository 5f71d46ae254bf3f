//! Canonical JSON (RFC 8785): one text for one meaning, so that it can be hashed (S9).

use std::borrow::Cow;
use std::fmt;

use serde::ser::{self, Serialize};

/// What canonical JSON has no text for here: floating point, bytes, keys that are not strings,
/// whole numbers that JavaScript does not hold exactly.
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

/// The canonical JSON of a value: no white space, keys sorted by their UTF-16 code units, strings
/// escaped as `JSON.stringify` does.
///
/// # Errors
///
/// [`Unsupported`]; no type of this crate makes it.
pub fn to_canonical(value: &impl Serialize) -> Result<String, Unsupported> {
    value.serialize(Writer { key: false, readable: true })
}

/// The same with every value in its one normal spelling (`12.50` as `12.5`), so that a hash of it
/// does not depend on how a caller spelled it. Shapes tell by serde's `is_human_readable`.
///
/// # Errors
///
/// [`Unsupported`]; no type of this crate makes it.
pub fn to_sealed(value: &impl Serialize) -> Result<String, Unsupported> {
    value.serialize(Writer { key: false, readable: false })
}

/// Writes a value, or the bare text of a key.
#[derive(Clone, Copy)]
struct Writer {
    key: bool,
    /// Values as they were spelled, not in their normal spelling.
    readable: bool,
}

impl Writer {
    fn value(self, text: &str) -> Result<String, Unsupported> {
        if self.key { Err(Unsupported) } else { Ok(text.to_owned()) }
    }

    fn integer(self, n: Option<i64>) -> Result<String, Unsupported> {
        const EXACT: u64 = (1 << 53) - 1;
        let n = n.filter(|n| n.unsigned_abs() <= EXACT).ok_or(Unsupported)?;
        self.value(&n.to_string())
    }

    fn nest(self, variant: Option<&'static str>, open: char) -> Result<Nest, Unsupported> {
        if self.key {
            return Err(Unsupported);
        }
        Ok(Nest { variant, open, readable: self.readable, parts: Vec::new() })
    }
}

/// A key, empty in an array, and a canonical value.
type Part = (Cow<'static, str>, String);

/// An array or an object that is being written.
struct Nest {
    /// The only key of an object around it.
    variant: Option<&'static str>,
    /// `[` or `{`
    open: char,
    readable: bool,
    parts: Vec<Part>,
}

impl Nest {
    fn push(&mut self, key: &'static str, value: &(impl Serialize + ?Sized)) -> Result<(), Unsupported> {
        let value = value.serialize(Writer { key: false, readable: self.readable })?;
        self.parts.push((key.into(), value));
        Ok(())
    }

    fn close(self) -> String {
        let object = self.open == '{';
        let parts = if object { sorted(self.parts) } else { self.parts };
        let mut text = String::from(self.open);
        for (key, value) in &parts {
            if text.len() > 1 {
                text.push(',');
            }
            if object {
                quote(key, &mut text);
                text.push(':');
            }
            text.push_str(value);
        }
        text.push(if object { '}' } else { ']' });
        match self.variant {
            Some(variant) => tagged(variant, &text),
            None => text,
        }
    }
}

/// By the UTF-16 code units of the keys (RFC 8785, 3.2.3). Insertion: the longest objects have a
/// key for every currency, and the slice's sort would be 4 kB of the module.
fn sorted(parts: Vec<Part>) -> Vec<Part> {
    let mut sorted = Vec::<Part>::with_capacity(parts.len());
    for part in parts {
        let before = |(key, _): &Part| key.encode_utf16().lt(part.0.encode_utf16());
        let place = sorted.partition_point(before);
        sorted.insert(place, part);
    }
    sorted
}

fn tagged(variant: &str, value: &str) -> String {
    let mut text = String::from("{");
    quote(variant, &mut text);
    text.push(':');
    text.push_str(value);
    text.push('}');
    text
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

impl ser::Serializer for Writer {
    type Ok = String;
    type Error = Unsupported;
    type SerializeSeq = Nest;
    type SerializeTuple = Nest;
    type SerializeTupleStruct = Nest;
    type SerializeTupleVariant = Nest;
    type SerializeMap = Nest;
    type SerializeStruct = Nest;
    type SerializeStructVariant = Nest;

    fn is_human_readable(&self) -> bool {
        self.readable
    }

    fn serialize_bool(self, v: bool) -> Result<String, Unsupported> {
        self.value(if v { "true" } else { "false" })
    }

    fn serialize_i8(self, v: i8) -> Result<String, Unsupported> {
        self.integer(Some(v.into()))
    }

    fn serialize_i16(self, v: i16) -> Result<String, Unsupported> {
        self.integer(Some(v.into()))
    }

    fn serialize_i32(self, v: i32) -> Result<String, Unsupported> {
        self.integer(Some(v.into()))
    }

    fn serialize_i64(self, v: i64) -> Result<String, Unsupported> {
        self.integer(Some(v))
    }

    fn serialize_i128(self, v: i128) -> Result<String, Unsupported> {
        self.integer(v.try_into().ok())
    }

    fn serialize_u8(self, v: u8) -> Result<String, Unsupported> {
        self.integer(Some(v.into()))
    }

    fn serialize_u16(self, v: u16) -> Result<String, Unsupported> {
        self.integer(Some(v.into()))
    }

    fn serialize_u32(self, v: u32) -> Result<String, Unsupported> {
        self.integer(Some(v.into()))
    }

    fn serialize_u64(self, v: u64) -> Result<String, Unsupported> {
        self.integer(v.try_into().ok())
    }

    fn serialize_u128(self, v: u128) -> Result<String, Unsupported> {
        self.integer(v.try_into().ok())
    }

    fn serialize_f32(self, _: f32) -> Result<String, Unsupported> {
        Err(Unsupported)
    }

    fn serialize_f64(self, _: f64) -> Result<String, Unsupported> {
        Err(Unsupported)
    }

    fn serialize_char(self, v: char) -> Result<String, Unsupported> {
        self.serialize_str(v.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, v: &str) -> Result<String, Unsupported> {
        if self.key {
            return Ok(v.to_owned());
        }
        let mut text = String::with_capacity(v.len().saturating_add(2));
        quote(v, &mut text);
        Ok(text)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<String, Unsupported> {
        Err(Unsupported)
    }

    fn serialize_none(self) -> Result<String, Unsupported> {
        self.value("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<String, Unsupported> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<String, Unsupported> {
        self.value("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<String, Unsupported> {
        self.value("null")
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<String, Unsupported> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<String, Unsupported> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<String, Unsupported> {
        let value = value.serialize(Writer { key: false, readable: self.readable })?;
        self.value(&tagged(variant, &value))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Nest, Unsupported> {
        self.nest(None, '[')
    }

    fn serialize_tuple(self, _: usize) -> Result<Nest, Unsupported> {
        self.nest(None, '[')
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Nest, Unsupported> {
        self.nest(None, '[')
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Nest, Unsupported> {
        self.nest(Some(variant), '[')
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Nest, Unsupported> {
        self.nest(None, '{')
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Nest, Unsupported> {
        self.nest(None, '{')
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Nest, Unsupported> {
        self.nest(Some(variant), '{')
    }
}

macro_rules! elements {
    ($($trait:ident $method:ident,)*) => {$(
        impl ser::$trait for Nest {
            type Ok = String;
            type Error = Unsupported;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
                self.push("", value)
            }

            fn end(self) -> Result<String, Unsupported> {
                Ok(self.close())
            }
        }
    )*};
}

elements! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field,
}

macro_rules! fields {
    ($($trait:ident,)*) => {$(
        impl ser::$trait for Nest {
            type Ok = String;
            type Error = Unsupported;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), Unsupported> {
                self.push(key, value)
            }

            fn end(self) -> Result<String, Unsupported> {
                Ok(self.close())
            }
        }
    )*};
}

fields! {
    SerializeStruct,
    SerializeStructVariant,
}

impl ser::SerializeMap for Nest {
    type Ok = String;
    type Error = Unsupported;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unsupported> {
        let key = key.serialize(Writer { key: true, readable: self.readable })?;
        self.parts.push((key.into(), String::new()));
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        let value = value.serialize(Writer { key: false, readable: self.readable })?;
        self.parts.last_mut().ok_or(Unsupported)?.1 = value;
        Ok(())
    }

    fn end(self) -> Result<String, Unsupported> {
        Ok(self.close())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn canonical(value: impl Serialize) -> String {
        to_canonical(&value).unwrap()
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

    #[derive(serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Outer {
        z: u8,
        list: Vec<Shape>,
        #[serde(skip_serializing_if = "Option::is_none")]
        left_out: Option<u8>,
        explicit_null: Option<u8>,
        map: BTreeMap<Name, (bool, ())>,
    }

    #[derive(serde::Serialize, PartialEq, Eq, PartialOrd, Ord)]
    struct Name(String);

    #[derive(serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    enum Shape {
        Bare,
        One(u8),
        Two(u8, i8),
        Named { y: i64, x: u64 },
    }

    #[derive(serde::Serialize)]
    #[serde(tag = "type", rename_all = "camelCase")]
    enum Tagged {
        PerUnit { amount: &'static str },
    }

    #[derive(serde::Serialize)]
    #[serde(untagged)]
    enum Untagged {
        Word(&'static str),
        Periods { periods: u32 },
    }

    #[test]
    fn writes_every_shape() {
        let shapes = vec![Shape::Bare, Shape::One(1), Shape::Two(2, -2), Shape::Named { y: -3, x: 3 }];
        let outer = Outer {
            z: 1,
            list: shapes,
            left_out: None,
            explicit_null: None,
            map: [(Name("b".into()), (true, ())), (Name("a".into()), (false, ()))].into(),
        };
        assert_eq!(
            canonical(&outer),
            r#"{"explicitNull":null,"list":["bare",{"one":1},{"two":[2,-2]},{"named":{"x":3,"y":-3}}],"map":{"a":[false,null],"b":[true,null]},"z":1}"#
        );
        assert_eq!(canonical(Tagged::PerUnit { amount: "1" }), r#"{"amount":"1","type":"perUnit"}"#);
        assert_eq!(
            canonical([Untagged::Word("once"), Untagged::Periods { periods: 3 }]),
            r#"["once",{"periods":3}]"#
        );
        assert_eq!(canonical(BTreeMap::<String, u8>::new()), "{}");
        assert_eq!(canonical([0u8; 0]), "[]");
        assert_eq!(canonical(["", ""]), r#"["",""]"#);
    }

    #[test]
    fn refuses_what_it_cannot_say() {
        assert_eq!(canonical(9_007_199_254_740_991i64), "9007199254740991");
        assert_eq!(canonical(-9_007_199_254_740_991i128), "-9007199254740991");
        assert_eq!(to_canonical(&9_007_199_254_740_992u64), Err(Unsupported));
        assert_eq!(to_canonical(&u64::MAX), Err(Unsupported));
        assert_eq!(to_canonical(&i64::MIN), Err(Unsupported));
        assert_eq!(to_canonical(&u128::MAX), Err(Unsupported));
        assert_eq!(to_canonical(&[0.5f64]), Err(Unsupported));
        assert_eq!(to_canonical(&0f32), Err(Unsupported));
        assert_eq!(to_canonical(&BTreeMap::from([(1, 2)])), Err(Unsupported));
        assert_eq!(to_canonical(&BTreeMap::from([(Some("a"), 2)])).unwrap(), r#"{"a":2}"#);
        assert_eq!(to_canonical(&BTreeMap::from([(vec!["a"], 2)])), Err(Unsupported));
    }
}
