//! The same key charges once.

use serde_json::json;

use crate::support::{Browser, NODE, NOW, Server, at, licenses, with};

async fn keyed(browser: &Browser, headers: &[(&str, &str)], body: &str) -> crate::support::Reply {
    let json = ("content-type", "application/json");
    let headers: Vec<_> = std::iter::once(json).chain(headers.iter().copied()).collect();
    browser.send(axum::http::Method::POST, "/api/confirm", &headers, body.to_owned()).await
}

#[tokio::test]
async fn every_confirm_needs_a_key() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await.to_string();
    keyed(&olivia, &[], &body).await.refuses(422, "idempotency_key_missing ");
    let long = "x".repeat(256);
    for key in ["", "two words", "schlüssel", &long] {
        keyed(&olivia, &[("idempotency-key", key)], &body).await.refuses(422, "idempotency_key_malformed ");
    }
    let two = [("idempotency-key", "a"), ("idempotency-key", "b")];
    keyed(&olivia, &two, &body).await.refuses(422, "idempotency_key_malformed ");
    assert_eq!(server.paid().await, (0, 0));
    keyed(&olivia, &[("idempotency-key", &"x".repeat(255))], &body).await.expect(200);
}

#[tokio::test]
async fn the_same_again_answers_the_same_bytes() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    let first = olivia.confirm("k1", &body).await.expect(200);
    server.clock.advance(100_000);
    let again = olivia.confirm("k1", &body).await.expect(200);
    assert_eq!(again.body, first.body);
    // Spelled otherwise it is the same content.
    let spelled = format!(" {} ", serde_json::to_string_pretty(&body).unwrap());
    assert_eq!(keyed(&olivia, &[("idempotency-key", "k1")], &spelled).await.expect(200).body, first.body);
    assert_eq!(server.paid().await, (1, 16_640));
    let server = server.restart().await;
    let mut later = server.stranger();
    later.take_session_of(&olivia);
    assert_eq!(later.confirm("k1", &body).await.expect(200).body, first.body);
    assert_eq!(server.paid().await, (1, 16_640));
    assert_eq!(later.subscription(NODE).await["version"], 2);
}

#[tokio::test]
async fn a_key_belongs_to_its_content() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    for other in [
        with(&body, &json!({ "card": "test_timeout" })),
        with(&body, &json!({ "at": at(NOW + 1) })),
        with(&body, &json!({ "items": [] })),
    ] {
        olivia.confirm("k1", &other).await.refuses(422, "idempotency_key_reused ");
    }
    // Another person's confirm is another content.
    server.browser("u_adam").await.confirm("k1", &body).await.refuses(422, "idempotency_key_reused ");
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test]
async fn organizations_do_not_share_keys() {
    let server = Server::start().await;
    server.add_organization().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    let other = server.browser("u_other").await;
    let choice = json!({ "subscription": "sub_other", "at": at(NOW), "items": [{ "product": "studio-node", "quantity": 2 }] });
    let body = other.body(&choice, "test_works").await;
    other.confirm("k1", &body).await.expect(200);
    assert_eq!(server.paid().await.0, 2);
}
