//! Domain types to canonical JSON text.

use serde::Serialize;

use super::json::Json;
use super::shape::answer::{
    AnswerShape, DifferenceShape, PricedShape, ProblemShape, VerificationShape, WarningShape,
};
use super::shape::catalog::CatalogShape;
use super::shape::options::OptionsShape;
use super::shape::request::RequestShape;
use super::shape::{Each, OneIn, Shape};
use super::tree::{Unsupported, sealed, tree};
use crate::answer::{Answer, Quote};
use crate::canonical::canonical;
use crate::catalog::Catalog;
use crate::compare::Difference;
use crate::lint::Warning;
use crate::options::Options;
use crate::problem::Problem;
use crate::request::Request;
use crate::verify::Verification;

fn text(tree: Result<Json, Unsupported>) -> String {
    // The shapes hold nothing that JSON cannot say: no floats, no bytes.
    tree.map_or_else(|Unsupported| String::new(), |tree| canonical(&tree))
}

pub(crate) fn answer_json(answer: &Answer) -> String {
    text(tree(&AnswerShape::of(answer)))
}

pub(crate) fn problems_json(problems: &[Problem]) -> String {
    text(tree(&Each::<ProblemShape>(problems)))
}

pub(crate) fn differences_json(differences: &[Difference]) -> String {
    text(tree(&Each::<DifferenceShape>(differences)))
}

pub(crate) fn warnings_json(warnings: &[Warning]) -> String {
    text(tree(&Each::<WarningShape>(warnings)))
}

pub(crate) fn options_json(options: &Options) -> String {
    text(tree(&OptionsShape::of(options)))
}

pub(crate) fn verification_json(verification: &Verification) -> String {
    text(tree(&VerificationShape::of(verification)))
}

pub(crate) fn catalog_json(catalog: &Catalog) -> String {
    text(tree(&CatalogShape::new(catalog, true)))
}

pub(crate) fn request_json(request: &Request) -> String {
    text(tree(&RequestShape::new(request, true)))
}

/// What a catalog's digest covers: all but its coupons (S9).
pub(crate) fn sealed_catalog(catalog: &Catalog) -> String {
    text(sealed(&CatalogShape::new(catalog, false)))
}

#[derive(Serialize)]
struct Sealed<'a> {
    semantics: u32,
    catalog: &'a str,
    request: RequestShape<'a>,
    answer: OneIn<'a, PricedShape<'a>>,
}

/// What a quote's digest covers (S9).
pub(crate) fn sealed_quote(semantics: u32, catalog: &Catalog, request: &Request, quote: &Quote) -> String {
    let everything = Sealed {
        semantics,
        catalog: &catalog.digest,
        request: RequestShape::new(request, false),
        answer: OneIn(quote, false),
    };
    text(sealed(&everything))
}
