//! What the two databases take differently, and no caller may notice.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use crate::support::{NODE, Server, licenses, with};

#[tokio::test]
async fn the_character_zero_gets_into_no_text() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    olivia.post("/api/session", &json!({ "user": "u_\0" })).await.refuses(422, "character_not_allowed /user");
    let lookup = json!({ "subscription": NODE, "code": "A\0" });
    olivia.post("/api/codes", &lookup).await.refuses(422, "character_not_allowed /code");
    let body = olivia.body(&licenses(12), "test_works").await;
    let tampered = with(&body, &json!({ "card": "test_works\0" }));
    olivia.confirm("k1", &tampered).await.refuses(422, "character_not_allowed /card");
    for path in ["/api/orders/%00", "/api/catalogs/a%00b", "/api/%00"] {
        olivia.send(Method::GET, path, &[], Body::empty()).await.refuses(404, "not_found ");
    }
    // Codes of a quote are the engine's to read: this one is unknown, like any other.
    let typed = with(&licenses(12), &json!({ "codes": ["A\0B"] }));
    let answer = olivia.post("/api/quote", &typed).await.expect(200).json();
    assert_eq!(answer["codes"][0]["reason"], "code_unknown");
    assert_eq!(server.count("SELECT count(*) FROM code_lookups WHERE refused = 1").await, 1);
    olivia.confirm("k1", &body).await.expect(200);
}

#[tokio::test]
async fn texts_of_all_languages_come_back_as_they_went_in() {
    let server = Server::start().await;
    let name = "Ünïcødé 株式会社 🜁 o'Neil \"x\" \\ $1 ?";
    let mut tx = server.app.store.write().await.unwrap();
    sqlx::query("UPDATE organizations SET name = $1").bind(name).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let olivia = server.browser("u_olivia").await;
    assert_eq!(olivia.get("/api/account").await.json()["organization"]["name"], name);
}
