//! `quotient options`: what may be done, and what may not and why.

use anyhow::Result;
use quotient::ndjson::Refusal;
use quotient::{OptionsRequest, options};

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
            let asked = catalogs.question(line, &["catalog", "options", "request"], OptionsRequest::parse)?;
            let found = options(asked.catalog, &asked.question)
                .map_err(|problems| Refusal::of(asked.within, problems))?;
            Ok(Reply::fine(found.to_json()))
        }
    })
}
