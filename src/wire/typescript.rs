//! TypeScript's declarations, made from the shapes that go out.

use std::collections::BTreeMap;
use std::fmt::Write;

use ts_rs::{Config, TS};

use super::shape;
use crate::amount::Currency;
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
        let declaration = T::decl(&self.config);
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

/// Every currency, by its number of digits.
fn currencies() -> String {
    let mut by_digits: BTreeMap<u8, Vec<String>> = BTreeMap::new();
    for currency in Currency::all() {
        by_digits.entry(currency.digits()).or_default().push(currency.code().to_owned());
    }
    let lists: Vec<_> =
        by_digits.iter().map(|(digits, codes)| format!("{digits}: \"{}\"", codes.join(" "))).collect();
    format!(
        "\n/**\n * Currencies of ISO 4217 by how many decimals they have (S1.2).\n *\n * @internal\n */\nexport const CURRENCIES = {{ {} }} as const;\n",
        lists.join(", ")
    )
}
