//! What a browser learns of discount codes, and how many it may try.

use axum::http::header;
use serde_json::{Value, json};

use crate::support::{Browser, FLOATING, NODE, NOW, Reply, Server, at, licenses, with};

async fn look_up(browser: &Browser, code: &str) -> Reply {
    browser.post("/api/codes", &json!({ "subscription": NODE, "code": code })).await
}

fn code_of(answer: &Value, place: usize) -> Value {
    answer["codes"][place].clone()
}

#[tokio::test]
async fn terms_come_without_redemptions() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let terms = look_up(&olivia, "  save10 ").await.expect(200).json();
    assert_eq!(terms["code"], "SAVE10");
    assert_eq!(terms["off"], json!({ "percent": "10" }));
    let terms = look_up(&olivia, "loyal5").await.expect(200);
    assert_eq!(terms.json()["code"], "LOYAL5");
    assert!(!terms.body.contains("redemptions"), "{}", terms.body);
}

#[tokio::test]
async fn a_refusal_comes_in_the_place_of_terms() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let told = look_up(&olivia, "nonsense").await.expect(200).json();
    assert_eq!(told, json!({ "code": "NONSENSE", "refused": "code_unknown" }));
    let told = look_up(&olivia, "launch").await.expect(200).json();
    assert_eq!(told, json!({ "code": "LAUNCH", "refused": "code_exhausted" }));
}

#[tokio::test]
async fn a_code_out_of_its_time_says_so_without_its_terms() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let told = look_up(&olivia, "expired").await.expect(200).json();
    assert_eq!(told, json!({ "code": "EXPIRED", "refused": "code_expired" }));
    let choice = with(&licenses(12), &json!({ "codes": ["EXPIRED", "LAUNCH", "NONSENSE"] }));
    let page = olivia.quote(&choice).await;
    for (place, reason) in ["code_expired", "code_exhausted", "code_unknown"].into_iter().enumerate() {
        assert_eq!(code_of(&page, place)["applied"], false);
        assert_eq!(code_of(&page, place)["reason"], reason);
    }
    let server_side = olivia.post("/api/quote", &choice).await.expect(200).json();
    assert_eq!(server_side["digest"], page["digest"]);
}

#[tokio::test]
async fn a_code_for_once_per_account_is_used_once() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let choice = with(&licenses(12), &json!({ "codes": ["loyal5"] }));
    let body = olivia.body(&choice, "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    let told = look_up(&olivia, "loyal5").await.expect(200).json();
    assert_eq!(told, json!({ "code": "LOYAL5", "refused": "code_already_used" }));
    server.add_organization().await;
    let other = server.browser("u_other").await;
    let told = other.post("/api/codes", &json!({ "subscription": "sub_other", "code": "loyal5" })).await;
    assert!(told.expect(200).json().get("off").is_some());
}

#[tokio::test]
async fn a_code_that_ran_out_since_it_was_typed_is_not_honoured() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let more = json!({
        "subscription": FLOATING, "at": at(NOW), "codes": ["LOYAL5"],
        "items": [{ "product": "studio-floating", "quantity": 5 }],
    });
    // Two pages hold the terms; the first to pay gets them.
    let late = olivia.body(&more, "test_works").await;
    let body = olivia.body(&with(&licenses(12), &json!({ "codes": ["LOYAL5"] })), "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    let paid = server.paid().await;
    let reply = olivia.confirm("k2", &late).await.refuses(409, "quote_changed /digest");
    assert_eq!(code_of(&reply.json()["answer"], 0)["reason"], "code_already_used");
    assert_eq!(server.paid().await, paid);
}

#[tokio::test]
async fn a_declined_card_gives_the_code_back() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let choice = with(&licenses(12), &json!({ "codes": ["LOYAL5"] }));
    let body = olivia.body(&choice, "test_declined").await;
    olivia.confirm("k1", &body).await.refuses(402, "card_declined /card");
    assert_eq!(server.count("SELECT count(*) FROM redemptions WHERE code = 'LOYAL5'").await, 0);
    assert!(look_up(&olivia, "LOYAL5").await.expect(200).json().get("off").is_some());
}

