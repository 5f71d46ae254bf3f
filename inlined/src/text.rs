//! Bytes as the text of a script, a character a byte, so that what repeats looks the same wherever it stands; in
//! base64 it does not, and a compressor finds a quarter less.
//!
//! A byte is the character with its number. Those that scripts, pages or bundlers escape or change are stood for by
//! some that are rare in modules, and these by characters above 255.

/// What an ASCII character of the text means.
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

/// The text of bytes.
pub fn write(bytes: &[u8]) -> String {
    let character = |byte: &u8| {
        let standing = (0..0x80).find(|character| meant(*character) == *byte && character != byte);
        let number = match standing {
            Some(character) => character.into(),
            None if meant(*byte) != *byte => u32::from(*byte) + 256,
            None => u32::from(*byte),
        };
        char::from_u32(number).unwrap_or_default()
    };
    bytes.iter().map(character).collect()
}

/// Puts the bytes in the place of their text, which is in UTF-8; tells how many they are.
pub fn read(text: &mut [u8]) -> usize {
    let mut length = 0;
    let mut high = 0;
    for place in 0..text.len() {
        let byte = text[place];
        // The first of two: what is above 255 falls off.
        if byte >= 0xc0 {
            high = byte << 6;
            continue;
        }
        let byte = if byte < 0x80 { meant(byte) } else { high | byte & 0x3f };
        if let Some(place) = text.get_mut(length) {
            *place = byte;
        }
        length += 1;
    }
    length
}
