//! Streams as the text of a script, so that what repeats looks the same wherever it stands; in base64 it does not,
//! and a compressor finds a quarter less.
//!
//! A byte is the character with its number, and so is a number below 128. Characters that scripts, pages or bundlers
//! escape or change are stood for by some that are rare in modules, and these by some that are longer. Numbers of
//! two bytes are one character, which UTF-8 writes in two bytes mostly, and so are most addresses, in three; of longer
//! numbers each byte is one. Instructions have characters of their own choice, see [`INSTRUCTIONS`].

use crate::streams::{ADDRESS_BYTES, ADDRESSES, INSTRUCTIONS, LAST, NONE, Writing};

/// What an ASCII character means among bytes and numbers.
fn meant(character: u8) -> u8 {
    match character {
        b'Z' => 0,
        b'W' => 7,
        b'J' => 8,
        b']' => 10,
        b'^' => 11,
        b'=' => 12,
        b'[' => 13,
        b'z' => 27,
        b'*' => b'"',
        b'>' => b'\\',
        plain => plain,
    }
}

/// From which character on numbers of two bytes stand,
const TWO: u32 = 0x80;
/// those of one whose character stands for another,
const ONE: u32 = TWO + (1 << 14);
/// addresses, counted from the first,
const ADDRESS: u32 = ONE + 0x80;
/// and the first bytes of longer ones, whose other bytes follow.
const LONG: u32 = ADDRESS + ADDRESSES.end - ADDRESSES.start;
/// No character is behind these: surrogates begin there.
const _: () = assert!(LONG + 0x100 <= 0xd800);

/// The text of a stream.
pub fn write(bytes: &[u8], writing: Writing) -> String {
    let mut text = String::new();
    match writing {
        Writing::Bytes => bytes.iter().for_each(|byte| text.push(byte_character(*byte))),
        Writing::Instructions => text.extend(bytes.iter().map(|byte| {
            let place = INSTRUCTIONS.iter().position(|instruction| instruction == byte && *byte != NONE);
            character(place.map_or(0x100 | u32::from(*byte), |place| place as u32))
        })),
        Writing::Numbers => {
            for number in bytes.split_inclusive(|byte| *byte < 0x80) {
                write_number(number, &mut text);
            }
        }
    }
    text
}

/// A length in two characters; `None`: it is 2^22 or more.
pub fn length(bytes: usize) -> Option<String> {
    let parts = [bytes >> LENGTH_BITS, bytes & ((1 << LENGTH_BITS) - 1)];
    let characters = parts.map(|part| character(TWO + part as u32)).iter().collect();
    (bytes < 1 << (2 * LENGTH_BITS)).then_some(characters)
}

/// How much of a length one character tells.
pub const LENGTH_BITS: usize = 11;

/// A number in LEB128.
fn write_number(bytes: &[u8], text: &mut String) {
    let number = bytes.iter().rev().fold(0, |number: u64, byte| number << 7 | u64::from(byte & 0x7f));
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    let first = u32::from(bytes[0]);
    text.push(match bytes.len() {
        1 => match byte_character(bytes[0]) {
            short if short < '\u{80}' => short,
            _ => character(ONE + number),
        },
        2 => character(TWO + number),
        ADDRESS_BYTES if ADDRESSES.contains(&number) => character(ADDRESS + number - ADDRESSES.start),
        _ => {
            text.push(character(LONG + first));
            return text.extend(bytes[1..].iter().map(|byte| byte_character(*byte)));
        }
    });
}

fn byte_character(byte: u8) -> char {
    let standing = (0..0x80).find(|character| meant(*character) == byte && *character != byte);
    character(match standing {
        Some(character) => character.into(),
        None if meant(byte) != byte => u32::from(byte) + 256,
        None => u32::from(byte),
    })
}

fn character(number: u32) -> char {
    char::from_u32(number).unwrap_or_default()
}

/// What stands in a text at a place: its character, and the place behind it. Behind the end is what ends everything:
/// as an instruction it is the last one of a function, as anything else one number.
pub fn character_at(text: &[u8], place: usize) -> (u32, usize) {
    let unit = |further| text.get(place + further).map_or(0, |unit| u32::from(*unit));
    let continued = |further| unit(further) & 0x3f;
    match text.get(place) {
        None => (0x100 | u32::from(LAST), place),
        Some(0..0x80) => (unit(0), place + 1),
        Some(0x80..0xe0) => ((unit(0) & 0x1f) << 6 | continued(1), place + 2),
        Some(_) => ((unit(0) & 0xf) << 12 | continued(1) << 6 | continued(2), place + 3),
    }
}

/// What a character stands for, and in how many bytes it is written. Those of a long number follow its first one.
pub fn value(character: u32, writing: Writing) -> (u32, usize) {
    // Of a byte above, what is above 255 falls off.
    let byte = if character < TWO { meant(character as u8).into() } else { character & 0xff };
    match writing {
        Writing::Bytes => (byte, 1),
        Writing::Instructions => {
            (INSTRUCTIONS.get(character as usize).map_or(byte, |instruction| (*instruction).into()), 1)
        }
        Writing::Numbers => match character {
            0..TWO => (byte, 1),
            TWO..ONE => (character - TWO, 2),
            ONE..ADDRESS => (character - ONE, 1),
            ADDRESS..LONG => (character - ADDRESS + ADDRESSES.start, ADDRESS_BYTES),
            _ => ((character - LONG) & 0xff, 1),
        },
    }
}
