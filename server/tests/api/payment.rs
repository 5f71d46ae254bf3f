//! Cards and a provider that fails.

use std::sync::atomic::Ordering;

use serde_json::json;

use crate::support::{FLOATING, NODE, NOW, Server, at, licenses};

#[tokio::test]
async fn a_declined_card_changes_nothing() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let before = olivia.get("/api/account").await.body;
    let body = olivia.body(&licenses(12), "test_declined").await;
    let first = olivia.confirm("k1", &body).await.refuses(402, "card_declined /card");
    assert_eq!(olivia.get("/api/account").await.body, before);
    assert_eq!(server.paid().await, (0, 0));
    assert_eq!(server.count("SELECT count(*) FROM orders WHERE intent IS NOT NULL").await, 0);
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE state = 'declined'").await, 1);
    assert_eq!(olivia.confirm("k1", &body).await.expect(402).body, first.body);

    // An unknown card is declined like any other.
    let body = olivia.body(&licenses(12), "gold").await;
    olivia.confirm("k2", &body).await.refuses(402, "card_declined /card");

    let body = olivia.body(&licenses(12), "test_works").await;
    olivia.confirm("k3", &body).await.expect(200);
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test]
async fn a_provider_that_times_out_after_charging_charges_once() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_timeout").await;
    let reply = olivia.confirm("k1", &body).await.expect(200);
    assert_eq!(reply.json()["status"], "confirmed");
    assert_eq!(server.paid().await, (1, 16_640));
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    assert_eq!(olivia.confirm("k1", &body).await.expect(200).body, reply.body);
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test]
async fn a_payment_that_did_not_arrive_is_sent_again_under_its_key() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    // The charge, and the first question about it.
    server.line.lose.store(2, Ordering::SeqCst);
    olivia.confirm("k1", &body).await.expect(200);
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test]
async fn an_unknown_outcome_is_pending_and_ends_by_itself() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    server.mute(true);
    let pending = olivia.confirm("k1", &body).await.expect(202).json();
    assert_eq!(pending["status"], "pending");
    assert_eq!(pending["order"]["amountDue"], "166.40");
    assert!(pending["order"].get("paidAt").is_none());
    assert_eq!(pending["subscription"]["items"][0]["quantity"], 10);
    let order = format!("/api/orders/{}", pending["order"]["id"].as_str().unwrap());
    assert_eq!(olivia.get(&order).await.expect(200).json(), pending);
    assert_eq!(olivia.get("/api/account").await.json()["orders"][0], pending["order"]);
    // Charged, but the server does not know it yet: the same again, and nothing else for this subscription.
    assert_eq!(server.paid().await, (1, 16_640));
    assert_eq!(olivia.confirm("k1", &body).await.expect(202).json(), pending);
    let other = olivia.body(&licenses(15), "test_works").await;
    olivia.confirm("k2", &other).await.refuses(409, "confirm_in_progress /subscription");
    quotient_server::settle::reconcile(&server.app).await.unwrap();
    olivia.confirm("k1", &body).await.expect(202);

    server.mute(false);
    quotient_server::settle::reconcile(&server.app).await.unwrap();
    let done = olivia.get(&order).await.expect(200).json();
    assert_eq!(done["status"], "confirmed");
    assert_eq!(done["order"]["number"], pending["order"]["number"]);
    assert_eq!(done["subscription"]["items"][0]["quantity"], 12);
    assert_eq!(olivia.confirm("k1", &body).await.expect(200).json(), done);
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test]
async fn an_open_payment_holds_back_only_what_it_touches() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    server
        .change_catalog(|catalog| {
            let mut product = catalog["products"][0].clone();
            product["id"] = json!("extra");
            product["prices"] = json!([{ "id": "extra-month", "currency": "USD", "cycle": { "unit": "month" },
            "scheme": { "type": "perUnit", "amount": "10.00" } }]);
            catalog["products"].as_array_mut().unwrap().push(product);
        })
        .await;
    let add = |subscription: &str| json!({ "subscription": subscription, "at": at(NOW), "items": [{ "product": "extra", "quantity": 1 }] });
    // Both pages see that no subscription has the product.
    let first = olivia.body(&add(NODE), "test_works").await;
    let second = olivia.body(&add(FLOATING), "test_works").await;
    server.cut(true);
    olivia.confirm("k1", &first).await.expect(202);
    server.cut(false);
    olivia.confirm("k2", &second).await.refuses(409, "confirm_in_progress /items");
    let more = json!({ "subscription": FLOATING, "at": at(NOW), "items": [{ "product": "studio-floating", "quantity": 5 }] });
    let third = olivia.body(&more, "test_works").await;
    olivia.confirm("k3", &third).await.expect(200);
    quotient_server::settle::reconcile(&server.app).await.unwrap();
    let answer = olivia.confirm("k4", &second).await.expect(409).json();
    assert_eq!(answer["problems"][0]["code"], "already_subscribed");
}
