//! Old quotes can be priced again.

use quotient_server::store::{catalogs, orders};
use quotient_server::verify::verify_order;
use serde_json::json;

use crate::support::{NODE, NOW, Server, at, licenses, with};

#[tokio::test]
async fn every_order_comes_out_as_it_was_sold() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let with_codes = with(&licenses(12), &json!({ "codes": ["twenty", "half3", "launch", "nonsense"] }));
    let body = olivia.body(&with_codes, "test_works").await;
    olivia.confirm("k1", &body).await.expect(200);
    let annual =
        json!({ "subscription": NODE, "at": at(NOW), "cycle": { "unit": "year" }, "codes": ["ANNUAL15"] });
    let body = olivia.body(&annual, "test_works").await;
    olivia.confirm("k2", &body).await.expect(200);
    // Other prices and other coupons since then.
    server
        .change_catalog(|catalog| {
            catalog["products"][0]["prices"][0]["scheme"]["amount"] = json!("300.00");
            catalog["coupons"] = json!([{ "code": "NONSENSE", "off": { "percent": "50" } }]);
        })
        .await;
    let mut db = server.app.store.read().await.unwrap();
    let ids = orders::ids(&mut db).await.unwrap();
    assert_eq!(ids.len(), 6);
    for id in ids {
        let order = orders::find(&mut db, &id).await.unwrap().unwrap();
        let catalog = catalogs::text(&mut db, &order.catalog).await.unwrap().unwrap();
        verify_order(&order, &catalog).unwrap();

        let current = catalogs::current(&mut db).await.unwrap().unwrap();
        let current = catalogs::text(&mut db, &current).await.unwrap().unwrap();
        verify_order(&order, &current).unwrap_err();
        let mut forged = order.clone();
        forged.request = forged.request.replace("\"rates\":[{", "\"exempt\":true,\"rates\":[{");
        assert_ne!(forged.request, order.request);
        let error = verify_order(&forged, &catalog).unwrap_err();
        assert!(error.to_string().contains(&order.digest), "{error}");
    }
}
