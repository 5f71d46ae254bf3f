//! Subscriptions with their ledger (S4).

use super::{
    Decoder, amount, any_amount, boolean, count, coupon, currency, cycle, instant, list, or_null, period,
    period_of, price, quantity, text, unique, word,
};
use crate::amount::{Amount, Currency};
use crate::limits;
use crate::problem::Code;
use crate::subscription::{Charge, Item, NewQuantity, Pending, RunningCoupon, Status, Subscription};
use crate::wire::json::Json;

pub(super) fn subscription(decoder: &mut Decoder, json: &Json) -> Option<Subscription> {
    let mut fields = decoder.fields(json, "a subscription")?;
    let id = fields.optional("id", &text);
    let status = fields.required("status", &word(Status::ALL));
    let currency = fields.required("currency", &currency);
    let cycle = fields.required("cycle", &cycle);
    let items = fields.required("items", &|decoder, json| items(decoder, json, currency));
    let anchor = fields.optional("anchor", &instant);
    let period = fields.required("period", &period);
    let coupons = fields.or("coupons", Vec::new(), &coupons);
    let cancel_at_period_end = fields.or("cancelAtPeriodEnd", false, &boolean);
    let pending = fields.or("pending", Pending::default(), &pending);
    // Money can be read only in a currency that is known; without one it is looked at as USD, so
    // that its other problems are told, too.
    let money = currency.or_else(|| Currency::parse("USD"))?;
    let charges =
        fields.optional("charges", &list(limits::CHARGES, &|decoder, json| charge(decoder, json, money)));
    let balance = fields.or("balance", Amount::zero(money), &amount(money));
    fields.finish();
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

fn items(decoder: &mut Decoder, json: &Json, currency: Option<Currency>) -> Option<Vec<Item>> {
    let items = list(limits::ITEMS, &|decoder, json| item(decoder, json, currency))(decoder, json)?;
    let products: Vec<&str> = items.iter().map(|item| &*item.product).collect();
    unique(decoder, Code::DuplicateProduct, "/product", &products)?;
    Some(items)
}

fn item(decoder: &mut Decoder, json: &Json, currency: Option<Currency>) -> Option<Item> {
    let mut fields = decoder.fields(json, "an item")?;
    let product = fields.required("product", &text);
    let quantity = fields.required("quantity", &quantity(1));
    let price = fields.optional("price", &price::agreed_price);
    fields.finish();
    let price = price?;
    if let (Some(price), Some(currency)) = (&price, currency)
        && price.currency != currency
    {
        let agreed = price.currency;
        let message = format_args!("the agreed price is in {agreed}, the subscription in {currency}");
        return decoder.refuse_in("/price/currency", Code::CurrencyMismatch, message);
    }
    Some(Item { product: product?, quantity: quantity?, price })
}

/// New quantities, of a request's items and of what is pending.
pub(super) fn new_quantities(decoder: &mut Decoder, json: &Json) -> Option<Vec<NewQuantity>> {
    let items = list(limits::ITEMS, &new_quantity)(decoder, json)?;
    let products: Vec<&str> = items.iter().map(|item| &*item.product).collect();
    unique(decoder, Code::DuplicateProduct, "/product", &products)?;
    Some(items)
}

fn new_quantity(decoder: &mut Decoder, json: &Json) -> Option<NewQuantity> {
    let mut fields = decoder.fields(json, "an item")?;
    let product = fields.required("product", &text);
    let quantity = fields.required("quantity", &quantity(0));
    fields.finish();
    Some(NewQuantity { product: product?, quantity: quantity? })
}

fn charge(decoder: &mut Decoder, json: &Json, currency: Currency) -> Option<Charge> {
    let mut fields = decoder.fields(json, "a ledger entry")?;
    let product = fields.required("product", &text);
    let net = fields.required("net", &any_amount(currency));
    let tax = fields.required("tax", &any_amount(currency));
    let period = period_of(&mut fields);
    fields.finish();
    Some(Charge { product: product?, net: net?, tax: tax?, period: period? })
}

fn coupons(decoder: &mut Decoder, json: &Json) -> Option<Vec<RunningCoupon>> {
    let coupons = list(limits::CODES, &running_coupon)(decoder, json)?;
    let codes: Vec<&str> = coupons.iter().map(|running| &*running.coupon.code).collect();
    unique(decoder, Code::DuplicateId, "/coupon/code", &codes)?;
    Some(coupons)
}

fn running_coupon(decoder: &mut Decoder, json: &Json) -> Option<RunningCoupon> {
    let mut fields = decoder.fields(json, "a running coupon")?;
    let coupon = fields.required("coupon", &coupon::coupon);
    let remaining = fields.required("remainingPeriods", &or_null(&count(1)));
    fields.finish();
    // Terms kept on a subscription are without redemptions (S8.1).
    Some(RunningCoupon { coupon: coupon?.without_redemptions(), remaining_periods: remaining? })
}

fn pending(decoder: &mut Decoder, json: &Json) -> Option<Pending> {
    let mut fields = decoder.fields(json, "what is pending")?;
    let items = fields.or("items", Vec::new(), &new_quantities);
    let cycle = fields.optional("cycle", &cycle);
    fields.finish();
    Some(Pending { items: items?, cycle: cycle? })
}
