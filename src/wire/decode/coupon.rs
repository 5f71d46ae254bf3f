//! Coupons: their terms, and what a host found for a typed code (S8).

use super::{
    Decoder, Fields, amount, boolean, count, currency, cycle, decimal, instant, list, string, text, texts,
    word,
};
use crate::amount::Decimal;
use crate::discount::{Amounts, Coupon, Duration, Off, Redemptions, Refusal, Terms, normalised};
use crate::limits;
use crate::problem::Code;
use crate::request::RequestType;
use crate::wire::json::Json;

pub(super) fn coupon(decoder: &mut Decoder, json: &Json) -> Option<Coupon> {
    let fields = decoder.fields(json, "a coupon")?;
    terms_of(fields)
}

/// The terms of a coupon, or `{"code", "refused"}` where the host alone can tell.
pub(super) fn terms(decoder: &mut Decoder, json: &Json) -> Option<Terms> {
    let mut fields = decoder.fields(json, "a coupon")?;
    if !fields.has("refused") {
        return terms_of(fields).map(|coupon| Terms::Coupon(Box::new(coupon)));
    }
    let code = fields.required("code", &code);
    let reason = fields.required("refused", &word(Refusal::ALL));
    fields.finish();
    Some(Terms::Refused { code: code?, reason: reason? })
}

/// A code as it is compared (S8.1); one of blanks alone is none.
pub(super) fn code(decoder: &mut Decoder, json: &Json) -> Option<String> {
    let code = normalised(&text(decoder, json)?);
    if code.is_empty() {
        return decoder.refuse(Code::TextEmpty, format_args!("a code of blanks is none; leave it out"));
    }
    Some(code)
}

fn terms_of(mut fields: Fields) -> Option<Coupon> {
    let code = fields.required("code", &code);
    let name = fields.optional("name", &text);
    let off = fields.required("off", &off);
    let max_discount = fields.or("maxDiscount", Amounts::default(), &amounts);
    let from = fields.optional("from", &instant);
    let until = fields.optional("until", &instant);
    let applies_to = fields.or("appliesTo", AppliesTo::default(), &applies_to);
    let min_quantity = fields.or("minQuantity", 0, &count(0));
    let min_amount = fields.or("minAmount", Amounts::default(), &amounts);
    let first_purchase_only = fields.or("firstPurchaseOnly", false, &boolean);
    let redemptions = fields.or("redemptions", Redemptions::default(), &redemptions);
    let duration = fields.or("duration", Duration::Once, &duration);
    let combinable = fields.or("combinable", false, &boolean);
    let priority = fields.or("priority", 100, &count(0));
    fields.finish();
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

fn off(decoder: &mut Decoder, json: &Json) -> Option<Off> {
    let mut fields = decoder.fields(json, "a coupon's `off`")?;
    let percent = fields.optional("percent", &percent);
    let amount = fields.optional("amount", &amounts);
    let per_unit = fields.optional("amountPerUnit", &amounts);
    fields.finish();
    match (percent?, amount?, per_unit?) {
        (Some(percent), None, None) => Some(Off::Percent(percent)),
        (None, Some(amounts), None) => Some(Off::Amount(amounts)),
        (None, None, Some(amounts)) => Some(Off::AmountPerUnit(amounts)),
        (None, None, None) => decoder.refuse(
            Code::MissingField,
            format_args!("one of these is needed: percent, amount, amountPerUnit"),
        ),
        _ => decoder.refuse(
            Code::FieldNotAllowed,
            format_args!("only one of these may be: percent, amount, amountPerUnit"),
        ),
    }
}

fn percent(decoder: &mut Decoder, json: &Json) -> Option<Decimal> {
    let percent = decimal(decoder, json)?;
    match Decimal::parse("100") {
        Some(all) if percent > all => {
            decoder.refuse(Code::OutOfRange, format_args!("{percent} is more than the most, 100 per cent"))
        }
        _ => Some(percent),
    }
}

/// Amounts by currency.
fn amounts(decoder: &mut Decoder, json: &Json) -> Option<Amounts> {
    let Json::Object(fields) = json else {
        return decoder.wrong_type(json, "an object of amounts by currency");
    };
    let mut amounts = Amounts::default();
    for (key, value) in fields {
        let in_currency = |decoder: &mut Decoder, value: &Json| {
            let currency = currency(decoder, &Json::String(key.to_string()))?;
            amount(currency)(decoder, value)
        };
        if let Some(amount) = decoder.under(key, value, &in_currency) {
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

fn applies_to(decoder: &mut Decoder, json: &Json) -> Option<AppliesTo> {
    let mut fields = decoder.fields(json, "a coupon's `appliesTo`")?;
    let products = fields.or("products", Vec::new(), &texts);
    let cycles = fields.or("cycles", Vec::new(), &list(limits::LIST, &cycle));
    let types = fields.or("types", Vec::new(), &list(limits::LIST, &word(RequestType::ALL)));
    fields.finish();
    Some(AppliesTo { products: products?, cycles: cycles?, types: types? })
}

fn redemptions(decoder: &mut Decoder, json: &Json) -> Option<Redemptions> {
    let mut fields = decoder.fields(json, "a coupon's `redemptions`")?;
    let limit = fields.optional("limit", &count(0));
    let used = fields.or("used", 0, &count(0));
    let per_account = fields.optional("perAccount", &count(0));
    let used_by_account = fields.or("usedByAccount", 0, &count(0));
    fields.finish();
    Some(Redemptions {
        limit: limit?,
        used: used?,
        per_account: per_account?,
        used_by_account: used_by_account?,
    })
}

fn duration(decoder: &mut Decoder, json: &Json) -> Option<Duration> {
    if let Json::Object(_) = json {
        let mut fields = decoder.fields(json, "a coupon's `duration`")?;
        let periods = fields.required("periods", &count(1));
        fields.finish();
        return periods.map(Duration::Periods);
    }
    match string(decoder, json, "once, forever or {\"periods\": n}")? {
        "once" => Some(Duration::Once),
        "forever" => Some(Duration::Forever),
        other => decoder.none_of(other, "once, forever, {\"periods\": n}"),
    }
}
