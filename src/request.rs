//! What is asked (S5).

use crate::amount::{Currency, Decimal};
use crate::calendar::{Cycle, Instant};
use crate::discount::Terms;
use crate::problem::Problems;
use crate::subscription::{NewQuantity, Subscription};
use crate::wire;
use crate::word::words;

words! {
    /// The types of requests.
    pub enum RequestType {
        /// A new subscription.
        Purchase => "purchase",
        /// Other quantities, another cycle, another product.
        Change => "change",
        /// The next period.
        Renewal => "renewal",
        /// The end.
        Cancellation => "cancellation",
        /// Taking a cancellation back.
        Resumption => "resumption",
    }
}

words! {
    /// Do prices contain tax?
    pub enum TaxBehavior {
        /// Tax comes on top.
        Exclusive => "exclusive",
        /// Prices include it.
        Inclusive => "inclusive",
    }
}

words! {
    /// Where tax is rounded (S8.7).
    pub enum RoundingLevel {
        /// Once per rate, then apportioned over the lines.
        Total => "total",
        /// Per line and rate.
        Line => "line",
    }
}

/// A tax that falls on charges.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rate {
    /// Its id.
    pub id: String,
    /// Per cent, not below zero.
    pub percent: Decimal,
    /// The products on which it falls; empty: all.
    pub products: Vec<String>,
}

impl Rate {
    pub(crate) fn falls_on(&self, product: &str) -> bool {
        self.products.is_empty() || self.products.iter().any(|named| named == product)
    }
}

/// The tax of a request, given by the host: rates are looked up elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tax {
    /// On top or included.
    pub behavior: TaxBehavior,
    /// Where it is rounded.
    pub rounding_level: RoundingLevel,
    /// The rates, in the order in which lines list them.
    pub rates: Vec<Rate>,
    /// No tax on charges.
    pub exempt: bool,
}

impl Tax {
    /// No rates.
    #[must_use]
    pub fn none() -> Tax {
        Tax {
            behavior: TaxBehavior::Exclusive,
            rounding_level: RoundingLevel::Total,
            rates: Vec::new(),
            exempt: false,
        }
    }
}

/// What shall happen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// A new subscription.
    Purchase {
        /// In which currency.
        currency: Currency,
        /// For which cycle.
        cycle: Cycle,
        /// All items.
        items: Vec<NewQuantity>,
    },
    /// New quantities, a new cycle, or both.
    Change {
        /// The state before.
        subscription: Subscription,
        /// The new quantities; a product that is not named keeps its own.
        items: Vec<NewQuantity>,
        /// The new cycle; `None` keeps the present one.
        cycle: Option<Cycle>,
    },
    /// The next period.
    Renewal {
        /// The state before.
        subscription: Subscription,
    },
    /// The end.
    Cancellation {
        /// The state before.
        subscription: Subscription,
    },
    /// Taking a cancellation back.
    Resumption {
        /// The state before.
        subscription: Subscription,
    },
}

/// What is asked, by whom and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// The instant of the quote; nothing reads a clock (S2.2).
    pub at: Instant,
    /// The role of who asks, if known.
    pub role: Option<String>,
    /// What shall happen.
    pub action: Action,
    /// Other subscriptions that the buyer has.
    pub existing: Vec<Subscription>,
    /// Has the account bought nothing before?
    pub first_purchase: bool,
    /// Typed codes, normalised, each once (S8.1).
    pub codes: Vec<String>,
    /// Terms that the host looked up for them.
    pub coupons: Vec<Terms>,
    /// The tax.
    pub tax: Tax,
}

impl Request {
    /// Reads a request's JSON text.
    ///
    /// # Errors
    ///
    /// Every problem at once, each with its pointer.
    pub fn parse(text: &str) -> Result<Request, Problems> {
        wire::decode::request(text)
    }

    /// The type of the request.
    #[must_use]
    pub fn request_type(&self) -> RequestType {
        match self.action {
            Action::Purchase { .. } => RequestType::Purchase,
            Action::Change { .. } => RequestType::Change,
            Action::Renewal { .. } => RequestType::Renewal,
            Action::Cancellation { .. } => RequestType::Cancellation,
            Action::Resumption { .. } => RequestType::Resumption,
        }
    }

    /// The state before; a purchase has none.
    #[must_use]
    pub fn subscription(&self) -> Option<&Subscription> {
        match &self.action {
            Action::Purchase { .. } => None,
            Action::Change { subscription, .. }
            | Action::Renewal { subscription }
            | Action::Cancellation { subscription }
            | Action::Resumption { subscription } => Some(subscription),
        }
    }

    /// Canonical JSON of the parsed form: defaults left out, spelling normalised.
    #[must_use]
    pub fn to_json(&self) -> String {
        wire::encode::request_json(self)
    }
}
