//! The page and its assets.

use std::path::Path;
use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use tower_http::services::{ServeDir, ServeFile};

use crate::app::App;
use crate::failure::Failure;

/// Adds the page: files as they are, and the page itself for every other address.
pub fn add(router: Router<Arc<App>>, pages: Option<&Path>) -> Router<Arc<App>> {
    let Some(pages) = pages else { return router.fallback(no_pages) };
    // Names of assets carry their hash; one that is not there is an error, not the page. The page's build puts each
    // compressed beside it, for whoever takes it so.
    let files = ServeDir::new(pages.join("assets")).precompressed_br().precompressed_gzip();
    let assets = Router::new()
        .fallback_service(files)
        .layer(middleware::map_response(|response| cached(response, "public, max-age=31536000, immutable")));
    let page = Router::new()
        .fallback_service(ServeDir::new(pages).fallback(ServeFile::new(pages.join("index.html"))))
        .layer(middleware::map_response(|response| cached(response, "no-cache")))
        .layer(middleware::from_fn(not_of_machines));
    router.nest_service("/assets", assets).fallback_service(page)
}

/// What a machine asks under an address that is slightly another is not there: a page would mean that all is well.
async fn not_of_machines(request: Request, next: Next) -> Response {
    match request.uri().path().split('/').find(|part| !part.is_empty()) {
        Some("api" | "healthz" | "readyz" | "metrics") => super::unknown().await.into_response(),
        _ => next.run(request).await,
    }
}

/// Says how long a file may be kept; an error is kept by nobody.
async fn cached(response: Response, rule: &'static str) -> Response {
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    let (mut response, rule) =
        if failed { (explained(response).await, "no-store") } else { (response, rule) };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(rule));
    response
}

/// The file service refuses without a word: here it has the body of every error.
async fn explained(bare: Response) -> Response {
    let failure = match bare.status() {
        StatusCode::NOT_FOUND => super::unknown().await,
        StatusCode::METHOD_NOT_ALLOWED => super::wrong_method().await,
        status @ StatusCode::PRECONDITION_FAILED => Failure::new(
            status,
            "precondition_failed",
            "",
            "the file is not as the request's condition has it",
        ),
        status @ StatusCode::RANGE_NOT_SATISFIABLE => {
            Failure::new(status, "range_not_satisfiable", "", "the file does not reach that far")
        }
        status => Failure::internal("file", status),
    };
    let mut response = failure.into_response();
    for name in [header::ALLOW, header::CONTENT_RANGE] {
        if let Some(told) = bare.headers().get(&name) {
            response.headers_mut().insert(name, told.clone());
        }
    }
    response
}

async fn no_pages() -> Failure {
    Failure::not_found("", "there is no page here: the server runs without --pages")
}
