//! Node and the packages of package-lock.json.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Result, bail};

use crate::{run, workspace};

/// The oldest major version that runs everything here.
const OLDEST: u32 = 20;

/// Fails with one sentence unless Node and npm are there and new enough.
pub fn check() -> Result<()> {
    let Some(version) = run::look(run::command("node").arg("--version")) else {
        bail!(
            "Node {OLDEST} or newer is needed and was not found: install Node with npm, then run the command again"
        );
    };
    let major = version.trim_start_matches('v').split('.').next().and_then(|n| n.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST) {
        bail!(
            "Node {OLDEST} or newer is needed and {version} was found: install a newer one, then run the command again"
        );
    }
    if run::look(run::npm().arg("--version")).is_none() {
        bail!("npm is needed and was not found: install it beside Node, then run the command again");
    }
    Ok(())
}

/// `npm ci`, unless node_modules is what package-lock.json says.
pub fn packages() -> Result<()> {
    installed("", "compiler, bundler and wasm-opt for the page")
}

/// The versions of the lock of a folder outside of the workspace; `why` is shown.
pub fn installed(folder: &str, why: &str) -> Result<()> {
    let place = workspace::root().join(folder);
    let (lock, mark) = (place.join("package-lock.json"), place.join("node_modules/.quotient-lock.json"));
    if current(&place, &lock, &mark) {
        return Ok(());
    }
    let shown = Path::new(folder).join("package-lock.json");
    run::say(&format!("Installing the packages of {}: {why}", shown.display()));
    let mut npm = run::npm();
    // The hosts' packages have parts for systems that not every registry holds: `npm ci` refuses them even
    // where they are not needed. Installing takes the versions of the lock as well.
    let install: &[&str] = if folder.is_empty() { &["ci"] } else { &["install", "--no-save"] };
    npm.current_dir(&place).args(install).args(["--prefer-offline", "--no-audit", "--no-fund"]);
    // Its own waits are so long that a missing network looks like a standstill.
    npm.args(["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]);
    run::quietly("installing packages", &mut npm)?;
    // npm writes its own mark before it lets go of the lock file.
    fs::copy(lock, mark)?;
    Ok(())
}

/// The same lock was installed by us, or npm has been run by hand since the lock last changed.
fn current(place: &Path, lock: &Path, mark: &Path) -> bool {
    let same = match (fs::read(mark), fs::read(lock)) {
        (Ok(installed), Ok(wanted)) => installed == wanted,
        _ => false,
    };
    let modified = |file: &Path| -> Option<SystemTime> { file.metadata().ok()?.modified().ok() };
    let npms = modified(&place.join("node_modules/.package-lock.json"));
    let locks = modified(lock);
    same || npms.is_some() && locks.is_some() && npms >= locks
}
