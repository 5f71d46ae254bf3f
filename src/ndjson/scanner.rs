//! Where the fields of a line begin and end, and whether the line is JSON at all.

use crate::limits;
use crate::problem::Found;
use crate::wire::json::{Json, read};

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
            self.space();
            start = if open.len() == 1 { self.at } else { start };
            match self.peek()? {
                b'"' => self.string()?,
                sign @ (b'{' | b'[') => {
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
                        self.space();
                        return self.peek().is_none().then_some(());
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
        self.space();
        let start = self.at;
        self.string()?;
        let key = self.text.get(start..self.at);
        self.next_is(b':').then_some(key)?
    }

    fn string(&mut self) -> Option<()> {
        if !self.take(b"\"") {
            return None;
        }
        loop {
            match self.peek()? {
                b'"' => {
                    self.skip(1);
                    return Some(());
                }
                b'\\' => {
                    self.skip(1);
                    if self.take(b"u") {
                        for _ in 0..4 {
                            self.take(b"0123456789abcdefABCDEF").then_some(())?;
                        }
                    } else {
                        self.take(b"\"\\/bfnrt").then_some(())?;
                    }
                }
                0..=0x1f => return None,
                _ => self.skip(1),
            }
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let there = self.text.get(self.at..)?.starts_with(word);
        if there {
            self.skip(word.len());
        }
        there.then_some(())
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
    fn number(&mut self) -> Option<()> {
        self.take(b"-");
        if !self.take(b"0") {
            self.digits()?;
        }
        if self.take(b".") {
            self.digits()?;
        }
        if self.take(b"eE") {
            self.take(b"+-");
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        self.take(b"0123456789").then_some(())?;
        while self.take(b"0123456789") {}
        Some(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, bytes: &[u8]) -> bool {
        let found = self.peek().is_some_and(|next| bytes.contains(&next));
        if found {
            self.skip(1);
        }
        found
    }

    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.skip(1);
        }
    }

    /// Takes a sign and the white space before it.
    fn next_is(&mut self, sign: u8) -> bool {
        self.space();
        self.take(&[sign])
    }
}

/// Whether a key, with its quotes and escapes, is this name.
pub fn says(key: &str, name: &str) -> bool {
    if key.contains('\\') {
        let key = read(key, limits::LINE_BYTES, &mut Found::default());
        return matches!(key, Some(Json::String(key)) if key == name);
    }
    key.get(1..key.len().saturating_sub(1)) == Some(name)
}
