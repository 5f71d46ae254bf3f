//! Catalogs and coupons in their parsed form: defaults left out.

use serde::Serialize;

use super::{
    ByCurrency, CycleShape, Each, EachIn, One, Shape, ShapeIn, Spelled, Text, Word, filled, named, unless,
};
use crate::amount::Decimal;
use crate::catalog::{
    CancellationTerms, Catalog, DEFAULT_POLICY, NegativeTotal, Policy, Price, Product, Proration,
    QuantityChange, Scheme, Tier, Timing,
};
use crate::coupon::{Amounts, Coupon, Duration, Off, Redemptions};
use crate::ratio::Rounding;
use crate::request::RequestType;

/// What is sold, and by which rules.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CatalogInput", optional_fields))]
pub(crate) struct CatalogShape<'a> {
    /// Absent from a catalog for a browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    coupons: Option<Each<'a, CouponShape<'a>>>,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    policies: Option<Each<'a, PolicyShape<'a>>>,
    products: EachIn<'a, ProductShape<'a>>,
    /// How long a quote may be held; default 900.
    #[serde(skip_serializing_if = "Option::is_none")]
    quote_ttl_seconds: Option<u32>,
    /// Default `"halfUp"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    rounding: Option<Word<Rounding>>,
    /// `"UTC"` (default) or a fixed offset such as `"+07:00"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<Text<'a>>,
}

impl<'a> CatalogShape<'a> {
    pub(crate) fn new(catalog: &'a Catalog, coupons: bool) -> Self {
        CatalogShape {
            id: &catalog.id,
            time_zone: (!catalog.zone.is_utc()).then_some(Text(&catalog.zone)),
            rounding: unless(catalog.rounding, &Rounding::default()).map(Word),
            quote_ttl_seconds: unless(catalog.quote_ttl_seconds, &900),
            policies: filled(&catalog.policies),
            products: EachIn(&catalog.products, catalog),
            coupons: if coupons { filled(&catalog.coupons) } else { None },
        }
    }
}

/// Who may buy, change and cancel, and how. Absent fields have the defaults of S3.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Policy", optional_fields))]
struct PolicyShape<'a> {
    /// Default `"atPeriodEnd"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancellation: Option<Word<CancellationTerms>>,
    /// Default `"never"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle_shorten: Option<Word<Timing>>,
    id: &'a str,
    /// Default `"refund"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    negative_total: Option<Word<NegativeTotal>>,
    /// Default 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    products_per_change: Option<u32>,
    /// Default `"second"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    proration: Option<Word<Proration>>,
    /// Default `"increment"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity_change: Option<Word<QuantityChange>>,
    /// Default `"never"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity_decrease: Option<Word<Timing>>,
    /// Absent: anyone.
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<&'a [String]>,
}

impl<'a> Shape<'a> for PolicyShape<'a> {
    type Of = Policy;

    fn of(policy: &'a Policy) -> Self {
        let default = &DEFAULT_POLICY;
        PolicyShape {
            id: &policy.id,
            roles: policy.roles.as_deref(),
            products_per_change: unless(policy.products_per_change, &default.products_per_change),
            quantity_decrease: unless(policy.quantity_decrease, &default.quantity_decrease).map(Word),
            cycle_shorten: unless(policy.cycle_shorten, &default.cycle_shorten).map(Word),
            quantity_change: unless(policy.quantity_change, &default.quantity_change).map(Word),
            proration: unless(policy.proration, &default.proration).map(Word),
            negative_total: unless(policy.negative_total, &default.negative_total).map(Word),
            cancellation: unless(policy.cancellation, &default.cancellation).map(Word),
        }
    }
}

/// Something that is sold in units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Product", optional_fields))]
struct ProductShape<'a> {
    id: &'a str,
    name: &'a str,
    /// The id of its policy; absent: the defaults.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'a str>,
    prices: Each<'a, PriceShape<'a>>,
    /// One unit, in the singular.
    unit_name: &'a str,
}

impl<'a> ShapeIn<'a> for ProductShape<'a> {
    type Of = Product;
    type In = &'a Catalog;

    fn of(product: &'a Product, catalog: &'a Catalog) -> Self {
        ProductShape {
            id: &product.id,
            name: &product.name,
            unit_name: &product.unit_name,
            policy: product.policy.map(|_| &*catalog.policy(product).id),
            prices: Each(&product.prices),
        }
    }
}

