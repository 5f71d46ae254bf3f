//! The pages on the rules, held to what they say: every example of `docs/semantics.md` runs,
//! every limit stands in it, and `docs/rules.md` has every rule with code and cases that exist.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use quotient::{Catalog, Code, Problems, Refusal, Request, limits, quote};
use serde_json::{Map, Value, json};

const SEMANTICS: &str = include_str!("../docs/semantics.md");
const RULES: &str = include_str!("../docs/rules.md");

/// The rules of the contract by number.
const NUMBERS: [&str; 27] = [
    "S1.1", "S1.2", "S1.3", "S1.4", "S1.5", "S1.6", "S2.1", "S2.2", "S2.3", "S2.4", "S2.5", "S2.6", "S3",
    "S4", "S5", "S6", "S7", "S8.1", "S8.2", "S8.3", "S8.4", "S8.5", "S8.6", "S8.7", "S8.8", "S9", "S10",
];

/// The blocks of the page: catalogs and subscriptions by their ids, and examples.
#[derive(Default)]
struct Page {
    named: BTreeMap<String, Value>,
    examples: Vec<(usize, Value)>,
}

impl Page {
    fn read(text: &str) -> Page {
        let mut page = Page::default();
        let mut block: Option<(usize, String)> = None;
        for (n, line) in text.lines().enumerate() {
            match (&mut block, line.strip_prefix("```")) {
                (None, Some(language)) => {
                    assert_eq!(language, "json", "line {}: every block is run", n + 1);
                    block = Some((n + 2, String::new()));
                }
                (Some((at, json)), Some("")) => {
                    let value = serde_json::from_str(json);
                    page.add(*at, value.unwrap_or_else(|error| panic!("block at line {at}: {error}")));
                    block = None;
                }
                (Some((_, json)), _) => {
                    json.push_str(line);
                    json.push('\n');
                }
                (None, None) => {}
            }
        }
        assert!(block.is_none(), "the last block ends");
        page
    }

    fn add(&mut self, at: usize, value: Value) {
        if value.get("example").is_some() {
            self.examples.push((at, value));
            return;
        }
        assert!(value.get("products").is_some() || value.get("period").is_some(), "block at line {at}");
        let id = value["id"].as_str().unwrap_or_else(|| panic!("block at line {at} has an id")).to_owned();
        assert!(self.named.insert(id, value).is_none(), "block at line {at}: its id stands twice");
    }

    /// A value in which `like` names what it differs from.
    fn filled(&self, value: &Value) -> Value {
        match value {
            Value::Object(fields) => {
                let mut all = match fields.get("like").and_then(Value::as_str) {
                    Some(like) => self.named(like).as_object().cloned().unwrap_or_default(),
                    None => Map::new(),
                };
                let own = fields.iter().filter(|(key, _)| *key != "like");
                all.extend(own.map(|(key, value)| (key.clone(), self.filled(value))));
                Value::Object(all)
            }
            Value::Array(values) => values.iter().map(|value| self.filled(value)).collect(),
            other => other.clone(),
        }
    }

    fn named(&self, id: &str) -> &Value {
        self.named.get(id).unwrap_or_else(|| panic!("no block has the id `{id}`"))
    }

    /// A catalog or a subscription: by name, or as it stands.
    fn resolved(&self, value: &Value) -> Value {
        value.as_str().map_or_else(|| self.filled(value), |id| self.named(id).clone())
    }

    /// The answer to an example, or every problem of its input.
    fn answer(&self, example: &Value) -> Result<Value, Problems> {
        let mut request = self.filled(&example["request"]);
        if let Some(subscription) = request.get_mut("subscription") {
            *subscription = self.resolved(subscription);
        }
        let catalog = Catalog::parse(&self.resolved(&example["catalog"]).to_string())?;
        let answer = quote(&catalog, &Request::parse(&request.to_string())?)?;
        Ok(serde_json::from_str(&answer.to_json()).expect("an answer is JSON"))
    }

