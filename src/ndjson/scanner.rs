//! Where the fields of a line begin and end, and whether the line is JSON at all.

use crate::limits;
use crate::problem::Found;
use crate::wire::json::read;
use crate::wire::scan::{self, peek};

/// Goes over a text once and keeps nothing of it; at any depth, because only fields that are asked for
/// are read, and their readers have bounds.
pub struct Scanner<'l> {
    pub text: &'l str,
    /// Byte offset of what comes next; where it stops, of what should not stand there.
    pub at: usize,
}

impl<'l> Scanner<'l> {
    /// One value and nothing after it; `field` is told those of an object, each key as it stands, with its
    /// quotes, and its value.
    pub fn document(&mut self, field: &mut dyn FnMut(&'l str, &'l str)) -> Option<()> {
        // The closing brackets to come.
        let mut open = Vec::new();
        let (mut key, mut start) = ("", 0);
        loop {
            if open.last() == Some(&b'}') {
                let inner = self.key()?;
                key = if open.len() == 1 { inner } else { key };
            }
            let sign = self.next();
            start = if open.len() == 1 { self.at } else { start };
            match sign {
                b'"' => self.string()?,
                b'{' | b'[' => {
                    self.skip(1);
                    let close = if sign == b'{' { b'}' } else { b']' };
                    if !self.next_is(close) {
                        open.push(close);
                        continue;
                    }
                }
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                b'n' => self.word("null")?,
                _ => self.number()?,
            }
            // A value is read; perhaps what is around it ends, too.
            loop {
                match *open {
                    [] => {
                        self.next();
                        return (self.at == self.text.len()).then_some(());
                    }
                    [b'}'] => field(key, self.text.get(start..self.at)?),
                    _ => {}
                }
                if self.next_is(b',') {
                    break;
                }
                if !self.next_is(*open.last()?) {
                    return None;
                }
                open.pop();
            }
        }
    }

    /// A key and its colon; the answer is the key as it stands, with its quotes.
    fn key(&mut self) -> Option<&'l str> {
        self.next();
        let start = self.at;
        self.string()?;
        let key = self.text.get(start..self.at);
        self.next_is(b':').then_some(key)?
    }

    fn string(&mut self) -> Option<()> {
        self.take(b"\"")?;
        loop {
            self.at = scan::plain(self.text.as_bytes(), self.at);
            if self.take(b"\"").is_some() {
                return Some(());
            }
            self.take(b"\\")?;
            if self.take(b"u").is_some() {
                for _ in 0..4 {
                    self.take(b"0123456789abcdefABCDEF")?;
                }
            } else {
                self.take(b"\"\\/bfnrt")?;
            }
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let there = scan::word(self.text.as_bytes(), self.at, word);
        if there {
            self.skip(word.len());
        }
        there.then_some(())
    }

    fn number(&mut self) -> Option<()> {
        scan::number(self.text.as_bytes(), &mut self.at).then_some(())
    }

    fn take(&mut self, bytes: &[u8]) -> Option<()> {
        let found = bytes.contains(&peek(self.text.as_bytes(), self.at));
        if found {
            self.skip(1);
        }
        found.then_some(())
    }

    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    fn next(&mut self) -> u8 {
        scan::next(self.text.as_bytes(), &mut self.at)
    }

    /// Takes a sign and the white space before it.
    fn next_is(&mut self, sign: u8) -> bool {
        let found = self.next() == sign;
        if found {
            self.skip(1);
        }
        found
    }
}

/// Whether a key, with its quotes and escapes, is this name.
pub fn says(key: &str, name: &str) -> bool {
    if key.bytes().any(|byte| byte == b'\\') {
        let key = read(key, limits::LINE_BYTES, &mut Found::default());
        return key.is_some_and(|key| key.text(key.root()) == Some(name));
    }
    key.get(1..key.len().saturating_sub(1)) == Some(name)
}
