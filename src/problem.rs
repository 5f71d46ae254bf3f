//! What is wrong, and where: codes that never change their meaning, RFC 6901
//! pointers into what the caller sent, and messages that name the remedy.

use std::fmt;

use crate::amount::OutOfRange;
use crate::calendar::Instant;
use crate::limits;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident => $wire:literal,)*) => {
        /// What kind of problem it is. A code is never renamed or reused.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code with its wire name.
            pub const ALL: &'static [(&'static str, Code)] = &[$(($wire, Code::$name),)*];

            /// The code as it travels: `snake_case`, the thing first, then what is wrong with it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $wire,)* }
            }
        }
    };
}

codes! {
    // Text that is not JSON, or more of it than is read.
    /// The text is not JSON (RFC 8259).
    JsonMalformed => "json_malformed",
    /// A name stands twice in one object.
    DuplicateKey => "duplicate_key",
    /// Arrays and objects nest deeper than `limits::DEPTH`.
    TooDeep => "too_deep",
    /// A text or a list is longer than its limit.
    TooLarge => "too_large",
    /// A JavaScript value that JSON cannot say.
    NotJson => "not_json",

    // Shape.
    /// Another JSON type was expected.
    WrongType => "wrong_type",
    /// A field that is required is not there.
    MissingField => "missing_field",
    /// A field that is not known here.
    UnknownField => "unknown_field",
    /// Not one of the words that are allowed here.
    UnknownValue => "unknown_value",
    /// A field that does not go with this type of request.
    FieldNotAllowed => "field_not_allowed",

    // Values.
    /// Not a decimal string of S1.1.
    AmountMalformed => "amount_malformed",
    /// More decimals than the currency has (S1.2).
    AmountTooPrecise => "amount_too_precise",
    /// An amount that may not be below zero is.
    AmountNegative => "amount_negative",
    /// Not an RFC 3339 instant (S2.1).
    InstantMalformed => "instant_malformed",
    /// Not `UTC` or a fixed offset (S2.3).
    TimeZoneMalformed => "time_zone_malformed",
    /// Not a currency of ISO 4217.
    UnknownCurrency => "unknown_currency",
    /// Not a whole number without sign and exponent.
    IntegerMalformed => "integer_malformed",
    /// A number or a result outside the supported range (S1.6).
    OutOfRange => "out_of_range",
    /// A period that does not end after it starts.
    PeriodMalformed => "period_malformed",
    /// An empty text where a name is needed.
    TextEmpty => "text_empty",

    // Catalog, request and subscription as a whole.
    /// Two things of one kind have the same id, or two running coupons one code.
    DuplicateId => "duplicate_id",
    /// The same product twice in one list.
    DuplicateProduct => "duplicate_product",
    /// Two prices of a product for one currency and cycle.
    DuplicatePrice => "duplicate_price",
    /// The id of something that is not there.
    UnknownReference => "unknown_reference",
    /// Tiers do not rise to an open end (S3).
    TiersMalformed => "tiers_malformed",
    /// No quantity can satisfy minimum, maximum and step together.
    QuantityRangeEmpty => "quantity_range_empty",
    /// `quantityChange: replace` with `proration: none` (S2.6).
    PolicyContradictory => "policy_contradictory",
    /// A price in another currency than its subscription.
    CurrencyMismatch => "currency_mismatch",

    // S10: reasons to reject.
    /// The actor's role is not in the policy of a product concerned (S10).
    RoleNotAllowed => "role_not_allowed",
    /// Another subscription of the buyer holds the product (S10).
    AlreadySubscribed => "already_subscribed",
    /// The subscription is over (S10).
    SubscriptionEnded => "subscription_ended",
    /// The period has ended; the renewal comes first (S10).
    RenewalDue => "renewal_due",
    /// The period has not ended yet (S10).
    RenewalNotDue => "renewal_not_due",
    /// A payment is owed (S10).
    SubscriptionPastDue => "subscription_past_due",
    /// The subscription is canceled to the end of its period (S10).
    SubscriptionCanceling => "subscription_canceling",
    /// There is no cancellation to take back (S10).
    NotCanceling => "not_canceling",
    /// The instant lies before the running period (S10).
    BeforePeriod => "before_period",
    /// Nothing would differ (S10).
    NothingChanges => "nothing_changes",
    /// Nothing would be bought, or left (S10).
    NoItems => "no_items",
    /// Something must be credited and the ledger is absent (S10).
    ChargesMissing => "charges_missing",
    /// More products change than the policy allows at once (S10).
    TooManyProducts => "too_many_products",
    /// A smaller quantity, which the policy never allows (S10).
    QuantityDecreased => "quantity_decreased",
    /// A shorter cycle, which the policy never allows (S10).
    CycleShortened => "cycle_shortened",
    /// A quantity would wait, the cycle acts now (S10).
    MixedTiming => "mixed_timing",
    /// No price for product, currency and cycle (S10).
    PriceNotFound => "price_not_found",
    /// The catalog has no such product (S10).
    UnknownProduct => "unknown_product",
    /// Fewer units than the price sells (S10).
    QuantityBelowMinimum => "quantity_below_minimum",
    /// More units than the price sells (S10).
    QuantityAboveMaximum => "quantity_above_maximum",
    /// Not a multiple of the price's step (S10).
    QuantityStep => "quantity_step",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What would have been allowed, for the codes of S10 that tell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Allowed {
    /// With `role_not_allowed`: the roles that may for all products concerned, perhaps none.
    Roles(Vec<String>),
    /// With `renewal_not_due` and `cycle_shortened` the end of the period; with `already_subscribed`, where
    /// all that hold the product are canceled, the last one's end: from when on it is possible.
    From(Instant),
    /// With `quantity_below_minimum`, `quantity_above_maximum` and `quantity_step`: the nearest quantity
    /// that the price sells, of two the smaller.
    Quantity(u32),
}

/// One thing that is wrong, as it is [told](Told).
// A pointer wide: results carry it through every stage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem(Box<Told>);

/// What a [`Problem`] tells.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Told {
    /// The kind.
    pub code: Code,
    /// RFC 6901 pointer into what the caller sent; empty for the whole of it.
    pub path: String,
    /// For a person: the value found, the bound and the remedy. May change between versions.
    pub message: String,
    /// What would be allowed instead, for the codes that tell.
    pub allowed: Option<Allowed>,
}

