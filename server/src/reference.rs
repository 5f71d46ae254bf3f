//! What payments past the provider are known by, to people.

use crate::failure::Problem;
use crate::plain::is_plain;

/// Characters of a payment's reference.
const REFERENCE: usize = 200;

/// What a payment is known by: one line of 1 to 200 characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference(pub String);

impl Reference {
    /// Takes it without the blanks around it.
    ///
    /// # Errors
    /// `text_empty`, `too_large`, `character_not_allowed`.
    pub fn parse(text: &str) -> Result<Reference, Problem> {
        let text = text.trim();
        let refused = |code, message: String| Err(Problem::new(code, "/reference", message));
        if text.is_empty() {
            return refused("text_empty", "the reference is empty".to_owned());
        }
        if text.chars().count() > REFERENCE {
            return refused("too_large", format!("a reference has at most {REFERENCE} characters"));
        }
        if !is_plain(text) {
            let message = "a reference has no control or invisible characters".to_owned();
            return refused("character_not_allowed", message);
        }
        Ok(Reference(text.to_owned()))
    }
}
