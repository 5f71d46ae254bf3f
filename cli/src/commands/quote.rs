//! `quotient quote`: what it costs, or why it is not allowed.

use anyhow::Result;
use quotient::ndjson::Refusal;
use quotient::{Parts, Request, quote_json};

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
            let asked = catalogs.question(line, &["catalog", "request"], Request::parse)?;
            let answer = quote_json(asked.catalog, &asked.question, Parts::ALL);
            Ok(Reply::fine(answer.map_err(|problems| Refusal::of(asked.within, problems))?))
        }
    })
}