    fn check(&self, example: &Value) -> Result<(), String> {
        let fields = ["example", "catalog", "request", "expect", "problems", "sameDigestAs"];
        let keys = example.as_object().ok_or("not an object")?.keys();
        if let Some(key) = keys.into_iter().find(|key| !fields.contains(&key.as_str())) {
            return Err(format!("`{key}` means nothing here"));
        }
        let answer = self.answer(example);
        if let Some(problems) = example.get("problems") {
            let found = answer.err().map_or(json!([]), |found| {
                found.iter().map(|one| json!({"code": one.code.as_str(), "path": one.path})).collect()
            });
            return if *problems == found { Ok(()) } else { Err(format!("found {found}")) };
        }
        let answer = answer.map_err(|problems| problems.to_string())?;
        if let Some(other) = example.get("sameDigestAs") {
            let (_, other) =
                self.examples.iter().find(|(_, one)| one["example"] == *other).ok_or("no such")?;
            let other = self.answer(other).map_err(|problems| problems.to_string())?;
            assert!(answer["digest"].is_string());
            return if answer["digest"] == other["digest"] { Ok(()) } else { Err("another digest".into()) };
        }
        support::conforms(example.get("expect").ok_or("expects nothing")?, &answer)
    }
}

#[test]
fn every_example_of_the_page_holds() {
    let page = Page::read(SEMANTICS);
    let mut names = BTreeSet::new();
    let mut failed = Vec::new();
    for (at, example) in &page.examples {
        let name = example["example"].as_str().expect("an example has a name");
        if !names.insert(name) {
            failed.push(format!("line {at}: `{name}` stands twice"));
        }
        if let Err(reason) = page.check(example) {
            failed.push(format!("line {at}: {name}: {reason}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(names.len() > 50, "{} examples", names.len());
}

/// The cells of a table's rows, each without what stands around it; no header, no rule.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let mut rows = Vec::new();
    let mut header = true;
    for line in text.lines() {
        let Some(line) = line.strip_prefix("| ") else {
            header |= !line.starts_with('|');
            continue;
        };
        if !std::mem::replace(&mut header, false) {
            rows.push(line.trim_end_matches('|').split(" | ").map(str::trim).collect());
        }
    }
    rows
}

/// What stands in backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_limit_stands_in_the_page() {
    let mut limits = BTreeMap::new();
    macro_rules! bounds {
        ($($name:ident)*) => { $(limits.insert(stringify!($name), limits::$name.to_string());)* };
    }
    bounds! {
        CATALOG_BYTES REQUEST_BYTES LINE_BYTES DEPTH TEXT_BYTES PROBLEMS QUANTITY ITEMS CHARGES CODES RATES EXISTING
        PRODUCTS PRICES POLICIES COUPONS TIERS LIST CYCLE_COUNT QUOTE_TTL_SECONDS COUNT INTEGER_DIGITS
        DECIMALS MINOR
    }
    let source = include_str!("../src/limits.rs");
    assert_eq!(source.matches("pub const ").count(), limits.len(), "a limit is not listed here");
    let (_, section) = SEMANTICS.split_once("\n## Limits\n").expect("a section on limits");
    let told: BTreeMap<&str, String> =
        rows(section).into_iter().map(|row| (quoted(row[0])[0], row[1].replace(',', ""))).collect();
    assert_eq!(told, limits);
}

#[test]
fn every_rule_and_code_stands_in_the_page() {
    let heads: Vec<&str> =
        SEMANTICS.lines().filter_map(|line| line.trim_start_matches('#').strip_prefix(" S")).collect();
    for number in NUMBERS {
        let number = &number[1..];
        let found = heads.iter().filter(|head| head.split(' ').next() == Some(number)).count();
        assert_eq!(found, 1, "S{number} is the number of one section");
    }
    let told: BTreeSet<&str> = SEMANTICS.lines().flat_map(quoted).collect();
    let codes = Code::ALL.iter().map(|(code, _)| *code).chain(Refusal::ALL.iter().map(|(code, _)| *code));
    let missing: Vec<&str> = codes.filter(|code| !told.contains(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_rule_has_its_code_and_its_cases() {
    let mut wanted: BTreeSet<&str> = NUMBERS.into();
    wanted.extend(Code::ALL.iter().map(|(code, _)| *code));
    wanted.extend(Refusal::ALL.iter().map(|(code, _)| *code));
    let cases = known_cases();
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for row in rows(RULES) {
        let [rule, code, shown] = row[..] else {
            wrong.push(format!("{row:?} has not three cells"));
            continue;
        };
        let rule = rule.trim_matches('`');
        if !seen.insert(rule) {
            wrong.push(format!("{rule} stands twice"));
        }
        let number = rule.split(' ').next().unwrap_or(rule);
        if !wanted.contains(rule) && !NUMBERS.contains(&number) {
            wrong.push(format!("{rule} is no rule"));
        }
        for (what, cell) in [("code", code), ("case", shown)] {
            if quoted(cell).is_empty() {
                wrong.push(format!("{rule} names no {what}"));
            }
        }
        wrong
            .extend(quoted(code).into_iter().filter_map(|place| Some(format!("{rule}: {}", absent(place)?))));
        let expected: Vec<Option<String>> =
            quoted(shown).into_iter().map(|case| cases.get(case).cloned().or_else(|| file(case))).collect();
        let unknown = quoted(shown).into_iter().zip(&expected).filter(|(_, found)| found.is_none());
        wrong.extend(unknown.map(|(case, _)| format!("{rule}: no case `{case}`")));
        let told = [format!("\"{rule}\""), format!("\"{rule} ")];
        let tells = |expected: &String| told.iter().any(|told| expected.contains(told));
        if rule.contains('_') && !expected.iter().flatten().any(tells) {
            wrong.push(format!("{rule}: no case expects it"));
        }
    }
    wrong.extend(wanted.difference(&seen).map(|rule| format!("{rule} is missing")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is expected by the cases of the corpus that have names of their own, by malformed ones and by
/// the page's examples.
fn known_cases() -> BTreeMap<String, String> {
    let expected = |case: &Value| format!("{} {}", case["expect"], case["problems"]);
    let named = |line: &str| {
        let case: Value = serde_json::from_str(line).expect("a case is JSON");
        (case["name"].as_str().expect("a case has a name").to_owned(), expected(&case))
    };
    let lines = [support::NAMED, support::RULES, support::MALFORMED].into_iter().flat_map(str::lines);
    let mut cases: BTreeMap<String, String> = lines.map(named).collect();
    for (_, example) in Page::read(SEMANTICS).examples {
        let name = example["example"].as_str().expect("an example has a name");
        cases.insert(format!("semantics.md: {name}"), expected(&example));
    }
    cases
}

/// A file of the project.
fn file(path: &str) -> Option<String> {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).ok()
}

/// What is wrong with a place in the sources: `ratio.rs::Rounding::round` is a file of `src` with a
/// type and a function, `npm/src/text.ts` a file.
fn absent(place: &str) -> Option<String> {
    let mut parts = place.split("::");
    let name = parts.next().unwrap_or(place);
    let path = if name.ends_with(".rs") { format!("src/{name}") } else { name.to_owned() };
    let Some(source) = file(&path) else { return Some(format!("no file `{path}`")) };
    let missing: Vec<&str> = parts.filter(|name| !defines(&source, name)).collect();
    (!missing.is_empty()).then(|| format!("`{path}` has no `{}`", missing.join("::")))
}

fn defines(source: &str, name: &str) -> bool {
    ["fn", "struct", "enum", "const", "static", "type"].iter().any(|kind| {
        let definition = format!("{kind} {name}");
        let ends = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
        source.match_indices(&definition).any(|(at, _)| ends(&source[at + definition.len()..]))
    })
}
