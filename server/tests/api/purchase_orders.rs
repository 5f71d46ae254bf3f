//! Quotes that are accepted by purchase order, and paid later.

use quotient_server::app::Settings;
use serde_json::{Value, json};

use crate::support::{Browser, NODE, NOW, Server, at, licenses, purchase, with};

const DAY: i64 = 86_400;

fn po(number: &str) -> Value {
    json!({ "purchaseOrder": number })
}

/// Two more licenses, ordered by purchase order; the acceptance's reply.
async fn ordered(browser: &Browser) -> Value {
    let quote = browser.save("q1", &licenses(12)).await;
    browser.accept("a1", &quote, po(" PO-7781 ")).await.expect(200).json()
}

fn path(order: &Value, action: &str) -> String {
    format!("/api/orders/{}{action}", order["order"]["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_quote_tells_by_when_its_order_is_to_be_paid() {
    let mut settings = Settings { demo: true, ..Settings::default() };
    settings.quotes.payment_days = 8;
    let server = Server::start_with(settings).await;
    let olivia = server.browser("u_olivia").await;
    let quote = olivia.save("q1", &licenses(12)).await;
    assert_eq!(quote["paymentDays"], 8);
    let link = format!("/api{}", quote["link"].as_str().unwrap());
    assert_eq!(server.stranger().get(&link).await.expect(200).json()["paymentDays"], 8);
    let placed = olivia.accept("a1", &quote, po("PO-7781")).await.expect(200).json();
    assert_eq!(placed["order"]["dueAt"], at(NOW + 8 * DAY));
}

#[tokio::test]
async fn it_awaits_payment_and_then_applies_at_the_accepted_amount() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let placed = ordered(&olivia).await;
    assert_eq!(placed["status"], "awaitingPayment");
    let order = &placed["order"];
    assert_eq!((&order["state"], &order["purchaseOrder"]), (&json!("awaitingPayment"), &json!("PO-7781")));
    assert_eq!((&order["amountDue"], &order["dueAt"]), (&json!("166.40"), &json!(at(NOW + 10 * DAY - 1))));
    assert!(order.get("paidAt").is_none() && order.get("card").is_none());
    assert_eq!(placed["subscription"]["items"][0]["quantity"], 10);
    assert_eq!(olivia.get(&path(&placed, "")).await.expect(200).json(), placed);
    assert_eq!(olivia.get("/api/account").await.json()["orders"][0], *order);
    assert_eq!(olivia.get(&path(&placed, "/verify")).await.expect(200).json()["verified"], true);
    let quote = format!("/api/quotes/{}", order["quote"].as_str().unwrap());
    assert_eq!(olivia.get(&quote).await.json()["state"], "accepted");
    // A crash or a restart is nothing to it, and the provider was not asked.
    quotient_server::settle::reconcile(&server.app).await.unwrap();
    assert_eq!(olivia.get(&path(&placed, "")).await.expect(200).json(), placed);

    // Dearer by now.
    server
        .change_catalog(|catalog| catalog["products"][0]["prices"][0]["scheme"]["amount"] = json!("300.00"))
        .await;
    server.clock.advance(9 * DAY);
    let sam = server.browser("u_sam").await;
    let listed = sam.get("/api/staff/orders").await.expect(200).json();
    assert_eq!(
        listed,
        json!({ "orders": [{ "order": order, "organization": { "id": "org_northwind", "name": "Northwind Games" } }] })
    );
    let paid =
        sam.post(&path(&placed, "/paid"), &json!({ "reference": "Wire 5512" })).await.expect(200).json();
    assert_eq!(
        (&paid["order"]["state"], &paid["order"]["paidAt"]),
        (&json!("confirmed"), &json!(at(NOW + 9 * DAY)))
    );
    assert_eq!(sam.get("/api/staff/orders").await.expect(200).json(), json!({ "orders": [] }));
    let olivia = server.browser("u_olivia").await;
    let held = olivia.subscription(NODE).await;
    assert_eq!(held["state"], placed["answer"]["subscription"]);
    assert_eq!(held["version"], 2);
    let done = olivia.get(&path(&placed, "")).await.expect(200).json();
    assert_eq!((&done["status"], &done["answer"]), (&json!("confirmed"), &placed["answer"]));
    // Said twice, it is applied once.
    assert_eq!(sam.post(&path(&placed, "/paid"), &json!({})).await.expect(200).json(), paid);
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    assert_eq!(server.paid().await, (0, 0));
    assert_eq!(server.count("SELECT count(*) FROM orders WHERE intent IS NOT NULL").await, 1);
    sam.post(&path(&placed, "/cancel"), &json!({})).await.refuses(409, "order_not_awaiting_payment ");
}

#[tokio::test]
async fn the_first_reference_is_kept_and_another_is_refused() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let sam = server.browser("u_sam").await;
    let placed = ordered(&olivia).await;
    let paid =
        async |reference: &str| sam.post(&path(&placed, "/paid"), &json!({ "reference": reference })).await;
    let first = paid("Wire 5512").await.expect(200);
    assert_eq!(paid(" Wire 5512 ").await.expect(200).body, first.body);
    let refused = paid("Wire 5513").await.refuses(409, "reference_differs /reference");
    assert!(refused.body.contains("`Wire 5512`") && refused.body.contains("Q-1004"), "{}", refused.body);
    let history = olivia.get("/api/history").await.expect(200).json();
    assert_eq!(history["payments"][0]["reference"], "Wire 5512");

    // Where none was given, none is kept.
    let quote = olivia.save("q2", &with(&licenses(13), &json!({ "at": at(NOW) }))).await;
    let placed = olivia.accept("a2", &quote, po("PO-2")).await.expect(200).json();
    sam.post(&path(&placed, "/paid"), &json!({})).await.expect(200);
    let body = json!({ "reference": "Wire 9" });
    let refused = sam.post(&path(&placed, "/paid"), &body).await.refuses(409, "reference_differs /reference");
    assert!(refused.body.contains("without a reference"), "{}", refused.body);
}

