//! The engine behind plain numbers, for the host that counts its instructions.
//!
//! Text goes in through [`room`], of what comes out only the length is told: writing it is part of
//! what is counted.

use std::cell::RefCell;

use quotient::{Catalog, Problems, Request};

thread_local! {
    static CATALOG: RefCell<Option<Catalog>> = const { RefCell::new(None) };
}

/// Memory for a text of so many bytes, for one call of the functions below.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    Box::leak(vec![0; length].into_boxed_slice()).as_mut_ptr()
}

/// The text that a host wrote into its room.
///
/// # Safety
///
/// `at` is what `room(length)` gave, and was not handed in before.
unsafe fn text(at: *mut u8, length: usize) -> String {
    // SAFETY: a boxed slice of this length, as a vector has it that is full.
    let bytes = unsafe { Vec::from_raw_parts(at, length, length) };
    String::from_utf8(bytes).unwrap_or_default()
}

fn told(problems: &Problems) -> usize {
    problems.to_json().len()
}

/// Reads a catalog and keeps it: 0, or how long its problems are.
///
/// # Safety
///
/// As for a text of [`room`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn catalog(at: *mut u8, length: usize) -> usize {
    // SAFETY: what this function asks of its caller.
    match Catalog::parse(&unsafe { text(at, length) }) {
        Ok(catalog) => {
            CATALOG.set(Some(catalog));
            0
        }
        Err(problems) => told(&problems),
    }
}

/// Reads a request: 0, or how long its problems are.
///
/// # Safety
///
/// As for a text of [`room`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn request(at: *mut u8, length: usize) -> usize {
    // SAFETY: what this function asks of its caller.
    match Request::parse(&unsafe { text(at, length) }) {
        Ok(_) => 0,
        Err(problems) => told(&problems),
    }
}

/// Prices a request against the catalog that was read: 0 if it is rejected, or how long the quote
/// is.
///
/// # Safety
///
/// As for a text of [`room`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quote(at: *mut u8, length: usize) -> usize {
    // SAFETY: what this function asks of its caller.
    let text = unsafe { text(at, length) };
    CATALOG
        .with_borrow(|catalog| {
            let request = Request::parse(&text).ok()?;
            let answer = quotient::quote(catalog.as_ref()?, &request).ok()?;
            answer.quote().map(|_| answer.to_json().len())
        })
        .unwrap_or(0)
}
