//! The npm package, in `npm/dist`: the TypeScript sources bundled with the module inside, and
//! their declarations.

use anyhow::Result;

use crate::setup::Tools;
use crate::stamp::Stamp;
use crate::{module, run, workspace};

/// Builds the module and the package, whatever of them is not up to date.
pub fn build(tools: &Tools) -> Result<()> {
    module::build(tools)?;
    let dist = workspace::root().join("npm/dist");
    let stamp = Stamp::new("package")
        .path("npm/src")?
        .path("npm/bundle.mjs")?
        .path("npm/package.json")?
        .path("npm/tsconfig.json")?
        .path("package-lock.json")?
        .content(&module::folder().join("quotient.js"))?
        .content(&module::folder().join("quotient_bg.wasm"))?;
    stamp.unless_current(&[dist.join("index.js"), dist.join("index.d.ts")], || {
        run::say("Bundling the npm package");
        run::quietly("bundling the npm package", run::npm().args(["run", "build", "-w", "npm"]))
    })
}
