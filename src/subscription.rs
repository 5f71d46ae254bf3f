//! What a customer has: items, period, the ledger of what was paid, running coupons and
//! what waits for the renewal (S4).

use crate::amount::{Amount, Currency};
use crate::calendar::{Cycle, Instant, Period};
use crate::catalog::{Price, Product};
use crate::coupon::Coupon;
use crate::word::words;

words! {
    /// Where a subscription stands.
    pub enum Status {
        /// It runs.
        Active => "active",
        /// It runs, a payment is owed.
        PastDue => "pastDue",
        /// It is over.
        Ended => "ended",
    }
}

/// So many units of a product.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// The product's id.
    pub product: String,
    /// Units, 1 to `limits::QUANTITY`.
    pub quantity: u32,
    /// A price agreed with this customer, used instead of the catalog's while the cycle is its own.
    pub price: Option<Price>,
}

impl Item {
    /// The price of this item for a cycle: the agreed one if it is for that cycle, else the catalog's.
    pub(crate) fn price<'a>(
        &'a self,
        product: &'a Product,
        currency: Currency,
        cycle: Cycle,
    ) -> Option<&'a Price> {
        match &self.price {
            Some(price) if price.cycle == cycle => Some(price),
            _ => product.price(currency, cycle),
        }
    }
}

/// A ledger entry: what was really paid for a stretch of time (S4). Credits are computed from these
/// alone (S7); a partial credit is a negative one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Charge {
    /// The product's id.
    pub product: String,
    /// After discounts, without tax, in the currency's digits (S1.2); may be below zero.
    pub net: Amount,
    /// Its tax, in the currency's digits; may be below zero.
    pub tax: Amount,
    /// The time that was paid for.
    pub period: Period,
}

/// A coupon that was redeemed and still runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunningCoupon {
    /// The terms as redeemed, without redemptions.
    pub coupon: Coupon,
    /// Periods left, 1 to `limits::COUNT`; `None`: for ever. Of a number every renewal,
    /// acting or not, takes one; at 0, and at a change of cycle, the coupon is dropped (S9).
    pub remaining_periods: Option<u32>,
}

/// A new quantity of a product, 0 to remove it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewQuantity {
    /// The product's id.
    pub product: String,
    /// Units, 0 to `limits::QUANTITY`.
    pub quantity: u32,
}

/// What takes effect at the next renewal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pending {
    /// The items that will differ.
    pub items: Vec<NewQuantity>,
    /// The cycle, if it will differ.
    pub cycle: Option<Cycle>,
}

impl Pending {
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.cycle.is_none()
    }
}

/// What a customer has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subscription {
    /// The host's id for it.
    pub id: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// The currency of every amount in it.
    pub currency: Currency,
    /// The billing cycle.
    pub cycle: Cycle,
    /// What is held.
    pub items: Vec<Item>,
    /// The instant from which boundaries are counted (S2.5); default the period's start. It may lie
    /// after the period.
    pub anchor: Instant,
    /// The running period.
    pub period: Period,
    /// The ledger (S4); `None`: not known, so what needs a credit is `charges_missing`.
    pub charges: Option<Vec<Charge>>,
    /// Coupons that still run.
    pub coupons: Vec<RunningCoupon>,
    /// Credit that the customer holds, not below zero, in the currency's digits; default 0. It pays
    /// before `amount_due` does (S9).
    pub balance: Amount,
    /// Ends at the end of the period, unless resumed (S6).
    pub cancel_at_period_end: bool,
    /// What waits for the renewal.
    pub pending: Pending,
}

impl Subscription {
    /// How many units of a product are held.
    pub(crate) fn quantity(&self, product: &str) -> u32 {
        self.item(product).map_or(0, |item| item.quantity)
    }

    pub(crate) fn item(&self, product: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.product == product)
    }

    /// Over at `at`: ended, or canceled and past its period.
    pub(crate) fn is_over(&self, at: Instant) -> bool {
        self.status == Status::Ended || (self.cancel_at_period_end && at >= self.period.end)
    }
}
