//! Leaving, coming back, and what goes back.

use quotient_server::clock::{Clock, SystemClock};
use serde_json::{Value, json};

use crate::program::{run, said, stops};
use crate::support::{Browser, NODE, NOW, Server, TESTCLOUD, at, licenses, plain, purchase, with};

/// Confirms what the page would show now, with a card.
async fn confirm(browser: &Browser, key: &str, choice: &Value, card: &str) -> Value {
    let body = browser.body(choice, card).await;
    browser.confirm(key, &body).await.expect(200).json()
}

/// Buys build minutes; returns the id of the subscription.
async fn build_minutes(browser: &Browser, quantity: u32, card: &str) -> String {
    let reply = confirm(browser, "minutes", &purchase("build-minutes", quantity, NOW), card).await;
    reply["order"]["subscription"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn it_ends_with_its_period_and_nothing_is_paid() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let shown = olivia.quote(&plain("cancellation", NODE, NOW)).await;
    server.cut(true);
    let body = with(&plain("cancellation", NODE, NOW), &json!({ "digest": shown["digest"] }));
    let reply = olivia.confirm("k1", &body).await.expect(200).json();
    assert_eq!(reply["order"]["kind"], "cancellation");
    assert_eq!((&reply["order"]["amountDue"], &reply["order"]["refund"]), (&json!("0.00"), &json!("0.00")));
    assert_eq!(reply["subscription"]["cancelAtPeriodEnd"], true);
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    // Neither changed nor canceled again.
    let reply = olivia.confirm("k2", &with(&licenses(12), &json!({ "digest": "x" }))).await.expect(409);
    assert_eq!(reply.json()["problems"][0]["code"], "subscription_canceling");
    olivia.confirm("k3", &body).await.expect(409);
    // Not twice under one key.
    assert_eq!(olivia.confirm("k1", &body).await.expect(200).json()["status"], "confirmed");

    confirm(&olivia, "k4", &plain("resumption", NODE, NOW), "test_works").await;
    let held = olivia.subscription(NODE).await;
    assert!(held["state"].get("cancelAtPeriodEnd").is_none_or(|canceling| canceling == false), "{held}");
    assert_eq!(held["version"], 3);
    let again = with(&plain("resumption", NODE, NOW), &json!({ "digest": "x" }));
    let reply = olivia.confirm("k5", &again).await.expect(409);
    assert_eq!(reply.json()["problems"][0]["code"], "not_canceling");
    assert_eq!(server.paid().await, (0, 0));
}

#[tokio::test]
async fn who_may_not_buy_may_not_leave() {
    let server = Server::start().await;
    let bianca = server.browser("u_bianca").await;
    let body = with(&plain("cancellation", NODE, NOW), &json!({ "digest": "sha256:0" }));
    bianca.confirm("k1", &body).await.refuses(409, "role_not_allowed /actor/role");
    confirm(&bianca, "k1", &plain("cancellation", TESTCLOUD, NOW), "test_works").await;
}

#[tokio::test]
async fn what_was_paid_by_the_provider_goes_back_by_it() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let id = build_minutes(&olivia, 10_000, "test_works").await;
    // 240.00 with 20 %.
    assert_eq!(server.paid().await, (1, 28_800));
    let day = 86_400;
    server.clock.advance(15 * day);
    let olivia = server.browser("u_olivia").await;
    let fewer = json!({
        "subscription": id, "at": at(NOW + 15 * day), "items": [{ "product": "build-minutes", "quantity": 4_000 }],
    });
    let reply = confirm(&olivia, "k1", &fewer, "test_works").await;
    // Half a month of 144.00 with 20 %.
    assert_eq!(reply["order"]["refund"], "86.40");
    assert_eq!(reply["order"]["card"], "test_works");
    assert!(reply["order"].get("toBalance").is_none());
    assert_eq!(server.paid().await, (2, 28_800 - 8_640));

    let reply = confirm(&olivia, "k2", &plain("cancellation", &id, NOW + 15 * day), "test_works").await;
    assert_eq!(reply["order"]["refund"], "57.60");
    assert_eq!(reply["subscription"]["status"], "ended");
    assert_eq!(server.paid().await, (3, 28_800 - 8_640 - 5_760));
    // It may be bought again at once.
    let again = purchase("build-minutes", 1_000, NOW + 15 * day);
    confirm(&olivia, "k3", &again, "test_works").await;
}

