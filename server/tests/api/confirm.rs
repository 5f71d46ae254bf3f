//! From what the page showed to a changed subscription.

use serde_json::{Value, json};

use crate::support::{FLOATING, NODE, NOW, Server, TESTCLOUD, at, licenses, price, with};

#[tokio::test]
async fn the_page_and_the_server_agree_to_the_byte() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    for choice in [
        licenses(12),
        licenses(5),
        with(&licenses(12), &json!({ "cycle": { "unit": "year" } })),
        json!({ "subscription": NODE, "at": at(NOW), "cycle": { "unit": "year", "count": 1 }, "codes": ["annual15", "twenty"] }),
        json!({ "subscription": TESTCLOUD, "at": at(NOW), "items": [{ "product": "testcloud", "quantity": 30 }], "codes": ["HALF3", "save10", " Save10"] }),
        // A product that another subscription has.
        json!({ "subscription": NODE, "at": at(NOW), "items": [{ "product": "testcloud", "quantity": 1 }] }),
        json!({ "subscription": FLOATING, "at": at(NOW + 5000), "items": [{ "product": "gone", "quantity": 1 }] }),
    ] {
        let page = olivia.quote(&choice).await;
        let answer = olivia.post("/api/quote", &choice).await.expect(200).json();
        assert_eq!(answer["digest"], page["digest"], "{choice}");
        // All but the words of a refused code is the same, too.
        assert_eq!(without_messages(answer), without_messages(page), "{choice}");
    }
}

fn without_messages(mut answer: Value) -> Value {
    for code in answer["codes"].as_array_mut().into_iter().flatten() {
        code.as_object_mut().unwrap().remove("message");
    }
    answer
}

#[tokio::test]
async fn two_more_licenses() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let choice = licenses(12);
    let shown = olivia.quote(&choice).await;
    let body = with(&choice, &json!({ "digest": shown["digest"], "card": "test_works" }));
    let reply = olivia.confirm("k1", &body).await.expect(200).json();
    assert_eq!(reply["status"], "confirmed");
    assert_eq!(reply["answer"]["digest"], shown["digest"]);
    assert_eq!(reply["subscription"], shown["subscription"]);
    let order = &reply["order"];
    // A third of a month for two licenses, with 20 % on top: 138.67 + 27.73.
    assert_eq!(order["amountDue"], "166.40");
    assert_eq!(order["refund"], "0.00");
    assert_eq!(order["currency"], "USD");
    assert_eq!(order["number"], "Q-1004");
    assert_eq!(order["subscription"], NODE);
    assert_eq!(order["card"], "test_works");
    assert_eq!(order["paidAt"], at(NOW));
    assert_eq!(server.paid().await, (1, 16_640));

    let held = olivia.subscription(NODE).await;
    assert_eq!(held["state"], shown["subscription"]);
    assert_eq!(held["state"]["items"], json!([{ "product": "studio-node", "quantity": 12 }]));
    assert_eq!(held["version"], 2);
    assert_eq!(held["changedAt"], at(NOW));
    let account = olivia.get("/api/account").await.json();
    assert_eq!(account["orders"][0], *order);
    let id = order["id"].as_str().unwrap();
    assert_eq!(olivia.get(&format!("/api/orders/{id}")).await.expect(200).json(), reply);
}

#[tokio::test]
async fn annual_with_a_code() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let choice =
        json!({ "subscription": NODE, "at": at(NOW), "cycle": { "unit": "year" }, "codes": ["annual15"] });
    let body = olivia.body(&choice, "test_works").await;
    let reply = olivia.confirm("k1", &body).await.expect(200).json();
    // Eleven months less 500.00, with 20 %, less the unused third: 26856.00 - 832.00.
    assert_eq!(reply["order"]["amountDue"], "26024.00");
    assert_eq!(server.paid().await, (1, 2_602_400));
    assert_eq!(reply["subscription"]["cycle"], json!({ "unit": "year" }));
    assert_eq!(reply["subscription"]["period"]["end"], "2027-11-21T09:00:00Z");
    assert_eq!(reply["answer"]["entitlements"], json!(["offlineLicense"]));
    assert_eq!(server.count("SELECT count(*) FROM redemptions WHERE code = 'ANNUAL15'").await, 1);
}

