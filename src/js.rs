//! The JavaScript door: decode, call, encode; nothing about pricing. Canonical JSON texts come in and go
//! out, because text is the one way on every host, and a host's own parser makes values of it in half the
//! time that it takes to hand them over one by one. Bad input is answered `{"problems": [...]}`, with all problems.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use crate::canonical::quoted;
use crate::catalog::Catalog;
use crate::compare::Difference;
use crate::lint::Warning;
use crate::options::OptionsRequest;
use crate::problem::{Code, Problem, Problems};
use crate::request::Request;
use crate::wire::encode::texts_json;

/// A sixth of the size of the standard library's allocator for WebAssembly.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

thread_local! {
    /// The catalogs that were read, each with its handle. No object of this module is held by JavaScript:
    /// what JavaScript forgets to free is ended with the instance.
    static CATALOGS: RefCell<Vec<(u32, Catalog)>> = const { RefCell::new(Vec::new()) };
}

/// Reads a catalog's JSON text: `{"catalog": handle, "digest", "id"}`.
#[wasm_bindgen(js_name = "catalogNew")]
pub fn catalog_new(text: &str) -> String {
    let catalog = match Catalog::parse(text) {
        Ok(catalog) => catalog,
        Err(problems) => return refused(&problems),
    };
    CATALOGS.with_borrow_mut(|catalogs| {
        let handle = catalogs.last().map_or(1, |(last, _)| last.wrapping_add(1));
        let (digest, id) = (catalog.digest(), quoted(catalog.id()));
        let read = format!("{{\"catalog\":{handle},\"digest\":\"{digest}\",\"id\":{id}}}");
        catalogs.push((handle, catalog));
        read
    })
}

/// Ends a catalog; what is none is left alone.
#[wasm_bindgen(js_name = "catalogFree")]
pub fn catalog_free(catalog: u32) {
    CATALOGS.with_borrow_mut(|catalogs| catalogs.retain(|(handle, _)| *handle != catalog));
}

/// The answer to a request's JSON text. A rejected request is answered `{"status": "rejected"}`.
#[wasm_bindgen]
pub fn quote(catalog: u32, text: &str) -> String {
    with(catalog, &|catalog| Ok(crate::quote::quote(catalog, &Request::parse(text)?)?.to_json()))
}

/// What may be done now: the answer to a question's JSON text.
#[wasm_bindgen]
pub fn options(catalog: u32, text: &str) -> String {
    with(catalog, &|catalog| Ok(crate::options::options(catalog, &OptionsRequest::parse(text)?)?.to_json()))
}

/// Warnings for what is legal and surely wrong, an array.
#[wasm_bindgen]
pub fn lint(catalog: u32) -> String {
    with(catalog, &|catalog| Ok(Warning::to_json(&crate::lint::lint(catalog))))
}

fn with(catalog: u32, answer: &dyn Fn(&Catalog) -> Result<String, Problems>) -> String {
    CATALOGS.with_borrow(|catalogs| {
        let found = catalogs.iter().find(|(handle, _)| *handle == catalog);
        let found = found.ok_or_else(|| {
            let message = format!("there is no catalog {catalog}: was it freed?");
            Problems::from(Problem::new(Code::UnknownReference, "", message))
        });
        found.and_then(|(_, catalog)| answer(catalog)).unwrap_or_else(|problems| refused(&problems))
    })
}

/// What differs between two answers, given as JSON texts.
#[wasm_bindgen]
pub fn compare(a: &str, b: &str) -> String {
    crate::compare::compare(a, b)
        .map_or_else(|problems| refused(&problems), |found| Difference::to_json(&found))
}

/// How a line's amount came about, in English: an array of sentences.
#[wasm_bindgen]
pub fn sentence(line: &str, currency: &str) -> String {
    crate::sentence::sentences(line, currency)
        .map_or_else(|problems| refused(&problems), |sentences| texts_json(&sentences))
}

fn refused(problems: &Problems) -> String {
    format!("{{\"problems\":{}}}", problems.to_json())
}
