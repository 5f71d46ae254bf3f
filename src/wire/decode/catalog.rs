//! Catalogs and policies (S3).

use super::{Decoder, count, coupon, list, small, string, text, texts, word};
use crate::calendar::Zone;
use crate::catalog::{
    CancellationTerms, DEFAULT_POLICY, Draft, NegativeTotal, Policy, Product, Proration, QuantityChange,
    Timing,
};
use crate::limits;
use crate::problem::Code;
use crate::ratio::Rounding;
use crate::wire::json::Json;

pub(super) fn catalog(decoder: &mut Decoder, json: &Json) -> Option<Draft> {
    let mut fields = decoder.fields(json, "a catalog")?;
    let id = fields.required("id", &text);
    let zone = fields.or("timeZone", Zone::default(), &zone);
    let rounding = fields.or("rounding", Rounding::default(), &word(Rounding::ALL));
    let quote_ttl_seconds = fields.or("quoteTtlSeconds", 900, &small(1, limits::QUOTE_TTL_SECONDS));
    let policies = fields.or("policies", Vec::new(), &list(limits::POLICIES, &policy));
    let products = fields.required("products", &list(limits::PRODUCTS, &product));
    let coupons = fields.or("coupons", Vec::new(), &list(limits::COUPONS, &coupon::coupon));
    fields.finish();
    Some(Draft {
        id: id?,
        zone: zone?,
        rounding: rounding?,
        quote_ttl_seconds: quote_ttl_seconds?,
        policies: policies?,
        products: products?,
        coupons: coupons?,
    })
}

fn zone(decoder: &mut Decoder, json: &Json) -> Option<Zone> {
    let text = string(decoder, json, "a time zone")?;
    Zone::parse(text).or_else(|| {
        decoder.misread(Code::TimeZoneMalformed, text, "neither UTC nor a fixed offset such as +07:00")
    })
}

fn policy(decoder: &mut Decoder, json: &Json) -> Option<Policy> {
    let default = &DEFAULT_POLICY;
    let mut fields = decoder.fields(json, "a policy")?;
    let id = fields.required("id", &text);
    let roles = fields.optional("roles", &texts);
    let products_per_change = fields.or("productsPerChange", default.products_per_change, &count(1));
    let quantity_decrease = fields.or("quantityDecrease", default.quantity_decrease, &word(Timing::ALL));
    let cycle_shorten = fields.or("cycleShorten", default.cycle_shorten, &word(Timing::ALL));
    let quantity_change = fields.or("quantityChange", default.quantity_change, &word(QuantityChange::ALL));
    let proration = fields.or("proration", default.proration, &word(Proration::ALL));
    let negative_total = fields.or("negativeTotal", default.negative_total, &word(NegativeTotal::ALL));
    let cancellation = fields.or("cancellation", default.cancellation, &word(CancellationTerms::ALL));
    fields.finish();
    let policy = Policy {
        id: id?,
        roles: roles?,
        products_per_change: products_per_change?,
        quantity_decrease: quantity_decrease?,
        cycle_shorten: cycle_shorten?,
        quantity_change: quantity_change?,
        proration: proration?,
        negative_total: negative_total?,
        cancellation: cancellation?,
    };
    if policy.proration == Proration::None && policy.quantity_change == QuantityChange::Replace {
        return decoder.refuse_in(
            "/proration",
            Code::PolicyContradictory,
            format_args!("without proration nothing is credited, so `quantityChange` cannot be `replace`"),
        );
    }
    Some(policy)
}

fn product(decoder: &mut Decoder, json: &Json) -> Option<(Product, Option<String>)> {
    let mut fields = decoder.fields(json, "a product")?;
    let id = fields.required("id", &text);
    let name = fields.required("name", &text);
    let unit_name = fields.required("unitName", &text);
    let policy = fields.optional("policy", &text);
    let prices = fields.required("prices", &list(limits::PRICES, &super::price::price));
    fields.finish();
    let product = Product { id: id?, name: name?, unit_name: unit_name?, policy: None, prices: prices? };
    Some((product, policy?))
}
