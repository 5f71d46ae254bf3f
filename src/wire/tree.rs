//! Shapes to a tree by serde, and a tree to whatever serde writes: every shape is compiled for
//! one serializer, not for each way out.

use std::borrow::Cow;
use std::fmt;

use serde::ser::{self, Serialize};

use super::json::Json;

/// What a tree does not hold: floating point, bytes, keys that are not strings, whole numbers that
/// JavaScript does not hold exactly.
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

/// The tree of a value, values spelled as a caller spelled them.
///
/// # Errors
///
/// [`Unsupported`]; no type of this crate makes it.
pub fn tree(value: &impl Serialize) -> Result<Json, Unsupported> {
    value.serialize(Tree { readable: true })
}

/// The same with every value in its one normal spelling (`12.50` as `12.5`), so that a hash of it
/// does not depend on how a caller spelled it. Shapes tell by serde's `is_human_readable`.
///
/// # Errors
///
/// [`Unsupported`]; no type of this crate makes it.
pub fn sealed(value: &impl Serialize) -> Result<Json, Unsupported> {
    value.serialize(Tree { readable: false })
}

/// Makes a tree.
#[derive(Clone, Copy)]
struct Tree {
    /// Values as they were spelled, not in their normal spelling.
    readable: bool,
}

/// An array that is being made.
struct Elements {
    tree: Tree,
    /// The only key of an object around it.
    variant: Option<&'static str>,
    elements: Vec<Json>,
}

/// An object that is being made.
struct Fields {
    tree: Tree,
    /// The only key of an object around it.
    variant: Option<&'static str>,
    /// A key that waits for its value.
    key: Option<String>,
    fields: Vec<(Cow<'static, str>, Json)>,
}

impl Tree {
    fn elements(self, variant: Option<&'static str>) -> Elements {
        Elements { tree: self, variant, elements: Vec::new() }
    }

    fn fields(self, variant: Option<&'static str>) -> Fields {
        Fields { tree: self, variant, key: None, fields: Vec::new() }
    }
}

fn integer(n: Option<i64>) -> Result<Json, Unsupported> {
    const EXACT: u64 = (1 << 53) - 1;
    let n = n.filter(|n| n.unsigned_abs() <= EXACT).ok_or(Unsupported)?;
    Ok(Json::Number(n.to_string()))
}

fn tagged(variant: Option<&'static str>, value: Json) -> Json {
    match variant {
        Some(variant) => Json::Object(vec![(variant.into(), value)]),
        None => value,
    }
}

macro_rules! integers {
    ($($method:ident $type:ident,)*) => {$(
        fn $method(self, v: $type) -> Result<Json, Unsupported> {
            integer(v.try_into().ok())
        }
    )*};
}

impl ser::Serializer for Tree {
    type Ok = Json;
    type Error = Unsupported;
    type SerializeSeq = Elements;
    type SerializeTuple = Elements;
    type SerializeTupleStruct = Elements;
    type SerializeTupleVariant = Elements;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Fields;

    integers! {
        serialize_i8 i8,
        serialize_i16 i16,
        serialize_i32 i32,
        serialize_i64 i64,
        serialize_i128 i128,
        serialize_u8 u8,
        serialize_u16 u16,
        serialize_u32 u32,
        serialize_u64 u64,
        serialize_u128 u128,
    }

    fn is_human_readable(&self) -> bool {
        self.readable
    }

    fn serialize_bool(self, v: bool) -> Result<Json, Unsupported> {
        Ok(Json::Bool(v))
    }

    fn serialize_f32(self, _: f32) -> Result<Json, Unsupported> {
        Err(Unsupported)
    }

    fn serialize_f64(self, _: f64) -> Result<Json, Unsupported> {
        Err(Unsupported)
    }

    fn serialize_char(self, v: char) -> Result<Json, Unsupported> {
        Ok(Json::String(v.into()))
    }

    fn serialize_str(self, v: &str) -> Result<Json, Unsupported> {
        Ok(Json::String(v.to_owned()))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Json, Unsupported> {
        Err(Unsupported)
    }

    fn serialize_none(self) -> Result<Json, Unsupported> {
        Ok(Json::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Json, Unsupported> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Json, Unsupported> {
        Ok(Json::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Json, Unsupported> {
        Ok(Json::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Json, Unsupported> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Json, Unsupported> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Json, Unsupported> {
        Ok(tagged(Some(variant), value.serialize(self)?))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements, Unsupported> {
        Ok(self.elements(None))
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements, Unsupported> {
        Ok(self.elements(None))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Elements, Unsupported> {
        Ok(self.elements(None))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Elements, Unsupported> {
        Ok(self.elements(Some(variant)))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields, Unsupported> {
        Ok(self.fields(None))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, Unsupported> {
        Ok(self.fields(None))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Fields, Unsupported> {
        Ok(self.fields(Some(variant)))
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<Json, Unsupported> {
        Ok(Json::String(value.to_string()))
    }
}

macro_rules! elements {
    ($($trait:ident $method:ident,)*) => {$(
        impl ser::$trait for Elements {
            type Ok = Json;
            type Error = Unsupported;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
                self.elements.push(value.serialize(self.tree)?);
                Ok(())
            }

            fn end(self) -> Result<Json, Unsupported> {
                Ok(tagged(self.variant, Json::Array(self.elements)))
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
        impl ser::$trait for Fields {
            type Ok = Json;
            type Error = Unsupported;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), Unsupported> {
                self.fields.push((key.into(), value.serialize(self.tree)?));
                Ok(())
            }

            fn end(self) -> Result<Json, Unsupported> {
                Ok(tagged(self.variant, Json::Object(self.fields)))
            }
        }
    )*};
}

fields! {
    SerializeStruct,
    SerializeStructVariant,
}

impl ser::SerializeMap for Fields {
    type Ok = Json;
    type Error = Unsupported;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unsupported> {
        match key.serialize(self.tree)? {
            Json::String(key) => self.key = Some(key),
            _ => return Err(Unsupported),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        let key = self.key.take().ok_or(Unsupported)?;
        self.fields.push((key.into(), value.serialize(self.tree)?));
        Ok(())
    }

    fn end(self) -> Result<Json, Unsupported> {
        Ok(tagged(self.variant, Json::Object(self.fields)))
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
        assert_eq!(tree(&9_007_199_254_740_992u64), Err(Unsupported));
        assert_eq!(tree(&u64::MAX), Err(Unsupported));
        assert_eq!(tree(&i64::MIN), Err(Unsupported));
        assert_eq!(tree(&u128::MAX), Err(Unsupported));
        assert_eq!(tree(&[0.5f64]), Err(Unsupported));
        assert_eq!(tree(&0f32), Err(Unsupported));
        assert_eq!(tree(&BTreeMap::from([(1, 2)])), Err(Unsupported));
        assert_eq!(canonical(BTreeMap::from([(Some("a"), 2)])), r#"{"a":2}"#);
        assert_eq!(tree(&BTreeMap::from([(vec!["a"], 2)])), Err(Unsupported));
    }
}
