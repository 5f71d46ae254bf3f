//! What pays, as the provider knows it.

use super::body::Object;
use crate::failure::Problem;

/// Bytes of a card.
const CARD: usize = 255;

/// The card of a body, if there is one: a word of visible ASCII, which is stored and shown.
pub fn read(body: &mut Object) -> Option<String> {
    let card = body.text("card")?;
    let (code, message) = if card.is_empty() {
        ("text_empty", "the card is empty".to_owned())
    } else if card.len() > CARD {
        ("too_large", format!("a card has at most {CARD} bytes"))
    } else if !card.bytes().all(|byte| byte.is_ascii_graphic()) {
        ("character_not_allowed", "a card is one word of visible ASCII characters".to_owned())
    } else {
        return Some(card);
    };
    body.problem(Problem::new(code, "/card", message));
    None
}
