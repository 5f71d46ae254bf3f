//! Saved quotes: numbered, shared, withdrawn, and accepted at exactly the quoted amount, or not at all.

use serde_json::{Value, json};

use crate::support::{Browser, NODE, NOW, Server, at, licenses, purchase, with};

const DAY: i64 = 86_400;

fn card() -> Value {
    json!({ "card": "test_works" })
}

async fn show(browser: &Browser, quote: &Value) -> Value {
    browser.get(&format!("/api/quotes/{}", quote["id"].as_str().unwrap())).await.expect(200).json()
}

fn codes(reply: &crate::support::Reply) -> Vec<String> {
    reply.problems().iter().map(|problem| problem.split(' ').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_quote_is_kept_as_it_was_shown() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let shown = olivia.quote(&licenses(12)).await;
    let quote = olivia.save("q1", &licenses(12)).await;
    assert_eq!(quote["number"], "QT-1001");
    assert_eq!(quote["state"], "open");
    assert_eq!(quote["createdAt"], at(NOW));
    // Thirty days are longer than the period that it is priced in: its end is the quote's.
    assert_eq!(quote["validUntil"], at(NOW + 10 * DAY - 1));
    assert_eq!(quote["createdBy"], json!({ "name": "Olivia Ortiz" }));
    assert_eq!(quote["organization"], json!({ "name": "Northwind Games" }));
    assert_eq!((&quote["type"], &quote["subscription"]), (&json!("change"), &json!(NODE)));
    assert_eq!(quote["answer"], shown);
    assert_eq!(quote["digest"], shown["digest"]);
    assert_eq!(show(&olivia, &quote).await, quote);
    // The same key is the same quote, another one another, without a gap.
    let body = with(&licenses(12), &json!({ "digest": shown["digest"] }));
    assert_eq!(olivia.keyed("/api/quotes", "q1", &body).await.expect(201).json(), quote);
    olivia
        .keyed("/api/quotes", "q1", &with(&body, &json!({ "at": at(NOW + 1) })))
        .await
        .refuses(422, "idempotency_key_reused ");
    let wrong = with(&licenses(12), &json!({ "digest": "sha256:0" }));
    olivia.keyed("/api/quotes", "q2", &wrong).await.refuses(409, "quote_changed /digest");
    assert_eq!(olivia.save("q2", &licenses(13)).await["number"], "QT-1002");
    // A purchase has no period that ends.
    let quote = olivia.save("q3", &purchase("build-minutes", 1_000, NOW)).await;
    assert_eq!(quote["validUntil"], at(NOW + 30 * DAY));
    assert_eq!(server.paid().await, (0, 0));
    let others = server.browser("u_carla").await;
    let path = format!("/api/quotes/{}", quote["id"].as_str().unwrap());
    for path in [path.clone(), format!("{path}/verify")] {
        others.get(&path).await.refuses(404, "not_found ");
    }
    others.accept("a1", &quote, card()).await.refuses(404, "not_found ");
    others.post(&format!("{path}/withdraw"), &json!({})).await.refuses(404, "not_found ");
}

#[tokio::test]
async fn only_what_can_be_confirmed_can_be_saved() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let max = server.browser("u_max").await;
    let body = with(&licenses(12), &json!({ "digest": "sha256:0" }));
    max.keyed("/api/quotes", "q1", &body).await.refuses(409, "role_not_allowed /actor/role");
    olivia
        .keyed("/api/quotes", "q1", &with(&body, &json!({ "card": "x" })))
        .await
        .refuses(422, "unknown_field /card");
    olivia.post("/api/quotes", &body).await.refuses(422, "idempotency_key_missing ");
    let leave = json!({ "type": "cancellation", "subscription": NODE, "at": at(NOW), "digest": "sha256:0" });
    olivia.keyed("/api/quotes", "q1", &leave).await.refuses(422, "unknown_value /type");
    server.clock.advance(901);
    olivia.keyed("/api/quotes", "q1", &body).await.refuses(409, "quote_expired /at");
    assert_eq!(server.count("SELECT count(*) FROM quotes").await, 0);
}

