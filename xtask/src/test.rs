//! `cargo xtask test`: every suite runs, whatever the others did, and a summary ends it.

mod reproducible;
mod story;
mod tally;

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;

use self::tally::Tally;
use crate::setup::{Browser, Tools, java, postgres, python, wasm};
use crate::{module, package, pages, run, setup, workspace};

/// How much is tested.
#[derive(Args)]
pub struct Options {
    /// Also what takes longer: more random cases, and the module built once more elsewhere
    #[arg(long)]
    all: bool,
}

/// One suite's end.
struct Outcome {
    name: &'static str,
    seconds: u64,
    success: bool,
    tally: Tally,
    /// Why it failed, in the words of its runner.
    story: Vec<String>,
}

/// Builds what the suites need, runs them all, sums up.
pub fn run(options: &Options) -> Result<()> {
    let (tools, browser) = setup::for_tests()?;
    package::build(&tools)?;
    module::build_trapping(&tools)?;
    pages::build()?;

    let mut outcomes = vec![
        suite("all crates, natively", native(options.all)),
        on_postgres(options.all),
        oracle(if options.all { "50000" } else { "6000" }),
        fuel(&tools),
        suite("engine in Node", wasm(&tools, None)),
        suite("engine in the browser", wasm(&tools, Some(&browser))),
        suite("npm package, examples", package(options.all)),
        hosts(),
        openapi(options.all),
        jobs(options.all),
        installed(&tools, &browser),
        page(&browser),
        page_on_postgres(&browser),
        page_in_firefox(),
    ];
    if options.all {
        outcomes.push(reproducible::run(&tools));
    }
    sum_up(&outcomes)
}

fn native(all: bool) -> Command {
    let mut cargo = run::cargo();
    cargo.args(["test", "--workspace", "--no-fail-fast", "--target-dir"]).arg(workspace::target());
    cargo.envs(all.then_some(("QUOTIENT_ALL", "1")));
    cargo
}

/// The server's tests once more, on the other database that it runs on.
#[cfg(unix)]
fn on_postgres(all: bool) -> Outcome {
    const NAME: &str = "server on PostgreSQL";
    let cluster = match postgres::Cluster::start() {
        Ok(cluster) => cluster,
        Err(error) => return not_tested(NAME, &error),
    };
    let mut cargo = run::cargo();
    cargo.args(["test", "--package", "quotient-server", "--no-fail-fast", "--target-dir"]);
    cargo.arg(workspace::target()).env("QUOTIENT_TEST_DATABASE", cluster.address());
    cargo.env("QUOTIENT_TEST_DATABASE_TLS", cluster.address_by_tls());
    cargo.envs(all.then_some(("QUOTIENT_ALL", "1")));
    suite(NAME, cargo)
}

#[cfg(not(unix))]
fn on_postgres(_all: bool) -> Outcome {
    on_unix_only("server on PostgreSQL")
}

#[cfg(not(unix))]
fn on_unix_only(name: &'static str) -> Outcome {
    match postgres::find() {
        Ok(_) => not_tested(name, &anyhow::anyhow!("it is started on Unix only")),
        Err(error) => not_tested(name, &error),
    }
}

/// Fresh random cases against the second implementation; it prints its seed.
fn oracle(count: &str) -> Outcome {
    let mut build = run::cargo();
    build.args(["build", "--release", "--package", "quotient", "--example", "quotes", "--target-dir"]);
    build.arg(workspace::target());
    let quotes = format!("release/examples/quotes{}", std::env::consts::EXE_SUFFIX);
    let mut check = run::command("python3");
    check.args(["tests/oracle/check.py", "--count", count, "--"]).arg(workspace::target().join(quotes));
    after("engine against the oracle", "building the command that it asks", &mut build, check)
}

/// What refusing and pricing cost, counted in the engine as a module without JavaScript.
fn fuel(tools: &Tools) -> Outcome {
    let mut build = tools.target.cargo("build");
    build.args(["--package", "quotient-fuel", "--lib", "--profile", "module", "--target-dir"]);
    build.arg(workspace::target());
    let module = workspace::target().join(wasm::TRIPLE).join("module/quotient_fuel.wasm");
    let mut count = run::cargo();
    count.args(["test", "--package", "quotient-fuel", "--features", "measure", "--test", "fuel"]);
    count.arg("--target-dir").arg(workspace::target()).env("QUOTIENT_FUEL_MODULE", module);
    after("instructions by fuel", "building the module that is measured", &mut build, count)
}

