//! What JSON is made of. Places are byte offsets in a text, never behind its end.
#![allow(clippy::arithmetic_side_effects)] // of places in a text

/// A byte that stands for the end of the text; as a byte of it, it would be refused like the end.
pub const END: u8 = 0;

/// The byte at a place; [`END`] behind the last one.
#[inline(always)]
pub fn peek(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(END)
}

/// The place behind white space.
pub fn space(text: &[u8], mut at: usize) -> usize {
    while let b' ' | b'\n' | b'\r' | b'\t' = peek(text, at) {
        at += 1;
    }
    at
}

/// The next sign: the place behind white space, of which there is none most often, and what stands there.
#[inline(always)]
pub fn next(text: &[u8], at: &mut usize) -> u8 {
    let mut sign = peek(text, *at);
    if sign <= b' ' {
        *at = space(text, *at);
        sign = peek(text, *at);
    }
    sign
}

/// Whether a word stands at a place.
pub fn word(text: &[u8], at: usize, word: &str) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with(word.as_bytes()))
}

/// Goes over a number, `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`; if it is none, to where a digit should stand.
pub fn number(text: &[u8], at: &mut usize) -> bool {
    if peek(text, *at) == b'-' {
        *at += 1;
    }
    if peek(text, *at) == b'0' {
        *at += 1;
    } else if !digits(text, at) {
        return false;
    }
    if peek(text, *at) == b'.' {
        *at += 1;
        if !digits(text, at) {
            return false;
        }
    }
    if let b'e' | b'E' = peek(text, *at) {
        *at += 1;
        if let b'+' | b'-' = peek(text, *at) {
            *at += 1;
        }
        return digits(text, at);
    }
    true
}

fn digits(text: &[u8], at: &mut usize) -> bool {
    let start = *at;
    while peek(text, *at).is_ascii_digit() {
        *at += 1;
    }
    *at > start
}

/// The place behind the characters of a string that stand for themselves: of what ends it, is escaped or must not
/// be there.
pub fn plain(text: &[u8], mut at: usize) -> usize {
    while let Some((bytes, _)) = text.get(at..).and_then(<[u8]>::split_first_chunk) {
        // Eight at once. A subtraction borrows from the highest bit of a byte below what is taken off, and then
        // perhaps from that of a byte behind it: the first one that is found is one. In the first of both, a quote
        // comes to lie behind the control characters.
        let bytes = u64::from_le_bytes(*bytes);
        let low = (bytes ^ eight(2)).wrapping_sub(eight(0x21));
        let escape = (bytes ^ eight(b'\\')).wrapping_sub(eight(1));
        let found = (low | escape) & !bytes & eight(0x80);
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while !matches!(peek(text, at), b'"' | b'\\' | ..=0x1f) {
        at += 1;
    }
    at
}

/// Eight bytes of this.
const fn eight(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}