#[tokio::test]
async fn a_purchase_starts_when_it_is_paid() {
    let server = Server::start().await;
    server.add_newcomer().await;
    let nora = server.browser("u_new").await;
    let quote = nora.save("q1", &purchase("studio-node", 3, NOW)).await;
    let placed = nora.accept("a1", &quote, po("4500012")).await.expect(200).json();
    assert!(placed.get("subscription").is_none());
    assert_eq!(nora.get("/api/account").await.json()["subscriptions"], json!([]));
    // Nobody sells it a second time meanwhile.
    let body = with(&purchase("studio-node", 1, NOW), &json!({ "digest": "sha256:0", "card": "test_works" }));
    let answer = nora.quote(&purchase("studio-node", 1, NOW)).await;
    let body = with(&body, &json!({ "digest": answer["digest"] }));
    nora.confirm("k1", &body).await.refuses(409, "order_awaiting_payment /items");
    server.clock.advance(25 * DAY);
    let sam = server.browser("u_sam").await;
    sam.post(&path(&placed, "/paid"), &json!({})).await.expect(200);
    let nora = server.browser("u_new").await;
    let held = nora.subscription(placed["order"]["subscription"].as_str().unwrap()).await;
    assert_eq!(held["state"]["period"]["start"], at(NOW + 25 * DAY));
    assert_eq!((&held["version"], &held["changedAt"]), (&json!(1), &json!(at(NOW + 25 * DAY))));
    let done = nora.get(&path(&placed, "")).await.expect(200).json();
    assert_eq!(done["order"]["amountDue"], quote["answer"]["amountDue"]);
    assert_eq!(done["subscription"], held["state"]);
    assert_eq!(nora.get(&path(&placed, "/verify")).await.expect(200).json()["verified"], true);
}

#[tokio::test]
async fn only_staff_says_that_it_was_paid() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let placed = ordered(&olivia).await;
    for user in ["u_olivia", "u_max", "u_carla"] {
        let browser = server.browser(user).await;
        browser.post(&path(&placed, "/paid"), &json!({})).await.refuses(403, "role_not_allowed ");
        browser.get("/api/staff/orders").await.refuses(403, "role_not_allowed ");
    }
    server.stranger().get("/api/staff/orders").await.refuses(401, "not_signed_in ");
    let sam = server.browser("u_sam").await;
    // And sees nobody's account, nor their orders.
    let refused = sam.get("/api/account").await.refuses(403, "role_not_allowed ").json();
    let message = "`staff` may not see this account; nobody of this organization may";
    assert_eq!(
        refused,
        json!({ "problems": [{ "code": "role_not_allowed", "path": "", "message": message }] })
    );
    sam.get(&path(&placed, "")).await.refuses(403, "role_not_allowed ");
    for (body, problem) in [
        (json!({ "reference": " " }), "text_empty /reference"),
        (json!({ "reference": "a\u{1}b" }), "character_not_allowed /reference"),
        (json!({ "reference": "W\u{ad}9" }), "character_not_allowed /reference"),
        (json!({ "reference": "W \u{2066}9\u{2069}" }), "character_not_allowed /reference"),
        (json!({ "reference": "x".repeat(201) }), "too_large /reference"),
        (json!({ "amount": "1.00" }), "unknown_field /amount"),
    ] {
        sam.post(&path(&placed, "/paid"), &body).await.refuses(422, problem);
    }
    sam.post("/api/orders/ord_1/paid", &json!({})).await.refuses(404, "not_found ");
    // An order that a card paid is none of theirs.
    let by_card = olivia.get("/api/account").await.json()["orders"][1]["id"].as_str().unwrap().to_owned();
    sam.post(&format!("/api/orders/{by_card}/paid"), &json!({})).await.refuses(404, "not_found ");
    assert_eq!(olivia.subscription(NODE).await["version"], 1);
}

