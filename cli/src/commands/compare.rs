//! `quotient compare`: every place where two answers differ.

use std::path::Path;

use anyhow::{Result, bail};
use quotient::ndjson::{self, Fields, Refusal, both};
use quotient::{Code, Difference};

use crate::End;
use crate::args::Sides;
use crate::input::{Input, is_stdin};
use crate::lines::Lines;
use crate::stream::{self, Answers, Reply, answer_lines};

pub fn run(given: &Sides, quiet: bool) -> Result<End> {
    let a = given.a.as_deref();
    match given.b.as_deref() {
        Some(b) => files(a, b, quiet),
        None => answer_lines(Input::open(a, quiet)?, quiet, || {
            |line: &str| {
                let fields = Fields::read(line, &["a", "b"])?;
                let (a, b) = both(fields.get("a"), fields.get("b"))?;
                differences(a, b)
            }
        }),
    }
}

fn files(a: Option<&Path>, b: &Path, quiet: bool) -> Result<End> {
    if is_stdin(a) && is_stdin(Some(b)) {
        bail!("both sides cannot come from standard input: name a file for one");
    }
    let (a, b) = (Input::open(a, quiet)?, Input::open(Some(b), quiet)?);
    let length = a.length;
    stream::run(Pairs { a: Lines::new(a)?, b: Lines::new(b)? }, length, quiet)
}

fn differences(a: &str, b: &str) -> Result<Reply, Refusal> {
    let found = ndjson::differences(a, b)?;
    Ok(Reply { text: Difference::to_json(&found), fine: found.is_empty() })
}

/// The lines of two files side by side.
struct Pairs {
    a: Lines,
    b: Lines,
}

impl Answers for Pairs {
    fn next(&mut self) -> Result<Option<Result<Reply, Refusal>>> {
        let missing = |side| {
            Refusal::line(Code::MissingField, "this side has no more lines, the other has").within(side)
        };
        Ok(match (self.a.next()?, self.b.next()?) {
            (None, None) => None,
            (Some(_), None) => Some(Err(missing("b"))),
            (None, Some(_)) => Some(Err(missing("a"))),
            (Some(a), Some(b)) => Some(
                both(a.map_err(|a| a.within("a")), b.map_err(|b| b.within("b")))
                    .and_then(|(a, b)| differences(a, b)),
            ),
        })
    }

    fn bytes(&self) -> u64 {
        self.a.bytes()
    }

    fn must_wait(&self) -> bool {
        self.a.must_wait() || self.b.must_wait()
    }
}
