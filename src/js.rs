//! The JavaScript door: decode, call, encode; nothing about pricing. Canonical JSON texts come in and go
//! out, because text is the one way on every host, and a host's own parser makes values of it in half the
//! time that it takes to hand them over one by one. What is thrown is the text of an array of problems.

use wasm_bindgen::prelude::*;

use crate::catalog::Catalog;
use crate::compare::Difference;
use crate::lint::Warning;
use crate::options::OptionsRequest;
use crate::problem::Problems;
use crate::request::Request;
use crate::wire::encode::texts_json;

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
    /// Throws the text of an array of problems: all that are wrong with the catalog.
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
    /// Throws the text of an array of problems: all that are wrong with the request, or `out_of_range`.
    /// A rejected request is an answer and not thrown.
    pub fn quote(&self, text: &str) -> Result<String, JsValue> {
        let request = Request::parse(text).map_err(thrown)?;
        Ok(crate::quote::quote(&self.0, &request).map_err(thrown)?.to_json())
    }
}

#[wasm_bindgen]
impl Engine {
    /// What may be done now: the answer to a question's JSON text.
    ///
    /// # Errors
    ///
    /// Throws the text of an array of problems: all that are wrong with the question, or `out_of_range`.
    pub fn options(&self, text: &str) -> Result<String, JsValue> {
        let request = OptionsRequest::parse(text).map_err(thrown)?;
        Ok(crate::options::options(&self.0, &request).map_err(thrown)?.to_json())
    }

    /// Warnings for what is legal and surely wrong, an array.
    pub fn lint(&self) -> String {
        Warning::to_json(&crate::lint::lint(&self.0))
    }

    /// Prices a request's JSON text again: does the digest, compared as exact text, hold?
    ///
    /// # Errors
    ///
    /// Throws the text of an array of problems: all that are wrong with the request, or `out_of_range`.
    pub fn verify(&self, text: &str, digest: &str) -> Result<String, JsValue> {
        let request = Request::parse(text).map_err(thrown)?;
        Ok(crate::verify::verify(&self.0, &request, digest).map_err(thrown)?.to_json())
    }
}

/// What differs between two answers, given as JSON texts.
///
/// # Errors
///
/// Throws the text of an array of problems: those of texts that are not JSON or not of an answer.
#[wasm_bindgen]
pub fn compare(a: &str, b: &str) -> Result<String, JsValue> {
    Ok(Difference::to_json(&crate::compare::compare(a, b).map_err(thrown)?))
}

/// How a line's amount came about, in English: an array of sentences.
///
/// # Errors
///
/// Throws the text of an array of problems: those of a text that is not JSON.
#[wasm_bindgen]
pub fn sentence(line: &str, currency: &str) -> Result<String, JsValue> {
    Ok(texts_json(&crate::sentence::sentences(line, currency).map_err(thrown)?))
}

fn thrown(problems: Problems) -> JsValue {
    JsValue::from_str(&problems.to_json())
}
