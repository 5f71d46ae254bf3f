//! The pressed button.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::body::Raw;
use super::keyed::{fingerprint, key};
use super::who::{Address, Viewer};
use super::{choice, json, quote};
use crate::app::App;
use crate::confirm::{self, Confirm};
use crate::failure::Failure;

/// `POST /api/confirm`
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
    let card = body.text("card");
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
