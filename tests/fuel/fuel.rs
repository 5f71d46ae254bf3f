//! What the engine spends on an input, in instructions: refusing costs at most so many for each byte,
//! pricing grows with the lines, and a few requests cost exactly what is recorded.
//!
//! `cargo test --package quotient-fuel --features measure`; with `-- --nocapture` it prints what it
//! measured.

mod counted;
mod host;
mod priced;
mod refused;
