//! Prices: those of a catalog and those agreed with a customer (S3, S4).

use super::{
    Decoder, Fields, boolean, currency, cycle, decimal, integer, list, one_of, or_null, quantity, text, texts,
};
use crate::amount::Decimal;
use crate::catalog::{Price, Scheme, Tier};
use crate::limits;
use crate::problem::Code;
use crate::wire::json::Json;

/// A price of a catalog.
pub(super) fn price(decoder: &mut Decoder, json: &Json) -> Option<Price> {
    let mut fields = decoder.fields(json, "a price")?;
    let id = fields.required("id", &text);
    let price = terms(fields, true);
    Some(Price { id: Some(id?), ..price? })
}

/// A price agreed with a customer: without id, not a multiple of another.
pub(super) fn agreed_price(decoder: &mut Decoder, json: &Json) -> Option<Price> {
    let fields = decoder.fields(json, "an agreed price")?;
    terms(fields, false)
}

fn terms(mut fields: Fields, multiples: bool) -> Option<Price> {
    let currency = fields.required("currency", &currency);
    let cycle = fields.required("cycle", &cycle);
    let scheme = fields.required("scheme", &|decoder, json| scheme(decoder, json, multiples));
    let min_quantity = fields.or("minQuantity", 1, &quantity(0));
    let max_quantity = fields.optional("maxQuantity", &quantity(1));
    let quantity_step = fields.or("quantityStep", 1, &quantity(1));
    let discountable = fields.or("discountable", true, &boolean);
    let entitlements = fields.or("entitlements", Vec::new(), &texts);
    let decoder = fields.finish();
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
        let (step, least) = (price.quantity_step, price.min_quantity);
        let message = format_args!("no multiple of {step} lies within {least} and {most}; widen the bounds");
        return decoder.refuse(Code::QuantityRangeEmpty, message);
    }
    Some(price)
}

/// The types of schemes; which fields each has is told in `scheme`.
const TYPES: [&str; 6] = ["flat", "perUnit", "package", "volume", "graduated", "multipleOf"];

fn scheme(decoder: &mut Decoder, json: &Json, multiples: bool) -> Option<Scheme> {
    let mut fields = decoder.fields(json, "a price scheme")?;
    let types = if multiples { &TYPES[..] } else { TYPES.get(..5)? };
    let kind = fields.required("type", &|decoder, json| one_of(decoder, json, &|n| types.get(n).copied()))?;
    let scheme = match *types.get(kind)? {
        "flat" => fields.required("amount", &decimal).map(|amount| Scheme::Flat { amount }),
        "perUnit" => fields.required("amount", &decimal).map(|amount| Scheme::PerUnit { amount }),
        "package" => {
            let size = fields.required("size", &quantity(1));
            let amount = fields.required("amount", &decimal);
            size.zip(amount).map(|(size, amount)| Scheme::Package { size, amount })
        }
        "volume" => fields.required("tiers", &tiers).map(|tiers| Scheme::Volume { tiers }),
        "graduated" => fields.required("tiers", &tiers).map(|tiers| Scheme::Graduated { tiers }),
        _ => {
            let price = fields.required("price", &text);
            let times = fields.required("times", &decimal);
            price.zip(times).map(|(price, times)| Scheme::MultipleOf { price, index: 0, times })
        }
    };
    fields.finish();
    scheme
}

fn tiers(decoder: &mut Decoder, json: &Json) -> Option<Vec<Tier>> {
    let tiers = list(limits::TIERS, &tier)(decoder, json)?;
    let Some(last) = tiers.len().checked_sub(1) else {
        return decoder
            .refuse(Code::TiersMalformed, format_args!("there is no tier; the last one's `upTo` is null"));
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
        sound = decoder.refuse_in(&format!("/{n}/upTo"), Code::TiersMalformed, format_args!("{message}"));
    }
    sound.map(|()| tiers)
}

fn tier(decoder: &mut Decoder, json: &Json) -> Option<Tier> {
    let mut fields = decoder.fields(json, "a tier")?;
    let up_to = fields.required("upTo", &or_null(&integer(1, u64::from(u32::MAX))));
    let unit = fields.or("unit", Decimal::ZERO, &decimal);
    let flat = fields.or("flat", Decimal::ZERO, &decimal);
    fields.finish();
    Some(Tier { up_to: up_to?, unit: unit?, flat: flat? })
}
