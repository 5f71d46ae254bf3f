//! Where settings come from: a file, the environment, flags. Later ones go before earlier ones.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::Value;
use toml::de::{DeTable, DeValue};

/// Every setting.
pub const NAMES: [&str; 22] = [
    "demo",
    "listen",
    "database",
    "pages",
    "public_url",
    "registration.open",
    "registration.taxes",
    "session.secret",
    "session.days",
    "quotes.validity_days",
    "quotes.payment_days",
    "quotes.grace_days",
    "proxies.trusted",
    "provider.database",
    "provider.timeout_seconds",
    "requests.timeout_seconds",
    "requests.header_seconds",
    "shutdown.grace_seconds",
    "log.format",
    "log.filter",
    "metrics.listen",
    "metrics.token",
];

/// Every variable of the environment that begins so is a setting.
pub const PREFIX: &str = "QUOTIENT_SERVER_";
/// The variable that names the file.
pub const FILE: &str = "QUOTIENT_SERVER_CONFIG";
/// Variables that others use for the same.
const SYNONYMS: [(&str, &str); 3] =
    [("DATABASE_URL", "database"), ("TEST_PROVIDER_URL", "provider.database"), ("RUST_LOG", "log.filter")];
/// Settings that are tables themselves.
const TABLES: [&str; 1] = ["registration.taxes"];

/// Where a value stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// A line of a file.
    File(PathBuf, usize),
    /// A variable.
    Variable(String),
    /// A flag.
    Flag(String),
    /// Nowhere.
    Default,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File(path, line) => write!(f, "{}, line {line}", path.display()),
            Place::Variable(name) | Place::Flag(name) => f.write_str(name),
            Place::Default => f.write_str("default"),
        }
    }
}

/// A value as it was found.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Where.
    pub place: Place,
    /// A file has types; variables and flags are texts, which stand for whatever the setting is.
    pub value: Value,
}

impl Found {
    /// Is it a text because it can be nothing else?
    pub fn is_text_only(&self) -> bool {
        !matches!(self.place, Place::File(..))
    }
}

/// All that was found, by setting.
#[derive(Clone, Default, Debug)]
pub struct Layers {
    /// The value that goes before the others.
    pub found: BTreeMap<String, Found>,
    /// What could not even be read.
    pub problems: Vec<String>,
}

impl Layers {
    /// Takes the settings of a file.
    pub fn file(&mut self, path: &Path) {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                self.problems.push(format!("the file {} cannot be read: {error}", path.display()));
                return;
            }
        };
        match DeTable::parse(&text) {
            Ok(table) => self.table(path, &text, "", table.get_ref()),
            Err(error) => {
                let line = line(&text, error.span().map_or(0, |span| span.start));
                self.problems.push(format!(
                    "{}, line {line}: this is not TOML: {}",
                    path.display(),
                    error.message().replace('\n', " ")
                ));
            }
        }
    }

    fn table(&mut self, path: &Path, text: &str, before: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let name = format!("{before}{}", key.get_ref());
            match value.get_ref() {
                DeValue::Table(inner) if !TABLES.contains(&name.as_str()) => {
                    self.table(path, text, &format!("{name}."), inner);
                }
                value => {
                    let place = Place::File(path.to_owned(), line(text, key.span().start));
                    self.found.insert(name, Found { place, value: json(value) });
                }
            }
        }
    }

    /// Takes the settings of the environment.
    pub fn environment(&mut self, variables: impl IntoIterator<Item = (String, String)>) {
        let mut set: BTreeMap<String, Found> = BTreeMap::new();
        for (variable, value) in variables {
            if variable == FILE {
                continue;
            }
            let synonym = SYNONYMS.iter().find(|(other, _)| *other == variable).map(|(_, name)| *name);
            let Some(name) = synonym.map(str::to_owned).or_else(|| setting(&variable)) else { continue };
            let place = Place::Variable(variable.clone());
            let found = Found { place, value: Value::String(value) };
            if let Some(other) = set.insert(name, found) {
                self.problems.push(format!(
                    "{} and {variable} are both set and mean the same: leave one out",
                    other.place
                ));
            }
        }
        self.found.extend(set);
    }

    /// Takes one flag.
    pub fn flag(&mut self, flag: &str, name: &str, value: impl Into<String>) {
        let found = Found { place: Place::Flag(flag.to_owned()), value: Value::String(value.into()) };
        self.found.insert(name.to_owned(), found);
    }

    /// Takes a `NAME=VALUE` of `--set`.
    pub fn set(&mut self, text: &str) {
        match text.split_once('=') {
            Some((name, value)) => {
                let name = name.trim();
                self.flag(&format!("--set {name}"), name, value.trim());
            }
            None => {
                self.problems.push(format!("--set {text}: allowed is a setting with its value, NAME=VALUE"))
            }
        }
    }
}

/// The setting of a variable; one that is none keeps a name under which it is refused.
fn setting(variable: &str) -> Option<String> {
    let name = variable.strip_prefix(PREFIX)?;
    let known = NAMES.iter().find(|known| self::variable(known) == variable);
    Some(known.map_or_else(|| name.to_ascii_lowercase(), |known| (*known).to_owned()))
}

/// The variable of a setting: `quotes.validity_days` is `QUOTIENT_SERVER_QUOTES_VALIDITY_DAYS`.
pub fn variable(setting: &str) -> String {
    format!("{PREFIX}{}", setting.replace('.', "_").to_ascii_uppercase())
}

fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .map_or_else(|_| Value::from(integer.as_str()), Value::from),
        DeValue::Float(float) => {
            float.as_str().parse::<f64>().map_or_else(|_| Value::from(float.as_str()), Value::from)
        }
        DeValue::Boolean(boolean) => Value::from(*boolean),
        DeValue::Datetime(instant) => Value::from(instant.to_string()),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(table) => {
            table.iter().map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref()))).collect()
        }
    }
}