/// What a product costs in one currency for one cycle.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Price", optional_fields))]
pub(crate) struct PriceShape<'a> {
    /// ISO 4217.
    currency: Text<'a>,
    cycle: One<'a, CycleShape>,
    /// Default true.
    #[serde(skip_serializing_if = "Option::is_none")]
    discountable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entitlements: Option<&'a [String]>,
    /// Required in a catalog; a price agreed with a customer has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    /// Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_quantity: Option<u32>,
    /// Default 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    min_quantity: Option<u32>,
    /// Counted from 0; default 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity_step: Option<u32>,
    scheme: One<'a, SchemeShape<'a>>,
}

impl<'a> Shape<'a> for PriceShape<'a> {
    type Of = Price;

    fn of(price: &'a Price) -> Self {
        PriceShape {
            id: price.id.as_deref(),
            currency: Text(&price.currency),
            cycle: One(&price.cycle),
            scheme: One(&price.scheme),
            min_quantity: unless(price.min_quantity, &1),
            max_quantity: price.max_quantity,
            quantity_step: unless(price.quantity_step, &1),
            discountable: unless(price.discountable, &true),
            entitlements: named(&price.entitlements),
        }
    }
}

/// How a quantity becomes the recurring amount.
#[derive(Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Scheme"))]
enum SchemeShape<'a> {
    Flat {
        amount: Spelled<'a>,
        #[cfg_attr(feature = "typescript", ts(type = "\"flat\""))]
        r#type: &'static str,
    },
    PerUnit {
        amount: Spelled<'a>,
        #[cfg_attr(feature = "typescript", ts(type = "\"perUnit\""))]
        r#type: &'static str,
    },
    Package {
        amount: Spelled<'a>,
        size: u32,
        #[cfg_attr(feature = "typescript", ts(type = "\"package\""))]
        r#type: &'static str,
    },
    Volume {
        tiers: Each<'a, TierShape<'a>>,
        #[cfg_attr(feature = "typescript", ts(type = "\"volume\""))]
        r#type: &'static str,
    },
    Graduated {
        tiers: Each<'a, TierShape<'a>>,
        #[cfg_attr(feature = "typescript", ts(type = "\"graduated\""))]
        r#type: &'static str,
    },
    MultipleOf {
        /// The id of a price of the same product and currency.
        price: &'a str,
        times: Spelled<'a>,
        #[cfg_attr(feature = "typescript", ts(type = "\"multipleOf\""))]
        r#type: &'static str,
    },
}

