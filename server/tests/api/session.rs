//! Signing in and out, and requests of other sites.

use axum::body::Body;
use axum::http::{Method, header};
use quotient_server::settings::{Secret, Settings};
use serde_json::json;

use crate::support::{Browser, Server};

#[tokio::test]
async fn the_demo_lists_its_users_and_lets_them_in() {
    let server = Server::start().await;
    let session = server.stranger().get("/api/session").await.expect(200).json();
    assert_eq!(session["demo"], true);
    assert_eq!(session["user"], json!(null));
    assert_eq!(session["organization"], json!(null));
    let roles: Vec<_> =
        session["users"].as_array().unwrap().iter().map(|user| user["role"].clone()).collect();
    // A customer's, another customer's, the seller's.
    assert_eq!(roles, ["owner", "admin", "billingManager", "member", "owner", "member", "staff"]);

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
    let (token, signature) = cookie.split(['=', ';']).nth(1).unwrap().split_once('.').unwrap();
    assert_eq!((token.len(), signature.len()), (64, 64));
    assert_ne!(server.browser("u_olivia").await.cookie, server.browser("u_olivia").await.cookie);
    assert_eq!(server.count("SELECT count(*) FROM sessions").await, 3);
    // Neither the token nor what signs it or goes with it is in the table, in whatever spelling.
    let csrf = reply.json()["csrf"].as_str().unwrap().to_owned();
    for part in [token, signature, &csrf] {
        let stored: i64 =
            sqlx::query_scalar("SELECT count(*) FROM sessions WHERE lower(token_hash) = lower($1)")
                .bind(part)
                .fetch_one(&mut *server.app.store.read().await.unwrap())
                .await
                .unwrap();
        assert_eq!(stored, 0);
    }
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
    for made_up in ["0".repeat(64), format!("{0}.{0}", "0".repeat(64)), ".".to_owned(), String::new()] {
        olivia.cookie = Some(format!("quotient_session={made_up}"));
        olivia.get("/api/account").await.refuses(401, "not_signed_in ");
    }
    server.stranger().get("/api/account").await.refuses(401, "not_signed_in ");
}

#[tokio::test]
async fn without_demo_nobody_signs_in_by_name() {
    let server = Server::start_with(Settings::default()).await;
    let session = server.stranger().get("/api/session").await.expect(200).json();
    let nobody = json!({ "demo": false, "registration": false, "organization": null, "user": null });
    assert_eq!(session, nobody);
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
        (vec![json, ("origin", "https://localhost:8080.evil.example")], 403, "origin_not_allowed "),
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

    let own = [("content-type", "application/json; charset=utf-8"), ("origin", "http://localhost:8080")];
    olivia.send(Method::POST, "/api/session", &own, body).await.expect(200);
}

#[tokio::test]
async fn a_cookie_that_is_changed_anywhere_is_none() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let cookie = olivia.cookie.clone().unwrap();
    let start = "quotient_session=".len();
    for place in start..cookie.len() {
        let mut bytes = cookie.clone().into_bytes();
        bytes[place] = if bytes[place] == b'1' { b'2' } else { b'1' };
        let forged = Browser { cookie: Some(String::from_utf8(bytes).unwrap()), ..olivia.clone() };
        forged.get("/api/account").await.refuses(401, "not_signed_in ");
    }
    let (name, content) = cookie.split_once('=').unwrap();
    for forged in [
        format!("{name}={}", content.to_uppercase()),
        format!("{name}={}", content.split_once('.').unwrap().0),
        format!("{name}={content}0"),
        // Another's beside it: which of them is the browser's own cannot be told.
        format!("{name}={content}; {}", server.browser("u_max").await.cookie.unwrap()),
    ] {
        let forged = Browser { cookie: Some(forged), ..olivia.clone() };
        forged.get("/api/account").await.refuses(401, "not_signed_in ");
    }
    let twice = Browser { cookie: Some(format!("{cookie}; {cookie}")), ..olivia.clone() };
    twice.get("/api/account").await.expect(200);
}

#[tokio::test]
async fn signing_in_never_takes_over_a_cookie_that_was_there() {
    let server = Server::start().await;
    let mut victim = server.stranger();
    // Someone put a session of their own, and then one that is none, into the victim's browser.
    let attacker = server.browser("u_max").await;
    for planted in [attacker.cookie.clone().unwrap(), format!("quotient_session={}", "a".repeat(64))] {
        victim.cookie = Some(planted.clone());
        victim.csrf.clone_from(&attacker.csrf);
        let reply = victim.post("/api/session", &json!({ "user": "u_olivia" })).await.expect(200);
        victim.keep_session(&reply);
        assert_ne!(victim.cookie.as_deref(), Some(planted.as_str()));
        assert_eq!(victim.get("/api/session").await.json()["user"]["id"], "u_olivia");
    }
    // What was planted is nobody's any more.
    attacker.get("/api/account").await.refuses(401, "not_signed_in ");
}

