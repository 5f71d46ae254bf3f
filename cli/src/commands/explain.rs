//! `quotient explain`: how the amounts of an answer came about, in English.

use anyhow::Result;
use quotient::ndjson::{Fields, Refusal};
use quotient::sentences;
use serde_json::{Value, json};

use crate::End;
use crate::args::Answers;
use crate::fields::elements;
use crate::input::Input;
use crate::stream::{Reply, answer_lines};

pub fn run(given: &Answers, quiet: bool) -> Result<End> {
    let input = Input::open(given.lines.as_deref(), quiet)?;
    answer_lines(input, quiet, || |line: &str| Ok(Reply::fine(explain(line)?)))
}

fn explain(answer: &str) -> Result<String, Refusal> {
    let fields = Fields::read(answer, &["status", "currency", "lines"])?;
    let mut explained = Vec::new();
    // A rejected answer has no amounts; its problems are told in words already.
    if fields.string("status")? == "priced" {
        let currency = fields.string("currency")?;
        for (n, line) in elements(&fields, "lines")?.into_iter().enumerate() {
            let within = |refusal: Refusal| refusal.under(&format!("/lines/{n}"));
            let parts = Fields::read(line, &["kind", "product"]).map_err(within)?;
            explained.push(json!({
                "kind": parts.string("kind").map_err(within)?,
                "product": parts.string("product").map_err(within)?,
                "sentences": sentences(line, &currency).map_err(|found| within(Refusal::of(None, found)))?,
            }));
        }
    }
    Ok(Value::Array(explained).to_string())
}
