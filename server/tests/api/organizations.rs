//! Organizations that register themselves.

use axum::http::header;
use quotient_server::settings::{DEMO_TAXES, Settings};
use serde_json::{Value, json};

use crate::support::{Browser, NOW, Reply, Server, at};

fn open() -> Settings {
    Settings {
        demo: true,
        registration: true,
        registration_taxes: DEMO_TAXES.to_owned(),
        ..Settings::default()
    }
}

async fn register(browser: &Browser, email: &str) -> Reply {
    let body = json!({ "name": "Tailspin", "userName": "Tina Tail", "email": email });
    browser.post("/api/organizations", &body).await
}

#[tokio::test]
async fn an_organization_registers_and_its_owner_is_signed_in() {
    let server = Server::start_with(open()).await;
    let mut tina = server.stranger();
    assert_eq!(tina.get("/api/session").await.json()["registration"], true);
    let reply = register(&tina, " Tina@Tailspin.example ").await.expect(201);
    let cookie = reply.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
    tina.keep_session(&reply);
    let session = tina.get("/api/session").await.expect(200).json();
    assert_eq!(session["organization"]["name"], "Tailspin");
    assert_eq!(session["user"]["role"], "owner");
    assert_eq!(session["user"]["email"], "tina@tailspin.example");
    let account = tina.get("/api/account").await.expect(200).json();
    assert_eq!(account["subscriptions"], json!([]));
    assert_eq!(account["orders"], json!([]));
    assert_eq!(account["account"]["firstPurchase"], true);
    assert_eq!(account["taxes"]["rates"][0]["percent"], "20");
    // It sees nothing of others.
    let others = json!({ "subscription": crate::support::NODE, "at": at(NOW), "cycle": { "unit": "year" } });
    tina.post("/api/quote", &others).await.refuses(404, "not_found /subscription");
}

#[tokio::test]
async fn a_stranger_is_told_the_taxes_of_a_registration() {
    let server = Server::start_with(open()).await;
    let mut tina = server.stranger();
    let told = tina.get("/api/session").await.expect(200).json()["taxes"].clone();
    assert_eq!(told, serde_json::from_str::<Value>(DEMO_TAXES).unwrap());
    let registered = register(&tina, "tina@tailspin.example").await.expect(201);
    assert_eq!(registered.json()["taxes"], told);
    tina.keep_session(&registered);
    assert_eq!(tina.get("/api/account").await.expect(200).json()["taxes"], told);
    // Later they are the organization's own.
    server
        .execute(
            r#"UPDATE organizations SET taxes = '{"behavior":"inclusive","rates":[]}' WHERE name = 'Tailspin'"#,
        )
        .await;
    let told = tina.get("/api/session").await.json()["taxes"].clone();
    assert_eq!(told, json!({ "behavior": "inclusive", "rates": [] }));

    let closed = Server::start_with(Settings { registration: false, ..open() }).await;
    assert!(closed.stranger().get("/api/session").await.json().get("taxes").is_none());
}

#[tokio::test]
async fn where_it_is_not_configured_nobody_registers() {
    let server = Server::start_with(Settings { registration: false, ..open() }).await;
    register(&server.stranger(), "tina@tailspin.example").await.refuses(404, "not_found ");
    assert_eq!(server.count("SELECT count(*) FROM organizations WHERE name = 'Tailspin'").await, 0);
}

#[tokio::test]
async fn what_is_typed_is_checked_as_a_whole() {
    let server = Server::start_with(open()).await;
    let stranger = server.stranger();
    let long = "x".repeat(201);
    let refusals: [(Value, &[&str]); 6] = [
        (json!({}), &["missing_field /name", "missing_field /userName", "missing_field /email"]),
        (
            json!({ "name": " ", "userName": long, "email": "tina" }),
            &["text_empty /name", "too_large /userName", "email_malformed /email"],
        ),
        (json!({ "name": "a\nb", "userName": "T", "email": "a@b" }), &["text_malformed /name"]),
        (json!({ "name": "A", "userName": "T", "email": "a b@c.example" }), &["email_malformed /email"]),
        (json!({ "name": "A", "userName": 5, "email": "a@c.example" }), &["wrong_type /userName"]),
        (
            json!({ "name": "A", "userName": "T", "email": "a@c.example", "role": "staff", "taxes": {} }),
            &["unknown_field /role", "unknown_field /taxes"],
        ),
    ];
    for (body, problems) in refusals {
        let reply = stranger.post("/api/organizations", &body).await.expect(422);
        assert_eq!(reply.problems(), problems, "{body}");
        assert!(!reply.headers.contains_key(header::SET_COOKIE));
    }
    // Taken, in whatever spelling.
    register(&stranger, "OLIVIA@northwind.example").await.refuses(409, "email_taken /email");
    assert_eq!(server.count("SELECT count(*) FROM registrations").await, 0);
    assert_eq!(server.count("SELECT count(*) FROM organizations").await, 3);
}

