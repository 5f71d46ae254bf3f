//! Subscriptions: as a request holds them, defaults left out, and as an answer shows them, in full.

use serde::Serialize;

use super::catalog::{CouponShape, PriceShape};
use super::{Bound, CycleShape, Each, One, PeriodShape, Shape, Text, Word, filled, unless};
use crate::subscription::{Charge, Item, NewQuantity, Pending, RunningCoupon, Status, Subscription};

/// What a customer has, as a request holds it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SubscriptionInput", optional_fields))]
pub(crate) struct SubscriptionInputShape<'a> {
    /// Default: the period's start.
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<Text<'a>>,
    /// Default zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    balance: Option<Text<'a>>,
    /// Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel_at_period_end: Option<bool>,
    /// The ledger; absent: not known, nothing can be credited.
    #[serde(skip_serializing_if = "Option::is_none")]
    charges: Option<Each<'a, LedgerEntryShape<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coupons: Option<Each<'a, RunningCouponShape<'a>>>,
    currency: Text<'a>,
    cycle: One<'a, CycleShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    items: Each<'a, ItemShape<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<One<'a, PendingShape<'a>>>,
    period: One<'a, PeriodShape<'a>>,
    status: Word<Status>,
}

impl<'a> Shape<'a> for SubscriptionInputShape<'a> {
    type Of = Subscription;

    fn of(subscription: &'a Subscription) -> Self {
        SubscriptionInputShape {
            id: subscription.id.as_deref(),
            status: Word(subscription.status),
            currency: Text(&subscription.currency),
            cycle: One(&subscription.cycle),
            items: Each(&subscription.items),
            anchor: (subscription.anchor != subscription.period.start).then_some(Text(&subscription.anchor)),
            period: One(&subscription.period),
            charges: subscription.charges.as_deref().map(Each),
            coupons: filled(&subscription.coupons),
            balance: (!subscription.balance.is_zero()).then_some(Text(&subscription.balance)),
            cancel_at_period_end: unless(subscription.cancel_at_period_end, &false),
            pending: (!subscription.pending.is_empty()).then_some(One(&subscription.pending)),
        }
    }
}

/// What a customer has once the amount due is paid, in full. It can be sent back as it is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Subscription", optional_fields))]
pub(crate) struct SubscriptionShape<'a> {
    anchor: Text<'a>,
    balance: Text<'a>,
    cancel_at_period_end: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    charges: Option<Each<'a, LedgerEntryShape<'a>>>,
    coupons: Each<'a, RunningCouponShape<'a>>,
    currency: Text<'a>,
    cycle: One<'a, CycleShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    items: Each<'a, ItemShape<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<One<'a, PendingShape<'a>>>,
    period: One<'a, PeriodShape<'a>>,
    status: Word<Status>,
}

impl<'a> Shape<'a> for SubscriptionShape<'a> {
    type Of = Subscription;

    fn of(subscription: &'a Subscription) -> Self {
        SubscriptionShape {
            id: subscription.id.as_deref(),
            status: Word(subscription.status),
            currency: Text(&subscription.currency),
            cycle: One(&subscription.cycle),
            items: Each(&subscription.items),
            anchor: Text(&subscription.anchor),
            period: One(&subscription.period),
            charges: subscription.charges.as_deref().map(Each),
            coupons: Each(&subscription.coupons),
            balance: Text(&subscription.balance),
            cancel_at_period_end: subscription.cancel_at_period_end,
            pending: (!subscription.pending.is_empty()).then_some(One(&subscription.pending)),
        }
    }
}

/// So many units of a product.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SubscriptionItem", optional_fields))]
struct ItemShape<'a> {
    /// A price agreed with this customer: without `id`, not `multipleOf`.
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<One<'a, PriceShape<'a>>>,
    product: &'a str,
    quantity: u32,
}

impl<'a> Shape<'a> for ItemShape<'a> {
    type Of = Item;

    fn of(item: &'a Item) -> Self {
        ItemShape { product: &item.product, quantity: item.quantity, price: item.price.as_ref().map(One) }
    }
}

/// What was really paid for a stretch of time.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "LedgerEntry"))]
struct LedgerEntryShape<'a> {
    end: Bound<'a>,
    net: Text<'a>,
    product: &'a str,
    start: Bound<'a>,
    tax: Text<'a>,
}

impl<'a> Shape<'a> for LedgerEntryShape<'a> {
    type Of = Charge;

    fn of(charge: &'a Charge) -> Self {
        LedgerEntryShape {
            product: &charge.product,
            net: Text(&charge.net),
            tax: Text(&charge.tax),
            start: Bound(&charge.period.start),
            end: Bound(&charge.period.end),
        }
    }
}

/// A coupon that was redeemed and still runs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RunningCoupon"))]
struct RunningCouponShape<'a> {
    coupon: One<'a, CouponShape<'a>>,
    /// `null`: for ever.
    remaining_periods: Option<u32>,
}

impl<'a> Shape<'a> for RunningCouponShape<'a> {
    type Of = RunningCoupon;

    fn of(running: &'a RunningCoupon) -> Self {
        RunningCouponShape { coupon: One(&running.coupon), remaining_periods: running.remaining_periods }
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

impl<'a> Shape<'a> for NewQuantityShape<'a> {
    type Of = NewQuantity;

    fn of(new: &'a NewQuantity) -> Self {
        NewQuantityShape { product: &new.product, quantity: new.quantity }
    }
}

/// What takes effect at the next renewal.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Pending", optional_fields))]
struct PendingShape<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<One<'a, CycleShape>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Each<'a, NewQuantityShape<'a>>>,
}

impl<'a> Shape<'a> for PendingShape<'a> {
    type Of = Pending;

    fn of(pending: &'a Pending) -> Self {
        PendingShape { items: filled(&pending.items), cycle: pending.cycle.as_ref().map(One) }
    }
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
