//! Texts in the module's memory, where a host writes and reads them.

use quotient::Code;
use quotient::ndjson::Refusal;

/// All that live.
#[expect(clippy::vec_box, reason = "a handle is an address, which stays where it is")]
pub struct Buffers(Vec<Box<Buffer>>);

/// As many as are copied at once.
static ZEROS: [u8; 1024] = [0; 1024];

/// What a handle is the address of. The host reads the two numbers; what it writes there is never read.
#[repr(C)]
struct Buffer {
    at: u32,
    length: u32,
    bytes: Vec<u8>,
}

impl Buffers {
    pub const fn new() -> Self {
        Buffers(Vec::new())
    }

    /// One that the host writes into; 0 where the memory does not suffice.
    pub fn room(&mut self, length: u32) -> u32 {
        let length = length as usize;
        let mut bytes = Vec::new();
        if bytes.try_reserve_exact(length).is_err() {
            return 0;
        }
        // `resize` clears byte by byte where code is to be small.
        let mut left = length;
        while left > 0 {
            let zeros = ZEROS.get(..left).unwrap_or(&ZEROS);
            bytes.extend_from_slice(zeros);
            left = left.saturating_sub(zeros.len());
        }
        self.put(bytes)
    }

    /// One with these bytes.
    pub fn put(&mut self, bytes: Vec<u8>) -> u32 {
        let buffer = Box::new(Buffer { at: address(bytes.as_ptr()), length: bytes.len() as u32, bytes });
        let handle = address(&raw const *buffer);
        self.0.push(buffer);
        handle
    }

    /// Its bytes, or that there is none.
    pub fn get(&self, handle: u32) -> Result<&[u8], Refusal> {
        let found = self.0.iter().find(|buffer| address(&raw const ***buffer) == handle);
        found.map(|buffer| &*buffer.bytes).ok_or_else(|| {
            Refusal::line(Code::UnknownReference, format!("there is no buffer {handle}: was it freed?"))
        })
    }

    pub fn free(&mut self, handle: u32) {
        self.0.retain(|buffer| address(&raw const **buffer) != handle);
    }
}

/// As the host knows it: this module's memory has addresses of 32 bits.
fn address<T>(at: *const T) -> u32 {
    at.expose_provenance() as u32
}
