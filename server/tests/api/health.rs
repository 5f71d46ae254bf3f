//! Health, readiness and metrics.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, header};
use quotient_server::settings::{Secret, Settings};
use serde_json::json;

use crate::support::{NODE, Server, licenses, with};

const TOKEN: &str = "a token for the metrics, long enough";

async fn counting() -> Server {
    let metrics_token = Some(Secret::new(TOKEN));
    Server::start_with(Settings { demo: true, metrics_token, ..Settings::default() }).await
}

/// The number of one line.
async fn metric(server: &Server, line: &str) -> Option<f64> {
    let authorization = format!("Bearer {TOKEN}");
    let headers = [("authorization", authorization.as_str())];
    let reply = server.stranger().send(Method::GET, "/metrics", &headers, Body::empty()).await.expect(200);
    assert!(
        reply.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("application/openmetrics-text")
    );
    assert!(reply.body.ends_with("# EOF\n"), "{}", reply.body);
    let found = reply.body.lines().find_map(|found| found.strip_prefix(line)?.strip_prefix(' '));
    found.map(|number| number.parse().unwrap())
}

#[tokio::test]
async fn it_is_ready_while_the_database_answers_and_it_is_not_stopping() {
    let server = Server::start().await;
    let stranger = server.stranger();
    assert_eq!(stranger.get("/readyz").await.expect(200).body, "ready");
    server.execute("DELETE FROM active_catalog").await;
    let reply = stranger.get("/readyz").await.refuses(503, "not_ready ");
    assert!(reply.body.contains("no catalog"), "{}", reply.body);
    server.app.store.close().await;
    stranger.get("/readyz").await.refuses(503, "not_ready ");
    assert_eq!(stranger.get("/healthz").await.expect(200).body, "ok");

    let server = Server::start().await;
    server.app.tasks.close();
    let reply = server.stranger().get("/readyz").await.refuses(503, "not_ready ");
    assert!(reply.body.contains("stopping"), "{}", reply.body);
}

#[tokio::test]
async fn metrics_are_for_whoever_has_their_token() {
    let server = Server::start().await;
    server.stranger().get("/metrics").await.refuses(404, "not_found ");
    let server = counting().await;
    server.stranger().get("/metrics").await.refuses(401, "token_not_valid ");
    // An owner is a customer, too.
    server.browser("u_olivia").await.get("/metrics").await.refuses(401, "token_not_valid ");
    for wrong in ["Bearer ", "Bearer a token for the metrics, long enoug", "Basic x", TOKEN] {
        let headers = [("authorization", wrong)];
        let reply = server.stranger().send(Method::GET, "/metrics", &headers, Body::empty()).await;
        reply.refuses(401, "token_not_valid ");
    }
    assert!(metric(&server, "quotient_quotes_total").await.is_some());
}

#[tokio::test]
async fn what_happens_is_counted() {
    let server = counting().await;
    let olivia = server.browser("u_olivia").await;
    assert_eq!(metric(&server, "quotient_unfinished_intents{state=\"open\"}").await, Some(0.0));
    olivia.post("/api/quote", &licenses(12)).await.expect(200);
    olivia.post("/api/quote", &json!({})).await.expect(422);
    assert_eq!(metric(&server, "quotient_quotes_total").await, Some(1.0));
    let body = olivia.body(&licenses(12), "test_declined").await;
    olivia.confirm("k1", &body).await.expect(402);
    let body = olivia.body(&licenses(12), "test_works").await;
    server.cut(true);
    olivia.confirm("k2", &body).await.expect(202);
    assert_eq!(metric(&server, "quotient_unfinished_intents{state=\"open\"}").await, Some(1.0));
    olivia.confirm("k3", &json!({})).await.expect(422);
    for (outcome, count) in [("declined", 1.0), ("pending", 1.0), ("refused", 1.0)] {
        let line = format!("quotient_confirms_total{{outcome=\"{outcome}\"}}");
        assert_eq!(metric(&server, &line).await, Some(count), "{outcome}");
    }
    assert!(metric(&server, "quotient_provider_unknown_total").await.unwrap() >= 1.0);

    for code in ["NONSENSE", "SAVE10", "LAUNCH"] {
        olivia.post("/api/codes", &json!({ "subscription": NODE, "code": code })).await.expect(200);
    }
    assert_eq!(metric(&server, "quotient_code_refusals_total{reason=\"refused\"}").await, Some(2.0));

    // A database in trouble has refused no code.
    server.execute("DROP TABLE code_lookups").await;
    olivia.post("/api/codes", &json!({ "subscription": NODE, "code": "SAVE10" })).await.expect(500);
    olivia.post("/api/quote", &with(&licenses(12), &json!({ "codes": ["NEW"] }))).await.expect(500);
    let refusals = metric(&server, "quotient_code_refusals_total{reason=\"too_many\"}").await;
    assert_eq!(refusals.unwrap_or_default(), 0.0);

    let line = "quotient_requests_total{method=\"POST\",route=\"/api/confirm\",status=\"422\"}";
    assert_eq!(metric(&server, line).await, Some(1.0));
    let line = "quotient_request_seconds_count{route=\"/api/confirm\"}";
    assert_eq!(metric(&server, line).await, Some(3.0));
}

#[tokio::test]
async fn nothing_that_a_customer_sends_becomes_a_label() {
    let server = counting().await;
    let olivia = server.browser("u_olivia").await;
    let brew = Method::from_bytes(b"BREW").unwrap();
    olivia.send(brew, "/api/account", &[], Body::empty()).await;
    olivia.get("/api/orders/ord_of_mine").await.expect(404);
    olivia.get("/api/some/thing/made-up").await.expect(404);
    olivia.get("/made-up-page").await.expect(404);
    olivia.post("/api/codes", &json!({ "subscription": NODE, "code": "MADE-UP" })).await.expect(200);
    let authorization = format!("Bearer {TOKEN}");
    let headers = [("authorization", authorization.as_str())];
    let text = server.stranger().send(Method::GET, "/metrics", &headers, Body::empty()).await.body;
    for word in ["BREW", "ord_of_mine", "made-up", "MADE-UP", "u_olivia", NODE] {
        assert!(!text.contains(word), "{word} is in {text}");
    }
    assert!(text.contains("route=\"/api/orders/{id}\""), "{text}");
}

#[tokio::test]
async fn a_request_whose_sender_leaves_is_counted() {
    let metrics_token = Some(Secret::new(TOKEN));
    let provider_timeout = Duration::from_secs(3_600);
    let settings = Settings { demo: true, metrics_token, provider_timeout, ..Settings::default() };
    let server = Server::start_with(settings).await;
    let olivia = server.browser("u_olivia").await;
    let body = olivia.body(&licenses(12), "test_works").await;
    server.hold(true);
    tokio::select! {
        _ = olivia.confirm("k1", &body) => panic!("the provider has not answered yet"),
        () = async {
            while server.paid().await.0 == 0 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        } => {}
    }
    let line = "quotient_requests_total{method=\"POST\",route=\"/api/confirm\",status=\"499\"}";
    assert_eq!(metric(&server, line).await, Some(1.0));
    server.hold(false);
}
