//! The same sources give the same module in another folder.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::tally::Tally;
use super::{Outcome, timed};
use crate::setup::Tools;
use crate::{module, run, stamp, workspace};

/// Compiles the engine once more, from a copy of its sources elsewhere.
pub fn run(tools: &Tools) -> Outcome {
    run::say("Testing: the module is reproducible");
    timed("module is reproducible", || {
        let here = module::compile(&tools.target, workspace::root(), workspace::target())?;
        let elsewhere = workspace::state().join("elsewhere");
        copy(workspace::root(), &elsewhere)?;
        let there = module::compile(&tools.target, &elsewhere, &elsewhere.join("target"))?;
        ensure!(fs::read(here)? == fs::read(there)?, "the module depends on the folder it is built in");
        fs::remove_dir_all(elsewhere)?;
        Ok((true, Tally { passed: 1, ..Tally::default() }))
    })
}

/// All sources of the checkout, without what is made from them.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            if !stamp::is_made(&entry.file_name()) {
                copy(&entry.path(), &to.join(entry.file_name()))?;
            }
        }
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| format!("{} cannot be copied", from.display()))?;
    Ok(())
}