impl Problem {
    /// A problem without `allowed`.
    pub fn new(code: Code, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::of(code, path.into(), message.into())
    }

    /// A problem with path and message as they are written; of all ways to say it the shortest code.
    #[inline(never)]
    pub(crate) fn told(code: Code, path: fmt::Arguments, message: fmt::Arguments) -> Self {
        Self::of(code, fmt::format(path), fmt::format(message))
    }

    #[inline(never)]
    fn of(code: Code, path: String, message: String) -> Self {
        Problem(Box::new(Told { code, path, message, allowed: None }))
    }
}

impl From<OutOfRange> for Problem {
    #[cold]
    fn from(_: OutOfRange) -> Self {
        Problem::new(
            Code::OutOfRange,
            "",
            "an amount leaves the supported range of 10^30 minor units; use smaller prices or quantities",
        )
    }
}

impl std::ops::Deref for Problem {
    type Target = Told;

    fn deref(&self) -> &Told {
        &self.0
    }
}

impl std::ops::DerefMut for Problem {
    fn deref_mut(&mut self) -> &mut Told {
        &mut self.0
    }
}

/// Problems as they are met: the first `limits::PROBLEMS` are kept, the others only counted, so that
/// refusing never costs much more than reading.
#[derive(Debug, Default)]
pub(crate) struct Found {
    kept: Vec<Problem>,
    more: usize,
}

impl Found {
    /// Whether there is no room for one more.
    pub(crate) fn is_full(&self) -> bool {
        self.kept.len() >= limits::PROBLEMS
    }

    /// The same, of one that is counted then. Asked before a message is made.
    pub(crate) fn only_counts(&mut self) -> bool {
        let full = self.is_full();
        if full {
            self.count();
        }
        full
    }

    /// One more, not kept.
    pub(crate) fn count(&mut self) {
        self.more = self.more.saturating_add(1);
    }

    /// One more, told only if it is kept.
    pub(crate) fn tell(&mut self, code: Code, path: fmt::Arguments, message: fmt::Arguments) {
        if !self.only_counts() {
            self.kept.push(Problem::told(code, path, message));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    #[cfg(test)]
    pub(crate) fn kept(&self) -> &[Problem] {
        &self.kept
    }
}

/// All that is wrong with an input, at least one problem.
#[derive(Clone, PartialEq, Eq, Debug)]
// A pointer wide, as a problem is.
#[expect(clippy::box_collection, reason = "results carry it through every stage")]
pub struct Problems(Box<Vec<Problem>>);

impl Problems {
    /// `None` if there is nothing wrong. Where more were found than are kept, the last one says so.
    pub(crate) fn from_found(found: Found) -> Option<Self> {
        if found.kept.is_empty() { None } else { Some(Problems::kept(found)) }
    }

    #[cold]
    #[inline(never)]
    fn kept(Found { mut kept, more }: Found) -> Self {
        if more > 0 {
            kept.truncate(limits::PROBLEMS.saturating_sub(1));
            let message = format_args!("and {} more problems; mend the first ones", more.saturating_add(1));
            kept.push(Problem::told(Code::TooLarge, format_args!(""), message));
        }
        Problems(Box::new(kept))
    }

    /// The problems, in the order in which they were met.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// Puts a path before that of each.
    pub(crate) fn under(&mut self, path: &str) {
        for problem in &mut *self.0 {
            problem.path.insert_str(0, path);
        }
    }

    /// As a JSON array: `[{"code", "path", "message", "allowed"?}]`.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::wire::encode::problems_json(&self.0)
    }
}

impl Problems {
    /// All of a list that is not empty.
    pub(crate) fn all(problems: Vec<Problem>) -> Problems {
        Problems(Box::new(problems))
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Problems(Box::new(vec![problem]))
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str("; ")?;
            }
            let at = if problem.path.is_empty() { "/" } else { &problem.path };
            write!(f, "{} at {at}: {}", problem.code, problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// `parent` and one more reference token, escaped by RFC 6901.
pub fn pointer(parent: &str, key: &str) -> String {
    let mut path = parent.to_owned();
    push_token(&mut path, key);
    path
}

/// Adds a reference token to a path, escaped by RFC 6901.
pub fn push_token(path: &mut String, key: &str) {
    path.push('/');
    for character in key.chars() {
        match character {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            other => path.push(other),
        }
    }
}
