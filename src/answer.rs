//! What comes back: a priced quote, or every reason why not (S5, S9).

use crate::amount::{Amount, Currency};
use crate::calendar::{Instant, Period};
use crate::catalog::Proration;
use crate::coupon::Refusal;
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
    /// Seconds or days that remain, 0 to the denominator. In days a charge counts at least one; by
    /// `none` it is 1 for a charge and 0 for a credit, of 1.
    pub numerator: i64,
    /// Seconds or days of the whole period, above zero.
    pub denominator: i64,
    /// What was counted.
    pub unit: Proration,
}

/// A ledger entry's part in a credit (S7).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditedEntry {
    /// What was paid, without tax; below zero for an earlier credit.
    pub net: Amount,
    /// Its tax.
    pub tax: Amount,
    /// The time that it paid for.
    pub period: Period,
    /// The share of that time that remains (S2.6).
    pub share: Share,
    /// `net * share * part` in major units, before its rounding (S1.4).
    pub exact_net: Ratio,
    /// `tax * share * part` in major units, before its rounding (S1.4).
    pub exact_tax: Ratio,
}

/// How a line's amount came about, exact, so that a person can check it by hand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Calculation {
    /// `(after - before) * share * without_tax`, rounded once (S6, S1.4). `None` stands for 0 as `before`,
    /// for 1 as a factor.
    Charge {
        /// `A(old)` in major units, where only the difference is charged.
        before: Option<Ratio>,
        /// `A(new)` in major units.
        after: Ratio,
        /// The share of the period that is charged; `None`: all of it.
        share: Option<Share>,
        /// What an exempt buyer pays of a price that includes tax: `1 / (1 + p)`.
        without_tax: Option<Ratio>,
        /// The product in major units, before rounding.
        exact: Ratio,
    },
    /// The sum of what each past payment gives back, net and tax of each rounded by itself (S7, S1.4).
    Credit {
        /// `A(old)` in major units, where a smaller quantity gives back a part.
        before: Option<Ratio>,
        /// `A(new)` in major units, likewise.
        after: Option<Ratio>,
        /// `k` of S7, above 0 and at most 1: `(before - after) / before`, or 1 where all is given back.
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
    /// How many units the line is about (S6): those added or removed where only the difference is
    /// charged or credited, else all of them.
    pub quantity: u32,
    /// The time that it is about (S6): the whole new period, or `at` to the end of the running one.
    pub period: Period,
    /// Before discounts; as the prices are, with or without tax. Of a credit zero or below.
    pub amount: Amount,
    /// What coupons took off, in the order in which they applied (S8.6); shares of zero are left out.
    pub discounts: Vec<LineDiscount>,
    /// After discounts, without tax (S8.8).
    pub net: Amount,
    /// Every rate that falls on it, in the request's order; none on a credit or for an exempt buyer.
    pub taxes: Vec<LineTax>,
    /// Their sum; of a credit the tax that is given back (S7).
    pub tax: Amount,
    /// `net + tax`.
    pub total: Amount,
    /// How the amount came about; `None`: not [asked for](Parts::calculation).
    pub calculation: Option<Box<Calculation>>,
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
        /// For a person; may change between versions.
        message: String,
    },
}

/// The sums over the lines and what is due (S9).
///
/// `balance_applied`, `amount_due` and `refund` are never below zero, and `amount_due` and `refund`
/// never both above it. Where `total` is zero or more it is `balance_applied + amount_due`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Totals {
    /// The sum of the lines' amounts.
    pub subtotal: Amount,
    /// The sum of what coupons took off, zero or below.
    pub discount: Amount,
    /// The sum of the lines' taxes; below zero where credits give back more tax.
    pub tax: Amount,
    /// The sum of the lines' totals, of either sign.
    pub total: Amount,
    /// What the balance pays of a total above zero.
    pub balance_applied: Amount,
    /// What is to be paid now: the rest of it.
    pub amount_due: Amount,
    /// What the customer is owed of a total below zero; 0 where `negativeTotal` is `balance`.
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

/// The parts of an answer that a host may do without: one that is not asked for costs nothing. Lines, codes,
/// totals, entitlements and `valid_until` are always there, and every problem of the request and all reasons to
/// reject it are told whatever is asked for. Only what a part alone can find is told with that part: a state after
/// with more than is read, a renewal that leaves the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parts {
    /// How every line's amount came about.
    pub calculation: bool,
    /// The hash by which two hosts know that they agree. It covers the whole answer, so that everything is
    /// worked out for it, whatever else is shown.
    pub digest: bool,
    /// The preview of the next renewal.
    pub renewal: bool,
    /// The state once the amount due is paid.
    pub subscription: bool,
}

impl Parts {
    /// The whole answer.
    pub const ALL: Parts = Parts { calculation: true, digest: true, renewal: true, subscription: true };
    /// What it costs, and nothing else.
    pub const AMOUNTS: Parts =
        Parts { calculation: false, digest: false, renewal: false, subscription: false };
}

/// The whole answer.
impl Default for Parts {
    fn default() -> Parts {
        Parts::ALL
    }
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
    /// The state once the amount due is paid; `None`: not [asked for](Parts::subscription).
    pub subscription: Option<Subscription>,
    /// Its next renewal, with the same tax (S9); `None` where the state is not active, is canceled or
    /// lacks a product or a price, and where it was not [asked for](Parts::renewal).
    pub renewal: Option<Renewal>,
    /// What the resulting prices allow, in the items' order, each once.
    pub entitlements: Vec<String>,
    /// Until when the quote may be held (S9): the earliest of `at` plus the catalog's
    /// `quoteTtlSeconds`, of a change or a cancellation the end of the running period, and `until` of
    /// every typed code that applied.
    pub valid_until: Instant,
    /// `sha256:` and 64 lower-case hexadecimal digits: two hosts agree exactly when these do (S9).
    /// It covers [`SEMANTICS`](crate::SEMANTICS), the catalog's digest, the request as parsed and the
    /// answer, without coupons and messages. `None`: not [asked for](Parts::digest).
    pub digest: Option<String>,
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
    /// All reasons of S10 that hold, at least one. Do not rely on their order.
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

/// What a choice costs in all, without the lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Total {
    /// The sums.
    Priced(Totals),
    /// It is not allowed.
    Rejected(Box<Rejection>),
}

impl Quote {
    /// Leaves out what was worked out for the digest alone, but for what lines have of it.
    pub(crate) fn keep(&mut self, parts: Parts) {
        if !parts.renewal {
            self.renewal = None;
        }
        if !parts.subscription {
            self.subscription = None;
        }
    }
}

impl Answer {
    /// The answer as canonical JSON (RFC 8785), with the parts that it has.
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
