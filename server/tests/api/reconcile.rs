//! Crashes between the intent, the charge and the new state: each is what is left on the disk, and a
//! server that starts on it.

use std::sync::atomic::Ordering;

use quotient_server::money::Money;
use quotient_server::payment::{Outcome, PaymentProvider};
use quotient_server::settle;
use quotient_server::store::intents;
use serde_json::Value;

use crate::support::{Browser, NODE, NOW, Server, at, licenses};

/// An open intent, as a crash leaves it: charged or not.
async fn crash(charged: bool) -> (Server, Browser, Value) {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    if charged {
        server.mute(true)
    } else {
        server.cut(true)
    }
    olivia.confirm("k1", &body).await.expect(202);
    assert_eq!(server.paid().await.0, i64::from(charged));
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE state = 'open'").await, 1);
    (server, olivia, body)
}

async fn open_intent(server: &Server) -> String {
    let mut open = intents::open_ids(&mut server.app.store.read().await.unwrap()).await.unwrap();
    assert_eq!(open.len(), 1);
    open.remove(0)
}

async fn restarted(server: Server, browser: &Browser) -> (Server, Browser) {
    let server = server.restart().await;
    let mut again = server.stranger();
    again.take_session_of(browser);
    (server, again)
}

#[tokio::test]
async fn charged_and_not_applied_is_applied() {
    let (server, olivia, body) = crash(true).await;
    let (server, olivia) = restarted(server, &olivia).await;
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    assert_eq!(olivia.confirm("k1", &body).await.expect(200).json()["status"], "confirmed");
    assert_eq!(server.paid().await, (1, 16_640));
    assert_eq!(server.count("SELECT count(*) FROM orders WHERE intent IS NOT NULL").await, 1);
}

#[tokio::test]
async fn charged_just_before_the_crash_is_applied_even_if_unmarked() {
    // The mark is written before the provider is called; the provider's word counts for more.
    let (server, olivia, _) = crash(true).await;
    server.execute("UPDATE intents SET handed_over_at = NULL").await;
    let (server, olivia) = restarted(server, &olivia).await;
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test]
async fn not_handed_over_is_canceled_and_its_key_is_free() {
    let (server, olivia, body) = crash(false).await;
    server.execute("UPDATE intents SET handed_over_at = NULL").await;
    let (server, olivia) = restarted(server, &olivia).await;
    assert_eq!(server.paid().await, (0, 0));
    assert_eq!(olivia.subscription(NODE).await["version"], 1);
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE state = 'canceled'").await, 1);
    olivia.confirm("k1", &body).await.expect(200);
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test]
async fn handed_over_a_moment_ago_and_not_known_is_paid_under_its_key() {
    let (server, olivia, body) = crash(false).await;
    server.clock.advance(60);
    let (server, olivia) = restarted(server, &olivia).await;
    assert_eq!(server.paid().await, (1, 16_640));
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    olivia.confirm("k1", &body).await.expect(200);
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test]
async fn handed_over_long_ago_and_not_known_is_not_charged_any_more() {
    let (server, olivia, body) = crash(false).await;
    server.clock.advance(901);
    let (server, olivia) = restarted(server, &olivia).await;
    assert_eq!(server.paid().await, (0, 0));
    assert_eq!(olivia.subscription(NODE).await["version"], 1);
    olivia.confirm("k1", &body).await.refuses(409, "quote_expired /at");
}

#[tokio::test]
async fn what_was_given_up_and_arrives_after_all_takes_no_money() {
    let (server, olivia, _) = crash(false).await;
    let key = open_intent(&server).await;
    server.clock.advance(901);
    let (server, olivia) = restarted(server, &olivia).await;
    let due = Money::of("166.40", "USD").unwrap();
    for card in ["test_works", "test_timeout"] {
        let late = server.line.provider.charge(&key, &due, card).await;
        assert_eq!(late, Ok(Outcome::Voided));
    }
    assert_eq!(server.paid().await, (0, 0));
    // The customer's own key is free, and what comes with it now is another payment.
    let mut choice = licenses(12);
    choice["at"] = at(NOW + 901).into();
    let body = olivia.body(&choice, "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    assert_eq!(server.paid().await.0, 1);
}

#[tokio::test]
async fn what_arrived_just_before_it_is_given_up_counts() {
    let (server, olivia, _) = crash(true).await;
    let key = open_intent(&server).await;
    assert_eq!(server.line.provider.void(&key).await, Ok(Outcome::Accepted));
    let (server, olivia) = restarted(server, &olivia).await;
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test]
async fn voided_and_not_canceled_is_canceled() {
    let (server, olivia, body) = crash(false).await;
    let key = open_intent(&server).await;
    for _ in 0..2 {
        assert_eq!(server.line.provider.void(&key).await, Ok(Outcome::Voided));
    }
    // It was handed over a moment ago, and still is not paid.
    let (server, olivia) = restarted(server, &olivia).await;
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE state = 'canceled'").await, 1);
    assert_eq!(server.paid().await, (0, 0));
    olivia.confirm("k1", &body).await.expect(200);
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test]
async fn what_cannot_be_voided_stays_open() {
    let (server, olivia, body) = crash(false).await;
    server.execute("UPDATE intents SET handed_over_at = NULL").await;
    server.cut(false);
    server.line.unvoidable.store(true, Ordering::SeqCst);
    settle::reconcile(&server.app).await.unwrap();
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE state = 'open'").await, 1);
    olivia.confirm("k1", &body).await.expect(202);
    server.line.unvoidable.store(false, Ordering::SeqCst);
    settle::reconcile(&server.app).await.unwrap();
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE state = 'canceled'").await, 1);
    assert_eq!(server.paid().await, (0, 0));
}

#[tokio::test]
async fn declined_and_not_noted_is_noted() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_declined").await;
    server.mute(true);
    let order =
        olivia.confirm("k1", &body).await.expect(202).json()["order"]["id"].as_str().unwrap().to_owned();
    let (server, olivia) = restarted(server, &olivia).await;
    olivia.confirm("k1", &body).await.refuses(402, "card_declined /card");
    assert_eq!(olivia.get(&format!("/api/orders/{order}")).await.expect(200).json()["status"], "declined");
    assert_eq!(olivia.subscription(NODE).await["version"], 1);
    assert_eq!(server.paid().await, (0, 0));
}

#[tokio::test]
async fn starting_again_and_again_changes_nothing_more() {
    let (server, olivia, body) = crash(true).await;
    let (server, olivia) = restarted(server, &olivia).await;
    let account = olivia.get("/api/account").await.body;
    let (server, olivia) = restarted(server, &olivia).await;
    let (server, olivia) = restarted(server, &olivia).await;
    assert_eq!(olivia.get("/api/account").await.body, account);
    olivia.confirm("k1", &body).await.expect(200);
    assert_eq!(server.paid().await, (1, 16_640));
}
