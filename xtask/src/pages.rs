//! The checkout page, in `www/dist`.

use anyhow::Result;

use crate::stamp::Stamp;
use crate::{run, workspace};

/// Builds it from its sources and the npm package, unless they are unchanged.
pub fn build() -> Result<()> {
    let package = workspace::root().join("npm/dist");
    let stamp = Stamp::new("pages")
        .path("www")?
        .path("package-lock.json")?
        .content(&package.join("index.js"))?
        .content(&package.join("index.d.ts"))?;
    stamp.unless_current(&[folder().join("index.html")], || {
        run::say("Building the checkout page");
        run::quietly("building the checkout page", run::npm().args(["run", "build", "-w", "www"]))
    })
}

/// What the server serves.
pub fn folder() -> std::path::PathBuf {
    workspace::root().join("www/dist")
}
