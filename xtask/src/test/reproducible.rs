//! The same sources give the same modules in another folder.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::tally::Tally;
use super::{Outcome, timed};
use crate::setup::Tools;
use crate::{module, run, stamp, workspace};

/// Compiles the engine once more with each door, from a copy of its sources elsewhere.
pub fn run(tools: &Tools) -> Outcome {
    run::say("Testing: the modules are reproducible");
    timed("modules are reproducible", || {
        let elsewhere = workspace::state().join("elsewhere");
        copy(workspace::root(), &elsewhere)?;
        let mut tally = Tally::default();
        for source in [module::BOUND, module::PORTABLE] {
            let here = module::compile(&tools.target, source, workspace::root(), workspace::target())?;
            let there = module::compile(&tools.target, source, &elsewhere, &elsewhere.join("target"))?;
            ensure!(fs::read(here)? == fs::read(there)?, "the module depends on the folder it is built in");
            tally.passed += 1;
        }
        fs::remove_dir_all(elsewhere)?;
        Ok((true, tally, Vec::new()))
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
