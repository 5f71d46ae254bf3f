//! Domain types to canonical JSON text.

use serde::Serialize;

use super::json::Json;
use super::shape::answer::{
    AnswerShape, DifferenceShape, PricedShape, ProblemShape, VerificationShape, WarningShape,
};
use super::shape::catalog::CatalogShape;
use super::shape::options::OptionsShape;
use super::shape::request::RequestShape;
use crate::answer::{Answer, Quote};
use crate::canonical::{to_canonical, to_sealed};
use crate::catalog::Catalog;
use crate::compare::Difference;
use crate::lint::Warning;
use crate::options::Options;
use crate::problem::Problem;
use crate::request::Request;
use crate::verify::Verification;

fn text(value: &impl Serialize) -> String {
    // The shapes hold nothing that JSON cannot say: no floats, no bytes.
    to_canonical(value).unwrap_or_default()
}

pub(crate) fn answer_json(answer: &Answer) -> String {
    text(&AnswerShape::from(answer))
}

pub(crate) fn problems_json(problems: &[Problem]) -> String {
    text(&problems.iter().map(ProblemShape::from).collect::<Vec<_>>())
}

pub(crate) fn differences_json(differences: &[Difference]) -> String {
    text(&differences.iter().map(DifferenceShape::from).collect::<Vec<_>>())
}

pub(crate) fn warnings_json(warnings: &[Warning]) -> String {
    text(&warnings.iter().map(WarningShape::from).collect::<Vec<_>>())
}

pub(crate) fn options_json(options: &Options) -> String {
    text(&OptionsShape::from(options))
}

pub(crate) fn verification_json(verification: &Verification) -> String {
    text(&VerificationShape::from(verification))
}

pub(crate) fn catalog_json(catalog: &Catalog) -> String {
    text(&CatalogShape::new(catalog, true))
}

pub(crate) fn request_json(request: &Request) -> String {
    text(&RequestShape::new(request, true))
}

/// What a catalog's digest covers: all but its coupons (S9).
pub(crate) fn sealed_catalog(catalog: &Catalog) -> String {
    to_sealed(&CatalogShape::new(catalog, false)).unwrap_or_default()
}

#[derive(Serialize)]
struct Sealed<'a> {
    semantics: u32,
    catalog: &'a str,
    request: RequestShape<'a>,
    answer: PricedShape<'a>,
}

/// What a quote's digest covers (S9).
pub(crate) fn sealed_quote(semantics: u32, catalog: &Catalog, request: &Request, quote: &Quote) -> String {
    let sealed = Sealed {
        semantics,
        catalog: &catalog.digest,
        request: RequestShape::new(request, false),
        answer: PricedShape::new(quote, false),
    };
    to_sealed(&sealed).unwrap_or_default()
}

/// Integers as numbers; any other number as the text that it was, which a caller refuses before.
impl Serialize for Json {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(bool) => serializer.serialize_bool(*bool),
            Json::Number(number) => match number.parse::<i64>() {
                Ok(integer) => serializer.serialize_i64(integer),
                Err(_) => serializer.serialize_str(number),
            },
            Json::String(string) => serializer.serialize_str(string),
            Json::Array(array) => serializer.collect_seq(array),
            Json::Object(fields) => serializer.collect_map(fields.iter().map(|(key, value)| (key, value))),
        }
    }
}
