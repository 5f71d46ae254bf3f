//! Does a digest hold?

use crate::answer::Answer;
use crate::catalog::Catalog;
use crate::problem::Problems;
use crate::quote::quote;
use crate::request::Request;

/// What pricing again found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verification {
    /// The catalog and the request give an answer with the digest.
    pub holds: bool,
    /// The answer that they give.
    pub answer: Answer,
}

impl Verification {
    /// As canonical JSON: `{"holds", "answer"}`.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::wire::encode::verification_json(self)
    }
}

/// Prices again and says whether the digest holds. A rejected answer has none, so none holds.
///
/// # Errors
///
/// Those of [`quote`].
pub fn verify(catalog: &Catalog, request: &Request, digest: &str) -> Result<Verification, Problems> {
    let answer = quote(catalog, request)?;
    let holds = answer.quote().is_some_and(|quote| quote.digest == digest);
    Ok(Verification { holds, answer })
}
