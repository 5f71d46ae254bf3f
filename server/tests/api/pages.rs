//! The page's files and the headers that everything has.

use std::fs;

use axum::http::{Method, header};
use quotient_server::app::Settings;
use tempfile::TempDir;

use crate::support::Server;

async fn with_pages() -> (Server, TempDir) {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("assets")).unwrap();
    fs::write(folder.path().join("index.html"), "<!doctype html><title>Page</title>").unwrap();
    fs::write(folder.path().join("favicon.svg"), "<svg/>").unwrap();
    fs::write(folder.path().join("assets/page-1a2b.js"), "export {}").unwrap();
    let pages = Some(folder.path().to_owned());
    (Server::start_with(Settings { demo: true, pages, ..Settings::default() }).await, folder)
}

#[tokio::test]
async fn every_other_address_is_the_page() {
    let (server, _folder) = with_pages().await;
    let stranger = server.stranger();
    for address in ["/", "/index.html", "/checkout/sub_1", "/orders/ord_1"] {
        let reply = stranger.get(address).await.expect(200);
        assert!(reply.body.contains("<title>Page</title>"), "{address}");
        assert_eq!(reply.headers[header::CONTENT_TYPE], "text/html");
        assert_eq!(reply.headers[header::CACHE_CONTROL], "no-cache");
    }
    assert_eq!(stranger.get("/favicon.svg").await.expect(200).headers[header::CONTENT_TYPE], "image/svg+xml");
    let asset = stranger.get("/assets/page-1a2b.js").await.expect(200);
    assert_eq!(asset.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert_eq!(asset.headers[header::CONTENT_TYPE], "text/javascript");
    // What is not there is an error for scripts and for the API, and is kept by nobody.
    let missing = stranger.get("/assets/page-0000.js").await.expect(404);
    assert_eq!(missing.headers[header::CACHE_CONTROL], "no-store");
    for address in [
        "/api/nothing",
        "/api",
        "/api/",
        "/healthz/",
        "/readyz/",
        "/readyz/now",
        "/metrics/",
        "/api/catalogs/%ff",
    ] {
        stranger.get(address).await.refuses(404, "not_found ");
    }
    for address in ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/assets/%2e%2e/%2e%2e/etc/passwd"] {
        let reply = stranger.get(address).await;
        assert!(
            reply.status == 404 || reply.body.contains("<title>Page</title>"),
            "{address}: {}",
            reply.body
        );
    }
}

#[tokio::test]
async fn an_asset_is_sent_compressed_to_whoever_takes_it_so() {
    let (server, folder) = with_pages().await;
    for (suffix, text) in [("br", "by brotli"), ("gz", "by gzip")] {
        fs::write(folder.path().join("assets/page-1a2b.js").with_extension(format!("js.{suffix}")), text)
            .unwrap();
    }
    let stranger = server.stranger();
    for (accepted, encoding, body) in [
        ("gzip, deflate, br", Some("br"), "by brotli"),
        ("gzip", Some("gzip"), "by gzip"),
        ("identity", None, "export {}"),
    ] {
        let headers = [("accept-encoding", accepted)];
        let reply = stranger.send(Method::GET, "/assets/page-1a2b.js", &headers, "").await.expect(200);
        let told = reply.headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap());
        assert_eq!((told, reply.body.as_str()), (encoding, body), "{accepted}");
        assert_eq!(reply.headers[header::CONTENT_TYPE], "text/javascript");
        assert_eq!(reply.headers[header::VARY], "accept-encoding");
        assert_eq!(reply.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    }
}

