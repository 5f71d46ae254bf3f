//! What an account shows, and to whom.

use serde_json::json;

use crate::support::{FLOATING, NODE, NOW, Server, TESTCLOUD, at};

#[tokio::test]
async fn the_account_is_in_the_middle_of_its_periods() {
    let server = Server::start().await;
    let account = server.browser("u_olivia").await.get("/api/account").await.expect(200).json();
    assert_eq!(account["now"], at(NOW));
    assert_eq!(account["account"], json!({ "firstPurchase": false }));
    assert_eq!(account["taxes"]["rates"], json!([{ "id": "vat", "percent": "20" }]));
    let subscriptions = account["subscriptions"].as_array().unwrap();
    let ids: Vec<_> = subscriptions.iter().map(|held| held["state"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [NODE, FLOATING, TESTCLOUD]);
    for held in subscriptions {
        let state = &held["state"];
        assert_eq!(state["status"], "active");
        assert_eq!(held["version"], 1);
        assert_eq!(held["changedAt"], state["period"]["start"]);
        assert!(state["period"]["start"].as_str().unwrap() < at(NOW).as_str(), "{state}");
        assert!(state["period"]["end"].as_str().unwrap() > at(NOW).as_str(), "{state}");
        assert_eq!(state["charges"].as_array().unwrap().len(), 1, "{state}");
    }
    let orders = account["orders"].as_array().unwrap();
    let numbers: Vec<_> = orders.iter().map(|order| order["number"].as_str().unwrap()).collect();
    assert_eq!(numbers, ["Q-1003", "Q-1002", "Q-1001"]);
    // Ten licenses for 208.00 with 20 % on top.
    assert_eq!(orders[2]["amountDue"], "2496.00");
    assert_eq!(orders[2]["paidAt"], "2026-11-01T09:00:00Z");
}

#[tokio::test]
async fn only_the_roles_that_may_view_see_anything() {
    let server = Server::start().await;
    let max = server.browser("u_max").await;
    max.get("/api/account").await.expect(200);
    server.execute("UPDATE organizations SET viewer_roles = '[\"owner\",\"admin\"]'").await;
    let choice = json!({ "subscription": NODE, "at": at(NOW), "cycle": { "unit": "year" } });
    let code = json!({ "subscription": NODE, "code": "SAVE10" });
    for reply in [
        max.get("/api/account").await,
        max.get("/api/orders/ord_1").await,
        max.post("/api/quote", &choice).await,
        max.post("/api/codes", &code).await,
        max.confirm("k", &choice).await,
    ] {
        assert_eq!(reply.json()["problems"][0]["allowed"], json!(["owner", "admin"]));
        reply.refuses(403, "role_not_allowed ");
    }
    max.get("/api/session").await.expect(200);
    server.browser("u_adam").await.get("/api/account").await.expect(200);
}

#[tokio::test]
async fn an_organization_sees_its_own_things_only() {
    let server = Server::start().await;
    server.add_organization().await;
    let other = server.browser("u_other").await;
    let account = other.get("/api/account").await.expect(200).json();
    assert_eq!(account["subscriptions"].as_array().unwrap().len(), 1);
    assert_eq!(account["orders"].as_array().unwrap().len(), 1);

    let olivia = server.browser("u_olivia").await;
    let theirs = account["orders"][0]["id"].as_str().unwrap();
    olivia.get(&format!("/api/orders/{theirs}")).await.refuses(404, "not_found ");
    let missing = "not_found /subscription";
    let choice = json!({ "subscription": "sub_other", "at": at(NOW), "cycle": { "unit": "year" } });
    olivia.post("/api/quote", &choice).await.refuses(404, missing);
    olivia
        .post("/api/codes", &json!({ "subscription": "sub_other", "code": "SAVE10" }))
        .await
        .refuses(404, missing);
    let digest = other.quote(&choice).await["digest"].clone();
    let mut body = choice.clone();
    body["digest"] = digest;
    body["card"] = json!("test_works");
    // Even with the right quote: the subscription is not theirs.
    olivia.confirm("k1", &body).await.refuses(404, missing);
    assert_eq!(server.paid().await, (0, 0));
    other.confirm("k1", &body).await.expect(200);
}
