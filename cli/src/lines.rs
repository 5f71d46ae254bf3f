//! An input as lines, in memory that does not grow with it.

use std::io::{BufRead, BufReader, Read};

use anyhow::{Context, Result};
use quotient::{Code, limits};

use crate::input::Input;
use crate::refusal::Refusal;

/// Bytes of one line: the largest catalog, the largest request, and as much again for the rest.
pub const LINE_BYTES: usize = limits::CATALOG_BYTES + 2 * limits::REQUEST_BYTES;

/// The lines of an input.
pub struct Lines {
    name: String,
    reader: BufReader<Box<dyn Read>>,
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
        let Some(overlong) = self.fill().with_context(|| format!("cannot read {}", self.name))? else {
            return Ok(None);
        };
        self.number += 1;
        if overlong {
            let message = format!("the line is longer than the {LINE_BYTES} bytes that are read of one");
            return Ok(Some(Err(Refusal::line(Code::TooLarge, message))));
        }
        Ok(Some(std::str::from_utf8(&self.line).map_err(|error| {
            let at = error.valid_up_to();
            let message =
                format!("the line is not UTF-8: byte {at} (counted from 0) is not part of a character");
            Refusal::line(Code::JsonMalformed, message)
        })))
    }

    /// Reads a line; `true`: it was too long and is gone.
    fn fill(&mut self) -> std::io::Result<Option<bool>> {
        self.line.clear();
        let mut taken = self.reader.by_ref().take(LINE_BYTES as u64 + 1).read_until(b'\n', &mut self.line)?;
        if taken == 0 {
            return Ok(None);
        }
        self.line.pop_if(|last| *last == b'\n');
        let overlong = self.line.len() > LINE_BYTES;
        if overlong {
            taken += self.reader.skip_until(b'\n')?;
            self.line = Vec::new();
        }
        self.bytes += taken as u64;
        Ok(Some(overlong))
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
