//! Typed settings out of what was found; everything that is wrong is said at once.

use std::str::FromStr;

use serde_json::Value;

use super::layers::{Found, Layers, Place};
use crate::store::Location;

/// A setting as it is in force.
#[derive(Clone, Debug)]
pub struct Effective {
    /// Its name.
    pub name: &'static str,
    /// As TOML; none: it is not set.
    pub shown: Option<String>,
    /// Where it comes from.
    pub place: Place,
}

/// Reads settings one by one.
pub struct Reader {
    layers: Layers,
    effective: Vec<Effective>,
    problems: Vec<String>,
}

impl Reader {
    /// Begins.
    pub fn new(mut layers: Layers) -> Self {
        let problems = std::mem::take(&mut layers.problems);
        Reader { layers, effective: Vec::new(), problems }
    }

    /// A setting whose text `parse` understands; `allowed` says what that is.
    pub fn parsed<T>(
        &mut self,
        name: &'static str,
        allowed: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let found = self.take(name)?;
        let parsed = found.value.as_str().and_then(parse);
        let text = found.value.clone();
        self.keep(name, found, allowed, parsed, |_| text)
    }

    /// A setting that has a text form.
    pub fn text<T: FromStr>(&mut self, name: &'static str, allowed: &str) -> Option<T> {
        self.parsed(name, allowed, |text| if text.trim().is_empty() { None } else { text.parse().ok() })
    }

    /// Where a database is; shown without its password.
    pub fn location(&mut self, name: &'static str) -> Option<Location> {
        let found = self.take(name)?;
        let location: Option<Location> = found.value.as_str().and_then(|text| text.parse().ok());
        let allowed = "a file of SQLite, or the postgres:// address of a database";
        self.keep(name, found, allowed, location, |location| Value::from(location.to_string()))
    }

    /// Yes or no.
    pub fn boolean(&mut self, name: &'static str) -> Option<bool> {
        let found = self.take(name)?;
        let value = match &found.value {
            Value::Bool(value) => Some(*value),
            Value::String(text) if found.is_text_only() => text.parse().ok(),
            _ => None,
        };
        self.keep(name, found, "true or false", value, |value| Value::from(*value))
    }

    /// A whole number from `least` to `most`.
    pub fn number(&mut self, name: &'static str, unit: &str, least: u32, most: u32) -> Option<u32> {
        let found = self.take(name)?;
        let number = match &found.value {
            Value::Number(number) => number.as_u64().and_then(|number| u32::try_from(number).ok()),
            Value::String(text) if found.is_text_only() => text.parse().ok(),
            _ => None,
        };
        let number = number.filter(|number| (least..=most).contains(number));
        let allowed = format!("a whole number of {unit} from {least} to {most}");
        self.keep(name, found, &allowed, number, |number| Value::from(*number))
    }

    /// A list of texts; in one text they are separated by commas.
    pub fn list<T: FromStr + ToString>(&mut self, name: &'static str, allowed: &str) -> Option<Vec<T>> {
        let found = self.take(name)?;
        let list: Option<Vec<T>> = match &found.value {
            Value::Array(items) => {
                items.iter().map(|item| item.as_str().and_then(|item| item.parse().ok())).collect()
            }
            Value::String(text) if found.is_text_only() => text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| item.parse().ok())
                .collect(),
            _ => None,
        };
        self.keep(name, found, allowed, list, |list| list.iter().map(ToString::to_string).collect())
    }

    /// A table, or the JSON text of one; `check` says what is wrong with it.
    pub fn json(
        &mut self,
        name: &'static str,
        check: impl FnOnce(&str) -> Result<(), String>,
    ) -> Option<String> {
        let found = self.take(name)?;
        let text = match &found.value {
            Value::String(text) if found.is_text_only() => text.clone(),
            value => value.to_string(),
        };
        match check(&text) {
            Ok(()) => self.keep(name, found, "", Some(text), |text| table(text)),
            Err(allowed) => self.keep(name, found, &allowed, None, |_| Value::Null),
        }
    }

    /// A text that nobody may see, of at least so many bytes.
    pub fn secret(&mut self, name: &'static str, least: usize) -> Option<String> {
        let Some(found) = self.layers.found.remove(name) else {
            self.effective.push(Effective { name, shown: None, place: Place::Default });
            return None;
        };
        self.effective.push(Effective { name, shown: None, place: found.place.clone() });
        match found.value.as_str() {
            Some(secret) if secret.len() >= least => Some(secret.to_owned()),
            Some(secret) => {
                self.problems.push(format!(
                    "{}: {name} has {} bytes; allowed is a text of at least {least}",
                    found.place,
                    secret.len()
                ));
                None
            }
            None => {
                self.problems.push(format!("{}: {name} is not a text", found.place));
                None
            }
        }
    }

    /// Says what holds where nothing was found.
    pub fn default(&mut self, name: &'static str, shown: Option<String>) {
        if let Some(effective) = self.effective.iter_mut().find(|effective| effective.name == name)
            && effective.place == Place::Default
        {
            effective.shown = shown;
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Everything that is wrong, settings that are none included.
    pub fn done(mut self) -> Result<Vec<Effective>, Vec<String>> {
        let known: Vec<_> = self.effective.iter().map(|effective| effective.name).collect();
        for (name, found) in &self.layers.found {
            let near = known
                .iter()
                .max_by(|a, b| strsim::jaro_winkler(name, a).total_cmp(&strsim::jaro_winkler(name, b)));
            let near = near.map_or_else(String::new, |near| format!("; the nearest is {near}"));
            self.problems.push(format!(
                "{}: {name} is not a setting{near}; `quotient-server config show` lists all",
                found.place
            ));
        }
        if self.problems.is_empty() { Ok(self.effective) } else { Err(self.problems) }
    }

    fn take(&mut self, name: &'static str) -> Option<Found> {
        let found = self.layers.found.remove(name);
        if found.is_none() {
            self.effective.push(Effective { name, shown: None, place: Place::Default });
        }
        found
    }

    fn keep<T>(
        &mut self,
        name: &'static str,
        found: Found,
        allowed: &str,
        value: Option<T>,
        typed: impl FnOnce(&T) -> Value,
    ) -> Option<T> {
        match &value {
            Some(value) => {
                let shown = Some(toml(&typed(value)));
                self.effective.push(Effective { name, shown, place: found.place });
            }
            None => {
                self.effective.push(Effective { name, shown: None, place: Place::Default });
                let is = shown(name, &found);
                self.problems.push(format!("{}: {name} is {is}; allowed is {allowed}", found.place));
            }
        }
        value
    }
}

/// The table that a JSON text is.
pub fn table(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

/// A value in an error. The address of a database may hold a password.
fn shown(name: &str, found: &Found) -> String {
    if name.ends_with("database") { "not usable".to_owned() } else { toml(&found.value) }
}

/// A value as TOML: what it has in common with JSON, and tables.
pub fn toml(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields: Vec<_> =
                fields.iter().map(|(name, value)| format!("{name} = {}", toml(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}
