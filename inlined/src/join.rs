//! Streams to a module.

use crate::streams::{
    ADDRESS, BR_TABLE, END, FILL, I32_CONST, LAST, PREFIX, STREAMS, Stream, VECTOR, Writing, kind, writing,
};
use crate::text;

/// In how many bytes the length of a function is written, and that of all code.
const FUNCTION: usize = 3;
const CODE: usize = 4;

/// Joins what [`split()`](crate::split()) made; tells how long the module is. It may be up to twice as long as the text.
/// Never panics: what was not made so gives bytes that are no module.
pub fn join(text: &[u8], module: &mut [u8]) -> usize {
    // Where each stream starts, and where the last one ends.
    let mut starts = [0; STREAMS + 1];
    for part in 0..2 * STREAMS {
        let (character, behind) = text::character_at(text, starts[0]);
        starts[0] = behind;
        let length = &mut starts[part / 2 + 1];
        *length = *length << text::LENGTH_BITS | text::value(character, Writing::Numbers).0 as usize;
    }
    for stream in 0..STREAMS {
        starts[stream + 1] = starts[stream].saturating_add(starts[stream + 1]);
    }
    let mut joiner = Joiner { text, places: starts, module, length: 0 };
    let left = |joiner: &Joiner, stream| {
        let stream = stream as usize;
        joiner.places[stream] < starts[stream + 1].min(text.len())
    };
    while left(&joiner, Stream::Head) {
        joiner.byte(Stream::Head);
    }
    let code = joiner.length;
    joiner.length += CODE;
    joiner.numbers(Stream::Others as usize, 1);
    while left(&joiner, Stream::Instructions) {
        joiner.function();
    }
    joiner.measured(code, CODE);
    while left(&joiner, Stream::Tail) {
        joiner.byte(Stream::Tail);
    }
    joiner.length
}

struct Joiner<'a> {
    text: &'a [u8],
    /// Of each stream, where the next character stands.
    places: [usize; STREAMS + 1],
    module: &'a mut [u8],
    length: usize,
}

impl Joiner<'_> {
    /// The next character of a stream.
    fn next(&mut self, stream: usize) -> u32 {
        let (character, behind) = text::character_at(self.text, self.places[stream]);
        self.places[stream] = behind;
        character
    }

    fn put(&mut self, byte: u8) {
        if let Some(place) = self.module.get_mut(self.length) {
            *place = byte;
        }
        self.length += 1;
    }

    /// The next byte of a stream that is not written as numbers.
    fn byte(&mut self, stream: Stream) -> u8 {
        let byte = text::value(self.next(stream as usize), Writing::Bytes).0 as u8;
        self.put(byte);
        byte
    }

    /// So many numbers in LEB128; tells the last byte.
    fn numbers(&mut self, stream: usize, count: u8) -> u8 {
        let mut last = 0;
        for _ in 0..count {
            let mut writing = writing(stream);
            loop {
                let (number, bytes) = text::value(self.next(stream), writing);
                last = self.number(number, bytes);
                if last < 0x80 {
                    break;
                }
                if writing == Writing::Numbers {
                    writing = Writing::Bytes;
                }
            }
        }
        last
    }

    /// A number in LEB128, in so many bytes; tells the last.
    fn number(&mut self, mut number: u32, bytes: usize) -> u8 {
        for _ in 1..bytes {
            self.put(number as u8 | 0x80);
            number >>= 7;
        }
        self.put(number as u8);
        number as u8
    }

    fn function(&mut self) {
        let start = self.length;
        self.length += FUNCTION;
        let groups = self.numbers(Stream::Others as usize, 1);
        self.numbers(Stream::Others as usize, groups << 1);
        let mut instruction = self.instruction();
        while instruction != LAST {
            self.put(match instruction {
                FILL => PREFIX,
                ADDRESS => I32_CONST,
                other => other,
            });
            let kind = kind(instruction);
            if kind.is_aligned() {
                self.put(0);
            }
            if instruction == VECTOR {
                let count = self.next(Stream::Others as usize);
                for _ in 0..text::value(count, Writing::Bytes).0 {
                    self.byte(Stream::Others);
                }
            }
            // Types of blocks and numbers of globals stand before it.
            let within = kind.is(Stream::Instructions);
            if within {
                self.numbers(Stream::Instructions as usize, kind.numbers());
            }
            let next = self.instruction();
            if !within {
                let last = self.numbers(kind.stream(next), kind.numbers());
                if instruction == BR_TABLE {
                    self.numbers(Stream::Labels as usize, last + 1);
                }
            }
            instruction = next;
        }
        self.put(END);
        self.measured(start, FUNCTION);
    }

    fn instruction(&mut self) -> u8 {
        text::value(self.next(Stream::Instructions as usize), Writing::Instructions).0 as u8
    }

    /// Writes the length of what stands after it, in so many bytes.
    fn measured(&mut self, start: usize, bytes: usize) {
        let end = self.length;
        self.length = start;
        self.number((end - start - bytes) as u32, bytes);
        self.length = end;
    }
}
