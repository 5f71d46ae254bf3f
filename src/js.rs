//! The JavaScript door: decode, call, encode; nothing about pricing. Texts come in, because
//! text is the one way in on every host; typed values go out. What is thrown is an array of
//! problems.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::catalog::Catalog;
use crate::options::OptionsRequest;
use crate::problem::Problems;
use crate::request::Request;
use crate::wire::shape::answer::{
    AnswerShape, DifferenceShape, ProblemShape, VerificationShape, WarningShape,
};
use crate::wire::shape::options::OptionsShape;
use crate::wire::shape::{Each, Shape};
use crate::wire::tree::{Shown, tree};

/// A sixth of the size of the standard library's allocator for WebAssembly.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// A catalog, parsed once.
#[wasm_bindgen]
pub struct Engine(Catalog);

#[wasm_bindgen]
impl Engine {
    /// Reads a catalog's JSON text.
    ///
    /// # Errors
    ///
    /// Throws an array of problems: all that are wrong with the catalog.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Result<Engine, JsValue> {
        Catalog::parse(text).map(Engine).map_err(thrown)
    }

    /// The catalog's id.
    pub fn id(&self) -> String {
        self.0.id().to_owned()
    }

    /// The catalog's digest.
    pub fn digest(&self) -> String {
        self.0.digest().to_owned()
    }

    /// The answer to a request's JSON text.
    ///
    /// # Errors
    ///
    /// Throws an array of problems: all that are wrong with the request, or `out_of_range`.
    /// A rejected request is an answer and not thrown.
    pub fn quote(&self, text: &str) -> Result<JsValue, JsValue> {
        let request = Request::parse(text).map_err(thrown)?;
        let answer = crate::quote::quote(&self.0, &request).map_err(thrown)?;
        value(&AnswerShape::of(&answer))
    }
}

#[wasm_bindgen]
impl Engine {
    /// What may be done now: the answer to a question's JSON text.
    ///
    /// # Errors
    ///
    /// Throws an array of problems: all that are wrong with the question, or `out_of_range`.
    pub fn options(&self, text: &str) -> Result<JsValue, JsValue> {
        let request = OptionsRequest::parse(text).map_err(thrown)?;
        value(&OptionsShape::of(&crate::options::options(&self.0, &request).map_err(thrown)?))
    }

    /// Warnings for what is legal and surely wrong, an array.
    pub fn lint(&self) -> Result<JsValue, JsValue> {
        value(&Each::<WarningShape>(&crate::lint::lint(&self.0)))
    }

    /// Prices a request's JSON text again: does the digest, compared as exact text, hold?
    ///
    /// # Errors
    ///
    /// Throws an array of problems: all that are wrong with the request, or `out_of_range`.
    pub fn verify(&self, text: &str, digest: &str) -> Result<JsValue, JsValue> {
        let request = Request::parse(text).map_err(thrown)?;
        value(&VerificationShape::of(&crate::verify::verify(&self.0, &request, digest).map_err(thrown)?))
    }
}

/// What differs between two answers, given as JSON texts.
///
/// # Errors
///
/// Throws an array of problems: those of texts that are not JSON or not of an answer.
#[wasm_bindgen]
pub fn compare(a: &str, b: &str) -> Result<JsValue, JsValue> {
    value(&Each::<DifferenceShape>(&crate::compare::compare(a, b).map_err(thrown)?))
}

/// How a line's amount came about, in English: an array of sentences.
///
/// # Errors
///
/// Throws an array of problems: those of a text that is not JSON.
#[wasm_bindgen]
pub fn sentence(line: &str, currency: &str) -> Result<JsValue, JsValue> {
    value(&crate::sentence::sentences(line, currency).map_err(thrown)?)
}

fn value(shape: &dyn Shown) -> Result<JsValue, JsValue> {
    let tree = tree(shape).map_err(JsError::from)?;
    tree.serialize(&Serializer::json_compatible()).map_err(JsValue::from)
}

fn thrown(problems: Problems) -> JsValue {
    value(&Each::<ProblemShape>(problems.iter().as_slice())).unwrap_or_else(|error| error)
}
