//! Python: for the oracle, the second implementation of the rules, in its standard library alone; and in
//! environments of the checkout's own with wasmtime for the hosts of the portable module, and with all that the
//! jobs run on.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::debian;
use crate::stamp::Stamp;
use crate::{run, workspace};

/// An environment below `target/tools`.
pub struct Packages {
    name: &'static str,
    /// What is installed, with versions.
    requirements: &'static str,
    /// What is said while it is.
    sentence: &'static str,
}

/// What the hosts need: the example's own list.
pub const HOSTS: Packages = Packages {
    name: "python",
    requirements: "examples/python-server/requirements.txt",
    sentence: "Installing Python's wasmtime below target/tools: the tests run the engine in it",
};

/// What the server is tested with against its description.
pub const OPENAPI: Packages = Packages {
    name: "openapi",
    requirements: "tests/openapi/requirements.txt",
    sentence: "Installing Schemathesis below target/tools: the tests send the server what its description allows",
};

/// What the jobs need: their own list.
pub const JOBS: Packages = Packages {
    name: "jobs",
    requirements: "jobs/requirements.txt",
    sentence: "Installing Spark and ClickHouse for Python below target/tools: the tests run the jobs on \
        them (once, more than a gigabyte)",
};

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

/// A Python that has the packages, installed below the checkout if they are not there.
pub fn packages(packages: &Packages) -> Result<PathBuf> {
    find()?;
    let folder = workspace::tools().join(packages.name);
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let version = run::look(run::command("python3").arg("--version")).unwrap_or_default();
    let stamp = Stamp::new(packages.name).path(packages.requirements)?;
    let stamp = stamp.text(&version).text(&folder.to_string_lossy());
    stamp.unless_current(std::slice::from_ref(&python), || {
        run::say(packages.sentence);
        // What another version of Python left would not work.
        let _ = fs::remove_dir_all(&folder);
        environment(&folder)?;
        let mut pip = run::command(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
        run::quietly("installing Python packages", pip.arg(packages.requirements))
    })?;
    Ok(python)
}

/// Debian has what makes environments in a package of its own.
fn environment(folder: &PathBuf) -> Result<()> {
    let make = || {
        let mut venv = run::command("python3");
        venv.args(["-m", "venv"]).arg(folder);
        venv
    };
    if run::look(&mut make()).is_some() {
        return Ok(());
    }
    if debian::may_install() {
        debian::install(
            &["python3-venv"],
            "Python packages for the tests go into an environment of their own",
        )?;
        return run::quietly("making a Python environment", &mut make());
    }
    bail!(
        "`python3 -m venv` does not work: install it (Debian: `apt-get install python3-venv`), then run the command again"
    )
}
