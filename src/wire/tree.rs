//! Shapes to a tree by serde, and a tree to whatever serde writes: every shape is compiled for
//! one serializer, not for each way out.

use std::borrow::Cow;
use std::fmt;
use std::mem;

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::json::{Field, Json};

/// What a tree does not hold: floating point, bytes, tuples, variants with fields outside of them, keys
/// that are not strings, whole numbers that JavaScript does not hold exactly.
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
    /// Adds it to a tree.
    ///
    /// # Errors
    ///
    /// [`Unsupported`]; no type of this crate makes it.
    fn show(&self, tree: &mut Tree) -> Result<(), Unsupported>;
}

impl<T: Serialize> Shown for T {
    fn show(&self, tree: &mut Tree) -> Result<(), Unsupported> {
        self.serialize(tree)
    }
}

/// The tree of a value, values spelled as a caller spelled them.
///
/// # Errors
///
/// [`Unsupported`]; no type of this crate makes it.
pub fn tree(value: &dyn Shown) -> Result<Json, Unsupported> {
    Tree::of(value, true)
}

/// The same with every value in its one normal spelling (`12.50` as `12.5`), so that a hash of it
/// does not depend on how a caller spelled it. Shapes tell by serde's `is_human_readable`.
///
/// # Errors
///
/// [`Unsupported`]; no type of this crate makes it.
pub fn sealed(value: &dyn Shown) -> Result<Json, Unsupported> {
    Tree::of(value, false)
}

/// A tree that is being made. Shapes are compiled to little more than one call a value: what would make
/// a call fail at run time is remembered instead, so that the compiler sees that none does.
pub struct Tree {
    /// Values as they were spelled, not in their normal spelling.
    readable: bool,
    /// The key of the next value; empty in an array.
    key: Cow<'static, str>,
    /// Each open array or object as a place to fill, and what it holds so far.
    values: Vec<Field>,
    /// Where the values of the open ones start.
    open: Vec<usize>,
    /// It holds all that it was given.
    complete: bool,
}

impl Tree {
    fn of(value: &dyn Shown, readable: bool) -> Result<Json, Unsupported> {
        let mut tree =
            Tree { readable, key: Cow::Borrowed(""), values: Vec::new(), open: Vec::new(), complete: true };
        value.show(&mut tree)?;
        let root = tree.values.pop().filter(|_| tree.complete);
        root.map(|(_, value)| value).ok_or(Unsupported)
    }

    #[inline(never)]
    fn push(&mut self, value: Json) {
        let key = mem::take(&mut self.key);
        self.values.push((key, value));
    }

    #[inline(never)]
    fn string(&mut self, string: &str) {
        self.push(Json::String(string.to_owned()));
    }

    #[inline(never)]
    fn text(&mut self, value: &dyn fmt::Display, kind: fn(String) -> Json) {
        self.push(kind(value.to_string()));
    }

    #[inline(never)]
    fn integer(&mut self, n: i64) {
        const EXACT: u64 = (1 << 53) - 1;
        self.complete &= n.unsigned_abs() <= EXACT;
        self.text(&n, Json::Number);
    }

    /// The key of the next value.
    #[inline(never)]
    fn key(&mut self, key: &'static str) {
        self.key = Cow::Borrowed(key);
    }

    /// Makes the last value the key of the next one.
    #[inline(never)]
    fn last_is_key(&mut self) {
        match self.values.pop() {
            Some((_, Json::String(key))) => self.key = Cow::Owned(key),
            _ => self.complete = false,
        }
    }

    /// What comes until it is closed is inside of an array or object.
    #[inline(never)]
    fn open(&mut self) -> &mut Tree {
        self.push(Json::Null);
        self.open.push(self.values.len());
        self
    }

    #[inline(never)]
    fn close_array(&mut self) {
        let fields = self.inner();
        self.fill(Json::Array(fields.into_iter().map(|(_, value)| value).collect()));
    }

    #[inline(never)]
    fn close_object(&mut self) {
        let fields = self.inner();
        self.fill(Json::Object(fields));
    }

    /// What the innermost array or object holds.
    fn inner(&mut self) -> Vec<Field> {
        let start = self.open.pop().unwrap_or_default();
        self.values.split_off(start)
    }