#[tokio::test]
async fn signing_out_everywhere_ends_all_sessions_of_the_user() {
    let server = Server::start().await;
    let here = server.browser("u_olivia").await;
    let there = server.browser("u_olivia").await;
    let adam = server.browser("u_adam").await;
    let reply = here.send(Method::DELETE, "/api/sessions", &[], Body::empty()).await.expect(200);
    assert_eq!(reply.json()["user"], json!(null));
    assert!(reply.headers[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    for gone in [&here, &there] {
        gone.get("/api/account").await.refuses(401, "not_signed_in ");
    }
    adam.get("/api/account").await.expect(200);
    let stranger = server.stranger();
    stranger.send(Method::DELETE, "/api/sessions", &[], Body::empty()).await.refuses(401, "not_signed_in ");
}

#[tokio::test]
async fn by_tls_the_cookie_is_this_hosts_alone() {
    let public_url = Some("https://shop.example".parse().unwrap());
    let server = Server::start_with(Settings { demo: true, public_url, ..Settings::default() }).await;
    let mut olivia = server.stranger();
    let reply = olivia.post("/api/session", &json!({ "user": "u_olivia" })).await.expect(200);
    let cookie = reply.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-quotient_session="), "{cookie}");
    for attribute in ["; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/;"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    olivia.keep_session(&reply);
    olivia.get("/api/account").await.expect(200);
    // The same content by the name that a subdomain could set.
    let cookie = olivia.cookie.clone().unwrap();
    olivia.cookie = Some(cookie.trim_start_matches("__Host-").to_owned());
    olivia.get("/api/account").await.refuses(401, "not_signed_in ");
    // Behind a proxy the origin is that of the public address.
    olivia.cookie = Some(cookie);
    for (origin, status) in [("https://shop.example", 200), ("http://shop.example", 403)] {
        let headers = [("content-type", "application/json"), ("origin", origin)];
        olivia.send(Method::POST, "/api/session", &headers, r#"{"user":"u_max"}"#).await.expect(status);
    }
}

#[tokio::test]
async fn the_secret_is_made_once_and_a_configured_one_goes_before_it() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    assert_eq!(server.count("SELECT count(*) FROM secrets WHERE length(secret) = 64").await, 1);
    let server = server.restart().await;
    let again = Browser { cookie: olivia.cookie.clone(), ..server.stranger() };
    again.get("/api/account").await.expect(200);

    let session_secret = Some(Secret::new("a secret of the host's own, long enough"));
    let server = Server::start_with(Settings { demo: true, session_secret, ..Settings::default() }).await;
    server.browser("u_olivia").await.get("/api/account").await.expect(200);
    assert_eq!(server.count("SELECT count(*) FROM secrets").await, 0);
}

#[tokio::test]
async fn a_demo_answers_to_no_name_that_another_site_could_have() {
    let server = Server::start().await;
    let body = r#"{"user":"u_olivia"}"#;
    let requests =
        [(Method::GET, "/api/session"), (Method::GET, "/api/nothing"), (Method::POST, "/api/session")];
    for host in [
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "1@evil.example",
    ] {
        for (method, path) in requests.clone() {
            let headers = [("host", host), ("content-type", "application/json")];
            let reply = server.stranger().send(method, path, &headers, body).await;
            reply.refuses(403, "host_not_allowed ");
        }
    }
    for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080", "192.0.2.7"] {
        server.stranger().send(Method::GET, "/api/session", &[("host", host)], "").await.expect(200);
    }
    // Whoever is no browser may leave it out, and machines ask by whatever name.
    server.stranger().send(Method::GET, "/healthz", &[("host", "quotient.internal")], "").await.expect(200);

    let other = [("host", "shop.example")];
    let public_url = Some("http://shop.example".parse().unwrap());
    let public = Server::start_with(Settings { demo: true, public_url, ..Settings::default() }).await;
    public.stranger().send(Method::GET, "/api/session", &other, "").await.expect(200);
    let real = Server::start_with(Settings::default()).await;
    real.stranger().send(Method::GET, "/api/session", &other, "").await.expect(200);
}
