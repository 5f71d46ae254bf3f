//! Domain types to canonical JSON text.

use serde::Serialize;

use super::shape::answer::{
    AnswerShape, DifferenceShape, PricedShape, ProblemShape, VerificationShape, WarningShape,
};
use super::shape::catalog::CatalogShape;
use super::shape::options::OptionsShape;
use super::shape::request::RequestShape;
use super::shape::{Each, OneIn, Shape};
use crate::answer::{Answer, Quote};
use crate::canonical::{canonical, sealed, text};
use crate::catalog::Catalog;
use crate::compare::Difference;
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
    text(canonical(&RequestShape::new(request, true)))
}

/// Texts as a JSON array.
pub(crate) fn texts_json(texts: &[String]) -> String {
    text(canonical(&texts))
}

/// What a catalog's digest covers: all but its coupons (S9).
pub(crate) fn sealed_catalog(catalog: &Catalog) -> String {
    text(sealed(&CatalogShape::new(catalog, false)))
}

#[derive(Serialize)]
struct Sealed<'a> {
    answer: OneIn<'a, PricedShape<'a>>,
    catalog: &'a str,
    request: RequestShape<'a>,
    semantics: u32,
}

/// What a quote's digest covers (S9).
pub(crate) fn sealed_quote(semantics: u32, catalog: &Catalog, request: &Request, quote: &Quote) -> String {
    let everything = Sealed {
        answer: OneIn(quote, false),
        catalog: &catalog.digest,
        request: RequestShape::new(request, false),
        semantics,
    };
    text(sealed(&everything))
}
