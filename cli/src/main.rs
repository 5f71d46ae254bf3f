//! `quotient`: quotes by the file. NDJSON in, NDJSON out, a line for every line, in order.
//!
//! `args` says what may be asked and `commands` holds a file for each of it. A command answers one
//! line; `stream` does so for all lines of an `input` that `lines` takes apart, `catalogs` keeps what is
//! read again and again. The parts of a line, and what one gets that cannot be answered, are the
//! engine's `ndjson`.
#![forbid(unsafe_code)]

mod args;
mod catalogs;
mod commands;
mod fields;
mod help;
mod input;
mod lines;
mod output;
mod progress;
mod stream;
mod workers;

use std::process::ExitCode;

/// Answers are made on one thread and written on another, which the system's allocator takes its time for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use clap::Parser;

use self::args::{Args, Command};
use self::commands::{check, compare, explain, lint, options, quote, verify};
use self::output::say;

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    /// Every line is fine.
    Fine,
    /// Some lines could not be answered, differ, do not hold, or fail.
    SomeFailed,
    /// There was nothing to work on.
    Nothing,
}

fn main() -> ExitCode {
    let Args { quiet, command } = Args::parse();
    let end = match &command {
        Command::Quote(given) => quote::run(given, quiet),
        Command::Options(given) => options::run(given, quiet),
        Command::Verify(given) => verify::run(given, quiet),
        Command::Compare(given) => compare::run(given, quiet),
        Command::Lint(given) => lint::run(given, quiet),
        Command::Check(given) => check::run(given, quiet),
        Command::Explain(given) => explain::run(given, quiet),
    };
    match end {
        Ok(End::Fine) => ExitCode::SUCCESS,
        Ok(End::SomeFailed) => ExitCode::from(1),
        Ok(End::Nothing) => ExitCode::from(2),
        Err(error) => {
            say(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}
