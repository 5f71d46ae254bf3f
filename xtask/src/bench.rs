//! `cargo xtask bench`: how fast the engine is beside what would be written instead, in docs/benchmarks.md.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::setup::browser;
#[cfg(unix)]
use crate::setup::postgres;
use crate::{package, run, server, setup, workspace};

/// How much is measured.
#[derive(Args)]
pub struct Options {
    /// Fewer and shorter runs: a few minutes, and rougher figures
    #[arg(long)]
    quick: bool,
    /// One part alone; the page keeps the last results of the others
    #[arg(long)]
    only: Option<Part>,
}

/// What can be measured alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Engines and peers in Node
    Node,
    /// The same in Chromium
    Browser,
    /// The engine by criterion
    Native,
    /// Files of NDJSON by the commands
    Command,
    /// Quotes of the running server, on each database
    Server,
}

/// Builds what is measured, measures one after the other, writes the page.
pub fn run(options: &Options) -> Result<()> {
    let is_asked = |part| options.only.is_none_or(|only| only == part);
    let results = workspace::state().join("bench");
    fs::create_dir_all(&results).with_context(|| format!("{} cannot be made", results.display()))?;
    package::build(&setup::for_pages()?)?;
    if is_asked(Part::Command) {
        let mut build = run::cargo();
        build.args(["build", "--release", "--package", "quotient-cli", "--target-dir"]);
        run::shown("building the command", build.arg(workspace::target()))?;
    }
    if is_asked(Part::Native) {
        run::shown("building the benchmarks", criterion(options).arg("--no-run"))?;
    }
    about(options, &results)?;

    if is_asked(Part::Node) {
        script("node", options, &results, |_| ())?;
    }
    if is_asked(Part::Browser) {
        let browser = browser::find()?;
        script("browser", options, &results, |node| {
            node.env("QUOTIENT_BROWSER", &browser.executable);
        })?;
    }
    if is_asked(Part::Command) {
        let tool = format!("release/quotient{}", std::env::consts::EXE_SUFFIX);
        script("command", options, &results, |node| {
            node.env("QUOTIENT_TOOL", workspace::target().join(tool));
        })?;
    }
    if is_asked(Part::Server) {
        served(options, &results)?;
    }
    if is_asked(Part::Native) {
        run::say("Measuring: native");
        // Nothing of an earlier run may pass for this one's.
        let kept = results.join("criterion");
        if kept.exists() {
            fs::remove_dir_all(&kept).with_context(|| format!("{} cannot be removed", kept.display()))?;
        }
        run::shown("measuring", criterion(options).env("CRITERION_HOME", &kept))?;
    }
    report(&results)
}

/// The server as it would be deployed. PostgreSQL is started for this, if it is there.
fn served(options: &Options, results: &Path) -> Result<()> {
    server::build()?;
    #[cfg(unix)]
    let cluster = postgres::Cluster::start().inspect_err(|error| run::say(&format!("{error:#}"))).ok();
    script("server", options, results, |node| {
        node.env("QUOTIENT_SERVER", server::program());
        #[cfg(unix)]
        node.envs(cluster.iter().map(|cluster| ("QUOTIENT_POSTGRES", cluster.address())));
    })
}

fn criterion(options: &Options) -> Command {
    let mut cargo = run::cargo();
    cargo.args(["bench", "--package", "quotient-benches", "--features", "measure", "--bench", "native"]);
    cargo.arg("--target-dir").arg(workspace::target());
    if options.quick {
        cargo.env("QUOTIENT_BENCH_QUICK", "1");
    }
    cargo
}

/// One of the scripts in `bench`, with its results in a file of its name.
fn script(
    name: &'static str,
    options: &Options,
    results: &Path,
    prepare: impl FnOnce(&mut Command),
) -> Result<()> {
    run::say(&format!("Measuring: {name}"));
    let mut node = run::command("node");
    node.arg(format!("bench/{name}.mjs")).args(options.quick.then_some("--quick"));
    node.arg("--out").arg(results.join(format!("{name}.json")));
    prepare(&mut node);
    run::shown("measuring", &mut node)
}

/// What the page says of this run.
fn about(options: &Options, results: &Path) -> Result<()> {
    let git = |arguments: &[&str]| run::look(run::command("git").args(arguments)).unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: f64 = load.split(' ').next().and_then(|load| load.parse().ok()).unwrap_or_default();
    let rustc = run::look(run::command("rustc").arg("--version")).unwrap_or_default();
    let rustc = rustc.split(" (").next().unwrap_or_default();
    let about = format!(
        r#"{{"date":"{}","commit":"{}","rustc":"{rustc}","quick":{},"load":{load:.0}}}"#,
        git(&["log", "-1", "--format=%cs"]),
        git(&["rev-parse", "--short", "HEAD"]),
        options.quick,
    );
    let file = results.join("about.json");
    fs::write(&file, about).with_context(|| format!("{} cannot be written", file.display()))
}

/// The page, once every part has been measured.
fn report(results: &Path) -> Result<()> {
    let parts = ["node.json", "browser.json", "command.json", "criterion"];
    let missing: Vec<PathBuf> =
        parts.iter().map(|part| results.join(part)).filter(|part| !part.exists()).collect();
    if let Some(part) = missing.first() {
        run::say(&format!("docs/benchmarks.md stays: there is no {} yet", part.display()));
        return Ok(());
    }
    run::shown("writing the page", run::command("node").arg("bench/report.mjs").arg(results))?;
    run::say("docs/benchmarks.md is written");
    Ok(())
}
