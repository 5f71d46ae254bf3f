//! The npm package, in `npm/dist`: the TypeScript sources bundled with the module inside, and
//! their declarations.

use anyhow::Result;

use crate::setup::{self, Tools};
use crate::stamp::Stamp;
use crate::{module, run, workspace};

/// What the package is made of, besides the engine.
const SOURCES: [&str; 6] = [
    "npm/src",
    "npm/bundle.mjs",
    "npm/package.json",
    "npm/tsconfig.json",
    "npm/tsconfig.declarations.json",
    "package-lock.json",
];

/// Builds the module and the package, whatever of them is not up to date.
pub fn build(tools: &Tools) -> Result<()> {
    module::build(tools)?;
    let dist = workspace::root().join("npm/dist");
    let mut stamp = Stamp::new("package");
    for source in SOURCES {
        stamp = stamp.path(source)?;
    }
    for engine in ["quotient.js", "quotient_bg.wasm", "quote.wasm", "quote-js.js"] {
        stamp = stamp.content(&module::folder().join(engine))?;
    }
    // The last that is written.
    stamp.unless_current(&[dist.join("integrity.json")], || {
        run::say("Bundling the npm package");
        run::quietly("bundling the npm package", run::npm().args(["run", "build", "-w", "npm"]))
    })
}

/// `cargo xtask package`: the tarball that npm would publish, checked.
pub fn pack() -> Result<()> {
    build(&setup::for_pages()?)?;
    run::shown("packing", run::npm().args(["run", "--silent", "tarball", "-w", "npm"]))
}
