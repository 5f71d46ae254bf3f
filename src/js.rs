//! The JavaScript door: decode, call, encode; nothing about pricing. Canonical JSON texts come in and go
//! out, because text is the one way on every host, and a host's own parser makes values of it in half the
//! time that it takes to hand them over one by one. Bad input is answered `{"problems": [...]}`, with all problems.

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;

use crate::canonical::quoted;
use crate::catalog::Catalog;
use crate::compare::{Difference, compare};
use crate::digits::Digits;
use crate::hosted::{Hosted, Wanted};
use crate::options::{OptionsRequest, options};
use crate::problem::{Code, Problem, Problems};
use crate::quote::quote_json;
use crate::request::Request;
use crate::sentence::sentences;
use crate::wire::encode::texts_json;

/// A sixth of the size of the standard library's allocator for WebAssembly.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

thread_local! {
    /// The catalogs that were read, each with its handle. No object of this module is held by JavaScript:
    /// what JavaScript forgets to free is ended with the instance.
    static CATALOGS: RefCell<Vec<(u32, Catalog)>> = const { RefCell::new(Vec::new()) };

    /// The prepared requests likewise, each with the handle of its catalog.
    static LAST: Cell<u32> = const { Cell::new(0) };
    static PREPARED: RefCell<Vec<(u32, u32, Hosted)>> = const { RefCell::new(Vec::new()) };
}

/// What is asked of a catalog, and of a prepared request of it, with a text. One function, because each that
/// takes and gives a text has its glue. By number:
///
/// 0. Reads a catalog: `{"catalog": handle, "digest", "id"}`.
/// 1. The answer to a request, with the parts that are [wanted](Wanted). A rejected one is
///    `{"status": "rejected"}`.
/// 2. What may be done now: the answer to a question.
/// 3. Keeps a request that was read: its handle. It ends with its catalog.
/// 4. The answer to a choice of a prepared request, with what is wanted.
/// 5. What differs between two answers, given as JSON texts with a NUL between them, which JSON never has.
/// 6. How a line's amount came about, in English: an array of sentences; the line's JSON text, a NUL and the currency.
#[wasm_bindgen]
pub fn ask(what: u32, catalog: u32, prepared: u32, wanted: u32, text: &str) -> String {
    match what {
        0 => catalog_new(text),
        1..=4 => with(catalog, &|found| match what {
            1 => quote_json(found, &Request::parse(text)?, Wanted(wanted).parts()),
            2 => allowed(found, text),
            3 => prepare(catalog, text),
            _ => choose(found, prepared, wanted, text),
        }),
        _ => explained(what, text),
    }
}

/// What needs no catalog, of two texts.
#[inline(never)]
fn explained(what: u32, texts: &str) -> String {
    let (first, second) = texts.rsplit_once('\0').unwrap_or((texts, ""));
    let told = match what {
        5 => compare(first, second).map(|found| Difference::to_json(&found)),
        _ => sentences(first, second).map(|sentences| texts_json(&sentences)),
    };
    told.unwrap_or_else(|problems| refused(&problems))
}

#[inline(never)]
fn allowed(catalog: &Catalog, text: &str) -> Result<String, Problems> {
    Ok(options(catalog, &OptionsRequest::parse(text)?)?.to_json())
}

#[inline(never)]
fn choose(catalog: &Catalog, prepared: u32, wanted: u32, text: &str) -> Result<String, Problems> {
    PREPARED.with_borrow(|all| {
        let held = all.iter().find(|(handle, ..)| *handle == prepared);
        held.ok_or_else(unknown)?.2.quote_json(catalog, text, Wanted(wanted))
    })
}

fn catalog_new(text: &str) -> String {
    let catalog = match Catalog::parse(text) {
        Ok(catalog) => catalog,
        Err(problems) => return refused(&problems),
    };
    CATALOGS.with_borrow_mut(|catalogs| {
        let handle = catalogs.last().map_or(1, |(last, _)| last.wrapping_add(1));
        // Without formatting, of which V8 would compile much before the first quote.
        let (number, id) = (Digits::new(handle.into(), 1), quoted(catalog.id()));
        let parts =
            ["{\"catalog\":", number.as_str(), ",\"digest\":\"", catalog.digest(), "\",\"id\":", &id, "}"];
        let read = parts.concat();
        catalogs.push((handle, catalog));
        read
    })
}

/// Ends a catalog; what is none is left alone.
#[wasm_bindgen(js_name = "catalogFree")]
pub fn catalog_free(catalog: u32) {
    CATALOGS.with_borrow_mut(|catalogs| catalogs.retain(|(handle, _)| *handle != catalog));
    PREPARED.with_borrow_mut(|all| all.retain(|(_, of, _)| *of != catalog));
}

#[inline(never)]
fn prepare(catalog: u32, text: &str) -> Result<String, Problems> {
    let request = Hosted::parse(text)?;
    Ok(PREPARED.with_borrow_mut(|prepared| {
        let handle = LAST.get().wrapping_add(1);
        LAST.set(handle);
        prepared.push((handle, catalog, request));
        Digits::new(handle.into(), 1).as_str().to_owned()
    }))
}

/// Ends a prepared request; what is none is left alone.
#[wasm_bindgen]
pub fn release(prepared: u32) {
    PREPARED.with_borrow_mut(|all| all.retain(|(handle, ..)| *handle != prepared));
}

/// Where what [`Hosted::total`] tells stands in the module's memory; 0 if it tells nothing.
#[wasm_bindgen]
pub fn total(catalog: u32, prepared: u32, place: u32, quantity: u32) -> u32 {
    CATALOGS
        .with_borrow(|catalogs| {
            PREPARED.with_borrow_mut(|all| {
                let catalog = catalogs.iter().find(|(handle, _)| *handle == catalog)?;
                let prepared = all.iter_mut().find(|(handle, ..)| *handle == prepared)?;
                let told = prepared.2.total(&catalog.1, usize::try_from(place).ok()?, quantity);
                (!told.is_empty()).then(|| told.as_ptr().expose_provenance() as u32)
            })
        })
        .unwrap_or(0)
}

fn with(catalog: u32, answer: &dyn Fn(&Catalog) -> Result<String, Problems>) -> String {
    CATALOGS.with_borrow(|catalogs| {
        let found = catalogs.iter().find(|(handle, _)| *handle == catalog);
        found
            .ok_or_else(unknown)
            .and_then(|(_, catalog)| answer(catalog))
            .unwrap_or_else(|problems| refused(&problems))
    })
}

fn unknown() -> Problems {
    Problem::new(Code::UnknownReference, "", "there is none with this handle: was it freed?").into()
}

fn refused(problems: &Problems) -> String {
    format!("{{\"problems\":{}}}", problems.to_json())
}