#[tokio::test]
async fn after_ten_refused_codes_no_more_are_looked_up() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    for guess in 0..7 {
        look_up(&olivia, &format!("GUESS{guess}")).await.expect(200);
        server.clock.advance(10);
    }
    // Refused for other reasons than not being there, and the same one again.
    for guess in ["LAUNCH", "EXPIRED", "LAUNCH"] {
        // Codes that are fine do not count.
        look_up(&olivia, "SAVE10").await.expect(200);
        look_up(&olivia, guess).await.expect(200);
    }
    let reply = look_up(&olivia, "SAVE10").await.refuses(429, "too_many_codes /code");
    assert_eq!(reply.headers[header::RETRY_AFTER], "530");

    // Colleagues share the address, and so does everyone else behind it; other addresses do not.
    let mut adam = server.browser("u_adam").await;
    look_up(&adam, "SAVE10").await.expect(429);
    server.add_organization().await;
    let mut other = server.browser("u_other").await;
    let theirs = json!({ "subscription": "sub_other", "code": "X" });
    other.post("/api/codes", &theirs).await.expect(429);
    adam.address = "198.51.100.7".to_owned();
    look_up(&adam, "SAVE10").await.expect(200);
    other.address = "198.51.100.7".to_owned();
    other.post("/api/codes", &theirs).await.expect(200);

    // Nor does a restart hand out fresh guesses.
    let server = server.restart().await;
    let mut again = server.browser("u_olivia").await;
    again.take_session_of(&olivia);
    look_up(&again, "SAVE10").await.expect(429);
    server.clock.advance(529);
    look_up(&again, "SAVE10").await.expect(429);
    server.clock.advance(1);
    look_up(&again, "SAVE10").await.expect(200);
}

#[tokio::test]
async fn quotes_are_no_way_to_guess_codes() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    look_up(&olivia, "SAVE10").await.expect(200);
    let quote = |codes: Value| with(&licenses(12), &json!({ "codes": codes }));
    let guesses: Vec<String> = (0..9).map(|guess| format!("GUESS{guess}")).collect();
    olivia.post("/api/quote", &quote(json!(guesses))).await.expect(200);
    // The same codes again are no new guesses.
    olivia.post("/api/quote", &quote(json!(guesses))).await.expect(200);
    let reply = olivia.post("/api/quote", &quote(json!(["TENTH", "TWENTY"]))).await;
    assert!(reply.refuses(429, "too_many_codes /codes").headers.contains_key(header::RETRY_AFTER));
    let body = with(&quote(json!(["TWENTY"])), &json!({ "digest": "sha256:0", "card": "test_works" }));
    olivia.confirm("k1", &body).await.refuses(429, "too_many_codes /codes");
    look_up(&olivia, "TWENTY").await.expect(429);
    // Who has a code already, or none, can still pay.
    olivia.post("/api/quote", &quote(json!(["SAVE10"]))).await.expect(200);
    let body = olivia.body(&licenses(12), "test_works").await;
    olivia.confirm("k2", &body).await.expect(200);
}

#[tokio::test]
async fn many_addresses_do_not_help_one_account() {
    let server = Server::start().await;
    let mut olivia = server.browser("u_olivia").await;
    for guess in 0..20 {
        olivia.address = format!("198.51.100.{}", guess / 5);
        look_up(&olivia, &format!("GUESS{guess}")).await.expect(200);
        server.clock.advance(1);
    }
    olivia.address = "203.0.113.1".to_owned();
    let reply = look_up(&olivia, "SAVE10").await.refuses(429, "too_many_codes /code");
    assert_eq!(reply.headers[header::RETRY_AFTER], "580");
    let quote = with(&licenses(12), &json!({ "codes": ["TWENTY"] }));
    olivia.post("/api/quote", &quote).await.refuses(429, "too_many_codes /codes");
    // Other accounts are not kept from theirs.
    server.add_organization().await;
    let other = server.browser("u_other").await;
    other.post("/api/codes", &json!({ "subscription": "sub_other", "code": "SAVE10" })).await.expect(200);
    server.clock.advance(580);
    look_up(&olivia, "SAVE10").await.expect(200);
}

