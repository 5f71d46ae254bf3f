//! `quotient lint`: what is legal in a catalog and surely wrong.

use std::slice;

use anyhow::Result;
use quotient::{Warning, lint};

use crate::End;
use crate::args::Document;
use crate::catalogs;
use crate::input::Input;
use crate::output::{Output, counted, say};

pub fn run(given: &Document, quiet: bool) -> Result<End> {
    let catalog = catalogs::read(Input::open(given.catalog(), quiet)?)?;
    let warnings = lint(&catalog);
    let mut output = Output::new();
    for warning in &warnings {
        // A list of one, without its brackets.
        let list = Warning::to_json(slice::from_ref(warning));
        output.line(list.trim_matches(['[', ']']))?;
    }
    output.flush()?;
    if warnings.is_empty() {
        return Ok(End::Fine);
    }
    if !quiet && !output.is_closed() {
        say(&counted(warnings.len() as u64, "warning"));
    }
    Ok(End::SomeFailed)
}
