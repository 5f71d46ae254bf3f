//! What someone with the console of the page can try and no other test tries: nothing is charged and nothing is
//! changed by any of it. docs/security.md lists all of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Browser, NODE, NOW, Reply, Server, TESTCLOUD, at, licenses, plain, purchase, with};

/// Nothing came of it.
async fn assert_untouched(server: &Server) {
    assert_eq!(server.paid().await, (0, 0));
    assert_eq!(server.count("SELECT count(*) FROM intents").await, 0);
    assert_eq!(server.count("SELECT count(*) FROM subscriptions WHERE version <> 1").await, 0);
}

/// The same choice on every way in.
async fn everywhere(browser: &Browser, choice: &Value) -> Vec<Reply> {
    let digest = json!({ "digest": format!("sha256:{}", "0".repeat(64)) });
    let saved = with(choice, &digest);
    let confirmed = with(&saved, &json!({ "card": "test_works" }));
    vec![
        browser.post("/api/quote", choice).await,
        browser.keyed("/api/quotes", "k1", &saved).await,
        browser.confirm("k1", &confirmed).await,
    ]
}

#[tokio::test]
async fn quantities_that_are_none_buy_nothing() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    for quantity in [
        "-1",
        "-10000000",
        "0.5",
        "1e3",
        "12.0",
        "10000001",
        "18446744073709551617",
        "\"12\"",
        "null",
        "[12]",
        "{}",
        "true",
    ] {
        for choice in [
            format!(
                r#"{{"subscription":"{NODE}","at":"{}","items":[{{"product":"studio-node","quantity":{quantity}}}]}}"#,
                at(NOW)
            ),
            format!(
                r#"{{"type":"purchase","at":"{}","items":[{{"product":"build-minutes","quantity":{quantity}}}],"cycle":{{"unit":"month"}},"currency":"USD"}}"#,
                at(NOW)
            ),
        ] {
            let reply = olivia.post_text("/api/quote", choice.clone()).await.expect(422);
            assert!(
                reply.problems().iter().any(|problem| problem.contains("/items/0/quantity")),
                "{}",
                reply.body
            );
            let digest = r#","digest":"sha256:0","card":"test_works"}"#;
            let body = format!("{}{digest}", &choice[..choice.len() - 1]);
            let headers = [("content-type", "application/json"), ("idempotency-key", "k1")];
            olivia.send(Method::POST, "/api/confirm", &headers, body).await.expect(422);
        }
    }
    // Nothing of something is rejected by the engine, not sold.
    let answer = olivia.post("/api/quote", &purchase("build-minutes", 0, NOW)).await;
    assert!(answer.status == 422 || answer.json()["status"] == "rejected", "{}", answer.body);
    assert_untouched(&server).await;
}

#[tokio::test]
async fn an_agreed_price_in_an_item_is_nobodys_but_the_sellers() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let price = json!({ "currency": "USD", "cycle": { "unit": "month" }, "scheme": { "type": "perUnit", "amount": "0.01" } });
    for mut choice in [licenses(12), purchase("build-minutes", 1_000, NOW)] {
        for field in ["price", "prices", "amount", "unitAmount", "discount"] {
            choice["items"][0][field] = price.clone();
            for reply in everywhere(&olivia, &choice).await {
                let path = format!("/items/0/{field}");
                let reply = reply.expect(422);
                assert!(reply.problems().iter().any(|problem| problem.contains(&path)), "{}", reply.body);
            }
            choice["items"][0].as_object_mut().unwrap().remove(field);
        }
    }
    assert_untouched(&server).await;
}

