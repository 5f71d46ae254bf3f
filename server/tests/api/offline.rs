//! Offline licenses: as many as there are units, valid to the period's end, only where they are included.

use quotient_server::offline::license::{Invalid, PublicKey, verify};
use serde_json::json;

use crate::support::{Browser, FLOATING, NODE, NOW, Reply, Server, TESTCLOUD, at, plain, purchase, with};

const ANNUAL: &str = "sub_contoso_node";
const DAY: i64 = 86_400;

fn path(subscription: &str) -> String {
    format!("/api/subscriptions/{subscription}/offline-licenses")
}

async fn issue(browser: &Browser, subscription: &str, product: &str, machine: &str) -> Reply {
    browser.post(&path(subscription), &json!({ "product": product, "machine": machine })).await
}

async fn key(browser: &Browser) -> PublicKey {
    serde_json::from_str(&browser.get("/api/offline-license-key").await.expect(200).body).unwrap()
}

#[tokio::test]
async fn a_license_is_signed_for_one_machine_until_the_period_ends() {
    let server = Server::start().await;
    let carla = server.browser("u_carla").await;
    let issued = issue(&carla, ANNUAL, "studio-node", " build-07 ").await.expect(201).json();
    let end = carla.subscription(ANNUAL).await["state"]["period"]["end"].clone();
    assert_eq!((&issued["machine"], &issued["validUntil"]), (&json!("build-07"), &end));
    assert_eq!(issued["issuedAt"], at(NOW));
    assert_eq!(issued["fileName"], format!("{}.jwt", issued["id"].as_str().unwrap()));
    // Whoever has the public key can check it, signed in or not.
    let stranger = server.stranger();
    let public = key(&stranger).await;
    let license = issued["license"].as_str().unwrap();
    let claims = verify(&public, license, NOW).unwrap();
    assert_eq!((claims.product.as_str(), claims.machine.as_str()), ("studio-node", "build-07"));
    assert_eq!((claims.sub.as_str(), claims.organization.as_str()), ("org_contoso", "Contoso Studios"));
    assert_eq!(claims.subscription, ANNUAL);
    assert_eq!(json!(at(claims.exp)), end);
    assert_eq!(verify(&public, license, claims.exp), Err(Invalid::Ended));
    // The same machine again is the same license; the key outlives a restart.
    assert_eq!(issue(&carla, ANNUAL, "studio-node", "build-07").await.expect(200).json(), issued);
    let listed = carla.get(&path(ANNUAL)).await.expect(200).json();
    assert_eq!(listed["licenses"], json!([issued]));
    assert_eq!(listed["items"], json!([{ "product": "studio-node", "quantity": 3, "used": 1 }]));
    let server = server.restart().await;
    assert_eq!(key(&server.stranger()).await, public);
    assert!(!public.x.is_empty() && public.alg == "EdDSA");
}

#[tokio::test]
async fn there_are_as_many_as_units() {
    let server = Server::start().await;
    let carla = server.browser("u_carla").await;
    for machine in ["a", "b", "c"] {
        issue(&carla, ANNUAL, "studio-node", machine).await.expect(201);
    }
    let reply = issue(&carla, ANNUAL, "studio-node", "d").await;
    let refused = reply.refuses(409, "offline_licenses_exhausted /machine").json();
    assert_eq!(refused["problems"][0]["allowed"], 3);
    issue(&carla, ANNUAL, "studio-node", "b").await.expect(200);
    let listed = carla.get(&path(ANNUAL)).await.expect(200).json();
    assert_eq!(
        (&listed["items"][0]["used"], &listed["items"][0]["problem"]["code"]),
        (&json!(3), &json!("offline_licenses_exhausted"))
    );
    // One unit more is one machine more.
    let more = json!({ "subscription": ANNUAL, "at": at(NOW), "items": [{ "product": "studio-node", "quantity": 4 }] });
    let body = carla.body(&more, "test_works").await;
    carla.confirm("k1", &body).await.expect(200);
    issue(&carla, ANNUAL, "studio-node", "d").await.expect(201);
    // The next period starts without any.
    server.clock.advance(330 * DAY);
    quotient_server::renew::renew(&server.app).await.unwrap();
    let carla = server.browser("u_carla").await;
    let listed = carla.get(&path(ANNUAL)).await.expect(200).json();
    assert_eq!((&listed["licenses"], &listed["items"][0]["used"]), (&json!([]), &json!(0)));
    issue(&carla, ANNUAL, "studio-node", "e").await.expect(201);
}

#[tokio::test]
async fn many_machines_at_once_get_no_more_than_there_are() {
    let server = Server::start().await;
    let carla = server.browser("u_carla").await;
    let tries: Vec<_> = (0..12)
        .map(|n| {
            let carla = carla.clone();
            tokio::spawn(async move { issue(&carla, ANNUAL, "studio-node", &format!("m{n}")).await.status })
        })
        .collect();
    let mut issued = 0;
    for each in tries {
        issued += usize::from(each.await.unwrap() == 201);
    }
    assert_eq!(issued, 3);
}

