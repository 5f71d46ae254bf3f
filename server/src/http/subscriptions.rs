//! One subscription, past what a quote can do with it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::{Object, Raw};
use super::id::Id;
use super::json;
use super::openapi::{Conflict, EmptyBody};
use super::who::Viewer;
use crate::app::App;
use crate::failure::Failure;
use crate::overdue;
use crate::store::payouts;
use crate::views::{SubscriptionView, to_json};

/// `POST /api/subscriptions/{id}/end`
#[utoipa::path(
    post,
    path = "/api/subscriptions/{id}/end",
    tag = "account",
    params(("id" = String, Path)),
    request_body = EmptyBody,
    responses(
        (status = 200, description = "It was past due and has ended; nothing was charged", body = SubscriptionView<'static>),
        (status = 409, description = "`subscription_not_past_due`, or what else is against it", body = Conflict),
    )
)]
pub async fn end(
    State(app): State<Arc<App>>,
    Viewer(who): Viewer,
    Id(id): Id,
    Raw(body): Raw,
) -> Result<Response, Failure> {
    Object::read(&body, &[])?.done()?;
    let ended = overdue::end(&app, &who, &id).await?;
    let payouts = payouts::of_subscription(&mut *app.store.read().await?, &id).await?;
    Ok(json(StatusCode::OK, to_json(&SubscriptionView::of(&ended, None, &payouts)?)?))
}