impl<'a> Shape<'a> for SchemeShape<'a> {
    type Of = Scheme;

    fn of(scheme: &'a Scheme) -> Self {
        match scheme {
            Scheme::Flat { amount } => SchemeShape::Flat { amount: Spelled(amount), r#type: "flat" },
            Scheme::PerUnit { amount } => SchemeShape::PerUnit { amount: Spelled(amount), r#type: "perUnit" },
            Scheme::Package { size, amount } => {
                SchemeShape::Package { size: *size, amount: Spelled(amount), r#type: "package" }
            }
            Scheme::Volume { tiers } => SchemeShape::Volume { tiers: Each(tiers), r#type: "volume" },
            Scheme::Graduated { tiers } => SchemeShape::Graduated { tiers: Each(tiers), r#type: "graduated" },
            Scheme::MultipleOf { price, times, .. } => {
                SchemeShape::MultipleOf { price, times: Spelled(times), r#type: "multipleOf" }
            }
        }
    }
}

/// One step of a tiered scheme.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Tier"))]
struct TierShape<'a> {
    /// Default `"0"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    flat: Option<Spelled<'a>>,
    /// Default `"0"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    unit: Option<Spelled<'a>>,
    /// The last unit that it holds; `null` for the last tier.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    up_to: Option<u64>,
}

impl<'a> Shape<'a> for TierShape<'a> {
    type Of = Tier;

    fn of(tier: &'a Tier) -> Self {
        TierShape {
            up_to: tier.up_to,
            unit: unless(&tier.unit, &&Decimal::ZERO).map(Spelled),
            flat: unless(&tier.flat, &&Decimal::ZERO).map(Spelled),
        }
    }
}

/// The terms that a code names.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Coupon", optional_fields))]
pub(crate) struct CouponShape<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    applies_to: Option<AppliesToShape<'a>>,
    code: &'a str,
    /// Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    combinable: Option<bool>,
    /// Default `"once"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<DurationShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_purchase_only: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Text<'a>>,
    /// At most so much, by currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_discount: Option<ByCurrency<'a>>,
    /// At least so much, by currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    min_amount: Option<ByCurrency<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_quantity: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    off: One<'a, OffShape<'a>>,
    /// Lower applies first; default 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<u32>,
    /// Known to the server alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    redemptions: Option<One<'a, RedemptionsShape>>,
    /// Exclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Text<'a>>,
}

impl<'a> Shape<'a> for CouponShape<'a> {
    type Of = Coupon;

    fn of(coupon: &'a Coupon) -> Self {
        let amounts = |amounts: &'a Amounts| (!amounts.is_empty()).then_some(ByCurrency(amounts));
        let applies_to = AppliesToShape {
            products: named(&coupon.products),
            cycles: filled(&coupon.cycles),
            types: filled(&coupon.types),
        };
        let restricted =
            applies_to.products.is_some() || applies_to.cycles.is_some() || applies_to.types.is_some();
        CouponShape {
            code: &coupon.code,
            name: coupon.name.as_deref(),
            off: One(&coupon.off),
            max_discount: amounts(&coupon.max_discount),
            from: coupon.from.as_ref().map(|from| Text(from)),
            until: coupon.until.as_ref().map(|until| Text(until)),
            applies_to: restricted.then_some(applies_to),
            min_quantity: unless(coupon.min_quantity, &0),
            min_amount: amounts(&coupon.min_amount),
            first_purchase_only: unless(coupon.first_purchase_only, &false),
            redemptions: (coupon.redemptions != Redemptions::default()).then_some(One(&coupon.redemptions)),
            duration: match coupon.duration {
                Duration::Once => None,
                Duration::Forever => Some(DurationShape::Word("forever")),
                Duration::Periods(periods) => Some(DurationShape::Periods { periods }),
            },
            combinable: unless(coupon.combinable, &false),
            priority: unless(coupon.priority, &100),
        }
    }
}

/// What a coupon takes off: one of the three.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Off"))]
enum OffShape<'a> {
    /// 0 to 100.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    Percent(Spelled<'a>),
    /// By currency.
    #[cfg_attr(feature = "typescript", ts(type = "{ [currency in string]?: string }"))]
    Amount(ByCurrency<'a>),
    /// For every unit, by currency.
    #[cfg_attr(feature = "typescript", ts(type = "{ [currency in string]?: string }"))]
    AmountPerUnit(ByCurrency<'a>),
}

impl<'a> Shape<'a> for OffShape<'a> {
    type Of = Off;

    fn of(off: &'a Off) -> Self {
        match off {
            Off::Percent(percent) => OffShape::Percent(Spelled(percent)),
            Off::Amount(amounts) => OffShape::Amount(ByCurrency(amounts)),
            Off::AmountPerUnit(amounts) => OffShape::AmountPerUnit(ByCurrency(amounts)),
        }
    }
}

/// What a coupon is restricted to.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "AppliesTo", optional_fields))]
struct AppliesToShape<'a> {
    /// Of the resulting period.
    #[serde(skip_serializing_if = "Option::is_none")]
    cycles: Option<Each<'a, CycleShape>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    products: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    types: Option<Each<'a, Word<RequestType>>>,
}

/// How often a coupon was and may be redeemed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Redemptions", optional_fields))]
struct RedemptionsShape {
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_account: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    used: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    used_by_account: Option<u32>,
}

impl Shape<'_> for RedemptionsShape {
    type Of = Redemptions;

    fn of(redemptions: &Redemptions) -> Self {
        RedemptionsShape {
            limit: redemptions.limit,
            used: unless(redemptions.used, &0),
            per_account: redemptions.per_account,
            used_by_account: unless(redemptions.used_by_account, &0),
        }
    }
}

/// For how long a redeemed coupon acts.
#[derive(Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Duration"))]
enum DurationShape {
    Word(#[cfg_attr(feature = "typescript", ts(type = "\"once\" | \"forever\""))] &'static str),
    Periods { periods: u32 },
}

#[cfg(feature = "typescript")]
pub(super) fn declare(out: &mut super::super::typescript::Declarations) {
    out.add::<CatalogShape>();
    out.add::<PolicyShape>();
    out.add::<ProductShape>();
    out.add::<PriceShape>();
    out.add::<SchemeShape>();
    out.add::<TierShape>();
    out.add::<CouponShape>();
    out.add::<OffShape>();
    out.add::<AppliesToShape>();
    out.add::<RedemptionsShape>();
    out.add::<DurationShape>();
}
