//! The tool between others.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::thread;

use crate::run::{Folder, catalog, ndjson, request, run, tool};

fn start(arguments: &[&str]) -> (Child, ChildStdin, BufReader<ChildStdout>) {
    let mut command = tool(arguments);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the tool starts");
    let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    (child, stdin, BufReader::new(stdout))
}

/// How it ended, with what it said.
fn end(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().expect("the tool ends");
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn an_answer_comes_before_the_next_question() {
    let folder = Folder::new();
    let catalog = folder.file("catalog.json", catalog());
    let (child, mut stdin, mut stdout) = start(&["quote", "-c", &catalog]);
    for n in 1..=5 {
        writeln!(stdin, "{}", request(n)).unwrap();
        stdin.flush().unwrap();
        let mut answer = String::new();
        stdout.read_line(&mut answer).unwrap();
        assert!(answer.contains(&format!(r#""amountDue":"{}.00""#, 168 * n)), "{answer}");
    }
    drop(stdin);
    assert_eq!(end(child), (Some(0), String::new()));
}

#[test]
fn a_first_line_that_is_cut_off_does_not_hold_up_the_others() {
    for cut in [r#"{"catalog": 1, "#, "{", r#"{"catalog": "x"#, r#"{"x": [{"y": 1},"#] {
        let (child, mut stdin, mut stdout) = start(&["quote"]);
        write!(stdin, "{cut}\n{{\"x\": 1}}\n{{}}\n").unwrap();
        stdin.flush().unwrap();
        for line in 1..=3 {
            let mut answer = String::new();
            stdout.read_line(&mut answer).unwrap();
            assert!(answer.starts_with(&format!(r#"{{"line":{line},"problems":[{{"#)), "{cut}: {answer}");
        }
        drop(stdin);
        assert_eq!(end(child).0, Some(1));
    }
}

/// `quotient quote | head -1`
#[test]
fn a_reader_that_has_enough_ends_it_quietly() {
    let folder = Folder::new();
    let catalog = folder.file("catalog.json", catalog());
    for (last, code) in [("", 0), ("nope\n", 1)] {
        let (child, mut stdin, mut stdout) = start(&["quote", "-c", &catalog]);
        let mut answer = String::new();
        stdin.write_all(format!("{}\n{last}", request(1)).as_bytes()).unwrap();
        stdout.read_line(&mut answer).unwrap();
        if code == 1 {
            stdout.read_line(&mut answer).unwrap();
        }
        drop(stdout);
        // More than any pipe holds: it stops reading, too.
        let input = ndjson((0..).take(2_000).map(|n| request(1 + n % 9)));
        let refused = (0..100).any(|_| stdin.write_all(input.as_bytes()).is_err());
        assert!(refused, "it read on although nobody reads its answers");
        drop(stdin);
        // What was read was answered, or not.
        assert_eq!(end(child), (Some(code), String::new()));
    }
}

#[test]
fn other_commands_end_quietly_too() {
    let folder = Folder::new();
    let catalog = folder.file("catalog.json", catalog());
    let requests = folder.file("requests.ndjson", ndjson((0..300).map(|n| request(1 + n % 9))));
    let answers = folder.file("answers.ndjson", run(&["quote", "-c", &catalog, &requests], "").out);
    let case = folder.file("case.ndjson", "{}\n");
    for (arguments, codes) in [
        (&["explain", &answers][..], [0, 0]),
        (&["compare", &answers, &answers], [0, 0]),
        (&["check", &case], [1, 1]),
        (&["--help"], [0, 0]),
    ] {
        let (child, stdin, stdout) = start(arguments);
        drop((stdin, stdout));
        let (code, said) = end(child);
        assert!(codes.contains(&code.expect("not a signal")), "{arguments:?}: {code:?}");
        assert_eq!(said, "", "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = Folder::new();
    let catalog = folder.file("catalog.json", catalog());
    let requests = folder.file("requests.ndjson", ndjson([request(1)]));
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = tool(&["quote", "-c", &catalog, &requests]);
    let output = command.stdout(full).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.starts_with("quotient: cannot write to standard output: No space left"), "{said}");
}

/// The most memory that a running process had, in kB.
#[cfg(target_os = "linux")]
fn peak(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Sends lines, and waits for the answers to all of them.
fn send(stdin: &mut ChildStdin, stdout: &mut BufReader<ChildStdout>, lines: &[String], rounds: usize) {
    thread::scope(|scope| {
        scope.spawn(|| {
            let lines = ndjson(lines);
            for _ in 0..rounds {
                stdin.write_all(lines.as_bytes()).unwrap();
            }
            stdin.flush().unwrap();
        });
        let mut answer = Vec::new();
        for _ in 0..rounds * lines.len() {
            answer.clear();
            assert!(stdout.read_until(b'\n', &mut answer).unwrap() > 0);
        }
    });
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_input() {
    let catalog: serde_json::Value = serde_json::from_str(&catalog()).unwrap();
    // Mostly cheap refusals: this is about the lines, and the engine in debug builds is slow.
    let mut lines = vec!["{\"catalog\": 1, \"request\"".to_owned(); 990];
    for n in 0..10 {
        let mut catalog = catalog.clone();
        catalog["id"] = format!("catalog {n}").into();
        lines.push(serde_json::json!({"catalog": catalog, "request": request(1 + n)}).to_string());
    }
    // Each worker has memory of its own, which it first must come to need.
    let cores = thread::available_parallelism().unwrap().get();
    let first = (5 * cores).min(100);
    let (child, mut stdin, mut stdout) = start(&["quote", "--quiet"]);
    send(&mut stdin, &mut stdout, &lines, first);
    let early = peak(&child);
    send(&mut stdin, &mut stdout, &lines, 200 - first);
    let late = peak(&child);
    drop(stdin);
    assert_eq!(stdout.read(&mut [0]).unwrap(), 0);
    assert_eq!(end(child), (Some(1), String::new()));
    let most = 12_000 + 2_000 * cores as u64;
    assert!(
        late <= most && late <= early + 1_000,
        "{early} kB after {first},000 lines, {late} kB after 200,000"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_a_line() {
    let (child, mut stdin, mut stdout) = start(&["quote", "--quiet"]);
    let megabyte = vec![b'['; 1 << 20];
    for _ in 0..200 {
        stdin.write_all(&megabyte).unwrap();
    }
    stdin.write_all(b"\n").unwrap();
    let mut answer = String::new();
    stdout.read_line(&mut answer).unwrap();
    assert!(answer.contains("too_large"), "{answer}");
    let peak = peak(&child);
    drop(stdin);
    assert_eq!(end(child).0, Some(1));
    // Twelve megabytes are looked at: those before it is known to be no document are kept beside the line.
    assert!(peak < 64_000, "{peak} kB for a line of 200 MB");
}