#[tokio::test]
async fn elsewhere_there_is_a_reason() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let not_included = "offline_license_not_included /product";
    let reply = issue(&olivia, NODE, "studio-node", "m").await.refuses(409, not_included).json();
    // Monthly: the year has them.
    assert_eq!(reply["problems"][0]["allowed"], json!({ "cycles": [{ "unit": "year", "count": 1 }] }));
    let reply = issue(&olivia, FLOATING, "studio-floating", "m").await.refuses(409, not_included).json();
    assert!(reply["problems"][0]["message"].as_str().unwrap().contains("not tied to a machine"));
    assert!(reply["problems"][0].get("allowed").is_none());
    let bianca = server.browser("u_bianca").await;
    issue(&bianca, TESTCLOUD, "testcloud", "m").await.refuses(409, not_included);
    let listed = olivia.get(&path(NODE)).await.expect(200).json();
    assert_eq!(listed["items"][0]["problem"]["code"], "offline_license_not_included");

    // Once it is annual, it is included.
    let annual = json!({ "subscription": NODE, "at": at(NOW), "cycle": { "unit": "year" } });
    let body = olivia.body(&annual, "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    issue(&olivia, NODE, "studio-node", "m").await.expect(201);
    // What was sold with it stays, whatever is sold now.
    server.change_catalog(|catalog| catalog["products"][0]["prices"][1]["entitlements"] = json!([])).await;
    issue(&olivia, NODE, "studio-node", "n").await.expect(201);
    // Canceled it goes on to the period's end, and no longer.
    let carla = server.browser("u_carla").await;
    let body = carla.body(&plain("cancellation", ANNUAL, NOW), "test_works").await;
    carla.confirm("k1", &body).await.expect(200);
    issue(&carla, ANNUAL, "studio-node", "m").await.expect(201);
    server.clock.advance(321 * DAY);
    let carla = server.browser("u_carla").await;
    let code =
        issue(&carla, ANNUAL, "studio-node", "n").await.expect(409).json()["problems"][0]["code"].clone();
    assert!(["renewal_due", "subscription_ended"].contains(&code.as_str().unwrap()), "{code}");
}

#[tokio::test]
async fn only_who_may_buy_takes_licenses_and_only_of_the_own_subscriptions() {
    let server = Server::start().await;
    let (olivia, bianca) = (server.browser("u_olivia").await, server.browser("u_bianca").await);
    issue(&olivia, ANNUAL, "studio-node", "m").await.refuses(404, "not_found /subscription");
    olivia.get(&path(ANNUAL)).await.refuses(404, "not_found /subscription");
    issue(&olivia, NODE, "testcloud", "m").await.refuses(404, "not_found /product");
    let reply = issue(&bianca, NODE, "studio-node", "m").await.refuses(403, "role_not_allowed ").json();
    assert_eq!(reply["problems"][0]["allowed"], json!(["owner", "admin"]));
    issue(&server.browser("u_cem").await, ANNUAL, "studio-node", "m").await.refuses(403, "role_not_allowed ");
    issue(&server.stranger(), ANNUAL, "studio-node", "m").await.refuses(401, "not_signed_in ");
    let carla = server.browser("u_carla").await;
    for (part, problem) in [
        (json!({ "machine": " " }), "text_empty /machine"),
        (json!({ "machine": "x".repeat(201) }), "too_large /machine"),
        (json!({ "machine": "a\tb" }), "character_not_allowed /machine"),
        (json!({ "machine": "build\u{200b}-07" }), "character_not_allowed /machine"),
        (json!({ "machine": "build-07\u{202e}" }), "character_not_allowed /machine"),
        (json!({ "machine": 5 }), "wrong_type /machine"),
        (json!({ "validUntil": at(NOW) }), "unknown_field /validUntil"),
    ] {
        let body = with(&json!({ "product": "studio-node", "machine": "m" }), &part);
        carla.post(&path(ANNUAL), &body).await.refuses(422, problem);
    }
    carla.post(&path(ANNUAL), &json!({})).await.expect(422);
    assert_eq!(server.count("SELECT count(*) FROM offline_licenses").await, 0);
    // A license of a bought subscription, by the product's own roles.
    let bought = purchase("build-minutes", 1_000, NOW);
    let body = bianca.body(&bought, "test_works").await;
    let id = bianca.confirm("k1", &body).await.expect(200).json()["order"]["subscription"].clone();
    issue(&bianca, id.as_str().unwrap(), "build-minutes", "m")
        .await
        .refuses(409, "offline_license_not_included /product");
}
