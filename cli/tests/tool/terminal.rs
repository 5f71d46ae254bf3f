//! What a person at a terminal sees.

use std::fs::File;
use std::io::Read;
use std::process::{Command, Stdio};

use crate::corpus;
use crate::run::{Folder, catalog, ndjson, request, run};

/// Runs the tool with a terminal for standard error; the answer is what stands on it, and the exit code.
fn watched(arguments: &[&str], term: &str) -> (String, Option<i32>) {
    watched_reading(Stdio::null(), arguments, term)
}

fn watched_reading(input: impl Into<Stdio>, arguments: &[&str], term: &str) -> (String, Option<i32>) {
    let (mut terminal, pts) = pty_process::blocking::open().expect("a terminal");
    terminal.resize(pty_process::Size::new(24, 100)).expect("a size");
    let command = pty_process::blocking::Command::new(env!("CARGO_BIN_EXE_quotient"));
    let command = command.args(arguments).env("TERM", term).env_remove("NO_COLOR");
    let mut child = command.stdin(input).stdout(Stdio::null()).spawn(pts).expect("the tool starts");
    let mut seen = Vec::new();
    // The terminal's other end closes with an error.
    let _ = terminal.read_to_end(&mut seen);
    (String::from_utf8_lossy(&seen).into_owned(), child.wait().expect("the tool ends").code())
}

fn files() -> (Folder, String, String) {
    let folder = Folder::new();
    let catalog = folder.file("catalog.json", catalog());
    // Long enough for a bar, which is not drawn at every line.
    let requests = folder.file("requests.ndjson", ndjson((0..2_000).map(|n| request(1 + n % 9))) + "nope\n");
    (folder, catalog, requests)
}

#[test]
fn a_bar_shows_how_far_it_is() {
    let (_folder, catalog, requests) = files();
    let (seen, code) = watched(&["quote", "-c", &catalog, &requests], "xterm");
    assert_eq!(code, Some(1));
    assert!(seen.contains("% █") && seen.contains(" lines, "), "{seen:?}");
    assert!(seen.contains("quotient: 1 of 2001 lines failed"), "{seen:?}");
    // The same where the shell opens the file.
    let (seen, code) = watched_reading(File::open(&requests).unwrap(), &["quote", "-c", &catalog], "xterm");
    assert!(code == Some(1) && seen.contains("% █"), "{seen:?}");
    // No colour, whatever the terminal can.
    assert!(!seen.contains("\u{1b}[3") && !seen.contains("\u{1b}[1m"), "{seen:?}");
}

#[test]
fn a_pipe_has_no_end_to_count_to() {
    let (_folder, catalog, requests) = files();
    let mut cat = Command::new("cat").arg(&requests).stdout(Stdio::piped()).spawn().unwrap();
    let pipe = cat.stdout.take().unwrap();
    let (seen, code) = watched_reading(pipe, &["quote", "-c", &catalog], "xterm");
    assert_eq!((code, cat.wait().unwrap().success()), (Some(1), true));
    assert!(seen.contains(" read, ") && !seen.contains('%'), "{seen:?}");
}

#[test]
fn it_is_silent_where_nobody_watches() {
    let (_folder, catalog, requests) = files();
    let (seen, _) = watched(&["quote", "-q", "-c", &catalog, &requests], "xterm");
    assert_eq!(seen, "");
    let (seen, _) = watched(&["quote", "-c", &catalog, &requests], "dumb");
    assert_eq!(seen, "quotient: 1 of 2001 lines failed\r\n");
    let unwatched = run(&["quote", "-c", &catalog, &requests], "");
    assert_eq!(unwatched.err, "quotient: 1 of 2001 lines failed\n");
}

#[test]
fn cases_have_a_bar_as_well() {
    let folder = Folder::new();
    let cases = folder.file("cases.ndjson", corpus::GENERATED);
    let (seen, code) = watched(&["check", &cases], "xterm");
    assert_eq!(code, Some(0));
    assert!(seen.contains(" lines, "), "{seen:?}");
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let usage = |variable: Option<&str>| {
        let (mut terminal, pts) = pty_process::blocking::open().expect("a terminal");
        let mut command = pty_process::blocking::Command::new(env!("CARGO_BIN_EXE_quotient"));
        command = command.arg("bogus").env("TERM", "xterm").env_remove("NO_COLOR");
        if let Some(value) = variable {
            command = command.env("NO_COLOR", value);
        }
        let mut child = command.spawn(pts).expect("the tool starts");
        let mut seen = Vec::new();
        let _ = terminal.read_to_end(&mut seen);
        assert_eq!(child.wait().expect("the tool ends").code(), Some(2));
        String::from_utf8_lossy(&seen).into_owned()
    };
    assert!(usage(None).contains('\u{1b}'));
    assert!(!usage(Some("1")).contains('\u{1b}'));
    let piped = Command::new(env!("CARGO_BIN_EXE_quotient")).arg("bogus").output().expect("the tool ends");
    assert!(!String::from_utf8_lossy(&piped.stderr).contains('\u{1b}'));
}
