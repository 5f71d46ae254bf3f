//! Pricing grows with the lines, up to the hundred that there may be.

use serde_json::{Value, json};

use crate::host::Host;

/// How much twice the lines may cost, in hundredths of what they cost before.
const LINEAR: u64 = 250;

/// The same where the sums of few lines stay within 64 bits and those of more do not: one step is steeper,
/// because what comes before it is cheaper. Below and above it growth is linear.
const WIDENING: u64 = 300;

/// A sum of fractions without a common denominator has a digit more for each: taxes that are included
/// and differ from line to line are summed so (S8.7), on at most a hundred lines.
const QUADRATIC: u64 = 400;

const START: &str = "2026-11-01T00:00:00Z";
const AT: &str = "2026-11-11T07:13:05Z";
const END: &str = "2026-12-01T00:00:00Z";

/// A kind of request.
struct Family {
    name: &'static str,
    growth: u64,
    /// With so many lines.
    request: fn(usize) -> Value,
}

fn catalog() -> Value {
    let tiers: Vec<Value> = (1..=100)
        .map(|n| json!({"upTo": if n < 100 { json!(n * 3) } else { Value::Null }, "unit": format!("9.{:03}", 999 - n)}))
        .collect();
    let products: Vec<Value> = (0..100)
        .map(|n| {
            let cycle = |unit: &str, scheme: Value| {
                json!({"id": format!("p{n}-{unit}"), "currency": "USD", "cycle": {"unit": unit}, "scheme": scheme})
            };
            let month = cycle("month", json!({"type": "perUnit", "amount": format!("{n}.999999999999")}));
            let year = cycle("year", json!({"type": "multipleOf", "price": format!("p{n}-month"), "times": "11"}));
            let week = cycle("week", json!({"type": "graduated", "tiers": tiers}));
            json!({"id": format!("p{n}"), "name": "P", "unitName": "u", "policy": "all", "prices": [month, year, week]})
        })
        .collect();
    let policy = json!({
        "id": "all", "productsPerChange": 100, "quantityDecrease": "immediate", "cycleShorten": "immediate",
    });
    json!({"id": "c", "policies": [policy], "products": products})
}

fn items(lines: usize, quantity: usize) -> Value {
    (0..lines).map(|n| json!({"product": format!("p{n}"), "quantity": quantity + n})).collect()
}

fn purchase(lines: usize, unit: &str) -> Value {
    json!({
        "type": "purchase", "at": AT, "currency": "USD", "cycle": {"unit": unit}, "items": items(lines, 7),
    })
}

/// What is held, with so many payments for each product.
fn held(lines: usize, payments: usize) -> Value {
    let charges: Vec<Value> = (0..lines * payments)
        .map(|n| {
            let start = format!("2026-11-{:02}T{:02}:00:01Z", 1 + n % 10, n % 24);
            json!({"product": format!("p{}", n / payments), "net": "83.17", "tax": "16.63", "start": start, "end": END})
        })
        .collect();
    json!({
        "status": "active", "currency": "USD", "cycle": {"unit": "month"}, "items": items(lines, 7),
        "period": {"start": START, "end": END}, "charges": charges,
    })
}

fn change(lines: usize, payments: usize) -> Value {
    json!({"type": "change", "at": AT, "subscription": held(lines, payments)})
}

fn with(mut request: Value, field: &str, value: Value) -> Value {
    request[field] = value;
    request
}

/// A purchase with so many rates, the first on all lines, the others on half of them each: the
/// taxes of hardly two lines are the same.
fn taxed(lines: usize, behavior: &str, rates: usize) -> Value {
    taxed_by(lines, behavior, rates, |rate| format!("{}.123456789{:03}", 3 + rate, 7 * rate + 1))
}

fn taxed_by(lines: usize, behavior: &str, rates: usize, percent: fn(usize) -> String) -> Value {
    let falls = |rate: usize, n: usize| rate == 0 || ((n * 37 + 11) >> ((rate - 1) % 12)) & 1 == 1;
    let rates: Vec<Value> = (0..rates)
        .map(|rate| {
            let products: Vec<String> =
                (0..lines).filter(|n| falls(rate, *n)).map(|n| format!("p{n}")).collect();
            json!({"id": format!("t{rate}"), "percent": percent(rate), "products": products})
        })
        .collect();
    with(purchase(lines, "month"), "tax", json!({"behavior": behavior, "rates": rates}))
}

