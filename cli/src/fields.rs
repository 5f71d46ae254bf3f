//! Fields of a line that only this tool reads, by a reader of its own.

use quotient::Code;
use quotient::ndjson::{Fields, Refusal};
use serde_json::Value;
use serde_json::value::RawValue;

/// A field as a tree.
pub fn value(fields: &Fields, name: &str) -> Result<Value, Refusal> {
    serde_json::from_str(fields.get(name)?).map_err(|error| {
        // serde_json counts lines within the text; here that is always the first.
        let place = format!(" at line {} column {}", error.line(), error.column());
        let told = error.to_string();
        let what = told.strip_suffix(&place).unwrap_or(&told);
        let message = format!("`{name}` cannot be read: {what} at column {}", error.column());
        Refusal::at(&format!("/{name}"), Code::JsonMalformed, message)
    })
}

/// The elements of a field that is an array, as they were written.
pub fn elements<'l>(fields: &Fields<'l>, name: &str) -> Result<Vec<&'l str>, Refusal> {
    let elements: Vec<&RawValue> = serde_json::from_str(fields.get(name)?).map_err(|_| {
        Refusal::at(&format!("/{name}"), Code::WrongType, format!("`{name}` must be an array"))
    })?;
    Ok(elements.into_iter().map(RawValue::get).collect())
}
