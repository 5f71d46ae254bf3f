//! One customer's situation, read and checked once, for as many choices as they try.

use crate::answer::{Answer, Parts, Total};
use crate::asked::{Act, Asked};
use crate::calendar::{Cycle, Instant};
use crate::catalog::Catalog;
use crate::problem::{Code, Problem, Problems};
use crate::quote::{answer, text, total_of};
use crate::request::{Action, Request};
use crate::subscription::NewQuantity;
use crate::wire;

/// What a customer may vary of a [`Prepared`] request; what is `None` stays as it was prepared.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    /// The instant of the quote.
    pub at: Option<Instant>,
    /// All items of a purchase, the new quantities of a change; of these types only.
    pub items: Option<Vec<NewQuantity>>,
    /// The cycle of a purchase or a change; of these types only.
    pub cycle: Option<Cycle>,
    /// Typed codes, normalised, each once (S8.1); of a purchase or a change only.
    pub codes: Option<Vec<String>>,
}

impl Choice {
    /// Reads `{"at", "items", "cycle", "codes"}`, all optional, as JSON text.
    ///
    /// # Errors
    ///
    /// Every problem at once, each with its pointer: the codes of [`Request::parse`] for these fields.
    pub fn parse(text: &str) -> Result<Choice, Problems> {
        wire::decode::choice(text)
    }
}

/// A catalog and a request that were read and checked, of which the customer's choice varies: what a slider, a
/// list of quantities or a field for codes asks again and again. Every answer has the bytes of the one to a
/// request with that choice in it.
///
/// ```
/// use quotient::{Catalog, Choice, Request, Total};
///
/// let catalog = Catalog::parse(
///     r#"{"id": "shop", "products": [{"id": "seat", "name": "Workspace", "unitName": "seat", "prices": [
///         {"id": "seat-month", "currency": "USD", "cycle": {"unit": "month"},
///          "scheme": {"type": "perUnit", "amount": "12.00"}}]}]}"#,
/// )?;
/// let request = Request::parse(
///     r#"{"type": "purchase", "at": "2026-04-01T00:00:00Z", "currency": "USD", "cycle": {"unit": "month"},
///         "items": [{"product": "seat", "quantity": 5}]}"#,
/// )?;
/// let prepared = catalog.prepare(&request);
/// let seven = Choice::parse(r#"{"items": [{"product": "seat", "quantity": 7}]}"#)?;
/// let Total::Priced(totals) = prepared.total(&seven)? else { panic!("it is allowed") };
/// assert_eq!(totals.amount_due.to_string(), "84.00");
/// assert_eq!(prepared.quote(&Choice::default())?.quote().unwrap().totals.amount_due.to_string(), "60.00");
/// # Ok::<(), quotient::Problems>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Prepared<'a> {
    catalog: &'a Catalog,
    request: &'a Request,
}

impl Catalog {
    /// Prepares a request, to be asked with one choice after the other.
    #[must_use]
    pub fn prepare<'a>(&'a self, request: &'a Request) -> Prepared<'a> {
        Prepared { catalog: self, request }
    }
}

impl<'a> Prepared<'a> {
    /// The request as it was prepared.
    #[must_use]
    pub fn request(&self) -> &'a Request {
        self.request
    }

    /// The whole answer to a choice.
    ///
    /// # Errors
    ///
    /// As of [`quote`](crate::quote), and `field_not_allowed` for what the request's type does not let vary.
    pub fn quote(&self, choice: &Choice) -> Result<Answer, Problems> {
        self.quote_with(choice, Parts::ALL)
    }

    /// The same with some parts only.
    ///
    /// # Errors
    ///
    /// As of [`Prepared::quote`].
    pub fn quote_with(&self, choice: &Choice, parts: Parts) -> Result<Answer, Problems> {
        self.check(choice)?;
        answer(self.catalog, &self.asked(choice), parts)
    }

    /// The text of the same answer, as [`quote_json`](crate::quote_json) makes it.
    ///
    /// # Errors
    ///
    /// As of [`Prepared::quote`].
    pub fn quote_json(&self, choice: &Choice, parts: Parts) -> Result<String, Problems> {
        self.check(choice)?;
        text(self.catalog, &self.asked(choice), parts)
    }

    /// What a choice costs, line by line: [`Parts::AMOUNTS`].
    ///
    /// # Errors
    ///
    /// As of [`Prepared::quote`].
    pub fn amounts(&self, choice: &Choice) -> Result<Answer, Problems> {
        self.quote_with(choice, Parts::AMOUNTS)
    }

    /// What a choice costs in all: the sums alone, for what is asked at every step of a slider.
    ///
    /// # Errors
    ///
    /// As of [`Prepared::quote`].
    pub fn total(&self, choice: &Choice) -> Result<Total, Problems> {
        self.check(choice)?;
        total_of(self.catalog, &self.asked(choice))
    }

    /// Only a purchase and a change leave a choice but that of the instant.
    fn check(&self, choice: &Choice) -> Result<(), Problems> {
        if let Action::Purchase { .. } | Action::Change { .. } = self.request.action {
            return Ok(());
        }
        let kind = self.request.request_type().as_str();
        let mut problems = Vec::new();
        for (key, given) in [
            ("items", choice.items.is_some()),
            ("cycle", choice.cycle.is_some()),
            ("codes", choice.codes.is_some()),
        ] {
            if given {
                let message = format_args!("`{key}` goes with purchase and change only, not with {kind}");
                problems.push(Problem::told(Code::FieldNotAllowed, format_args!("/{key}"), message));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(Problems::all(problems)) }
    }

    pub(crate) fn asked<'c>(&self, choice: &'c Choice) -> Asked<'c>
    where
        'a: 'c,
    {
        let mut asked: Asked<'c> = self.request.asked();
        asked.at = choice.at.unwrap_or(asked.at);
        match &mut asked.act {
            Act::Purchase { items, cycle, .. } => {
                *items = choice.items.as_deref().unwrap_or(items);
                *cycle = choice.cycle.unwrap_or(*cycle);
            }
            Act::Change { items, cycle, .. } => {
                *items = choice.items.as_deref().unwrap_or(items);
                *cycle = choice.cycle.or(*cycle);
            }
            _ => {}
        }
        asked.codes = choice.codes.as_deref().unwrap_or(asked.codes);
        asked
    }
}