#[tokio::test]
async fn a_currency_or_cycle_that_is_not_sold_is_not_priced() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    for currency in ["EUR", "XXX", "usd", ""] {
        let choice = with(&purchase("build-minutes", 1_000, NOW), &json!({ "currency": currency }));
        for reply in everywhere(&olivia, &choice).await {
            let rejected = reply.status == 200 && reply.json()["status"] == "rejected";
            assert!(rejected || reply.status == 409 || reply.status == 422, "{currency}: {}", reply.body);
        }
    }
    // Of a change the currency is the subscription's.
    let yen = with(&licenses(12), &json!({ "currency": "JPY" }));
    olivia.post("/api/quote", &yen).await.refuses(422, "unknown_field /currency");
    let never = with(&licenses(12), &json!({ "cycle": { "unit": "year", "count": 1_000 } }));
    let reply = olivia.post("/api/quote", &never).await;
    assert!(reply.status == 422 || reply.json()["status"] == "rejected", "{}", reply.body);
    assert_untouched(&server).await;
}

#[tokio::test]
async fn a_digest_of_something_else_confirms_nothing() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    let cheaper = olivia.quote(&licenses(11)).await["digest"].clone();
    let catalog = olivia.quote(&licenses(12)).await["catalog"].clone();
    let text = body["digest"].as_str().unwrap();
    for digest in [
        cheaper,
        catalog,
        json!(text.to_uppercase()),
        json!(text.trim_start_matches("sha256:")),
        json!(format!("{text} ")),
        json!(""),
        json!(format!("sha256:{}", "0".repeat(64))),
    ] {
        let forged = with(&body, &json!({ "digest": digest }));
        olivia.confirm("k1", &forged).await.refuses(409, "quote_changed /digest");
    }
    for none in [json!(null), json!(true), json!({ "sha256": text }), json!([text])] {
        olivia
            .confirm("k1", &with(&body, &json!({ "digest": none })))
            .await
            .refuses(422, "wrong_type /digest");
    }
    assert_untouched(&server).await;
}

#[tokio::test]
async fn the_same_confirm_under_another_key_is_not_paid_again() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    let paid = server.paid().await;
    for key in ["k2", "K1", "k1-", "k1%20"] {
        let reply = olivia.confirm(key, &body).await.expect(409);
        assert!(reply.json()["answer"].is_object(), "{}", reply.body);
    }
    assert_eq!(server.paid().await, paid);
}

#[tokio::test]
async fn a_role_that_was_taken_away_is_gone_at_once() {
    let server = Server::start().await;
    let adam = server.browser("u_adam").await;
    let body = adam.body(&licenses(12), "test_works").await;
    server.execute("UPDATE users SET role = 'member' WHERE id = 'u_adam'").await;
    adam.confirm("k1", &body).await.refuses(409, "role_not_allowed /actor/role");
    let told = adam.post("/api/codes", &json!({ "subscription": NODE, "code": "SAVE10" })).await.expect(200);
    assert_eq!(told.json()["refused"], "code_unknown");
    assert_untouched(&server).await;
}

#[tokio::test]
async fn what_belongs_to_others_is_not_there() {
    let server = Server::start().await;
    server.add_organization().await;
    let olivia = server.browser("u_olivia").await;
    let other = server.browser("u_other").await;
    let order = olivia.get("/api/account").await.json()["orders"][0]["id"].as_str().unwrap().to_owned();
    let quote = olivia.save("q1", &licenses(12)).await;
    let quote = quote["id"].as_str().unwrap();
    let digest = json!({ "digest": "sha256:0", "card": "test_works" });
    let license = json!({ "product": "studio-node", "machine": "m" });
    let made_up = ["ord_0".to_owned(), "quo_0".to_owned(), "sub_0".to_owned()];
    for [order, quote, subscription] in [[order, quote.to_owned(), NODE.to_owned()], made_up] {
        let mut bodies = BTreeSet::new();
        for (method, path, body) in [
            (Method::GET, format!("/api/orders/{order}"), json!({})),
            (Method::GET, format!("/api/orders/{order}/verify"), json!({})),
            (Method::POST, format!("/api/orders/{order}/cancel"), json!({})),
            (Method::GET, format!("/api/quotes/{quote}"), json!({})),
            (Method::GET, format!("/api/quotes/{quote}/verify"), json!({})),
            (Method::POST, format!("/api/quotes/{quote}/withdraw"), json!({})),
            (Method::POST, format!("/api/quotes/{quote}/accept"), digest.clone()),
            (Method::GET, format!("/api/subscriptions/{subscription}/offline-licenses"), json!({})),
            (Method::POST, format!("/api/subscriptions/{subscription}/offline-licenses"), license.clone()),
        ] {
            let headers = [("content-type", "application/json"), ("idempotency-key", "k1")];
            let body = if method == Method::GET { Body::empty() } else { Body::from(body.to_string()) };
            let reply = other.send(method, &path, &headers, body).await.expect(404);
            assert_eq!(reply.problems()[0].split(' ').next().unwrap(), "not_found", "{path}");
            bodies.insert(reply.body.replace(&order, "").replace(&quote, "").replace(&subscription, ""));
        }
        // Whether there is one of that name elsewhere cannot be told.
        assert!(bodies.len() <= 4, "{bodies:?}");
    }
    let history = other.get("/api/history").await.expect(200).body;
    assert!(!history.contains(NODE) && !history.contains(quote), "{history}");
    other.get("/api/staff/orders").await.expect(403);
    assert_untouched(&server).await;
}

