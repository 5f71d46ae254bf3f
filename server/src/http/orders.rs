//! One order: paid, waiting for its payment, or come to nothing.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::id::Id;
use super::json;
use super::who::Viewer;
use crate::app::App;
use crate::confirm::present_state;
use crate::failure::Failure;
use crate::store::{intents, orders};
use crate::verify;
use crate::views::{self, to_json};

/// `GET /api/orders/{id}`
pub async fn show(State(app): State<Arc<App>>, Viewer(who): Viewer, Id(id): Id) -> Result<Response, Failure> {
    let mut db = app.store.snapshot().await?;
    let organization = &who.organization.id;
    if let Some(order) = orders::find(&mut db, &id).await?.filter(|order| &order.organization == organization)
    {
        return Ok(json(StatusCode::OK, views::confirmed(&order)?));
    }
    let intent = intents::find_by_order(&mut db, organization, &id).await?.ok_or_else(no_order)?;
    let state = present_state(&mut db, &intent).await?;
    Ok(json(StatusCode::OK, views::unconfirmed(&intent, state.as_deref())?))
}

/// `GET /api/orders/{id}/verify`
pub async fn verify(
    State(app): State<Arc<App>>,
    Viewer(who): Viewer,
    Id(id): Id,
) -> Result<Response, Failure> {
    let mut db = app.store.snapshot().await?;
    let organization = &who.organization.id;
    let order = orders::find(&mut db, &id).await?.filter(|order| &order.organization == organization);
    let verification = match order {
        Some(order) => verify::stored(&mut db, &(&order).into()).await?,
        None => {
            let intent = intents::find_by_order(&mut db, organization, &id).await?.ok_or_else(no_order)?;
            verify::stored(&mut db, &(&intent).into()).await?
        }
    };
    Ok(json(StatusCode::OK, to_json(&verification)?))
}

fn no_order() -> Failure {
    Failure::not_found("", "there is no such order in this account")
}
