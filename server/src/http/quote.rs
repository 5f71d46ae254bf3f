//! The server's own quote of a choice.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::Raw;
use super::openapi::{Problems, QuoteBody};
use super::who::{Address, Viewer};
use super::{choice, json};
use crate::app::App;
use crate::choice::Choice;
use crate::codes::{self, Guesser};
use crate::failure::Failure;
use crate::metrics::Refusal;
use crate::pricing;
use crate::{facts, facts::Who};

/// `POST /api/quote`
#[utoipa::path(
    post,
    path = "/api/quote",
    tag = "account",
    request_body = QuoteBody,
    responses(
        (status = 200, description = "The engine's answer, priced or rejected", body = Object),
        (status = 404, description = "No such subscription", body = Problems),
        (status = 429, description = "`too_many_codes`, with retry-after", body = Problems),
    )
)]
pub async fn quote(
    State(app): State<Arc<App>>,
    Viewer(who): Viewer,
    Address(address): Address,
    Raw(body): Raw,
) -> Result<Response, Failure> {
    let (body, choice) = choice::read(&body, &[])?;
    body.done()?;
    admit(&app, &who, &address, &choice).await?;
    let mut db = app.store.snapshot().await?;
    let loaded = facts::load(&app, &mut db, &who, &choice).await?;
    let quoted = pricing::price(&loaded.catalog, &choice, &loaded.facts)?;
    Ok(json(StatusCode::OK, quoted.answer))
}

/// Counts the codes that this account has not tried yet.
///
/// # Errors
/// 404 if the subscription is not the organization's; 429 after too many refused ones.
pub async fn admit(app: &App, who: &Who, address: &str, choice: &Choice) -> Result<(), Failure> {
    let typed = choice.typed_codes();
    if typed.is_empty() {
        return Ok(());
    }
    let mut tx = app.store.write().await?;
    let (_, catalog) = app.current_catalog(&mut tx).await?;
    let may_buy = codes::may_buy(&mut tx, &catalog, who, choice.subscription.as_deref()).await?;
    let guesser = Guesser { organization: &who.organization.id, address, may_buy };
    let admitted = codes::admit(&mut tx, guesser, &typed, app.clock.now()).await;
    // What was counted stays counted, also where the last code was one too many.
    tx.commit().await?;
    match &admitted {
        Ok(refused) => (0..*refused).for_each(|_| app.metrics.code(Refusal::Refused)),
        Err(failure) if failure.status == StatusCode::TOO_MANY_REQUESTS => {
            app.metrics.code(Refusal::TooMany);
        }
        Err(_) => {}
    }
    admitted.map(drop)
}
