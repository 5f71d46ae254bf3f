//! The customer's choice, the only part of a body that prices are made from.

use quotient::RequestType;

use super::body::Object;
use crate::choice::{self, Choice};
use crate::failure::{Failure, Problem};

/// Reads a body that holds a choice and, beside it, the fields of `more`. Its inner parts stay text: the
/// engine reads them.
///
/// # Errors
/// 422: it is not one object, or its type is not known.
pub fn read(body: &[u8], more: &[&'static str]) -> Result<(Object, Choice), Failure> {
    let mut body = Object::open(body)?;
    let kind = kind(&mut body);
    let Some(kind) = kind else {
        body.done()?;
        return Err(Failure::malformed("unknown_value", "/type", "the type is not known"));
    };
    let known: Vec<&str> = choice::fields(kind).iter().chain(more).copied().collect();
    body.knows(&known);
    let purchase = kind == RequestType::Purchase;
    let choice = Choice {
        kind,
        subscription: (!purchase).then(|| body.required_text("subscription")),
        at: body.required_raw("at"),
        items: if purchase { Some(body.required_raw("items")) } else { body.raw("items") },
        cycle: if purchase { Some(body.required_raw("cycle")) } else { body.raw("cycle") },
        currency: purchase.then(|| body.required_raw("currency")),
        codes: body.raw("codes"),
    };
    Ok((body, choice))
}

/// The type of the choice; a change where it is not named.
fn kind(body: &mut Object) -> Option<RequestType> {
    if body.raw("type").is_none() {
        return Some(RequestType::Change);
    }
    let word = body.text("type")?;
    let kind = choice::kind(&word);
    if kind.is_none() {
        let words: Vec<&str> = RequestType::ALL.iter().map(|(name, _)| *name).collect();
        let message = format!("`{word}` is not known here; known are {}", words.join(", "));
        let mut problem = Problem::new("unknown_value", "/type", message);
        problem.allowed = Some(words.into());
        body.problem(problem);
    }
    kind
}
