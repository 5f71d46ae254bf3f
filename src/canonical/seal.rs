//! A text that is written once, for people and for its digest.

use super::buffer::Buffer;
use super::writer::Writer;
use super::{Shown, Unsupported, text};

/// A canonical text, and what of it a digest does not cover as it stands.
pub struct Sealable {
    /// Values as a caller spelled them.
    text: Buffer,
    /// In the order of the text.
    cuts: Vec<Cut>,
    /// Where the digest itself stands in the text, from which byte on.
    digest: usize,
}

/// A stretch of a text, and what stands there where it is sealed.
pub(super) struct Cut {
    pub from: usize,
    pub to: usize,
    pub instead: Vec<u8>,
}

impl Sealable {
    /// Writes a value once, for people and for a digest. It grows beyond `room` bytes, but that costs a copy.
    ///
    /// # Errors
    ///
    /// [`Unsupported`]; no type of this crate makes it.
    pub fn write(value: &dyn Shown, room: usize) -> Result<Sealable, Unsupported> {
        let mut writer = Writer::new(true);
        writer.text = Buffer::with_room(room);
        writer.cuts = Some(Vec::new());
        value.show(&mut writer)?;
        let (cuts, digest) = (writer.cuts.take().unwrap_or_default(), writer.digest);
        Ok(Sealable { text: writer.text, cuts, digest })
    }

    /// The text with the digest in place of what stood there, which is as long.
    pub fn with_digest(mut self, digest: &str) -> String {
        self.text.replace(self.digest.saturating_add(1), digest);
        text(self.text.into_text().ok_or(Unsupported))
    }

    /// The text as a digest covers it: without what is outside of it, values in their normal spelling.
    pub fn sealed(&self, covered: &mut dyn FnMut(&[u8])) {
        let text = self.text.from(0);
        let mut start = 0;
        for Cut { from, to, instead } in &self.cuts {
            covered(text.get(start..*from).unwrap_or_default());
            covered(instead);
            start = *to;
        }
        covered(text.get(start..).unwrap_or_default());
    }
}
