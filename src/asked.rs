//! A question as the stages read it. Whoever asks keeps what it is about.

use std::cell::Cell;

use crate::amount::Currency;
use crate::calendar::{Cycle, Instant};
use crate::coupon::Terms;
use crate::prorate::Kept;
use crate::request::{Action, Request, RequestType, Tax};
use crate::subscription::{NewQuantity, Subscription};

/// What the stages are asked: a [`Request`], or what the preview of a renewal and `options` ask about
/// a state that they only look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub at: Instant,
    pub role: Option<&'a str>,
    pub act: Act<'a>,
    pub existing: &'a [Subscription],
    pub first_purchase: bool,
    pub codes: &'a [String],
    pub coupons: &'a [Terms],
    pub tax: &'a Tax,
    /// What is known of each item that is held, where sums alone are asked for.
    pub kept: &'a [Cell<Kept>],
}

/// An [`Action`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act<'a> {
    Purchase { currency: Currency, cycle: Cycle, items: &'a [NewQuantity] },
    Change { subscription: &'a Subscription, items: &'a [NewQuantity], cycle: Option<Cycle> },
    Renewal(&'a Subscription),
    Cancellation(&'a Subscription),
    Resumption(&'a Subscription),
}

impl<'a> Act<'a> {
    /// The state before; a purchase has none.
    pub(crate) fn subscription(&self) -> Option<&'a Subscription> {
        match *self {
            Act::Purchase { .. } => None,
            Act::Change { subscription, .. }
            | Act::Renewal(subscription)
            | Act::Cancellation(subscription)
            | Act::Resumption(subscription) => Some(subscription),
        }
    }
}

impl Asked<'_> {
    pub(crate) fn request_type(&self) -> RequestType {
        match self.act {
            Act::Purchase { .. } => RequestType::Purchase,
            Act::Change { .. } => RequestType::Change,
            Act::Renewal(_) => RequestType::Renewal,
            Act::Cancellation(_) => RequestType::Cancellation,
            Act::Resumption(_) => RequestType::Resumption,
        }
    }
}

impl Request {
    #[inline(never)]
    pub(crate) fn asked(&self) -> Asked<'_> {
        Asked {
            at: self.at,
            role: self.role.as_deref(),
            act: match &self.action {
                Action::Purchase { currency, cycle, items } => {
                    Act::Purchase { currency: *currency, cycle: *cycle, items }
                }
                Action::Change { subscription, items, cycle } => {
                    Act::Change { subscription, items, cycle: *cycle }
                }
                Action::Renewal { subscription } => Act::Renewal(subscription),
                Action::Cancellation { subscription } => Act::Cancellation(subscription),
                Action::Resumption { subscription } => Act::Resumption(subscription),
            },
            existing: &self.existing,
            first_purchase: self.first_purchase,
            codes: &self.codes,
            coupons: &self.coupons,
            tax: &self.tax,
            kept: &[],
        }
    }
}
