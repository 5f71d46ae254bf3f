//! What stands in which stream, and how. Kinds that are alike follow each other, which a compressor profits from.

use std::ops::Range;

/// The streams, in the order in which they are inlined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    /// The module up to the length of its code.
    Head,
    /// The module after its code.
    Tail,
    /// Instructions, with the types of blocks and the numbers of globals.
    Instructions,
    /// Locals of functions, and what is rare.
    Others,
    /// Constants, but for what has a stream of its own.
    Constants,
    /// Functions that are called.
    Calls,
    /// Blocks that are left.
    Labels,
    /// Constants that are added to something.
    Added,
    /// Constants of four bytes and more: where data stands.
    Addresses,
    /// Offsets of what is loaded.
    Loaded,
    /// Offsets of what is stored.
    Stored,
    /// Locals that are written.
    Written,
    /// Locals that are read; the first of four streams, by what comes next: something else, a constant, a load, or
    /// another that is read.
    Read,
}

/// How a stream is written as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Writing {
    /// Byte by byte.
    Bytes,
    /// Byte by byte, each as [`INSTRUCTIONS`] has it.
    Instructions,
    /// Number by number. Constants are not, because the long ones among them have bytes in common.
    Numbers,
}

/// How the stream at a place is written.
pub fn writing(stream: usize) -> Writing {
    const INSTRUCTIONS: usize = Stream::Instructions as usize;
    const CONSTANTS: usize = Stream::Constants as usize;
    match stream {
        INSTRUCTIONS => Writing::Instructions,
        0..=CONSTANTS => Writing::Bytes,
        _ => Writing::Numbers,
    }
}

/// How many there are.
pub const STREAMS: usize = Stream::Read as usize + 4;

/// What follows an instruction, and what it is as the next one of a local that is read: the stream in four bits, how
/// many numbers of it in two, how much further the local's stream is in two.
#[derive(Clone, Copy)]
pub struct Kind(u8);

impl Kind {
    const fn new(stream: Stream, numbers: u8, further: u8) -> Kind {
        Kind(stream as u8 | numbers << 4 | further << 6)
    }

    /// The place of the stream that has the operands, where `next` is the instruction after them.
    pub fn stream(self, next: u8) -> usize {
        let stream = self.0 & 15;
        usize::from(if stream == Stream::Read as u8 {
            stream + (kind(next).0 >> 6)
        } else if stream == Stream::Constants as u8 && next == I32_ADD {
            Stream::Added as u8
        } else {
            stream
        })
    }

    /// Is it the stream that has the operands, whatever comes next?
    pub fn is(self, stream: Stream) -> bool {
        self.0 & 15 == stream as u8
    }

    /// How many numbers follow.
    pub fn numbers(self) -> u8 {
        self.0 >> 4 & 3
    }

    /// Does an alignment come first? It is only a hint: none is kept.
    pub fn is_aligned(self) -> bool {
        matches!(self.0 & 15, LOADED | STORED)
    }
}

const LOADED: u8 = Stream::Loaded as u8;
const STORED: u8 = Stream::Stored as u8;

pub const END: u8 = 0x0b;
/// A number of labels follows, these, and one more.
pub const BR_TABLE: u8 = 0x0e;
pub const I32_CONST: u8 = 0x41;
const I32_ADD: u8 = 0x6a;
/// Of instructions of two bytes: `memory.copy` and its two memories,
pub const PREFIX: u8 = 0xfc;
pub const MEMORY_COPY: u8 = 10;
/// and `memory.fill` with one.
pub const MEMORY_FILL: u8 = 11;

/// Of instructions on vectors: how many bytes more they have follows in [`Stream::Others`], then these.
pub const VECTOR: u8 = 0xfd;

/// Instructions that no engine has stand for some that it has: the `end` of a function,
pub const LAST: u8 = 0x06;
/// `memory.fill`,
pub const FILL: u8 = 0x12;
/// an `i32.const` with an address.
pub const ADDRESS: u8 = 0x44;

/// No instruction.
pub const NONE: u8 = 0xff;

