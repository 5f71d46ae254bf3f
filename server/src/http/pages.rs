//! The page and its assets.

use std::path::Path;
use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::{Router, middleware};
use tower_http::services::{ServeDir, ServeFile};

use crate::app::App;
use crate::failure::Failure;

/// Adds the page: files as they are, and the page itself for every other address.
pub fn add(router: Router<Arc<App>>, pages: Option<&Path>) -> Router<Arc<App>> {
    let Some(pages) = pages else { return router.fallback(no_pages) };
    // Names of assets carry their hash; one that is not there is an error, not the page.
    let assets = Router::new()
        .fallback_service(ServeDir::new(pages.join("assets")))
        .layer(middleware::map_response(|response| cached(response, "public, max-age=31536000, immutable")));
    let page = Router::new()
        .fallback_service(ServeDir::new(pages).fallback(ServeFile::new(pages.join("index.html"))))
        .layer(middleware::map_response(|response| cached(response, "no-cache")));
    router.nest_service("/assets", assets).fallback_service(page)
}

/// Says how long a file may be kept; an error is kept by nobody.
async fn cached(mut response: Response, rule: &'static str) -> Response {
    let rule = if response.status().is_client_error() || response.status().is_server_error() {
        "no-store"
    } else {
        rule
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(rule));
    response
}

async fn no_pages() -> Failure {
    Failure::not_found("", "there is no page here: the server runs without --pages")
}