#[tokio::test]
async fn until_then_nothing_else_changes_the_subscription() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let second = olivia.save("q2", &licenses(13)).await;
    let placed = ordered(&olivia).await;
    let blocked = "order_awaiting_payment /subscription";
    for choice in [licenses(15), json!({ "type": "cancellation", "subscription": NODE, "at": at(NOW) })] {
        let body = olivia.body(&choice, "test_works").await;
        olivia.confirm("k1", &body).await.refuses(409, blocked);
    }
    olivia.accept("a2", &second, json!({ "card": "test_works" })).await.refuses(409, blocked);
    // It is paid within the period, whose renewal is for what was ordered then.
    server.clock.advance(9 * DAY);
    let sam = server.browser("u_sam").await;
    sam.post(&path(&placed, "/paid"), &json!({})).await.expect(200);
    server.clock.advance(DAY);
    quotient_server::renew::renew(&server.app).await.unwrap();
    let olivia = server.browser("u_olivia").await;
    let held = olivia.subscription(NODE).await;
    assert_eq!((&held["version"], &held["state"]["items"][0]["quantity"]), (&json!(3), &json!(12)));
    assert_eq!(held["state"]["period"]["start"], at(NOW + 10 * DAY));
}

#[tokio::test]
async fn who_placed_it_may_give_it_up() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let choice = with(&licenses(12), &json!({ "codes": ["loyal5"] }));
    let quote = olivia.save("q1", &choice).await;
    let placed = olivia.accept("a1", &quote, po("PO-1")).await.expect(200).json();
    assert_eq!(olivia.accept("a1", &quote, po("PO-1")).await.expect(200).json(), placed);
    assert_eq!(server.count("SELECT count(*) FROM redemptions WHERE code = 'LOYAL5'").await, 1);
    server
        .browser("u_max")
        .await
        .post(&path(&placed, "/cancel"), &json!({}))
        .await
        .refuses(403, "role_not_allowed ");
    server
        .browser("u_carla")
        .await
        .post(&path(&placed, "/cancel"), &json!({}))
        .await
        .refuses(404, "not_found ");
    server.stranger().post(&path(&placed, "/cancel"), &json!({})).await.refuses(401, "not_signed_in ");
    let adam = server.browser("u_adam").await;
    let canceled = adam.post(&path(&placed, "/cancel"), &json!({})).await.expect(200).json();
    assert_eq!(canceled["order"]["state"], "canceled");
    assert_eq!(olivia.get(&path(&placed, "")).await.expect(200).json()["status"], "canceled");
    adam.post(&path(&placed, "/cancel"), &json!({})).await.refuses(409, "order_not_awaiting_payment ");
    let sam = server.browser("u_sam").await;
    sam.post(&path(&placed, "/paid"), &json!({})).await.refuses(409, "order_canceled ");
    // The code is free again, and so is the quote, while it is valid.
    assert_eq!(server.count("SELECT count(*) FROM redemptions WHERE code = 'LOYAL5'").await, 0);
    olivia.accept("a2", &quote, json!({ "card": "test_works" })).await.expect(200);
    assert_eq!(server.paid().await.0, 1);
}

