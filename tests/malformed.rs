//! Malformed input, natively: every problem at once, by code and pointer, with a message.

mod support;

use quotient::{Catalog, Problem, Problems, Request};
use serde_json::{Value, json};

#[test]
fn every_problem_is_told() {
    let mut failed = Vec::new();
    for line in support::MALFORMED.lines() {
        let case: Value = serde_json::from_str(line).expect("a case is a JSON object");
        let found = match (case.get("catalog"), case.get("request")) {
            (Some(text), _) => codes(Catalog::parse(&support::text(text)).map(drop)),
            (_, Some(text)) => codes(Request::parse(&support::text(text)).map(drop)),
            _ => panic!("{}: a case has a catalog or a request", case["name"]),
        };
        if found != case["problems"] {
            failed.push(format!("{}: expected {}, found {found}", case["name"], case["problems"]));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn codes(read: Result<(), Problems>) -> Value {
    let problems = read.err().map_or(Vec::new(), |problems| problems.iter().map(told).collect());
    Value::Array(problems)
}

fn told(problem: &Problem) -> Value {
    let message = &problem.message;
    assert!(!message.is_empty() && !message.ends_with('.') && message.len() < 600, "{message}");
    serde_json::json!({"code": problem.code.as_str(), "path": problem.path})
}

#[test]
fn a_hundred_problems_are_enough() {
    let products: Vec<_> = (0..500).map(|_| "{}").collect();
    let problems =
        Catalog::parse(&format!(r#"{{"id": "c", "products": [{}]}}"#, products.join(","))).unwrap_err();
    let last = problems.iter().last().unwrap();
    assert_eq!(problems.iter().count(), 100);
    assert_eq!(last.message, "and 1901 more problems; mend the first ones");
}

/// A sound text, and mistakes in it: each what is put at a pointer.
struct Mistakes {
    sound: Value,
    read: fn(&str) -> Result<(), Problems>,
    mistakes: Vec<(&'static str, Value)>,
}

impl Mistakes {
    fn catalog() -> Mistakes {
        let price = |id: &str, unit: &str, scheme: Value| json!({"id": id, "currency": "USD", "cycle": {"unit": unit}, "maxQuantity": 3, "scheme": scheme});
        let sound = json!({
            "id": "c", "timeZone": "UTC", "quoteTtlSeconds": 900,
            "policies": [{"id": "a", "roles": ["owner"]}, {"id": "b", "proration": "none", "productsPerChange": 1}],
            "products": [
                {"id": "p", "name": "P", "unitName": "seat", "policy": "a", "prices": [
                    price("p-month", "month", json!({"type": "perUnit", "amount": "10.00"})),
                    price("p-year", "year", json!({"type": "multipleOf", "price": "p-month", "times": "11"})),
                    price("p-week", "week", json!({"type": "volume", "tiers": [{"upTo": 5, "unit": "2"}, {"upTo": 9}, {"upTo": null}]}))]},
                {"id": "q", "name": "Q", "unitName": "seat", "policy": "b", "prices": [
                    price("q-month", "month", json!({"type": "package", "size": 10, "amount": "5.00"}))]}],
            "coupons": [{"code": "A", "off": {"percent": "5"}, "minAmount": {"USD": "1.00"}, "priority": 1}]});
        let mistakes = vec![
            ("/policies/1/id", json!("a")),
            ("/policies/1/quantityChange", json!("replace")),
            ("/products/1/id", json!("p")),
            ("/products/0/policy", json!("nope")),
            ("/products/1/prices/0/id", json!("p-month")),
            ("/products/0/prices/2/cycle", json!({"unit": "month"})),
            ("/products/0/prices/1/scheme/price", json!("nope")),
            ("/products/0/prices/0/minQuantity", json!(4)),
            ("/products/0/prices/2/scheme/tiers/1/upTo", json!(4)),
            ("/coupons/0/off/amount", json!({"USD": "1.00"})),
            ("/timeZone", json!("Mars")),
            ("/quoteTtlSeconds", json!(0)),
            ("/surprise", json!({})),
            ("/policies/0/roles", json!(7)),
            ("/policies/1/productsPerChange", json!("1")),
            ("/products/0/name", json!("")),
            ("/products/0/prices/0/scheme/amount", json!(10)),
            ("/products/0/prices/0/discountable", json!("yes")),
            ("/products/0/prices/1/scheme/times", json!("11x")),
            ("/products/0/prices/1/quantityStep", json!(0)),
            ("/products/0/prices/2/scheme/tiers/0/unit", json!("2,5")),
            ("/products/0/prices/2/scheme/tiers/2/size", json!(1)),
            ("/products/1/prices/0/scheme/size", json!(1.5)),
            ("/products/1/prices/0/entitlements", json!([1])),
            ("/coupons/0/minAmount/USD", json!("1.001")),
            ("/coupons/0/minAmount/usd", json!("1.00")),
            ("/coupons/0/priority", json!(-1)),
        ];
        Mistakes { sound, read: |text| Catalog::parse(text).map(drop), mistakes }
    }

    fn request() -> Mistakes {
        let entry = |product: &str| json!({"product": product, "net": "10.00", "tax": "1.00", "start": "2026-11-01T00:00:00Z", "end": "2026-12-01T00:00:00Z"});
        let sound = json!({
            "type": "change", "at": "2026-11-10T00:00:00Z", "actor": {"role": "owner"}, "codes": ["A"],
            "items": [{"product": "p", "quantity": 3}, {"product": "q", "quantity": 3}],
            "coupons": [{"code": "A", "off": {"amount": {"USD": "1.00"}}}],
            "tax": {"rates": [{"id": "v", "percent": "20"}, {"id": "w", "percent": "1", "products": ["p"]}]},
            "subscription": {"status": "active", "currency": "USD", "cycle": {"unit": "month"},
                "items": [{"product": "p", "quantity": 2}, {"product": "q", "quantity": 2, "price":
                    {"currency": "USD", "cycle": {"unit": "month"}, "scheme": {"type": "flat", "amount": "5"}}}],
                "period": {"start": "2026-11-01T00:00:00Z", "end": "2026-12-01T00:00:00Z"},
                "charges": [entry("p"), entry("q")], "balance": "0.00",
                "coupons": [{"coupon": {"code": "B", "off": {"percent": "5"}}, "remainingPeriods": 1},
                    {"coupon": {"code": "C", "off": {"percent": "5"}}, "remainingPeriods": null}],
                "pending": {"items": [{"product": "p", "quantity": 1}, {"product": "q", "quantity": 1}]}}});
        let mistakes = vec![
            ("/items/1/product", json!("p")),
            ("/subscription/items/1/product", json!("p")),
            ("/subscription/items/1/price/currency", json!("EUR")),
            ("/subscription/pending/items/0/product", json!("q")),
            ("/subscription/coupons/1/coupon/code", json!("b")),
            ("/subscription/period/end", json!("2026-10-01T00:00:00Z")),
            ("/subscription/charges/1/end", json!("2026-11-01T00:00:00Z")),
            ("/tax/rates/1/id", json!("v")),
            ("/currency", json!("USD")),
            ("/at", json!("today")),
            ("/actor/role", json!("")),
            ("/codes/0", json!(" ")),
            ("/items/0/quantity", json!(-1)),
            ("/items/1/price", json!("5.00")),
            ("/coupons/0/off/amount/USD", json!("1.000")),
            ("/coupons/0/from", json!("now")),
            ("/tax/rates/0/percent", json!(20)),
            ("/tax/rates/1/products/0", json!(null)),
            ("/subscription/status", json!("on")),
            ("/subscription/anchor", json!(0)),
            ("/subscription/balance", json!("-1.00")),
            ("/subscription/items/0/quantity", json!(0)),
            ("/subscription/items/1/price/scheme/amount", json!("x")),
            ("/subscription/charges/0/net", json!("0.001")),
            ("/subscription/charges/1/tax", json!(1)),
            ("/subscription/coupons/0/remainingPeriods", json!(0)),
            ("/subscription/coupons/1/coupon/off/percent", json!("101")),
            ("/subscription/pending/items/1/quantity", json!("1")),
            ("/subscription/pending/cycle", json!({"unit": "moon"})),
        ];
        Mistakes { sound, read: |text| Request::parse(text).map(drop), mistakes }
    }

    /// The problems of the text with some of the mistakes, in an order that is no one's.
    fn told(&self, mistakes: &[usize]) -> Vec<String> {
        let mut text = self.sound.clone();
        for (pointer, value) in mistakes.iter().map(|n| &self.mistakes[*n]) {
            let (around, key) = pointer.rsplit_once('/').unwrap();
            match text.pointer_mut(around).unwrap() {
                Value::Array(list) => list[key.parse::<usize>().unwrap()] = value.clone(),
                object => object[key] = value.clone(),
            }
        }
        let Value::Array(problems) = codes((self.read)(&text.to_string())) else { unreachable!() };
        let mut told: Vec<String> = problems.iter().map(Value::to_string).collect();
        told.sort();
        told
    }
}

#[test]
fn no_mistake_hides_another() {
    for text in [Mistakes::catalog(), Mistakes::request()] {
        assert!(text.told(&[]).is_empty(), "{:?}", text.told(&[]));
        let count = text.mistakes.len();
        for one in 0..count {
            assert!(!text.told(&[one]).is_empty(), "{} is none", text.mistakes[one].0);
        }
        for one in 0..count {
            for other in one + 1..count {
                let mut apart = [text.told(&[one]), text.told(&[other])].concat();
                apart.sort();
                let (a, b) = (text.mistakes[one].0, text.mistakes[other].0);
                assert_eq!(text.told(&[one, other]), apart, "{a} and {b}");
            }
        }
        let all: Vec<usize> = (0..count).collect();
        let mut apart: Vec<String> = all.iter().flat_map(|one| text.told(&[*one])).collect();
        apart.sort();
        assert_eq!(text.told(&all), apart);
    }
}
