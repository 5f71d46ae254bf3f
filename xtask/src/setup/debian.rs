//! Debian's packages, where we may install them.

use std::path::Path;

use anyhow::Result;

use crate::run;

/// Is this Debian, or a child of it, and are we root?
pub fn may_install() -> bool {
    Path::new("/etc/debian_version").exists()
        && run::look(run::command("id").arg("-u")).is_some_and(|id| id == "0")
}

/// Installs packages; `why` is shown.
pub fn install(packages: &[&str], why: &str) -> Result<()> {
    let names = packages.join(", ");
    run::say(&format!("Installing Debian's {names}: {why}"));
    run::quietly("updating the package lists", apt().arg("update"))?;
    let what = format!("installing {names}");
    run::quietly(&what, apt().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

fn apt() -> std::process::Command {
    let mut command = run::command("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Is a package installed?
pub fn has(package: &str) -> bool {
    run::look(run::command("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]))
        .is_some_and(|status| status == "installed")
}
