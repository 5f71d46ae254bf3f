//! What holds after any walk, once the line to the provider is whole and everything has come to its end.

use std::collections::BTreeMap;
use std::sync::Mutex;

use proptest::test_runner::{Config, TestRunner};
use quotient_server::money::Money;
use quotient_server::store::intents::{self, Intent};
use quotient_server::store::orders::{self, Order};
use quotient_server::store::{Connection, accounts};
use quotient_server::{renew, settle};
use serde_json::{Value, json};

use crate::walk::{Line, Step, Walk, step};

/// Walks: a few of them here, many with `QUOTIENT_ALL`.
fn walks() -> u32 {
    if std::env::var_os("QUOTIENT_ALL").is_some() { 150 } else { 10 }
}

#[test]
fn after_any_walk_money_orders_and_states_agree() {
    let config =
        Config { cases: walks(), failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let steps = proptest::collection::vec(step(), 10..70);
    let reached = Mutex::new(BTreeMap::new());
    let walked = TestRunner::new(config).run(&steps, |steps| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.unwrap().block_on(walk(&steps, &reached));
        Ok(())
    });
    if let Err(error) = walked {
        panic!("{error}");
    }
    let reached = reached.into_inner().unwrap();
    println!("{reached:?}");
    if walks() >= 100 {
        // Laws about what never happens would be kept, too.
        for what in REACHED {
            assert!(reached.contains_key(what), "{what} is not in {reached:?}");
        }
    }
}

/// What many walks come by, however they go.
const REACHED: [&str; 13] = [
    "purchase done",
    "change done",
    "cancellation done",
    "resumption done",
    "renewal done",
    "purchase declined",
    "change declined",
    "canceled",
    "awaitingPayment",
    "refund",
    "quote by card",
    "quote by purchase order",
    "redemption",
];

