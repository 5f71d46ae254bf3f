//! Canonical JSON (RFC 8785): one text for one meaning, so that it can be hashed (S9). Shapes are written
//! by serde, straight to text: no white space, keys sorted by their UTF-16 code units, strings escaped as
//! `JSON.stringify` does. Nothing is sorted here: shapes declare their fields in the order of their keys, which
//! a test proves of all that goes out, and a map is made in it.

mod buffer;

use std::fmt::{self, Write};
use std::mem;

use serde::ser::{self, Impossible, Serialize, Serializer};

use self::buffer::Buffer;
use crate::calendar::Instant;
use crate::digits::{Digits, Plain};
use crate::order::order;
use crate::wire::scan::plain;
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

/// A canonical text, and what of it a digest does not cover as it stands.
pub struct Sealable {
    /// Values as a caller spelled them.
    text: Buffer,
    /// In the order of the text.
    cuts: Vec<Cut>,
    /// Where the digest itself stands in the text, from which byte on.
    digest: usize,
}

/// A stretch of a text, and what stands there where it is sealed.
struct Cut {
    from: usize,
    to: usize,
    instead: Vec<u8>,
}

impl Sealable {
    /// Writes a value once, for people and for a digest.
    ///
    /// # Errors
    ///
    /// [`Unsupported`]; no type of this crate makes it.
    pub fn write(value: &dyn Shown) -> Result<Sealable, Unsupported> {
        let mut writer = Writer::new(true);
        writer.cuts = Some(Vec::new());
        value.show(&mut writer)?;
        let (cuts, digest) = (writer.cuts.take().unwrap_or_default(), writer.digest);
        Ok(Sealable { text: writer.text, cuts, digest })
    }

    /// The text with the digest in place of what stood there, which is as long.
    pub fn with_digest(mut self, digest: &str) -> String {
        self.text.replace(self.digest.saturating_add(1), digest);
        text(self.text.into_text().ok_or(Unsupported))
    }

    /// The text as a digest covers it: without what is outside of it, values in their normal spelling.
    pub fn sealed(&self, covered: &mut dyn FnMut(&[u8])) {
        let text = self.text.from(0);
        let mut start = 0;
        for Cut { from, to, instead } in &self.cuts {
            covered(text.get(start..*from).unwrap_or_default());
            covered(instead);
            start = *to;
        }
        covered(text.get(start..).unwrap_or_default());
    }
}

/// Names of what shapes write by `serialize_newtype_struct`, for [`Writer`] alone.
///
/// What has a normal spelling beside the one that a caller chose; it tells by `is_human_readable` which of
/// them is asked for.
pub const SPELLED: &str = "spelled";
/// A field that no digest covers, and that is not the first of its object.
pub const OUTSIDE: &str = "outside";
/// Such a field with the digest.
pub const DIGEST: &str = "digest";

/// A text that is being written. Shapes are compiled to little more than one call a value: what would make
/// a call fail at run time is remembered instead, so that the compiler sees that none does.
pub struct Writer {
    text: Buffer,
    /// Values as they were spelled, not in their normal spelling.
    readable: bool,
    /// What goes before the next element or field: the bracket of what has none yet, or a comma.
    sign: u8,
    /// It holds all that it was given.
    complete: bool,
    /// Where the last field begins, with the sign before it.
    field: usize,
    /// Where the digest stands.
    digest: usize,
    /// Of a text that is to be sealed as well.
    cuts: Option<Vec<Cut>>,
    /// The last end and the last start of a period, by turns: most lines of a quote are about the same one.
    latest: (Option<Known>, Option<Known>),
    /// Whose turn it is.
    turn: bool,
}

/// An end or a start of a period that was written.
struct Known {
    seconds: i64,
    text: Digits,
}

impl Writer {
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn new(readable: bool) -> Writer {
        Writer {
            text: Buffer::default(),
            readable,
            sign: b',',
            complete: true,
            field: 0,
            digest: 0,
            cuts: None,
            latest: (None, None),
            turn: false,
        }
    }

