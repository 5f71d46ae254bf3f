//! Requests (S5).

use super::subscription::{new_quantities, subscription};
use super::{
    Decoder, Fields, boolean, coupon, currency, cycle, decimal, instant, list, text, texts, unique, word,
};
use crate::limits;
use crate::order::repeats;
use crate::problem::{Code, pointer};
use crate::request::{Action, Rate, Request, RequestType, RoundingLevel, Tax, TaxBehavior};
use crate::wire::json::Json;

/// Fields that go with some types only, and those types.
const RESTRICTED: [(&str, &[RequestType]); 6] = [
    (
        "subscription",
        &[RequestType::Change, RequestType::Renewal, RequestType::Cancellation, RequestType::Resumption],
    ),
    ("items", &[RequestType::Purchase, RequestType::Change]),
    ("cycle", &[RequestType::Purchase, RequestType::Change]),
    ("currency", &[RequestType::Purchase]),
    ("existing", &[RequestType::Purchase, RequestType::Change]),
    ("codes", &[RequestType::Purchase, RequestType::Change]),
];

pub(super) fn request(decoder: &mut Decoder, json: &Json) -> Option<Request> {
    let mut fields = decoder.fields(json, "a request")?;
    let kind = fields.required("type", &word(RequestType::ALL));
    let at = fields.required("at", &instant);
    let role = fields.optional("actor", &actor);
    if let Some(kind) = kind {
        for (key, types) in RESTRICTED {
            if !types.contains(&kind) && fields.has(key) {
                let names: Vec<&str> = types.iter().map(|kind| kind.as_str()).collect();
                let (names, kind) = (names.join(", "), kind.as_str());
                let message = format_args!("`{key}` goes with {names} only, not with {kind}");
                fields.decoder.list_problem(&pointer("", key), Code::FieldNotAllowed, message);
            }
        }
    }
    let action = action(&mut fields, kind);
    let existing = fields.or("existing", Vec::new(), &list(limits::EXISTING, &subscription));
    let first_purchase = fields.or("account", false, &account);
    let codes = fields.or("codes", Vec::new(), &list(limits::CODES, &coupon::code));
    let coupons = fields.or("coupons", Vec::new(), &list(limits::COUPONS, &coupon::terms));
    let tax = fields.or("tax", Tax::none(), &tax);
    fields.finish();
    Some(Request {
        at: at?,
        role: role?,
        action: action?,
        existing: existing?,
        first_purchase: first_purchase?,
        codes: each_once(codes?),
        coupons: coupons?,
        tax: tax?,
    })
}

/// The same code twice is one (S8.1).
fn each_once(codes: Vec<String>) -> Vec<String> {
    let keys: Vec<&str> = codes.iter().map(String::as_str).collect();
    let repeats = repeats(&keys);
    codes.into_iter().zip(repeats).filter_map(|(code, repeat)| repeat.is_none().then_some(code)).collect()
}

/// Reads every field of every type, so that all of their problems are told.
fn action(fields: &mut Fields, kind: Option<RequestType>) -> Option<Action> {
    let purchase = kind == Some(RequestType::Purchase);
    let held = if purchase || kind.is_none() {
        fields.optional("subscription", &subscription)
    } else {
        fields.required("subscription", &subscription).map(Some)
    };
    let items = if purchase {
        fields.required("items", &new_quantities)
    } else {
        fields.or("items", Vec::new(), &new_quantities)
    };
    let new_cycle =
        if purchase { fields.required("cycle", &cycle).map(Some) } else { fields.optional("cycle", &cycle) };
    let in_currency = if purchase {
        fields.required("currency", &currency).map(Some)
    } else {
        fields.optional("currency", &currency)
    };
    let (held, items, cycle, currency) = (held?, items?, new_cycle?, in_currency?);
    Some(match kind? {
        RequestType::Purchase => Action::Purchase { currency: currency?, cycle: cycle?, items },
        RequestType::Change => Action::Change { subscription: held?, items, cycle },
        RequestType::Renewal => Action::Renewal { subscription: held? },
        RequestType::Cancellation => Action::Cancellation { subscription: held? },
        RequestType::Resumption => Action::Resumption { subscription: held? },
    })
}

pub(super) fn actor(decoder: &mut Decoder, json: &Json) -> Option<String> {
    let mut fields = decoder.fields(json, "an actor")?;
    let role = fields.required("role", &text);
    fields.finish();
    role
}

fn account(decoder: &mut Decoder, json: &Json) -> Option<bool> {
    let mut fields = decoder.fields(json, "an account")?;
    let first_purchase = fields.or("firstPurchase", false, &boolean);
    fields.finish();
    first_purchase
}

fn tax(decoder: &mut Decoder, json: &Json) -> Option<Tax> {
    let mut fields = decoder.fields(json, "a tax")?;
    let behavior = fields.or("behavior", TaxBehavior::Exclusive, &word(TaxBehavior::ALL));
    let rounding_level = fields.or("roundingLevel", RoundingLevel::Total, &word(RoundingLevel::ALL));
    let rates = fields.or("rates", Vec::new(), &rates);
    let exempt = fields.or("exempt", false, &boolean);
    fields.finish();
    Some(Tax { behavior: behavior?, rounding_level: rounding_level?, rates: rates?, exempt: exempt? })
}

fn rates(decoder: &mut Decoder, json: &Json) -> Option<Vec<Rate>> {
    let rates = list(limits::RATES, &rate)(decoder, json)?;
    let ids: Vec<&str> = rates.iter().map(|rate| &*rate.id).collect();
    unique(decoder, Code::DuplicateId, "/id", &ids)?;
    Some(rates)
}

fn rate(decoder: &mut Decoder, json: &Json) -> Option<Rate> {
    let mut fields = decoder.fields(json, "a tax rate")?;
    let id = fields.required("id", &text);
    let percent = fields.required("percent", &decimal);
    let products = fields.or("products", Vec::new(), &texts);
    fields.finish();
    Some(Rate { id: id?, percent: percent?, products: products? })
}
