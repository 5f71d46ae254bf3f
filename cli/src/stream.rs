//! The loop: an answer for every line, in order, as soon as it is there.

use std::thread;

use anyhow::Result;
use quotient::ndjson::Refusal;

use crate::End;
use crate::input::Input;
use crate::lines::Lines;
use crate::output::{Output, counted, say};
use crate::progress::Progress;
use crate::workers::Workers;

/// The answer to a line, as one line of JSON.
pub struct Reply {
    pub text: String,
    /// Not fine: it tells of something that does not hold, or differs.
    pub fine: bool,
}

impl Reply {
    pub fn fine(text: String) -> Self {
        Reply { text, fine: true }
    }
}

/// What gives answers, one after the other.
pub trait Answers {
    /// The next one; `None`: that was all.
    fn next(&mut self) -> Result<Option<Result<Reply, Refusal>>>;
    /// Bytes of input read so far.
    fn bytes(&self) -> u64;
    /// Getting the next one may take as long as the writer of the input likes.
    fn must_wait(&self) -> bool;
}

/// An answer for every line of an input. `make` makes what answers, once for each core.
pub fn answer_lines<W>(input: Input, quiet: bool, make: impl Fn() -> W + Sync) -> Result<End>
where
    W: FnMut(&str) -> Result<Reply, Refusal>,
{
    let length = input.length;
    let lines = Lines::new(input)?;
    thread::scope(|scope| run(Workers::new(lines, &make, scope), length, quiet))
}

/// Writes answers to standard output until there are no more, or nobody reads them.
pub fn run(mut answers: impl Answers, length: Option<u64>, quiet: bool) -> Result<End> {
    let progress = Progress::new(length, quiet, true);
    let mut output = Output::new();
    let (mut lines, mut failed) = (0_u64, 0_u64);
    let mut write_all = || -> Result<()> {
        while !output.is_closed() {
            // What is answered is handed over before waiting for more.
            if answers.must_wait() {
                output.flush()?;
            }
            let Some(answer) = answers.next()? else { break };
            lines += 1;
            let (text, fine) = match answer {
                Ok(reply) => (reply.text, reply.fine),
                Err(refusal) => (refusal.to_json(lines), false),
            };
            failed += u64::from(!fine);
            output.line(&text)?;
            progress.at(lines, answers.bytes());
        }
        Ok(())
    };
    let read = write_all();
    progress.clear();
    // Also when the input broke off: what was answered stays answered.
    output.flush()?;
    read?;
    if failed == 0 {
        return Ok(End::Fine);
    }
    if !quiet && !output.is_closed() {
        say(&format!("{failed} of {} failed", counted(lines, "line")));
    }
    Ok(End::SomeFailed)
}
