//! Subscriptions: as a request holds them, defaults left out, and as an answer shows them, in full.

use serde::Serialize;

use super::catalog::{CouponShape, PriceShape};
use super::{CycleShape, PeriodShape, Text, Word, filled, unless};
use crate::amount::Amount;
use crate::calendar::Instant;
use crate::subscription::{Charge, Item, NewQuantity, Pending, RunningCoupon, Status, Subscription};

/// What a customer has, as a request holds it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SubscriptionInput", optional_fields))]
pub(crate) struct SubscriptionInputShape<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    status: Word<Status>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    currency: Text<crate::amount::Currency>,
    cycle: CycleShape,
    items: Vec<ItemShape<'a>>,
    /// Default: the period's start.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<String>"))]
    anchor: Option<Text<Instant>>,
    period: PeriodShape,
    /// The ledger; absent: not known, nothing can be credited.
    #[serde(skip_serializing_if = "Option::is_none")]
    charges: Option<Vec<LedgerEntryShape<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coupons: Option<Vec<RunningCouponShape<'a>>>,
    /// Default zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<String>"))]
    balance: Option<Text<Amount>>,
    /// Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel_at_period_end: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<PendingShape<'a>>,
}

impl<'a> From<&'a Subscription> for SubscriptionInputShape<'a> {
    fn from(subscription: &'a Subscription) -> Self {
        SubscriptionInputShape {
            id: subscription.id.as_deref(),
            status: Word(subscription.status),
            currency: Text(subscription.currency),
            cycle: subscription.cycle.into(),
            items: subscription.items.iter().map(ItemShape::from).collect(),
            anchor: unless(subscription.anchor, &subscription.period.start).map(Text),
            period: subscription.period.into(),
            charges: ledger(subscription),
            coupons: filled(subscription.coupons.iter().map(RunningCouponShape::from).collect()),
            balance: (!subscription.balance.is_zero()).then_some(Text(subscription.balance)),
            cancel_at_period_end: unless(subscription.cancel_at_period_end, &false),
            pending: pending(&subscription.pending),
        }
    }
}

/// What a customer has once the amount due is paid, in full. It can be sent back as it is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Subscription", optional_fields))]
pub(crate) struct SubscriptionShape<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    status: Word<Status>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    currency: Text<crate::amount::Currency>,
    cycle: CycleShape,
    items: Vec<ItemShape<'a>>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    anchor: Text<Instant>,
    period: PeriodShape,
    #[serde(skip_serializing_if = "Option::is_none")]
    charges: Option<Vec<LedgerEntryShape<'a>>>,
    coupons: Vec<RunningCouponShape<'a>>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    balance: Text<Amount>,
    cancel_at_period_end: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<PendingShape<'a>>,
}

impl<'a> From<&'a Subscription> for SubscriptionShape<'a> {
    fn from(subscription: &'a Subscription) -> Self {
        SubscriptionShape {
            id: subscription.id.as_deref(),
            status: Word(subscription.status),
            currency: Text(subscription.currency),
            cycle: subscription.cycle.into(),
            items: subscription.items.iter().map(ItemShape::from).collect(),
            anchor: Text(subscription.anchor),
            period: subscription.period.into(),
            charges: ledger(subscription),
            coupons: subscription.coupons.iter().map(RunningCouponShape::from).collect(),
            balance: Text(subscription.balance),
            cancel_at_period_end: subscription.cancel_at_period_end,
            pending: pending(&subscription.pending),
        }
    }
}

fn ledger(subscription: &Subscription) -> Option<Vec<LedgerEntryShape<'_>>> {
    Some(subscription.charges.as_ref()?.iter().map(LedgerEntryShape::from).collect())
}

fn pending(pending: &Pending) -> Option<PendingShape<'_>> {
    (!pending.is_empty()).then(|| PendingShape {
        items: filled(pending.items.iter().map(NewQuantityShape::from).collect()),
        cycle: pending.cycle.map(CycleShape::from),
    })
}

/// So many units of a product.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SubscriptionItem", optional_fields))]
struct ItemShape<'a> {
    product: &'a str,
    quantity: u32,
    /// A price agreed with this customer: without `id`, not `multipleOf`.
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<PriceShape<'a>>,
}

impl<'a> From<&'a Item> for ItemShape<'a> {
    fn from(item: &'a Item) -> Self {
        ItemShape {
            product: &item.product,
            quantity: item.quantity,
            price: item.price.as_ref().map(PriceShape::from),
        }
    }
}

/// What was really paid for a stretch of time.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "LedgerEntry"))]
struct LedgerEntryShape<'a> {
    product: &'a str,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    net: Text<Amount>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    tax: Text<Amount>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    start: Text<Instant>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    end: Text<Instant>,
}

impl<'a> From<&'a Charge> for LedgerEntryShape<'a> {
    fn from(charge: &'a Charge) -> Self {
        LedgerEntryShape {
            product: &charge.product,
            net: Text(charge.net),
            tax: Text(charge.tax),
            start: Text(charge.period.start),
            end: Text(charge.period.end),
        }
    }
}

/// A coupon that was redeemed and still runs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RunningCoupon"))]
struct RunningCouponShape<'a> {
    coupon: CouponShape<'a>,
    /// `null`: for ever.
    remaining_periods: Option<u32>,
}

impl<'a> From<&'a RunningCoupon> for RunningCouponShape<'a> {
    fn from(running: &'a RunningCoupon) -> Self {
        RunningCouponShape { coupon: (&running.coupon).into(), remaining_periods: running.remaining_periods }
    }
}

/// A new quantity of a product.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "NewQuantity"))]
pub(crate) struct NewQuantityShape<'a> {
    product: &'a str,
    /// 0 removes it.
    quantity: u32,
}

impl<'a> From<&'a NewQuantity> for NewQuantityShape<'a> {
    fn from(new: &'a NewQuantity) -> Self {
        NewQuantityShape { product: &new.product, quantity: new.quantity }
    }
}

/// What takes effect at the next renewal.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Pending", optional_fields))]
struct PendingShape<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<NewQuantityShape<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<CycleShape>,
}

#[cfg(feature = "typescript")]
pub(super) fn declare(out: &mut super::super::typescript::Declarations) {
    out.add::<SubscriptionInputShape>();
    out.add::<SubscriptionShape>();
    out.add::<ItemShape>();
    out.add::<LedgerEntryShape>();
    out.add::<RunningCouponShape>();
    out.add::<NewQuantityShape>();
    out.add::<PendingShape>();
}
