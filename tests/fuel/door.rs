//! The engine behind plain numbers, for the host that counts its instructions.
//!
//! Text goes in through [`room`], of what comes out only the length is told: writing it is part of
//! what is counted.

use std::cell::RefCell;

use quotient::hosted::{Hosted, Wanted};
use quotient::{Catalog, Parts, Problems, Request};

thread_local! {
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static CATALOG: RefCell<Option<Catalog>> = const { RefCell::new(None) };
    static PREPARED: RefCell<Option<Hosted>> = const { RefCell::new(None) };
    static ANSWER: RefCell<String> = const { RefCell::new(String::new()) };
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

/// Answers a request against the catalog that was read: how long the answer is.
#[unsafe(no_mangle)]
pub extern "C" fn quote() -> usize {
    let text = text();
    CATALOG
        .with_borrow(|catalog| {
            let request = Request::parse(&text).ok()?;
            Some(kept(quotient::quote_json(catalog.as_ref()?, &request, Parts::ALL).ok()?))
        })
        .unwrap_or(0)
}

/// Keeps an answer for [`priced`]: how long it is.
fn kept(answer: String) -> usize {
    let length = answer.len();
    ANSWER.set(answer);
    length
}

/// Whether the last answer was a quote, 1, or rejected, 0. Looking for that is not part of what is counted.
#[unsafe(no_mangle)]
pub extern "C" fn priced() -> usize {
    ANSWER.with_borrow(|answer| answer.contains("\"status\":\"priced\"").into())
}

/// The same with the amounts alone.
#[unsafe(no_mangle)]
pub extern "C" fn amounts() -> usize {
    let text = text();
    CATALOG
        .with_borrow(|catalog| {
            let request = Request::parse(&text).ok()?;
            Some(kept(quotient::quote_json(catalog.as_ref()?, &request, Parts::AMOUNTS).ok()?))
        })
        .unwrap_or(0)
}

/// Prepares a request and keeps it: 0, or how long its problems are.
#[unsafe(no_mangle)]
pub extern "C" fn prepare() -> usize {
    match Hosted::parse(&text()) {
        Ok(request) => {
            PREPARED.set(Some(request));
            0
        }
        Err(problems) => told(&problems),
    }
}

/// The amounts of a choice of the prepared request, as [`amounts`].
#[unsafe(no_mangle)]
pub extern "C" fn choose() -> usize {
    let text = text();
    with_prepared(|catalog, prepared| Some(kept(prepared.quote_json(catalog, &text, Wanted(0)).ok()?)))
}

/// The total with the quantity that the text is of the prepared request's first item: how long it is.
#[unsafe(no_mangle)]
pub extern "C" fn slide() -> usize {
    let quantity = text().parse().unwrap_or(0);
    with_prepared(|catalog, prepared| Some(prepared.total(catalog, 0, quantity).len()))
}

fn with_prepared(answer: impl FnOnce(&Catalog, &mut Hosted) -> Option<usize>) -> usize {
    CATALOG
        .with_borrow(|catalog| {
            PREPARED.with_borrow_mut(|prepared| answer(catalog.as_ref()?, prepared.as_mut()?))
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
