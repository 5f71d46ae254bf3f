//! Malformed and tampered bodies.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{NODE, NOW, Server, at, licenses, with};

#[tokio::test]
async fn fields_that_are_not_the_customers_are_refused() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    for (field, value) in [
        ("amountDue", json!("0.01")),
        ("total", json!("0.01")),
        ("role", json!("owner")),
        ("actor", json!({ "role": "owner" })),
        ("coupons", json!([{ "code": "FREE", "off": { "percent": "100" } }])),
        ("tax", json!({ "exempt": true })),
        ("prices", json!([])),
        ("account", json!({ "firstPurchase": true })),
        ("existing", json!([])),
        ("currency", json!("JPY")),
        ("a/b~c", json!(1)),
    ] {
        let pointer = field.replace('~', "~0").replace('/', "~1");
        let tampered = with(&body, &json!({ field: value }));
        olivia.confirm("k1", &tampered).await.refuses(422, &format!("unknown_field /{pointer}"));
        let tampered = with(&licenses(12), &json!({ field: value }));
        olivia.post("/api/quote", &tampered).await.refuses(422, &format!("unknown_field /{pointer}"));
    }
    // What goes with one type only is no business of the others.
    for (kind, field) in [("renewal", "items"), ("cancellation", "items"), ("resumption", "items")] {
        let tampered = with(&licenses(12), &json!({ "type": kind }));
        olivia.post("/api/quote", &tampered).await.refuses(422, &format!("unknown_field /{field}"));
    }
    for (kind, problem) in [
        (json!("gift"), "unknown_value /type"),
        (json!(5), "wrong_type /type"),
        (json!("Change"), "unknown_value /type"),
    ] {
        let tampered = with(&licenses(12), &json!({ "type": kind }));
        olivia.post("/api/quote", &tampered).await.refuses(422, problem);
    }
    let reply = olivia.post("/api/quote", &json!({ "type": "purchase" })).await.expect(422);
    let missing =
        ["missing_field /at", "missing_field /items", "missing_field /cycle", "missing_field /currency"];
    assert_eq!(reply.problems(), missing);
    // An agreed price in an item is the subscription's business, not the customer's.
    let mut tampered = body.clone();
    tampered["items"][0]["price"] = json!({ "currency": "USD", "cycle": { "unit": "month" }, "scheme": { "type": "perUnit", "amount": "0.01" } });
    let reply = olivia.confirm("k1", &tampered).await.expect(422);
    assert!(reply.problems()[0].ends_with(" /items/0/price"), "{}", reply.body);
    let state = with(&body, &json!({ "subscription": { "id": NODE } }));
    olivia.confirm("k1", &state).await.refuses(422, "wrong_type /subscription");
    assert_eq!(server.paid().await, (0, 0));
    assert_eq!(server.count("SELECT count(*) FROM intents").await, 0);
}

#[tokio::test]
async fn the_engines_problems_point_into_what_was_sent() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    for (part, expected) in [
        (json!({ "at": "yesterday" }), vec!["instant_malformed /at"]),
        (json!({ "at": 5 }), vec!["wrong_type /at"]),
        (json!({ "cycle": { "unit": "fortnight" } }), vec!["unknown_value /cycle/unit"]),
        (json!({ "codes": "SAVE10" }), vec!["wrong_type /codes"]),
        (json!({ "codes": ["SAVE10", 5] }), vec!["wrong_type /codes/1"]),
        (
            json!({ "items": [{ "product": "studio-node", "quantity": "12" }] }),
            vec!["wrong_type /items/0/quantity"],
        ),
        (
            json!({ "items": [{ "product": "studio-node", "quantity": -1 }, { "quantity": 1, "x": 1 }] }),
            vec![
                "out_of_range /items/0/quantity",
                "unknown_field /items/1/x",
                "missing_field /items/1/product",
            ],
        ),
    ] {
        let mut reply = olivia.post("/api/quote", &with(&licenses(12), &part)).await.expect(422).problems();
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        reply.sort();
        expected.sort();
        assert_eq!(reply, expected, "{part}");
    }
}

#[tokio::test]
async fn bodies_that_are_no_object_are_malformed() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    for (body, problem) in [
        ("", "json_malformed "),
        ("{", "json_malformed "),
        ("{\"at\": 1,}", "json_malformed "),
        ("{} {}", "json_malformed "),
        ("\u{feff}{}", "json_malformed "),
        ("[]", "wrong_type "),
        ("null", "wrong_type "),
        ("\"x\"", "wrong_type "),
    ] {
        olivia.post_text("/api/quote", body).await.refuses(422, problem);
    }
    olivia.post_text("/api/quote", vec![b'{', b'"', 0xff, b'"']).await.refuses(422, "json_malformed ");
    let missing = olivia.post("/api/quote", &json!({})).await.expect(422);
    assert_eq!(missing.problems(), ["missing_field /subscription", "missing_field /at"]);
    let missing = olivia.confirm("k", &json!({})).await.expect(422);
    assert_eq!(
        missing.problems(),
        ["missing_field /subscription", "missing_field /at", "missing_field /digest"]
    );
}