/// What instruction an ASCII character stands for; others are above 255. Which they are is found by trying: of letters,
/// digits and marks that come before, brotli makes contexts.
#[rustfmt::skip]
pub static INSTRUCTIONS: [u8; 128] = [
    NONE, 0x2b, 0x75, 0x13, 0x1c, 0x76, 0x4e, NONE, NONE, 0x03, NONE, NONE, NONE, NONE, 0x67, 0x38,
    0x32, 0x1e, 0x27, 0x33, 0x14, 0x15, 0x5c, 0x17, 0x18, 0x0a, 0x01, NONE, 0x34, 0x1d, 0x43, 0x1f,
    0x7b, 0x5f, NONE, 0x1a, 0x3f, 0x07, 0x26, 0x42, 0x25, 0x7f, 0x0d, 0x37, 0x24, 0x3a, 0x41, 0x21,
    0x59, 0x31, 0x6d, 0x58, 0x09, 0x69, 0x12, 0x4f, 0x46, 0x47, 0x10, 0x0b, 0x0f, 0x44, 0x50, 0x05,
    0x00, 0x22, 0xad, 0x54, 0x2e, 0x3c, 0x08, 0x78, 0x4c, 0x35, 0x4b, 0x49, 0x29, 0x52, 0x7e, 0x20,
    0x79, 0x7d, 0x45, 0x4d, 0x70, 0x55, 0x56, 0x2f, 0x7c, 0x51, 0x53, 0x6f, NONE, 0x40, 0x3b, 0x36,
    0xfc, 0x61, 0x62, 0x63, 0x64, 0x65, 0x68, 0x0e, 0x72, 0x30, 0x1b, 0x11, 0x66, 0x6e, 0x77, 0x04,
    0x6b, 0x74, 0x6a, 0x71, 0x73, 0x02, 0x2c, 0x2d, 0x6c, 0xfd, 0x28, 0x0c, 0x06, 0x23, 0x16, 0x60,
];

/// In so many bytes stand addresses of data, which is above the stack,
pub const ADDRESS_BYTES: usize = 4;
/// and most of them are these.
pub const ADDRESSES: Range<u32> = 1 << 20..(1 << 20) + (1 << 15);

static KINDS: [Kind; 256] = {
    let mut kinds = [Kind::new(Stream::Others, 0, 0); 256];
    let mut instruction = 0;
    while instruction < kinds.len() {
        kinds[instruction] = match instruction as u8 {
            0x02..=0x04 | 0x23 | 0x24 => Kind::new(Stream::Instructions, 1, 0),
            0x0c | 0x0d => Kind::new(Stream::Labels, 1, 0),
            0x10 => Kind::new(Stream::Calls, 1, 0),
            0x11 | FILL => Kind::new(Stream::Others, 2, 0),
            0x20 => Kind::new(Stream::Read, 1, 3),
            0x21 | 0x22 => Kind::new(Stream::Written, 1, 0),
            0x28..=0x35 => Kind::new(Stream::Loaded, 1, 2),
            0x36..=0x3e => Kind::new(Stream::Stored, 1, 0),
            0x3f | 0x40 | BR_TABLE => Kind::new(Stream::Others, 1, 0),
            I32_CONST | 0x42 => Kind::new(Stream::Constants, 1, 1),
            ADDRESS => Kind::new(Stream::Addresses, 1, 1),
            PREFIX => Kind::new(Stream::Others, 3, 0),
            _ => Kind::new(Stream::Others, 0, 0),
        };
        instruction += 1;
    }
    kinds
};

/// What kind of instruction it is.
pub fn kind(instruction: u8) -> Kind {
    KINDS[usize::from(instruction)]
}

/// Whether it is one of those that are told apart here, or has no operands.
pub fn is_known(instruction: u8) -> bool {
    matches!(instruction, 0x00..=0x06 | 0x0b..=0x12 | 0x1a | 0x1b | 0x20..=0x24 | 0x28..=0x42 | 0x44..=0xc4 | PREFIX)
}
