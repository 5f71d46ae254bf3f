//! The engine behind plain numbers, for the host that counts its instructions.
//!
//! Text goes in through [`room`], of what comes out only the length is told: writing it is part of
//! what is counted.

use std::cell::RefCell;

use quotient::{Catalog, Problems, Request};

thread_local! {
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static CATALOG: RefCell<Option<Catalog>> = const { RefCell::new(None) };
}

/// Memory for a text of so many bytes, for the next call of the functions below.
// SAFETY: of this and the other functions, nothing else that is linked has the name.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    ROOM.with_borrow_mut(|room| {
        *room = vec![0; length];
        room.as_mut_ptr()
    })
}

/// The text that a host wrote into its room.
fn text() -> String {
    String::from_utf8(ROOM.take()).unwrap_or_default()
}

fn told(problems: &Problems) -> usize {
    problems.to_json().len()
}

/// Reads a catalog and keeps it: 0, or how long its problems are.
#[unsafe(no_mangle)]
pub extern "C" fn catalog() -> usize {
    match Catalog::parse(&text()) {
        Ok(catalog) => {
            CATALOG.set(Some(catalog));
            0
        }
        Err(problems) => told(&problems),
    }
}

/// Reads a request: 0, or how long its problems are.
#[unsafe(no_mangle)]
pub extern "C" fn request() -> usize {
    match Request::parse(&text()) {
        Ok(_) => 0,
        Err(problems) => told(&problems),
    }
}

/// Prices a request against the catalog that was read: 0 if it is rejected, or how long the quote
/// is.
#[unsafe(no_mangle)]
pub extern "C" fn quote() -> usize {
    let text = text();
    CATALOG
        .with_borrow(|catalog| {
            let request = Request::parse(&text).ok()?;
            let answer = quotient::quote(catalog.as_ref()?, &request).ok()?;
            answer.quote().map(|_| answer.to_json().len())
        })
        .unwrap_or(0)
}

/// Reads a request and prices it, digest included, without writing the answer: how many lines it has.
#[unsafe(no_mangle)]
pub extern "C" fn price() -> usize {
    let text = text();
    CATALOG
        .with_borrow(|catalog| {
            let request = Request::parse(&text).ok()?;
            let answer = quotient::quote(catalog.as_ref()?, &request).ok()?;
            answer.quote().map(|quote| quote.lines.len())
        })
        .unwrap_or(0)
}