#[tokio::test]
async fn one_address_registers_ten_organizations_an_hour() {
    let server = Server::start_with(open()).await;
    let mut stranger = server.stranger();
    for number in 0..10 {
        register(&stranger, &format!("t{number}@tailspin.example")).await.expect(201);
        server.clock.advance(1);
    }
    let reply = register(&stranger, "t10@tailspin.example").await.refuses(429, "too_many_registrations ");
    assert_eq!(reply.headers[header::RETRY_AFTER], "3590");
    stranger.address = "198.51.100.7".to_owned();
    register(&stranger, "t11@tailspin.example").await.expect(201);
    stranger.address = "192.0.2.1".to_owned();
    server.clock.advance(3_590);
    register(&stranger, "t10@tailspin.example").await.expect(201);
}

#[tokio::test]
async fn a_name_hides_nothing() {
    let server = Server::start_with(open()).await;
    let mut stranger = server.stranger();
    let mut register = async |name: &str, address: &str| {
        stranger.address = address.to_owned();
        let email = format!("t@{}.example", address.replace('.', "-"));
        let body = json!({ "name": name, "userName": "Tina Tail", "email": email });
        stranger.post("/api/organizations", &body).await
    };
    for hidden in [
        "Northwind\u{200b} Games",
        "Northwind Games\u{202e}",
        "\u{feff}Northwind",
        "North\u{ad}wind",
        "Northwind\u{2028}Games",
        "Northwind\u{2066}Games\u{2069}",
        "Northwind\u{e0041}",
        // Not of a category that says so.
        "Northwind Games\u{fe0f}",
        "Northwind\u{34f} Games",
        "\u{115f}Northwind",
        "Northwind\u{17b4}",
        "Northwind\u{180b}",
        "Northwind\u{2800}Games",
        // A joiner joins letters of scripts that join.
        "Northwind\u{200d}",
        "\u{200c}Northwind",
        "North\u{200c}wind",
        "\u{645}\u{200c}\u{200c}\u{645}",
    ] {
        register(hidden, "192.0.2.1").await.refuses(422, "text_malformed /name");
    }
    let fine = [
        "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
        "\u{915}\u{94d}\u{200d}\u{937}",
        "株式会社 Ünïcødé",
        "E\u{301}clair & Co. 🜁",
        "Hearts \u{2764}\u{fe0f}",
    ];
    for (number, name) in fine.into_iter().enumerate() {
        let registered = register(name, &format!("198.51.100.{number}")).await.expect(201).json();
        assert_eq!(registered["organization"]["name"], name);
    }
}

#[tokio::test]
async fn an_address_hides_nothing_and_is_spelled_in_one_way() {
    let server = Server::start_with(open()).await;
    let stranger = server.stranger();
    for hidden in [
        "olivia\u{200b}@northwind.example",
        "olivia@north\u{ad}wind.example",
        "\u{2060}olivia@northwind.example",
        "olivia\u{34f}@northwind.example",
        "\u{2764}\u{fe0f}@northwind.example",
        "ol\u{200d}ivia@northwind.example",
        "olivia@northwind.example\u{202e}",
        // Decomposed: the same to the eye as the one below.
        "zoe\u{308}@tailspin.example",
    ] {
        register(&stranger, hidden).await.refuses(422, "email_malformed /email");
    }
    register(&stranger, "zo\u{eb}@tailspin.example").await.expect(201);
    assert_eq!(server.count("SELECT count(*) FROM registrations").await, 1);
}