#[tokio::test]
async fn another_quote_than_the_one_shown_charges_nothing() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let before = olivia.get("/api/account").await.body;
    let body = olivia.body(&licenses(12), "test_works").await;
    let mut tampered = body.clone();
    tampered["items"][0]["quantity"] = json!(112);
    let reply = olivia.confirm("k1", &tampered).await.refuses(409, "quote_changed /digest").json();
    assert_eq!(reply["answer"]["subscription"]["items"][0]["quantity"], 112);
    assert_eq!(reply["now"], at(NOW));
    assert_eq!(server.paid().await, (0, 0));
    assert_eq!(olivia.get("/api/account").await.body, before);
    assert_eq!(server.count("SELECT count(*) FROM intents").await, 0);
    // The fresh quote can be confirmed as it is, with the same key: nothing was made of it.
    tampered["digest"] = reply["answer"]["digest"].clone();
    olivia.confirm("k1", &tampered).await.expect(200);
}

#[tokio::test]
async fn a_changed_price_list_gives_the_fresh_quote() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    let digest = server
        .change_catalog(|catalog| catalog["products"][0]["prices"][0]["scheme"]["amount"] = json!("300.00"))
        .await;
    let reply = olivia.confirm("k1", &body).await.refuses(409, "quote_changed /digest").json();
    assert_eq!(reply["catalog"], json!(digest));
    // 2 x 300.00 / 3 with 20 %.
    assert_eq!(reply["answer"]["amountDue"], "240.00");
    assert_eq!(server.paid().await, (0, 0));
    assert_eq!(olivia.subscription(NODE).await["version"], 1);

    let accepted = with(&body, &json!({ "digest": reply["answer"]["digest"] }));
    olivia.confirm("k2", &accepted).await.expect(200);
    assert_eq!(server.paid().await, (1, 24_000));
    assert_eq!(olivia.subscription(NODE).await["catalog"], json!(digest));
}

#[tokio::test]
async fn roles_are_those_of_the_database() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    for user in ["u_max", "u_bianca"] {
        let browser = server.browser(user).await;
        let reply = browser.confirm("k1", &body).await.refuses(409, "role_not_allowed /actor/role").json();
        assert_eq!(reply["answer"]["status"], "rejected");
        assert_eq!(reply["problems"][0]["allowed"], json!(["owner", "admin"]));
    }
    // A page that takes itself for the owner's.
    let max = server.browser("u_max").await;
    let mut account = max.get("/api/account").await.json();
    account["user"]["role"] = json!("owner");
    let catalog = max.get("/api/catalog").await.body;
    let digest = price(&catalog, &account, &licenses(12), &[])["digest"].clone();
    let body = with(&licenses(12), &json!({ "digest": digest, "card": "test_works" }));
    max.confirm("k2", &body).await.refuses(409, "role_not_allowed /actor/role");
    assert_eq!(server.paid().await, (0, 0));

    let sessions = json!({ "subscription": TESTCLOUD, "at": at(NOW), "items": [{ "product": "testcloud", "quantity": 6 }] });
    let bianca = server.browser("u_bianca").await;
    let body = bianca.body(&sessions, "test_works").await;
    bianca.confirm("k1", &body).await.expect(200);
    // A role that was taken away in between counts at once.
    server.execute("UPDATE users SET role = 'member' WHERE id = 'u_bianca'").await;
    bianca.confirm("k3", &body).await.expect(409);
}

#[tokio::test]
async fn what_the_engine_rejects_is_refused_with_all_reasons() {
    let server = Server::start().await;
    let max = server.browser("u_max").await;
    let body = with(&licenses(3), &json!({ "digest": "sha256:0", "card": "test_works" }));
    let reply = max.confirm("k1", &body).await.expect(409);
    assert_eq!(reply.problems(), ["role_not_allowed /actor/role", "quantity_decreased /items/0/quantity"]);
    assert_eq!(reply.json()["answer"]["problems"], reply.json()["problems"]);
    assert!(reply.json()["catalog"].as_str().unwrap().starts_with("sha256:"));
}

