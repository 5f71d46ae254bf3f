//! Coupons: their terms, and what a host found for a typed code (S8).

use super::{
    Decoder, Fields, amount, boolean, count, currency, cycle, decimal, instant, string, text, texts, word,
};
use crate::amount::Decimal;
use crate::discount::{Amounts, Coupon, Duration, Off, Redemptions, Refusal, Terms, normalised};
use crate::limits;
use crate::problem::{Code, pointer};
use crate::request::RequestType;
use crate::wire::json::Json;

pub(super) fn coupon(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Coupon> {
    let fields = decoder.fields(json, path, "a coupon")?;
    terms_of(decoder, fields)
}

/// The terms of a coupon, or `{"code", "refused"}` where the host alone can tell.
pub(super) fn terms(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Terms> {
    let mut fields = decoder.fields(json, path, "a coupon")?;
    if !fields.has("refused") {
        return terms_of(decoder, fields).map(|coupon| Terms::Coupon(Box::new(coupon)));
    }
    let code = fields.required(decoder, "code", code);
    let reason = fields.required(decoder, "refused", word(Refusal::ALL));
    fields.finish(decoder);
    Some(Terms::Refused { code: code?, reason: reason? })
}

/// A code as it is compared (S8.1); one of blanks alone is none.
pub(super) fn code(decoder: &mut Decoder, json: &Json, path: &str) -> Option<String> {
    let code = normalised(&text(decoder, json, path)?);
    if code.is_empty() {
        return decoder.refuse(Code::TextEmpty, path, "a code of blanks is none; leave it out");
    }
    Some(code)
}

fn terms_of(decoder: &mut Decoder, mut fields: Fields) -> Option<Coupon> {
    let code = fields.required(decoder, "code", code);
    let name = fields.optional(decoder, "name", text);
    let off = fields.required(decoder, "off", off);
    let max_discount = fields.or(decoder, "maxDiscount", Amounts::default(), amounts);
    let from = fields.optional(decoder, "from", instant);
    let until = fields.optional(decoder, "until", instant);
    let applies_to = fields.or(decoder, "appliesTo", AppliesTo::default(), applies_to);
    let min_quantity = fields.or(decoder, "minQuantity", 0, count(0));
    let min_amount = fields.or(decoder, "minAmount", Amounts::default(), amounts);
    let first_purchase_only = fields.or(decoder, "firstPurchaseOnly", false, boolean);
    let redemptions = fields.or(decoder, "redemptions", Redemptions::default(), redemptions);
    let duration = fields.or(decoder, "duration", Duration::Once, duration);
    let combinable = fields.or(decoder, "combinable", false, boolean);
    let priority = fields.or(decoder, "priority", 100, count(0));
    fields.finish(decoder);
    let AppliesTo { products, cycles, types } = applies_to?;
    Some(Coupon {
        code: code?,
        name: name?,
        off: off?,
        max_discount: max_discount?,
        from: from?,
        until: until?,
        products,
        cycles,
        types,
        min_quantity: min_quantity?,
        min_amount: min_amount?,
        first_purchase_only: first_purchase_only?,
        redemptions: redemptions?,
        duration: duration?,
        combinable: combinable?,
        priority: priority?,
    })
}

fn off(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Off> {
    let mut fields = decoder.fields(json, path, "a coupon's `off`")?;
    let percent = fields.optional(decoder, "percent", percent);
    let amount = fields.optional(decoder, "amount", amounts);
    let per_unit = fields.optional(decoder, "amountPerUnit", amounts);
    fields.finish(decoder);
    match (percent?, amount?, per_unit?) {
        (Some(percent), None, None) => Some(Off::Percent(percent)),
        (None, Some(amounts), None) => Some(Off::Amount(amounts)),
        (None, None, Some(amounts)) => Some(Off::AmountPerUnit(amounts)),
        (None, None, None) => {
            decoder.refuse(Code::MissingField, path, "one of these is needed: percent, amount, amountPerUnit")
        }
        _ => decoder.refuse(
            Code::FieldNotAllowed,
            path,
            "only one of these may be: percent, amount, amountPerUnit",
        ),
    }
}

fn percent(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Decimal> {
    let percent = decimal(decoder, json, path)?;
    match Decimal::parse("100") {
        Some(all) if percent > all => {
            decoder.refuse(Code::OutOfRange, path, format!("{percent} is more than the most, 100 per cent"))
        }
        _ => Some(percent),
    }
}

/// Amounts by currency.
fn amounts(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Amounts> {
    let Json::Object(fields) = json else {
        return decoder.wrong_type(json, path, "an object of amounts by currency");
    };
    let mut amounts = Amounts::default();
    for (key, value) in fields {
        let path = pointer(path, key);
        let currency = currency(decoder, &Json::String(key.to_string()), &path);
        if let Some(currency) = currency
            && let Some(amount) = amount(currency)(decoder, value, &path)
        {
            amounts.insert(amount);
        }
    }
    (amounts.iter().len() == fields.len()).then_some(amounts)
}

#[derive(Default)]
struct AppliesTo {
    products: Vec<String>,
    cycles: Vec<crate::calendar::Cycle>,
    types: Vec<RequestType>,
}

fn applies_to(decoder: &mut Decoder, json: &Json, path: &str) -> Option<AppliesTo> {
    let mut fields = decoder.fields(json, path, "a coupon's `appliesTo`")?;
    let products = fields.or(decoder, "products", Vec::new(), texts);
    let cycles = fields.or(decoder, "cycles", Vec::new(), |decoder, json, path| {
        decoder.list(json, path, limits::LIST, cycle)
    });
    let types = fields.or(decoder, "types", Vec::new(), |decoder, json, path| {
        decoder.list(json, path, limits::LIST, word(RequestType::ALL))
    });
    fields.finish(decoder);
    Some(AppliesTo { products: products?, cycles: cycles?, types: types? })
}

fn redemptions(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Redemptions> {
    let mut fields = decoder.fields(json, path, "a coupon's `redemptions`")?;
    let limit = fields.optional(decoder, "limit", count(0));
    let used = fields.or(decoder, "used", 0, count(0));
    let per_account = fields.optional(decoder, "perAccount", count(0));
    let used_by_account = fields.or(decoder, "usedByAccount", 0, count(0));
    fields.finish(decoder);
    Some(Redemptions {
        limit: limit?,
        used: used?,
        per_account: per_account?,
        used_by_account: used_by_account?,
    })
}

fn duration(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Duration> {
    if let Json::Object(_) = json {
        let mut fields = decoder.fields(json, path, "a coupon's `duration`")?;
        let periods = fields.required(decoder, "periods", count(1));
        fields.finish(decoder);
        return periods.map(Duration::Periods);
    }
    match string(decoder, json, path, "once, forever or {\"periods\": n}")? {
        "once" => Some(Duration::Once),
        "forever" => Some(Duration::Forever),
        other => {
            let message =
                format!("`{}` is none of: once, forever, {{\"periods\": n}}", super::shorten(other));
            decoder.refuse(Code::UnknownValue, path, message)
        }
    }
}
