//! Streams to a module.

use crate::streams::{ADDRESS, BR_TABLE, END, FILL, I32_CONST, LAST, PREFIX, STREAMS, Stream, VECTOR, kind};
use crate::text;

/// In how many bytes the length of a function is written, and that of all code.
const FUNCTION: usize = 3;
const CODE: usize = 4;

/// Joins what [`split()`](crate::split()) made, which is not there afterwards; tells how long the module is. It may be
/// up to twice as long as the text. Never panics: what was not made so gives bytes that are no module.
pub fn join(text: &mut [u8], module: &mut [u8]) -> usize {
    let length = text::read(text);
    let streams = text.get(..length).unwrap_or_default();
    let mut joiner = Joiner { streams, places: [0; STREAMS], module, length: 0 };
    let mut end = 4 * STREAMS;
    let mut ends = [0; STREAMS];
    for (stream, length) in streams.chunks_exact(4).take(STREAMS).enumerate() {
        joiner.places[stream] = end;
        let length = length.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte));
        end = end.saturating_add(length).min(streams.len());
        ends[stream] = end;
    }
    let left = |joiner: &Joiner, stream| joiner.places[stream as usize] < ends[stream as usize];
    while left(&joiner, Stream::Head) {
        joiner.byte(Stream::Head as usize);
    }
    let code = joiner.length;
    joiner.length += CODE;
    joiner.numbers(Stream::Others as usize, 1);
    while left(&joiner, Stream::Instructions) {
        joiner.function();
    }
    joiner.measured(code, CODE);
    while left(&joiner, Stream::Tail) {
        joiner.byte(Stream::Tail as usize);
    }
    joiner.length
}

struct Joiner<'a> {
    streams: &'a [u8],
    /// Of each stream, where the next byte stands.
    places: [usize; STREAMS],
    module: &'a mut [u8],
    length: usize,
}

impl Joiner<'_> {
    /// The next byte of a stream; behind all of them, the end of a function.
    fn next(&self, stream: usize) -> u8 {
        self.streams.get(self.places[stream]).copied().unwrap_or(LAST)
    }

    fn put(&mut self, byte: u8) {
        if let Some(place) = self.module.get_mut(self.length) {
            *place = byte;
        }
        self.length += 1;
    }

    fn byte(&mut self, stream: usize) -> u8 {
        let byte = self.next(stream);
        self.places[stream] += 1;
        self.put(byte);
        byte
    }

    /// So many numbers in LEB128; tells the last byte.
    fn numbers(&mut self, stream: usize, mut count: u8) -> u8 {
        let mut byte = 0;
        while count > 0 {
            byte = self.byte(stream);
            count -= u8::from(byte < 0x80);
        }
        byte
    }

    fn function(&mut self) {
        let start = self.length;
        self.length += FUNCTION;
        let groups = self.numbers(Stream::Others as usize, 1);
        self.numbers(Stream::Others as usize, groups << 1);
        loop {
            let instruction = self.byte(Stream::Instructions as usize);
            let meant = match instruction {
                LAST => END,
                FILL => PREFIX,
                ADDRESS => I32_CONST,
                other => other,
            };
            if let Some(place) = self.module.get_mut(self.length - 1) {
                *place = meant;
            }
            if instruction == LAST {
                break;
            }
            let kind = kind(instruction);
            if kind.is_aligned() {
                self.put(0);
            }
            let stream = kind.stream(self.next(Stream::Instructions as usize));
            let last = self.numbers(stream, kind.numbers());
            if instruction == BR_TABLE {
                self.numbers(Stream::Labels as usize, last + 1);
            }
            if instruction == VECTOR {
                let count = self.next(Stream::Others as usize);
                self.places[Stream::Others as usize] += 1;
                for _ in 0..count {
                    self.byte(Stream::Others as usize);
                }
            }
        }
        self.measured(start, FUNCTION);
    }

    /// Writes the length of what stands after it, in so many bytes.
    fn measured(&mut self, start: usize, width: usize) {
        let mut length = self.length - start - width;
        for index in 1..=width {
            if let Some(place) = self.module.get_mut(start + index - 1) {
                *place = (length & 0x7f) as u8 | if index < width { 0x80 } else { 0 };
            }
            length >>= 7;
        }
    }
}
