//! Running other programs: with their own output, quietly with a sign of life, or both read and shown.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// How often a quiet step says that it is still at work.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// One line about what happens next.
pub fn say(message: &str) {
    eprintln!("\u{25b8} {message}");
}

/// A command that runs in the checkout.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace::root());
    command
}

/// The Cargo that runs this.
pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// npm, which is a script of its own kind on Windows.
pub fn npm() -> Command {
    command(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// A script of the package in `node_modules`, run by Node.
pub fn node(script: &str) -> Command {
    let mut command = command("node");
    command.arg(workspace::root().join("node_modules").join(script));
    command
}

/// The output of a short look-up, trimmed; `None` if the program is missing or fails.
pub fn look(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs with the program's own output on the terminal.
pub fn shown(what: &str, command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| missing(command))?;
    if !status.success() {
        bail!("{what} failed; what went wrong stands above");
    }
    Ok(())
}

/// Runs with the output in a log, a sign of life every ten seconds, and the end of the log if it fails.
pub fn quietly(what: &str, command: &mut Command) -> Result<()> {
    let log = log_file(what)?;
    let output = File::create(&log).with_context(|| format!("{} cannot be written", log.display()))?;
    command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
    let start = Instant::now();
    let mut child = command.spawn().with_context(|| missing(command))?;
    let (done, waiting) = mpsc::channel::<()>();
    let (label, writing) = (what.to_owned(), log.clone());
    let heart = thread::spawn(move || {
        while waiting.recv_timeout(HEARTBEAT) == Err(RecvTimeoutError::Timeout) {
            let seconds = start.elapsed().as_secs();
            eprintln!("  \u{2026} {label}, {seconds} s: {}", last_line(&writing));
        }
    });
    let status = child.wait();
    drop(done);
    let _ = heart.join();
    if status?.success() {
        return Ok(());
    }
    let text = fs::read_to_string(&log).unwrap_or_default();
    if offline(&text) {
        bail!("{what} needs the network, which does not answer: connect it and run the command again");
    }
    let lines: Vec<&str> = text.lines().collect();
    for line in lines.iter().skip(lines.len().saturating_sub(20)) {
        eprintln!("  {line}");
    }
    bail!("{what} failed; the whole log is {}", log.display())
}

/// What a program said and whether it succeeded, shown while it runs.
pub struct Said {
    pub success: bool,
    pub lines: Vec<String>,
}

/// Runs with the output shown and kept.
pub fn heard(command: &mut Command) -> Result<Said> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| missing(command))?;
    let errors = child.stderr.take().map(|stream| thread::spawn(move || echo(stream, io::stderr())));
    let mut lines = child.stdout.take().map_or_else(Vec::new, |stream| echo(stream, io::stdout()));
    if let Some(Ok(more)) = errors.map(thread::JoinHandle::join) {
        lines.extend(more);
    }
    Ok(Said { success: child.wait()?.success(), lines })
}

fn echo(from: impl Read, mut to: impl Write) -> Vec<String> {
    let mut lines = Vec::new();
    for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        // A terminal that went away is no reason to stop.
        let _ = writeln!(to, "{line}");
        lines.push(line);
    }
    lines
}

fn missing(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    format!("`{program}` cannot be run: install it, or put it on the PATH")
}

/// How far a quiet step has come, in its own words.
fn last_line(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let line = text.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.chars().take(60).collect()
}

fn log_file(what: &str) -> Result<PathBuf> {
    let name: String = what.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let folder = workspace::state();
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder.join(format!("{name}.log")))
}

/// What cargo, npm, apt and rustup say when there is no network.
fn offline(log: &str) -> bool {
    const SIGNS: [&str; 16] = [
        "Could not resolve",
        "Couldn't resolve",
        "Temporary failure resolving",
        "Temporary failure in name resolution",
        "failed to lookup address",
        "dns error",
        "Could not connect",
        "Connection refused",
        "error sending request",
        "spurious network error",
        "ENOTFOUND",
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ENETUNREACH",
        "Network is unreachable",
        "network failure",
    ];
    SIGNS.iter().any(|sign| log.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_network_is_told_from_another_failure() {
        assert!(offline("npm error code EAI_AGAIN\nnpm error syscall getaddrinfo"));
        assert!(offline("Err:1 http://deb.debian.org Temporary failure resolving 'deb.debian.org'"));
        assert!(offline("error: failed to get `anyhow`\n  [6] Could not resolve hostname"));
        assert!(!offline("error[E0308]: mismatched types"));
    }

    #[test]
    fn what_a_program_says_is_kept_in_full() -> Result<()> {
        let said = heard(command(env!("CARGO")).arg("--version"))?;
        assert!(said.success);
        assert!(said.lines[0].starts_with("cargo "), "{:?}", said.lines);
        assert!(look(&mut command("no-such-program-anywhere")).is_none());
        Ok(())
    }
}
