//! `quotient verify`: does a digest hold?

use anyhow::Result;
use quotient::ndjson::{Fields, Refusal, both};
use quotient::{Request, verify_json};

use crate::End;
use crate::args::Questions;
use crate::catalogs::Catalogs;
use crate::input::Input;
use crate::stream::{Reply, answer_lines};

pub fn run(given: &Questions, quiet: bool) -> Result<End> {
    let opened = Catalogs::open(given.catalog.as_deref(), given.lines(), quiet)?;
    let input = Input::open(given.lines(), quiet)?;
    answer_lines(input, quiet, || {
        let mut catalogs = opened.clone();
        move |line| {
            let wanted: &[_] = match catalogs {
                Catalogs::Given(_) => &["request", "digest"],
                Catalogs::PerLine(_) => &["catalog", "request", "digest"],
            };
            let fields = Fields::read(line, wanted)?;
            let asked = both(fields.parse("request", Request::parse), fields.string("digest"));
            let (catalog, (request, digest)) = both(catalogs.of(&fields), asked)?;
            let (fine, text) = verify_json(catalog, &request, &digest)
                .map_err(|problems| Refusal::of(Some("request"), problems))?;
            Ok(Reply { text, fine })
        }
    })
}