#[tokio::test]
async fn it_is_accepted_later_at_the_quoted_amount() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let choice = with(&licenses(12), &json!({ "codes": ["save10"] }));
    let quote = olivia.save("q1", &choice).await;
    assert_eq!(quote["answer"]["amountDue"], "149.76");
    // Dearer by now, and the code is gone.
    server
        .change_catalog(|catalog| {
            catalog["products"][0]["prices"][0]["scheme"]["amount"] = json!("300.00");
            catalog["coupons"] = json!([]);
        })
        .await;
    server.clock.advance(5 * DAY);
    // Somebody else of those who may buy.
    let adam = server.browser("u_adam").await;
    let reply = adam.accept("a1", &quote, card()).await.expect(200).json();
    assert_eq!(reply["status"], "confirmed");
    assert_eq!(reply["order"]["amountDue"], "149.76");
    assert_eq!(reply["order"]["quote"], quote["id"]);
    assert_eq!(reply["answer"], quote["answer"]);
    assert_eq!(reply["subscription"], quote["answer"]["subscription"]);
    assert_eq!(server.paid().await, (1, 14_976));
    let held = adam.subscription(NODE).await;
    assert_eq!(held["state"], quote["answer"]["subscription"]);
    assert_eq!(held["catalog"], quote["catalog"]);
    assert_eq!(server.count("SELECT count(*) FROM redemptions WHERE code = 'SAVE10'").await, 1);
    let now = show(&adam, &quote).await;
    assert_eq!((&now["state"], &now["order"]), (&json!("accepted"), &reply["order"]["id"]));

    assert_eq!(adam.accept("a1", &quote, card()).await.expect(200).json(), reply);
    let again = adam.accept("a2", &quote, card()).await.expect(409);
    assert_eq!(codes(&again), ["quote_accepted", "subscription_changed"]);
    assert_eq!(again.json()["answer"]["status"], "rejected");
    assert_eq!(server.paid().await, (1, 14_976));
    let order = reply["order"]["id"].as_str().unwrap();
    for path in [
        format!("/api/orders/{order}/verify"),
        format!("/api/quotes/{}/verify", quote["id"].as_str().unwrap()),
    ] {
        let verified = adam.get(&path).await.expect(200).json();
        assert_eq!(verified, json!({ "verified": true, "digest": quote["digest"] }));
    }
}

#[tokio::test]
async fn a_purchase_costs_what_was_quoted_and_starts_when_it_is_bought() {
    let server = Server::start().await;
    server.add_newcomer().await;
    server
        .change_catalog(|catalog| {
            catalog["coupons"] = json!([{ "code": "SOON", "off": { "percent": "50" }, "until": at(NOW + DAY),
                "firstPurchaseOnly": true, "redemptions": { "limit": 1 } }]);
        })
        .await;
    let nora = server.browser("u_new").await;
    let choice = with(&purchase("studio-node", 3, NOW), &json!({ "codes": ["soon", "later"] }));
    let quote = nora.save("q1", &choice).await;
    assert_eq!(quote["answer"]["amountDue"], "312.00");
    server.change_catalog(|catalog| catalog["coupons"] = json!([])).await;
    server.clock.advance(20 * DAY);
    let nora = server.browser("u_new").await;
    let reply = nora.accept("a1", &quote, card()).await.expect(200).json();
    assert_eq!(reply["order"]["amountDue"], "312.00");
    assert_eq!(server.paid().await, (1, 31_200));
    assert_eq!(reply["subscription"]["period"]["start"], at(NOW + 20 * DAY));
    let held = nora.subscription(reply["order"]["subscription"].as_str().unwrap()).await;
    assert_eq!(held["changedAt"], at(NOW + 20 * DAY));
    let verify = format!("/api/orders/{}/verify", reply["order"]["id"].as_str().unwrap());
    assert_eq!(nora.get(&verify).await.expect(200).json()["verified"], true);
    assert_eq!(server.count("SELECT count(*) FROM redemptions WHERE code = 'SOON'").await, 1);
}

