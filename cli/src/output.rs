//! Data to standard output, all else to standard error. A reader who has enough may close the pipe:
//! that ends the work, and is no error.

use std::io::{self, BufWriter, ErrorKind, Stdout, Write};

use anyhow::{Context, Result};

/// Standard output, a line at a time.
pub struct Output {
    out: BufWriter<Stdout>,
    closed: bool,
}

impl Output {
    pub fn new() -> Self {
        Output { out: BufWriter::with_capacity(1 << 16, io::stdout()), closed: false }
    }

    /// Writes a line; it may wait until `flush`.
    pub fn line(&mut self, text: &str) -> Result<()> {
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.write_all(b"\n"));
        self.note(written)
    }

    /// Hands over what waits.
    pub fn flush(&mut self) -> Result<()> {
        let flushed = self.out.flush();
        self.note(flushed)
    }

    /// Nobody reads any more.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    fn note(&mut self, written: io::Result<()>) -> Result<()> {
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            other => other.context("cannot write to standard output"),
        }
    }
}

/// A number of things, in words: `1 line`, `2 lines`.
pub fn counted(count: u64, one: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {one}{plural}")
}

/// A sentence for the person at the terminal. Nobody has to listen.
pub fn say(message: &str) {
    let _ = writeln!(io::stderr(), "quotient: {message}");
}
