//! The bytes of a text that is being written.

/// A text that grows at its end. Behind that there is room: with it a piece of several bytes takes one look at
/// what is left, where a vector takes one for every byte.
#[derive(Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    end: usize,
}

impl Buffer {
    /// With room for so many bytes before it grows.
    pub(super) fn with_room(room: usize) -> Buffer {
        Buffer { bytes: vec![0; room], end: 0 }
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub(super) fn push(&mut self, byte: u8) {
        self.put([byte], b"", []);
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub(super) fn extend(&mut self, bytes: &[u8]) {
        self.put([], bytes, []);
    }

    /// A text between quotes.
    pub(super) fn quote(&mut self, text: &str) {
        self.put([b'"'], text.as_bytes(), [b'"']);
    }

    /// A name between quotes, with a sign before it and a colon behind it.
    pub(super) fn name(&mut self, sign: u8, name: &str) {
        self.put([sign, b'"'], name.as_bytes(), [b'"', b':']);
    }

    /// Bytes with a few before and behind them.
    #[inline(always)]
    fn put<const B: usize, const A: usize>(&mut self, before: [u8; B], bytes: &[u8], after: [u8; A]) {
        loop {
            if let Some(room) = self.bytes.get_mut(self.end..)
                && let Some((first, room)) = room.split_first_chunk_mut()
                && let Some((places, room)) = room.split_at_mut_checked(bytes.len())
                && let Some((last, _)) = room.split_first_chunk_mut()
            {
                (*first, *last) = (before, after);
                copy(places, bytes);
                self.end = self.end.wrapping_add(bytes.len()).wrapping_add(B).wrapping_add(A);
                return;
            }
            self.grow();
        }
    }

    #[cold]
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn grow(&mut self) {
        let mut larger = vec![0; self.bytes.len().saturating_mul(2).max(2048)];
        if let Some((places, _)) = larger.split_at_mut_checked(self.bytes.len()) {
            places.copy_from_slice(&self.bytes);
        }
        self.bytes = larger;
    }

    /// What is written from a place on.
    pub(super) fn from(&self, start: usize) -> &[u8] {
        self.bytes.get(start..self.end).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.end
    }

    /// Gives up what is written from a place on.
    pub(super) fn truncate(&mut self, end: usize) {
        self.end = self.end.min(end);
    }

    /// Puts a text in place of one that is as long.
    pub(super) fn replace(&mut self, start: usize, text: &str) {
        let places = self.bytes.get_mut(start..).and_then(|places| places.get_mut(..text.len()));
        if let Some(places) = places {
            places.copy_from_slice(text.as_bytes());
        }
    }

    /// `None`: it is not UTF-8.
    pub(super) fn into_text(mut self) -> Option<String> {
        self.bytes.truncate(self.end);
        String::from_utf8(self.bytes).ok()
    }
}

/// Copies a text to places that are as many. Most are short, and WebAssembly's copy of memory asks the host each time.
#[inline(always)]
fn copy(places: &mut [u8], bytes: &[u8]) {
    let is_short = bytes.len() <= 32
        && (ends::<16>(places, bytes)
            || ends::<8>(places, bytes)
            || ends::<4>(places, bytes)
            || ends::<2>(places, bytes));
    if !is_short {
        places.copy_from_slice(bytes);
    }
}

/// Copies so many bytes at the beginning and as many at the end, if there are; both may overlap.
#[inline(always)]
fn ends<const N: usize>(places: &mut [u8], bytes: &[u8]) -> bool {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<N>(), bytes.last_chunk::<N>())
        && let Some(place) = places.first_chunk_mut::<N>()
    {
        *place = *first;
        if let Some(place) = places.last_chunk_mut::<N>() {
            *place = *last;
        }
        return true;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_what_was_written_however_long_it_gets() {
        let (mut buffer, mut expected) = (Buffer::default(), String::new());
        for n in 0..3_000 {
            let piece = if n % 2 == 0 { "" } else { "x" }.to_owned() + &"é".repeat(n % 39);
            buffer.push(b',');
            buffer.quote(&piece);
            buffer.extend(piece.as_bytes());
            expected.push_str(&format!(",\"{piece}\"{piece}"));
        }
        assert_eq!(buffer.len(), expected.len());
        assert_eq!(buffer.into_text(), Some(expected));
    }

    #[test]
    fn what_is_given_up_is_written_over() {
        let mut buffer = Buffer::default();
        buffer.extend(b"a long one");
        buffer.truncate(2);
        buffer.quote("x");
        buffer.replace(3, "y");
        assert_eq!(buffer.from(2), b"\"y\"");
        assert_eq!(buffer.into_text().as_deref(), Some("a \"y\""));
        buffer = Buffer::default();
        buffer.push(0xc3);
        assert_eq!(buffer.into_text(), None);
    }
}
