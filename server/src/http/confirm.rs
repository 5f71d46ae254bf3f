//! The pressed button.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use sha2::{Digest, Sha256};

use super::body::Raw;
use super::who::{Address, Viewer};
use super::{choice, json, quote};
use crate::app::App;
use crate::confirm::{self, Confirm};
use crate::failure::Failure;
use crate::keys::hex;

const KEY_HEADER: &str = "idempotency-key";
/// Characters of a key.
const KEY: usize = 255;

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
    let fingerprint =
        Sha256::new().chain_update(&who.user.id).chain_update([0]).chain_update(content).finalize();
    let fingerprint = hex(&fingerprint);
    let confirm = Confirm { choice, digest, card, key, fingerprint };
    if let Some(reply) = confirm::replay(&app, &who, &confirm).await? {
        return Ok(respond(reply));
    }
    quote::admit(&app, &who, &address, &confirm.choice).await?;
    Ok(respond(confirm::confirm(&app, who, confirm).await?))
}

fn respond(reply: confirm::Reply) -> Response {
    json(StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), reply.body)
}

fn key(headers: &HeaderMap) -> Result<String, Failure> {
    let mut keys = headers.get_all(KEY_HEADER).iter();
    let Some(key) = keys.next() else {
        let message = "every confirm needs an Idempotency-Key header of its own";
        return Err(Failure::malformed("idempotency_key_missing", "", message));
    };
    let bytes = key.as_bytes();
    let visible = bytes.iter().all(u8::is_ascii_graphic);
    match key.to_str() {
        Ok(key) if visible && (1..=KEY).contains(&bytes.len()) && keys.next().is_none() => Ok(key.to_owned()),
        _ => {
            let message = format!("Idempotency-Key must be one text of 1 to {KEY} visible ASCII characters");
            Err(Failure::malformed("idempotency_key_malformed", "", message))
        }
    }
}
