//! Periods that end.

use quotient_server::verify::verify_order;
use quotient_server::store::{catalogs, orders};
use quotient_server::{renew, settle};
use serde_json::json;

use crate::support::{NODE, NOW, Server, TESTCLOUD, at, licenses, with};

const DAY: i64 = 86_400;

#[tokio::test]
async fn a_period_that_ended_is_followed_by_the_next_and_paid() {
    let server = Server::start().await;
    renew::renew(&server.app).await.unwrap();
    assert_eq!(server.paid().await, (0, 0));
    // The node-locked licenses end on December 1, at nine.
    server.clock.advance(10 * DAY - 1);
    renew::renew(&server.app).await.unwrap();
    assert_eq!(server.paid().await, (0, 0));
    server.clock.advance(1);
    renew::renew(&server.app).await.unwrap();
    renew::renew(&server.app).await.unwrap();
    // 10 x 208.00 with 20 %.
    assert_eq!(server.paid().await, (1, 249_600));
    let olivia = server.browser("u_olivia").await;
    let held = olivia.subscription(NODE).await;
    assert_eq!(
        held["state"]["period"],
        json!({ "start": at(NOW + 10 * DAY), "end": "2027-01-01T09:00:00Z" })
    );
    assert_eq!(held["changedAt"], at(NOW + 10 * DAY));
    let order = olivia.get("/api/account").await.json()["orders"][0].clone();
    assert_eq!(order["amountDue"], "2496.00");
    assert_eq!(order["card"], "test_works");

    let more = with(&licenses(12), &json!({ "at": at(NOW + 10 * DAY) }));
    let body = olivia.body(&more, "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
}

#[tokio::test]
async fn a_server_that_was_off_for_long_catches_up() {
    let server = Server::start().await;
    server.clock.advance(100 * DAY);
    renew::renew(&server.app).await.unwrap();
    let olivia = server.browser("u_olivia").await;
    let now = at(NOW + 100 * DAY);
    for held in olivia.get("/api/account").await.json()["subscriptions"].as_array().unwrap() {
        let period = &held["state"]["period"];
        assert!(period["start"].as_str().unwrap() <= now.as_str(), "{period}");
        assert!(period["end"].as_str().unwrap() > now.as_str(), "{period}");
    }
    // December, January, February and March 1 of the first; the others once less each.
    assert_eq!(server.paid().await.0, 4 + 3 + 3);
    let mut db = server.app.store.read().await.unwrap();
    for id in orders::ids(&mut db).await.unwrap() {
        let order = orders::find(&mut db, &id).await.unwrap().unwrap();
        let catalog = catalogs::text(&mut db, &order.catalog).await.unwrap().unwrap();
        verify_order(&order, &catalog).unwrap();
    }
}

#[tokio::test]
async fn what_is_canceled_is_not_renewed() {
    let server = Server::start().await;
    server.edit_state(NODE, |state| state["cancelAtPeriodEnd"] = true.into()).await;
    server.edit_state(TESTCLOUD, |state| state["status"] = "ended".into()).await;
    server.clock.advance(60 * DAY);
    renew::renew(&server.app).await.unwrap();
    assert_eq!(server.count("SELECT count(DISTINCT subscription) FROM intents").await, 1);
    assert_eq!(
        server.count("SELECT count(*) FROM intents WHERE subscription = 'sub_studio_floating'").await,
        2
    );
}

#[tokio::test]
async fn a_renewal_is_charged_once_whatever_happens() {
    let server = Server::start().await;
    server.clock.advance(10 * DAY);
    server.mute(true);
    renew::renew(&server.app).await.unwrap();
    renew::renew(&server.app).await.unwrap();
    assert_eq!(server.paid().await, (1, 249_600));
    let server = server.restart().await;
    renew::renew(&server.app).await.unwrap();
    assert_eq!(server.paid().await, (1, 249_600));
    assert_eq!(server.browser("u_olivia").await.subscription(NODE).await["version"], 2);
}

#[tokio::test]
async fn a_refused_renewal_is_not_tried_again_and_again() {
    let server = Server::start().await;
    server.execute("UPDATE orders SET card = 'test_declined' WHERE subscription = 'sub_studio_node'").await;
    server.clock.advance(10 * DAY);
    for _ in 0..3 {
        renew::renew(&server.app).await.unwrap();
        settle::reconcile(&server.app).await.unwrap();
    }
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE state = 'declined'").await, 1);
    assert_eq!(server.browser("u_olivia").await.subscription(NODE).await["version"], 1);
    assert_eq!(server.paid().await, (0, 0));
}
