//! Every command of the README, so that none needs a step by hand: `cargo xtask --help`.
//!
//! `setup` brings what is missing, `module`, `package`, `pages` and `server` each build one
//! thing and skip what is unchanged; the commands put these together.

mod bench;
mod demo;
mod lint;
mod module;
mod package;
mod pages;
mod run;
mod server;
mod setup;
mod size;
mod stamp;
mod test;
mod types;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "Sets up, builds, serves, tests and checks Quotient")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds everything and serves the checkout page
    Demo(demo::Options),
    /// Runs all tests, ending with a summary
    Test(test::Options),
    /// Installs whatever tools are missing, and nothing else
    Setup,
    /// Builds the engine's module, the npm package, the page and the server
    Build,
    /// Checks formatting, lints, docs and types without changing anything
    Lint,
    /// Writes the TypeScript types anew from the Rust ones
    Types,
    /// Packs the npm package into `npm/quotient-checkout-VERSION.tgz` and checks the tarball
    Package(package::Options),
    /// Shows the sizes of what a page loads, and fails above what is promised
    Size(size::Options),
    /// Measures how fast everything is beside what would be written instead, for docs/benchmarks.md
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Demo(options) => demo::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Setup => setup::all(),
        Command::Build => build(),
        Command::Lint => lint::run(),
        Command::Types => types::write(),
        Command::Package(options) => package::run(&options),
        Command::Size(options) => size::run(&options),
        Command::Bench(options) => bench::run(&options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> anyhow::Result<()> {
    let tools = setup::for_pages()?;
    package::build(&tools)?;
    pages::build()?;
    server::build()
}