#[tokio::test]
async fn nothing_to_pay_asks_no_provider() {
    let server = Server::start().await;
    server
        .change_catalog(|catalog| {
            catalog["coupons"] =
                json!([{ "code": "FREE", "off": { "percent": "100" }, "redemptions": { "limit": 1 } }])
        })
        .await;
    server.cut(true);
    let olivia = server.browser("u_olivia").await;
    let choice = with(&licenses(12), &json!({ "codes": ["FREE"] }));
    let shown = olivia.quote(&choice).await;
    assert_eq!(shown["amountDue"], "0.00");
    // No card is needed, and one that is sent is not written down.
    let body = with(&choice, &json!({ "digest": shown["digest"] }));
    let reply = olivia.confirm("k1", &body).await.expect(200);
    assert_eq!(reply.json()["order"]["amountDue"], "0.00");
    assert!(reply.json()["order"].get("card").is_none());
    assert_eq!(olivia.confirm("k1", &body).await.expect(200).body, reply.body);
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    assert_eq!(server.paid().await, (0, 0));
    assert_eq!(server.count("SELECT count(*) FROM redemptions WHERE code = 'FREE'").await, 1);
    let told = olivia.post("/api/codes", &json!({ "subscription": NODE, "code": "FREE" })).await.json();
    assert_eq!(told["refused"], "code_exhausted");
}

#[tokio::test]
async fn a_card_is_needed_where_there_is_something_to_pay() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let mut body = olivia.body(&licenses(12), "test_works").await;
    body.as_object_mut().unwrap().remove("card");
    olivia.confirm("k1", &body).await.refuses(422, "missing_field /card");
    assert_eq!(server.count("SELECT count(*) FROM intents").await, 0);
}

#[tokio::test]
async fn money_goes_back_under_a_key_of_its_own() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let annual = json!({ "subscription": NODE, "at": at(NOW), "cycle": { "unit": "year" } });
    let body = olivia.body(&annual, "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    let (_, paid) = server.paid().await;
    server.change_catalog(|catalog| catalog["policies"][0]["cycleShorten"] = json!("immediate")).await;
    server.clock.advance(60);
    let monthly = json!({ "subscription": NODE, "at": at(NOW + 60), "cycle": { "unit": "month" } });
    let shown = olivia.quote(&monthly).await;
    assert_eq!(shown["amountDue"], "0.00");
    let refund = shown["refund"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
    assert!(refund > 2_000_000, "{refund}");
    let body = with(&monthly, &json!({ "digest": shown["digest"] }));
    let reply = olivia.confirm("k2", &body).await.expect(200);
    assert_eq!(reply.json()["order"]["refund"], shown["refund"]);
    assert_eq!(server.paid().await, (2, paid - refund));
    assert_eq!(olivia.confirm("k2", &body).await.expect(200).body, reply.body);
    assert_eq!(server.paid().await, (2, paid - refund));
}

#[tokio::test]
async fn an_order_tells_what_it_was_taxed_with_whatever_comes_after() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let taxes = olivia.get("/api/account").await.json()["taxes"].take();
    let body = olivia.body(&licenses(12), "test_works").await;
    let first = olivia.confirm("k1", &body).await.expect(200).json();
    assert_eq!(first["taxes"]["rates"], taxes["rates"]);
    server.execute("UPDATE organizations SET taxes = '{\"exempt\":true}'").await;
    let body = olivia.body(&licenses(13), "test_works").await;
    let second = olivia.confirm("k2", &body).await.expect(200).json();
    assert_eq!((&second["taxes"], &second["answer"]["tax"]), (&json!({ "exempt": true }), &json!("0.00")));
    server.execute("UPDATE organizations SET taxes = '{}'").await;
    let body = olivia.body(&licenses(14), "test_works").await;
    assert_eq!(olivia.confirm("k3", &body).await.expect(200).json().get("taxes"), None);
    for order in [&first, &second] {
        let id = order["order"]["id"].as_str().unwrap();
        let shown = olivia.get(&format!("/api/orders/{id}")).await.json();
        assert_eq!(shown["taxes"], order["taxes"]);
    }
}
