//! Buying a subscription that is not there yet.

use serde_json::{Value, json};

use crate::support::{NOW, Server, at, plain, purchase, with};

#[tokio::test]
async fn a_newcomer_buys_a_first_subscription() {
    let server = Server::start().await;
    server.add_newcomer().await;
    let nora = server.browser("u_new").await;
    assert_eq!(nora.get("/api/account").await.json()["account"], json!({ "firstPurchase": true }));
    let choice = purchase("studio-node", 3, NOW);
    let shown = nora.quote(&choice).await;
    let answer = nora.post("/api/quote", &choice).await.expect(200).json();
    assert_eq!(answer, shown);
    let body = nora.body(&choice, "test_works").await;
    let reply = nora.confirm("k1", &body).await.expect(200).json();
    assert_eq!(reply["status"], "confirmed");
    let order = &reply["order"];
    assert_eq!(order["kind"], "purchase");
    assert_eq!(order["state"], "confirmed");
    assert_eq!(order["amountDue"], "624.00");
    assert_eq!(server.paid().await, (1, 62_400));

    let id = order["subscription"].as_str().unwrap();
    assert!(id.starts_with("sub_"), "{id}");
    let held = nora.subscription(id).await;
    assert_eq!(held["state"], reply["subscription"]);
    // The engine's state, and the id that only the server can give.
    assert_eq!(held["state"], with(&shown["subscription"], &json!({ "id": id })));
    assert_eq!(held["version"], 1);
    assert_eq!(held["changedAt"], at(NOW));
    let account = nora.get("/api/account").await.json();
    assert_eq!(account["account"], json!({ "firstPurchase": false }));
    assert_eq!(account["orders"][0], *order);
    assert_eq!(nora.confirm("k1", &body).await.expect(200).json(), reply);
    assert_eq!(server.paid().await, (1, 62_400));
    // It can be changed like any other.
    let more =
        json!({ "subscription": id, "at": at(NOW), "items": [{ "product": "studio-node", "quantity": 4 }] });
    let body = nora.body(&more, "test_works").await;
    nora.confirm("k2", &body).await.expect(200);
    assert_eq!(nora.subscription(id).await["version"], 2);
}

