//! Catalogs, read once.

use quotient::ndjson::{Refusal, quoted};
use quotient::{Catalog, Code};

/// All that live, and the one that a row brought last.
pub struct Catalogs {
    kept: Vec<(u32, Catalog)>,
    /// The handle that was given last: a handle is not given again for another catalog.
    last: u32,
    brought: Option<Result<Catalog, Refusal>>,
    /// What that one was read from.
    text: String,
}

impl Catalogs {
    pub const fn new() -> Self {
        Catalogs { kept: Vec::new(), last: 0, brought: None, text: String::new() }
    }

    /// Keeps a catalog and tells its handle.
    pub fn read(&mut self, text: &str) -> Result<String, Refusal> {
        let catalog = Catalog::parse(text).map_err(|problems| Refusal::of(None, problems))?;
        self.last = self.last.wrapping_add(1);
        let handle = self.last;
        let told = format!(
            "{{\"catalog\":{handle},\"digest\":\"{}\",\"id\":{}}}\n",
            catalog.digest(),
            quoted(catalog.id())
        );
        self.kept.push((handle, catalog));
        Ok(told)
    }

    pub fn get(&self, handle: u32) -> Result<&Catalog, Refusal> {
        let found = self.kept.iter().find(|(kept, _)| *kept == handle);
        found.map(|(_, catalog)| catalog).ok_or_else(|| {
            Refusal::line(Code::UnknownReference, format!("there is no catalog {handle}: was it freed?"))
        })
    }

    pub fn free(&mut self, handle: u32) {
        self.kept.retain(|(kept, _)| *kept != handle);
    }

    /// The catalog of a row, which is mostly that of the row before.
    pub fn brought(&mut self, text: &str) -> Result<&Catalog, Refusal> {
        if self.text != text {
            self.brought = None;
            text.clone_into(&mut self.text);
        }
        let read = || Catalog::parse(text).map_err(|problems| Refusal::of(Some("catalog"), problems));
        self.brought.get_or_insert_with(read).as_ref().map_err(Refusal::clone)
    }
}
