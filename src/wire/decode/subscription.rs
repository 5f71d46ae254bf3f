//! Subscriptions with their ledger (S4).

use super::{
    Decoder, amount, any_amount, boolean, count, coupon, currency, cycle, instant, period, period_of, price,
    quantity, text, unique, word,
};
use crate::amount::{Amount, Currency};
use crate::limits;
use crate::problem::{Code, pointer};
use crate::subscription::{Charge, Item, NewQuantity, Pending, RunningCoupon, Status, Subscription};
use crate::wire::json::Json;

pub(super) fn subscription(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Subscription> {
    let mut fields = decoder.fields(json, path, "a subscription")?;
    let id = fields.optional(decoder, "id", text);
    let status = fields.required(decoder, "status", word(Status::ALL));
    let currency = fields.required(decoder, "currency", currency);
    let cycle = fields.required(decoder, "cycle", cycle);
    let items = fields.required(decoder, "items", |decoder, json, path| items(decoder, json, path, currency));
    let anchor = fields.optional(decoder, "anchor", instant);
    let period = fields.required(decoder, "period", period);
    let coupons = fields.or(decoder, "coupons", Vec::new(), coupons);
    let cancel_at_period_end = fields.or(decoder, "cancelAtPeriodEnd", false, boolean);
    let pending = fields.or(decoder, "pending", Pending::default(), pending);
    // Money can be read only in a currency that is known; without one it is looked at as USD, so
    // that its other problems are told, too.
    let money = currency.or_else(|| Currency::parse("USD"))?;
    let charges = fields.optional(decoder, "charges", |decoder, json, path| {
        decoder.list(json, path, limits::CHARGES, |decoder, json, path| charge(decoder, json, path, money))
    });
    let balance = fields.or(decoder, "balance", Amount::zero(money), amount(money));
    fields.finish(decoder);
    let period = period?;
    Some(Subscription {
        id: id?,
        status: status?,
        currency: currency?,
        cycle: cycle?,
        items: items?,
        anchor: anchor?.unwrap_or(period.start),
        period,
        charges: charges?,
        coupons: coupons?,
        balance: balance?,
        cancel_at_period_end: cancel_at_period_end?,
        pending: pending?,
    })
}

fn items(decoder: &mut Decoder, json: &Json, path: &str, currency: Option<Currency>) -> Option<Vec<Item>> {
    let items =
        decoder.list(json, path, limits::ITEMS, |decoder, json, path| item(decoder, json, path, currency))?;
    let products: Vec<&str> = items.iter().map(|item| &*item.product).collect();
    unique(decoder, Code::DuplicateProduct, path, "/product", &products)?;
    Some(items)
}

fn item(decoder: &mut Decoder, json: &Json, path: &str, currency: Option<Currency>) -> Option<Item> {
    let mut fields = decoder.fields(json, path, "an item")?;
    let product = fields.required(decoder, "product", text);
    let quantity = fields.required(decoder, "quantity", quantity(1));
    let price = fields.optional(decoder, "price", price::agreed_price);
    fields.finish(decoder);
    let price = price?;
    if let (Some(price), Some(currency)) = (&price, currency)
        && price.currency != currency
    {
        let message = format!("the agreed price is in {}, the subscription in {currency}", price.currency);
        return decoder.refuse(
            Code::CurrencyMismatch,
            &pointer(&pointer(path, "price"), "currency"),
            message,
        );
    }
    Some(Item { product: product?, quantity: quantity?, price })
}

/// New quantities, of a request's items and of what is pending.
pub(super) fn new_quantities(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Vec<NewQuantity>> {
    let items = decoder.list(json, path, limits::ITEMS, |decoder, json, path| {
        let mut fields = decoder.fields(json, path, "an item")?;
        let product = fields.required(decoder, "product", text);
        let quantity = fields.required(decoder, "quantity", quantity(0));
        fields.finish(decoder);
        Some(NewQuantity { product: product?, quantity: quantity? })
    })?;
    let products: Vec<&str> = items.iter().map(|item| &*item.product).collect();
    unique(decoder, Code::DuplicateProduct, path, "/product", &products)?;
    Some(items)
}

fn charge(decoder: &mut Decoder, json: &Json, path: &str, currency: Currency) -> Option<Charge> {
    let mut fields = decoder.fields(json, path, "a ledger entry")?;
    let product = fields.required(decoder, "product", text);
    let net = fields.required(decoder, "net", any_amount(currency));
    let tax = fields.required(decoder, "tax", any_amount(currency));
    let period = period_of(decoder, &mut fields);
    fields.finish(decoder);
    Some(Charge { product: product?, net: net?, tax: tax?, period: period? })
}

fn coupons(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Vec<RunningCoupon>> {
    let coupons = decoder.list(json, path, limits::CODES, |decoder, json, path| {
        let mut fields = decoder.fields(json, path, "a running coupon")?;
        let coupon = fields.required(decoder, "coupon", coupon::coupon);
        let remaining = fields.required(decoder, "remainingPeriods", |decoder, json, path| match json {
            Json::Null => Some(None),
            other => count(1)(decoder, other, path).map(Some),
        });
        fields.finish(decoder);
        // Terms kept on a subscription are without redemptions (S8.1).
        Some(RunningCoupon { coupon: coupon?.without_redemptions(), remaining_periods: remaining? })
    })?;
    let codes: Vec<&str> = coupons.iter().map(|running| &*running.coupon.code).collect();
    unique(decoder, Code::DuplicateId, path, "/coupon/code", &codes)?;
    Some(coupons)
}

fn pending(decoder: &mut Decoder, json: &Json, path: &str) -> Option<Pending> {
    let mut fields = decoder.fields(json, path, "what is pending")?;
    let items = fields.or(decoder, "items", Vec::new(), new_quantities);
    let cycle = fields.optional(decoder, "cycle", cycle);
    fields.finish(decoder);
    Some(Pending { items: items?, cycle: cycle? })
}