#[tokio::test]
async fn what_the_files_refuse_has_the_body_of_every_error() {
    let (server, _folder) = with_pages().await;
    let stranger = server.stranger();
    stranger.get("/assets/page-0000.js").await.refuses(404, "not_found ");
    for address in ["/store", "/assets/page-1a2b.js"] {
        let reply = stranger.send(Method::POST, address, &[], "").await;
        assert_eq!(reply.headers[header::ALLOW], "GET,HEAD", "{address}");
        assert_eq!(reply.headers[header::CACHE_CONTROL], "no-store", "{address}");
        reply.refuses(405, "method_not_allowed ");
    }
    let beyond = stranger.send(Method::GET, "/favicon.svg", &[("range", "bytes=900-")], "").await;
    assert_eq!(beyond.headers[header::CONTENT_RANGE], "bytes */6");
    beyond.refuses(416, "range_not_satisfiable ");
    let long_ago = [("if-unmodified-since", "Thu, 01 Jan 1970 00:00:00 GMT")];
    stranger.send(Method::GET, "/favicon.svg", &long_ago, "").await.refuses(412, "precondition_failed ");
}

#[tokio::test]
async fn every_response_is_guarded() {
    let (server, _folder) = with_pages().await;
    let stranger = server.stranger();
    for (method, address) in [
        (Method::GET, "/"),
        (Method::GET, "/assets/page-1a2b.js"),
        (Method::GET, "/assets/nothing.js"),
        (Method::GET, "/api/session"),
        (Method::GET, "/api/account"),
        (Method::GET, "/api/nothing"),
        (Method::POST, "/api/confirm"),
        (Method::PUT, "/api/account"),
    ] {
        let headers = stranger.send(method, address, &[], "").await.headers;
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "connect-src 'self'",
        ] {
            assert!(policy.contains(part), "{address}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert!(!policy.contains('*') && !policy.contains("http"), "{policy}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[header::REFERRER_POLICY], "no-referrer");
        assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY");
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
        assert_eq!(headers["cross-origin-resource-policy"], "same-origin");
        let permissions = headers["permissions-policy"].to_str().unwrap();
        for none in ["camera=()", "microphone=()", "geolocation=()", "payment=()"] {
            assert!(permissions.contains(none), "{permissions}");
        }
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY), "{address}");
        assert!(headers.contains_key(header::CACHE_CONTROL), "{address}");
    }
    let session = stranger.get("/api/session").await;
    assert_eq!(session.headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn without_pages_only_the_api_is_served() {
    let server = Server::start().await;
    server.stranger().get("/").await.refuses(404, "not_found ");
    server.stranger().get("/api/catalog").await.expect(200);
}

#[tokio::test]
async fn where_customers_come_by_tls_browsers_stay_with_it() {
    let public_url = Some("https://shop.example".parse().unwrap());
    let server = Server::start_with(Settings { demo: true, public_url, ..Settings::default() }).await;
    for address in ["/", "/api/session", "/healthz"] {
        let headers = server.stranger().get(address).await.headers;
        assert_eq!(headers[header::STRICT_TRANSPORT_SECURITY], "max-age=31536000", "{address}");
    }
}

#[tokio::test]
async fn everything_says_how_long_it_may_be_kept() {
    let (server, _folder) = with_pages().await;
    let olivia = server.browser("u_olivia").await;
    let digest = olivia.get("/api/catalog").await.headers[header::ETAG].to_str().unwrap().replace('"', "");
    let for_ever = "public, max-age=31536000, immutable";
    for (address, kept) in [
        ("/".to_owned(), "no-cache"),
        ("/favicon.svg".to_owned(), "no-cache"),
        ("/assets/page-1a2b.js".to_owned(), for_ever),
        ("/api/catalog".to_owned(), "no-cache"),
        (format!("/api/catalogs/{digest}"), for_ever),
        ("/api/catalogs/sha256:0".to_owned(), "no-store"),
        ("/api/session".to_owned(), "no-store"),
        ("/api/account".to_owned(), "no-store"),
        ("/api/orders/ord_1".to_owned(), "no-store"),
        ("/healthz".to_owned(), "no-store"),
        ("/readyz".to_owned(), "no-store"),
        ("/metrics".to_owned(), "no-store"),
    ] {
        assert_eq!(olivia.get(&address).await.headers[header::CACHE_CONTROL], kept, "{address}");
    }
}
