//! What the runners' closing lines say.

use std::fmt;

/// Tests that passed, failed and were left out.
#[derive(Default, PartialEq, Eq, Debug)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

impl Tally {
    /// Sums the closing lines of `cargo test` (`test result: ok. 3 passed; 0 failed; 1 ignored; …`),
    /// of Node (`# pass 3`, or `ℹ pass 3` on a terminal), and plain ones (`3 passed, 0 failed`).
    pub fn read(lines: &[String]) -> Self {
        let mut tally = Tally::default();
        for line in lines {
            let line = line.trim();
            if let Some(result) = line.strip_prefix("test result: ") {
                for part in result.split(['.', ';']) {
                    let mut words = part.split_whitespace();
                    if let (Some(count), Some(word)) = (words.next(), words.next()) {
                        tally.count(word, count);
                    }
                }
            } else if let Some((passed, failed)) = plain(line) {
                tally.passed += passed;
                tally.failed += failed;
            } else if let Some((mark, rest)) = line.split_once(' ')
                && (mark == "#" || mark == "\u{2139}")
                && let Some((word, count)) = rest.split_once(' ')
            {
                tally.count(word, count);
            }
        }
        tally
    }

    /// Adds another one to this.
    pub fn add(&mut self, other: &Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    fn count(&mut self, word: &str, count: &str) {
        let Ok(count) = count.parse::<u32>() else { return };
        match word {
            "passed" | "pass" => self.passed += count,
            "failed" | "fail" | "cancelled" => self.failed += count,
            "ignored" | "skipped" => self.skipped += count,
            _ => {}
        }
    }
}

/// `3 passed, 0 failed`, alone on its line.
fn plain(line: &str) -> Option<(u32, u32)> {
    let (passed, failed) = line.strip_suffix(" failed")?.split_once(" passed, ")?;
    Some((passed.parse().ok()?, failed.parse().ok()?))
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    fn read(text: &str) -> Tally {
        Tally::read(&text.lines().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn reads_a_plain_line() {
        assert_eq!(read("seed 7\n5834 passed, 2 failed"), Tally { passed: 5834, failed: 2, skipped: 0 });
        assert_eq!(read("some passed, none failed"), Tally::default());
    }

    #[test]
    fn sums_what_cargo_says_of_every_binary() {
        let text = "running 3 tests\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.52s\n\
            test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s";
        assert_eq!(read(text), Tally { passed: 7, failed: 2, skipped: 1 });
    }

    #[test]
    fn reads_both_ways_in_which_node_closes() {
        let tap = "# tests 6\n# suites 0\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0";
        let expected = Tally { passed: 3, failed: 2, skipped: 1 };
        assert_eq!(read(tap), expected);
        assert_eq!(read(&tap.replace('#', "\u{2139}")), expected);
    }
}
