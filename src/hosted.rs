//! Prepared requests as the doors keep them: by handle, asked with texts and numbers.

use std::cell::Cell;
use std::mem;

use crate::answer::{Parts, Total};
use crate::catalog::Catalog;
use crate::digits::{Digits, Plain};
use crate::limits;
use crate::prepared::Choice;
use crate::problem::Problems;
use crate::prorate::Kept;
use crate::quote::total_of;
use crate::request::{Action, Request};

/// What a host asks for, as a number: one bit for each of [`Parts`] in the order of their names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted(pub u32);

impl Wanted {
    /// The parts. Bits that mean nothing are left alone.
    #[must_use]
    pub const fn parts(self) -> Parts {
        Parts {
            calculation: self.0 & 1 != 0,
            digest: self.0 & 2 != 0,
            renewal: self.0 & 4 != 0,
            subscription: self.0 & 8 != 0,
        }
    }
}

/// A request that a host keeps, with what it says again and again.
#[derive(Debug)]
pub struct Hosted {
    request: Request,
    /// The request's items, of which [`Hosted::total`] varies one.
    choice: Choice,
    /// What [`Hosted::total`] told last.
    told: String,
    /// What it worked out of each item that is held, with the catalog of this digest.
    kept: Vec<Cell<Kept>>,
    catalog: String,
}

impl Hosted {
    /// Reads a request's JSON text.
    ///
    /// # Errors
    ///
    /// As of [`Request::parse`].
    pub fn parse(text: &str) -> Result<Hosted, Problems> {
        let request = Request::parse(text)?;
        let items = match &request.action {
            Action::Purchase { items, .. } | Action::Change { items, .. } => Some(items.clone()),
            _ => None,
        };
        let held = request.subscription().map_or(0, |subscription| subscription.items.len());
        Ok(Hosted {
            request,
            choice: Choice { items, ..Choice::default() },
            told: String::new(),
            kept: vec![Cell::default(); held],
            catalog: String::new(),
        })
    }

    /// The answer to a choice's JSON text.
    ///
    /// # Errors
    ///
    /// As of [`Choice::parse`] and [`Prepared::quote`](crate::Prepared::quote).
    pub fn quote_json(&self, catalog: &Catalog, choice: &str, wanted: Wanted) -> Result<String, Problems> {
        catalog.prepare(&self.request).quote_json(&Choice::parse(choice)?, wanted.parts())
    }

    /// With another quantity of the request's item at a place, the total and what is due, with a space between them
    /// and a NUL at the end. Empty: a choice's text must be asked, which tells why.
    pub fn total(&mut self, catalog: &Catalog, place: usize, quantity: u32) -> &str {
        self.told.clear();
        let item = self.choice.items.as_mut().and_then(|items| items.get_mut(place));
        if let Some(item) = item
            && quantity <= limits::QUANTITY
        {
            let before = mem::replace(&mut item.quantity, quantity);
            if self.catalog != catalog.digest {
                self.catalog.clone_from(&catalog.digest);
                self.kept.fill(Cell::default());
            }
            let mut asked = catalog.prepare(&self.request).asked(&self.choice);
            asked.kept = &self.kept;
            if let Ok(Total::Priced(totals)) = total_of(catalog, &asked) {
                for (amount, end) in [(totals.total, " "), (totals.amount_due, "\0")] {
                    let mut text = Digits::empty();
                    amount.plain(&mut text);
                    self.told.push_str(text.as_str());
                    self.told.push_str(end);
                }
            }
            if let Some(item) = self.choice.items.as_mut().and_then(|items| items.get_mut(place)) {
                item.quantity = before;
            }
        }
        &self.told
    }
}
