//! HTTP: who asks, what was sent, and the shape of the answers. Nothing here decides about prices or
//! payment.

mod account;
mod body;
mod card;
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
mod openapi;
mod orders;
mod organizations;
mod pages;
mod problem;
mod purchase_orders;
mod quote;
mod quotes;
mod session;
mod subscriptions;
mod trace;
mod who;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Router, middleware};

use utoipa_axum::routes;

use crate::app::App;
use crate::failure::Failure;

pub use self::health::metrics_router;

/// Bytes of a body.
const BODY: usize = 64 * 1024;

/// All of the server's addresses.
pub fn router(app: Arc<App>) -> Router {
    let (api, described) = openapi::router()
        .routes(routes!(session::show, session::sign_in, session::sign_out))
        .routes(routes!(session::sign_out_everywhere))
        .routes(routes!(organizations::register))
        .routes(routes!(account::show))
        .routes(routes!(catalog::current))
        .routes(routes!(catalog::by_digest))
        .routes(routes!(codes::look_up))
        .routes(routes!(quote::quote))
        .routes(routes!(confirm::confirm))
        .routes(routes!(orders::show))
        .routes(routes!(orders::verify))
        .routes(routes!(purchase_orders::paid))
        .routes(routes!(purchase_orders::cancel))
        .routes(routes!(purchase_orders::list))
        .routes(routes!(quotes::save))
        .routes(routes!(quotes::show))
        .routes(routes!(quotes::withdraw))
        .routes(routes!(quotes::accept))
        .routes(routes!(quotes::verify))
        .routes(routes!(quotes::shared))
        .routes(routes!(quotes::verify_shared))
        .routes(routes!(history::show))
        .routes(routes!(subscriptions::end))
        .routes(routes!(offline::key))
        .routes(routes!(offline::list, offline::issue))
        .routes(routes!(demo::put_forward))
        .split_for_parts();
    let described: Arc<str> = openapi::text(described, &app.settings).into();
    let mut api = api
        .route("/api/openapi.json", get(|| async move { openapi::response(&described) }))
        .route("/api/{*rest}", any(unknown))
        .layer(from_fn_with_state(Arc::clone(&app), guard::session_token))
        .layer(from_fn_with_state(Arc::clone(&app), guard::same_origin))
        .layer(middleware::from_fn(guard::plain_address))
        .layer(DefaultBodyLimit::max(BODY));
    if app.settings.demo {
        api = api.layer(from_fn_with_state(Arc::clone(&app), demo::keep_time));
        if app.settings.public_url.is_none() {
            api = api.layer(middleware::from_fn(guard::own_host));
        }
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
