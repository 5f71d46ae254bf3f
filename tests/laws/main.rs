//! Laws that every quote keeps, on random well-formed catalogs and requests.
//!
//! `cargo test --test laws` tries some thousand cases a law with a fresh seed, which it prints.
//! `PROPTEST_CASES=100000` makes the run longer, `LAWS_SEED` repeats one. A case that broke a law is
//! made small and shown as a catalog and a request; it belongs into `tests/cases/named.ndjson`.

mod choices;
mod credits;
mod engine;
mod exact;
mod generate;
mod law;
mod lines;
mod order;
mod quantity;
mod states;
mod sums;
mod time;
