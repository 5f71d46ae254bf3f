//! What may be done.

use serde::Serialize;

use super::answer::{FractionShape, ProblemShape};
use super::{CycleShape, Text};
#[cfg(feature = "typescript")]
use super::{request::ActorShape, subscription::SubscriptionInputShape};
use crate::amount::Currency;
use crate::calendar::Instant;
use crate::options::{CycleOption, Options, ProductOptions, Quantities, Saving};
use crate::problem::Problem;

/// What a person may do now.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Options", optional_fields))]
pub(crate) struct OptionsShape<'a> {
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    at: Text<Instant>,
    /// The catalog's id.
    catalog: &'a str,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    currency: Text<Currency>,
    /// Products that are held, then the others that are sold in the currency.
    products: Vec<ProductOptionsShape<'a>>,
    /// Why it cannot be canceled; empty: it can. Absent without a subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancellation: Option<Vec<ProblemShape<'a>>>,
    /// Why it cannot be resumed; empty: it can. Absent without a subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    resumption: Option<Vec<ProblemShape<'a>>>,
}

impl<'a> From<&'a Options> for OptionsShape<'a> {
    fn from(options: &'a Options) -> Self {
        OptionsShape {
            at: Text(options.at),
            catalog: &options.catalog,
            currency: Text(options.currency),
            products: options
                .products
                .iter()
                .map(|product| ProductOptionsShape::new(product, options.currency))
                .collect(),
            cancellation: options.cancellation.as_deref().map(problems),
            resumption: options.resumption.as_deref().map(problems),
        }
    }
}

fn problems(problems: &[Problem]) -> Vec<ProblemShape<'_>> {
    problems.iter().map(ProblemShape::from).collect()
}

/// What may be done with a product.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ProductOptions", optional_fields))]
struct ProductOptionsShape<'a> {
    product: &'a str,
    /// Units held now.
    held: u32,
    /// Absent: no other quantity than the one held may be asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    quantities: Option<QuantitiesShape>,
    /// Why not, then.
    problems: Vec<ProblemShape<'a>>,
    /// The shortest first.
    cycles: Vec<CycleOptionShape<'a>>,
}

impl<'a> ProductOptionsShape<'a> {
    fn new(product: &'a ProductOptions, currency: Currency) -> Self {
        ProductOptionsShape {
            product: &product.product,
            held: product.held,
            quantities: product.quantities.map(QuantitiesShape::from),
            problems: problems(&product.problems),
            cycles: product.cycles.iter().map(|option| CycleOptionShape::new(option, currency)).collect(),
        }
    }
}

/// Quantities that may be asked for, counted from 0 in steps.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Quantities"))]
struct QuantitiesShape {
    minimum: u32,
    maximum: u32,
    step: u32,
}

impl From<Quantities> for QuantitiesShape {
    fn from(quantities: Quantities) -> Self {
        QuantitiesShape { minimum: quantities.minimum, maximum: quantities.maximum, step: quantities.step }
    }
}

/// A cycle for a product.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CycleOption", optional_fields))]
struct CycleOptionShape<'a> {
    cycle: CycleShape,
    /// It is the subscription's own.
    present: bool,
    /// What the quantity held, else the least, costs for one cycle: an exact decimal.
    recurring: String,
    /// Against the monthly price for the same months.
    #[serde(skip_serializing_if = "Option::is_none")]
    saving: Option<SavingShape>,
    /// Why it cannot be asked for; empty: it can.
    problems: Vec<ProblemShape<'a>>,
}

impl<'a> CycleOptionShape<'a> {
    fn new(option: &'a CycleOption, currency: Currency) -> Self {
        CycleOptionShape {
            cycle: option.cycle.into(),
            present: option.present,
            recurring: option.recurring.to_decimal(currency.digits()).unwrap_or_default(),
            saving: option.saving.as_ref().map(|saving| SavingShape::new(saving, currency)),
            problems: problems(&option.problems),
        }
    }
}

/// What a longer cycle saves, exact.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Saving"))]
struct SavingShape {
    /// An exact decimal in major units; below zero where the cycle costs more.
    amount: String,
    /// Per cent of what the months would cost.
    percent: FractionShape,
}

impl SavingShape {
    fn new(saving: &Saving, currency: Currency) -> Self {
        SavingShape {
            amount: saving.amount.to_decimal(currency.digits()).unwrap_or_default(),
            percent: (&saving.percent).into(),
        }
    }
}

/// Who asks what may be done, with what, and when.
#[cfg(feature = "typescript")]
#[derive(ts_rs::TS)]
#[ts(rename = "OptionsRequest", optional_fields)]
#[allow(dead_code, reason = "declared for callers; read by `decode::options`")]
struct OptionsRequestShape<'a> {
    /// RFC 3339.
    at: String,
    actor: Option<ActorShape<'a>>,
    /// What is held; or `currency`.
    subscription: Option<SubscriptionInputShape<'a>>,
    /// In which a first subscription would be bought; or `subscription`.
    currency: Option<String>,
    /// Other subscriptions that the buyer has.
    existing: Option<Vec<SubscriptionInputShape<'a>>>,
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