fn codes(request: Value, combinable: bool) -> Value {
    let coupons: Vec<Value> = (0..20)
        .map(|n| json!({"code": format!("C{n}"), "off": {"percent": format!("3.{n:02}")}, "combinable": combinable}))
        .collect();
    let codes = coupons.iter().map(|coupon| coupon["code"].clone()).collect();
    with(with(request, "codes", codes), "coupons", coupons.into())
}

const fn linear(name: &'static str, request: fn(usize) -> Value) -> Family {
    Family { name, growth: LINEAR, request }
}

const fn quadratic(name: &'static str, request: fn(usize) -> Value) -> Family {
    Family { name, growth: QUADRATIC, request }
}

const FAMILIES: &[Family] = &[
    linear("a purchase", |lines| purchase(lines, "month")),
    linear("a purchase over a hundred tiers", |lines| purchase(lines, "week")),
    linear("more of everything", |lines| with(change(lines, 1), "items", items(lines, 9))),
    linear("fewer of everything, ten payments each", |lines| {
        with(change(lines, 10), "items", items(lines, 5))
    }),
    linear("another cycle, a hundred payments each", |lines| {
        with(change(lines, 100), "cycle", json!({"unit": "year"}))
    }),
    linear("a renewal", |lines| json!({"type": "renewal", "at": END, "subscription": held(lines, 1)})),
    linear("three taxes on top", |lines| taxed_by(lines, "exclusive", 3, |rate| format!("{}.125", 3 + rate))),
    linear("three long taxes on much", |lines| {
        with(taxed(lines, "exclusive", 3), "items", items(lines, 70_000))
    }),
    Family { name: "three long taxes", growth: WIDENING, request: |lines| taxed(lines, "exclusive", 3) },
    quadratic("eight included taxes", |lines| taxed(lines, "inclusive", 8)),
    quadratic("twenty included taxes", |lines| taxed(lines, "inclusive", 20)),
    linear("twenty codes together", |lines| codes(purchase(lines, "month"), true)),
    linear("the best of twenty codes", |lines| codes(purchase(lines, "month"), false)),
];

/// Is each cost, in hundredths, at most so much of the one before?
fn grows(cost: [u64; 3], most: u64) -> bool {
    cost.windows(2).all(|pair| pair[1] * 100 <= pair[0] * most)
}

#[test]
fn pricing_grows_with_the_lines() {
    let catalog = catalog().to_string();
    let mut failed = Vec::new();
    for family in FAMILIES {
        let cost = [25, 50, 100].map(|lines| {
            let mut host = Host::new();
            assert_eq!(host.call("catalog", &catalog).result, 0, "the catalog is well formed");
            let spent = host.call("quote", &(family.request)(lines).to_string());
            assert!(host.priced(), "{}: with {lines} lines it is not priced", family.name);
            spent.fuel
        });
        println!("{cost:>11?} instructions  {}", family.name);
        if !grows(cost, family.growth) {
            failed.push(format!("{}: {cost:?} instructions for 25, 50 and 100 lines", family.name));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn reading_grows_with_the_catalog() {
    let cost = [1_000, 2_000, 4_000].map(|products| {
        let coupons: Vec<Value> = (0..products)
            .map(|n| json!({"code": format!("C{n}"), "off": {"amount": {"USD": "1", "EUR": "1"}}}))
            .collect();
        let products: Vec<Value> = (0..products)
            .map(|n| {
                let scheme = json!({"type": "perUnit", "amount": "9.99"});
                let price = json!({"id": format!("m{n}"), "currency": "USD", "cycle": {"unit": "month"}, "scheme": scheme});
                json!({"id": format!("p{n}"), "name": "P", "unitName": "u", "prices": [price]})
            })
            .collect();
        let catalog = json!({"id": "c", "products": products, "coupons": coupons});
        let spent = Host::new().call("catalog", &catalog.to_string());
        assert_eq!(spent.result, 0, "the catalog is well formed");
        spent.fuel
    });
    println!("{cost:>11?} instructions  a catalog of 1,000, 2,000 and 4,000 products");
    assert!(grows(cost, LINEAR), "{cost:?}");
}
