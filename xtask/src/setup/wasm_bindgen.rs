//! The wasm-bindgen command of exactly the version in Cargo.lock: the two sides of the
//! generated code speak a private protocol that changes with every version.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{run, workspace};

/// The installed tools.
pub struct Bindgen {
    pub version: String,
}

impl Bindgen {
    /// The command that makes the glue.
    pub fn command(&self) -> Command {
        run::command(program("wasm-bindgen"))
    }

    /// The runner of the engine's tests in Node and in a browser.
    pub fn test_runner(&self) -> PathBuf {
        program("wasm-bindgen-test-runner")
    }
}

/// Finds or installs them.
pub fn install() -> Result<Bindgen> {
    let version = locked_version()?;
    let found = run::look(run::command(program("wasm-bindgen")).arg("--version"));
    if found.is_some_and(|found| found == format!("wasm-bindgen {version}"))
        && program("wasm-bindgen-test-runner").exists()
    {
        return Ok(Bindgen { version });
    }
    run::say(&format!(
        "Installing wasm-bindgen {version} into target/tools, the version in Cargo.lock: it joins the engine to JavaScript (once, a few minutes)"
    ));
    let build = workspace::tools().join("build");
    let mut cargo = run::cargo();
    cargo
        .args(["install", "wasm-bindgen-cli", "--force", "--version", &version])
        .arg("--root")
        .arg(workspace::tools())
        .arg("--target-dir")
        .arg(&build)
        // It runs for a second at a time: compiling it is what takes long.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
        .env_remove("RUSTFLAGS");
    run::quietly("installing wasm-bindgen", &mut cargo)?;
    let _ = fs::remove_dir_all(build);
    Ok(Bindgen { version })
}

fn program(name: &str) -> PathBuf {
    workspace::tools().join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

fn locked_version() -> Result<String> {
    let file = workspace::root().join("Cargo.lock");
    let lock = fs::read_to_string(&file).context("Cargo.lock cannot be read")?;
    match version_in(&lock) {
        Some(version) => Ok(version.to_owned()),
        None => bail!("Cargo.lock does not name wasm-bindgen: restore it from the repository"),
    }
}

fn version_in(lock: &str) -> Option<&str> {
    let mut lines = lock.lines().skip_while(|line| *line != "name = \"wasm-bindgen\"");
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn the_version_is_that_of_the_library_itself() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.1\"\n\n\
            [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock), Some("0.2.130"));
        assert_eq!(version_in("[[package]]\nname = \"wasm-bindgen-macro\"\n"), None);
    }
}
