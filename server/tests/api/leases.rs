//! Several servers on one database: who works on an intent.

use std::time::Duration;

use quotient_server::lease::Lease;
use quotient_server::settle;
use quotient_server::store::intents;

use crate::support::{Browser, NODE, Server, licenses};

/// An open intent that was charged, and that a server which is gone may have leased.
async fn open(lease: &'static str) -> (Server, Browser, serde_json::Value) {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    server.mute(true);
    olivia.confirm("k1", &body).await.expect(202);
    server.mute(false);
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE state = 'open' AND lease IS NULL").await, 1);
    assert_eq!(server.execute(lease).await, 1);
    (server, olivia, body)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_under_way_in_one_server_is_left_alone_by_another() {
    let server = Server::start_patient().await;
    let other = server.beside().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    let (browser, sent) = (olivia.clone(), body.clone());
    // The provider charges and does not answer for a while.
    server.hold(true);
    let confirm = tokio::spawn(async move { browser.confirm("k1", &sent).await });
    while server.paid().await.0 == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // The other would find the charge and apply it.
    settle::reconcile(&other.app).await.unwrap();
    assert_eq!(server.count("SELECT count(*) FROM orders WHERE intent IS NOT NULL").await, 0);
    other.moved(&olivia).confirm("k1", &body).await.refuses(409, "confirm_in_progress ");
    server.hold(false);
    confirm.await.unwrap().expect(200);
    settle::reconcile(&other.app).await.unwrap();
    other.moved(&olivia).confirm("k1", &body).await.expect(200);
    assert_eq!(server.paid().await, (1, 16_640));
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE lease IS NOT NULL").await, 0);
}

#[tokio::test]
async fn a_lease_ends_by_itself() {
    // 1795251600 is now.
    let (server, olivia, body) = open("UPDATE intents SET lease = 'gone', leased_until = 1795251603").await;
    settle::reconcile(&server.app).await.unwrap();
    olivia.confirm("k1", &body).await.refuses(409, "confirm_in_progress ");
    server.clock.advance(2);
    settle::reconcile(&server.app).await.unwrap();
    assert_eq!(olivia.subscription(NODE).await["version"], 1);
    server.clock.advance(1);
    olivia.confirm("k1", &body).await.expect(202);
    settle::reconcile(&server.app).await.unwrap();
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    olivia.confirm("k1", &body).await.expect(200);
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test]
async fn a_clock_that_was_put_back_holds_nothing_up() {
    let (server, olivia, _) = open("UPDATE intents SET lease = 'gone', leased_until = 1795255200").await;
    settle::reconcile(&server.app).await.unwrap();
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test]
async fn a_machine_whose_clock_is_behind_keeps_its_hands_off() {
    let (server, olivia, body) = open("UPDATE intents SET lease = 'ahead', leased_until = 1795251900").await;
    settle::reconcile(&server.app).await.unwrap();
    olivia.confirm("k1", &body).await.refuses(409, "confirm_in_progress ");
    assert_eq!(olivia.subscription(NODE).await["version"], 1);
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE lease = 'ahead'").await, 1);
}

#[tokio::test]
async fn who_lost_the_lease_neither_pays_nor_cancels() {
    let (server, _, _) = open("UPDATE intents SET handed_over_at = NULL").await;
    let app = &server.app;
    let id = intents::open_ids(&mut app.store.read().await.unwrap()).await.unwrap().remove(0);
    let take = async || {
        let mut tx = app.store.write().await.unwrap();
        let lease = Lease::take(app, &mut tx, &id).await.unwrap();
        tx.commit().await.unwrap();
        lease
    };
    let first = take().await.unwrap();
    assert!(take().await.is_none());
    assert!(first.extend(app).await.unwrap());
    server.clock.advance(60);
    let second = take().await.unwrap();
    assert!(!first.hand_over(app).await.unwrap());
    assert!(!first.extend(app).await.unwrap());
    let mut tx = app.store.write().await.unwrap();
    assert!(!intents::cancel(&mut tx, &id, first.holder(), 0).await.unwrap());
    tx.commit().await.unwrap();
    first.release(app).await;
    assert!(take().await.is_none());
    assert!(second.hand_over(app).await.unwrap());
}
