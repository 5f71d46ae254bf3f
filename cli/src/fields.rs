//! The fields of a line, each as the text that it was written as: whatever stands twice in it or is
//! too deep is for the engine to see and to refuse.

use std::fmt;

use quotient::{Code, Problems};
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::refusal::Refusal;

/// Some fields of one line; its others are nobody's business.
pub struct Fields<'l>(Vec<(&'static str, &'l str)>);

impl<'l> Fields<'l> {
    /// Finds the fields that are asked for.
    pub fn read(line: &'l str, names: &'static [&'static str]) -> Result<Self, Refusal> {
        let mut json = serde_json::Deserializer::from_str(line);
        let found = Seed(names).deserialize(&mut json).and_then(|found| json.end().map(|()| found));
        let found = found.map_err(|error| refuse(&error, names))?;
        for (n, (name, _)) in found.iter().enumerate() {
            if found.iter().take(n).any(|(before, _)| before == name) {
                let message = format!("`{name}` stands more than once in the line");
                return Err(Refusal::at(&format!("/{name}"), Code::DuplicateKey, message));
            }
        }
        Ok(Fields(found))
    }

    /// A field as it was written, if it is there.
    pub fn find(&self, name: &str) -> Option<&'l str> {
        self.0.iter().find(|(found, _)| *found == name).map(|(_, text)| *text)
    }

    /// A field as it was written.
    pub fn get(&self, name: &str) -> Result<&'l str, Refusal> {
        self.find(name).ok_or_else(|| {
            let message = format!("the line needs a field `{name}`");
            Refusal::at(&format!("/{name}"), Code::MissingField, message)
        })
    }

    /// A field as the engine reads it.
    pub fn parse<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Problems>,
    ) -> Result<T, Refusal> {
        parse(self.get(name)?).map_err(|problems| Refusal::of(Some(name), &problems))
    }

    /// A field as a tree.
    pub fn value(&self, name: &str) -> Result<Value, Refusal> {
        serde_json::from_str(self.get(name)?).map_err(|error| {
            let message = format!("`{name}` cannot be read: {}", told(&error));
            Refusal::at(&format!("/{name}"), Code::JsonMalformed, message)
        })
    }

    /// The elements of a field that is an array, as they were written.
    pub fn elements(&self, name: &str) -> Result<Vec<&'l str>, Refusal> {
        let elements: Vec<&RawValue> = serde_json::from_str(self.get(name)?).map_err(|_| {
            Refusal::at(&format!("/{name}"), Code::WrongType, format!("`{name}` must be an array"))
        })?;
        Ok(elements.into_iter().map(RawValue::get).collect())
    }

    /// A field that is a text.
    pub fn string(&self, name: &str) -> Result<String, Refusal> {
        serde_json::from_str(self.get(name)?).map_err(|_| {
            Refusal::at(&format!("/{name}"), Code::WrongType, format!("`{name}` must be a string"))
        })
    }
}

fn refuse(error: &serde_json::Error, names: &[&str]) -> Refusal {
    if error.is_data() {
        let names = names.join("`, `");
        return Refusal::line(Code::WrongType, format!("the line must be an object with `{names}`"));
    }
    Refusal::line(Code::JsonMalformed, format!("the line is not JSON: {}", told(error)))
}

/// serde_json counts lines within the text; here that is always the first.
fn told(error: &serde_json::Error) -> String {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let told = error.to_string();
    let what = told.strip_suffix(&place).unwrap_or(&told);
    format!("{what} at column {}", error.column())
}

/// Collects the named fields of an object.
struct Seed(&'static [&'static str]);

impl<'l> DeserializeSeed<'l> for Seed {
    type Value = Vec<(&'static str, &'l str)>;

    fn deserialize<D: serde::Deserializer<'l>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'l> Visitor<'l> for Seed {
    type Value = Vec<(&'static str, &'l str)>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::with_capacity(self.0.len());
        while let Some(key) = map.next_key::<String>()? {
            match self.0.iter().find(|name| **name == key) {
                Some(name) => found.push((*name, map.next_value::<&RawValue>()?.get())),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }
}
