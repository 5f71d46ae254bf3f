//! A module to streams.

use crate::streams::{
    ADDRESS, ADDRESS_BYTES, BR_TABLE, END, FILL, I32_CONST, LAST, MEMORY_COPY, MEMORY_FILL, PREFIX, STREAMS,
    Stream, VECTOR, is_known, kind, writing,
};
use crate::text;

/// What begins every module.
const PREAMBLE: usize = 8;
/// The section of code.
const CODE: u8 = 10;

/// Splits a module's code into streams: their lengths, then each, as a text that a script may have between quotes.
///
/// # Errors
///
/// Where the module ends early, or has what [`join()`](crate::join()) knows nothing of; the text says where.
pub fn split(module: &[u8]) -> Result<String, String> {
    let mut reader = Reader { module, place: PREAMBLE };
    let mut splitter = Splitter::default();
    loop {
        let id = reader.byte()?;
        let before = reader.place;
        let length = reader.number()?;
        let start = reader.place;
        let end =
            start.checked_add(length).filter(|end| *end <= module.len()).ok_or("a section is cut off")?;
        if id == CODE {
            splitter.stream(Stream::Head).extend(&module[..before]);
            splitter.stream(Stream::Tail).extend(&module[end..]);
            splitter.code(&mut reader, end)?;
            return splitter.text();
        }
        reader.place = end;
    }
}

#[derive(Default)]
struct Splitter {
    streams: [Vec<u8>; STREAMS],
}

impl Splitter {
    fn stream(&mut self, stream: Stream) -> &mut Vec<u8> {
        &mut self.streams[stream as usize]
    }

    /// So many numbers, as they are.
    fn numbers(&mut self, reader: &mut Reader, stream: Stream, count: usize) -> Result<(), String> {
        let start = reader.place;
        for _ in 0..count {
            reader.number()?;
        }
        self.stream(stream).extend(&reader.module[start..reader.place]);
        Ok(())
    }

    /// A number of things, of which `join` reads one byte.
    fn count(&mut self, reader: &mut Reader) -> Result<usize, String> {
        let count = reader.byte()?;
        if count >= 0x80 {
            return Err(format!("more than 127 groups of locals, or labels, before byte {}", reader.place));
        }
        self.stream(Stream::Others).push(count);
        Ok(count.into())
    }

    fn code(&mut self, reader: &mut Reader, end: usize) -> Result<(), String> {
        self.numbers(reader, Stream::Others, 1)?;
        while reader.place < end {
            let length = reader.number()?;
            let end = reader.place + length;
            let groups = self.count(reader)?;
            self.numbers(reader, Stream::Others, 2 * groups)?;
            while reader.place < end {
                self.instruction(reader, end)?;
            }
            if reader.place != end {
                return Err(format!("a function ends within an instruction, at byte {end}"));
            }
        }
        Ok(())
    }

    fn instruction(&mut self, reader: &mut Reader, end: usize) -> Result<(), String> {
        let instruction = reader.instruction(end)?;
        self.stream(Stream::Instructions).push(instruction);
        let kind = kind(instruction);
        if kind.is_aligned() {
            reader.number()?;
        }
        if instruction == BR_TABLE {
            let labels = self.count(reader)?;
            return self.numbers(reader, Stream::Labels, labels + 1);
        }
        let start = reader.place;
        if instruction == VECTOR {
            reader.vector()?;
            let operands = &reader.module[start..reader.place];
            let others = &mut self.streams[Stream::Others as usize];
            others.push(operands.len() as u8);
            others.extend(operands);
            return Ok(());
        }
        for _ in 0..kind.numbers() {
            reader.number()?;
        }
        let numbers = &reader.module[start..reader.place];
        // Behind the last of a function nothing is read.
        let next = if instruction == LAST { LAST } else { Reader { ..*reader }.instruction(end)? };
        self.streams[kind.stream(next)].extend(numbers);
        Ok(())
    }

    /// The lengths of the streams' texts, then these.
    fn text(self) -> Result<String, String> {
        let mut lengths = String::new();
        let mut texts = String::new();
        for (n, stream) in self.streams.iter().enumerate() {
            let text = text::write(stream, writing(n));
            lengths += &text::length(text.len()).ok_or("a stream is longer than can be told")?;
            texts += &text;
        }
        Ok(lengths + &texts)
    }
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    module: &'a [u8],
    place: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Result<u8, String> {
        let byte = self.module.get(self.place).ok_or("the module is cut off")?;
        self.place += 1;
        Ok(*byte)
    }

    /// The next instruction, or what stands for it; `end` is that of its function.
    fn instruction(&mut self, end: usize) -> Result<u8, String> {
        let at = self.place;
        let instruction = self.byte()?;
        let second = self.module.get(self.place).copied();
        Ok(match instruction {
            END if self.place == end => LAST,
            I32_CONST if self.ahead()? >= ADDRESS_BYTES => ADDRESS,
            PREFIX if second == Some(MEMORY_COPY) => PREFIX,
            PREFIX if second == Some(MEMORY_FILL) => FILL,
            LAST | FILL | ADDRESS | PREFIX => {
                return Err(format!("instruction {instruction:#x} at byte {at}"));
            }
            VECTOR => VECTOR,
            plain if is_known(plain) => plain,
            unknown => return Err(format!("instruction {unknown:#x} at byte {at}")),
        })
    }

    /// What follows the first byte of an instruction on vectors.
    fn vector(&mut self) -> Result<(), String> {
        let at = self.place;
        let (numbers, bytes) = match self.number()? {
            // Loads and stores, then those of one lane: an alignment, an offset, a lane.
            0..=11 | 92 | 93 => (2, 0),
            84..=91 => (2, 1),
            // A constant, and the lanes of a shuffle.
            12 | 13 => (0, 16),
            // Lanes that are taken or put.
            21..=34 => (0, 1),
            14..=20 | 35..=83 | 94..=255 => (0, 0),
            other => return Err(format!("instruction {VECTOR:#x} {other:#x} at byte {at}")),
        };
        for _ in 0..numbers {
            self.number()?;
        }
        for _ in 0..bytes {
            self.byte()?;
        }
        Ok(())
    }

    /// A number in LEB128; of what is longer than lengths are, some number.
    fn number(&mut self) -> Result<usize, String> {
        let mut number = 0;
        for shift in (0..).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte < 0x80 {
                break;
            }
        }
        Ok(number)
    }

    /// How many bytes the number has that comes next.
    fn ahead(&self) -> Result<usize, String> {
        let mut ahead = *self;
        ahead.number()?;
        Ok(ahead.place - self.place)
    }
}
