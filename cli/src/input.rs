//! Where input comes from: a file, or standard input.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Cursor, IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use quotient::limits::LINE_BYTES;
use serde::de::IgnoredAny;

use crate::output::say;

/// An opened input.
pub struct Input {
    /// For messages.
    pub name: String,
    /// Bytes, where they are known before reading.
    pub length: Option<u64>,
    reader: Box<dyn Read + Send>,
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
                refuse_output(&name, &file)?;
                Ok(Input { name, length: length(&file), reader: Box::new(file) })
            }
            None => {
                if io::stdin().is_terminal() && !quiet {
                    say("reading from the terminal; end with Ctrl-D, or see --help");
                }
                let name = "standard input".to_owned();
                let file = stdin_file();
                if let Some(file) = &file {
                    refuse_output(&name, file)?;
                }
                let length = file.as_ref().and_then(length);
                Ok(Input { name, length, reader: Box::new(io::stdin()) })
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
        refuse_compressed(&name, &bytes)?;
        String::from_utf8(bytes).map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            anyhow::anyhow!("{name} is not UTF-8: byte {valid} (counted from 0) is not part of a character")
        })
    }

    /// As something to take lines from. One JSON document that spans lines, and is all there is,
    /// becomes one line: its line feeds are spaces to JSON.
    pub fn into_lines(self) -> Result<(String, BufReader<Box<dyn Read + Send>>)> {
        let Input { name, reader, .. } = self;
        let mut reader = BufReader::with_capacity(1 << 16, reader);
        let cannot_read = || format!("cannot read {name}");
        refuse_compressed(&name, reader.fill_buf().with_context(cannot_read)?)?;
        let start = start(&mut reader).with_context(cannot_read)?;
        let all: Box<dyn Read + Send> = Box::new(Cursor::new(start).chain(reader));
        Ok((name, BufReader::with_capacity(1 << 16, all)))
    }
}

/// Each of its lines would be answered as one that cannot be read.
fn refuse_compressed(name: &str, start: &[u8]) -> Result<()> {
    if start.starts_with(GZIP) {
        bail!("{name} is compressed: unpack it first, as `gzip -dc` does");
    }
    Ok(())
}

fn length(file: &File) -> Option<u64> {
    file.metadata().ok().filter(Metadata::is_file).map(|found| found.len())
}

/// Standard input may be a file, by the shell's `<`.
#[cfg(unix)]
fn stdin_file() -> Option<File> {
    use std::os::fd::AsFd;
    Some(File::from(io::stdin().as_fd().try_clone_to_owned().ok()?))
}

#[cfg(not(unix))]
fn stdin_file() -> Option<File> {
    None
}

/// A file that answers are written to has no end: each answer would be asked for its own.
#[cfg(unix)]
fn refuse_output(name: &str, file: &File) -> Result<()> {
    use std::os::fd::AsFd;
    use std::os::unix::fs::MetadataExt;
    let place =
        |file: &File| file.metadata().ok().filter(Metadata::is_file).map(|found| (found.dev(), found.ino()));
    let output = io::stdout().as_fd().try_clone_to_owned().ok().map(File::from);
    if output.is_some_and(|output| place(&output).is_some_and(|output| place(file) == Some(output))) {
        bail!("{name} is the file that the answers go to");
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_output(_: &str, _: &File) -> Result<()> {
    Ok(())
}

/// How what gzip made begins. No text does.
const GZIP: &[u8] = &[0x1f, 0x8b];

/// Lines after which each is looked at with those before.
const FIRST_LINES: u32 = 8;

/// Bytes that lines seldom have.
const LONG: usize = 1 << 16;

/// Reads to the end of a line, but not more than so many bytes; gives how many. A long line gets room for the
/// longest at once: a buffer that grew would leave those that it outgrew behind with the allocator.
pub fn read_line(reader: &mut impl BufRead, most: usize, line: &mut Vec<u8>) -> io::Result<usize> {
    let first = most.min(LONG);
    let taken = reader.by_ref().take(first as u64).read_until(b'\n', line)?;
    if taken < first || line.last() == Some(&b'\n') {
        return Ok(taken);
    }
    let rest = most - first;
    line.reserve_exact(rest);
    Ok(taken + reader.take(rest as u64).read_until(b'\n', line)?)
}

/// The first line; or the one document, on one line; or as much as was looked at to tell.
///
/// Whoever writes a first line that is cut off and waits for an answer gets it: with the next one or
/// two it is no beginning of a document any more. Later, looking only at twice the length keeps the
/// work linear.
fn start(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    let mut next_look = 0;
    for line in 1_u32.. {
        let room = LINE_BYTES.saturating_sub(start.len());
        let at_end = read_line(reader, room, &mut start)? == 0;
        if start.len() >= LINE_BYTES {
            // Whatever follows, this is no document. To find that out, its brackets would be kept, each in a byte.
            break;
        }
        if at_end || line <= FIRST_LINES || start.len() >= next_look {
            next_look = start.len().saturating_mul(2);
            match serde_json::from_slice::<IgnoredAny>(&start) {
                Ok(_) if at_end => flatten(&mut start),
                // Complete, over several lines: a document, if nothing more follows.
                Ok(_) if !at_end && line > 1 => continue,
                Err(error) if !at_end && error.is_eof() && !start.trim_ascii().is_empty() => continue,
                _ => {}
            }
            break;
        }
    }
    Ok(start)
}

/// Line feeds in a JSON text can only be white space.
fn flatten(text: &mut [u8]) {
    for byte in text.iter_mut().filter(|byte| **byte == b'\n') {
        *byte = b' ';
    }
}
