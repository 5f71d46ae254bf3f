//! The reference quote server.

use std::path::PathBuf;

use anyhow::Result;

use crate::{run, workspace};

/// Builds it as it would be deployed; Cargo knows what is unchanged.
pub fn build() -> Result<()> {
    run::say("Building the server");
    let mut cargo = run::cargo();
    cargo.args(["build", "--release", "--package", "quotient-server"]);
    cargo.arg("--target-dir").arg(workspace::target());
    run::shown("building the server", &mut cargo)
}

/// The program.
pub fn program() -> PathBuf {
    let name = format!("quotient-server{}", std::env::consts::EXE_SUFFIX);
    workspace::target().join("release").join(name)
}