#[tokio::test]
async fn a_link_of_a_quote_cannot_be_guessed_nor_used_to_accept() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let quote = olivia.save("q1", &licenses(12)).await;
    let token = quote["link"].as_str().unwrap().trim_start_matches("/shared/").to_owned();
    assert_eq!(token.len(), 64);
    let stranger = server.stranger();
    stranger.get(&format!("/api/shared/{token}")).await.expect(200);
    for wrong in [
        token.to_uppercase(),
        token[..63].to_owned(),
        format!("{token}0"),
        "%25".to_owned(),
        "0".repeat(64),
        quote["id"].as_str().unwrap().to_owned(),
        quote["number"].as_str().unwrap().to_owned(),
    ] {
        stranger.get(&format!("/api/shared/{wrong}")).await.expect(404);
        stranger.get(&format!("/api/shared/{wrong}/verify")).await.expect(404);
    }
    let id = quote["id"].as_str().unwrap();
    let accept = json!({ "digest": quote["digest"], "card": "test_works" });
    for name in [id, &token] {
        stranger
            .keyed(&format!("/api/quotes/{name}/accept"), "k1", &accept)
            .await
            .refuses(401, "not_signed_in ");
        stranger
            .post(&format!("/api/quotes/{name}/withdraw"), &json!({}))
            .await
            .refuses(401, "not_signed_in ");
        stranger.get(&format!("/api/quotes/{name}")).await.refuses(401, "not_signed_in ");
    }
    assert_untouched(&server).await;
}

#[tokio::test]
async fn names_that_mean_something_to_javascript_mean_nothing() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    for name in ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", ""] {
        let body = format!(
            r#"{{"subscription":"{NODE}","at":"{}","cycle":{{"unit":"year"}},"{name}":{{"role":"owner"}}}}"#,
            at(NOW)
        );
        olivia.post_text("/api/quote", body).await.refuses(422, &format!("unknown_field /{name}"));
        let body = format!(
            r#"{{"subscription":"{NODE}","at":"{}","items":[{{"product":"studio-node","quantity":12,"{name}":1}}]}}"#,
            at(NOW)
        );
        olivia.post_text("/api/quote", body).await.refuses(422, &format!("unknown_field /items/0/{name}"));
    }
    assert_untouched(&server).await;
}

#[tokio::test]
async fn lists_have_a_length() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let codes: Vec<String> = (0..2_000).map(|number| format!("C{number}")).collect();
    let choice = with(&licenses(12), &json!({ "codes": codes }));
    let reply = olivia.post("/api/quote", &choice).await.expect(422);
    assert!(reply.problems()[0].ends_with(" /codes"), "{}", reply.body);
    assert_eq!(server.count("SELECT count(*) FROM code_lookups").await, 0, "none was looked up");
    let item = json!({ "product": "studio-node", "quantity": 1 });
    let choice = with(&licenses(12), &json!({ "items": vec![item; 1_200] }));
    let reply = olivia.post("/api/quote", &choice).await;
    assert!(reply.status == 422 || reply.json()["status"] == "rejected", "{}", reply.body);
    assert_untouched(&server).await;
}

