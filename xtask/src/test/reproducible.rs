//! The same sources give the same module in another folder.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::tally::Tally;
use super::{Outcome, timed};
use crate::setup::Tools;
use crate::{module, run, workspace};

/// Compiles the engine once more, from a copy of its sources elsewhere.
pub fn run(tools: &Tools) -> Outcome {
    run::say("Testing: the module is reproducible");
    timed("module is reproducible", || {
        let here = module::compile(&tools.target, workspace::root(), workspace::target())?;
        let copy = workspace::state().join("elsewhere");
        copy_sources(&copy)?;
        let there = module::compile(&tools.target, &copy, &copy.join("target"))?;
        ensure!(fs::read(here)? == fs::read(there)?, "the module depends on the folder it is built in");
        fs::remove_dir_all(copy)?;
        Ok((true, Tally { passed: 1, ..Tally::default() }))
    })
}

/// What the workspace needs to build its root package.
fn copy_sources(to: &Path) -> Result<()> {
    for path in [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "server/Cargo.toml",
        "server/src",
        "xtask/Cargo.toml",
        "xtask/src",
    ] {
        copy(&workspace::root().join(path), &to.join(path))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| format!("{} cannot be copied", from.display()))?;
    Ok(())
}
