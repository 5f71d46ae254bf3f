//! Signing in and out, and requests of other sites.

use axum::body::Body;
use axum::http::{Method, header};
use quotient_server::app::Settings;
use serde_json::json;

use crate::support::Server;

#[tokio::test]
async fn the_demo_lists_its_users_and_lets_them_in() {
    let server = Server::start().await;
    let session = server.stranger().get("/api/session").await.expect(200).json();
    assert_eq!(session["demo"], true);
    assert_eq!(session["user"], json!(null));
    assert_eq!(session["organization"], json!(null));
    let roles: Vec<_> =
        session["users"].as_array().unwrap().iter().map(|user| user["role"].clone()).collect();
    assert_eq!(roles, ["owner", "admin", "billingManager", "member"]);

    let olivia = server.browser("u_olivia").await;
    let session = olivia.get("/api/session").await.expect(200).json();
    assert_eq!(session["user"]["id"], "u_olivia");
    assert_eq!(session["user"]["role"], "owner");
    assert_eq!(session["organization"]["id"], "org_northwind");

    server
        .stranger()
        .post("/api/session", &json!({ "user": "u_nobody" }))
        .await
        .refuses(404, "not_found /user");
}

#[tokio::test]
async fn the_token_is_random_and_stored_hashed() {
    let server = Server::start().await;
    let reply = server.stranger().post("/api/session", &json!({ "user": "u_olivia" })).await.expect(200);
    let cookie = reply.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
    for attribute in ["; HttpOnly", "; SameSite=Strict", "; Path=/;"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let token = cookie.split(['=', ';']).nth(1).unwrap().to_owned();
    assert_eq!(token.len(), 64);
    assert_ne!(server.browser("u_olivia").await.cookie, server.browser("u_olivia").await.cookie);
    let plain: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM sessions WHERE token_hash = ? OR hex(token_hash) = upper(?)",
    )
    .bind(token.as_bytes())
    .bind(&token)
    .fetch_one(&mut *server.app.store.read().await.unwrap())
    .await
    .unwrap();
    assert_eq!(plain, 0);
    assert_eq!(server.count("SELECT count(*) FROM sessions WHERE length(token_hash) = 32").await, 3);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    olivia.get("/api/account").await.expect(200);
    olivia.send(Method::DELETE, "/api/session", &[], Body::empty()).await.expect(200);
    olivia.get("/api/account").await.refuses(401, "not_signed_in ");
    assert_eq!(server.count("SELECT count(*) FROM sessions").await, 0);
}

#[tokio::test]
async fn a_session_ends_by_itself_and_cannot_be_made_up() {
    let server = Server::start().await;
    let mut olivia = server.browser("u_olivia").await;
    server.clock.advance(7 * 86_400 - 1);
    olivia.get("/api/account").await.expect(200);
    server.clock.advance(1);
    olivia.get("/api/account").await.refuses(401, "not_signed_in ");
    olivia.cookie = Some(format!("quotient_session={}", "0".repeat(64)));
    olivia.get("/api/account").await.refuses(401, "not_signed_in ");
    server.stranger().get("/api/account").await.refuses(401, "not_signed_in ");
}

#[tokio::test]
async fn without_demo_nobody_signs_in_by_name() {
    let server = Server::start_with(Settings::default()).await;
    let session = server.stranger().get("/api/session").await.expect(200).json();
    assert_eq!(session, json!({ "demo": false, "organization": null, "user": null }));
    server.stranger().post("/api/session", &json!({ "user": "u_olivia" })).await.refuses(404, "not_found ");
}

#[tokio::test]
async fn pages_of_other_sites_change_nothing() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = r#"{"user":"u_max"}"#;
    let json = ("content-type", "application/json");
    for (headers, status, problem) in [
        (vec![("content-type", "text/plain")], 415, "content_type_not_json "),
        (vec![("content-type", "application/x-www-form-urlencoded")], 415, "content_type_not_json "),
        (vec![], 415, "content_type_not_json "),
        (vec![json, ("origin", "https://evil.example")], 403, "origin_not_allowed "),
        (vec![json, ("origin", "https://shop.example.evil.example")], 403, "origin_not_allowed "),
        (vec![json, ("origin", "null")], 403, "origin_not_allowed "),
        (vec![json, ("sec-fetch-site", "cross-site")], 403, "origin_not_allowed "),
    ] {
        olivia.send(Method::POST, "/api/session", &headers, body).await.refuses(status, problem);
    }
    let evil = [("origin", "https://evil.example")];
    olivia
        .send(Method::DELETE, "/api/session", &evil, Body::empty())
        .await
        .refuses(403, "origin_not_allowed ");
    olivia.get("/api/account").await.expect(200);

    let own = [("content-type", "application/json; charset=utf-8"), ("origin", "http://shop.example")];
    olivia.send(Method::POST, "/api/session", &own, body).await.expect(200);
}
