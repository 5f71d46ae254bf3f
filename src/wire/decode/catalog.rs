//! Catalogs and policies (S3).

use super::{Decoder, count, coupon, small, string, text, texts, word};
use crate::calendar::Zone;
use crate::catalog::{
    CancellationTerms, DEFAULT_POLICY, Draft, NegativeTotal, Policy, Product, Proration, QuantityChange,
    Timing,
};
use crate::limits;
use crate::problem::Code;
use crate::ratio::Rounding;
use crate::wire::json::Json;

pub(super) fn catalog(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Draft> {
    let mut fields = decoder.fields(json, path, "a catalog")?;
    let id = fields.required(decoder, "id", text);
    let zone = fields.or(decoder, "timeZone", Zone::default(), zone);
    let rounding = fields.or(decoder, "rounding", Rounding::default(), word(Rounding::ALL));
    let quote_ttl_seconds = fields.or(decoder, "quoteTtlSeconds", 900, small(1, limits::QUOTE_TTL_SECONDS));
    let policies = fields.or(decoder, "policies", Vec::new(), |decoder, json, path| {
        decoder.list(json, path, limits::POLICIES, policy)
    });
    let products = fields.required(decoder, "products", |decoder, json, path| {
        decoder.list(json, path, limits::PRODUCTS, product)
    });
    let coupons = fields.or(decoder, "coupons", Vec::new(), |decoder, json, path| {
        decoder.list(json, path, limits::COUPONS, coupon::coupon)
    });
    fields.finish(decoder);
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

fn zone(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Zone> {
    let text = string(decoder, json, path, "a time zone")?;
    match Zone::parse(text) {
        Some(zone) => Some(zone),
        None => {
            let message =
                format!("`{}` is neither UTC nor a fixed offset such as +07:00", super::shorten(text));
            decoder.refuse(Code::TimeZoneMalformed, path, message)
        }
    }
}

fn policy(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Policy> {
    let default = &DEFAULT_POLICY;
    let mut fields = decoder.fields(json, path, "a policy")?;
    let id = fields.required(decoder, "id", text);
    let roles = fields.optional(decoder, "roles", texts);
    let products_per_change = fields.or(decoder, "productsPerChange", default.products_per_change, count(1));
    let quantity_decrease =
        fields.or(decoder, "quantityDecrease", default.quantity_decrease, word(Timing::ALL));
    let cycle_shorten = fields.or(decoder, "cycleShorten", default.cycle_shorten, word(Timing::ALL));
    let quantity_change =
        fields.or(decoder, "quantityChange", default.quantity_change, word(QuantityChange::ALL));
    let proration = fields.or(decoder, "proration", default.proration, word(Proration::ALL));
    let negative_total =
        fields.or(decoder, "negativeTotal", default.negative_total, word(NegativeTotal::ALL));
    let cancellation = fields.or(decoder, "cancellation", default.cancellation, word(CancellationTerms::ALL));
    fields.finish(decoder);
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
        return decoder.refuse(
            Code::PolicyContradictory,
            &format!("{path}/proration"),
            "without proration nothing is credited, so `quantityChange` cannot be `replace`",
        );
    }
    Some(policy)
}

fn product(decoder: &mut Decoder, json: &Json, path: &str) -> Option<(Product, Option<String>)> {
    let mut fields = decoder.fields(json, path, "a product")?;
    let id = fields.required(decoder, "id", text);
    let name = fields.required(decoder, "name", text);
    let unit_name = fields.required(decoder, "unitName", text);
    let policy = fields.optional(decoder, "policy", text);
    let prices = fields.required(decoder, "prices", |decoder, json, path| {
        decoder.list(json, path, limits::PRICES, super::price::price)
    });
    fields.finish(decoder);
    let product = Product { id: id?, name: name?, unit_name: unit_name?, policy: None, prices: prices? };
    Some((product, policy?))
}
