//! A typed code's terms, or its refusal.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::{Object, Raw};
use super::json;
use super::openapi::{CodeBody, Problems};
use super::who::{Address, Viewer};
use crate::app::App;
use crate::choice::normalised;
use crate::codes::{self, Guesser, Told};
use crate::failure::{Failure, Problem};
use crate::metrics::Refusal;

/// Bytes of a code, as many as the engine takes.
const CODE: usize = 1_000;

/// `POST /api/codes`
#[utoipa::path(
    post,
    path = "/api/codes",
    tag = "account",
    request_body = CodeBody,
    responses(
        (status = 200, description = "The terms of the code, or `{code, refused}`", body = Object),
        (status = 404, description = "No such subscription", body = Problems),
        (status = 429, description = "`too_many_codes`, with retry-after", body = Problems),
    )
)]
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
    let (_, catalog) = app.current_catalog(&mut tx).await?;
    let may_buy = codes::may_buy(&mut tx, &catalog, &who, subscription.as_deref()).await?;
    let guesser = Guesser { organization, address: &address, may_buy };
    let code = normalised(&typed.unwrap_or_default());
    let told = codes::look_up(&mut tx, guesser, &code, app.clock.now()).await;
    match &told {
        Ok(Told::Terms(_)) => {}
        Ok(Told::Refusal(_)) => app.metrics.code(Refusal::Refused),
        Err(failure) if failure.status == StatusCode::TOO_MANY_REQUESTS => {
            app.metrics.code(Refusal::TooMany);
        }
        Err(_) => {}
    }
    let told = told?;
    tx.commit().await?;
    Ok(json(StatusCode::OK, told.into_body()))
}
