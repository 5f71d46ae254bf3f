//! The pressed button.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::body::Raw;
use super::keyed::{fingerprint, key};
use super::openapi::{ConfirmBody, Conflict, Problems};
use super::who::{Address, Viewer};
use super::{card, choice, json, quote};
use crate::app::App;
use crate::confirm::{self, Confirm};
use crate::failure::Failure;
use crate::views::Confirmation;

/// `POST /api/confirm`
#[utoipa::path(
    post,
    path = "/api/confirm",
    tag = "account",
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, pattern = "^[!-~]+$", description = "One for every attempt: the same key and content give the same reply")),
    request_body = ConfirmBody,
    responses(
        (status = 200, description = "Confirmed", body = Confirmation),
        (status = 202, description = "The outcome of the payment is not known yet", body = Confirmation),
        (status = 402, description = "`card_declined`: nothing was charged and nothing was changed", body = Problems),
        (status = 409, description = "The quote is another one now, or something is under way", body = Conflict),
        (status = 404, description = "No such subscription", body = Problems),
        (status = 429, description = "`too_many_codes`, with retry-after", body = Problems),
    )
)]
pub async fn confirm(
    State(app): State<Arc<App>>,
    Viewer(who): Viewer,
    Address(address): Address,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<Response, Failure> {
    let key = key(&headers)?;
    let (mut body, choice) = choice::read(&body, &["digest", "card"])?;
    let digest = body.required_text("digest");
    let card = card::read(&mut body);
    let content = body.content();
    body.done()?;
    let fingerprint = fingerprint(&who.user.id, &content);
    let confirm = Confirm { choice, digest, card, key, fingerprint };
    if let Some(reply) = confirm::replay(&app, &who, &confirm).await? {
        return Ok(respond(reply));
    }
    quote::admit(&app, &who, &address, &confirm.choice).await?;
    Ok(respond(confirm::confirm(&app, who, confirm).await?))
}

/// A reply as a response.
pub fn respond(reply: confirm::Reply) -> Response {
    json(StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), reply.body)
}
