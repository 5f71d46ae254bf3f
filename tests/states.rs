//! A state may be as long as the limits allow, and is never longer: it can be quoted again.

use quotient::{Catalog, Problems, Request, limits, quote};
use serde_json::{Value, json};

const AT: &str = "2026-04-11T00:00:00Z";

/// As many products as a request can name and those of a full subscription.
fn catalog() -> Catalog {
    let products: Vec<Value> = (0..2 * limits::ITEMS)
        .map(|n| {
            json!({"id": id(n), "name": "P", "unitName": "unit", "policy": "p", "prices": [{
                "id": format!("m{n}"), "currency": "USD", "cycle": {"unit": "month"},
                "scheme": {"type": "perUnit", "amount": "3.00"}}]})
        })
        .collect();
    let catalog = json!({"id": "c", "products": products, "policies": [
        {"id": "p", "productsPerChange": limits::ITEMS, "quantityDecrease": "atRenewal"}]});
    Catalog::parse(&catalog.to_string()).unwrap()
}

fn id(n: usize) -> String {
    format!("p{n:03}")
}

fn coupon(code: &str) -> Value {
    json!({"code": code, "off": {"percent": "1"}, "duration": "forever", "combinable": true})
}

/// Two units of each of so many products.
fn held(items: usize) -> Value {
    let items: Vec<Value> = (0..items).map(|n| json!({"product": id(n), "quantity": 2})).collect();
    json!({"status": "active", "currency": "USD", "cycle": {"unit": "month"}, "items": items,
        "period": {"start": "2026-04-01T00:00:00Z", "end": "2026-05-01T00:00:00Z"}, "charges": []})
}

fn change(subscription: &Value, items: &Value) -> Value {
    json!({"type": "change", "at": AT, "subscription": subscription, "items": items})
}

/// The state after, which is quoted once more, by a cancellation, to see that it can be.
fn after(request: &Value) -> Result<Value, Problems> {
    let catalog = catalog();
    let answer = quote(&catalog, &Request::parse(&request.to_string()).unwrap())?;
    let answer: Value = serde_json::from_str(&answer.to_json()).unwrap();
    assert_eq!(answer["status"], "priced", "{}", answer["problems"]);
    let state = answer["subscription"].clone();
    let again = json!({"type": "cancellation", "at": AT, "subscription": state});
    let again = Request::parse(&again.to_string()).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(quote(&catalog, &again)?.quote().is_some());
    Ok(state)
}

/// One below the limit there is room for one more, at the limit there is none.
fn holds(most: usize, what: &str, list: &str, request: impl Fn(usize) -> Value) {
    let state = after(&request(most - 1)).unwrap();
    assert_eq!(state.pointer(list).and_then(Value::as_array).map(Vec::len), Some(most));
    let problems = after(&request(most)).unwrap_err();
    let told: Vec<_> = problems.iter().map(|problem| (problem.code.as_str(), &*problem.path)).collect();
    assert_eq!(told, [("out_of_range", "")]);
    let message = &problems.iter().next().unwrap().message;
    let told =
        format!("the subscription would have {} {what} afterwards, it may have {most} at most", most + 1);
    assert_eq!(*message, told);
}

#[test]
fn items() {
    let one = json!([{"product": id(limits::ITEMS), "quantity": 1}]);
    holds(limits::ITEMS, "items", "/items", |items| change(&held(items), &one));
}

#[test]
fn pending_items() {
    holds(limits::ITEMS, "pending items", "/pending/items", |pending| {
        let new = |n: usize| json!({"product": id(n), "quantity": 1});
        let mut subscription = held(1);
        subscription["pending"] = json!({"items": (1..=pending).map(new).collect::<Vec<_>>()});
        change(&subscription, &json!([new(0)]))
    });
}

#[test]
fn running_coupons() {
    holds(limits::CODES, "running coupons", "/coupons", |running| {
        let runs = |n: usize| json!({"coupon": coupon(&format!("C{n:03}")), "remainingPeriods": null});
        let mut subscription = held(1);
        subscription["coupons"] = (0..running).map(runs).collect();
        let mut request = change(&subscription, &json!([{"product": id(0), "quantity": 500}]));
        request["codes"] = json!(["NEW"]);
        request["coupons"] = json!([coupon("NEW")]);
        request
    });
}

#[test]
fn ledger_entries() {
    holds(limits::CHARGES, "ledger entries", "/charges", |entries| {
        let entry = json!({"product": id(0), "net": "1.00", "tax": "0.00",
            "start": "2026-04-01T00:00:00Z", "end": "2026-05-01T00:00:00Z"});
        let mut subscription = held(1);
        subscription["charges"] = vec![entry; entries].into();
        change(&subscription, &json!([{"product": id(0), "quantity": 3}]))
    });
}
