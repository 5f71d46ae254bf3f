//! The npm package, in `npm/dist`: the TypeScript sources bundled with the module inside, and
//! their declarations.

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::setup::{self, Browser, Tools};
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

/// Where the tests of the tarball are, with the hosts of every run.
pub const HOSTS: &str = "tests/package";

/// The hosts that take long to install.
pub const MATRIX: &str = "tests/package/matrix";

/// Builds the module and the package, whatever of them is not up to date.
pub fn build(tools: &Tools) -> Result<()> {
    module::build(tools)?;
    let dist = workspace::root().join("npm/dist");
    let mut stamp = Stamp::new("package");
    for source in SOURCES {
        stamp = stamp.path(source)?;
    }
    for engine in [
        "quotient.js",
        "quotient.wasm",
        "quote.wasm",
        "quote-js.js",
        "join.wasm",
        "quotient.inlined",
        "quote.inlined",
    ] {
        stamp = stamp.content(&module::folder().join(engine))?;
    }
    // The last that is written.
    stamp.unless_current(&[dist.join("integrity.json")], || {
        run::say("Bundling the npm package");
        run::quietly("bundling the npm package", run::npm().args(["run", "build", "-w", "npm"]))
    })
}

/// `cargo xtask package`.
#[derive(Args)]
pub struct Options {
    /// Also installs the tarball in every host that is supported, and compares digests there
    #[arg(long)]
    matrix: bool,
}

/// The tarball that npm would publish, checked.
pub fn run(options: &Options) -> Result<()> {
    pack(&setup::for_pages()?)?;
    if options.matrix {
        let browser = setup::for_hosts()?;
        run::shown("the matrix", &mut hosts("matrix", &browser))?;
    }
    Ok(())
}

/// Builds the package and packs it.
pub fn pack(tools: &Tools) -> Result<()> {
    build(tools)?;
    run::shown("packing", run::npm().args(["run", "--silent", "tarball", "-w", "npm"]))
}

/// The tests that install the tarball: `test` in the hosts of every run, `matrix` also in all others.
pub fn hosts(script: &str, browser: &Browser) -> Command {
    let mut npm = run::npm();
    npm.current_dir(workspace::root().join(HOSTS)).args(["run", script]);
    npm.env("QUOTIENT_BROWSER", &browser.executable);
    npm
}
