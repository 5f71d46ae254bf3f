//! HTTP: who asks, what was sent, and the shape of the answers. Nothing here decides about prices or
//! payment.

mod account;
mod body;
mod catalog;
mod choice;
mod codes;
mod confirm;
mod demo;
mod guard;
mod health;
mod history;
mod id;
mod keyed;
mod offline;
mod orders;
mod organizations;
mod pages;
mod problem;
mod purchase_orders;
mod quote;
mod quotes;
mod session;
mod trace;
mod who;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, delete, get, post};
use axum::{Router, middleware};

use crate::app::App;
use crate::failure::Failure;

pub use self::health::metrics_router;

/// Bytes of a body.
const BODY: usize = 64 * 1024;

/// All of the server's addresses.
pub fn router(app: Arc<App>) -> Router {
    let mut api = Router::new()
        .route("/api/session", get(session::show).post(session::sign_in).delete(session::sign_out))
        .route("/api/sessions", delete(session::sign_out_everywhere))
        .route("/api/organizations", post(organizations::register))
        .route("/api/account", get(account::show))
        .route("/api/catalog", get(catalog::current))
        .route("/api/catalogs/{digest}", get(catalog::by_digest))
        .route("/api/codes", post(codes::look_up))
        .route("/api/quote", post(quote::quote))
        .route("/api/confirm", post(confirm::confirm))
        .route("/api/orders/{id}", get(orders::show))
        .route("/api/demo/clock", post(demo::put_forward))
        .route("/api/orders/{id}/verify", get(orders::verify))
        .route("/api/orders/{id}/paid", post(purchase_orders::paid))
        .route("/api/orders/{id}/cancel", post(purchase_orders::cancel))
        .route("/api/staff/orders", get(purchase_orders::list))
        .route("/api/history", get(history::show))
        .route("/api/offline-license-key", get(offline::key))
        .route("/api/subscriptions/{id}/offline-licenses", get(offline::list).post(offline::issue))
        .route("/api/quotes", post(quotes::save))
        .route("/api/quotes/{id}", get(quotes::show))
        .route("/api/quotes/{id}/withdraw", post(quotes::withdraw))
        .route("/api/quotes/{id}/accept", post(quotes::accept))
        .route("/api/quotes/{id}/verify", get(quotes::verify))
        .route("/api/shared/{token}", get(quotes::shared))
        .route("/api/shared/{token}/verify", get(quotes::verify_shared))
        .route("/api/{*rest}", any(unknown))
        .layer(from_fn_with_state(Arc::clone(&app), guard::session_token))
        .layer(from_fn_with_state(Arc::clone(&app), guard::same_origin))
        .layer(middleware::from_fn(guard::plain_address))
        .layer(DefaultBodyLimit::max(BODY));
    if app.settings.demo {
        api = api.layer(from_fn_with_state(Arc::clone(&app), demo::keep_time));
    }
    let router = Router::new()
        .merge(api)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics));
    pages::add(router, app.settings.pages.as_deref())
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(Arc::clone(&app), guard::in_time))
        .layer(middleware::map_response_with_state(Arc::clone(&app), guard::headers))
        .layer(from_fn_with_state(Arc::clone(&app), trace::trace))
        .with_state(app)
}

async fn unknown() -> Failure {
    Failure::not_found("", "there is nothing at this address")
}

async fn wrong_method() -> Failure {
    Failure::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "",
        "this address does not know that method",
    )
}

/// A response whose body is JSON text already.
fn json(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
