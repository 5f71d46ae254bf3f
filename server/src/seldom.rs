//! What is found again and again, and told from time to time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Seconds until the same is told again.
const AGAIN: i64 = 600;

/// When each thing was told last.
#[derive(Debug, Default)]
pub struct Seldom(Mutex<HashMap<String, i64>>);

impl Seldom {
    /// Is it to be told now? It is the first time, or long after the last.
    pub fn is_due(&self, what: &str, now: i64) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was put back starts anew.
        told.retain(|_, at| (*at..*at + AGAIN).contains(&now));
        let is_due = !told.contains_key(what);
        if is_due {
            told.insert(what.to_owned(), now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_told_every_ten_minutes() {
        let seldom = Seldom::default();
        let due = [0, 5, 599, 600, 605, 0].map(|now| seldom.is_due("a", now));
        assert_eq!(due, [true, false, false, true, false, true]);
        assert!(seldom.is_due("b", 1));
        assert!(!seldom.is_due("a", 1));
    }
}
