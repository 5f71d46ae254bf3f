//! What serde gives, straight to text.

use std::fmt::{self, Write};
use std::mem;

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::buffer::Buffer;
use super::seal::Cut;
use super::{Shown, Unsupported};
use crate::calendar::Instant;
use crate::digits::{Digits, Plain};
use crate::wire::scan::plain;

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
    pub(super) text: Buffer,
    /// Values as they were spelled, not in their normal spelling.
    readable: bool,
    /// What goes before the next element or field: the bracket of what has none yet, or a comma.
    sign: u8,
    /// It holds all that it was given.
    complete: bool,
    /// Where the last field begins, with the sign before it.
    field: usize,
    /// Where the digest stands.
    pub(super) digest: usize,
    /// Of a text that is to be sealed as well.
    pub(super) cuts: Option<Vec<Cut>>,
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
    pub(super) fn new(readable: bool) -> Writer {
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

    pub(super) fn text(value: &dyn Shown, readable: bool) -> Result<String, Unsupported> {
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
        let cut = Cut { from: field, to: self.text.len(), instead: Vec::new() };
        if name == SPELLED {
            return self.spelled(value, from, cut);
        }
        if name == DIGEST {
            self.digest = from;
        }
        self.cut(cut);
        Ok(())
    }

    /// What was written from a place on, once more in its normal spelling.
    #[inline(never)]
    fn spelled(&mut self, value: &dyn Shown, from: usize, mut cut: Cut) -> Result<(), Unsupported> {
        self.readable = false;
        value.show(self)?;
        self.readable = true;
        cut.from = from;
        let written = self.text.from(from);
        let (readable, normal) = written.split_at_checked(cut.to.saturating_sub(from)).unwrap_or_default();
        let is_same = readable == normal;
        cut.instead = normal.to_vec();
        self.text.truncate(cut.to);
        if !is_same {
            self.cut(cut);
        }
        Ok(())
    }

    fn cut(&mut self, cut: Cut) {
        self.cuts.get_or_insert_default().push(cut);
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
