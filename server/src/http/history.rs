//! What an account was about so far.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::json;
use super::openapi::Problems;
use super::who::Viewer;
use crate::app::App;
use crate::failure::Failure;
use crate::history::History;
use crate::history::{self, Cursor};
use crate::views::to_json;

/// What may stand behind the `?`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// `next` of the page before.
    before: Option<String>,
}

/// `GET /api/history`
#[utoipa::path(
    get,
    path = "/api/history",
    tag = "account",
    params(("before" = Option<String>, Query, description = "`next` of the page before")),
    responses(
        (status = 200, description = "A page of the history", body = History),
        (status = 422, description = "`cursor_malformed`", body = Problems),
    )
)]
pub async fn show(
    State(app): State<Arc<App>>,
    Viewer(who): Viewer,
    parameters: Result<Query<Parameters>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Failure> {
    let Query(Parameters { before }) = parameters.map_err(|_| not_a_cursor())?;
    let cursor = match before {
        None => Cursor::LATEST,
        Some(before) => Cursor::parse(&before).ok_or_else(not_a_cursor)?,
    };
    let mut db = app.store.snapshot().await?;
    let page = history::page(&mut db, &who.organization.id, cursor, app.clock.now()).await?;
    Ok(json(StatusCode::OK, to_json(&page)?))
}

fn not_a_cursor() -> Failure {
    let message = "`before` must be what `next` of another page was; there is no other parameter";
    Failure::malformed("cursor_malformed", "/before", message)
}
