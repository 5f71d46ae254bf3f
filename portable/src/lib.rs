//! The portable door: the engine as a module without imports, for every host that runs
//! WebAssembly. Texts go in and come out through buffers in the module's memory, NDJSON in and NDJSON
//! out, an answer for every line in its order. `docs/portable.md` is the page for those who write a host.
//!
//! A handle that is none is answered with a problem, because nothing that a host passes is ever taken for
//! an address: `buffers` and `catalogs` hold what an instance keeps, each with its handle, and `answers`
//! makes one text of another.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects,
    missing_docs
)]

mod answers;
mod buffers;
mod catalogs;

use std::cell::RefCell;

use quotient::Catalog;
use quotient::hosted::Wanted;
use quotient::ndjson::Refusal;

use self::buffers::Buffers;
use self::catalogs::Catalogs;

/// A sixth of the size of the standard library's allocator for WebAssembly.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// What an instance keeps. A trap leaves it borrowed: every later call of a dead instance traps, too.
struct State {
    buffers: Buffers,
    catalogs: Catalogs,
}

thread_local! {
    static STATE: RefCell<State> =
        const { RefCell::new(State { buffers: Buffers::new(), catalogs: Catalogs::new() }) };
}

/// The module's functions. In a build for the machine itself they are plain functions, so that their
/// names meet no others.
macro_rules! exports {
    ($($(#[$meta:meta])* fn $name:ident($($argument:ident),*) $(-> $result:ident)? $body:block)*) => {$(
        $(#[$meta])*
        // SAFETY: nothing else in the module has a name of its own that links, neither an import nor the
        // standard library: on this target it exports none but of the linker's, `memory` and `__…`.
        #[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
        pub extern "C" fn $name($($argument: u32),*) $(-> $result)? $body
    )*};
}

exports! {
    /// A buffer of so many bytes; 0 if there is not so much memory. The handle is the address of two numbers
    /// of 32 bits, little-endian: where the bytes are, and how many.
    fn buffer_new(length) -> u32 {
        STATE.with_borrow_mut(|state| state.buffers.room(length))
    }

    /// Ends a buffer that was made or answered; what is none is left alone.
    fn buffer_free(buffer) {
        STATE.with_borrow_mut(|state| state.buffers.free(buffer));
    }

    /// Reads a catalog's text: `{"catalog": handle, "digest", "id"}` or `{"problems"}`.
    fn catalog_new(text) -> u32 {
        answer(&mut |buffers, catalogs| catalogs.read(quotient::ndjson::text(buffers.get(text)?)?))
    }

    /// Ends a catalog; what is none is left alone.
    fn catalog_free(catalog) {
        STATE.with_borrow_mut(|state| state.catalogs.free(catalog));
    }

    /// Prices requests, one a line.
    fn quote(catalog, requests) -> u32 {
        of_catalog(catalog, requests, answers::quote)
    }

    /// The same with those parts of the answers that bits ask for: calculation 1, digest 2, renewal 4,
    /// subscription 8.
    fn quote_parts(catalog, parts, requests) -> u32 {
        answer(&mut |buffers, catalogs| {
            let (catalog, parts) = (catalogs.get(catalog)?, Wanted(parts).parts());
            let one = &mut |line: &str| answers::quote_parts(catalog, line, parts);
            Ok(answers::each(buffers.get(requests)?, one))
        })
    }

    /// Keeps a request, to be asked with many choices: `{"prepared": handle}` or `{"problems"}`. It ends with its
    /// catalog.
    fn prepare(catalog, request) -> u32 {
        answer(&mut |buffers, catalogs| {
            catalogs.prepare(catalog, quotient::ndjson::text(buffers.get(request)?)?)
        })
    }

    /// Ends a prepared request; what is none is left alone.
    fn prepared_free(prepared) {
        STATE.with_borrow_mut(|state| state.catalogs.release(prepared));
    }

    /// Prices choices, `{"at", "items", "cycle", "codes"}` a line, all optional. `parts` as of `quote_parts`.
    fn prepared_quote(prepared, parts, choices) -> u32 {
        answer(&mut |buffers, catalogs| {
            let (catalog, request) = catalogs.prepared(prepared)?;
            let one = &mut |line: &str| answers::choice(catalog, request, line, Wanted(parts));
            Ok(answers::each(buffers.get(choices)?, one))
        })
    }

    /// With another quantity of the prepared request's item at a place, counted from 0: where the total and what is
    /// due stand in memory, with a space between them and a NUL behind, until the next call. 0 if there is no such
    /// item, and where it is not priced: `prepared_quote` tells why.
    fn prepared_total(prepared, place, quantity) -> u32 {
        STATE.with_borrow_mut(|state| match state.catalogs.prepared(prepared) {
            Ok((catalog, request)) => match request.total(catalog, place as usize, quantity) {
                "" => 0,
                told => told.as_ptr().expose_provenance() as u32,
            },
            Err(_) => 0,
        })
    }

    /// What may be done now, for questions, one a line.
    fn options(catalog, questions) -> u32 {
        of_catalog(catalog, questions, answers::options)
    }

    /// Whether digests hold: `{"request", "digest"}` a line.
    fn verify(catalog, lines) -> u32 {
        of_catalog(catalog, lines, answers::verify)
    }

    /// What is legal in a catalog and surely wrong: one line.
    fn lint(catalog) -> u32 {
        answer(&mut |_, catalogs| Ok(answers::lint(catalogs.get(catalog)?)))
    }

    /// Where answers differ: `{"a", "b"}` a line.
    fn compare(lines) -> u32 {
        answer(&mut |buffers, _| Ok(answers::each(buffers.get(lines)?, &mut answers::compare)))
    }

    /// How a line's amount came about, in English: `{"line", "currency"}` a line.
    fn sentence(lines) -> u32 {
        answer(&mut |buffers, _| Ok(answers::each(buffers.get(lines)?, &mut answers::sentence)))
    }

    /// Prices requests that each bring their catalog, for hosts that keep nothing between calls:
    /// `{"catalog", "request"}` a line. A catalog that is as text the one before is not read again.
    fn quote_rows(lines) -> u32 {
        answer(&mut |buffers, catalogs| {
            Ok(answers::each(buffers.get(lines)?, &mut |line| answers::row(catalogs, line)))
        })
    }

    /// `buffer_new`, by the name that ClickHouse calls.
    fn clickhouse_create_buffer(length) -> u32 {
        STATE.with_borrow_mut(|state| state.buffers.room(length))
    }

    /// `buffer_free`, by the name that ClickHouse calls.
    fn clickhouse_destroy_buffer(buffer) {
        STATE.with_borrow_mut(|state| state.buffers.free(buffer));
    }

    /// Prices rows of two cells, a catalog and a request, with a tab between them. How many rows there are
    /// the lines say.
    fn clickhouse_quote(rows, _count) -> u32 {
        answer(&mut |buffers, catalogs| {
            Ok(answers::each_raw(buffers.get(rows)?, &mut |row| answers::cells(catalogs, row)))
        })
    }

    /// Stops as a bug would.
    #[cfg(feature = "trap")]
    fn trap() {
        STATE.with_borrow_mut(|_| std::process::abort());
    }
}

fn of_catalog(catalog: u32, lines: u32, one: fn(&Catalog, &str) -> Result<String, Refusal>) -> u32 {
    answer(&mut |buffers, catalogs| {
        let catalog = catalogs.get(catalog)?;
        Ok(answers::each(buffers.get(lines)?, &mut |line| one(catalog, line)))
    })
}

/// A new buffer with the answer, or with `{"problems"}` where there is none.
fn answer(make: &mut dyn FnMut(&Buffers, &mut Catalogs) -> Result<String, Refusal>) -> u32 {
    STATE.with_borrow_mut(|State { buffers, catalogs }| {
        let answer = make(buffers, catalogs);
        let text = answer.unwrap_or_else(|refusal| format!("{{\"problems\":{}}}\n", refusal.problems()));
        buffers.put(text.into_bytes())
    })
}
