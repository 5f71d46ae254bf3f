//! The demo's clock: put forward, it takes everyone along.

use axum::http::{Method, header};
use quotient_server::app::Settings;
use quotient_server::renew;
use serde_json::json;

use crate::support::{NODE, NOW, Server, at};

const DAY: i64 = 86_400;

#[tokio::test]
async fn what_becomes_due_is_done_and_nobody_is_signed_out() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    // To the day after the node-locked licenses' renewal, past the end of a session.
    let reply = olivia.post("/api/demo/clock", &json!({ "to": at(NOW + 11 * DAY) })).await.expect(200);
    assert_eq!(reply.json(), json!({ "now": at(NOW + 11 * DAY) }));
    let account = olivia.get("/api/account").await.expect(200).json();
    assert_eq!(account["now"], at(NOW + 11 * DAY));
    assert_eq!(olivia.subscription(NODE).await["state"]["period"]["start"], at(NOW + 10 * DAY));
    assert_eq!(server.paid().await, (1, 249_600));
    // It goes on from there.
    server.clock.advance(60);
    assert_eq!(olivia.get("/api/account").await.json()["now"], at(NOW + 11 * DAY + 60));
    renew::renew(&server.app).await.unwrap();
    assert_eq!(server.paid().await.0, 1);
}

#[tokio::test]
async fn it_is_shared_by_all_servers_on_the_database_and_kept() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let other = server.beside().await;
    olivia.post("/api/demo/clock", &json!({ "to": at(NOW + DAY) })).await.expect(200);
    assert_eq!(other.moved(&olivia).get("/api/account").await.expect(200).json()["now"], at(NOW + DAY));
    drop(other);
    let server = server.restart().await;
    let again = server.beside().await.moved(&olivia);
    assert_eq!(again.get("/api/account").await.expect(200).json()["now"], at(NOW + DAY));
}

#[tokio::test]
async fn it_goes_forward_only_and_not_out_of_sight() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    for (to, problem) in [
        (json!(at(NOW)), "clock_backwards /to"),
        (json!(at(NOW - DAY)), "clock_backwards /to"),
        (json!(at(NOW + 3_654 * DAY)), "out_of_range /to"),
        (json!("9999-12-01T00:00:00Z"), "out_of_range /to"),
        (json!("tomorrow"), "instant_malformed /to"),
        (json!(""), "instant_malformed /to"),
        (json!(NOW), "wrong_type /to"),
    ] {
        olivia.post("/api/demo/clock", &json!({ "to": to })).await.refuses(422, problem);
    }
    olivia.post("/api/demo/clock", &json!({})).await.refuses(422, "missing_field /to");
    assert_eq!(olivia.get("/api/account").await.json()["now"], at(NOW));
}

#[tokio::test]
async fn without_demo_there_is_none() {
    let server = Server::start_with(Settings::default()).await;
    let to = json!({ "to": at(NOW + DAY) });
    server.stranger().post("/api/demo/clock", &to).await.refuses(404, "not_found ");
    let headers = [(header::ACCEPT.as_str(), "*/*")];
    server.stranger().send(Method::GET, "/api/demo/clock", &headers, "").await.expect(405);
}