#[tokio::test]
async fn after_its_time_it_is_refused_with_a_fresh_quote() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let change = olivia.save("q1", &licenses(12)).await;
    let buy = olivia.save("q2", &purchase("build-minutes", 1_000, NOW)).await;
    server.clock.advance(10 * DAY - 1);
    let olivia = server.browser("u_olivia").await;
    assert_eq!(show(&olivia, &change).await["state"], "open");
    server.clock.advance(1);
    assert_eq!(show(&olivia, &change).await["state"], "expired");
    let reply = olivia.accept("a1", &change, card()).await.refuses(409, "quote_expired ").json();
    assert_eq!(reply["now"], at(NOW + 10 * DAY));
    assert_eq!(reply["answer"]["problems"][0]["code"], "renewal_due");
    server.clock.advance(20 * DAY + 1);
    let olivia = server.browser("u_olivia").await;
    let reply = olivia.accept("a2", &buy, card()).await.refuses(409, "quote_expired ").json();
    // What it would cost today, to be saved or confirmed.
    assert_eq!(
        (&reply["answer"]["status"], &reply["answer"]["amountDue"]),
        (&json!("priced"), &json!("28.80"))
    );
    assert_eq!(server.paid().await, (0, 0));
}

/// Build minutes by the month, which may be taken back; returns the id of the subscription.
async fn build_minutes(browser: &Browser, quantity: u32) -> Value {
    let body = browser.body(&purchase("build-minutes", quantity, NOW), "test_works").await;
    browser.confirm("minutes", &body).await.expect(200).json()["order"]["subscription"].clone()
}

#[tokio::test]
async fn what_is_used_meanwhile_is_not_given_back() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let minutes = build_minutes(&olivia, 10_000).await;
    let to = |quantity: u32, cycle: &str| {
        json!({
            "subscription": minutes, "at": at(NOW), "cycle": { "unit": cycle },
            "items": [{ "product": "build-minutes", "quantity": quantity }],
        })
    };
    let fewer = olivia.save("q1", &to(1_000, "month")).await;
    let fewer_for_longer = olivia.save("q2", &to(5_000, "year")).await;
    let more = olivia.save("q3", &to(11_000, "month")).await;
    assert_ne!(fewer["answer"]["refund"], "0.00");
    assert_ne!(fewer_for_longer["answer"]["amountDue"], "0.00");
    for quote in [&fewer, &fewer_for_longer] {
        assert_eq!(quote["validUntil"], quote["answer"]["validUntil"]);
        assert_eq!(quote["validUntil"], at(NOW + 900));
    }
    let period = &olivia.subscription(minutes.as_str().unwrap()).await["state"]["period"];
    assert_eq!(
        (&more["validUntil"], &period["end"]),
        (&json!(at(NOW + 30 * DAY - 1)), &json!(at(NOW + 30 * DAY)))
    );
    // Nor is it ordered by an invoice, which is paid later.
    let po = json!({ "purchaseOrder": "PO-1" });
    olivia.accept("a1", &fewer_for_longer, po).await.refuses(422, "field_not_allowed /purchaseOrder");
    let paid = server.paid().await;
    server.clock.advance(901);
    for (key, quote) in [("a2", &fewer), ("a3", &fewer_for_longer)] {
        olivia.accept(key, quote, card()).await.refuses(409, "quote_expired ");
    }
    assert_eq!(server.paid().await, paid);
    olivia.accept("a4", &more, card()).await.expect(200);
}

#[tokio::test]
async fn a_period_that_a_quote_starts_is_not_over_when_it_is_accepted() {
    let server = Server::start().await;
    server
        .change_catalog(|catalog| {
            let minutes = catalog["products"]
                .as_array_mut()
                .unwrap()
                .iter_mut()
                .find(|product| product["id"] == "build-minutes");
            let prices = minutes.unwrap()["prices"].as_array_mut().unwrap();
            let mut weekly = prices[0].clone();
            (weekly["id"], weekly["cycle"]) = (json!("build-minutes-weekly"), json!({ "unit": "week" }));
            prices.push(weekly);
        })
        .await;
    let olivia = server.browser("u_olivia").await;
    let minutes = build_minutes(&olivia, 10_000).await;
    let quote = olivia
        .save("q1", &json!({ "subscription": minutes, "at": at(NOW), "cycle": { "unit": "week" } }))
        .await;
    assert_eq!(quote["validUntil"], at(NOW + 7 * DAY - 1));
}

