//! The bytes of a text that is being written.

/// A text that grows at its end. Behind that there is room: with it a piece of several bytes takes one look at
/// what is left, where a vector takes one for every byte.
#[derive(Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    end: usize,
}

impl Buffer {
    /// The next so many bytes, to be written.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub(super) fn next(&mut self, length: usize) -> &mut [u8] {
        let start = self.end;
        self.end = start.saturating_add(length);
        if self.end > self.bytes.len() {
            self.grow();
        }
        self.bytes.get_mut(start..self.end).unwrap_or_default()
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub(super) fn push(&mut self, byte: u8) {
        if self.end == self.bytes.len() {
            self.grow();
        }
        if let Some(place) = self.bytes.get_mut(self.end) {
            *place = byte;
            self.end = self.end.wrapping_add(1);
        }
    }

    #[cold]
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn grow(&mut self) {
        let mut larger = vec![0; self.end.saturating_mul(2).max(2048)];
        copy(larger.get_mut(..self.bytes.len()).unwrap_or_default(), &self.bytes);
        self.bytes = larger;
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub(super) fn extend(&mut self, bytes: &[u8]) {
        copy(self.next(bytes.len()), bytes);
    }

    /// A text between quotes.
    pub(super) fn quote(&mut self, text: &str) {
        if let [quote, inside @ .., end] = self.next(text.len().saturating_add(2)) {
            (*quote, *end) = (b'"', b'"');
            copy(inside, text.as_bytes());
        }
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
        let places = self.bytes.get_mut(start..start.saturating_add(text.len()));
        copy(places.unwrap_or_default(), text.as_bytes());
    }

    /// `None`: it is not UTF-8.
    pub(super) fn into_text(mut self) -> Option<String> {
        self.bytes.truncate(self.end);
        String::from_utf8(self.bytes).ok()
    }
}

/// Of two slices of one length.
pub(super) fn copy(places: &mut [u8], bytes: &[u8]) {
    debug_assert_eq!(places.len(), bytes.len());
    if places.len() == bytes.len() {
        places.copy_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_what_was_written_however_long_it_gets() {
        let (mut buffer, mut expected) = (Buffer::default(), String::new());
        for n in 0..3_000 {
            let piece = "é".repeat(n % 40);
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