#[tokio::test]
async fn names_stand_once_in_every_object() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let at = at(NOW);
    let outer = format!(r#"{{"subscription":"{NODE}","at":"{at}","cycle":{{"unit":"year"}},"at":"{at}"}}"#);
    olivia.post_text("/api/quote", outer).await.refuses(422, "duplicate_key /at");
    let inner = format!(
        r#"{{"subscription":"{NODE}","at":"{at}","items":[{{"product":"studio-node","quantity":12,"quantity":1000}}]}}"#
    );
    olivia.post_text("/api/quote", inner).await.refuses(422, "duplicate_key /items/0/quantity");
    let escaped =
        format!(r#"{{"subscription":"{NODE}","at":"{at}","\u0061t":"{at}","cycle":{{"unit":"year"}}}}"#);
    olivia.post_text("/api/quote", escaped).await.refuses(422, "duplicate_key /at");
    let surrogate = format!(r#"{{"subscription":"{NODE}","at":"{at}","codes":["\ud800"]}}"#);
    let reply = olivia.post_text("/api/quote", surrogate).await.expect(422);
    assert!(reply.problems()[0].starts_with("json_malformed "), "{}", reply.body);
    let deep = format!(
        r#"{{"subscription":"{NODE}","at":"{at}","items":{}{}}}"#,
        "[".repeat(5000),
        "]".repeat(5000)
    );
    let reply = olivia.post_text("/api/quote", deep).await.expect(422);
    assert!(reply.problems()[0].starts_with("too_deep /items"), "{}", reply.body);
}

#[tokio::test]
async fn a_body_has_a_limit() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let long = |length: usize| {
        let start = format!(r#"{{"subscription":"{NODE}","at":"{}","cycle":{{"unit":"year"}}"#, at(NOW));
        format!("{start}{}}}", " ".repeat(length - start.len() - 1))
    };
    olivia.post_text("/api/quote", long(64 * 1024)).await.expect(200);
    olivia.post_text("/api/quote", long(64 * 1024 + 1)).await.refuses(413, "too_large ");
    olivia.post_text("/api/codes", long(10 << 20)).await.refuses(413, "too_large ");
}

#[tokio::test]
async fn codes_are_checked_before_they_are_looked_up() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    for (body, problems) in [
        (json!({}), vec!["missing_field /code"]),
        (json!({ "subscription": NODE, "code": " " }), vec!["text_empty /code"]),
        (json!({ "subscription": NODE, "code": 5 }), vec!["wrong_type /code"]),
        (json!({ "subscription": NODE, "code": "x".repeat(1_001) }), vec!["too_large /code"]),
        (json!({ "subscription": NODE, "code": "X", "terms": {} }), vec!["unknown_field /terms"]),
    ] {
        let reply = olivia.post("/api/codes", &body).await.expect(422);
        assert_eq!(reply.problems(), problems, "{body}");
    }
    assert_eq!(server.count("SELECT count(*) FROM code_lookups").await, 0);
}

#[tokio::test]
async fn results_beyond_the_range_are_told_and_never_wrapped() {
    let server = Server::start().await;
    server
        .change_catalog(|catalog| {
            catalog["products"][0]["prices"][0] = json!({
                "id": "studio-node-month-usd", "currency": "USD", "cycle": { "unit": "month" },
                "scheme": { "type": "perUnit", "amount": "999999999999999.99" },
            });
        })
        .await;
    let olivia = server.browser("u_olivia").await;
    // Priced, but more minor units than 64 bits hold: it cannot leave for a provider.
    let body = olivia.body(&licenses(10_000_000), "test_works").await;
    olivia.confirm("k1", &body).await.refuses(422, "out_of_range ");
    assert_eq!(server.paid().await, (0, 0));
    let too_many =
        with(&licenses(1), &json!({ "items": [{ "product": "studio-node", "quantity": 10_000_001 }] }));
    olivia.post("/api/quote", &too_many).await.refuses(422, "out_of_range /items/0/quantity");
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_told_as_problems() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    olivia.get("/api/nothing").await.refuses(404, "not_found ");
    olivia.get("/api/orders/x/y").await.refuses(404, "not_found ");
    olivia.get("/api/orders/ord_1").await.refuses(404, "not_found ");
    olivia.get("/api/confirm").await.refuses(405, "method_not_allowed ");
    let put = olivia.send(Method::PUT, "/api/account", &[("content-type", "application/json")], "{}").await;
    put.refuses(405, "method_not_allowed ");
    let value: Value = olivia.get("/api/nothing").await.json();
    assert_eq!(value.as_object().unwrap().len(), 1);
    assert_eq!(olivia.get("/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_card_is_one_short_word() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    let quote = olivia.save("q1", &licenses(12)).await;
    for (card, problem) in [
        ("x".repeat(256), "too_large /card"),
        (String::new(), "text_empty /card"),
        ("two words".to_owned(), "character_not_allowed /card"),
        ("tab\t".to_owned(), "character_not_allowed /card"),
        ("\u{202e}krow".to_owned(), "character_not_allowed /card"),
    ] {
        let card = json!({ "card": card });
        olivia.confirm("k1", &with(&body, &card)).await.refuses(422, problem);
        olivia.accept("a1", &quote, card).await.refuses(422, problem);
    }
    assert_eq!(server.count("SELECT count(*) FROM intents").await, 0);
    // The longest is the provider's to take or to decline.
    olivia
        .confirm("k2", &with(&body, &json!({ "card": "x".repeat(255) })))
        .await
        .refuses(402, "card_declined /card");
}
