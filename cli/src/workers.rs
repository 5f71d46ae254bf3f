//! Lines answered on all cores, their answers in the order of the lines.
//!
//! A reader puts lines into batches, and whoever has nothing to do takes the next one. Their answers are taken
//! back in the order of the batches. At most two of them are under way for each worker, so memory does not
//! grow with the input. No batch waits for lines that are not here yet: whoever writes one line and waits for
//! its answer gets it.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, Sender, SyncSender, TryRecvError, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, Scope};

use anyhow::{Result, bail};
use quotient::ndjson::{Refusal, not_empty};

use crate::lines::Lines;
use crate::stream::{Answers, Reply};

/// Enough that handing them over costs nothing beside answering them.
const BATCH_LINES: usize = 128;
const BATCH_BYTES: usize = 1 << 20;
/// One that is answered, and one that is there when it is done.
const WAITING: usize = 2;

type Line = Result<String, Refusal>;
type Answered = Vec<Result<Reply, Refusal>>;
/// Lines, and where their answers go.
type Work = (Vec<Line>, SyncSender<Answered>);

/// Lines that were here together.
struct Batch {
    lines: Vec<Line>,
    /// Bytes of input read so far.
    bytes: u64,
    /// Why no more are read, where reading broke off.
    broken: Option<anyhow::Error>,
}

/// Who answers the lines of an input.
pub struct Workers {
    batches: Receiver<Batch>,
    work: Sender<Work>,
    /// Where the answers to each batch that was handed out come from, the first one first.
    under_way: VecDeque<Receiver<Answered>>,
    most_under_way: usize,
    answered: VecDeque<Result<Reply, Refusal>>,
    bytes: u64,
    /// Told once what was read before is answered.
    broken: Option<anyhow::Error>,
    ended: bool,
}

impl Workers {
    /// One for each core. Each makes itself what answers, for what it remembers is its own.
    pub fn new<'scope, W>(
        input: Lines,
        make: &'scope (impl Fn() -> W + Sync),
        scope: &'scope Scope<'scope, '_>,
    ) -> Workers
    where
        W: FnMut(&str) -> Result<Reply, Refusal>,
    {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let (work, given) = channel::<Work>();
        let given = Arc::new(Mutex::new(given));
        for _ in 0..cores {
            let given = Arc::clone(&given);
            scope.spawn(move || {
                let mut answer = make();
                loop {
                    let next = given.lock().map(|given| given.recv());
                    let Ok(Ok((lines, answers))) = next else { break };
                    let answered = lines
                        .into_iter()
                        .map(|line| line.and_then(|line| answer(not_empty(&line)?)))
                        .collect();
                    // Nobody may want it any more.
                    let _ = answers.send(answered);
                }
            });
        }
        Workers {
            batches: read(input),
            work,
            under_way: VecDeque::new(),
            most_under_way: cores * WAITING,
            answered: VecDeque::new(),
            bytes: 0,
            broken: None,
            ended: false,
        }
    }

    /// Hands out what is here, and waits for lines only where no answer is on its way.
    fn hand_out(&mut self) -> Result<()> {
        while !self.ended && self.under_way.len() < self.most_under_way {
            let batch = if self.under_way.is_empty() {
                self.batches.recv().ok()
            } else {
                match self.batches.try_recv() {
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => None,
                    Ok(batch) => Some(batch),
                }
            };
            let Some(Batch { lines, bytes, broken }) = batch else {
                self.ended = true;
                break;
            };
            (self.bytes, self.broken) = (bytes, broken);
            self.ended = self.broken.is_some();
            if !lines.is_empty() {
                let (sender, answered) = sync_channel(1);
                if self.work.send((lines, sender)).is_err() {
                    bail!("all workers have ended before their time");
                }
                self.under_way.push_back(answered);
            }
        }
        Ok(())
    }
}

/// Reads lines ahead on a thread of its own. Nobody waits for its end: where nobody wants answers any more,
/// it may still be waiting for a line.
fn read(mut input: Lines) -> Receiver<Batch> {
    let (sender, batches) = sync_channel(WAITING);
    thread::spawn(move || {
        let mut more = true;
        while more {
            let (mut lines, mut bytes, mut broken) = (Vec::new(), 0, None);
            while lines.len() < BATCH_LINES && bytes < BATCH_BYTES {
                match input.next() {
                    Ok(Some(line)) => {
                        bytes += line.as_ref().map_or(0, |line| line.len());
                        lines.push(line.map(str::to_owned));
                    }
                    Ok(None) => more = false,
                    Err(error) => (more, broken) = (false, Some(error)),
                }
                if !more || input.must_wait() {
                    break;
                }
            }
            let bytes = input.bytes();
            more &= sender.send(Batch { lines, bytes, broken }).is_ok();
        }
    });
    batches
}

impl Answers for Workers {
    fn next(&mut self) -> Result<Option<Result<Reply, Refusal>>> {
        while self.answered.is_empty() {
            self.hand_out()?;
            let Some(batch) = self.under_way.pop_front() else {
                return self.broken.take().map_or(Ok(None), Err);
            };
            let Ok(answered) = batch.recv() else { bail!("a worker has ended before its time") };
            self.answered.extend(answered);
        }
        Ok(self.answered.pop_front())
    }

    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn must_wait(&self) -> bool {
        self.answered.is_empty() && self.under_way.is_empty()
    }
}