#[tokio::test]
async fn whoever_may_not_buy_learns_of_no_code() {
    let server = Server::start().await;
    let bianca = server.browser("u_bianca").await;
    let codes = ["SAVE10", "LAUNCH", "EXPIRE", "NOTHIN"].map(|code| format!("{code:0<7}"));
    server
        .change_catalog(|catalog| {
            for coupon in catalog["coupons"].as_array_mut().unwrap() {
                let code = coupon["code"].as_str().unwrap().chars().take(6).collect::<String>();
                coupon["code"] = json!(format!("{code:0<7}"));
            }
        })
        .await;
    // A billing manager may buy TestCloud, and not licenses.
    let mut bodies = Vec::new();
    for code in &codes {
        let reply = look_up(&bianca, code).await.expect(200);
        assert_eq!(reply.json(), json!({ "code": code, "refused": "code_unknown" }));
        bodies.push((reply.body.replace(code, "-------"), reply.headers.len()));
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    let theirs = json!({ "subscription": crate::support::TESTCLOUD, "code": codes[0] });
    assert!(bianca.post("/api/codes", &theirs).await.expect(200).json().get("off").is_some());
    // For a purchase it is enough that there is something to buy.
    assert!(
        bianca.post("/api/codes", &json!({ "code": codes[0] })).await.expect(200).json().get("off").is_some()
    );
    let max = server.browser("u_max").await;
    let told = max.post("/api/codes", &json!({ "code": codes[0] })).await.expect(200).json();
    assert_eq!(told["refused"], "code_unknown");
    // Nor by a quote: it is rejected as a whole.
    for code in &codes {
        let quote = with(&licenses(12), &json!({ "codes": [code] }));
        let answer = max.post("/api/quote", &quote).await.expect(200);
        assert_eq!(answer.json()["status"], "rejected");
        assert!(
            answer.json().get("codes").is_none() && !answer.body.contains(code.as_str()),
            "{}",
            answer.body
        );
    }
}

#[tokio::test]
async fn no_refusal_is_told_by_its_length() {
    let server = Server::start().await;
    server
        .change_catalog(|catalog| {
            let off = json!({ "percent": "10" });
            catalog["coupons"] = json!([
                { "code": "OVER01", "off": off, "until": at(NOW - 1) },
                { "code": "SOON01", "off": off, "from": at(NOW + 1) },
                { "code": "GONE01", "off": off, "redemptions": { "limit": 0 } },
                { "code": "ONCE01", "off": off, "redemptions": { "perAccount": 0 } },
            ]);
        })
        .await;
    let olivia = server.browser("u_olivia").await;
    let mut lengths = Vec::new();
    for (code, reason) in [
        ("NONE01", "code_unknown"),
        ("OVER01", "code_expired"),
        ("SOON01", "code_not_started"),
        ("GONE01", "code_exhausted"),
        ("ONCE01", "code_already_used"),
    ] {
        let reply = look_up(&olivia, code).await.expect(200);
        assert_eq!(reply.json(), json!({ "code": code, "refused": reason }));
        lengths.push(reply.body.len());
    }
    lengths.dedup();
    assert_eq!(lengths.len(), 1, "{lengths:?}");
}

#[tokio::test]
async fn whoever_may_not_buy_learns_of_no_code_by_what_is_counted() {
    for guess in ["NOPE1", "SAVE10"] {
        let server = Server::start().await;
        let max = server.browser("u_max").await;
        let mut codes = vec![guess.to_owned()];
        codes.extend((0..9).map(|n| format!("B{n}")));
        max.post("/api/quote", &with(&licenses(12), &json!({ "codes": codes }))).await.expect(200);
        let one_more = with(&licenses(12), &json!({ "codes": ["B9"] }));
        max.post("/api/quote", &one_more).await.refuses(429, "too_many_codes /codes");
    }
}
