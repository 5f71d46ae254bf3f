//! The catalogs that lines are priced with: one that was given, or each line's own.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, anyhow, bail};
use quotient::ndjson::{Fields, Refusal, both};
use quotient::{Catalog, Problems, limits};

use crate::input::{Input, is_stdin};

/// How many catalogs are remembered.
const RECENT: usize = 16;
/// How long their texts may be together; the one of the present line stays however long it is.
const RECENT_BYTES: usize = limits::CATALOG_BYTES;

/// Where a line's catalog comes from.
#[derive(Clone)]
pub enum Catalogs {
    /// One for all lines.
    Given(Arc<Catalog>),
    /// Every line brings its own, mostly the one of a line before.
    PerLine(Recent),
}

/// What a line asks, of which catalog.
pub struct Question<'c, Q> {
    pub catalog: &'c Catalog,
    pub question: Q,
    /// The field of the line that holds the question; `None`: the line is the question.
    pub within: Option<&'static str>,
}

impl Catalogs {
    /// The catalog in a file, or those of the lines. Not both from standard input.
    pub fn open(path: Option<&Path>, lines: Option<&Path>, quiet: bool) -> Result<Catalogs> {
        match path {
            Some(path) if is_stdin(Some(path)) && is_stdin(lines) => {
                bail!("the catalog and the lines cannot both come from standard input: name a file for one")
            }
            Some(path) => Ok(Catalogs::Given(Arc::new(read(Input::open(Some(path), quiet)?)?))),
            None => Ok(Catalogs::PerLine(Recent::default())),
        }
    }

    /// Reads a line. Where the catalog is given the line is the question; else `wanted` are the line's
    /// fields: the catalog, then the names that the question may have.
    pub fn question<Q>(
        &mut self,
        line: &str,
        wanted: &'static [&'static str],
        parse: fn(&str) -> Result<Q, Problems>,
    ) -> Result<Question<'_, Q>, Refusal> {
        if let Catalogs::Given(catalog) = self {
            let question = parse(line).map_err(|problems| Refusal::of(None, problems))?;
            return Ok(Question { catalog, question, within: None });
        }
        let fields = Fields::read(line, wanted)?;
        let is_there = |name: &&&str| fields.find(name).is_some();
        let name = wanted[1..].iter().find(is_there).unwrap_or(&wanted[1]);
        let (catalog, question) = both(self.of(&fields), fields.parse(name, parse))?;
        Ok(Question { catalog, question, within: Some(name) })
    }

    /// The catalog for a line with these fields.
    pub fn of(&mut self, fields: &Fields) -> Result<&Catalog, Refusal> {
        match self {
            Catalogs::Given(catalog) => Ok(catalog),
            Catalogs::PerLine(recent) => {
                let text = fields.get("catalog")?;
                recent.get(text).map_err(|problems| Refusal::of(Some("catalog"), problems.clone()))
            }
        }
    }
}

/// The catalog that a whole input is.
pub fn read(input: Input) -> Result<Catalog> {
    let name = input.name.clone();
    let text = input.document(limits::CATALOG_BYTES)?;
    Catalog::parse(&text).map_err(|problems| {
        let listed = problems.iter().map(|problem| {
            let place = if problem.path.is_empty() { String::new() } else { format!("{}: ", problem.path) };
            format!("\n  {place}{} ({})", problem.message, problem.code)
        });
        anyhow!("{name} is not a catalog that can be used:{}", listed.collect::<String>())
    })
}

/// The catalogs of the last lines by their texts, so that lines in any order of a few catalogs
/// read each once.
#[derive(Clone, Default)]
pub struct Recent {
    /// The latest first.
    read: VecDeque<(String, Result<Catalog, Problems>)>,
}

impl Recent {
    fn get(&mut self, text: &str) -> Result<&Catalog, &Problems> {
        let latest = match self.read.iter().position(|(known, _)| known == text) {
            Some(at) => self.read.remove(at),
            None => None,
        };
        let latest = latest.unwrap_or_else(|| (text.to_owned(), Catalog::parse(text)));
        self.read.push_front(latest);
        self.forget();
        self.read[0].1.as_ref()
    }

    /// Leaves the present one and as many others as are remembered.
    fn forget(&mut self) {
        let mut bytes = 0_usize;
        let kept = self.read.iter().take(RECENT).take_while(|(text, _)| {
            bytes += text.len();
            bytes <= RECENT_BYTES
        });
        let kept = kept.count().max(1);
        self.read.truncate(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog(id: &str) -> String {
        format!(r#"{{"id": "{id}", "products": []}}"#)
    }

    fn known(recent: &Recent) -> Vec<&str> {
        recent.read.iter().map(|(_, read)| read.as_ref().map_or("", Catalog::id)).collect()
    }

    #[test]
    fn the_last_few_are_remembered_the_latest_first() {
        let mut recent = Recent::default();
        for n in 0..RECENT + 5 {
            assert_eq!(recent.get(&catalog(&format!("c{n}"))).unwrap().id(), format!("c{n}"));
        }
        assert_eq!(recent.read.len(), RECENT);
        assert_eq!(known(&recent)[..2], ["c20", "c19"]);
        recent.get(&catalog("c19")).unwrap();
        assert_eq!(known(&recent)[..3], ["c19", "c20", "c18"]);
        assert_eq!(recent.read.len(), RECENT);
    }

    #[test]
    fn long_ones_push_out_the_others_but_not_themselves() {
        let mut recent = Recent::default();
        recent.get(&catalog("short")).unwrap();
        let long = |id: &str| catalog(id) + &" ".repeat(RECENT_BYTES - 100);
        recent.get(&long("a")).unwrap();
        assert_eq!(known(&recent), ["a", "short"]);
        recent.get(&long("b")).unwrap();
        assert_eq!(known(&recent), ["b"]);
        // Too large for a catalog, so refused, and still the one that is looked at.
        assert!(recent.get(&" ".repeat(RECENT_BYTES + 1)).is_err());
        assert_eq!(recent.read.len(), 1);
    }
}
