#![doc = include_str!("../README.md")]
//!
//! # Reading order
//!
//! A request passes `wire` (text to checked types), `plan` (what would act, and when), `permit` (may
//! it happen?), `prorate` with `price` (charges and credits), `discount`, `tax`, `total`, `after` (the
//! state once it is paid) and `digest`; `quote` holds the line together. Rules are cited by their
//! number in the contract: `S7`.
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic,
    missing_docs
)]

// What a request passes, in the order that is told above.
mod wire;

mod asked;
mod catalog;
mod coupon;
mod request;
mod subscription;

mod after;
mod answer;
mod discount;
mod lines;
mod permit;
mod plan;
mod prepared;
mod price;
mod prorate;
mod quote;
mod tax;
mod total;

// What else may be asked.
mod compare;
mod lint;
mod options;
mod sentence;
mod verify;

// What it stands on.
mod amount;
mod calendar;
mod canonical;
mod digest;
mod digits;
pub mod hosted;
pub mod limits;
pub mod ndjson;
mod order;
mod problem;
mod ratio;
mod word;

#[cfg(feature = "js")]
pub mod js;

pub use amount::{Amount, Currency, Decimal};
pub use answer::{
    Answer, Calculation, CodeOutcome, CreditedEntry, Line, LineDiscount, LineKind, LineTax, Parts, Quote,
    Rejection, Renewal, Share, Total, Totals,
};
pub use calendar::{Cycle, Instant, Period, Unit, Zone};
pub use catalog::{
    CancellationTerms, Catalog, DEFAULT_POLICY, NegativeTotal, Policy, Price, Product, Proration,
    QuantityChange, Scheme, Tier, Timing,
};
pub use compare::{Difference, compare};
pub use coupon::{Amounts, Coupon, Duration, Off, Redemptions, Refusal, Terms};
pub use digest::SEMANTICS;
pub use lint::{Doubt, Warning, lint};
pub use options::{
    CycleOption, Holding, Options, OptionsRequest, ProductOptions, Quantities, Saving, options,
};
pub use prepared::{Choice, Prepared};
pub use problem::{Allowed, Code, Problem, Problems, Told};
pub use quote::{quote, quote_json, quote_with};
pub use ratio::{Ratio, Rounding};
pub use request::{Action, Rate, Request, RequestType, RoundingLevel, Tax, TaxBehavior};
pub use sentence::sentences;
pub use subscription::{Charge, Item, NewQuantity, Pending, RunningCoupon, Status, Subscription};
pub use verify::{Verification, verify, verify_json};
#[cfg(feature = "typescript")]
pub use wire::typescript::declarations as typescript;
