//! What is asked (S5).

use crate::amount::{Currency, Decimal};
use crate::calendar::{Cycle, Instant};
use crate::coupon::Terms;
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
    /// Do prices contain tax (S8.7)? `p` is a rate as a fraction.
    pub enum TaxBehavior {
        /// Tax comes on top: exactly `net * p` for each rate and line.
        Exclusive => "exclusive",
        /// Prices include it: exactly `total * p / (1 + the sum of all p on the line)`.
        Inclusive => "inclusive",
    }
}

words! {
    /// Where tax is rounded (S8.7).
    pub enum RoundingLevel {
        /// Once per rate on the sum over the lines, then apportioned over them (S1.5).
        Total => "total",
        /// Per line and rate.
        Line => "line",
    }
}

/// A tax that falls on charges, never on credits (S8.7).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rate {
    /// Its id.
    pub id: String,
    /// Per cent, not below zero, with up to 12 decimals; may exceed 100 (S1.1).
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
    /// The rates, at most `limits::RATES`, in the order in which lines list them.
    pub rates: Vec<Rate>,
    /// No tax on charges. Prices that include tax are divided by 1 + the sum of the rates that would
    /// fall on them, before their one rounding (S8.7).
    pub exempt: bool,
}

impl Tax {
    /// No rates.
    #[must_use]
    pub const fn none() -> Tax {
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
        subscription: Box<Subscription>,
        /// The new quantities; a product that is not named keeps its own, one with its present quantity
        /// withdraws what is pending for it (S5).
        items: Vec<NewQuantity>,
        /// The new cycle; `None` keeps the present one, naming that one withdraws a pending cycle (S5).
        cycle: Option<Cycle>,
    },
    /// The next period.
    Renewal {
        /// The state before.
        subscription: Box<Subscription>,
    },
    /// The end.
    Cancellation {
        /// The state before.
        subscription: Box<Subscription>,
    },
    /// Taking a cancellation back.
    Resumption {
        /// The state before.
        subscription: Box<Subscription>,
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
    /// Other subscriptions that the buyer has, at most `limits::EXISTING` (S10).
    pub existing: Vec<Subscription>,
    /// Has the account bought nothing before?
    pub first_purchase: bool,
    /// Typed codes, normalised, each once (S8.1), at most 100 as typed.
    pub codes: Vec<String>,
    /// Terms that the host looked up for them; they count before the catalog's (S8.1).
    pub coupons: Vec<Terms>,
    /// The tax.
    pub tax: Tax,
}

impl Request {
    /// Reads a request's JSON text.
    ///
    /// # Errors
    ///
    /// Every problem at once, each with its pointer, at most `limits::PROBLEMS`:
    ///
    /// - `too_large`: the text has more than `limits::REQUEST_BYTES`, which is checked before it is
    ///   read; or one text or list in it is above its limit;
    /// - `json_malformed`, `duplicate_key`, `too_deep`: what is not read as JSON;
    /// - `wrong_type`, `missing_field`, `unknown_field`, `unknown_value`, `field_not_allowed`: its shape;
    /// - `amount_malformed`, `amount_negative`, `amount_too_precise`, `integer_malformed`, `out_of_range`,
    ///   `unknown_currency`, `instant_malformed`, `period_malformed`, `text_empty`: single values;
    /// - `duplicate_id`, `duplicate_product`: twice what may be there once;
    /// - `currency_mismatch`, `tiers_malformed`, `quantity_range_empty`: an agreed price (S4).
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

    /// Canonical JSON (RFC 8785) of the parsed form: defaults left out, spelling normalised.
    #[must_use]
    pub fn to_json(&self) -> String {
        wire::encode::request_json(self)
    }
}