#[tokio::test]
async fn what_stands_against_it_is_told() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let quote = olivia.save("q1", &licenses(12)).await;
    let forged = with(&quote, &json!({ "digest": "sha256:0" }));
    olivia.accept("a1", &forged, card()).await.refuses(409, "quote_changed /digest");
    // By the role, now and of whoever accepts.
    let max = server.browser("u_max").await;
    let reply = max.accept("a1", &quote, card()).await.refuses(409, "role_not_allowed /actor/role").json();
    assert_eq!(reply["answer"]["status"], "rejected");
    let withdraw = format!("/api/quotes/{}/withdraw", quote["id"].as_str().unwrap());
    max.post(&withdraw, &json!({})).await.refuses(403, "role_not_allowed ");
    // The subscription has changed since.
    let other = olivia.save("q2", &licenses(13)).await;
    let body = olivia.body(&licenses(11), "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    let paid = server.paid().await;
    let reply = olivia.accept("a2", &quote, card()).await.refuses(409, "subscription_changed ").json();
    assert_eq!(reply["answer"]["subscription"]["items"][0]["quantity"], 12);
    // Withdrawn.
    let withdraw = format!("/api/quotes/{}/withdraw", other["id"].as_str().unwrap());
    olivia.post(&withdraw, &json!({ "x": 1 })).await.refuses(422, "unknown_field /x");
    assert_eq!(olivia.post(&withdraw, &json!({})).await.expect(200).json()["state"], "withdrawn");
    assert_eq!(olivia.post(&withdraw, &json!({})).await.expect(200).json()["state"], "withdrawn");
    let reply = olivia.accept("a3", &other, card()).await.expect(409);
    assert_eq!(codes(&reply), ["quote_withdrawn", "subscription_changed"]);
    assert_eq!(server.paid().await, paid);
}

#[tokio::test]
async fn what_is_held_elsewhere_by_now_is_not_bought_by_an_old_quote() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let buy = purchase("build-minutes", 1_000, NOW);
    let quote = olivia.save("q1", &buy).await;
    let body = olivia.body(&buy, "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    let reply = olivia.accept("a1", &quote, card()).await.expect(409);
    assert_eq!(codes(&reply), ["already_subscribed"]);
    assert_eq!(server.paid().await.0, 1);
}

#[tokio::test]
async fn the_last_redemption_of_a_quoted_code_may_go_elsewhere() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let choice = with(&licenses(12), &json!({ "codes": ["loyal5"] }));
    let quote = olivia.save("q1", &choice).await;
    assert_eq!(server.count("SELECT count(*) FROM redemptions WHERE code = 'LOYAL5'").await, 0);
    let other = with(&purchase("build-minutes", 1_000, NOW), &json!({ "codes": ["loyal5"] }));
    let body = olivia.body(&other, "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    let reply = olivia.accept("a1", &quote, card()).await.refuses(409, "code_already_used ").json();
    assert_eq!(reply["answer"]["codes"][0]["reason"], "code_already_used");
    assert_eq!(server.paid().await.0, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn accepted_many_times_at_once_it_is_paid_once() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let quote = olivia.save("q1", &licenses(12)).await;
    let accepts: Vec<_> = (0..12)
        .map(|n| {
            let (olivia, quote) = (olivia.clone(), quote.clone());
            tokio::spawn(async move {
                olivia.accept(&format!("a{n}"), &quote, json!({ "card": "test_timeout" })).await
            })
        })
        .collect();
    let mut confirmed = 0;
    for accept in accepts {
        let reply = accept.await.unwrap();
        if reply.status == 200 {
            confirmed += 1;
        } else {
            assert!(reply.expect(409).body.contains("quote_accepted"));
        }
    }
    assert_eq!(confirmed, 1);
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test]
async fn a_declined_card_leaves_the_quote_open() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let quote = olivia.save("q1", &licenses(12)).await;
    let declined = json!({ "card": "test_declined" });
    olivia.accept("a1", &quote, declined.clone()).await.refuses(402, "card_declined /card");
    olivia.accept("a1", &quote, declined).await.refuses(402, "card_declined /card");
    olivia.accept("a1", &quote, card()).await.refuses(422, "idempotency_key_reused ");
    olivia.accept("a2", &quote, json!({})).await.refuses(422, "missing_field /card");
    assert_eq!(show(&olivia, &quote).await["state"], "open");
    olivia.accept("a2", &quote, card()).await.expect(200);
    assert_eq!(server.paid().await, (1, 16_640));
}