/// One file of tests for Node and the browser: wasm-bindgen's runner takes the variable for the mode.
fn wasm(tools: &Tools, browser: Option<&Browser>) -> Command {
    let mut cargo = tools.target.cargo("test");
    cargo.args(["--package", "quotient", "--features", "js", "--test", "wasm", "--target-dir"]);
    cargo.arg(workspace::target());
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools.bindgen.test_runner());
    // In seconds; the runner's own 20 are few for the whole corpus on a busy machine.
    cargo.env("WASM_BINDGEN_TEST_TIMEOUT", "900").env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "180");
    if let Some(browser) = browser {
        cargo.env("WASM_BINDGEN_USE_BROWSER", "1").env(browser.driver_variable, &browser.driver);
        let capabilities = workspace::root().join("tests/webdriver.json");
        cargo.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities);
    }
    cargo
}

fn npm(workspace: &str) -> Command {
    let mut npm = run::npm();
    npm.args(["test", "-w", workspace]);
    npm
}

/// The package, its command beside the one in Rust, which `cargo test` just built.
fn package(all: bool) -> Command {
    let mut npm = npm("npm");
    npm.env("QUOTIENT_TOOL", tool());
    if all {
        // Through each entry, to see that its memory stays flat.
        npm.env("QUOTIENT_QUOTES", "1000000");
    }
    npm
}

fn tool() -> PathBuf {
    workspace::target().join(format!("debug/quotient{}", std::env::consts::EXE_SUFFIX))
}

/// The portable module in Python, and the server there that verifies.
fn hosts() -> Outcome {
    const NAME: &str = "portable module, Python";
    match python::packages(&python::HOSTS) {
        Ok(python) => {
            let mut tests = run::command(python);
            // Whatever else this machine's Python has is not what a user would have.
            tests.args(["-I", "tests/hosts/run.py"]).env("QUOTIENT_TOOL", tool());
            suite(NAME, tests)
        }
        Err(error) => not_tested(NAME, &error),
    }
}

/// The server against its own description. It is the one that `cargo test` just built.
fn openapi(all: bool) -> Outcome {
    const NAME: &str = "server by its OpenAPI";
    match python::packages(&python::OPENAPI) {
        Ok(python) => {
            let mut tests = run::command(python);
            let server = format!("debug/quotient-server{}", std::env::consts::EXE_SUFFIX);
            tests
                .args(["-I", "tests/openapi/run.py"])
                .env("QUOTIENT_SERVER", workspace::target().join(server));
            tests.envs(all.then_some(("QUOTIENT_EXAMPLES", "200")));
            suite(NAME, tests)
        }
        Err(error) => not_tested(NAME, &error),
    }
}

/// Spark, ClickHouse and the command over one book. The command is the one that users have: a million rows by
/// the one for debugging would take most of an hour.
fn jobs(all: bool) -> Outcome {
    const NAME: &str = "jobs, Spark, ClickHouse";
    let python = match java::find().and_then(|()| python::packages(&python::JOBS)) {
        Ok(python) => python,
        Err(error) => return not_tested(NAME, &error),
    };
    let mut build = run::cargo();
    build.args(["build", "--release", "--bin", "quotient", "--target-dir"]).arg(workspace::target());
    let tool = workspace::target().join(format!("release/quotient{}", std::env::consts::EXE_SUFFIX));
    let mut tests = run::command(python);
    tests.args(["-I", "tests/jobs/run.py"]).env("QUOTIENT_TOOL", tool);
    tests.env("QUOTIENT_ROWS", if all { "1000000" } else { "20000" });
    after(NAME, "building the command that it is compared with", &mut build, tests)
}

fn not_tested(name: &'static str, error: &anyhow::Error) -> Outcome {
    eprintln!("  {error:#}");
    Outcome { name, seconds: 0, success: false, tally: Tally::default(), story: vec![format!("{error:#}")] }
}

/// The packed tarball where people use it.
fn installed(tools: &Tools, browser: &Browser) -> Outcome {
    const NAME: &str = "package, installed";
    let ready =
        package::pack(tools).and_then(|()| setup::node::installed(package::HOSTS, "bundlers and hosts"));
    match ready {
        Ok(()) => suite(NAME, package::hosts("test", browser)),
        Err(error) => not_tested(NAME, &error),
    }
}

