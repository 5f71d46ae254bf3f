//! `cargo xtask lint`: everything that can be said about the sources without running them.

use anyhow::{Result, bail};

use crate::setup::wasm;
use crate::{package, run, setup, types, workspace};

/// What Prettier formats; the rest is Rust or not ours.
const FORMATTED: &[&str] = &[
    "package.json",
    ".prettierrc.json",
    "npm",
    "www",
    "bench",
    "tests/browser",
    "tests/package",
    "examples/**/*.{mjs,js,jsx,json,html,css}",
    "jobs/**/*.json",
];

/// Runs every check, even when one fails, and names those that did.
pub fn run() -> Result<()> {
    let tools = setup::for_pages()?;
    // The page's types are those of the built package.
    package::build(&tools)?;
    let checks: [(&str, Check); 11] = [
        ("cargo fmt --check", || plain(&["fmt", "--all", "--check"])),
        ("cargo clippy", || clippy(&["--workspace", "--all-targets"])),
        ("cargo clippy, all features", || {
            clippy(&["--package", "quotient", "--all-targets", "--all-features"])
        }),
        ("cargo clippy, benchmarks", || {
            clippy(&["--package", "quotient-benches", "--all-targets", "--features", "measure"])
        }),
        ("cargo clippy, fuzzing", fuzz_clippy),
        ("cargo clippy, WebAssembly", wasm_clippy),
        ("cargo doc", docs),
        ("generated types", types::check),
        ("tsc and typedoc, npm package", || script("npm")),
        ("tsc, page", || script("www")),
        ("prettier --check", formatting),
    ];
    let mut failed = Vec::new();
    for (name, check) in checks {
        run::say(name);
        if let Err(error) = check() {
            eprintln!("  {error:#}");
            failed.push(name);
        }
    }
    if !failed.is_empty() {
        bail!("{} of {} checks failed: {}", failed.len(), checks.len(), failed.join("; "));
    }
    println!("lint: {} checks passed", checks.len());
    Ok(())
}

type Check = fn() -> Result<()>;

fn plain(arguments: &[&str]) -> Result<()> {
    run::shown("the check", run::cargo().args(arguments))
}

fn clippy(arguments: &[&str]) -> Result<()> {
    let mut cargo = run::cargo();
    cargo.arg("clippy").args(arguments).arg("--target-dir").arg(workspace::target());
    run::shown("the check", cargo.args(["--", "--deny", "warnings"]))
}

/// What fuzzes is a workspace of its own, for a compiler that few have; that it fits the engine needs none.
fn fuzz_clippy() -> Result<()> {
    let mut cargo = run::cargo();
    cargo.args(["clippy", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--target-dir"]);
    // Nothing is linked, so its library is not compiled.
    cargo.arg(workspace::target()).env("CUSTOM_LIBFUZZER_PATH", "not/linked/libfuzzer.a");
    run::shown("the check", cargo.args(["--", "--deny", "warnings"]))
}

/// The doors as they are shipped. Debian's Rust for browsers has no clippy; the run with
/// all features has seen the same sources then.
fn wasm_clippy() -> Result<()> {
    match wasm::target()? {
        wasm::Target::Installed => {
            clippy(&["--package", "quotient", "--lib", "--features", "js", "--target", wasm::TRIPLE])?;
            clippy(&[
                "--package",
                "quotient-portable",
                "--lib",
                "--features",
                "trap",
                "--target",
                wasm::TRIPLE,
            ])?;
            clippy(&["--package", "quotient-inlined", "--lib", "--target", wasm::TRIPLE])
        }
        wasm::Target::Debian { .. } => {
            run::say("not run: clippy has no WebAssembly target here");
            Ok(())
        }
    }
}

fn docs() -> Result<()> {
    let mut cargo = run::cargo();
    cargo.args(["doc", "--workspace", "--no-deps", "--target-dir"]).arg(workspace::target());
    run::shown("the check", cargo.env("RUSTDOCFLAGS", "--deny warnings"))
}

/// The type check of a workspace of npm.
pub fn script(workspace: &str) -> Result<()> {
    run::shown("the check", run::npm().args(["run", "--silent", "check", "-w", workspace]))
}

fn formatting() -> Result<()> {
    let mut prettier = run::node("prettier/bin/prettier.cjs");
    prettier.args(["--check", "--log-level", "warn"]).args(FORMATTED);
    run::shown("the check", &mut prettier)
}
