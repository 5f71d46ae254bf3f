//! What an account was about so far.

use serde_json::{Value, json};

use crate::support::{Browser, NODE, NOW, Server, at, licenses, plain, purchase, with};

async fn history(browser: &Browser) -> Value {
    browser.get("/api/history").await.expect(200).json()
}

async fn confirm(browser: &Browser, key: &str, choice: &Value, card: &str) -> Value {
    let body = browser.body(choice, card).await;
    browser.confirm(key, &body).await.expect(200).json()
}

#[tokio::test]
async fn everything_is_there_the_latest_first() {
    let server = Server::start().await;
    server.change_catalog(|catalog| catalog["policies"][0]["quantityDecrease"] = json!("immediate")).await;
    let olivia = server.browser("u_olivia").await;
    // The seed's three purchases were paid.
    let start = history(&olivia).await;
    assert_eq!(start["orders"], olivia.get("/api/account").await.json()["orders"]);
    assert_eq!(start["payments"].as_array().unwrap().len(), 3);
    assert_eq!((&start["credits"], &start["quotes"]), (&json!([]), &json!([])));
    assert!(start.get("next").is_none());

    confirm(&olivia, "k1", &licenses(12), "test_works").await;
    let fewer = confirm(&olivia, "k2", &licenses(2), "test_works").await;
    confirm(&olivia, "k3", &licenses(3), "test_works").await;
    let declined = olivia.body(&purchase("build-minutes", 1_000, NOW), "test_declined").await;
    olivia.confirm("k4", &declined).await.expect(402);
    let quote = olivia.save("q1", &purchase("build-minutes", 1_000, NOW)).await;
    let ordered = olivia.accept("a1", &quote, json!({ "purchaseOrder": "PO-1" })).await.expect(200).json();

    let page = history(&olivia).await;
    let states: Vec<_> =
        page["orders"].as_array().unwrap().iter().map(|order| order["state"].clone()).collect();
    let expected = [
        "awaitingPayment",
        "declined",
        "confirmed",
        "confirmed",
        "confirmed",
        "confirmed",
        "confirmed",
        "confirmed",
    ];
    assert_eq!(states, expected);
    let of = |list: &str, order: &Value| -> Vec<Value> {
        let mut found: Vec<Value> = page[list]
            .as_array()
            .unwrap()
            .iter()
            .filter(|each| each["order"] == order["id"])
            .cloned()
            .collect();
        for each in &mut found {
            let each = each.as_object_mut().unwrap();
            assert!(each.remove("order").is_some() && each.remove("at").is_some());
            assert_eq!(each.remove("currency"), Some(json!("USD")));
        }
        found
    };
    let [awaiting, declined, one_more, fewer_order, more] =
        [0, 1, 2, 3, 4].map(|place| page["orders"][place].clone());
    assert_eq!(awaiting, ordered["order"]);
    assert_eq!(fewer_order, fewer["order"]);
    assert_eq!(
        of("payments", &awaiting),
        [
            json!({ "kind": "charge", "amount": "28.80", "status": "awaitingPayment", "purchaseOrder": "PO-1" })
        ]
    );
    assert_eq!(
        of("payments", &declined),
        [json!({ "kind": "charge", "amount": "28.80", "status": "declined", "card": "test_declined" })]
    );
    assert_eq!(
        of("payments", &more),
        [json!({ "kind": "charge", "amount": "166.40", "status": "accepted", "card": "test_works" })]
    );
    // Ten licenses less: what the provider had goes back, the rest is balance.
    assert_eq!(
        of("payments", &fewer_order),
        [json!({ "kind": "refund", "amount": "166.40", "status": "accepted", "card": "test_works" })]
    );
    assert_eq!(
        of("credits", &fewer_order),
        [
            json!({ "subscription": NODE, "kind": "proration", "product": "studio-node", "amount": "832.01" }),
            json!({ "subscription": NODE, "kind": "balance", "amount": "665.61" }),
        ]
    );
    // The balance pays for one more.
    assert_eq!(of("payments", &one_more), [json!(null); 0]);
    assert_eq!(
        of("credits", &one_more),
        [json!({ "subscription": NODE, "kind": "balance", "amount": "-83.20" })]
    );
    let saved = &page["quotes"][0];
    assert_eq!(saved["id"], quote["id"]);
    assert_eq!((&saved["state"], &saved["order"]), (&json!("accepted"), &awaiting["id"]));
    assert_eq!((&saved["amountDue"], &saved["number"]), (&json!("28.80"), &json!("QT-1001")));

    let sam = server.browser("u_sam").await;
    let path = format!("/api/orders/{}/paid", awaiting["id"].as_str().unwrap());
    sam.post(&path, &json!({ "reference": "W 1" })).await.expect(200);
    let paid = history(&olivia).await["payments"][0].clone();
    assert_eq!(
        paid,
        json!({ "order": awaiting["id"], "kind": "charge", "amount": "28.80", "currency": "USD", "status": "accepted",
                "purchaseOrder": "PO-1", "reference": "W 1", "at": at(NOW) })
    );
}

#[tokio::test]
async fn pages_hold_everything_once() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    for round in 0..30 {
        confirm(&olivia, &format!("c{round}"), &plain("cancellation", NODE, NOW), "test_works").await;
        confirm(&olivia, &format!("r{round}"), &plain("resumption", NODE, NOW), "test_works").await;
    }
    let choice = licenses(12);
    let digest = olivia.quote(&choice).await["digest"].clone();
    let body = with(&choice, &json!({ "digest": digest }));
    for key in 0..55 {
        olivia.keyed("/api/quotes", &format!("q{key}"), &body).await.expect(201);
    }
    let (mut orders, mut quotes, mut pages) = (Vec::new(), Vec::new(), 0);
    let mut path = "/api/history".to_owned();
    loop {
        let page = olivia.get(&path).await.expect(200).json();
        pages += 1;
        let numbers = |list: &str| -> Vec<String> {
            page[list]
                .as_array()
                .unwrap()
                .iter()
                .map(|each| each["number"].as_str().unwrap().to_owned())
                .collect()
        };
        orders.extend(numbers("orders"));
        quotes.extend(numbers("quotes"));
        let Some(next) = page.get("next") else { break };
        path = format!("/api/history?before={}", next.as_str().unwrap());
    }
    assert_eq!(pages, 2);
    let expected = |prefix: &str, last: u32| -> Vec<String> {
        (1001..=last).rev().map(|number| format!("{prefix}-{number}")).collect()
    };
    assert_eq!(orders, expected("Q", 1063));
    assert_eq!(quotes, expected("QT", 1055));
    for wrong in [
        "before=1",
        "before=",
        "before=a.b",
        "before=-1.5",
        "before=1001.1001&x=1",
        "x=1",
        "before=1&before=2",
    ] {
        olivia.get(&format!("/api/history?{wrong}")).await.refuses(422, "cursor_malformed /before");
    }
}

#[tokio::test]
async fn others_have_another_history() {
    let server = Server::start().await;
    let carla = server.browser("u_carla").await;
    let page = history(&carla).await;
    assert_eq!(page["orders"].as_array().unwrap().len(), 1);
    assert_eq!(page["orders"][0]["number"], "Q-1000");
    assert_eq!(page["payments"].as_array().unwrap().len(), 1);
    // Who may not see the account sees no history.
    server.browser("u_cem").await.get("/api/history").await.refuses(403, "role_not_allowed ");
    server.browser("u_sam").await.get("/api/history").await.refuses(403, "role_not_allowed ");
    server.stranger().get("/api/history").await.refuses(401, "not_signed_in ");
}
