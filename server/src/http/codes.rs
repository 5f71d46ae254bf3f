//! A typed code's terms, or its refusal.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::{Object, Raw};
use super::json;
use super::who::{Address, Viewer};
use crate::app::App;
use crate::choice::normalised;
use crate::codes::{self, Guesser};
use crate::facts::no_subscription;
use crate::failure::{Failure, Problem};
use crate::store::accounts;
use crate::views::to_json;

/// Bytes of a code, as many as the engine takes.
const CODE: usize = 1_000;

/// `POST /api/codes`
pub async fn look_up(
    State(app): State<Arc<App>>,
    Viewer(who): Viewer,
    Address(address): Address,
    Raw(body): Raw,
) -> Result<Response, Failure> {
    let mut body = Object::read(&body, &["subscription", "code"])?;
    // Without it the code is for a purchase.
    let subscription = body.text("subscription");
    let typed = body.text("code");
    match &typed {
        None if body.raw("code").is_none() => {
            body.problem(Problem::new("missing_field", "/code", "`code` is missing"));
        }
        Some(typed) if typed.trim().is_empty() => {
            body.problem(Problem::new("text_empty", "/code", "the code is empty"));
        }
        Some(typed) if typed.len() > CODE => {
            body.problem(Problem::new("too_large", "/code", format!("a code has at most {CODE} bytes")));
        }
        _ => {}
    }
    body.done()?;
    let organization = &who.organization.id;
    let mut tx = app.store.write().await?;
    if let Some(id) = &subscription {
        let theirs = accounts::subscriptions(&mut tx, organization).await?;
        if !theirs.iter().any(|theirs| &theirs.id == id) {
            return Err(no_subscription());
        }
    }
    let guesser = Guesser { organization, address: &address };
    let code = normalised(&typed.unwrap_or_default());
    let told = codes::look_up(&mut tx, guesser, &code, app.clock.now()).await?;
    tx.commit().await?;
    Ok(json(StatusCode::OK, to_json(&told)?))
}
