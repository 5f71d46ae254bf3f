//! Price lists as a browser gets them.

use axum::http::{Method, header};
use quotient::Catalog;
use quotient_server::{catalogs, seed};
use serde_json::{Value, json};

use crate::support::{NOW, Server, licenses};

#[tokio::test]
async fn the_public_catalog_holds_no_coupon() {
    let server = Server::start().await;
    let reply = server.stranger().get("/api/catalog").await.expect(200);
    assert!(reply.json().get("coupons").is_none());
    for secret in ["SAVE10", "ANNUAL15", "TWENTY", "HALF3", "LOYAL5", "LAUNCH", "EXPIRED"] {
        assert!(!reply.body.contains(secret), "{secret}");
    }
    let digest = Catalog::parse(&reply.body).unwrap().digest().to_owned();
    assert_eq!(reply.headers[header::ETAG], format!("\"{digest}\""));

    let by_digest = server.stranger().get(&format!("/api/catalogs/{digest}")).await.expect(200);
    assert_eq!(by_digest.body, reply.body);
    server.stranger().get("/api/catalogs/sha256:0").await.refuses(404, "not_found ");
}

#[tokio::test]
async fn whoever_has_the_price_list_is_not_sent_it_again() {
    let server = Server::start().await;
    let stranger = server.stranger();
    let current = stranger.get("/api/catalog").await.expect(200);
    let tag = current.headers[header::ETAG].to_str().unwrap();
    let bare = tag.trim_matches('"');
    let known = [tag.to_owned(), format!("W/{tag}"), format!("\"old\", W/{tag},\"other\""), " * ".to_owned()];
    for known in known {
        let reply =
            stranger.send(Method::GET, "/api/catalog", &[("if-none-match", &known)], "").await.expect(304);
        assert_eq!(reply.headers[header::ETAG], *tag, "{known}");
    }
    for other in ["\"old\"", "W/\"old\", \"older\"", bare, ""] {
        stranger.send(Method::GET, "/api/catalog", &[("if-none-match", other)], "").await.expect(200);
    }
}

#[tokio::test]
async fn an_activated_catalog_is_current_and_the_old_one_stays() {
    let server = Server::start().await;
    let before = server.stranger().get("/api/catalog").await.expect(200);
    let digest = server
        .change_catalog(|catalog| catalog["products"][0]["prices"][0]["scheme"]["amount"] = json!("300.00"))
        .await;
    let after = server.stranger().get("/api/catalog").await.expect(200);
    assert_ne!(after.body, before.body);
    assert_eq!(after.headers[header::ETAG], format!("\"{digest}\""));
    let old = before.headers[header::ETAG].to_str().unwrap().trim_matches('"').to_owned();
    assert_eq!(server.stranger().get(&format!("/api/catalogs/{old}")).await.expect(200).body, before.body);
    // Coupons are no part of a price list's digest.
    let same = server.change_catalog(|catalog| {
        catalog["products"][0]["prices"][0]["scheme"]["amount"] = json!("300.00");
        catalog["coupons"] = json!([]);
    });
    assert_eq!(same.await, digest);
    assert_eq!(server.count("SELECT count(*) FROM coupons").await, 0);
}

#[tokio::test]
async fn a_catalog_that_is_refused_changes_nothing() {
    let server = Server::start().await;
    let mut tx = server.app.store.write().await.unwrap();
    let refused = catalogs::activate(&mut tx, r#"{"id":"x","products":[{}]}"#, NOW).await.unwrap_err();
    assert!(refused.to_string().contains("/products/0"), "{refused}");
    let counted = r#"{"id":"x","products":[],"coupons":[{"code":"A","off":{"percent":"1"},"redemptions":{"limit":2,"used":1}}]}"#;
    let refused = catalogs::activate(&mut tx, counted, NOW).await.unwrap_err();
    assert!(refused.to_string().contains("/coupons/0/redemptions/used"), "{refused}");
    // In whatever case: codes are compared in capitals.
    let mut twice: Value = serde_json::from_str(seed::CATALOG).unwrap();
    let coupons = twice["coupons"].as_array_mut().unwrap();
    let mut again = coupons[1].clone();
    again["code"] = json!(again["code"].as_str().unwrap().to_lowercase());
    coupons.push(again);
    let last = coupons.len() - 1;
    twice["id"] = json!("twice");
    let refused = catalogs::activate(&mut tx, &twice.to_string(), NOW).await.unwrap_err().to_string();
    for word in ["/coupons/1/code".to_owned(), format!("/coupons/{last}/code")] {
        assert!(refused.contains(&word), "{word} is not in {refused}");
    }
    tx.commit().await.unwrap();
    assert_eq!(server.count("SELECT count(*) FROM catalogs").await, 1);
    assert!(server.stranger().get("/api/catalog").await.expect(200).body.contains("studio-2026-11"));
}

#[tokio::test]
async fn what_is_shown_can_be_activated_again() {
    let server = Server::start().await;
    let mut tx = server.app.store.write().await.unwrap();
    let text = catalogs::current(&mut tx).await.unwrap().unwrap();
    assert!(text.contains("LAUNCH"));
    let digest = catalogs::activate(&mut tx, &text, NOW).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(catalogs::current(&mut server.app.store.read().await.unwrap()).await.unwrap(), Some(text));
    assert_eq!(
        Some(digest),
        quotient_server::store::catalogs::current(&mut server.app.store.read().await.unwrap()).await.unwrap()
    );
}

#[tokio::test]
async fn where_none_is_active_the_server_is_not_ready() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    server.execute("DELETE FROM active_catalog").await;
    let reply = server.stranger().get("/api/catalog").await.refuses(503, "not_ready ");
    assert!(reply.body.contains("catalog activate"), "{}", reply.body);
    olivia.post("/api/quote", &licenses(12)).await.refuses(503, "not_ready ");
}
