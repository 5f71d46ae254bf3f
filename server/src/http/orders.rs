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
use crate::verify::Verification;
use crate::views::Confirmation;
use crate::views::{self, to_json};

/// `GET /api/orders/{id}`
#[utoipa::path(
    get,
    path = "/api/orders/{id}",
    tag = "account",
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "The order", body = Confirmation),
    )
)]
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
#[utoipa::path(
    get,
    path = "/api/orders/{id}/verify",
    tag = "account",
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "Whether it comes out as it was sold", body = Verification),
    )
)]
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
