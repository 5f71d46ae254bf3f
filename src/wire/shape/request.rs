//! Requests in their parsed form: defaults left out.

use serde::Serialize;

use super::catalog::CouponShape;
use super::subscription::{NewQuantityShape, SubscriptionInputShape};
use super::{CycleShape, Each, One, Shape, Spelled, Text, Word, filled, named, unless};
use crate::asked::{Act, Asked};
use crate::coupon::{Refusal, Terms};
use crate::request::{Rate, RequestType, RoundingLevel, Tax, TaxBehavior};

/// What is asked, by whom and when. Which fields go with which `type`: S5.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Request", optional_fields))]
pub(crate) struct RequestShape<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<AccountShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<ActorShape<'a>>,
    /// The instant of the quote, RFC 3339.
    at: Text<'a>,
    /// Typed codes; `purchase` and `change`.
    #[serde(skip_serializing_if = "Option::is_none")]
    codes: Option<&'a [String]>,
    /// Terms that the host looked up for the codes, or its refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    coupons: Option<Each<'a, TermsShape<'a>>>,
    /// `purchase` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<Text<'a>>,
    /// `purchase`: required; `change`: absent keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<One<'a, CycleShape>>,
    /// Other subscriptions that the buyer has; `purchase` and `change`.
    #[serde(skip_serializing_if = "Option::is_none")]
    existing: Option<Each<'a, SubscriptionInputShape<'a>>>,
    /// `purchase`: all; `change`: the new quantities.
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Each<'a, NewQuantityShape<'a>>>,
    /// All types but `purchase`.
    #[serde(skip_serializing_if = "Option::is_none")]
    subscription: Option<One<'a, SubscriptionInputShape<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tax: Option<TaxShape<'a>>,
    r#type: Word<RequestType>,
}

impl<'a> RequestShape<'a> {
    pub(crate) fn new(request: &'a Asked<'a>, coupons: bool) -> Self {
        let (items, cycle, currency) = match &request.act {
            Act::Purchase { items, cycle, currency } => (Some(Each(items)), Some(cycle), Some(currency)),
            Act::Change { items, cycle, .. } => (filled(items), cycle.as_ref(), None),
            _ => (None, None, None),
        };
        RequestShape {
            r#type: Word(request.request_type()),
            at: Text(&request.at),
            actor: request.role.map(|role| ActorShape { role }),
            subscription: request.act.subscription().map(One),
            items,
            cycle: cycle.map(One),
            currency: currency.map(|currency| Text(currency)),
            existing: filled(request.existing),
            account: request.first_purchase.then_some(AccountShape { first_purchase: Some(true) }),
            codes: named(request.codes),
            coupons: if coupons { filled(request.coupons) } else { None },
            tax: TaxShape::new(request.tax),
        }
    }
}

/// Who asks.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Actor"))]
pub(super) struct ActorShape<'a> {
    role: &'a str,
}

/// What the host knows of the buyer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Account", optional_fields))]
struct AccountShape {
    /// Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_purchase: Option<bool>,
}

/// What a host found for a typed code: its terms, or why it is refused.
#[derive(Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Terms"))]
enum TermsShape<'a> {
    Coupon(One<'a, CouponShape<'a>>),
    Refused { code: &'a str, refused: Word<Refusal> },
}

impl<'a> Shape<'a> for TermsShape<'a> {
    type Of = Terms;

    fn of(terms: &'a Terms) -> Self {
        match terms {
            Terms::Coupon(coupon) => TermsShape::Coupon(One(&**coupon)),
            Terms::Refused { code, reason } => TermsShape::Refused { code, refused: Word(*reason) },
        }
    }
}

/// The tax, given by the host.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Tax", optional_fields))]
struct TaxShape<'a> {
    /// Default `"exclusive"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    behavior: Option<Word<TaxBehavior>>,
    /// No tax on charges; default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    exempt: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rates: Option<Each<'a, RateShape<'a>>>,
    /// Default `"total"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    rounding_level: Option<Word<RoundingLevel>>,
}

impl<'a> TaxShape<'a> {
    fn new(tax: &'a Tax) -> Option<Self> {
        let shape = TaxShape {
            behavior: unless(tax.behavior, &TaxBehavior::Exclusive).map(Word),
            rounding_level: unless(tax.rounding_level, &RoundingLevel::Total).map(Word),
            rates: filled(&tax.rates),
            exempt: unless(tax.exempt, &false),
        };
        let says_something = shape.behavior.is_some()
            || shape.rounding_level.is_some()
            || shape.rates.is_some()
            || shape.exempt.is_some();
        says_something.then_some(shape)
    }
}

/// A tax that falls on charges.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Rate", optional_fields))]
struct RateShape<'a> {
    id: &'a str,
    percent: Spelled<'a>,
    /// Default: all products.
    #[serde(skip_serializing_if = "Option::is_none")]
    products: Option<&'a [String]>,
}

impl<'a> Shape<'a> for RateShape<'a> {
    type Of = Rate;

    fn of(rate: &'a Rate) -> Self {
        RateShape { id: &rate.id, percent: Spelled(&rate.percent), products: named(&rate.products) }
    }
}

#[cfg(feature = "typescript")]
pub(super) fn declare(out: &mut super::super::typescript::Declarations) {
    out.add::<RequestShape>();
    out.add::<ActorShape>();
    out.add::<AccountShape>();
    out.add::<TermsShape>();
    out.add::<TaxShape>();
    out.add::<RateShape>();
}
