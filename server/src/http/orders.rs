//! One order: paid, waiting for its payment, or come to nothing.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::json;
use super::who::Viewer;
use crate::app::App;
use crate::confirm::present_state;
use crate::failure::Failure;
use crate::store::{intents, orders};
use crate::views;

/// `GET /api/orders/{id}`
pub async fn show(
    State(app): State<Arc<App>>,
    Viewer(who): Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let mut db = app.store.snapshot().await?;
    let organization = &who.organization.id;
    if let Some(order) = orders::find(&mut db, &id).await?.filter(|order| &order.organization == organization)
    {
        return Ok(json(StatusCode::OK, views::confirmed(&order)?));
    }
    let intent = intents::find_by_order(&mut db, organization, &id)
        .await?
        .ok_or_else(|| Failure::not_found("", "there is no such order in this account"))?;
    let state = present_state(&mut db, &intent).await?;
    Ok(json(StatusCode::OK, views::unconfirmed(&intent, state.as_deref())?))
}