#[tokio::test]
async fn what_the_provider_never_had_joins_the_balance() {
    let server = Server::start().await;
    server
        .change_catalog(|catalog| {
            catalog["policies"][0]["cycleShorten"] = json!("immediate");
            catalog["policies"][0]["quantityDecrease"] = json!("immediate");
        })
        .await;
    let olivia = server.browser("u_olivia").await;
    // What the seed paid for is nothing to the provider; these two licenses are.
    confirm(&olivia, "k1", &licenses(12), "test_works").await;
    assert_eq!(server.paid().await, (1, 16_640));
    let shown = olivia.quote(&licenses(2)).await;
    // Two payments give back their own shares, each rounded: 832.00 and 166.40 less two licenses.
    assert_eq!(shown["refund"], "832.01");
    let reply = confirm(&olivia, "k2", &licenses(2), "test_works").await;
    let order = &reply["order"];
    assert_eq!((&order["refund"], &order["toBalance"]), (&json!("166.40"), &json!("665.61")));
    assert_eq!(server.paid().await, (2, 0));
    let held = olivia.subscription(NODE).await;
    assert_eq!(held["state"], with(&shown["subscription"], &json!({ "balance": "665.61" })));
    assert_eq!(held["state"], reply["subscription"]);
    // The balance pays for what comes next.
    let more = olivia.quote(&licenses(4)).await;
    assert_eq!((&more["balanceApplied"], &more["amountDue"]), (&json!("166.40"), &json!("0.00")));
}

#[tokio::test]
async fn a_card_gets_no_more_back_than_it_paid() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let id = build_minutes(&olivia, 100_000, "test_works").await;
    let more = json!({
        "subscription": id, "at": at(NOW), "items": [{ "product": "build-minutes", "quantity": 101_000 }],
    });
    confirm(&olivia, "k1", &more, "test_timeout").await;
    let reply = confirm(&olivia, "k2", &plain("cancellation", &id, NOW), "test_timeout").await;
    let order = &reply["order"];
    // Whoever paid 28.80 with a card of their own gets not the 2880.00 of another.
    assert_eq!((&order["card"], &order["refund"]), (&json!("test_works"), &json!("2880.00")));
    assert_eq!(order["toBalance"], "28.80");
}

#[tokio::test]
async fn what_got_something_back_does_not_pay_the_renewal_for_that() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let id = build_minutes(&olivia, 100_000, "test_works").await;
    let to = |quantity: u32| {
        json!({
            "subscription": id, "at": at(NOW), "items": [{ "product": "build-minutes", "quantity": quantity }],
        })
    };
    confirm(&olivia, "k1", &to(101_000), "test_timeout").await;
    let reply = confirm(&olivia, "k2", &to(50_000), "test_timeout").await;
    assert_eq!(reply["order"]["card"], "test_works");
    server.clock.advance(30 * 86_400);
    quotient_server::renew::renew(&server.app).await.unwrap();
    let olivia = server.browser("u_olivia").await;
    let orders = olivia.get("/api/account").await.expect(200).json()["orders"].clone();
    let renewal =
        orders.as_array().unwrap().iter().find(|order| order["subscription"] == id.as_str()).unwrap();
    assert_eq!((&renewal["kind"], &renewal["card"]), (&json!("renewal"), &json!("test_timeout")));
}

