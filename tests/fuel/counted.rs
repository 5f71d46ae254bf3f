//! What a few requests cost exactly, recorded in `recorded.json`: a count that grows by more than one in a hundred is told
//! in the commit that makes it grow, by `UPDATE_FUEL=1`.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use crate::host::{Host, compiler};

const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/recorded.json");
const HINT: &str = "find what grew, or tell in the commit why and run \
    `UPDATE_FUEL=1 cargo test --package quotient-fuel --features measure counted`";

/// How much more than recorded is too much, in thousandths.
const MOST: u64 = 10;

/// The same between compilers: another one makes other instructions of the same source.
const MOST_BY_ANOTHER_COMPILER: u64 = 150;

/// How much twice the lines may cost, in hundredths of what they cost before.
const MOST_GROWTH: u64 = 220;

const START: &str = "2026-03-01T00:00:00Z";
const END: &str = "2026-04-01T00:00:00Z";

fn catalog(products: usize) -> Value {
    let products: Vec<Value> = (0..products)
        .map(|n| {
            let price = json!({"id": format!("p{n}-m"), "currency": "USD", "cycle": {"unit": "month"},
                "scheme": {"type": "perUnit", "amount": format!("{}.49", 5 + n % 90)}});
            json!({"id": format!("p{n}"), "name": "P", "unitName": "seat", "policy": "p", "prices": [price]})
        })
        .collect();
    let policy = json!({"id": "p", "quantityChange": "replace", "productsPerChange": 100});
    json!({"id": "c", "policies": [policy], "products": products})
}

fn items(count: usize, quantity: usize) -> Value {
    (0..count).map(|n| json!({"product": format!("p{n}"), "quantity": quantity + n})).collect()
}

/// More of so many products, each with so many payments: two lines for every product.
fn change(count: usize, payments: usize) -> Value {
    let charges: Vec<Value> = (0..count * payments)
        .map(|n| {
            let start = format!("2026-03-{:02}T{:02}:00:01Z", 1 + n % 10, n % 24);
            json!({"product": format!("p{}", n / payments), "net": "139.93", "tax": "12.42", "start": start, "end": END})
        })
        .collect();
    json!({
        "type": "change", "at": "2026-03-17T09:41:23Z", "items": items(count, 9),
        "subscription": {"status": "active", "currency": "USD", "cycle": {"unit": "month"}, "items": items(count, 7),
            "period": {"start": START, "end": END}, "charges": charges},
        "codes": ["SPRING26"], "coupons": [{"code": "SPRING26", "off": {"percent": "12.5"}}],
        "tax": {"rates": [{"id": "sales", "percent": "8.875"}]},
    })
}

/// Instructions for a priced answer, from text to text.
fn quoted(catalog: &Value, request: &Value) -> u64 {
    spent(catalog, request, "quote")
}

fn spent(catalog: &Value, request: &Value, function: &str) -> u64 {
    let mut host = Host::new();
    assert_eq!(host.call("catalog", &catalog.to_string()).result, 0, "the catalog is well formed");
    let spent = host.call(function, &request.to_string());
    // Reading tells how long its problems are, the others how long the answer is.
    assert_eq!(spent.result == 0, function == "request", "{function} gives an answer");
    assert_eq!(host.priced(), ["quote", "amounts"].contains(&function), "{function} prices it");
    spent.fuel
}

/// The second time that it is asked, so that what is kept has its place.
fn prepared(catalog: &Value, request: &Value, function: &str, asked: &Value) -> u64 {
    let mut host = Host::new();
    assert_eq!(host.call("catalog", &catalog.to_string()).result, 0, "the catalog is well formed");
    assert_eq!(host.call("prepare", &request.to_string()).result, 0, "the request is well formed");
    let spent = [(); 2].map(|()| host.call(function, &asked.to_string()));
    assert!(spent.iter().all(|spent| spent.result > 0), "{function} gives an answer");
    assert_eq!(host.priced(), function == "choose", "{function} prices it");
    spent[1].fuel
}

/// The request that the benchmarks price, too.
fn reference() -> (Value, Value) {
    let read = |name: &str| -> Value {
        let path = format!("{}/../../bench/reference/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        serde_json::from_str(&text).expect("it is JSON")
    };
    (read("catalog"), read("request"))
}

fn counts() -> BTreeMap<String, u64> {
    let (reference, request) = reference();
    let large = catalog(100);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut count = |name: &str, fuel: u64| counts.insert(name.into(), fuel);
    count("reference: read the request", spent(&reference, &request, "request"));
    count("reference: read it and price it with digest", spent(&reference, &request, "price"));
    count("reference: text to text", quoted(&reference, &request));
    count("reference: amounts, text to text", spent(&reference, &request, "amounts"));
    let choice = json!({"items": request["items"]});
    count("reference: prepared, amounts of a choice", prepared(&reference, &request, "choose", &choice));
    count("reference: prepared, total of a quantity", prepared(&reference, &request, "slide", &json!(13)));
    count("10 items: text to text", quoted(&large, &change(10, 1)));
    count("50 items: text to text", quoted(&large, &change(50, 1)));
    count("100 items: text to text", quoted(&large, &change(100, 1)));
    count("10 items with 1,000 payments: text to text", quoted(&large, &change(10, 100)));
    count("100 items with 1,000 payments: text to text", quoted(&large, &change(100, 10)));
    counts
}

#[test]
fn counted_instructions_stay_as_recorded() {
    let counts = counts();
    let (names, compiler) = (counts.keys().cloned().collect::<Vec<_>>(), compiler());
    if std::env::var_os("UPDATE_FUEL").is_some() {
        let record = json!({"compiler": compiler, "instructions": counts});
        let text = serde_json::to_string_pretty(&record).expect("counts are JSON");
        fs::write(RECORD, text + "\n").expect("the record can be written");
        return;
    }
    let record: Value =
        serde_json::from_str(&fs::read_to_string(RECORD).expect("the record is there")).expect("it is JSON");
    let recorded: BTreeMap<String, u64> =
        serde_json::from_value(record["instructions"].clone()).expect("instructions by name");
    assert_eq!(names, recorded.keys().cloned().collect::<Vec<_>>(), "what is recorded; {HINT}");
    let is_same = record["compiler"] == compiler.as_str();
    if !is_same {
        println!("recorded with {}, compiled by {compiler}: more tolerance", record["compiler"]);
    }
    let most = if is_same { MOST } else { MOST_BY_ANOTHER_COMPILER };
    let mut grown = Vec::new();
    for (name, now) in &counts {
        let before = recorded[name];
        println!("{now:>11} instructions, recorded {before:>11}  {name}");
        if now * 1_000 > before * (1_000 + most) {
            grown.push(format!("{name}: {now} instructions, recorded {before}"));
        }
    }
    assert!(grown.is_empty(), "{}\n{HINT}", grown.join("\n"));
}

#[test]
fn twice_the_items_cost_about_twice_as_much() {
    let catalog = catalog(100);
    // Without what any request costs: how much the next items cost is compared.
    for payments in [1, 10] {
        let cost = [25, 50, 100].map(|count| quoted(&catalog, &change(count, payments)));
        println!("{cost:>11?} instructions  25, 50 and 100 items, {payments} payments each");
        let grows = cost.windows(2).all(|pair| pair[1] * 100 <= pair[0] * MOST_GROWTH);
        assert!(grows, "{cost:?} instructions for 25, 50 and 100 items with {payments} payments each");
    }
}
