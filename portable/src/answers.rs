//! One line in, one line out.

use quotient::hosted::{Hosted, Wanted};
use quotient::ndjson::{self, Fields, Refusal, both, not_empty, texts};
use quotient::{
    Catalog, Difference, OptionsRequest, Parts, Problems, Request, Warning, quote_json, verify_json,
};

use crate::catalogs::Catalogs;

/// The answers to all lines of a text, each with its end.
pub fn each(lines: &[u8], one: &mut dyn FnMut(&str) -> Result<String, Refusal>) -> String {
    each_raw(lines, &mut |line| ndjson::text(line).and_then(not_empty).and_then(&mut *one))
}

/// The same for lines that may be anything.
pub fn each_raw(lines: &[u8], one: &mut dyn FnMut(&[u8]) -> Result<String, Refusal>) -> String {
    let mut answers = String::new();
    let (mut rest, mut number) = (lines, 0u64);
    while !rest.is_empty() {
        number = number.saturating_add(1);
        // The first of both looks at several bytes at once, and most often finds none.
        let end = if rest.contains(&b'\n') { rest.iter().position(|byte| *byte == b'\n') } else { None };
        let (line, others) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or_default();
        rest = others.get(1..).unwrap_or_default();
        let answer = one(line).unwrap_or_else(|refusal| refusal.to_json(number));
        if answers.is_empty() {
            // Most often there is no other.
            answers = answer;
        } else {
            answers.push_str(&answer);
        }
        answers.push('\n');
    }
    answers
}

pub fn quote(catalog: &Catalog, line: &str) -> Result<String, Refusal> {
    quote_parts(catalog, line, Parts::ALL)
}

pub fn quote_parts(catalog: &Catalog, line: &str, parts: Parts) -> Result<String, Refusal> {
    let request = Request::parse(line).map_err(whole)?;
    quote_json(catalog, &request, parts).map_err(whole)
}

/// The answer to a request that is this field of a line, or the line itself.
fn priced(catalog: &Catalog, request: &Request, within: Option<&'static str>) -> Result<String, Refusal> {
    quote_json(catalog, request, Parts::ALL).map_err(|problems| Refusal::of(within, problems))
}

pub fn options(catalog: &Catalog, line: &str) -> Result<String, Refusal> {
    let told = |question| Ok(quotient::options(catalog, &question)?.to_json());
    OptionsRequest::parse(line).and_then(told).map_err(whole)
}

pub fn verify(catalog: &Catalog, line: &str) -> Result<String, Refusal> {
    let fields = Fields::read(line, &["request", "digest"])?;
    let (request, digest) = both(fields.parse("request", Request::parse), fields.string("digest"))?;
    let found = verify_json(catalog, &request, &digest);
    Ok(found.map_err(|problems| Refusal::of(Some("request"), problems))?.1)
}

pub fn lint(catalog: &Catalog) -> String {
    Warning::to_json(&quotient::lint(catalog)) + "\n"
}

pub fn compare(line: &str) -> Result<String, Refusal> {
    let fields = Fields::read(line, &["a", "b"])?;
    let (a, b) = both(fields.get("a"), fields.get("b"))?;
    Ok(Difference::to_json(&ndjson::differences(a, b)?))
}

pub fn sentence(line: &str) -> Result<String, Refusal> {
    let fields = Fields::read(line, &["line", "currency"])?;
    let (told, currency) = both(fields.get("line"), fields.string("currency"))?;
    let sentences = quotient::sentences(told, &currency);
    let sentences = sentences.map_err(|problems| Refusal::of(Some("line"), problems))?;
    Ok(texts(&sentences))
}

/// The answer to a choice of a prepared request.
pub fn choice(catalog: &Catalog, request: &Hosted, line: &str, wanted: Wanted) -> Result<String, Refusal> {
    request.quote_json(catalog, line, wanted).map_err(whole)
}

/// A request that brings its catalog.
pub fn row(catalogs: &mut Catalogs, line: &str) -> Result<String, Refusal> {
    let fields = Fields::read(line, &["catalog", "request"])?;
    let catalog = fields.get("catalog").and_then(|text| catalogs.brought(text));
    let (catalog, request) = both(catalog, fields.parse("request", Request::parse))?;
    priced(catalog, &request, Some("request"))
}

/// A request behind its catalog and a tab, answered as if it were a line of its own.
pub fn cells(catalogs: &mut Catalogs, line: &[u8]) -> Result<String, Refusal> {
    let mut cells = line.splitn(2, |byte| *byte == b'\t');
    let (catalog, request) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
    let catalog = catalogs.brought(ndjson::text(catalog)?)?;
    quote(catalog, ndjson::text(request).and_then(not_empty)?)
}

/// The line is the question.
fn whole(problems: Problems) -> Refusal {
    Refusal::of(None, problems)
}
