//! Domain types to canonical JSON text.

use serde::Serialize;

use super::shape::answer::{
    AnswerShape, DifferenceShape, PricedShape, ProblemShape, VerificationShape, WarningShape,
};
use super::shape::catalog::CatalogShape;
use super::shape::options::OptionsShape;
use super::shape::request::RequestShape;
use super::shape::{Each, One, Shape};
use crate::answer::{Answer, Quote};
use crate::asked::Asked;
use crate::canonical::{Sealable, canonical, sealed, text};
use crate::catalog::Catalog;
use crate::compare::Difference;
use crate::digest;
use crate::lint::Warning;
use crate::options::Options;
use crate::problem::Problem;
use crate::request::Request;
use crate::verify::Verification;

pub(crate) fn answer_json(answer: &Answer) -> String {
    text(canonical(&AnswerShape::of(answer)))
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

pub(crate) fn verification_json(verification: &Verification) -> String {
    text(canonical(&VerificationShape::of(verification)))
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

/// Gives a quote its digest, and tells its text, which is written once for both (S9).
pub(crate) fn sealed_quote(semantics: u32, catalog: &Catalog, asked: &Asked, quote: &mut Quote) -> String {
    quote.digest = Some(digest::NONE.to_owned());
    let Ok(answer) = Sealable::write(&One::<PricedShape>(quote)) else { return String::new() };
    let request = RequestShape::new(asked, false);
    let others = text(sealed(&Sealed { catalog: &catalog.digest, request, semantics }));
    let mut hash = digest::Hash::new();
    hash.update(b"{\"answer\":");
    answer.sealed(&mut |covered| hash.update(covered));
    hash.update(b",");
    hash.update(others.as_bytes().get(1..).unwrap_or_default());
    let digest = hash.finish();
    let text = answer.with_digest(&digest);
    quote.digest = Some(digest);
    text
}