#[tokio::test]
async fn whoever_has_the_link_sees_the_quote_and_nothing_else() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let choice = with(&licenses(12), &json!({ "codes": ["loyal5", "launch"] }));
    let quote = olivia.save("q1", &choice).await;
    // Members get a request that gives the digest in a page, without what only the server knows.
    let text = quote["request"].to_string();
    assert!(
        !text.contains("redemptions") && text.contains(r#"{"code":"LAUNCH","refused":"code_exhausted"}"#),
        "{text}"
    );
    let catalog = olivia.get(&format!("/api/catalogs/{}", quote["catalog"].as_str().unwrap())).await.body;
    let request = quotient::Request::parse(&text).unwrap();
    let catalog = quotient::Catalog::parse(&catalog).unwrap();
    let priced: Value =
        serde_json::from_str(&quotient::quote(&catalog, &request).unwrap().to_json()).unwrap();
    assert_eq!(priced["digest"], quote["digest"]);

    let link = quote["link"].as_str().unwrap();
    let token = link.strip_prefix("/shared/").unwrap();
    assert!(token.len() >= 43, "{token}");
    let stranger = server.stranger();
    let reply = stranger.get(&format!("/api/shared/{token}")).await.expect(200);
    assert_eq!(reply.headers["cache-control"], "no-store");
    for private in ["@", "sub_testcloud", "existing", "redemptions", "LOYAL5\",\"combinable", token] {
        assert!(!reply.body.contains(private), "{private} in {}", reply.body);
    }
    let shown = reply.json();
    for told in ["amountDue", "currency", "discount", "renewal", "subtotal", "tax", "total", "validUntil"] {
        assert_eq!(shown["answer"][told], quote["answer"][told], "{told}");
    }
    assert_eq!(shown["createdBy"], json!({ "name": "Olivia Ortiz" }));
    let verified = stranger.get(&format!("/api/shared/{token}/verify")).await.expect(200).json();
    assert_eq!(verified, json!({ "verified": true }));
    // Nobody else's, and no way in.
    let mut other = token.to_owned();
    other.replace_range(..1, if token.starts_with('0') { "1" } else { "0" });
    for wrong in [other.as_str(), quote["id"].as_str().unwrap(), "%00", "QT-1001"] {
        stranger.get(&format!("/api/shared/{wrong}")).await.refuses(404, "not_found ");
        stranger.get(&format!("/api/shared/{wrong}/verify")).await.refuses(404, "not_found ");
    }
    stranger
        .get(&format!("/api/quotes/{}", quote["id"].as_str().unwrap()))
        .await
        .refuses(401, "not_signed_in ");
    let second = olivia.save("q2", &licenses(13)).await;
    assert_ne!(second["link"], quote["link"]);
}

#[tokio::test]
async fn no_code_can_be_tried_against_what_a_link_shows() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let quote = olivia.save("q1", &with(&licenses(12), &json!({ "codes": ["loyal5"] }))).await;
    let digest = quote["digest"].as_str().unwrap();
    server
        .execute("UPDATE quotes SET request = replace(request, '\"quantity\":12', '\"quantity\":11')")
        .await;
    for path in ["", "/verify"] {
        let path = format!("/api{}{path}", quote["link"].as_str().unwrap());
        let reply = server.stranger().get(&path).await.expect(200);
        // Whoever prices it with one code after another would see by a digest which is the right one.
        assert!(!reply.body.contains(digest) && !reply.body.contains("\"digest\""), "{}", reply.body);
        assert_eq!(reply.json().get("now"), None);
    }
}

