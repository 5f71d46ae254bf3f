//! What a runner told of its failures, to be read once more at the very end: whoever has the end of a long log has
//! this.

use std::iter::once;

/// Lines for each suite, and characters of each line: enough to see what failed where.
const LINES: usize = 120;
const CHARACTERS: usize = 300;
/// Where no runner marked a failure, it broke off: the last lines say why.
const LAST: usize = 60;

/// The failures, as far as they are known by how `cargo test`, Node and unittest begin and end them; else the end.
pub fn of(lines: &[String]) -> Vec<String> {
    let mut told: Vec<&str> = Vec::new();
    let mut until: Option<fn(&str) -> bool> = None;
    for line in lines {
        if until.is_none() {
            until = end_of(line);
        }
        if let Some(ends) = until {
            if !is_frame(line) {
                told.push(line);
            }
            if ends(line) {
                until = None;
            }
        }
    }
    if told.is_empty() {
        told = lines.iter().skip(lines.len().saturating_sub(LAST)).map(String::as_str).collect();
    }
    let left_out = told.len().saturating_sub(LINES);
    let note = (left_out > 0).then(|| format!("… {left_out} more lines stand above"));
    told.into_iter().take(LINES).map(short).chain(note).collect()
}

/// Where a failure that begins with this line ends.
fn end_of(line: &str) -> Option<fn(&str) -> bool> {
    let test = line.trim_start();
    if line == "failures:" {
        return Some(|line| line.starts_with("test result: "));
    }
    // Of tests within tests, too; what was left out or is to be done is no failure.
    if test.starts_with("not ok ") && !test.contains(" # SKIP") && !test.contains(" # TODO") {
        return Some(|line| line.trim() == "...");
    }
    // What unittest and Node on a terminal tell last of all.
    let last = line.starts_with("======") || line.ends_with("failing tests:");
    last.then_some(|_| false)
}

/// A line of a backtrace, which names the runtime's own sources for the most part.
fn is_frame(line: &str) -> bool {
    let line = line.trim_start();
    let number = line
        .split_once(": ")
        .is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    number || line.starts_with("at /rustc/") || line.starts_with("at ./") || line == "stack backtrace:"
}

fn short(line: &str) -> String {
    match line.char_indices().nth(CHARACTERS) {
        Some((end, _)) => line.get(..end).unwrap_or(line).chars().chain(once('…')).collect(),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        of(&text.lines().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn of_cargo_it_is_what_the_failed_tests_said() {
        let text = "test a ... ok\ntest b ... FAILED\n\nfailures:\n\n---- b stdout ----\nthread 'b' panicked at b.rs:1:5:\n\
            7 is not 8\nstack backtrace:\n   0: __rustc::rust_begin_unwind\n             at /rustc/5980/panicking.rs:689:5\n\
            note: Some details are omitted\n\nfailures:\n    b\n\ntest result: FAILED. 1 passed; 1 failed\n\
            running 0 tests\ntest result: ok. 0 passed; 0 failed";
        let told = read(text);
        assert_eq!(told.first().map(String::as_str), Some("failures:"));
        assert!(told.contains(&"7 is not 8".to_owned()), "{told:?}");
        assert_eq!(told.last().map(String::as_str), Some("test result: FAILED. 1 passed; 1 failed"));
        assert!(!told.iter().any(|line| line.contains("rustc")), "{told:?}");
    }

    #[test]
    fn of_node_it_is_each_failed_test() {
        let block = "  ---\n  duration_ms: 1\n  error: 'gone'\n  ...\n";
        let text = format!(
            "# Subtest: a\nok 1 - a\n{block}# Subtest: b\nnot ok 2 - b\n{block}not ok 3 - c # SKIP\n{block}# pass 1"
        );
        assert_eq!(read(&text), ["not ok 2 - b", "  ---", "  duration_ms: 1", "  error: 'gone'", "  ..."]);
        assert_eq!(read("✔ a\n✖ failing tests:\n✖ b\n  gone"), ["✖ failing tests:", "✖ b", "  gone"]);
    }

    #[test]
    fn of_unittest_it_is_the_end() {
        let line = "=".repeat(70);
        let text =
            format!("test_a ... ok\ntest_b ... FAIL\n\n{line}\nFAIL: test_b\nTraceback\n1 passed, 1 failed");
        assert_eq!(read(&text), [line.as_str(), "FAIL: test_b", "Traceback", "1 passed, 1 failed"]);
    }

    #[test]
    fn where_nothing_is_marked_it_is_the_last_lines() {
        let lines: Vec<String> = (0..500).map(|n| n.to_string()).collect();
        assert_eq!(of(&lines), lines[500 - LAST..]);
    }

    #[test]
    fn it_is_never_long() {
        let text = format!("not ok 1 - a\n{}", "é".repeat(CHARACTERS + 1)) + &"\nmore".repeat(LINES);
        let told = read(&text);
        assert_eq!(told.len(), LINES + 1);
        assert_eq!(told[1].chars().count(), CHARACTERS + 1);
        assert_eq!(told[LINES], "… 2 more lines stand above");
    }
}
