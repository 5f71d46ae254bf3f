//! Periods that end.

use quotient_server::app::Settings;
use quotient_server::renew::Renewed;
use quotient_server::store::{catalogs, orders};
use quotient_server::verify::verify_order;
use quotient_server::{renew, settle};
use serde_json::json;

use crate::support::{Browser, NODE, NOW, Server, TESTCLOUD, at, licenses, plain, purchase, with};

const DAY: i64 = 86_400;

/// Nobody is signed out while months go by.
async fn start() -> Server {
    Server::start_with(Settings { demo: true, session_lasts: 1_000 * DAY, ..Settings::default() }).await
}

#[tokio::test]
async fn a_period_that_ended_is_followed_by_the_next_and_paid() {
    let server = start().await;
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
    let server = start().await;
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
async fn what_ended_long_ago_is_renewed_only_if_somebody_says_so() {
    let settings = Settings { session_lasts: 1_000 * DAY, ..Settings::default() };
    let server = Server::start_with(settings.clone()).await;
    server.clock.advance(200 * DAY);
    let ended = server.count("SELECT count(*) FROM subscriptions WHERE period_end < 1812531600").await;
    let done = renew::renew(&server.app).await.unwrap();
    assert_eq!(done, Renewed { failed: usize::try_from(ended).unwrap(), ..Renewed::default() });
    assert_eq!(server.paid().await, (0, 0));
    let server = Server::start_with(Settings { catch_up: true, ..settings }).await;
    server.clock.advance(200 * DAY);
    assert!(renew::renew(&server.app).await.unwrap().renewed > 3 * 5);
}

#[tokio::test]
async fn a_provider_that_says_nothing_is_left_alone_until_the_next_look() {
    let server = start().await;
    server.clock.advance(45 * DAY);
    server.mute(true);
    let done = renew::renew(&server.app).await.unwrap();
    assert_eq!(done, Renewed { pending: 2, ..Renewed::default() });
    server.mute(false);
    settle::reconcile(&server.app).await.unwrap();
    renew::renew(&server.app).await.unwrap();
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE state <> 'done'").await, 0);
    assert_eq!(
        server.count("SELECT count(DISTINCT subscription) FROM orders WHERE kind = 'renewal'").await,
        3
    );
}

#[tokio::test]
async fn what_has_no_price_any_more_is_counted_and_keeps_the_others_from_nothing() {
    let server = start().await;
    server
        .change_catalog(|catalog| {
            catalog["products"].as_array_mut().unwrap().retain(|product| product["id"] != "studio-node");
        })
        .await;
    server.clock.advance(45 * DAY);
    let done = renew::renew(&server.app).await.unwrap();
    assert_eq!((done.failed, done.declined, done.pending), (1, 0, 0), "{done:?}");
    assert!(done.renewed >= 2, "{done:?}");
    let text = server.app.metrics.text(&mut server.app.store.read().await.unwrap()).await.unwrap();
    assert!(text.contains("quotient_renewals_total{outcome=\"failed\"} 1"), "{text}");
}

#[tokio::test]
async fn what_is_canceled_is_not_renewed() {
    let server = start().await;
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
    let server = start().await;
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

/// The card that paid for the node-locked licenses works no more, and their period ends.
async fn past_due() -> (Server, Browser) {
    let server = start().await;
    server.execute("UPDATE orders SET card = 'test_declined' WHERE subscription = 'sub_studio_node'").await;
    server.clock.advance(10 * DAY);
    let done = renew::renew(&server.app).await.unwrap();
    assert_eq!(done, Renewed { declined: 1, ..Renewed::default() });
    let olivia = server.browser("u_olivia").await;
    (server, olivia)
}

async fn status(browser: &Browser, id: &str) -> String {
    browser.subscription(id).await["state"]["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_declined_card_makes_it_past_due_and_paying_revives_it() {
    let (server, olivia) = past_due().await;
    let held = olivia.subscription(NODE).await;
    assert_eq!(held["state"]["status"], "pastDue");
    // Nothing else has changed, and service goes on.
    assert_eq!(held["state"]["period"]["end"], at(NOW + 10 * DAY));
    assert_eq!(held["version"], 2);
    assert_eq!(server.paid().await, (0, 0));
    let more = with(&licenses(12), &json!({ "at": at(NOW + 10 * DAY), "digest": "x", "card": "test_works" }));
    let reply = olivia.confirm("k0", &more).await.expect(409);
    assert!(
        reply.problems().contains(&"subscription_past_due /subscription/status".to_owned()),
        "{}",
        reply.body
    );

    let pay = plain("renewal", NODE, NOW + 10 * DAY);
    let body = olivia.body(&pay, "test_declined").await;
    olivia.confirm("k1", &body).await.refuses(402, "card_declined /card");
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    let body = olivia.body(&pay, "test_works").await;
    let reply = olivia.confirm("k2", &body).await.expect(200).json();
    assert_eq!(reply["order"]["kind"], "renewal");
    assert_eq!(server.paid().await, (1, 249_600));
    let held = olivia.subscription(NODE).await;
    assert_eq!(held["state"]["status"], "active");
    assert_eq!(held["state"]["period"]["start"], at(NOW + 10 * DAY));
    // The card that paid is the one for the next period; the one that was declined is not tried any more.
    server.clock.advance(31 * DAY);
    renew::renew(&server.app).await.unwrap();
    assert_eq!(status(&olivia, NODE).await, "active");
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE state = 'declined'").await, 2);
}

#[tokio::test]
async fn a_declined_card_is_tried_again_after_days_and_not_sooner() {
    let (server, olivia) = past_due().await;
    let declined = async || {
        for _ in 0..3 {
            renew::renew(&server.app).await.unwrap();
            settle::reconcile(&server.app).await.unwrap();
        }
        server.count("SELECT count(*) FROM intents WHERE subscription = 'sub_studio_node'").await
    };
    let overdue = async || olivia.subscription(NODE).await["overdue"].take();
    let refused = server.app.clock.now();
    let told =
        |days: i64| json!({ "triedAgainAt": at(refused + days * DAY), "endsAt": at(refused + 30 * DAY) });
    assert_eq!(declined().await, 1);
    assert_eq!(overdue().await, told(3));
    server.clock.advance(3 * DAY - 1);
    assert_eq!(declined().await, 1);
    server.clock.advance(1);
    assert_eq!(declined().await, 2);
    assert_eq!(overdue().await, told(8));
    server.clock.advance(5 * DAY);
    assert_eq!(declined().await, 3);
    // The customer's bank has come round.
    server.execute("UPDATE orders SET card = 'test_works' WHERE subscription = 'sub_studio_node'").await;
    server.clock.advance(7 * DAY);
    assert_eq!(declined().await, 4);
    let held = olivia.subscription(NODE).await;
    assert_eq!(held["state"]["status"], "active");
    assert_eq!(held.get("overdue"), None);
    // The period runs from where the last one ended, however late it was paid.
    assert_eq!(
        held["state"]["period"],
        json!({ "start": at(NOW + 10 * DAY), "end": "2027-01-01T09:00:00Z" })
    );
}

#[tokio::test]
async fn what_is_never_paid_ends_after_thirty_days() {
    let (server, olivia) = past_due().await;
    server.clock.advance(30 * DAY - 1);
    renew::renew(&server.app).await.unwrap();
    assert_eq!(status(&olivia, NODE).await, "pastDue");
    // It would be tried again after its end.
    assert_eq!(olivia.subscription(NODE).await["overdue"], json!({ "endsAt": at(NOW + 40 * DAY) }));
    server.clock.advance(1);
    renew::renew(&server.app).await.unwrap();
    assert_eq!(status(&olivia, NODE).await, "ended");
    assert_eq!(olivia.subscription(NODE).await["changedAt"], at(NOW + 40 * DAY));
    // It is over: not even paying revives it.
    let pay = plain("renewal", NODE, NOW + 40 * DAY);
    let reply = olivia.confirm("k1", &with(&pay, &json!({ "digest": "x", "card": "test_works" }))).await;
    assert_eq!(reply.expect(409).json()["problems"][0]["code"], "subscription_ended");
    server.clock.advance(100 * DAY);
    renew::renew(&server.app).await.unwrap();
    let node = "SELECT count(*) FROM orders WHERE subscription = 'sub_studio_node' AND kind = 'renewal'";
    assert_eq!(server.count(node).await, 0);
}

#[tokio::test]
async fn who_does_not_want_to_pay_ends_it_at_once_and_is_charged_no_more() {
    let (server, olivia) = past_due().await;
    server.clock.advance(DAY);
    let reply = olivia.post(&end_of(NODE), &json!({})).await.expect(200).json();
    assert_eq!(reply["state"]["status"], "ended");
    assert_eq!(reply["changedAt"], at(NOW + 11 * DAY));
    assert_eq!(reply.get("overdue"), None);
    // The bank has come round, and is not asked.
    server.execute("UPDATE orders SET card = 'test_works' WHERE subscription = 'sub_studio_node'").await;
    server.clock.advance(3 * DAY);
    renew::renew(&server.app).await.unwrap();
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE subscription = 'sub_studio_node'").await, 1);
    assert_eq!(server.paid().await, (0, 0));
    // Said twice, it stays when it ended.
    assert_eq!(olivia.post(&end_of(NODE), &json!({})).await.expect(200).json(), reply);
}

#[tokio::test]
async fn it_is_ended_by_who_may_cancel_and_only_while_it_is_past_due() {
    let (server, olivia) = past_due().await;
    let other = "/api/subscriptions/sub_testcloud/end";
    olivia.post(other, &json!({})).await.refuses(409, "subscription_not_past_due /subscription");
    olivia.post(&end_of(NODE), &json!({ "digest": "x" })).await.refuses(422, "unknown_field /digest");
    for user in ["u_bianca", "u_max"] {
        let viewer = server.browser(user).await;
        viewer.post(&end_of(NODE), &json!({})).await.refuses(409, "role_not_allowed /actor/role");
    }
    let stranger = server.browser("u_carla").await;
    stranger.post(&end_of(NODE), &json!({})).await.refuses(404, "not_found /subscription");
    assert_eq!(status(&olivia, NODE).await, "pastDue");

    // A period that is over and whose renewal was not declined is about to be renewed.
    server.execute("UPDATE orders SET card = NULL WHERE subscription = 'sub_testcloud'").await;
    server.clock.advance(20 * DAY);
    olivia.post(other, &json!({})).await.refuses(409, "subscription_not_past_due /subscription");
}

#[tokio::test]
async fn what_is_being_paid_is_not_ended_under_it() {
    let (server, olivia) = past_due().await;
    let body = olivia.body(&plain("renewal", NODE, NOW + 10 * DAY), "test_works").await;
    server.mute(true);
    olivia.confirm("k1", &body).await.expect(202);
    olivia.post(&end_of(NODE), &json!({})).await.refuses(409, "confirm_in_progress /subscription");
    server.mute(false);
    settle::reconcile(&server.app).await.unwrap();
    assert_eq!(status(&olivia, NODE).await, "active");
    assert_eq!(server.paid().await, (1, 249_600));
    olivia.post(&end_of(NODE), &json!({})).await.refuses(409, "subscription_not_past_due /subscription");
}

fn end_of(subscription: &str) -> String {
    format!("/api/subscriptions/{subscription}/end")
}

#[tokio::test]
async fn without_a_card_it_is_past_due_and_the_provider_is_not_asked() {
    let server = start().await;
    server.execute("UPDATE orders SET card = NULL WHERE subscription = 'sub_studio_node'").await;
    server.cut(true);
    server.clock.advance(10 * DAY);
    let done = renew::renew(&server.app).await.unwrap();
    assert_eq!(done, Renewed { declined: 1, ..Renewed::default() });
    assert_eq!(status(&server.browser("u_olivia").await, NODE).await, "pastDue");
}

#[tokio::test]
async fn what_was_canceled_ends_with_its_period_uncharged() {
    let server = start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&plain("cancellation", NODE, NOW), "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    server.clock.advance(10 * DAY - 1);
    renew::renew(&server.app).await.unwrap();
    assert_eq!(status(&olivia, NODE).await, "active");
    server.clock.advance(60);
    let done = renew::renew(&server.app).await.unwrap();
    assert_eq!(done, Renewed { ended: 1, ..Renewed::default() });
    let held = olivia.subscription(NODE).await;
    assert_eq!((&held["state"]["status"], &held["changedAt"]), (&json!("ended"), &json!(at(NOW + 10 * DAY))));
    assert_eq!(server.paid().await, (0, 0));
    assert_eq!(renew::renew(&server.app).await.unwrap(), Renewed::default());
}

#[tokio::test]
async fn what_was_resumed_before_the_end_is_renewed() {
    let server = start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&plain("cancellation", NODE, NOW), "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    server.clock.advance(10 * DAY - 60);
    let body = olivia.body(&plain("resumption", NODE, NOW + 10 * DAY - 60), "test_works").await;
    olivia.confirm("k2", &body).await.expect(200);
    server.clock.advance(60);
    let done = renew::renew(&server.app).await.unwrap();
    assert_eq!(done, Renewed { renewed: 1, ..Renewed::default() });
    assert_eq!(server.paid().await, (1, 249_600));
    // On the day itself it is too late.
    let body = with(&plain("resumption", NODE, NOW + 10 * DAY), &json!({ "digest": "x" }));
    olivia.confirm("k3", &body).await.expect(409);
}

#[tokio::test]
async fn monthly_is_bought_again_only_after_the_annual_term_has_ended() {
    let server = start().await;
    let olivia = server.browser("u_olivia").await;
    let annual = json!({ "subscription": NODE, "at": at(NOW), "cycle": { "unit": "year" } });
    let body = olivia.body(&annual, "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    let (term, paid) = ("2027-11-21T09:00:00Z", server.paid().await);
    assert_eq!(olivia.subscription(NODE).await["state"]["period"]["end"], term);
    let body = olivia.body(&plain("cancellation", NODE, NOW), "test_works").await;
    olivia.confirm("k2", &body).await.expect(200);

    let buy = |seconds: i64| purchase("studio-node", 10, seconds);
    // Half a year later, and a second before the term's end, it says from when.
    for after in [180 * DAY, 365 * DAY - 1] {
        let reply = olivia.post("/api/quote", &buy(NOW + after)).await.expect(200).json();
        assert_eq!(reply["status"], "rejected");
        assert_eq!(reply["problems"][0]["code"], "already_subscribed");
        assert_eq!(reply["problems"][0]["allowed"], term);
    }
    server.clock.advance(365 * DAY - 1);
    renew::renew(&server.app).await.unwrap();
    let now = NOW + 365 * DAY - 1;
    let body = with(&buy(now), &json!({ "digest": "x", "card": "test_works" }));
    let reply = olivia.confirm("k3", &body).await.expect(409);
    assert_eq!(reply.json()["problems"][0]["code"], "already_subscribed");
    server.clock.advance(1);
    renew::renew(&server.app).await.unwrap();
    assert_eq!(status(&olivia, NODE).await, "ended");
    // The others were renewed month by month; this one was not charged again.
    let charged = "SELECT count(*) FROM orders WHERE subscription = 'sub_studio_node' AND intent IS NOT NULL";
    assert_eq!(server.count(charged).await, 2);
    let before = server.paid().await;
    assert!(before.0 > paid.0);
    let body = olivia.body(&buy(NOW + 365 * DAY), "test_works").await;
    let reply = olivia.confirm("k4", &body).await.expect(200).json();
    assert_eq!(reply["subscription"]["cycle"], json!({ "unit": "month" }));
    assert_eq!(server.paid().await.0, before.0 + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_servers_at_once_renew_each_period_once() {
    let server = start().await;
    let others = [server.beside().await, server.beside().await, server.beside().await];
    server.clock.advance(100 * DAY);
    let apps = others.iter().map(|other| &other.app).chain([&server.app]).cloned();
    let jobs: Vec<_> =
        apps.map(|app| tokio::spawn(async move { renew::renew(&app).await.unwrap() })).collect();
    let mut renewed = 0;
    for job in jobs {
        let done = job.await.unwrap();
        assert_eq!((done.declined, done.failed), (0, 0), "{done:?}");
        renewed += done.renewed;
    }
    let periods = server.count("SELECT count(*) FROM orders WHERE kind = 'renewal'").await;
    assert_eq!(i64::try_from(renewed).unwrap(), periods);
    assert_eq!(server.paid().await.0, periods);
    // Nothing is left to do.
    assert_eq!(renew::renew(&server.app).await.unwrap(), Renewed::default());
    assert_eq!(server.count("SELECT count(*) FROM intents WHERE state <> 'done'").await, 0);
}