    fn fill(&mut self, value: Json) {
        if let Some((_, place)) = self.values.last_mut() {
            *place = value;
        }
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

impl Serializer for &mut Tree {
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
        serialize_bytes(&[u8]) -> (),
        serialize_tuple(usize) -> Self::SerializeTuple,
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTuple,
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTuple,
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant,
    }

    fn is_human_readable(&self) -> bool {
        self.readable
    }

    fn serialize_bool(self, v: bool) -> Result<(), Unsupported> {
        self.push(Json::Bool(v));
        Ok(())
    }

    fn serialize_char(self, v: char) -> Result<(), Unsupported> {
        self.text(&v, Json::String);
        Ok(())
    }

    fn serialize_str(self, v: &str) -> Result<(), Unsupported> {
        self.string(v);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Unsupported> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unsupported> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unsupported> {
        self.push(Json::Null);
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
        _: &'static str,
        value: &T,
    ) -> Result<(), Unsupported> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unsupported> {
        let mut object = self.open();
        ser::SerializeStruct::serialize_field(&mut object, variant, value)?;
        ser::SerializeStruct::end(object)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Unsupported> {
        Ok(self.open())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Unsupported> {
        Ok(self.open())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Unsupported> {
        Ok(self.open())
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), Unsupported> {
        self.text(&value, Json::String);
        Ok(())
    }
}

impl ser::SerializeSeq for &mut Tree {
    type Ok = ();
    type Error = Unsupported;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Unsupported> {
        self.close_array();
        Ok(())
    }
}

impl ser::SerializeStruct for &mut Tree {
    type Ok = ();
    type Error = Unsupported;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unsupported> {
        self.key(key);
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Unsupported> {
        self.close_object();
        Ok(())
    }
}

impl ser::SerializeMap for &mut Tree {
    type Ok = ();
    type Error = Unsupported;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unsupported> {
        key.serialize(&mut **self)?;
        self.last_is_key();
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Unsupported> {
        ser::SerializeStruct::end(self)
    }
}

/// Integers as numbers; any other number as the text that it was, which a caller refuses before.
impl Serialize for Json {
    fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(bool) => serializer.serialize_bool(*bool),
            Json::Number(number) => match number.parse::<i64>() {
                Ok(integer) => serializer.serialize_i64(integer),
                Err(_) => serializer.serialize_str(number),
            },
            Json::String(string) => serializer.serialize_str(string),
            Json::Array(array) => serializer.collect_seq(array),
            Json::Object(fields) => serializer.collect_map(fields.iter().map(|(key, value)| (key, value))),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::canonical::canonical as text;

    fn canonical(value: impl Serialize) -> String {
        text(&tree(&value).unwrap())
    }

    #[derive(serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Outer {
        z: u8,
        list: Vec<Shape>,
        #[serde(skip_serializing_if = "Option::is_none")]
        left_out: Option<u8>,
        explicit_null: Option<u8>,
        map: BTreeMap<Name, bool>,
        nothing: (),
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
            y: i64,
            x: u64,
        },
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
        assert_eq!(canonical(Tagged::PerUnit { amount: "1" }), r#"{"amount":"1","type":"perUnit"}"#);
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
        assert_eq!(tree(&9_007_199_254_740_992u64), Err(Unsupported));
        assert_eq!(tree(&u64::MAX), Err(Unsupported));
        assert_eq!(tree(&i64::MIN), Err(Unsupported));
        assert_eq!(tree(&vec![u64::MAX, 1]), Err(Unsupported));
        assert_eq!(tree(&1u128), Err(Unsupported));
        assert_eq!(tree(&vec![0.5f64]), Err(Unsupported));
        assert_eq!(tree(&0f32), Err(Unsupported));
        assert_eq!(tree(&(1, 2)), Err(Unsupported));
        assert_eq!(tree(&BTreeMap::from([(1, 2)])), Err(Unsupported));
        assert_eq!(canonical(BTreeMap::from([(Some("a"), 2)])), r#"{"a":2}"#);
        assert_eq!(tree(&BTreeMap::from([(vec!["a"], 2)])), Err(Unsupported));
    }
}
