//! TypeScript's declarations, made from the shapes that go out.

use std::fmt::Write;

use ts_rs::{Config, TS};

use super::shape;
use crate::amount::CURRENCIES;
use crate::limits;

/// The declarations so far.
pub(crate) struct Declarations {
    config: Config,
    text: String,
}

impl Declarations {
    pub(crate) fn add<T: TS + 'static>(&mut self) {
        if let Some(docs) = T::docs() {
            self.text.push_str(&docs);
        }
        // What is handed in may be frozen, and what a checkout shows is.
        let declaration = T::decl(&self.config).replace("Array<", "ReadonlyArray<");
        let _ = writeln!(self.text, "export {declaration}\n");
    }
}

/// Every public type of the wire, as a TypeScript module.
#[must_use]
pub fn declarations() -> String {
    let mut out = Declarations { config: Config::default(), text: String::new() };
    out.text.push_str("// Made from the Rust shapes by `cargo xtask types`; do not edit.\n\n");
    shape::declare(&mut out);
    let _ = writeln!(
        out.text,
        "/**\n * Sizes that are refused before a text is read.\n *\n * @internal\n */\nexport const LIMITS = {{ catalogBytes: {}, requestBytes: {}, textBytes: {}, depth: {}, problems: {} }} as const;",
        limits::CATALOG_BYTES,
        limits::REQUEST_BYTES,
        limits::TEXT_BYTES,
        limits::DEPTH,
        limits::PROBLEMS,
    );
    out.text.push_str(&currencies());
    out.text
}

/// The engine's own text of them, which a compressor then has to tell but once in a page.
fn currencies() -> String {
    let doc = "Currencies of ISO 4217 in order, each with how many decimals it has (S1.2) and a space.";
    format!("\n/**\n * {doc}\n *\n * @internal\n */\nexport const CURRENCIES = \"{CURRENCIES}\";\n")
}
