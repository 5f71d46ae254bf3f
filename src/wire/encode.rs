//! Domain types to canonical JSON text.

use serde::Serialize;

use super::shape::answer::{
    DifferenceShape, PricedShape, ProblemShape, Quoted, RejectedShape, VerificationShape, WarningShape,
};
use super::shape::catalog::CatalogShape;
use super::shape::options::OptionsShape;
use super::shape::request::RequestShape;
use super::shape::{Each, One, Shape, Told};
use crate::answer::{Answer, Calculation, Quote, Rejection};
use crate::asked::Asked;
use crate::canonical::{Sealable, canonical, sealed, text};
use crate::catalog::Catalog;
use crate::compare::Difference;
use crate::digest;
use crate::lines::{self, LineTold};
use crate::lint::Warning;
use crate::options::Options;
use crate::problem::Problem;
use crate::request::Request;

pub(crate) fn answer_json(answer: &Answer) -> String {
    match answer {
        Answer::Priced(quote) => {
            let parts = lines::parts(&quote.lines);
            quote_json(quote, &lines::again(&quote.lines, &parts), quote.digest.as_deref())
        }
        Answer::Rejected(rejection) => rejection_json(rejection),
    }
}

/// A quote with these lines and this digest.
pub(crate) fn quote_json(quote: &Quote, lines: &[LineTold], digest: Option<&str>) -> String {
    text(canonical(&One::<PricedShape>(&Quoted(quote, lines, digest))))
}

pub(crate) fn rejection_json(rejection: &Rejection) -> String {
    text(canonical(&RejectedShape::of(rejection)))
}

pub(crate) fn problems_json(problems: &[Problem]) -> String {
    text(canonical(&Each::<ProblemShape>(problems)))
}

pub(crate) fn differences_json(differences: &[Difference]) -> String {
    text(canonical(&Each::<DifferenceShape>(differences)))
}

pub(crate) fn warnings_json(warnings: &[Warning]) -> String {
    text(canonical(&Each::<WarningShape>(warnings)))
}

pub(crate) fn options_json(options: &Options) -> String {
    text(canonical(&OptionsShape::of(options)))
}

/// Whether a digest holds, and the text of the answer.
pub(crate) fn verification_json(holds: bool, answer: &str) -> String {
    text(canonical(&VerificationShape { holds, answer: Told(answer) }))
}

pub(crate) fn catalog_json(catalog: &Catalog) -> String {
    text(canonical(&CatalogShape::new(catalog, true)))
}

pub(crate) fn request_json(request: &Request) -> String {
    text(canonical(&RequestShape::new(&request.asked(), true)))
}

/// Texts as a JSON array.
pub(crate) fn texts_json(texts: &[String]) -> String {
    text(canonical(&texts))
}

/// What a catalog's digest covers: all but its coupons (S9).
pub(crate) fn sealed_catalog(catalog: &Catalog) -> String {
    text(sealed(&CatalogShape::new(catalog, false)))
}

/// What a quote's digest covers beside the answer (S9).
#[derive(Serialize)]
struct Sealed<'a> {
    catalog: &'a str,
    request: RequestShape<'a>,
    semantics: u32,
}

/// About as many bytes as the text of a quote with these lines has.
fn room(lines: &[LineTold]) -> usize {
    let of = |line: &LineTold| match line.calculation {
        Some(Calculation::Credit { entries, .. }) => entries.len().saturating_mul(300),
        _ => 0,
    };
    lines.iter().map(of).fold(1024, |room, of| room.saturating_add(600).saturating_add(of))
}

/// The text of a quote with its digest, which is written once for both, and the digest (S9).
pub(crate) fn sealed_quote(
    semantics: u32,
    catalog: &Catalog,
    asked: &Asked,
    quote: &Quote,
    lines: &[LineTold],
) -> (String, String) {
    let quoted = Quoted(quote, lines, Some(digest::NONE));
    let Ok(answer) = Sealable::write(&One::<PricedShape>(&quoted), room(lines)) else {
        return Default::default();
    };
    let request = RequestShape::new(asked, false);
    let others = text(sealed(&Sealed { catalog: &catalog.digest, request, semantics }));
    let mut hash = digest::Hash::new();
    hash.update(b"{\"answer\":");
    answer.sealed(&mut |covered| hash.update(covered));
    hash.update(b",");
    hash.update(others.as_bytes().get(1..).unwrap_or_default());
    let digest = hash.finish();
    (answer.with_digest(&digest), digest)
}
