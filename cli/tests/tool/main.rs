//! The tool as a person or a script runs it: a process, its input, its output, its exit code.

mod check;
mod compare;
mod explain;
mod lines;
mod lint;
mod options;
mod pipes;
mod quote;
mod run;
#[cfg(unix)]
mod terminal;
mod verify;

/// The corpus of every host.
#[path = "../../../tests/support/mod.rs"]
mod corpus;
