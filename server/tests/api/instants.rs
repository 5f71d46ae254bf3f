//! The instant of a quote against the server's clock.

use serde_json::{Value, json};

use crate::support::{Browser, NODE, NOW, Server, at, licenses, with};

fn quoted_at(seconds: i64, quantity: u32) -> Value {
    with(&licenses(quantity), &json!({ "at": at(seconds) }))
}

async fn body(browser: &Browser, seconds: i64, quantity: u32) -> Value {
    browser.body(&quoted_at(seconds, quantity), "test_works").await
}

#[tokio::test]
async fn a_quote_may_be_held_as_long_as_the_catalog_says() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let held = body(&olivia, NOW, 12).await;
    server.clock.advance(901);
    let reply = olivia.confirm("k1", &held).await.refuses(409, "quote_expired /at").json();
    assert_eq!(reply["now"], at(NOW + 901));
    assert_eq!(reply["answer"]["at"], at(NOW + 901));
    assert_eq!(server.paid().await, (0, 0));
    server.clock.advance(-1);
    olivia.confirm("k1", &held).await.expect(200);
}

#[tokio::test]
async fn the_fresh_quote_of_an_old_one_can_be_confirmed() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let held = body(&olivia, NOW, 12).await;
    server.clock.advance(5_000);
    let fresh = olivia.confirm("k1", &held).await.expect(409).json()["answer"].clone();
    let accepted = with(&held, &json!({ "at": fresh["at"], "digest": fresh["digest"] }));
    olivia.confirm("k2", &accepted).await.expect(200);
}

#[tokio::test]
async fn a_quote_may_be_a_minute_ahead_and_no_more() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let ahead = body(&olivia, NOW + 61, 12).await;
    let reply = olivia.confirm("k1", &ahead).await.refuses(409, "at_in_future /at").json();
    assert_eq!(reply["answer"]["at"], at(NOW));
    let ahead = body(&olivia, NOW + 60, 12).await;
    olivia.confirm("k1", &ahead).await.expect(200);

    // The server's present is before that change: the fresh quote is for the change's own instant.
    let behind = with(&quoted_at(NOW, 14), &json!({ "digest": "sha256:0", "card": "test_works" }));
    let reply = olivia.confirm("k2", &behind).await.refuses(409, "at_before_last_change /at").json();
    assert_eq!(reply["answer"]["at"], at(NOW + 60));
    assert_eq!(reply["answer"]["status"], "priced");
}

#[tokio::test]
async fn a_quote_is_never_for_before_the_last_change() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let change = body(&olivia, NOW, 12).await;
    olivia.confirm("k1", &change).await.expect(200);
    let paid = server.paid().await;
    server.clock.advance(100);
    // Priced by the page from the present state, but for an instant before that state began.
    let before = body(&olivia, NOW - 1, 14).await;
    olivia.confirm("k2", &before).await.refuses(409, "at_before_last_change /at");
    assert_eq!(server.paid().await, paid);
    let same_instant = body(&olivia, NOW, 14).await;
    olivia.confirm("k3", &same_instant).await.expect(200);
}

#[tokio::test]
async fn everything_that_is_wrong_with_an_instant_is_said() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let long_ago =
        with(&quoted_at(NOW - 30 * 86_400, 12), &json!({ "digest": "sha256:0", "card": "test_works" }));
    let reply = olivia.confirm("k1", &long_ago).await.expect(409);
    assert_eq!(reply.problems(), ["at_before_last_change /at", "quote_expired /at"]);
    assert_eq!(reply.json()["answer"]["at"], at(NOW));
}

#[tokio::test]
async fn a_quote_ends_with_the_period() {
    let server = Server::start().await;
    // A minute before the period's end, confirmed two minutes later.
    server.clock.advance(10 * 86_400 - 60);
    let olivia = server.browser("u_olivia").await;
    let held = body(&olivia, NOW + 10 * 86_400 - 60, 12).await;
    server.clock.advance(120);
    let reply = olivia.confirm("k1", &held).await.refuses(409, "quote_expired /at").json();
    assert_eq!(reply["answer"]["problems"][0]["code"], "renewal_due");
    assert_eq!(olivia.subscription(NODE).await["version"], 1);
}

#[tokio::test]
async fn a_quote_of_another_spelling_is_the_same_quote() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let held = body(&olivia, NOW, 12).await;
    let spelled = with(&held, &json!({ "at": "2026-11-21T10:00:00.987+01:00" }));
    olivia.confirm("k1", &spelled).await.expect(200);
}

#[tokio::test]
async fn the_last_instant_that_there_is_is_one_to_come() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let last = json!({ "type": "resumption", "subscription": NODE, "at": "9999-12-31T23:59:59Z" });
    assert_eq!(olivia.post("/api/quote", &last).await.expect(200).json()["at"], last["at"]);
    let body = with(&last, &json!({ "digest": "sha256:0" }));
    let told = olivia.confirm("k1", &body).await.refuses(409, "at_in_future /at").body;
    assert!(told.contains("9999-12-31T23:59:59Z"), "{told}");
}
