//! A session changes something only by a page that knows its token; a script sends a bearer token.

use axum::body::Body;
use axum::http::{Method, header};
use quotient_server::keys;
use quotient_server::store::tokens::{self, Token};
use serde_json::{Value, json};

use crate::support::{Browser, NODE, NOW, Server, at, licenses};

const DAY: i64 = 86_400;

#[tokio::test]
async fn every_change_by_a_session_needs_its_token() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let max = server.browser("u_max").await;
    let another_olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    let wrong = [
        max.csrf.clone().unwrap(),
        another_olivia.csrf.clone().unwrap(),
        olivia.csrf.clone().unwrap().to_uppercase(),
        olivia.cookie.clone().unwrap().split(['=', '.']).nth(2).unwrap().to_owned(),
        "0".repeat(64),
        String::new(),
    ];
    let codes = json!({ "subscription": NODE, "code": "SAVE10" });
    let requests: [(Method, &str, Value); 6] = [
        (Method::POST, "/api/confirm", body.clone()),
        (Method::POST, "/api/quote", licenses(12)),
        (Method::POST, "/api/codes", codes),
        (Method::POST, "/api/session", json!({ "user": "u_max" })),
        (Method::DELETE, "/api/session", json!({})),
        (Method::DELETE, "/api/sessions", json!({})),
    ];
    let without = Browser { csrf: None, ..olivia.clone() };
    for (method, path, body) in requests {
        let headers = [("content-type", "application/json"), ("idempotency-key", "k1")];
        let reply = without.send(method.clone(), path, &headers, body.to_string()).await;
        reply.refuses(403, "csrf_token_missing ");
        for wrong in &wrong {
            let forged = Browser { csrf: Some(wrong.clone()), ..olivia.clone() };
            let reply = forged.send(method.clone(), path, &headers, body.to_string()).await;
            reply.refuses(403, "csrf_token_wrong ");
        }
    }
    assert_eq!(server.paid().await, (0, 0));
    assert_eq!(server.count("SELECT count(*) FROM intents").await, 0);
    assert_eq!(server.count("SELECT count(*) FROM code_lookups").await, 0);
    olivia.confirm("k1", &body).await.expect(200);
    // Reading needs none: no other site can read what comes back.
    without.get("/api/account").await.expect(200);
}

#[tokio::test]
async fn the_token_goes_with_the_session_and_comes_with_its_view() {
    let server = Server::start().await;
    let mut olivia = server.browser("u_olivia").await;
    let seen = olivia.get("/api/session").await.expect(200).json();
    assert_eq!(seen["csrf"].as_str(), olivia.csrf.as_deref());
    assert!(server.stranger().get("/api/session").await.json().get("csrf").is_none());
    let before = olivia.csrf.clone();
    let reply = olivia.post("/api/session", &json!({ "user": "u_adam" })).await.expect(200);
    olivia.keep_session(&reply);
    assert_ne!(olivia.csrf, before);
    // Whoever is not signed in has no session to protect.
    server.stranger().post("/api/session", &json!({ "user": "u_adam" })).await.expect(200);
}

async fn add_token(server: &Server, user: &str, expires_at: Option<i64>) -> (String, String) {
    let token = format!("qt_{}", keys::random().unwrap());
    let new = Token {
        id: format!("tok_{user}"),
        user_id: user.to_owned(),
        label: "nightly".to_owned(),
        created_at: NOW,
        expires_at,
        revoked_at: None,
    };
    let mut tx = server.app.store.write().await.unwrap();
    tokens::insert(&mut tx, &new, &keys::hash(&token)).await.unwrap();
    tx.commit().await.unwrap();
    (new.id, token)
}

async fn with_token(
    browser: &Browser,
    token: &str,
    method: Method,
    path: &str,
    body: &Value,
) -> crate::support::Reply {
    let authorization = format!("Bearer {token}");
    let headers = [
        ("content-type", "application/json"),
        ("authorization", authorization.as_str()),
        ("idempotency-key", "k1"),
    ];
    browser.send(method, path, &headers, body.to_string()).await
}

