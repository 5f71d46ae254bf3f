//! `quotient check`: does this host give the answers that the conformance cases expect?

use std::path::{Path, PathBuf};

use anyhow::Result;
use quotient::ndjson::{Fields, Refusal, both};
use quotient::{Code, Request, quote};
use serde_json::{Value, json};

use crate::End;
use crate::args::Cases;
use crate::catalogs::{Catalogs, Recent};
use crate::fields::value;
use crate::input::{Input, is_stdin};
use crate::lines::Lines;
use crate::output::{Output, say};
use crate::progress::Progress;

mod conform;

/// Failed cases that are shown.
const CASES: usize = 10;
/// Differences of a case that are shown.
const DIFFERENCES: usize = 3;

/// What came of the cases so far.
#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    /// The first failed cases, told.
    shown: Vec<String>,
}

pub fn run(given: &Cases, quiet: bool) -> Result<End> {
    let mut tally = Tally::default();
    let stdin = [PathBuf::from("-")];
    let files = if given.files.is_empty() { stdin.as_slice() } else { given.files.as_slice() };
    let checked = files.iter().try_for_each(|file| check_file(file, quiet, &mut tally));
    report(&tally)?;
    checked?;
    let Tally { passed, failed, .. } = tally;
    Ok(match (passed, failed) {
        (0, 0) => {
            say("there are no cases here, so nothing was checked");
            End::Nothing
        }
        (_, 0) => End::Fine,
        _ => End::SomeFailed,
    })
}

fn check_file(file: &Path, quiet: bool, tally: &mut Tally) -> Result<()> {
    let input = Input::open(Some(file), quiet)?;
    let progress = Progress::new(input.length, quiet, false);
    let place = if is_stdin(Some(file)) { String::new() } else { format!("{}:", input.name) };
    let checked = check_lines(input, &place, &progress, tally);
    progress.clear();
    checked
}

fn check_lines(input: Input, place: &str, progress: &Progress, tally: &mut Tally) -> Result<()> {
    let mut lines = Lines::new(input)?;
    let mut catalogs = Catalogs::PerLine(Recent::default());
    loop {
        let told = match lines.next()? {
            None => return Ok(()),
            // Here, no answer has to stand beside an empty line.
            Some(Ok(line)) if line.trim_ascii().is_empty() => None,
            Some(Ok(line)) => Some(check(line, &mut catalogs)),
            Some(Err(refusal)) => Some((None, unreadable(&refusal))),
        };
        if let Some((name, differences)) = told {
            let name = name.unwrap_or_else(|| "a case without a name".to_owned());
            tally.count(&format!("{name} ({place}{})", lines.number()), &differences);
        }
        progress.at(lines.number(), lines.bytes());
    }
}

impl Tally {
    fn count(&mut self, case: &str, differences: &[String]) {
        if differences.is_empty() {
            self.passed += 1;
            return;
        }
        self.failed += 1;
        if self.shown.len() < CASES {
            let mut told = format!("FAILED {case}");
            for difference in differences.iter().take(DIFFERENCES) {
                told.push_str("\n  ");
                told.push_str(difference);
            }
            if differences.len() > DIFFERENCES {
                told.push_str(&format!("\n  and {} more differences", differences.len() - DIFFERENCES));
            }
            self.shown.push(told);
        }
    }
}

/// The case's name and what differs from what it expects.
fn check(line: &str, catalogs: &mut Catalogs) -> (Option<String>, Vec<String>) {
    let fields = match Fields::read(line, &["name", "catalog", "request", "expect"]) {
        Ok(fields) => fields,
        Err(refusal) => return (None, unreadable(&refusal)),
    };
    let name = fields.string("name").ok();
    let expect = match value(&fields, "expect") {
        Ok(expect) => expect,
        Err(refusal) => return (name, unreadable(&refusal)),
    };
    let answer = answer(&fields, catalogs).unwrap_or_else(|refusal| json!({"problems": told(&refusal)}));
    (name, conform::differences(&expect, &answer))
}

fn answer(fields: &Fields, catalogs: &mut Catalogs) -> Result<Value, Refusal> {
    let (catalog, request) = both(catalogs.of(fields), fields.parse("request", Request::parse))?;
    let answer = quote(catalog, &request).map_err(|found| Refusal::of(Some("request"), found))?;
    serde_json::from_str(&answer.to_json()).map_err(|error| {
        Refusal::line(Code::JsonMalformed, format!("the engine's answer is not JSON: {error}"))
    })
}

fn told(refusal: &Refusal) -> Value {
    serde_json::from_str(&refusal.problems()).unwrap_or_default()
}

fn unreadable(refusal: &Refusal) -> Vec<String> {
    vec![format!("the case cannot be read: {}", refusal.problems())]
}

fn report(tally: &Tally) -> Result<()> {
    let mut output = Output::new();
    for told in &tally.shown {
        output.line(told)?;
    }
    let more = tally.failed - tally.shown.len() as u64;
    if more > 0 {
        output.line(&format!("and {more} more that failed"))?;
    }
    output.line(&format!("{} passed, {} failed", tally.passed, tally.failed))?;
    output.flush()
}
