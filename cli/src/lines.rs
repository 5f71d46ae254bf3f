//! An input as lines, in memory that does not grow with it.

use std::io::{BufRead, BufReader, Read};

use anyhow::{Context, Result};
use quotient::limits::LINE_BYTES;
use quotient::ndjson::{self, Refusal};

use crate::input::{Input, read_line};

/// The lines of an input.
pub struct Lines {
    name: String,
    reader: BufReader<Box<dyn Read + Send>>,
    line: Vec<u8>,
    number: u64,
    bytes: u64,
}

impl Lines {
    pub fn new(input: Input) -> Result<Lines> {
        let (name, reader) = input.into_lines()?;
        Ok(Lines { name, reader, line: Vec::new(), number: 0, bytes: 0 })
    }

    /// The next line without its end, or why it cannot be used; `None` at the end of the input.
    pub fn next(&mut self) -> Result<Option<Result<&str, Refusal>>> {
        if !self.fill().with_context(|| format!("cannot read {}", self.name))? {
            return Ok(None);
        }
        self.number += 1;
        Ok(Some(ndjson::text(&self.line)))
    }

    /// Reads a line, or as much of it as shows that it is too long; `false`: there is none.
    fn fill(&mut self) -> std::io::Result<bool> {
        if self.line.len() > LINE_BYTES {
            self.line = Vec::new();
        }
        self.line.clear();
        let mut taken = read_line(&mut self.reader, LINE_BYTES + 1, &mut self.line)?;
        if taken == 0 {
            return Ok(false);
        }
        self.line.pop_if(|last| *last == b'\n');
        if self.line.len() > LINE_BYTES {
            taken += self.reader.skip_until(b'\n')?;
        }
        self.bytes += taken as u64;
        Ok(true)
    }

    /// The number of the line that was read last, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next line is not here yet: reading it may take as long as its writer likes.
    pub fn must_wait(&self) -> bool {
        !self.reader.buffer().contains(&b'\n')
    }
}
