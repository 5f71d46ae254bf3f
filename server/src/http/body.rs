//! Bodies: one JSON object with known fields, each once; everything wrong with it is said at once.

use std::fmt;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::BODY;
use crate::failure::{Failure, Problem};

/// The bytes of a body, within the limit.
pub struct Raw(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        match Bytes::from_request(request, state).await {
            Ok(bytes) => Ok(Raw(bytes)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Failure::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "",
                format!("the body is longer than {BODY} bytes"),
            )),
            Err(rejection) => Err(Failure::new(
                StatusCode::BAD_REQUEST,
                "body_incomplete",
                "",
                format!("the body could not be read: {rejection}"),
            )),
        }
    }
}

/// The fields of an object as they stand in the text, repetitions included.
struct Fields(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// An object that is being read. The getters note what is wrong; `done` says it.
pub struct Object {
    fields: Vec<(String, Box<RawValue>)>,
    problems: Vec<Problem>,
}

impl Object {
    /// Reads the outer object of a body; `known` are the fields that it may have.
    ///
    /// # Errors
    /// 422 `json_malformed` or `wrong_type`: it is not one JSON object.
    pub fn read(body: &[u8], known: &[&str]) -> Result<Object, Failure> {
        let mut object = Object::open(body)?;
        object.knows(known);
        Ok(object)
    }

    /// Reads the outer object of a body whose fields are not known yet.
    ///
    /// # Errors
    /// 422 `json_malformed` or `wrong_type`: it is not one JSON object.
    pub fn open(body: &[u8]) -> Result<Object, Failure> {
        let text = std::str::from_utf8(body).map_err(|error| {
            Failure::malformed("json_malformed", "", format!("the body is not UTF-8: {error}"))
        })?;
        let Fields(fields) = serde_json::from_str(text).map_err(|error| match error.classify() {
            Category::Data => Failure::malformed("wrong_type", "", "the body must be an object"),
            _ => Failure::malformed("json_malformed", "", format!("the body is not JSON: {error}")),
        })?;
        Ok(Object { fields, problems: Vec::new() })
    }

    /// Notes the fields that are not among `known`, and those that stand twice.
    pub fn knows(&mut self, known: &[&str]) {
        let fields = &self.fields;
        for (place, (name, _)) in fields.iter().enumerate() {
            if fields.iter().take(place).any(|(other, _)| other == name) {
                let problem = Problem::new("duplicate_key", pointer(name), format!("`{name}` stands twice"));
                self.problems.push(problem);
            } else if !known.contains(&name.as_str()) {
                let message = format!("`{name}` is not known here; known are {}", known.join(", "));
                self.problems.push(Problem::new("unknown_field", pointer(name), message));
            }
            // Repetitions of many names would make this loop and the answer long.
            if self.problems.len() >= PROBLEMS {
                break;
            }
        }
    }

    /// The text of a field's value.
    pub fn raw(&self, name: &str) -> Option<Box<RawValue>> {
        self.fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
    }

    /// The text of a field's value that must be there.
    pub fn required_raw(&mut self, name: &'static str) -> Box<RawValue> {
        self.raw(name).unwrap_or_else(|| {
            self.problems.push(missing(name));
            RawValue::NULL.to_owned()
        })
    }

    /// A string, if it is there.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        let value = self.raw(name)?;
        match serde_json::from_str::<String>(value.get()) {
            Ok(text) if text.contains('\0') => {
                let message = format!("`{name}` holds the character zero, which no text here may");
                self.problems.push(Problem::new("character_not_allowed", pointer(name), message));
                None
            }
            Ok(text) => Some(text),
            Err(error) => {
                let (code, message) = match error.classify() {
                    Category::Data => ("wrong_type", format!("`{name}` must be a string")),
                    _ => ("json_malformed", format!("`{name}` is not a JSON string: {error}")),
                };
                self.problems.push(Problem::new(code, pointer(name), message));
                None
            }
        }
    }

    /// A string that must be there.
    pub fn required_text(&mut self, name: &'static str) -> String {
        if self.raw(name).is_none() {
            self.problems.push(missing(name));
        }
        self.text(name).unwrap_or_default()
    }

    /// Adds a problem.
    pub fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// 422 with everything that was wrong.
    pub fn done(self) -> Result<(), Failure> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(Failure::all(StatusCode::UNPROCESSABLE_ENTITY, self.problems))
        }
    }

    /// What the body says, however it is spelled: keys sorted, no blanks.
    pub fn content(&self) -> String {
        let content: Map<String, Value> = self
            .fields
            .iter()
            .map(|(name, value)| {
                // What cannot be read as a value is compared as it stands.
                let text = value.get();
                (name.clone(), serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)))
            })
            .collect();
        Value::Object(content).to_string()
    }
}

/// Problems that are listed for one body.
const PROBLEMS: usize = 20;

fn missing(name: &str) -> Problem {
    Problem::new("missing_field", pointer(name), format!("`{name}` is missing"))
}

/// RFC 6901 pointer to a field of the body.
fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}
