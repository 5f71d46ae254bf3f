//! What the bytes of `quote.wasm` are spent on, by the modules that functions come from. What the compiler
//! has put into another function counts there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// A part of the module, and what the names of its functions hold. The first one that fits counts.
const PARTS: [(&str, &[&str]); 14] = [
    ("SHA-256", &["sha2::", "quotient::digest"]),
    ("the allocator", &["talc::", "__rust_alloc", "__rust_realloc", "__rust_dealloc"]),
    ("values given back", &["drop_in_place", "::drop::Drop>"]),
    ("reading JSON and lines", &["quotient::wire::json", "quotient::ndjson"]),
    ("checking what was read", &["quotient::wire::decode", "quotient::catalog", "quotient::problem"]),
    ("writing canonical JSON", &["quotient::canonical", "quotient::wire", "quotient::digits"]),
    ("exact numbers", &["quotient::ratio", "quotient::amount", "__multi3", "div_rem"]),
    ("the calendar", &["quotient::calendar"]),
    ("what is asked and allowed", &["quotient::plan", "quotient::permit", "quotient::options"]),
    (
        "prices, discounts, taxes, totals",
        &[
            "quotient::quote",
            "quotient::pr",
            "quotient::coupon",
            "quotient::discount",
            "quotient::tax",
            "quotient::total",
            "quotient::after",
            "quotient::subscription",
            "quotient::request",
            "quotient::order",
        ],
    ),
    ("lint, compare, sentences", &["quotient::lint", "quotient::compare", "quotient::sentence"]),
    ("the door", &["quotient_portable::"]),
    ("formatting of the standard library", &["core::fmt", "alloc::fmt"]),
    ("texts, lists and the rest of the standard library", &["alloc", "core", "std", "compiler_builtins"]),
];

/// Prints a table of a module whose functions have names.
pub fn show(module: &Path) -> Result<()> {
    let bytes = fs::read(module)?;
    let (mut imports, mut sizes, mut data) = (0, Vec::new(), 0);
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(&bytes) {
        match payload? {
            Payload::ImportSection(section) => imports += section.count(),
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len()),
            Payload::DataSection(section) => data = section.range().len(),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    for subsection in section {
                        if let Name::Function(functions) = subsection? {
                            for function in functions {
                                let function = function?;
                                let name = format!("{:#}", rustc_demangle::demangle(function.name));
                                names.insert(function.index, name);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut parts = BTreeMap::from([("texts of messages and keys (data)", data)]);
    for (index, size) in (imports..).zip(sizes) {
        let name = names.get(&index).map_or("", String::as_str);
        let part = PARTS.iter().find(|(_, known)| known.iter().any(|known| name.contains(known)));
        *parts.entry(part.map_or("the rest", |(part, _)| part)).or_default() += size;
    }
    let whole: usize = parts.values().sum();
    let mut parts: Vec<_> = parts.into_iter().collect();
    parts.sort_by_key(|(_, bytes)| usize::MAX - bytes);
    println!("| part of `quote.wasm` | bytes before compression | share |\n|---|---:|---:|");
    for (part, bytes) in parts {
        println!("| {part} | {bytes} | {} % |", (bytes * 100 + whole / 2) / whole);
    }
    Ok(())
}
