//! How long a saved quote binds: as long as nobody gains by waiting.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::DAY;
use crate::app::App;
use crate::clock;
use crate::failure::Failure;
use crate::pricing::Priced;

/// Of a state, what the validity depends on.
#[derive(Deserialize)]
pub struct State {
    items: Vec<Item>,
    period: Period,
}

#[derive(Deserialize)]
struct Item {
    product: String,
    quantity: u64,
}

#[derive(Deserialize)]
struct Period {
    end: String,
}

impl State {
    /// Reads a state that is stored, or that the engine gave.
    ///
    /// # Errors
    /// It is none.
    pub fn of(state: &RawValue) -> Result<State, Failure> {
        serde_json::from_str(state.get()).map_err(|error| Failure::internal("stored state", error))
    }

    /// The last second of its period.
    ///
    /// # Errors
    /// It has none.
    pub fn last(&self) -> Result<i64, Failure> {
        let end = clock::parse(&self.period.end);
        end.map(|end| end - 1).ok_or_else(|| Failure::internal("stored state", "its period has no end"))
    }

    /// Is there less of anything after it?
    pub fn loses(&self, after: &State) -> bool {
        let mut left: BTreeMap<&str, u64> = BTreeMap::new();
        for item in &after.items {
            *left.entry(&item.product).or_default() += item.quantity;
        }
        self.items.iter().any(|item| left.get(item.product.as_str()).is_none_or(|&left| left < item.quantity))
    }
}

/// Until when a quote that is saved now may be accepted.
///
/// As many days as are configured. A change at most to the end of the period that it was priced in, and of the one that it
/// starts. One that takes something away no longer than any quote: it gives back what was not used when it was priced,
/// and until it is accepted it is used.
///
/// # Errors
/// A state cannot be read.
pub fn until(app: &App, before: Option<&RawValue>, priced: &Priced, now: i64) -> Result<i64, Failure> {
    let days = now + i64::from(app.settings.quotes.validity_days) * DAY;
    let Some(before) = before else { return Ok(days) };
    let (before, after) = (State::of(before)?, State::of(&priced.subscription)?);
    let until = days.min(before.last()?).min(after.last()?);
    if !before.loses(&after) {
        return Ok(until);
    }
    let quoted = clock::parse(&priced.valid_until)
        .ok_or_else(|| Failure::internal("answer of the engine", "it has no end of its validity"))?;
    Ok(until.min(quoted))
}
