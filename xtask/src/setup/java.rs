//! Java, which Spark runs on.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::debian;
use crate::run;

/// The oldest that Spark takes.
const OLDEST: u32 = 17;

/// Finds or installs it.
pub fn find() -> Result<()> {
    if version().is_none() && debian::may_install() {
        debian::install(&["default-jre-headless"], "the tests of the jobs run Spark")?;
    }
    match version() {
        Some(version) if version >= OLDEST => Ok(()),
        Some(version) => {
            bail!(
                "Java {OLDEST} or newer is needed and {version} was found: install it, then run the command again"
            )
        }
        None => bail!(
            "Java {OLDEST} or newer was not found: install it (Debian: `apt-get install default-jre-headless`), then run the command again"
        ),
    }
}

/// The major version of the Java that Spark would take: `openjdk 17.0.15 2025-04-15`.
fn version() -> Option<u32> {
    let home = env::var_os("JAVA_HOME").map(|home| PathBuf::from(home).join("bin/java"));
    let told = run::look(run::command(home.unwrap_or_else(|| "java".into())).arg("--version"))?;
    told.split_whitespace().nth(1)?.split(['.', '-', '+']).next()?.parse().ok()
}
