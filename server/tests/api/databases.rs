//! What the two databases take differently, and no caller may notice; and a database in trouble.

use std::time::Duration;

use axum::body::Body;
use axum::http::Method;
use quotient_server::store::Store;
use quotient_server::{seed, settle};
use serde_json::json;

use crate::database::{Database, run};
use crate::support::{NODE, NOW, Server, at, licenses, with};

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_database_is_told_and_nothing_is_done_by_half() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    let other = server.beside().await;
    let lock = other.app.store.write().await.unwrap();
    let refused = olivia.confirm("k1", &body).await.refuses(503, "database_busy ");
    assert_eq!(refused.headers["retry-after"], "5");
    // Reading goes on.
    assert_eq!(olivia.subscription(NODE).await["version"], 1);
    drop(lock);
    assert_eq!(server.paid().await, (0, 0));
    assert_eq!(server.count("SELECT count(*) FROM intents").await, 0);
    olivia.confirm("k1", &body).await.expect(200);
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_locked_once_the_card_is_charged_is_waited_for() {
    // Whether the provider's answer arrives or is lost.
    for lost in [false, true] {
        let server = Server::start_patient().await;
        let olivia = server.browser("u_olivia").await;
        let body = olivia.body(&licenses(12), "test_works").await;
        let (browser, sent) = (olivia.clone(), body.clone());
        let other = server.beside().await;
        server.hold(true);
        let confirm = tokio::spawn(async move { browser.confirm("k1", &sent).await });
        while server.paid().await.0 == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let lock = other.app.store.write().await.unwrap();
        server.mute(lost);
        server.hold(false);
        let reply = confirm.await.unwrap().expect(202).json();
        assert_eq!(reply["status"], "pending");
        drop(lock);
        server.mute(false);
        assert_eq!(olivia.subscription(NODE).await["version"], 1);
        // Its lease could not be given up either, and ends by itself.
        server.clock.advance(3_610);
        settle::reconcile(&server.app).await.unwrap();
        assert_eq!(olivia.subscription(NODE).await["version"], 2);
        olivia.confirm("k1", &body).await.expect(200);
        assert_eq!(server.paid().await, (1, 16_640));
    }
}

/// After a failover a server may find itself on a copy.
#[tokio::test]
async fn a_database_that_can_only_be_read_is_told_and_not_ready() {
    let server = Server::start().await;
    let Some((address, name)) = server.database.made() else { return };
    server.stranger().get("/readyz").await.expect(200);
    run(address, format!("ALTER DATABASE {name} SET default_transaction_read_only = on"));
    let ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname";
    run(address, format!("{ended} = '{name}'"));
    server.stranger().get("/readyz").await.refuses(503, "not_ready ");
    let session = json!({ "user": "u_olivia" });
    server.stranger().post("/api/session", &session).await.refuses(503, "database_unavailable ");
    run(address, format!("ALTER DATABASE {name} RESET default_transaction_read_only"));
    run(address, format!("{ended} = '{name}'"));
    server.stranger().post("/api/session", &session).await.expect(200);
    server.stranger().get("/readyz").await.expect(200);
}

#[tokio::test]
async fn a_clock_that_was_put_back_stops_nobody() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    let back = crate::support::NOW - 7_200;
    server.clock.advance(-7_200);
    // What is known stays known.
    olivia.confirm("k1", &body).await.expect(200);
    let early = with(&licenses(14), &json!({ "at": at(back) }));
    let early = olivia.body(&early, "test_works").await;
    let reply = olivia.confirm("k2", &early).await.expect(409);
    assert_eq!(reply.problems(), ["at_before_last_change /at"]);
    // The fresh quote is for the last change's instant, which is two hours ahead, and holds.
    let fresh = &reply.json()["answer"];
    assert_eq!(fresh["at"], at(crate::support::NOW));
    let body = with(&licenses(14), &json!({ "digest": fresh["digest"], "card": "test_works" }));
    olivia.confirm("k3", &body).await.expect(200);
    // Later than that, it is the future as ever.
    let later = with(&licenses(16), &json!({ "at": at(crate::support::NOW + 1) }));
    let later = olivia.body(&later, "test_works").await;
    olivia.confirm("k4", &later).await.refuses(409, "at_in_future /at");
    assert_eq!(server.paid().await, (2, 33_280));
    assert_eq!(olivia.subscription(NODE).await["version"], 3);
    // Nothing is renewed before its time, and nothing is renewed twice.
    quotient_server::renew::renew(&server.app).await.unwrap();
    assert_eq!(server.paid().await.0, 2);
}

#[tokio::test]
async fn a_confirm_that_is_sent_again_after_the_price_list_changed_is_the_same() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    let before = olivia.confirm("k1", &body).await.expect(200);
    let late = olivia.body(&licenses(14), "test_works").await;
    server
        .change_catalog(|catalog| {
            catalog["id"] = json!("dearer");
            catalog["products"][0]["prices"][0]["scheme"]["amount"] = json!("999.00");
        })
        .await;
    // The same again is the same, bytes and all, at the old price.
    assert_eq!(olivia.confirm("k1", &body).await.expect(200).body, before.body);
    // What was quoted and not confirmed before is refused with what it costs now.
    let reply = olivia.confirm("k2", &late).await.refuses(409, "quote_changed /digest");
    let fresh = &reply.json()["answer"];
    assert_eq!(fresh["catalog"], "dearer");
    assert_eq!(server.paid().await, (1, 16_640));
    let body = with(&licenses(14), &json!({ "digest": fresh["digest"], "card": "test_works" }));
    olivia.confirm("k2", &body).await.expect(200);
    assert_eq!(server.paid().await.0, 2);
    assert_eq!(
        olivia
            .confirm("k1", &with(&licenses(12), &json!({ "digest": body["digest"], "card": "test_works" })))
            .await
            .status,
        422
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_empty_database_is_seeded_once_however_many_start() {
    let database = Database::new();
    let mut stores = Vec::new();
    for _ in 0..4 {
        stores.push(Store::open(&database.location).await.unwrap());
    }
    let seeding = |store: Store| tokio::spawn(async move { seed::demo(&store, NOW).await });
    let seeding: Vec<_> = stores.iter().cloned().map(seeding).collect();
    let mut seeded = Vec::new();
    for one in seeding {
        seeded.push(one.await.unwrap().unwrap());
    }
    seeded.sort();
    assert_eq!(seeded, [false, false, false, true]);
    for store in stores {
        store.close().await;
    }
}
