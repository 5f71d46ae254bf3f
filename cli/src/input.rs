//! Where input comes from: a file, or standard input.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::de::IgnoredAny;

use crate::lines::LINE_BYTES;
use crate::output::say;

/// An opened input.
pub struct Input {
    /// For messages.
    pub name: String,
    /// Bytes, where they are known before reading.
    pub length: Option<u64>,
    reader: Box<dyn Read>,
}

/// `-` and no path at all are standard input.
pub fn is_stdin(path: Option<&Path>) -> bool {
    path.is_none_or(|path| path == Path::new("-"))
}

impl Input {
    /// Opens a file or standard input.
    pub fn open(path: Option<&Path>, quiet: bool) -> Result<Input> {
        match path.filter(|path| !is_stdin(Some(path))) {
            Some(path) => {
                let name = path.display().to_string();
                let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
                let length = file.metadata().ok().filter(|found| found.is_file()).map(|found| found.len());
                Ok(Input { name, length, reader: Box::new(file) })
            }
            None => {
                if io::stdin().is_terminal() && !quiet {
                    say("reading from the terminal; end with Ctrl-D, or see --help");
                }
                let name = "standard input".to_owned();
                Ok(Input { name, length: None, reader: Box::new(io::stdin()) })
            }
        }
    }

    /// The whole of it, which is one document of at most so many bytes.
    pub fn document(self, most: usize) -> Result<String> {
        let Input { name, reader, .. } = self;
        let mut bytes = Vec::new();
        let limit = (most as u64).saturating_add(1);
        reader.take(limit).read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
        if bytes.len() > most {
            bail!("{name} is longer than the {most} bytes that are read of it");
        }
        String::from_utf8(bytes).map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            anyhow::anyhow!("{name} is not UTF-8: byte {valid} (counted from 0) is not part of a character")
        })
    }

    /// As something to take lines from. One JSON document that spans lines, and is all there is,
    /// becomes one line: its line feeds are spaces to JSON.
    pub fn into_lines(self) -> Result<(String, BufReader<Box<dyn Read>>)> {
        let Input { name, reader, .. } = self;
        let mut reader = BufReader::with_capacity(1 << 16, reader);
        let start = start(&mut reader).with_context(|| format!("cannot read {name}"))?;
        let all: Box<dyn Read> = Box::new(Cursor::new(start).chain(reader));
        Ok((name, BufReader::with_capacity(1 << 16, all)))
    }
}

/// The first line, or the one document on one line, or as much as was looked at to tell.
fn start(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    let most = LINE_BYTES as u64;
    reader.take(most).read_until(b'\n', &mut start)?;
    let unfinished = |error: serde_json::Error| error.is_eof();
    if !start.trim_ascii().is_empty() && json(&start).is_err_and(unfinished) {
        let more = most.saturating_sub(start.len() as u64);
        reader.take(more).read_to_end(&mut start)?;
        if json(&start).is_ok() {
            for byte in start.iter_mut().filter(|byte| **byte == b'\n') {
                *byte = b' ';
            }
        }
    }
    Ok(start)
}

fn json(text: &[u8]) -> serde_json::Result<IgnoredAny> {
    serde_json::from_slice(text)
}