fn note(reached: &Mutex<BTreeMap<String, u32>>, intents: &[Intent], orders: &[Order]) {
    let mut reached = reached.lock().unwrap();
    let mut count = |what: String| *reached.entry(what).or_default() += 1;
    for intent in intents {
        match intent.state.as_str() {
            state @ ("done" | "declined") => count(format!("{} {state}", intent.kind)),
            other => count(other.to_owned()),
        }
    }
    for order in orders.iter().filter(|order| order.intent.is_some()) {
        for (what, is_so) in [
            ("refund", order.refund != "0.00"),
            ("to balance", order.to_balance != "0.00"),
            ("quote by card", order.quote.is_some() && order.purchase_order.is_none()),
            ("quote by purchase order", order.purchase_order.is_some()),
            ("redemption", order.answer.contains(r#""applied":true"#)),
        ] {
            if is_so {
                count(what.to_owned());
            }
        }
    }
}

async fn walk(steps: &[Step], reached: &Mutex<BTreeMap<String, u32>>) {
    let mut walk = Walk::start().await;
    for step in steps {
        walk.take(step).await;
    }
    walk.line(Line::Whole);
    renew::renew(&walk.server.app).await.unwrap();
    // A card whose first answer never arrives needs a second look, and an answer may take longer than is waited for.
    for _ in 0..30 {
        settle::reconcile(&walk.server.app).await.unwrap();
        if intents::open_ids(&mut walk.server.app.store.read().await.unwrap()).await.unwrap().is_empty() {
            break;
        }
    }
    let mut db = walk.server.app.store.read().await.unwrap();
    let intents = all_intents(&mut db).await;
    let orders = all_orders(&mut db).await;
    note(reached, &intents, &orders);
    nothing_is_open(&intents);
    money_agrees(&walk, &intents, &orders).await;
    numbers_have_no_gaps(&intents, &orders, &walk.quotes);
    redemptions_agree(&mut db, &intents).await;
    states_agree(&mut db, &orders).await;
    drop(db);
    everything_verifies(&walk, &orders).await;
    accepted_is_what_was_quoted(&walk, &orders).await;
}

async fn all_intents(db: &mut Connection) -> Vec<Intent> {
    sqlx::query_as("SELECT * FROM intents ORDER BY order_number").fetch_all(db).await.unwrap()
}

async fn all_orders(db: &mut Connection) -> Vec<Order> {
    let mut all = Vec::new();
    for id in orders::ids(db).await.unwrap() {
        all.push(orders::find(db, &id).await.unwrap().unwrap());
    }
    all
}

/// What waits for somebody to pay it is the only thing that waits.
fn nothing_is_open(intents: &[Intent]) {
    for intent in intents {
        assert!(!intent.is_open(), "{intent:?}");
        assert!(intent.lease.is_none(), "{intent:?}");
    }
}

/// The provider's own log: what came in less what went out is what the paid orders say, and each
/// payment has one order.
async fn money_agrees(walk: &Walk, intents: &[Intent], orders: &[Order]) {
    let minor = |amount: &str| Money::of(amount, "USD").unwrap().minor;
    let (mut payments, mut sum) = (0, 0);
    // The seed's orders are history: no provider here was asked.
    for order in orders.iter().filter(|order| order.intent.is_some()) {
        let (due, refund) = (minor(&order.amount_due), minor(&order.refund));
        assert!(due == 0 || refund == 0, "{order:?}");
        if order.card.is_some() {
            payments += i64::from(due > 0) + i64::from(refund > 0);
            sum += due - refund;
        } else {
            // By purchase order, or nothing to pay: the provider was not asked.
            assert_eq!(refund, 0, "{order:?}");
            assert!(due == 0 || order.purchase_order.is_some(), "{order:?}");
        }
    }
    assert_eq!(walk.server.paid().await, (payments, sum));
    // No more went back for a subscription than had come for it, at any time.
    let mut taken: BTreeMap<&str, i64> = BTreeMap::new();
    for intent in intents.iter().filter(|intent| intent.state == "done") {
        if intent.amount < 0 || intent.card.is_some() {
            let taken = taken.entry(&intent.subscription).or_default();
            *taken += intent.amount;
            assert!(*taken >= 0, "{intent:?}");
        }
    }
}

/// Orders and quotes are numbered one after the other, whatever became of them.
fn numbers_have_no_gaps(intents: &[Intent], orders: &[Order], quotes: &[Value]) {
    let mut numbers: Vec<i64> = intents.iter().map(|intent| intent.order_number).collect();
    numbers.extend(orders.iter().filter(|order| order.intent.is_none()).map(|order| order.number));
    numbers.sort_unstable();
    let expected: Vec<i64> = (1000..).take(numbers.len()).collect();
    assert_eq!(numbers, expected);
    for (place, quote) in quotes.iter().enumerate() {
        assert_eq!(quote["number"], format!("QT-{}", 1001 + place));
    }
}

/// A code is taken by exactly the intents that applied it and came, or may come, to something.
async fn redemptions_agree(db: &mut Connection, intents: &[Intent]) {
    let mut expected = Vec::new();
    for intent in intents.iter().filter(|intent| matches!(intent.state.as_str(), "done" | "awaitingPayment"))
    {
        let answer: Value = serde_json::from_str(&intent.answer).unwrap();
        for code in answer["codes"].as_array().unwrap().iter().filter(|code| code["applied"] == true) {
            expected.push((code["code"].as_str().unwrap().to_owned(), intent.id.clone()));
        }
    }
    let mut found: Vec<(String, String)> =
        sqlx::query_as("SELECT code, intent FROM redemptions WHERE intent IS NOT NULL")
            .fetch_all(db)
            .await
            .unwrap();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    let of = |code: &str| found.iter().filter(|(found, _)| found == code).count();
    assert!(of("TWO") <= 2 && of("LOYAL5") <= 1 && of("FIRST") <= 1, "{found:?}");
}

/// A subscription is as its last order left it; only the job may have noted that it is past due or over.
async fn states_agree(db: &mut Connection, orders: &[Order]) {
    let mut last: BTreeMap<&str, &Order> = BTreeMap::new();
    let mut applied: BTreeMap<&str, i64> = BTreeMap::new();
    let mut by_payment: Vec<&Order> = orders.iter().collect();
    // Nothing else is confirmed while one waits, so the order of numbers is that of what was applied.
    by_payment.sort_by_key(|order| order.number);
    for order in by_payment {
        last.insert(&order.subscription, order);
        *applied.entry(&order.subscription).or_default() += 1;
    }
    for (id, order) in last {
        let held = accounts::subscription(db, id).await.unwrap().unwrap();
        let standing = |text: &str| {
            let mut state: Value = serde_json::from_str(text).unwrap();
            let fields = state.as_object_mut().unwrap();
            let status = fields.remove("status").unwrap();
            (status, state)
        };
        let ((status, mut state), (left, mut after)) = (standing(&held.state), standing(&order.state_after));
        assert_eq!(state["id"], id);
        let noted = i64::from(status != left);
        if status == json!("ended") && noted == 1 {
            // What was to come with the next period does not.
            state.as_object_mut().unwrap().remove("pending");
            after.as_object_mut().unwrap().remove("pending");
        }
        assert_eq!(state, after, "{id}");
        assert!(noted == 0 || status == json!("pastDue") || status == json!("ended"), "{status}");
        assert!(held.version >= applied[id] + noted, "{id} has version {}", held.version);
        let balance = state.get("balance").and_then(Value::as_str).unwrap_or("0.00");
        assert!(!balance.starts_with('-'), "{balance}");
    }
}

/// The stored request and the stored catalog give the stored digest, of orders, of what awaits payment
/// and of quotes.
async fn everything_verifies(walk: &Walk, orders: &[Order]) {
    let history = walk.nora.get("/api/history").await.expect(200).json();
    let mut paths: Vec<String> = Vec::new();
    for order in orders.iter().filter(|order| order.organization == "org_new") {
        paths.push(format!("/api/orders/{}/verify", order.id));
    }
    for order in history["orders"].as_array().unwrap() {
        paths.push(format!("/api/orders/{}/verify", order["id"].as_str().unwrap()));
    }
    for quote in &walk.quotes {
        paths.push(format!("/api/quotes/{}/verify", quote["id"].as_str().unwrap()));
    }
    for path in paths {
        let verified = walk.nora.get(&path).await.expect(200).json();
        assert_eq!(verified["verified"], true, "{path}: {verified}");
    }
}

/// An accepted quote became one order, of its amount; what became of it binds nobody else.
async fn accepted_is_what_was_quoted(walk: &Walk, orders: &[Order]) {
    for quote in &walk.quotes {
        let id = quote["id"].as_str().unwrap();
        let became: Vec<&Order> = orders.iter().filter(|order| order.quote.as_deref() == Some(id)).collect();
        assert!(became.len() <= 1, "{id}");
        let now = walk.nora.get(&format!("/api/quotes/{id}")).await.expect(200).json();
        for field in ["answer", "request", "digest", "catalog", "validUntil", "number"] {
            assert_eq!(now[field], quote[field], "{field}");
        }
        if let Some(order) = became.first() {
            assert_eq!(now["state"], "accepted");
            assert_eq!(quote["answer"]["amountDue"], json!(order.amount_due));
        }
    }
    let unfinished =
        intents::unfinished_of(&mut walk.server.app.store.read().await.unwrap(), "org_new").await;
    for intent in unfinished.unwrap() {
        assert!(intent.awaits_payment() && intent.purchase_order.is_some(), "{intent:?}");
    }
}
