//! What may be done.

use serde::Serialize;

use super::answer::{FractionShape, ProblemShape};
use super::{CycleShape, Each, EachIn, Exact, One, Shape, ShapeIn, Text};
#[cfg(feature = "typescript")]
use super::{request::ActorShape, subscription::SubscriptionInputShape};
use crate::options::{CycleOption, Options, ProductOptions, Quantities, Saving};

/// What a person may do now.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Options", optional_fields))]
pub(crate) struct OptionsShape<'a> {
    at: Text<'a>,
    /// Why it cannot be canceled; empty: it can. Absent without a subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancellation: Option<Each<'a, ProblemShape<'a>>>,
    /// The catalog's id.
    catalog: &'a str,
    currency: Text<'a>,
    /// Products that are held, then the others that are sold in the currency.
    products: EachIn<'a, ProductOptionsShape<'a>>,
    /// Why it cannot be resumed; empty: it can. Absent without a subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    resumption: Option<Each<'a, ProblemShape<'a>>>,
}

impl<'a> Shape<'a> for OptionsShape<'a> {
    type Of = Options;

    fn of(options: &'a Options) -> Self {
        OptionsShape {
            at: Text(&options.at),
            catalog: &options.catalog,
            currency: Text(&options.currency),
            products: EachIn(&options.products, options.currency.digits()),
            cancellation: options.cancellation.as_deref().map(Each),
            resumption: options.resumption.as_deref().map(Each),
        }
    }
}

/// What may be done with a product.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ProductOptions", optional_fields))]
struct ProductOptionsShape<'a> {
    /// The shortest first.
    cycles: EachIn<'a, CycleOptionShape<'a>>,
    /// Units held now.
    held: u32,
    /// Why not, then.
    problems: Each<'a, ProblemShape<'a>>,
    product: &'a str,
    /// Those of the subscription's cycle, or of the shortest where nothing is held yet. Absent: no other quantity than the
    /// one held may be asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    quantities: Option<One<'a, QuantitiesShape>>,
}

impl<'a> ShapeIn<'a> for ProductOptionsShape<'a> {
    type Of = ProductOptions;
    /// The currency's digits.
    type In = u8;

    fn of(product: &'a ProductOptions, digits: u8) -> Self {
        ProductOptionsShape {
            product: &product.product,
            held: product.held,
            quantities: product.quantities.as_ref().map(One),
            problems: Each(&product.problems),
            cycles: EachIn(&product.cycles, digits),
        }
    }
}

/// Quantities that may be asked for, counted from 0 in steps.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Quantities"))]
struct QuantitiesShape {
    maximum: u32,
    minimum: u32,
    step: u32,
}

impl Shape<'_> for QuantitiesShape {
    type Of = Quantities;

    fn of(quantities: &Quantities) -> Self {
        QuantitiesShape { minimum: quantities.minimum, maximum: quantities.maximum, step: quantities.step }
    }
}

/// A cycle for a product.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CycleOption", optional_fields))]
struct CycleOptionShape<'a> {
    cycle: One<'a, CycleShape>,
    /// It is the subscription's own.
    present: bool,
    /// Why it cannot be asked for; empty: it can.
    problems: Each<'a, ProblemShape<'a>>,
    /// Those that may be bought for it, where nothing is held yet. Absent: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    quantities: Option<One<'a, QuantitiesShape>>,
    /// What the quantity held, else the least, costs for one cycle: an exact decimal.
    recurring: Exact<'a>,
    /// Against the monthly price for the same months.
    #[serde(skip_serializing_if = "Option::is_none")]
    saving: Option<SavingShape<'a>>,
}

impl<'a> ShapeIn<'a> for CycleOptionShape<'a> {
    type Of = CycleOption;
    /// The currency's digits.
    type In = u8;

    fn of(option: &'a CycleOption, digits: u8) -> Self {
        CycleOptionShape {
            cycle: One(&option.cycle),
            present: option.present,
            quantities: option.quantities.as_ref().map(One),
            recurring: Exact(&option.recurring, digits),
            saving: option.saving.as_ref().map(|saving| SavingShape::new(saving, digits)),
            problems: Each(&option.problems),
        }
    }
}

/// What a longer cycle saves, exact.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Saving"))]
struct SavingShape<'a> {
    /// An exact decimal in major units; below zero where the cycle costs more.
    amount: Exact<'a>,
    /// Per cent of what the months would cost.
    percent: One<'a, FractionShape>,
}

impl<'a> SavingShape<'a> {
    fn new(saving: &'a Saving, digits: u8) -> Self {
        SavingShape { amount: Exact(&saving.amount, digits), percent: One(&saving.percent) }
    }
}

/// Who asks what may be done, with what, and when.
#[cfg(feature = "typescript")]
#[derive(ts_rs::TS)]
#[ts(rename = "OptionsRequest", optional_fields)]
#[allow(dead_code, reason = "declared for callers; read by `decode::options`")]
struct OptionsRequestShape<'a> {
    actor: Option<ActorShape<'a>>,
    /// RFC 3339.
    at: String,
    /// In which a first subscription would be bought; or `subscription`.
    currency: Option<String>,
    /// Other subscriptions that the buyer has.
    existing: Option<Vec<SubscriptionInputShape<'a>>>,
    /// What is held; or `currency`.
    subscription: Option<SubscriptionInputShape<'a>>,
}

#[cfg(feature = "typescript")]
pub(super) fn declare(out: &mut super::super::typescript::Declarations) {
    out.add::<OptionsRequestShape>();
    out.add::<OptionsShape>();
    out.add::<ProductOptionsShape>();
    out.add::<QuantitiesShape>();
    out.add::<CycleOptionShape>();
    out.add::<SavingShape>();
}
