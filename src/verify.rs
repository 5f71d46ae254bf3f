//! Does a digest hold?

use crate::answer::{Answer, Parts};
use crate::catalog::Catalog;
use crate::problem::Problems;
use crate::quote::{quote, sealed_text};
use crate::request::Request;
use crate::wire::encode::verification_json;

/// What pricing again found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verification {
    /// The catalog and the request give an answer with the digest.
    pub holds: bool,
    /// The answer that they give.
    pub answer: Answer,
}

impl Verification {
    /// As canonical JSON (RFC 8785): `{"holds", "answer"}`.
    #[must_use]
    pub fn to_json(&self) -> String {
        verification_json(self.holds, &self.answer.to_json())
    }
}

/// Prices again and says whether the digest holds (S9). It is compared as exact text, so one in upper
/// case does not hold. A rejected answer has none, so none holds.
///
/// # Errors
///
/// `out_of_range`, as of [`quote`].
///
/// # Examples
///
/// ```
/// use quotient::{Catalog, Request, quote, verify};
///
/// let catalog = Catalog::parse(
///     r#"{"id": "shop", "products": [{"id": "seat", "name": "Workspace", "unitName": "seat", "prices": [
///         {"id": "seat-month", "currency": "USD", "cycle": {"unit": "month"},
///          "scheme": {"type": "perUnit", "amount": "12.00"}}]}]}"#,
/// )?;
/// let request = Request::parse(
///     r#"{"type": "purchase", "at": "2026-04-01T00:00:00Z", "currency": "USD", "cycle": {"unit": "month"},
///         "items": [{"product": "seat", "quantity": 5}]}"#,
/// )?;
/// let answer = quote(&catalog, &request)?;
/// let digest = answer.quote().unwrap().digest.as_deref().unwrap();
/// assert!(verify(&catalog, &request, digest)?.holds);
/// assert!(!verify(&catalog, &request, &digest.to_uppercase())?.holds);
/// # Ok::<(), quotient::Problems>(())
/// ```
pub fn verify(catalog: &Catalog, request: &Request, digest: &str) -> Result<Verification, Problems> {
    let answer = quote(catalog, request)?;
    let holds = answer.quote().is_some_and(|quote| quote.digest.as_deref() == Some(digest));
    Ok(Verification { holds, answer })
}

/// Whether the digest holds, and what [`verify`] finds as [`Verification::to_json`] has it, without making values of it.
///
/// # Errors
///
/// As of [`verify`].
pub fn verify_json(catalog: &Catalog, request: &Request, digest: &str) -> Result<(bool, String), Problems> {
    let (answer, found) = sealed_text(catalog, &request.asked(), Parts::ALL)?;
    let holds = found.as_deref() == Some(digest);
    Ok((holds, verification_json(holds, &answer)))
}