#[tokio::test]
async fn a_canceled_order_keeps_its_key() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let sam = server.browser("u_sam").await;
    let quote = olivia.save("q1", &licenses(12)).await;
    for (key, gives_up) in [("a1", &olivia), ("a2", &sam)] {
        let placed = olivia.accept(key, &quote, po("PO-1")).await.expect(200).json();
        gives_up.post(&path(&placed, "/cancel"), &json!({})).await.expect(200);
        let again = olivia.accept(key, &quote, po("PO-1")).await.refuses(409, "order_canceled ");
        assert!(again.body.contains(placed["order"]["number"].as_str().unwrap()), "{}", again.body);
        assert_eq!(olivia.accept(key, &quote, po("PO-1")).await.body, again.body);
        olivia.accept(key, &quote, po("PO-2")).await.refuses(422, "idempotency_key_reused ");
    }
    assert_eq!(server.count("SELECT count(*) FROM intents").await, 2);
    // By another it may be ordered again, and a restart forgets nothing.
    olivia.accept("a3", &quote, po("PO-1")).await.expect(200);
    let server = server.restart().await;
    let mut later = server.stranger();
    later.take_session_of(&olivia);
    later.accept("a1", &quote, po("PO-1")).await.refuses(409, "order_canceled ");
}

#[tokio::test]
async fn what_stays_unpaid_for_too_long_is_given_up() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let quote = olivia.save("q1", &purchase("build-minutes", 1_000, NOW)).await;
    let placed = olivia.accept("a1", &quote, po("PO-1")).await.expect(200).json();
    assert_eq!(placed["order"]["dueAt"], at(NOW + 30 * DAY));
    server.clock.advance(44 * DAY);
    quotient_server::renew::renew(&server.app).await.unwrap();
    let olivia = server.browser("u_olivia").await;
    assert_eq!(olivia.get(&path(&placed, "")).await.expect(200).json()["status"], "awaitingPayment");
    server.clock.advance(1);
    quotient_server::renew::renew(&server.app).await.unwrap();
    assert_eq!(olivia.get(&path(&placed, "")).await.expect(200).json()["status"], "canceled");
}

#[tokio::test]
async fn a_change_that_is_not_paid_holds_no_renewal_back() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let placed = ordered(&olivia).await;
    server.clock.advance(10 * DAY - 1);
    quotient_server::renew::renew(&server.app).await.unwrap();
    let olivia = server.browser("u_olivia").await;
    assert_eq!(olivia.get(&path(&placed, "")).await.expect(200).json()["status"], "awaitingPayment");
    server.clock.advance(1);
    quotient_server::renew::renew(&server.app).await.unwrap();
    assert_eq!(olivia.get(&path(&placed, "")).await.expect(200).json()["status"], "canceled");
    let held = olivia.subscription(NODE).await;
    assert_eq!(held["state"]["items"][0]["quantity"], 10);
    assert_eq!(held["state"]["period"]["start"], at(NOW + 10 * DAY));
    assert_eq!(server.paid().await.0, 1);
}

#[tokio::test]
async fn numbers_of_purchase_orders_are_checked() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let quote = olivia.save("q1", &licenses(12)).await;
    for (pays, problem) in [
        (po("  "), "text_empty /purchaseOrder"),
        (po(&"9".repeat(61)), "too_large /purchaseOrder"),
        (po("PO\n1"), "character_not_allowed /purchaseOrder"),
        (po("PO\u{200b}1"), "character_not_allowed /purchaseOrder"),
        (po("\u{2800}\u{fe0f}\u{1160}"), "character_not_allowed /purchaseOrder"),
        (po("\u{202e}PO1"), "character_not_allowed /purchaseOrder"),
        (json!({ "purchaseOrder": 7 }), "wrong_type /purchaseOrder"),
        (json!({ "purchaseOrder": "7", "card": "test_works" }), "field_not_allowed /card"),
        (json!({ "purchaseOrder": "7", "dueAt": at(NOW) }), "unknown_field /dueAt"),
    ] {
        olivia.accept("a1", &quote, pays).await.refuses(422, problem);
    }
    assert_eq!(server.count("SELECT count(*) FROM intents").await, 0);
    // Nothing to pay awaits nothing.
    server.change_catalog(|catalog| catalog["policies"][0]["quantityDecrease"] = json!("atRenewal")).await;
    let fewer = olivia.save("q2", &licenses(5)).await;
    let reply = olivia.accept("a1", &fewer, po("PO-2")).await.expect(200).json();
    assert_eq!((&reply["status"], &reply["order"]["purchaseOrder"]), (&json!("confirmed"), &json!("PO-2")));
    assert_eq!(server.paid().await, (0, 0));
}

#[tokio::test]
async fn a_first_purchase_by_purchase_order_is_the_first_one() {
    let server = Server::start().await;
    server.add_newcomer().await;
    let nora = server.browser("u_new").await;
    let quote = nora.save("q1", &purchase("studio-node", 1, NOW)).await;
    nora.accept("a1", &quote, po("PO-1")).await.expect(200);
    assert_eq!(nora.get("/api/account").await.json()["account"], json!({ "firstPurchase": false }));
}
