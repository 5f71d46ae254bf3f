//! A Rust that compiles to WebAssembly: the toolchain in use if it can, made able by rustup if
//! that works, else Debian's Rust building the standard library from its sources.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, anyhow, bail};

use super::debian;
use crate::run;

/// The target's name.
pub const TRIPLE: &str = "wasm32-unknown-unknown";

const SENTENCE: &str = "the Rust target wasm32-unknown-unknown is missing: install it with \
    `rustup target add wasm32-unknown-unknown`, then run the command again";

/// Debian's Rust for browsers. Its plain `rustc` package is too old for the engine.
const PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";

/// How to compile for WebAssembly here.
pub enum Target {
    /// The toolchain in use has the target.
    Installed,
    /// Debian's Rust, with its own standard library built on the way and this linker.
    Debian { linker: PathBuf },
}

impl Target {
    /// `cargo <subcommand> --target wasm32-unknown-unknown`.
    pub fn cargo(&self, subcommand: &str) -> Command {
        match self {
            Target::Installed => {
                let mut cargo = run::cargo();
                cargo.args([subcommand, "--target", TRIPLE]);
                cargo
            }
            Target::Debian { linker } => {
                let mut cargo = run::command(DEBIAN_CARGO);
                // `rustc` on the PATH may be rustup's.
                cargo.env("RUSTC", DEBIAN_RUSTC).env("RUSTDOC", "/usr/bin/rustdoc");
                cargo.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
                // Building the standard library is not stable; this is Debian's own way to do it.
                cargo.env("RUSTC_BOOTSTRAP", "1");
                cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
                cargo.args([subcommand, "--target", TRIPLE, "-Zbuild-std=std,panic_abort"]);
                cargo
            }
        }
    }

    /// Where the sources of the standard library are, which must not show in the module.
    pub fn sysroot(&self) -> Option<PathBuf> {
        match self {
            Target::Installed => sysroot("rustc"),
            Target::Debian { .. } => sysroot(DEBIAN_RUSTC),
        }
    }

    /// Which compiler, for the stamp of what it makes.
    pub fn compiler(&self) -> String {
        let rustc = match self {
            Target::Installed => "rustc",
            Target::Debian { .. } => DEBIAN_RUSTC,
        };
        run::look(run::command(rustc).arg("-vV")).unwrap_or_default()
    }
}

/// Finds or installs it.
pub fn target() -> Result<Target> {
    if installed() {
        return Ok(Target::Installed);
    }
    // Debian's Rust is there already only because rustup had no target before.
    let debians = PACKAGES.iter().all(|name| debian::has(name));
    if !debians {
        let added = add();
        if installed() {
            return Ok(Target::Installed);
        }
        if !debian::may_install() {
            return Err(added.err().unwrap_or_else(|| anyhow!(SENTENCE)));
        }
        debian::install(
            &PACKAGES,
            "rustup brought no WebAssembly target, so Debian's Rust builds the engine for the page",
        )?;
    }
    match linker() {
        Some(linker) => Ok(Target::Debian { linker }),
        None => {
            bail!("no linker for WebAssembly was found: install Debian's `lld`, then run the command again")
        }
    }
}

fn add() -> Result<()> {
    if run::look(run::command("rustup").arg("--version")).is_none() {
        bail!(SENTENCE);
    }
    run::say(
        "Installing the Rust target wasm32-unknown-unknown by rustup: the page runs the engine as WebAssembly",
    );
    let mut rustup = run::command("rustup");
    rustup.args(["target", "add", TRIPLE]).env("RUST_BACKTRACE", "0");
    run::quietly("rustup target add", &mut rustup)
}

fn installed() -> bool {
    sysroot("rustc").is_some_and(|root| root.join("lib/rustlib").join(TRIPLE).join("lib").is_dir())
}

/// This machine's own target.
pub fn host() -> Option<String> {
    run::look(run::command("rustc").args(["--print", "host-tuple"]))
}

fn sysroot(rustc: &str) -> Option<PathBuf> {
    run::look(run::command(rustc).args(["--print", "sysroot"])).map(PathBuf::from)
}

/// rustup's rust-lld, which every toolchain has, else one of the system.
fn linker() -> Option<PathBuf> {
    let bundled = sysroot("rustc")?.join("lib/rustlib").join(host()?).join("bin/rust-lld");
    let system = [Path::new("/usr/bin/rust-lld"), Path::new("/usr/bin/wasm-ld")];
    std::iter::once(bundled).chain(system.map(Path::to_path_buf)).find(|path| path.exists())
}
