//! The customer's choice, the only part of a body that prices are made from.

use super::body::Object;
use crate::pricing::Choice;

/// The fields of a choice.
pub const FIELDS: [&str; 5] = ["subscription", "at", "items", "cycle", "codes"];

/// Takes the choice out of a body. Its inner parts stay text: the engine reads them.
pub fn read(body: &mut Object) -> Choice {
    Choice {
        subscription: body.required_text("subscription"),
        at: body.required_raw("at"),
        items: body.raw("items"),
        cycle: body.raw("cycle"),
        codes: body.raw("codes"),
    }
}
