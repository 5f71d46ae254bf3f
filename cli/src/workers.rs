//! Lines answered on all cores, their answers in the order of the lines.
//!
//! Lines go in batches to one worker after the other, and are taken back in the same order. At most two
//! batches wait for each worker, so memory does not grow with the input. No batch waits for lines that are
//! not here yet: whoever writes one line and waits for its answer gets it.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
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

type Batch = Vec<Result<String, Refusal>>;
type Answered = Vec<Result<Reply, Refusal>>;

/// The lines of an input, and who answers them.
pub struct Workers {
    lines: Lines,
    workers: Vec<Worker>,
    /// How many batches were handed out, and how many are taken back.
    handed: usize,
    taken: usize,
    answered: VecDeque<Result<Reply, Refusal>>,
    /// Reading broke off; told once what was read before is answered.
    broken: Option<anyhow::Error>,
    ended: bool,
}

struct Worker {
    batches: SyncSender<Batch>,
    answered: Receiver<Answered>,
}

impl Workers {
    /// One for each core. Each makes itself what answers, for what it remembers is its own.
    pub fn new<'scope, W>(
        lines: Lines,
        make: &'scope (impl Fn() -> W + Sync),
        scope: &'scope Scope<'scope, '_>,
    ) -> Workers
    where
        W: FnMut(&str) -> Result<Reply, Refusal>,
    {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let start = |_| {
            let (batches, given) = sync_channel::<Batch>(WAITING);
            let (sender, answered) = sync_channel(WAITING);
            scope.spawn(move || {
                let mut answer = make();
                for batch in given {
                    let answers = batch
                        .into_iter()
                        .map(|line| line.and_then(|line| answer(not_empty(&line)?)))
                        .collect();
                    if sender.send(answers).is_err() {
                        break;
                    }
                }
            });
            Worker { batches, answered }
        };
        Workers {
            lines,
            workers: (0..cores).map(start).collect(),
            handed: 0,
            taken: 0,
            answered: VecDeque::new(),
            broken: None,
            ended: false,
        }
    }

    fn worker(&self, batch: usize) -> &Worker {
        &self.workers[batch % self.workers.len()]
    }

    /// Hands out what is here, and waits for a line only where no answer is on its way.
    fn hand_out(&mut self) -> Result<()> {
        while !self.ended && self.handed - self.taken < self.workers.len() * WAITING {
            if self.handed > self.taken && self.lines.must_wait() {
                break;
            }
            let batch = self.batch();
            if !batch.is_empty() {
                if self.worker(self.handed).batches.send(batch).is_err() {
                    bail!("a worker has ended before its time");
                }
                self.handed += 1;
            }
        }
        Ok(())
    }

    fn batch(&mut self) -> Batch {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < BATCH_LINES && bytes < BATCH_BYTES {
            match self.lines.next() {
                Ok(Some(line)) => {
                    bytes += line.as_ref().map_or(0, |line| line.len());
                    batch.push(line.map(str::to_owned));
                }
                Ok(None) => self.ended = true,
                Err(error) => (self.ended, self.broken) = (true, Some(error)),
            }
            if self.ended || self.lines.must_wait() {
                break;
            }
        }
        batch
    }
}

impl Answers for Workers {
    fn next(&mut self) -> Result<Option<Result<Reply, Refusal>>> {
        while self.answered.is_empty() {
            self.hand_out()?;
            if self.handed == self.taken {
                return self.broken.take().map_or(Ok(None), Err);
            }
            let Ok(answered) = self.worker(self.taken).answered.recv() else {
                bail!("a worker has ended before its time");
            };
            self.taken += 1;
            self.answered.extend(answered);
        }
        Ok(self.answered.pop_front())
    }

    fn bytes(&self) -> u64 {
        self.lines.bytes()
    }

    fn must_wait(&self) -> bool {
        self.answered.is_empty() && self.handed == self.taken && self.lines.must_wait()
    }
}
