//! Python, for the oracle: the second implementation of the rules, in its standard library alone.

use anyhow::{Result, bail};

use super::debian;
use crate::run;

/// Finds or installs it.
pub fn find() -> Result<()> {
    let found = || run::look(run::command("python3").arg("--version")).is_some();
    if found() {
        return Ok(());
    }
    if debian::may_install() {
        debian::install(&["python3"], "the oracle of the tests is written in it")?;
    }
    if found() {
        return Ok(());
    }
    bail!(
        "Python 3 was not found: install it (Debian: `apt-get install python3`), then run the command again"
    )
}