    fn text(value: &dyn Shown, readable: bool) -> Result<String, Unsupported> {
        let mut writer = Writer::new(readable);
        value.show(&mut writer)?;
        writer.finish()
    }

    fn finish(self) -> Result<String, Unsupported> {
        if self.complete { self.text.into_text().ok_or(Unsupported) } else { Err(Unsupported) }
    }

    /// Something that a digest does not cover as it stands.
    fn apart(&mut self, name: &str, value: &dyn Shown) -> Result<(), Unsupported> {
        let (field, from) = (self.field, self.text.len());
        value.show(self)?;
        if self.cuts.is_none() {
            return Ok(());
        }
        let mut cut = Cut { from: field, to: self.text.len(), instead: Vec::new() };
        if name == SPELLED {
            self.readable = false;
            value.show(self)?;
            self.readable = true;
            cut.from = from;
            let written = self.text.from(from);
            let (readable, normal) =
                written.split_at_checked(cut.to.saturating_sub(from)).unwrap_or_default();
            let is_same = readable == normal;
            cut.instead = normal.to_vec();
            self.text.truncate(cut.to);
            if is_same {
                return Ok(());
            }
        } else if name == DIGEST {
            self.digest = from;
        }
        self.cuts.get_or_insert_default().push(cut);
        Ok(())
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn bare(&mut self, text: &str) {
        self.text.extend(text.as_bytes());
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn string(&mut self, string: &str) {
        if plain(string.as_bytes(), 0) == string.len() {
            self.text.quote(string);
        } else {
            self.text.push(b'"');
            escape(string, &mut self.text);
            self.text.push(b'"');
        }
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn display(&mut self, value: &dyn fmt::Display) {
        self.text.push(b'"');
        self.complete &= write!(Escaped(&mut self.text), "{value}").is_ok();
        self.text.push(b'"');
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn integer(&mut self, n: i64) {
        const EXACT: u64 = (1 << 53) - 1;
        self.complete &= n.unsigned_abs() <= EXACT;
        if n < 0 {
            self.text.push(b'-');
        }
        let mut digits = Digits::empty();
        digits.number(n.unsigned_abs(), 1);
        self.text.extend(digits.as_bytes());
    }

    /// An end or a start of a period, by its seconds.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn bound(&mut self, seconds: i64) {
        self.turn = !self.turn;
        let latest = if self.turn { &mut self.latest.0 } else { &mut self.latest.1 };
        if latest.as_ref().is_none_or(|known| known.seconds != seconds) {
            let known = latest.insert(Known { seconds, text: Digits::empty() });
            match Instant::EPOCH.plus_seconds(seconds) {
                Some(bound) => bound.plain(&mut known.text),
                None => self.complete = false,
            }
        }
        if let Some(known) = latest {
            self.text.extend(known.text.quoted());
        }
    }

    /// What comes until it is closed is inside of an array (`[`), a map or a structure (`{`).
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn open(&mut self, sign: u8) -> &mut Writer {
        self.sign = sign;
        self
    }

    /// Before an element, or the key of a map.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn next(&mut self) {
        self.text.push(mem::replace(&mut self.sign, b','));
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn field(&mut self, key: &'static str) {
        self.field = self.text.len();
        let sign = mem::replace(&mut self.sign, b',');
        self.text.name(sign, key);
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn close(&mut self, bracket: u8) {
        if self.sign != b',' {
            self.text.push(self.sign);
        }
        self.text.push(bracket);
        self.sign = b',';
    }
}

macro_rules! integers {
    ($($method:ident $type:ident,)*) => {$(
        fn $method(self, v: $type) -> Result<(), Unsupported> {
            self.integer(v.try_into().unwrap_or(i64::MAX));
            Ok(())
        }
    )*};
}

macro_rules! unsupported {
    ($($method:ident($($type:ty),*) -> $ok:ty,)*) => {$(
        fn $method(self $(, _: $type)*) -> Result<$ok, Unsupported> {
            Err(Unsupported)
        }
    )*};
}

impl Serializer for &mut Writer {
    type Ok = ();
    type Error = Unsupported;
    type SerializeSeq = Self;
    type SerializeTuple = Impossible<(), Unsupported>;
    type SerializeTupleStruct = Impossible<(), Unsupported>;
    type SerializeTupleVariant = Impossible<(), Unsupported>;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), Unsupported>;

    integers! {
        serialize_i8 i8,
        serialize_i16 i16,
        serialize_i32 i32,
        serialize_i64 i64,
        serialize_u8 u8,
        serialize_u16 u16,
        serialize_u32 u32,
        serialize_u64 u64,
    }

    unsupported! {
        serialize_f32(f32) -> (),
        serialize_f64(f64) -> (),
        serialize_tuple(usize) -> Self::SerializeTuple,
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTuple,
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTuple,
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant,
    }

    fn is_human_readable(&self) -> bool {
        self.readable
    }

    fn serialize_bool(self, v: bool) -> Result<(), Unsupported> {
        self.bare(if v { "true" } else { "false" });
        Ok(())
    }

    fn serialize_char(self, v: char) -> Result<(), Unsupported> {
        self.display(&v);
        Ok(())
    }

    fn serialize_str(self, v: &str) -> Result<(), Unsupported> {
        self.string(v);
        Ok(())
    }

    /// Seconds of an end or a start of a period: serde has no call for them, and nothing else is so long.
    fn serialize_i128(self, v: i128) -> Result<(), Unsupported> {
        self.bound(v.try_into().unwrap_or(i64::MAX));
        Ok(())
    }

    /// What is canonical JSON already.
    fn serialize_bytes(self, v: &[u8]) -> Result<(), Unsupported> {
        self.text.extend(v);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Unsupported> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unsupported> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unsupported> {
        self.bare("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unsupported> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Unsupported> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unsupported> {
        self.apart(name, &value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unsupported> {
        let mut object = self.open(b'{');
        ser::SerializeStruct::serialize_field(&mut object, variant, value)?;
        ser::SerializeStruct::end(object)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Unsupported> {
        Ok(self.open(b'['))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Unsupported> {
        Ok(self.open(b'{'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Unsupported> {
        Ok(self.open(b'{'))
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), Unsupported> {
        self.display(&value);
        Ok(())
    }
}

impl ser::SerializeSeq for &mut Writer {
    type Ok = ();
    type Error = Unsupported;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        self.next();
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Unsupported> {
        self.close(b']');
        Ok(())
    }
}

impl ser::SerializeStruct for &mut Writer {
    type Ok = ();
    type Error = Unsupported;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unsupported> {
        self.field(key);
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Unsupported> {
        self.close(b'}');
        Ok(())
    }
}

impl ser::SerializeMap for &mut Writer {
    type Ok = ();
    type Error = Unsupported;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unsupported> {
        self.next();
        let start = self.text.len();
        key.serialize(&mut **self)?;
        self.complete &= self.text.from(start).first() == Some(&b'"');
        self.bare(":");
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Unsupported> {
        ser::SerializeStruct::end(self)
    }
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

/// Appends what stands inside of a JSON string.
#[inline(never)]
fn escape(string: &str, text: &mut Buffer) {
    let mut rest = string.as_bytes();
    loop {
        let (as_it_is, more) = rest.split_at_checked(plain(rest, 0)).unwrap_or_default();
        text.extend(as_it_is);
        let Some((byte, more)) = more.split_first() else { break };
        text.push(b'\\');
        let sign = match byte {
            8 => b'b',
            9 => b't',
            10 => b'n',
            12 => b'f',
            13 => b'r',
            b'"' | b'\\' => *byte,
            _ => {
                text.extend(if *byte < 16 { b"u000" } else { b"u001" });
                *b"0123456789abcdef".get(usize::from(byte & 15)).unwrap_or(&b'0')
            }
        };
        text.push(sign);
        rest = more;
    }
}

/// Takes what is written inside of a JSON string.
struct Escaped<'t>(&'t mut Buffer);

impl Write for Escaped<'_> {
    fn write_str(&mut self, string: &str) -> fmt::Result {
        escape(string, self.0);
        Ok(())
    }
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
