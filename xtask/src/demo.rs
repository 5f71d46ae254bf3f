//! `cargo xtask demo`: from whatever is there to a checkout page in the browser.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{package, pages, run, server, setup, workspace};

/// How the demo runs.
#[derive(Args)]
pub struct Options {
    /// The port on this machine
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Starts with a new database
    #[arg(long)]
    fresh: bool,
}

/// Builds, then becomes the server until it is stopped.
pub fn run(options: &Options) -> Result<()> {
    let port = options.port;
    // Before the build, not minutes later.
    free(port)?;
    let tools = setup::for_pages()?;
    package::build(&tools)?;
    pages::build()?;
    server::build()?;
    free(port)?;
    if options.fresh {
        remove_database()?;
    }
    run::say(&format!("The checkout page is at http://127.0.0.1:{port} (Ctrl-C stops it)"));
    let mut serve = run::command(server::program());
    serve.args(["serve", "--demo", "--listen", &format!("127.0.0.1:{port}")]);
    serve.arg("--database").arg(database()).arg("--pages").arg(pages::folder());
    become_program(&mut serve)
}

fn free(port: u16) -> Result<()> {
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
        let other = if port == 8080 { 8081 } else { 8080 };
        bail!(
            "port {port} is in use: stop what listens there, or choose another with `cargo xtask demo --port {other}`"
        );
    }
    Ok(())
}

fn database() -> PathBuf {
    workspace::target().join("demo.db")
}

/// The server's database and the test provider's beside it, with whatever SQLite keeps next to them.
fn remove_database() -> Result<()> {
    for entry in fs::read_dir(workspace::target())? {
        let file = entry?.path();
        let ours = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("demo."));
        if ours && file.is_file() {
            fs::remove_file(&file).with_context(|| format!("{} cannot be removed", file.display()))?;
        }
    }
    Ok(())
}

/// The server takes this process over: signals reach it, and nothing is left when it ends.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("the server cannot be started")
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<()> {
    run::shown("the server", command)
}
