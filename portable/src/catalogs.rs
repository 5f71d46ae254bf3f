//! Catalogs, read once.

use quotient::hosted::Hosted;
use quotient::ndjson::{Refusal, quoted};
use quotient::{Catalog, Code};

/// All that live, and the one that a row brought last.
pub struct Catalogs {
    kept: Vec<(u32, Catalog)>,
    /// Requests that were prepared, each with its handle and its catalog's.
    prepared: Vec<(u32, u32, Hosted)>,
    /// The handle that was given last: a handle is not given again for anything else.
    last: u32,
    brought: Option<Result<Catalog, Refusal>>,
    /// What that one was read from.
    text: String,
}

impl Catalogs {
    pub const fn new() -> Self {
        Catalogs { kept: Vec::new(), prepared: Vec::new(), last: 0, brought: None, text: String::new() }
    }

    /// Keeps a catalog and tells its handle.
    pub fn read(&mut self, text: &str) -> Result<String, Refusal> {
        let catalog = Catalog::parse(text).map_err(|problems| Refusal::of(None, problems))?;
        let handle = self.handle();
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

    /// Ends a catalog, and what was prepared with it.
    pub fn free(&mut self, handle: u32) {
        self.kept.retain(|(kept, _)| *kept != handle);
        self.prepared.retain(|(_, catalog, _)| *catalog != handle);
    }

    fn handle(&mut self) -> u32 {
        self.last = self.last.wrapping_add(1);
        self.last
    }

    /// Keeps a request of a catalog and tells its handle.
    pub fn prepare(&mut self, catalog: u32, text: &str) -> Result<String, Refusal> {
        self.get(catalog)?;
        let request = Hosted::parse(text).map_err(|problems| Refusal::of(None, problems))?;
        let handle = self.handle();
        self.prepared.push((handle, catalog, request));
        Ok(format!("{{\"prepared\":{handle}}}\n"))
    }

    /// A prepared request with its catalog.
    pub fn prepared(&mut self, handle: u32) -> Result<(&Catalog, &mut Hosted), Refusal> {
        let found = self.prepared.iter_mut().find(|(kept, ..)| *kept == handle);
        let found = found.and_then(|(_, catalog, request)| {
            let (_, catalog) = self.kept.iter().find(|(kept, _)| kept == catalog)?;
            Some((catalog, request))
        });
        found.ok_or_else(|| {
            let message = format!("there is no prepared request {handle}: was it freed?");
            Refusal::line(Code::UnknownReference, message)
        })
    }

    pub fn release(&mut self, handle: u32) {
        self.prepared.retain(|(kept, ..)| *kept != handle);
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
