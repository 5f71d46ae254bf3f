//! Any bytes through the text door: never a panic, and refusing costs in proportion to the bytes.
//!
//! A catalog and a request in one input are separated by a line of its own that holds `---`.

#![no_main]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use libfuzzer_sys::fuzz_target;
use quotient::{Catalog, OptionsRequest, Request, compare, lint, options, quote};

/// Bytes that may be asked for while a text is refused, for each of its bytes and for nothing.
const MOST_PER_BYTE: usize = 2_000;
const MOST_FOR_NOTHING: usize = 200_000;

/// Counts the bytes that this thread asks for, whatever it gives back.
struct Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    let _ = ASKED.try_with(|asked| asked.set(asked.get().saturating_add(bytes)));
}

// SAFETY: every call is the system allocator's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: as the caller promises.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Reads a text; if it is refused, it must not have cost too much.
fn read<T, E>(text: &str, parse: impl Fn(&str) -> Result<T, E>) -> Option<T> {
    let before = ASKED.get();
    let read = parse(text);
    let asked = ASKED.get() - before;
    if read.is_err() {
        let most = MOST_FOR_NOTHING + MOST_PER_BYTE * text.len();
        assert!(asked <= most, "{asked} bytes were asked for to refuse {}", text.len());
    }
    read.ok()
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (first, second) = text.split_once("\n---\n").unwrap_or((text, text));
    let catalog = read(first, Catalog::parse);
    let request = read(second, Request::parse);
    let wish = read(second, OptionsRequest::parse);
    let _ = read(second, |text| compare(first, text));
    if let Some(catalog) = &catalog {
        let canonical = catalog.to_json();
        let again = Catalog::parse(&canonical).expect("the canonical form is well formed");
        assert_eq!(again.digest(), catalog.digest());
        assert_eq!(again.to_json(), canonical);
        let _ = lint(catalog);
    }
    if let Some(request) = &request {
        let canonical = request.to_json();
        let again = Request::parse(&canonical).expect("the canonical form is well formed");
        assert_eq!(again.to_json(), canonical);
    }
    if let (Some(catalog), Some(request)) = (&catalog, &request)
        && let Ok(answer) = quote(catalog, request)
    {
        assert!(!answer.to_json().is_empty());
    }
    if let (Some(catalog), Some(wish)) = (&catalog, &wish) {
        let _ = options(catalog, wish);
    }
});