/// On several threads: a command waits for a transaction that a task of the server ends.
#[tokio::test(flavor = "multi_thread")]
async fn a_declined_refund_keeps_nobody_and_is_owed() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let id = build_minutes(&olivia, 10_000, "test_no_refund").await;
    let fewer = json!({
        "subscription": id, "at": at(NOW), "items": [{ "product": "build-minutes", "quantity": 4_000 }],
    });
    let reply = confirm(&olivia, "k1", &fewer, "test_works").await;
    assert_eq!((&reply["order"]["refund"], &reply["order"]["toBalance"]), (&json!("0.00"), &json!("172.80")));
    assert_eq!(reply["subscription"]["balance"], "172.80");
    let body = olivia.body(&plain("cancellation", &id, NOW), "test_works").await;
    let reply = olivia.confirm("k2", &body).await.expect(200);
    let order = &reply.json()["order"];
    assert_eq!((&order["refund"], &order["toBalance"]), (&json!("0.00"), &json!("115.20")));
    assert_eq!(olivia.confirm("k2", &body).await.expect(200).body, reply.body);
    let held = olivia.subscription(&id).await;
    assert_eq!(
        (&held["state"]["status"], &held["state"]["balance"], &held["version"]),
        (&json!("ended"), &json!("288.00"), &json!(3))
    );
    // It is not renewed, and nothing went back.
    server.clock.advance(40 * 86_400);
    quotient_server::renew::renew(&server.app).await.unwrap();
    let olivia = server.browser("u_olivia").await;
    assert_eq!(olivia.subscription(&id).await["version"], 3);
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE amount < 0").await, 0);
    // The seller sees to it.
    let command = |arguments: &[&str]| run(arguments, &server.argument());
    let name = olivia.get("/api/account").await.json()["organization"]["name"].as_str().unwrap().to_owned();
    assert_eq!(said(&command(&["owed", "list"])), format!("{id}  288.00 USD  {name}"));
    // Nothing is noted that was not paid.
    stops(&command(&["owed", "paid", &id, "280.00"]), &["288.00 USD", "not 280.00"]);
    stops(&command(&["owed", "paid", NODE, "1.00"]), &["no subscription", "has ended"]);
    stops(&command(&["owed", "paid", &id, "288.00", "--reference", " "]), &["reference is empty"]);
    assert_eq!(olivia.subscription(&id).await["state"]["balance"], "288.00");
    let paid = ["owed", "paid", &id, "288.00", "--reference", "SEPA 7"];
    let before = SystemClock.now();
    said(&command(&paid));
    let after = SystemClock.now();
    let held = olivia.subscription(&id).await;
    assert_eq!((held["state"].get("balance"), &held["changedAt"]), (None, &json!(at(NOW))));
    let paid_at = held["payouts"][0]["paidAt"].as_str().unwrap();
    assert!(at(before).as_str() <= paid_at && paid_at <= at(after).as_str(), "{paid_at}");
    assert_eq!(
        held["payouts"],
        json!([{ "amount": "288.00", "currency": "USD", "reference": "SEPA 7", "paidAt": paid_at }])
    );
    assert_eq!(olivia.subscription(NODE).await.get("payouts"), None);
    let again = olivia.post(&format!("/api/subscriptions/{id}/end"), &json!({})).await.expect(200).json();
    assert_eq!(again["payouts"], held["payouts"]);
    assert_eq!(said(&command(&["owed", "list"])), "");
    stops(&command(&paid), &["holds nothing", "288.00 USD was paid out before by `SEPA 7`"]);
}

#[tokio::test]
async fn a_refund_that_got_lost_goes_back_once() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let id = build_minutes(&olivia, 10_000, "test_works").await;
    let body = olivia.body(&plain("cancellation", &id, NOW), "test_works").await;
    server.mute(true);
    let pending = olivia.confirm("k1", &body).await.expect(202).json();
    assert_eq!(pending["order"]["refund"], "288.00");
    assert_eq!(pending["subscription"]["status"], "active");
    server.mute(false);
    quotient_server::settle::reconcile(&server.app).await.unwrap();
    assert_eq!(olivia.confirm("k1", &body).await.expect(200).json()["subscription"]["status"], "ended");
    assert_eq!(server.paid().await, (2, 0));
    // The same text as a charge and as a refund: the keys at the provider differ.
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE idempotency_key = 'k1'").await, 1);
}

#[tokio::test]
async fn a_renewal_is_paid_by_hand_only_if_it_is_past_due_and_by_who_may_buy() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let early = with(&plain("renewal", NODE, NOW), &json!({ "digest": "sha256:0", "card": "test_works" }));
    olivia.confirm("k1", &early).await.refuses(409, "renewal_not_due /at");
    // Its period is over, and the job has not come by yet.
    server.clock.advance(10 * 86_400);
    let olivia = server.browser("u_olivia").await;
    let pay = plain("renewal", NODE, NOW + 10 * 86_400);
    let body = olivia.body(&pay, "test_works").await;
    olivia.confirm("k1", &body).await.refuses(409, "renewal_not_due /subscription");
    server.execute("UPDATE orders SET card = 'test_declined' WHERE subscription = 'sub_studio_node'").await;
    quotient_server::renew::renew(&server.app).await.unwrap();
    for user in ["u_bianca", "u_max"] {
        let other = server.browser(user).await;
        let body = other.body(&pay, "test_works").await;
        other.confirm("k2", &body).await.refuses(409, "role_not_allowed /actor/role");
    }
    assert_eq!(server.paid().await.0, 0);
    let body = olivia.body(&pay, "test_works").await;
    olivia.confirm("k3", &body).await.expect(200);
    assert_eq!(server.paid().await, (1, 249_600));
}