#[tokio::test]
async fn what_was_tampered_with_does_not_verify() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let quote = olivia.save("q1", &licenses(12)).await;
    server
        .execute("UPDATE quotes SET request = replace(request, '\"quantity\":12', '\"quantity\":11')")
        .await;
    let verify = format!("/api/quotes/{}/verify", quote["id"].as_str().unwrap());
    let verified = olivia.get(&verify).await.expect(200).json();
    assert_eq!((&verified["verified"], &verified["digest"]), (&json!(false), &quote["digest"]));
    assert!(verified["now"].as_str().unwrap().starts_with("sha256:"));
    let order = olivia.get("/api/account").await.json()["orders"][0]["id"].as_str().unwrap().to_owned();
    let verify = format!("/api/orders/{order}/verify");
    assert_eq!(olivia.get(&verify).await.expect(200).json()["verified"], true);
    server.execute("UPDATE orders SET request = '{}'").await;
    assert_eq!(olivia.get(&verify).await.expect(200).json()["verified"], false);
    server.browser("u_carla").await.get(&verify).await.refuses(404, "not_found ");
}

#[tokio::test]
async fn a_link_gives_no_code_and_no_earlier_payment_away() {
    let server = Server::start().await;
    server.add_newcomer().await;
    let nora = server.browser("u_new").await;
    let bought = with(&purchase("studio-node", 3, NOW), &json!({ "codes": ["half3"] }));
    let body = nora.body(&bought, "test_works").await;
    let order = nora.confirm("k1", &body).await.expect(200).json();
    let more = json!({
        "subscription": order["order"]["subscription"],
        "at": at(NOW),
        "items": [{ "product": "studio-node", "quantity": 5 }],
        "codes": ["save10", "loyal5"],
    });
    let quote = nora.save("q1", &more).await;
    let codes = ["HALF3", "SAVE10", "LOYAL5"];
    assert!(codes.iter().all(|code| quote.to_string().contains(code)), "{quote}");
    let reply = server.stranger().get(&format!("/api{}", quote["link"].as_str().unwrap())).await.expect(200);
    for private in
        [&codes[..], &["coupons", "charges", "\"balance\"", "actor", "account", "Once for every"]].concat()
    {
        assert!(!reply.body.contains(private), "{private} in {}", reply.body);
    }
    // How much is taken off is the quote's own.
    let (shown, whole) = (&reply.json()["answer"], &quote["answer"]);
    let lines = |answer: &Value| answer["lines"].as_array().unwrap().clone();
    assert!(!lines(whole).is_empty());
    for (line, all) in lines(shown).iter().zip(lines(whole)) {
        let off = |line: &Value| {
            let discounts = line["discounts"].as_array().unwrap();
            assert!(!discounts.is_empty());
            discounts.iter().map(|discount| discount["amount"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(off(line), off(&all));
    }
    assert_eq!(shown["subscription"]["items"], whole["subscription"]["items"]);
    assert_eq!(reply.json()["request"]["items"], more["items"]);
    // What goes back is told, not of which payments, nor of what.
    let fewer = json!({
        "subscription": build_minutes(&nora, 10_000).await, "at": at(NOW),
        "items": [{ "product": "build-minutes", "quantity": 4_000 }],
    });
    let quote = nora.save("q3", &fewer).await;
    assert!(quote["answer"]["lines"][0]["calculation"]["entries"].is_array(), "{quote}");
    let reply = server.stranger().get(&format!("/api{}", quote["link"].as_str().unwrap())).await.expect(200);
    for private in ["entries", fewer["subscription"].as_str().unwrap()] {
        assert!(!reply.body.contains(private), "{private} in {}", reply.body);
    }
    assert_eq!(reply.json()["answer"]["refund"], quote["answer"]["refund"]);
    // Where no code runs, just that is told.
    let plain = server.browser("u_olivia").await.save("q2", &licenses(12)).await;
    let reply = server.stranger().get(&format!("/api{}", plain["link"].as_str().unwrap())).await.expect(200);
    assert_eq!(reply.json()["answer"]["subscription"]["coupons"], json!([]));
}
