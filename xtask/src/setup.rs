//! What is needed and missing is installed, and said once, with the reason. Nothing lands outside
//! the checkout except by rustup and the system's package manager.

pub mod browser;
mod debian;
pub mod java;
pub mod node;
pub mod postgres;
pub mod python;
pub mod wasm;
mod wasm_bindgen;

use anyhow::Result;

pub use browser::Browser;

use crate::{package, run};

/// What builds the engine's module.
pub struct Tools {
    pub target: wasm::Target,
    pub bindgen: wasm_bindgen::Bindgen,
}

/// For the page: Node first, because it is what a user may have to install by hand.
pub fn for_pages() -> Result<Tools> {
    node::check()?;
    crates()?;
    let target = wasm::target()?;
    let bindgen = wasm_bindgen::install()?;
    node::packages()?;
    Ok(Tools { target, bindgen })
}

/// For formatting what is generated.
pub fn for_formatting() -> Result<()> {
    node::check()?;
    node::packages()
}

/// For the tests: what pages need, a browser, and Python for the oracle.
pub fn for_tests() -> Result<(Tools, Browser)> {
    node::check()?;
    let browser = browser::find()?;
    python::find()?;
    Ok((for_pages()?, browser))
}

/// What the tests of the tarball need in all hosts; the answer is the browser beside Firefox.
pub fn for_hosts() -> Result<Browser> {
    let browser = browser::find()?;
    browser::find_firefox()?;
    node::installed(package::HOSTS, "the hosts that the tarball is tried in")?;
    node::installed(package::MATRIX, "the hosts that take longer")?;
    Ok(browser)
}

/// `cargo xtask setup`.
pub fn all() -> Result<()> {
    for_tests()?;
    browser::find_firefox()?;
    python::packages(&python::HOSTS)?;
    postgres::find()?;
    java::find()?;
    python::packages(&python::JOBS)?;
    run::say("Everything is there: `cargo xtask demo` serves the page, `cargo xtask test` tests");
    Ok(())
}

/// Rust libraries, now, so that a missing network is said in one sentence and not in the middle of a build.
fn crates() -> Result<()> {
    let mut fetch = run::cargo();
    fetch.args(["fetch", "--target", wasm::TRIPLE]);
    if let Some(host) = wasm::host() {
        fetch.args(["--target", &host]);
    }
    run::quietly("fetching Rust libraries", &mut fetch)
}
