//! Prices: those of a catalog and those agreed with a customer (S3, S4).

use super::{Decoder, Fields, boolean, currency, cycle, decimal, integer, quantity, string, text, texts};
use crate::amount::Decimal;
use crate::catalog::{Price, Scheme, Tier};
use crate::limits;
use crate::problem::{Code, pointer};
use crate::wire::json::Json;

/// A price of a catalog.
pub(super) fn price(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Price> {
    let mut fields = decoder.fields(json, path, "a price")?;
    let id = fields.required(decoder, "id", text);
    let price = terms(decoder, fields, true);
    Some(Price { id: Some(id?), ..price? })
}

/// A price agreed with a customer: without id, not a multiple of another.
pub(super) fn agreed_price(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Price> {
    let fields = decoder.fields(json, path, "an agreed price")?;
    terms(decoder, fields, false)
}

fn terms(decoder: &mut Decoder, mut fields: Fields, multiples: bool) -> Option<Price> {
    let currency = fields.required(decoder, "currency", currency);
    let cycle = fields.required(decoder, "cycle", cycle);
    let scheme =
        fields.required(decoder, "scheme", |decoder, json, path| scheme(decoder, json, path, multiples));
    let min_quantity = fields.or(decoder, "minQuantity", 1, quantity(0));
    let max_quantity = fields.optional(decoder, "maxQuantity", quantity(1));
    let quantity_step = fields.or(decoder, "quantityStep", 1, quantity(1));
    let discountable = fields.or(decoder, "discountable", true, boolean);
    let entitlements = fields.or(decoder, "entitlements", Vec::new(), texts);
    let path = fields.path.clone();
    fields.finish(decoder);
    let price = Price {
        id: None,
        currency: currency?,
        cycle: cycle?,
        scheme: scheme?,
        min_quantity: min_quantity?,
        max_quantity: max_quantity?,
        quantity_step: quantity_step?,
        discountable: discountable?,
        entitlements: entitlements?,
    };
    if price.nearest_quantity(1).is_none() {
        let most = price.max_quantity.map_or("any".to_owned(), |most| most.to_string());
        let message = format!(
            "no multiple of {} lies within {} and {most}; widen the bounds",
            price.quantity_step, price.min_quantity
        );
        return decoder.refuse(Code::QuantityRangeEmpty, &path, message);
    }
    Some(price)
}

/// The types of schemes; which fields each has is told in `scheme`.
const TYPES: [&str; 6] = ["flat", "perUnit", "package", "volume", "graduated", "multipleOf"];

fn scheme(decoder: &mut Decoder, json: &Json, path: &str, multiples: bool) -> Option<Scheme> {
    let mut fields = decoder.fields(json, path, "a price scheme")?;
    let kind = fields.required(decoder, "type", |decoder, json, path| {
        string(decoder, json, path, "a string").map(str::to_owned)
    })?;
    let types = if multiples { &TYPES[..] } else { TYPES.get(..5)? };
    if !types.contains(&&*kind) {
        let message = format!("`{}` is none of: {}", super::shorten(&kind), types.join(", "));
        return decoder.refuse(Code::UnknownValue, &pointer(path, "type"), message);
    }
    let scheme = match &*kind {
        "flat" => fields.required(decoder, "amount", decimal).map(|amount| Scheme::Flat { amount }),
        "perUnit" => fields.required(decoder, "amount", decimal).map(|amount| Scheme::PerUnit { amount }),
        "package" => {
            let size = fields.required(decoder, "size", quantity(1));
            let amount = fields.required(decoder, "amount", decimal);
            size.zip(amount).map(|(size, amount)| Scheme::Package { size, amount })
        }
        "volume" => fields.required(decoder, "tiers", tiers).map(|tiers| Scheme::Volume { tiers }),
        "graduated" => fields.required(decoder, "tiers", tiers).map(|tiers| Scheme::Graduated { tiers }),
        _ => {
            let price = fields.required(decoder, "price", text);
            let times = fields.required(decoder, "times", decimal);
            price.zip(times).map(|(price, times)| Scheme::MultipleOf { price, index: 0, times })
        }
    };
    fields.finish(decoder);
    scheme
}

fn tiers(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Vec<Tier>> {
    let tiers = decoder.list(json, path, limits::TIERS, tier)?;
    let Some(last) = tiers.len().checked_sub(1) else {
        return decoder.refuse(Code::TiersMalformed, path, "there is no tier; the last one's `upTo` is null");
    };
    let mut below = 0;
    let mut sound = Some(());
    for (n, tier) in tiers.iter().enumerate() {
        let message = match tier.up_to {
            None if n == last => continue,
            None => "`upTo` is null before the last tier; name its last unit".to_owned(),
            Some(up_to) if n == last => format!("the last tier ends at {up_to}; its `upTo` is null"),
            Some(up_to) if up_to > below => {
                below = up_to;
                continue;
            }
            Some(up_to) => format!("{up_to} does not rise above {below}, the end of the tier before"),
        };
        sound = decoder.refuse(Code::TiersMalformed, &format!("{path}/{n}/upTo"), message);
    }
    sound.map(|()| tiers)
}

fn tier(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Tier> {
    let mut fields = decoder.fields(json, path, "a tier")?;
    let up_to = fields.required(decoder, "upTo", |decoder, json, path| match json {
        Json::Null => Some(None),
        other => integer(1, u64::from(u32::MAX))(decoder, other, path).map(Some),
    });
    let unit = fields.or(decoder, "unit", Decimal::ZERO, decimal);
    let flat = fields.or(decoder, "flat", Decimal::ZERO, decimal);
    fields.finish(decoder);
    Some(Tier { up_to: up_to?, unit: unit?, flat: flat? })
}
