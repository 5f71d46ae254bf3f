//! Coupons as terms: what a code names, what it takes off, and for whom (S8.1). What they do to a quote is in
//! `discount`.

use crate::amount::{Amount, Currency, Decimal};
use crate::calendar::{Cycle, Instant};
use crate::request::RequestType;
use crate::word::words;

words! {
    /// Why a code does not apply, in the order in which reasons are looked for (S8.3, S8.5).
    pub enum Refusal {
        /// The subscription has that coupon already.
        AlreadyRunning => "code_already_running",
        /// No terms are known for it.
        Unknown => "code_unknown",
        /// Its time has not come.
        NotStarted => "code_not_started",
        /// Its time is over.
        Expired => "code_expired",
        /// Redeemed as often as it may be.
        Exhausted => "code_exhausted",
        /// Redeemed by this account as often as it may be.
        AlreadyUsed => "code_already_used",
        /// Not for this type of request.
        WrongType => "code_wrong_type",
        /// Not for the cycle of the resulting period.
        WrongCycle => "code_wrong_cycle",
        /// For a first purchase alone.
        FirstPurchaseOnly => "code_first_purchase_only",
        /// Without an amount in this currency.
        WrongCurrency => "code_wrong_currency",
        /// Nothing is charged.
        NothingToDiscount => "code_nothing_to_discount",
        /// Not for what is charged.
        WrongProduct => "code_wrong_product",
        /// For more units.
        BelowQuantity => "code_below_quantity",
        /// For a higher amount.
        BelowAmount => "code_below_amount",
        /// Another choice of coupons takes off more.
        NotCombinable => "code_not_combinable",
        /// It would take nothing off.
        NoEffect => "code_no_effect",
    }
}

/// Amounts by currency, of each one at most, not below zero and with its currency's digits (S1.2).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Amounts(Vec<Amount>);

impl Amounts {
    pub(crate) const NONE: Amounts = Amounts(Vec::new());

    /// Adds an amount in a currency that has none.
    pub(crate) fn insert(&mut self, amount: Amount) {
        let at = self.0.partition_point(|known| known.currency() < amount.currency());
        self.0.insert(at, amount);
    }

    /// The amount in a currency.
    #[must_use]
    pub fn get(&self, currency: Currency) -> Option<Amount> {
        self.0.iter().copied().find(|amount| amount.currency() == currency)
    }

    /// Every amount, in the order of the currencies' codes.
    pub fn iter(&self) -> std::slice::Iter<'_, Amount> {
        self.0.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a coupon takes off: never more than what the coupons before it left of its lines, nor than
/// `max_discount` (S8.6). The sum is apportioned over the lines (S1.5).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Off {
    /// Per cent of what is left of its lines, 0 to 100 with up to 12 decimals; the sum is rounded once
    /// (S1.4).
    Percent(Decimal),
    /// So much in all, in the currency's digits, not rounded.
    Amount(Amounts),
    /// So much for every unit of its lines' `quantity`, so on a change for the added ones; in the
    /// currency's digits, not rounded.
    AmountPerUnit(Amounts),
}

/// For how long a redeemed coupon acts (S8.4, S9).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Duration {
    /// On the quote that redeems it.
    Once,
    /// On every renewal, too, and after a change of cycle.
    Forever,
    /// So many periods, counting the one that redeems it; 1 to `limits::COUNT`. A change of cycle ends
    /// it (S8.4).
    Periods(u32),
}

/// How often a coupon was redeemed; known to the server alone (S8.1). Numbers are 0 to `limits::COUNT`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Redemptions {
    /// By all accounts, at most: `code_exhausted` once `used` has reached it. `None`: no limit.
    pub limit: Option<u32>,
    /// By all accounts, so far.
    pub used: u32,
    /// By one account, at most: `code_already_used` once `used_by_account` has reached it. `None`: no
    /// limit.
    pub per_account: Option<u32>,
    /// By this account, so far.
    pub used_by_account: u32,
}

/// The terms that a code names (S8.1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coupon {
    /// Trimmed and in upper case (S8.1).
    pub code: String,
    /// For people.
    pub name: Option<String>,
    /// What it takes off.
    pub off: Off,
    /// At most so much on one quote; empty: no cap. With amounts, but none in the quote's currency, the
    /// code is refused as `code_wrong_currency`.
    pub max_discount: Amounts,
    /// From when on, inclusive.
    pub from: Option<Instant>,
    /// Until when, exclusive.
    pub until: Option<Instant>,
    /// The products whose charges it discounts; empty: all.
    pub products: Vec<String>,
    /// The cycles of the resulting period that it is for; empty: all.
    pub cycles: Vec<Cycle>,
    /// The types of requests that it is for; empty: all.
    pub types: Vec<RequestType>,
    /// The least quantity of its lines' products, summed, 0 (the default) to `limits::COUNT`. The
    /// resulting quantities count, not only the added units (S8.3).
    pub min_quantity: u32,
    /// The least sum of its lines' amounts before discounts; empty: none. With amounts, but none in the
    /// quote's currency, the code is refused as `code_wrong_currency`.
    pub min_amount: Amounts,
    /// For an account that has bought nothing before.
    pub first_purchase_only: bool,
    /// How often it was and may be redeemed, where that is known.
    pub redemptions: Redemptions,
    /// For how long.
    pub duration: Duration,
    /// May it apply together with others (S8.5)? Default false.
    pub combinable: bool,
    /// Lower applies first, of equal ones by code (S8.6); 0 to `limits::COUNT`, default 100.
    pub priority: u32,
}

impl Coupon {
    /// The terms as a page or a subscription may hold them.
    #[must_use]
    pub fn without_redemptions(&self) -> Coupon {
        let mut coupon = self.clone();
        coupon.redemptions = Redemptions::default();
        coupon
    }

    pub(crate) fn names(&self, product: &str) -> bool {
        self.products.is_empty() || self.products.iter().any(|named| named == product)
    }

    /// What it has for some currencies and not for this one.
    pub(crate) fn lacks(&self, currency: Currency) -> Option<&'static str> {
        let without = |amounts: &Amounts| amounts.get(currency).is_none();
        match &self.off {
            Off::Amount(amounts) | Off::AmountPerUnit(amounts) if without(amounts) => Some("amount"),
            _ if !self.max_discount.is_empty() && without(&self.max_discount) => Some("`maxDiscount`"),
            _ if !self.min_amount.is_empty() && without(&self.min_amount) => Some("`minAmount`"),
            _ => None,
        }
    }
}

/// What a host found for a typed code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Terms {
    /// The coupon.
    Coupon(Box<Coupon>),
    /// A reason, where the server alone can tell.
    Refused {
        /// Normalised.
        code: String,
        /// The reason.
        reason: Refusal,
    },
}

/// A code as it is compared (S8.1): Unicode white space at its ends is trimmed, ASCII letters are put in
/// upper case; other letters stay as they are.
#[must_use]
pub fn normalised(code: &str) -> String {
    code.trim().to_ascii_uppercase()
}

/// A list that names nothing allows everything.
pub(crate) fn allows<T: PartialEq>(list: &[T], one: &T) -> bool {
    list.is_empty() || list.contains(one)
}
