//! `cargo xtask size`: what pages and workers load, and the budgets in `npm/budgets.json`.

use anyhow::Result;

use crate::{package, run, setup};

/// Builds the package, prints the table, and fails above a budget.
pub fn run() -> Result<()> {
    package::build(&setup::for_pages()?)?;
    run::shown("keeping the budgets", run::npm().args(["run", "--silent", "size", "-w", "npm"]))
}
