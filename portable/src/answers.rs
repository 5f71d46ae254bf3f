//! One line in, one line out.

use quotient::ndjson::{self, Fields, Refusal, both, not_empty, quoted};
use quotient::{Catalog, Difference, OptionsRequest, Problems, Request, Warning};

use crate::catalogs::Catalogs;

/// The answers to all lines of a text, each with its end.
pub fn each(lines: &[u8], one: &mut dyn FnMut(&str) -> Result<String, Refusal>) -> String {
    let mut answers = String::new();
    let lines = lines.strip_suffix(b"\n").or((!lines.is_empty()).then_some(lines));
    let lines = lines.into_iter().flat_map(|lines| lines.split(|byte| *byte == b'\n'));
    for (line, number) in lines.zip(1..) {
        let answer = ndjson::text(line).and_then(not_empty).and_then(&mut *one);
        answers.push_str(&answer.unwrap_or_else(|refusal| refusal.to_json(number)));
        answers.push('\n');
    }
    answers
}

pub fn quote(catalog: &Catalog, line: &str) -> Result<String, Refusal> {
    let priced = |request| Ok(quotient::quote(catalog, &request)?.to_json());
    Request::parse(line).and_then(priced).map_err(whole)
}

pub fn options(catalog: &Catalog, line: &str) -> Result<String, Refusal> {
    let told = |question| Ok(quotient::options(catalog, &question)?.to_json());
    OptionsRequest::parse(line).and_then(told).map_err(whole)
}

pub fn verify(catalog: &Catalog, line: &str) -> Result<String, Refusal> {
    let fields = Fields::read(line, &["request", "digest"])?;
    let (request, digest) = both(fields.parse("request", Request::parse), fields.string("digest"))?;
    let found = quotient::verify(catalog, &request, &digest);
    Ok(found.map_err(|problems| Refusal::of(Some("request"), &problems))?.to_json())
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
    let sentences = sentences.map_err(|problems| Refusal::of(Some("line"), &problems))?;
    Ok(format!("[{}]", sentences.iter().map(|sentence| quoted(sentence)).collect::<Vec<_>>().join(",")))
}

/// A request that brings its catalog.
pub fn row(catalogs: &mut Catalogs, line: &str) -> Result<String, Refusal> {
    let fields = Fields::read(line, &["catalog", "request"])?;
    let catalog = fields.get("catalog").and_then(|text| catalogs.brought(text));
    let (catalog, request) = both(catalog, fields.parse("request", Request::parse))?;
    let answer = quotient::quote(catalog, &request);
    Ok(answer.map_err(|problems| Refusal::of(Some("request"), &problems))?.to_json())
}

/// The line is the question.
fn whole(problems: Problems) -> Refusal {
    Refusal::of(None, &problems)
}