/// The page on the real server in a real browser. The server is the one that `cargo test` just built.
fn page(browser: &Browser) -> Outcome {
    let mut npm = served(npm("tests/browser"));
    npm.env("QUOTIENT_BROWSER", &browser.executable);
    if browser.is_chromium() {
        return suite("page in the browser", npm);
    }
    not_tested(
        "page in the browser",
        &anyhow::anyhow!("the page is tested in Chrome or Chromium with chromedriver: install one of them"),
    )
}

/// Each way through it with the other database.
#[cfg(unix)]
fn page_on_postgres(browser: &Browser) -> Outcome {
    const NAME: &str = "page on PostgreSQL";
    match postgres::Cluster::start() {
        Ok(cluster) => {
            let mut npm = run::npm();
            npm.args(["run", "test:ways", "-w", "tests/browser"]);
            npm.env("QUOTIENT_BROWSER", &browser.executable);
            npm.env("QUOTIENT_TEST_DATABASE", cluster.address());
            suite(NAME, served(npm))
        }
        Err(error) => not_tested(NAME, &error),
    }
}

#[cfg(not(unix))]
fn page_on_postgres(_browser: &Browser) -> Outcome {
    on_unix_only("page on PostgreSQL")
}

/// The main ways through it in the other browser.
fn page_in_firefox() -> Outcome {
    const NAME: &str = "page in Firefox";
    match setup::browser::find_firefox() {
        Ok(firefox) => {
            let mut npm = run::npm();
            npm.args(["run", "test:firefox", "-w", "tests/browser"]).env("QUOTIENT_FIREFOX", firefox);
            suite(NAME, served(npm))
        }
        Err(error) => not_tested(NAME, &error),
    }
}

/// With the server and the page that were built for the tests.
fn served(mut npm: Command) -> Command {
    let server = format!("debug/quotient-server{}", std::env::consts::EXE_SUFFIX);
    npm.env("QUOTIENT_SERVER", workspace::target().join(server)).env("QUOTIENT_PAGES", pages::folder());
    npm
}

fn suite(name: &'static str, mut command: Command) -> Outcome {
    run::say(&format!("Testing: {name}"));
    timed(name, || {
        let said = run::heard(&mut command)?;
        let tally = Tally::read(&said.lines);
        // A runner that found no test has not tested anything.
        let success = said.success && tally.passed > 0;
        let story = if success { Vec::new() } else { story::of(&said.lines) };
        Ok((success, tally, story))
    })
}

/// A suite that first needs something built.
fn after(name: &'static str, what: &str, build: &mut Command, test: Command) -> Outcome {
    run::say(&format!("For `{name}`: {what}"));
    if let Err(error) = run::shown(what, build) {
        return not_tested(name, &error);
    }
    suite(name, test)
}

fn timed(name: &'static str, test: impl FnOnce() -> Result<(bool, Tally, Vec<String>)>) -> Outcome {
    let start = Instant::now();
    let (success, tally, story) = test().unwrap_or_else(|error| {
        eprintln!("  {error:#}");
        (false, Tally::default(), vec![format!("{error:#}")])
    });
    Outcome { name, seconds: start.elapsed().as_secs(), success, tally, story }
}

fn sum_up(outcomes: &[Outcome]) -> Result<()> {
    let mut total = Tally::default();
    println!();
    for outcome in outcomes {
        let verdict = if outcome.success { "ok" } else { "FAILED" };
        println!("{:<25} {:>5} s  {verdict:<6}  {}", outcome.name, outcome.seconds, outcome.tally);
        total.add(&outcome.tally);
    }
    println!("{total}");
    let failed: Vec<_> = outcomes.iter().filter(|outcome| !outcome.success).collect();
    let names: Vec<_> = failed.iter().map(|outcome| outcome.name).collect();
    if failed.is_empty() {
        return Ok(());
    }
    // Once more: what stands above is long, and of a long log the end is read first.
    for outcome in &failed {
        println!("\n\u{25b8} {} failed:", outcome.name);
        for line in &outcome.story {
            println!("  {line}");
        }
    }
    println!();
    Err(anyhow::anyhow!(names.join("; "))).context("suites failed")
}
