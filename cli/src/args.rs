//! What may be asked on the command line.

use std::path::{Path, PathBuf};

use clap::{Args as Arguments, Parser, Subcommand};
use quotient::SEMANTICS;

use crate::help;

/// Exact quotes for subscriptions, by the file
#[derive(Parser)]
#[command(
    name = "quotient",
    version = format!("{}, semantics {SEMANTICS}", env!("CARGO_PKG_VERSION")),
    after_help = help::TOOL,
    arg_required_else_help = true,
    max_term_width = 100
)]
pub struct Args {
    /// Say nothing on standard error but what ends the work
    #[arg(short, long, global = true)]
    pub quiet: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Price requests
    #[command(after_help = help::QUOTE)]
    Quote(Questions),
    /// Tell what a person may buy and change now, and why not
    #[command(after_help = help::OPTIONS)]
    Options(Questions),
    /// Price again and say whether digests hold
    #[command(after_help = help::VERIFY)]
    Verify(Questions),
    /// Tell what differs between answers
    #[command(after_help = help::COMPARE)]
    Compare(Sides),
    /// Warn of what is legal in a catalog and surely wrong
    #[command(after_help = help::LINT)]
    Lint(Document),
    /// Run conformance cases against this host
    #[command(after_help = help::CHECK)]
    Check(Cases),
    /// Tell in English how the amounts of answers came about
    #[command(after_help = help::EXPLAIN)]
    Explain(Answers),
}

/// Lines that ask something of a catalog.
#[derive(Arguments)]
pub struct Questions {
    /// The catalog for all lines; without it every line brings its own
    #[arg(short, long, value_name = "FILE")]
    pub catalog: Option<PathBuf>,
    /// The lines; `-` or nothing: standard input
    #[arg(value_name = "FILE")]
    lines: Option<PathBuf>,
}

impl Questions {
    pub fn lines(&self) -> Option<&Path> {
        self.lines.as_deref()
    }
}

/// Two files, or lines that hold both sides.
#[derive(Arguments)]
pub struct Sides {
    /// The answers before, or lines of `{"a", "b"}`; `-` or nothing: standard input
    #[arg(value_name = "A")]
    pub a: Option<PathBuf>,
    /// The answers after, line by line those of A
    #[arg(value_name = "B")]
    pub b: Option<PathBuf>,
}

/// One document.
#[derive(Arguments)]
pub struct Document {
    /// The catalog; `-` or nothing: standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The same, by the name that it has elsewhere
    #[arg(short, long, value_name = "FILE", conflicts_with = "file", hide = true)]
    catalog: Option<PathBuf>,
}

impl Document {
    pub fn catalog(&self) -> Option<&Path> {
        self.file.as_deref().or(self.catalog.as_deref())
    }
}

/// Conformance cases.
#[derive(Arguments)]
pub struct Cases {
    /// Files of cases; `-` or nothing: standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// Lines that are answers.
#[derive(Arguments)]
pub struct Answers {
    /// The answers; `-` or nothing: standard input
    #[arg(value_name = "FILE")]
    pub lines: Option<PathBuf>,
}