#[tokio::test]
async fn what_another_subscription_has_is_not_bought_again() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = with(&purchase("studio-node", 1, NOW), &json!({ "digest": "sha256:0", "card": "test_works" }));
    let reply = olivia.confirm("k1", &body).await.expect(409);
    assert_eq!(reply.json()["problems"][0]["code"], "already_subscribed");
    let answer = olivia.quote(&purchase("studio-node", 1, NOW)).await;
    assert_eq!(answer["status"], "rejected");
    // Another product is welcome, and no first purchase.
    let body = olivia.body(&purchase("build-minutes", 2_000, NOW), "test_works").await;
    let reply = olivia.confirm("k1", &body).await.expect(200).json();
    // Two packages of 24.00 with 20 %.
    assert_eq!(reply["order"]["amountDue"], "57.60");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_purchases_of_one_product_one_wins() {
    let server = Server::start().await;
    server.add_newcomer().await;
    let nora = server.browser("u_new").await;
    let body = nora.body(&purchase("testcloud", 2, NOW), "test_timeout").await;
    let confirms: Vec<_> = (0..10)
        .map(|n| {
            let (nora, body) = (nora.clone(), body.clone());
            tokio::spawn(async move { nora.confirm(&format!("k{n}"), &body).await })
        })
        .collect();
    let mut won = 0;
    for confirm in confirms {
        let reply = confirm.await.unwrap();
        if reply.status == 200 {
            won += 1;
        } else {
            assert_eq!(reply.status, 409, "{}", reply.body);
            let code = reply.json()["problems"][0]["code"].as_str().unwrap().to_owned();
            // It waits, it has been bought, or it is no first purchase any more.
            let expected = ["confirm_in_progress", "already_subscribed", "quote_changed"];
            assert!(expected.contains(&code.as_str()), "{code}");
        }
    }
    assert_eq!(won, 1);
    assert_eq!(server.paid().await.0, 1);
    let account = nora.get("/api/account").await.json();
    assert_eq!(account["subscriptions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_purchase_that_is_not_paid_leaves_nothing() {
    let server = Server::start().await;
    server.add_newcomer().await;
    let nora = server.browser("u_new").await;
    let choice = purchase("testcloud", 2, NOW);
    let body = nora.body(&choice, "test_declined").await;
    nora.confirm("k1", &body).await.refuses(402, "card_declined /card");
    let account = nora.get("/api/account").await.json();
    assert_eq!(account["subscriptions"], json!([]));
    assert_eq!(account["account"], json!({ "firstPurchase": true }));

    // While it is on its way there is an order, and still no subscription.
    server.cut(true);
    let body = nora.body(&choice, "test_works").await;
    let pending = nora.confirm("k2", &body).await.expect(202).json();
    assert_eq!(pending["status"], "pending");
    assert!(pending.get("subscription").is_none());
    let account = nora.get("/api/account").await.json();
    assert_eq!(account["subscriptions"], json!([]));
    assert_eq!(account["account"], json!({ "firstPurchase": false }));
    let order = format!("/api/orders/{}", pending["order"]["id"].as_str().unwrap());
    assert_eq!(nora.get(&order).await.expect(200).json(), pending);
    server.cut(false);
    quotient_server::settle::reconcile(&server.app).await.unwrap();
    let done = nora.get(&order).await.expect(200).json();
    assert_eq!(done["status"], "confirmed");
    assert_eq!(done["subscription"]["id"], done["order"]["subscription"]);
    assert_eq!(server.paid().await.0, 1);
}

#[tokio::test]
async fn roles_may_buy_what_their_policies_say() {
    let server = Server::start().await;
    server.add_newcomer().await;
    let member = server.browser("u_new_member").await;
    let answer = member.quote(&purchase("studio-node", 3, NOW)).await;
    let body = with(&purchase("studio-node", 3, NOW), &json!({ "digest": "sha256:0", "card": "test_works" }));
    let reply = member.confirm("k1", &body).await.refuses(409, "role_not_allowed /actor/role").json();
    assert_eq!(reply["answer"], answer);
    assert_eq!(server.paid().await, (0, 0));
}

#[tokio::test]
async fn a_first_purchase_is_one_only() {
    let server = Server::start().await;
    server.add_newcomer().await;
    server
        .change_catalog(|catalog| {
            catalog["coupons"] =
                json!([{ "code": "WELCOME", "off": { "percent": "50" }, "firstPurchaseOnly": true }]);
        })
        .await;
    let nora = server.browser("u_new").await;
    let one = with(&purchase("studio-node", 3, NOW), &json!({ "codes": ["welcome"] }));
    let two = with(&purchase("testcloud", 1, NOW), &json!({ "codes": ["welcome"] }));
    // Both pages were shown half the price.
    let first = nora.body(&one, "test_works").await;
    let second = nora.body(&two, "test_works").await;
    server.cut(true);
    nora.confirm("k1", &first).await.expect(202);
    let reply = nora.confirm("k2", &second).await.refuses(409, "quote_changed /digest").json();
    assert_eq!(reply["answer"]["codes"][0]["reason"], "code_first_purchase_only");
    server.cut(false);
    quotient_server::settle::reconcile(&server.app).await.unwrap();
    assert_eq!(server.paid().await, (1, 31_200));
    nora.confirm("k2", &second).await.expect(409);
}

#[tokio::test]
async fn codes_for_a_purchase_need_no_subscription() {
    let server = Server::start().await;
    server.add_newcomer().await;
    let nora = server.browser("u_new").await;
    let told = nora.post("/api/codes", &json!({ "code": "save10" })).await.expect(200).json();
    assert_eq!(told["code"], "SAVE10");
    let told = nora.post("/api/codes", &json!({ "code": "nope" })).await.expect(200).json();
    assert_eq!(told, json!({ "code": "NOPE", "refused": "code_unknown" }));
    let choice = with(&purchase("studio-node", 1, NOW), &json!({ "codes": ["save10", "nope"] }));
    let page = nora.quote(&choice).await;
    assert_eq!(page["amountDue"], "187.20");
    let body = nora.body(&choice, "test_works").await;
    nora.confirm("k1", &body).await.expect(200);
    assert_eq!(server.count("SELECT count(*) FROM redemptions WHERE code = 'SAVE10'").await, 1);
}

#[tokio::test]
async fn what_cannot_be_bought_says_why() {
    let server = Server::start().await;
    server.add_newcomer().await;
    let nora = server.browser("u_new").await;
    let choice = purchase("studio-node", 3, NOW);
    for (part, expected) in [
        (json!({ "currency": "XXQ" }), "unknown_currency /currency"),
        (json!({ "currency": 5 }), "wrong_type /currency"),
        (json!({ "subscription": "sub_1" }), "unknown_field /subscription"),
    ] {
        nora.post("/api/quote", &with(&choice, &part)).await.refuses(422, expected);
    }
    let reasons = |answer: Value| answer["problems"][0]["code"].as_str().unwrap().to_owned();
    for (part, expected) in [
        (json!({ "currency": "EUR" }), "price_not_found"),
        (json!({ "items": [] }), "no_items"),
        (json!({ "items": [{ "product": "gone", "quantity": 1 }] }), "unknown_product"),
        (json!({ "items": [{ "product": "build-minutes", "quantity": 1_500 }] }), "quantity_step"),
    ] {
        let answer = nora.post("/api/quote", &with(&choice, &part)).await.expect(200).json();
        assert_eq!(reasons(answer), expected);
    }
    // A purchase has no subscription whose state could have gone on, but its instant counts all the same.
    let body = nora.body(&choice, "test_works").await;
    server.clock.advance(901);
    nora.confirm("k1", &body).await.refuses(409, "quote_expired /at");
    let body = with(&plain("purchase", "sub_1", NOW), &json!({ "digest": "sha256:0" }));
    assert_eq!(nora.confirm("k1", &body).await.expect(422).problems().len(), 4);
}

/// A hundred and more that are as the one that is there, but with another status.
async fn add_others(server: &Server, statement: &'static str) {
    assert_eq!(server.execute(statement).await, 101);
}

#[tokio::test]
async fn what_has_ended_is_not_counted_for_ever() {
    let server = Server::start().await;
    add_others(
        &server,
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 101)
         INSERT INTO subscriptions (id, organization, position, state, status, canceling, period_end,
                                    catalog, version, changed_at)
         SELECT 'sub_old_' || n, organization, 1000 + n,
                replace(state, '\"status\":\"active\"', '\"status\":\"ended\"'), 'ended', canceling, period_end,
                catalog, version, changed_at
         FROM subscriptions, numbers WHERE id = 'sub_testcloud'",
    )
    .await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&purchase("build-minutes", 1_000, NOW), "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
}

#[tokio::test]
async fn more_than_can_be_priced_together_is_told() {
    let server = Server::start().await;
    add_others(
        &server,
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 101)
         INSERT INTO subscriptions (id, organization, position, state, status, canceling, period_end,
                                    catalog, version, changed_at)
         SELECT 'sub_more_' || n, organization, 1000 + n, state, status, canceling, period_end,
                catalog, version, changed_at
         FROM subscriptions, numbers WHERE id = 'sub_testcloud'",
    )
    .await;
    let olivia = server.browser("u_olivia").await;
    let buy = purchase("build-minutes", 1_000, NOW);
    olivia.post("/api/quote", &buy).await.refuses(409, "too_many_subscriptions ");
}
