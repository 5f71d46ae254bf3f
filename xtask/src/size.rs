//! `cargo xtask size`: what pages and workers load, and the budgets in `npm/budgets.json`.

mod parts;

use anyhow::Result;
use clap::Args;

use crate::{module, package, run, setup};

/// What is done with the sizes.
#[derive(Args)]
pub struct Options {
    /// Fails where a file has grown by more than 2 % since it was last looked at, not above a promise
    #[arg(long, conflicts_with = "write")]
    growth: bool,
    /// Keeps what every file has now as what it had when it was last looked at
    #[arg(long)]
    write: bool,
    /// Shows what the bytes of `quote.wasm` are spent on
    #[arg(long, conflicts_with_all = ["growth", "write"])]
    parts: bool,
}

/// Builds the package, prints the table, and fails above a promise.
pub fn run(options: &Options) -> Result<()> {
    let tools = setup::for_pages()?;
    if options.parts {
        return parts::show(&module::named(&tools)?);
    }
    package::build(&tools)?;
    let mut size = run::npm();
    size.args(["run", "--silent", "size", "-w", "npm", "--"]);
    size.args(options.growth.then_some("--growth")).args(options.write.then_some("--write"));
    run::shown("keeping the sizes", &mut size)
}
