//! What comes back: a priced quote, or every reason why not (S5, S9).

use crate::amount::{Amount, Currency};
use crate::calendar::{Instant, Period};
use crate::catalog::Proration;
use crate::discount::Refusal;
use crate::problem::Problem;
use crate::ratio::Ratio;
use crate::request::RequestType;
use crate::subscription::Subscription;
use crate::wire;
use crate::word::words;

words! {
    /// Which way a line goes.
    pub enum LineKind {
        /// Adds to what is owed.
        Charge => "charge",
        /// Gives back what was paid and not used.
        Credit => "credit",
    }
}

/// A share of time as it was counted (S2.6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// Of the denominator's units.
    pub numerator: i64,
    /// Above zero.
    pub denominator: i64,
    /// What was counted.
    pub unit: Proration,
}

/// A ledger entry's part in a credit (S7).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditedEntry {
    /// What was paid, without tax.
    pub net: Amount,
    /// Its tax.
    pub tax: Amount,
    /// The time that it paid for.
    pub period: Period,
    /// The remaining share of that time.
    pub share: Share,
    /// `net * share * part` in major units, before rounding.
    pub exact_net: Ratio,
    /// `tax * share * part` in major units, before rounding.
    pub exact_tax: Ratio,
}

/// How a line's amount came about, exact, so that a person can check it by hand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Calculation {
    /// `round((after - before) * share * without_tax)`.
    Charge {
        /// `A(old)` in major units, where only the difference is charged.
        before: Option<Ratio>,
        /// `A(new)` in major units.
        after: Ratio,
        /// The share of the period that is charged; `None`: all of it.
        share: Option<Share>,
        /// What an exempt buyer pays of a price that includes tax: `1 / (1 + p)`.
        without_tax: Option<Ratio>,
        /// In major units, before rounding.
        exact: Ratio,
    },
    /// The sum of what each past payment gives back.
    Credit {
        /// `A(old)` in major units, where a smaller quantity gives back a part.
        before: Option<Ratio>,
        /// `A(new)` in major units, likewise.
        after: Option<Ratio>,
        /// `k` of S7.
        part: Ratio,
        /// The ledger entries that are not used up.
        entries: Vec<CreditedEntry>,
    },
}

/// What a coupon takes off one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineDiscount {
    /// The coupon's code.
    pub code: String,
    /// Below zero.
    pub amount: Amount,
}

/// What a rate adds to one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineTax {
    /// The rate's id.
    pub id: String,
    /// Zero or more.
    pub amount: Amount,
}

/// One line of a quote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Charge or credit.
    pub kind: LineKind,
    /// The product's id.
    pub product: String,
    /// How many units the line is about (S6).
    pub quantity: u32,
    /// The time that it is about.
    pub period: Period,
    /// Before discounts; as the prices are, with or without tax.
    pub amount: Amount,
    /// What coupons took off, in the order in which they applied.
    pub discounts: Vec<LineDiscount>,
    /// Without tax.
    pub net: Amount,
    /// Every rate that falls on it, in the request's order.
    pub taxes: Vec<LineTax>,
    /// Their sum; of a credit the tax that was paid.
    pub tax: Amount,
    /// `net + tax`.
    pub total: Amount,
    /// How the amount came about.
    pub calculation: Calculation,
}

/// What became of a typed code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CodeOutcome {
    /// It took something off.
    Applied {
        /// Normalised.
        code: String,
        /// Below zero.
        amount: Amount,
    },
    /// It did not.
    Refused {
        /// Normalised.
        code: String,
        /// Why.
        reason: Refusal,
        /// For a person.
        message: String,
    },
}

/// The sums over the lines and what is due (S9).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Totals {
    /// The sum of the lines' amounts.
    pub subtotal: Amount,
    /// Zero or below.
    pub discount: Amount,
    /// The sum of the lines' taxes.
    pub tax: Amount,
    /// The sum of the lines' totals.
    pub total: Amount,
    /// What the balance pays of it.
    pub balance_applied: Amount,
    /// What is to be paid now.
    pub amount_due: Amount,
    /// What the customer is owed.
    pub refund: Amount,
}

/// The next renewal of the state after, as it would be if nothing changes until then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Renewal {
    /// When.
    pub at: Instant,
    /// Its sums.
    pub totals: Totals,
}

/// A priced answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quote {
    /// What was asked.
    pub request_type: RequestType,
    /// The instant of the quote.
    pub at: Instant,
    /// The catalog's id.
    pub catalog: String,
    /// The currency of every amount in it.
    pub currency: Currency,
    /// Credits first, then charges.
    pub lines: Vec<Line>,
    /// The typed codes, each once.
    pub codes: Vec<CodeOutcome>,
    /// The sums.
    pub totals: Totals,
    /// The state once the amount due is paid.
    pub subscription: Subscription,
    /// Its next renewal, if it will renew and has its prices.
    pub renewal: Option<Renewal>,
    /// What the resulting prices allow, each once.
    pub entitlements: Vec<String>,
    /// Until when the quote may be held.
    pub valid_until: Instant,
    /// `sha256:` and 64 hexadecimal digits: two hosts agree exactly when these do.
    pub digest: String,
}

/// An answer without prices: what was asked is not allowed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rejection {
    /// What was asked.
    pub request_type: RequestType,
    /// The instant of the request.
    pub at: Instant,
    /// The catalog's id.
    pub catalog: String,
    /// All reasons of S10 that hold.
    pub problems: Vec<Problem>,
}

/// The answer to a well-formed request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// It is allowed, and costs this.
    Priced(Box<Quote>),
    /// It is not allowed.
    Rejected(Box<Rejection>),
}

impl Answer {
    /// The whole answer as canonical JSON (RFC 8785).
    #[must_use]
    pub fn to_json(&self) -> String {
        wire::encode::answer_json(self)
    }

    /// The quote, if it was priced.
    #[must_use]
    pub fn quote(&self) -> Option<&Quote> {
        match self {
            Answer::Priced(quote) => Some(quote),
            Answer::Rejected(_) => None,
        }
    }
}
