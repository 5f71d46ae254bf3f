//! The reference quote server's program.

use std::process::ExitCode;

fn main() -> ExitCode {
    quotient_server::cli::main()
}
