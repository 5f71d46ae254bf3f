//! The TypeScript types, printed by the engine from its own wire shapes so that they cannot drift.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{run, setup, workspace};

/// `cargo xtask types`.
pub fn write() -> Result<()> {
    setup::for_formatting()?;
    let file = file();
    fs::write(&file, generate()?).with_context(|| format!("{} cannot be written", file.display()))?;
    run::say("npm/src/types.ts is up to date");
    Ok(())
}

/// Fails if the committed types are not what the engine prints.
pub fn check() -> Result<()> {
    let now = generate()?;
    if fs::read_to_string(file()).ok() != Some(now) {
        bail!("npm/src/types.ts is out of date: run `cargo xtask types` and commit it");
    }
    Ok(())
}

fn file() -> PathBuf {
    workspace::root().join("npm/src/types.ts")
}

fn generate() -> Result<String> {
    let mut print = run::cargo();
    print.args(["run", "--quiet", "--package", "quotient", "--features", "typescript"]);
    print.args(["--example", "types", "--target-dir"]).arg(workspace::target());
    let printed = output("printing the types", &mut print, None)?;
    let mut prettier = run::node("prettier/bin/prettier.cjs");
    prettier.args(["--stdin-filepath", "npm/src/types.ts"]);
    output("formatting the types", &mut prettier, Some(&printed))
}

fn output(what: &str, command: &mut Command, input: Option<&str>) -> Result<String> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("{what} cannot be started"))?;
    if let (Some(mut stdin), Some(text)) = (child.stdin.take(), input) {
        stdin.write_all(text.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("{what} failed; what went wrong stands above");
    }
    Ok(String::from_utf8(output.stdout)?)
}
