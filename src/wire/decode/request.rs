//! Requests (S5).

use super::subscription::{new_quantities, subscription};
use super::{Decoder, Fields, boolean, coupon, currency, cycle, decimal, instant, text, texts, unique, word};
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

pub(super) fn request(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Request> {
    let mut fields = decoder.fields(json, path, "a request")?;
    let kind = fields.required(decoder, "type", word(RequestType::ALL));
    let at = fields.required(decoder, "at", instant);
    let role = fields.optional(decoder, "actor", actor);
    if let Some(kind) = kind {
        for (key, types) in RESTRICTED {
            if !types.contains(&kind) && fields.has(key) {
                let names: Vec<&str> = types.iter().map(|kind| kind.as_str()).collect();
                let message =
                    format!("`{key}` goes with {} only, not with {}", names.join(", "), kind.as_str());
                decoder.refuse::<()>(Code::FieldNotAllowed, &pointer(path, key), message);
            }
        }
    }
    let action = action(decoder, &mut fields, kind);
    let existing = fields.or(decoder, "existing", Vec::new(), |decoder, json, path| {
        decoder.list(json, path, limits::EXISTING, subscription)
    });
    let first_purchase = fields.or(decoder, "account", false, account);
    let codes = fields.or(decoder, "codes", Vec::new(), |decoder, json, path| {
        decoder.list(json, path, limits::CODES, coupon::code)
    });
    let coupons = fields.or(decoder, "coupons", Vec::new(), |decoder, json, path| {
        decoder.list(json, path, limits::COUPONS, coupon::terms)
    });
    let tax = fields.or(decoder, "tax", Tax::none(), tax);
    fields.finish(decoder);
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
fn action(decoder: &mut Decoder, fields: &mut Fields, kind: Option<RequestType>) -> Option<Action> {
    let purchase = kind == Some(RequestType::Purchase);
    let held = if purchase || kind.is_none() {
        fields.optional(decoder, "subscription", subscription)
    } else {
        fields.required(decoder, "subscription", subscription).map(Some)
    };
    let items = if purchase {
        fields.required(decoder, "items", new_quantities)
    } else {
        fields.or(decoder, "items", Vec::new(), new_quantities)
    };
    let new_cycle = if purchase {
        fields.required(decoder, "cycle", cycle).map(Some)
    } else {
        fields.optional(decoder, "cycle", cycle)
    };
    let in_currency = if purchase {
        fields.required(decoder, "currency", currency).map(Some)
    } else {
        fields.optional(decoder, "currency", currency)
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

pub(super) fn actor(decoder: &mut Decoder, json: &Json, path: &str) -> Option<String> {
    let mut fields = decoder.fields(json, path, "an actor")?;
    let role = fields.required(decoder, "role", text);
    fields.finish(decoder);
    role
}

fn account(decoder: &mut Decoder, json: &Json, path: &str) -> Option<bool> {
    let mut fields = decoder.fields(json, path, "an account")?;
    let first_purchase = fields.or(decoder, "firstPurchase", false, boolean);
    fields.finish(decoder);
    first_purchase
}

fn tax(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Tax> {
    let mut fields = decoder.fields(json, path, "a tax")?;
    let behavior = fields.or(decoder, "behavior", TaxBehavior::Exclusive, word(TaxBehavior::ALL));
    let rounding_level = fields.or(decoder, "roundingLevel", RoundingLevel::Total, word(RoundingLevel::ALL));
    let rates = fields.or(decoder, "rates", Vec::new(), |decoder, json, path| {
        let rates = decoder.list(json, path, limits::RATES, rate)?;
        let ids: Vec<&str> = rates.iter().map(|rate| &*rate.id).collect();
        unique(decoder, Code::DuplicateId, path, "/id", &ids)?;
        Some(rates)
    });
    let exempt = fields.or(decoder, "exempt", false, boolean);
    fields.finish(decoder);
    Some(Tax { behavior: behavior?, rounding_level: rounding_level?, rates: rates?, exempt: exempt? })
}

fn rate(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Rate> {
    let mut fields = decoder.fields(json, path, "a tax rate")?;
    let id = fields.required(decoder, "id", text);
    let percent = fields.required(decoder, "percent", decimal);
    let products = fields.or(decoder, "products", Vec::new(), texts);
    fields.finish(decoder);
    Some(Rate { id: id?, percent: percent?, products: products? })
}