#[tokio::test]
async fn a_script_acts_as_the_user_of_its_token_without_a_session() {
    let server = Server::start().await;
    let (_, token) = add_token(&server, "u_olivia", None).await;
    let script = server.stranger();
    let session =
        with_token(&script, &token, Method::GET, "/api/session", &json!({})).await.expect(200).json();
    assert_eq!(session["user"]["id"], "u_olivia");
    assert!(session.get("csrf").is_none());
    let body = server.browser("u_olivia").await.body(&licenses(12), "test_works").await;
    with_token(&script, &token, Method::POST, "/api/confirm", &body).await.expect(200);
    assert_eq!(server.paid().await.0, 1);
    // The role is that of the user, too.
    let (_, token) = add_token(&server, "u_max", None).await;
    let choice = json!({ "subscription": NODE, "at": at(NOW), "cycle": { "unit": "year" } });
    let answer = with_token(&script, &token, Method::POST, "/api/quote", &choice).await.expect(200).json();
    assert_eq!(answer["problems"][0]["code"], "role_not_allowed");
}

#[tokio::test]
async fn a_token_that_does_not_hold_is_refused_even_beside_a_cookie() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let (id, token) = add_token(&server, "u_max", Some(NOW + DAY)).await;
    let account = |token: String| {
        let olivia = olivia.clone();
        async move { with_token(&olivia, &token, Method::GET, "/api/account", &json!({})).await }
    };
    // A token goes before the cookie.
    assert_eq!(account(token.clone()).await.expect(200).json()["user"]["id"], "u_max");
    for wrong in ["", "qt_", "qt_0", &token[3..], &token.to_uppercase(), &format!("{token}0")] {
        let reply = account(wrong.to_owned()).await.refuses(401, "token_not_valid ");
        assert_eq!(reply.headers[header::WWW_AUTHENTICATE], "Bearer");
        assert!(wrong.is_empty() || !reply.body.contains(wrong), "{}", reply.body);
    }
    let basic = [("authorization", "Basic b2xpdmlhOg==")];
    olivia.send(Method::GET, "/api/account", &basic, Body::empty()).await.refuses(401, "token_not_valid ");
    let authorization = format!("Bearer {token}");
    let twice = [("authorization", authorization.as_str()), ("authorization", authorization.as_str())];
    olivia.send(Method::GET, "/api/account", &twice, Body::empty()).await.refuses(401, "token_not_valid ");

    server.clock.advance(DAY);
    account(token.clone()).await.refuses(401, "token_not_valid ");
    server.clock.advance(-DAY);
    account(token.clone()).await.expect(200);
    let mut tx = server.app.store.write().await.unwrap();
    assert!(tokens::revoke(&mut tx, &id, NOW).await.unwrap());
    assert!(!tokens::revoke(&mut tx, &id, NOW).await.unwrap());
    tx.commit().await.unwrap();
    account(token).await.refuses(401, "token_not_valid ");
}

#[tokio::test]
async fn the_address_is_the_customers_only_if_a_known_proxy_says_so() {
    use quotient_server::settings::Settings;
    let trusted_proxies = vec!["203.0.113.0/24".parse().unwrap()];
    let server = Server::start_with(Settings { demo: true, trusted_proxies, ..Settings::default() }).await;
    let look_up = |browser: Browser, forwarded: &'static str| async move {
        let body = json!({ "subscription": NODE, "code": "GUESS" }).to_string();
        let headers = [("content-type", "application/json"), ("x-forwarded-for", forwarded)];
        browser.send(Method::POST, "/api/codes", &headers, body).await
    };
    let mut direct = server.browser("u_olivia").await;
    for guess in 0..10 {
        let made_up = ["192.0.2.50", "192.0.2.51"][guess % 2];
        look_up(direct.clone(), made_up).await.expect(200);
    }
    // Whoever is no proxy gets no fresh guesses by writing addresses.
    look_up(direct.clone(), "192.0.2.99").await.expect(429);
    direct.address = "203.0.113.5".to_owned();
    look_up(direct.clone(), "192.0.2.99").await.expect(200);
    look_up(direct.clone(), "192.0.2.99, 192.0.2.1").await.expect(429);
}