#[tokio::test]
async fn a_product_of_another_policy_does_not_lend_its_role() {
    let server = Server::start().await;
    // A billing manager may change TestCloud, and nothing else by the way.
    let bianca = server.browser("u_bianca").await;
    let at = at(NOW);
    for items in [
        json!([{ "product": "testcloud", "quantity": 6 }, { "product": "studio-node", "quantity": 1 }]),
        json!([{ "product": "studio-floating", "quantity": 1 }]),
    ] {
        let choice = json!({ "subscription": TESTCLOUD, "at": at, "items": items });
        let digest = json!({ "digest": "sha256:0", "card": "test_works" });
        bianca.confirm("k1", &with(&choice, &digest)).await.expect(409);
    }
    assert_untouched(&server).await;
}

#[tokio::test]
async fn headers_of_a_proxy_or_of_another_method_change_nothing() {
    let server = Server::start().await;
    let max = server.browser("u_max").await;
    for (name, value) in [
        ("x-http-method-override", "DELETE"),
        ("x-forwarded-host", "evil.example"),
        ("x-original-url", "/api/staff/orders"),
        ("x-user", "u_olivia"),
        ("x-role", "owner"),
        ("forwarded", "for=127.0.0.1;host=evil.example"),
    ] {
        let session =
            max.send(Method::GET, "/api/session", &[(name, value)], Body::empty()).await.expect(200);
        assert_eq!(session.json()["user"]["id"], "u_max");
        assert_eq!(session.json()["user"]["role"], "member");
        assert!(!session.body.contains("evil") && session.headers.get("location").is_none());
    }
    max.get("/api/account").await.expect(200);
}

#[tokio::test]
async fn a_renewal_that_is_not_due_is_not_sold() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let digest = json!({ "digest": "sha256:0", "card": "test_works" });
    for (days, code) in [(-1, "quote_expired"), (0, "renewal_not_due"), (20, "at_in_future")] {
        let choice = plain("renewal", NODE, NOW + days * 86_400);
        let reply = olivia.confirm("k1", &with(&choice, &digest)).await.expect(409);
        assert!(reply.problems().iter().any(|problem| problem.starts_with(code)), "{}", reply.body);
    }
    assert_untouched(&server).await;
}

/// Every row of the table names tests, and they are there.
#[test]
fn every_row_of_the_table_names_a_test_that_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let page = fs::read_to_string(root.join("docs/security.md")).unwrap();
    let rows: Vec<&str> =
        page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| What")).collect();
    assert!(rows.len() >= 30, "{} rows", rows.len());
    let mut named = BTreeSet::new();
    for row in rows {
        let tests = row.trim_end_matches('|').rsplit(" | ").next().unwrap();
        let tests: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "no test is named in {row}");
        for test in tests {
            let (file, name) = test.split_once(": ").unwrap_or_else(|| panic!("`{test}` is not FILE: NAME"));
            let text = fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            let found = if file.ends_with(".rs") {
                is_test(&text, name)
            } else {
                [format!("test(\"{name}\""), format!("test(`{name}`")]
                    .iter()
                    .any(|start| text.contains(start))
            };
            assert!(found, "{file} has no test `{name}`, which {row} names");
            named.insert(test);
        }
    }
    assert!(named.len() >= 30, "{} tests", named.len());
}

/// Is there a test of that name?
fn is_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let starts = [format!("async fn {name}("), format!("fn {name}(")];
    lines.windows(2).any(|pair| {
        starts.iter().any(|start| pair[1].starts_with(start))
            && (pair[0].starts_with("#[tokio::test") || pair[0] == "#[test]")
    })
}
