//! The demo's clock, so that renewals, expiry and due dates can be played.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{Object, Raw};
use super::json;
use super::openapi::{ClockBody, Problems};
use crate::app::App;
use crate::chores;
use crate::clock;
use crate::failure::{Failure, Problem};
use crate::store::demo_clock;
use crate::views::{instant, to_json};

/// How far the clock may be ahead of the machine's: ten years.
const FARTHEST: i64 = 3_653 * 86_400;

/// Another server on the same database may have put the clock forward.
pub async fn keep_time(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    match app.keep_time().await {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}

#[derive(Serialize, ToSchema)]
struct ClockView {
    now: String,
}

/// `POST /api/demo/clock`: puts the clock forward and does at once what has become due.
#[utoipa::path(
    post,
    path = "/api/demo/clock",
    tag = "demo",
    request_body = ClockBody,
    responses(
        (status = 200, description = "The clock", body = ClockView),
        (status = 404, description = "No demo", body = Problems),
    )
)]
pub async fn put_forward(State(app): State<Arc<App>>, Raw(body): Raw) -> Result<Response, Failure> {
    if !app.settings.demo {
        return Err(Failure::not_found("", "there is nothing at this address"));
    }
    let mut body = Object::read(&body, &["to"])?;
    let text = body.required_text("to");
    body.done()?;
    let to = clock::parse(&text).ok_or_else(|| {
        let message = format!("`{text}` is not an instant of RFC 3339, as 2026-12-01T00:00:00Z is");
        Failure::malformed("instant_malformed", "/to", message)
    })?;
    let mut tx = app.store.write().await?;
    // Nobody else puts it forward in between.
    app.clock.set_ahead(demo_clock::ahead(&mut tx).await?);
    let now = app.clock.now();
    if to <= now {
        let message = format!("the clock goes forward only, and it is {} already", instant(now));
        return Err(Failure::malformed("clock_backwards", "/to", message));
    }
    let farthest = app.clock.machine() + FARTHEST;
    if to > farthest {
        let message = format!("the clock can be put forward to {} at most", instant(farthest));
        let mut problem = Problem::new("out_of_range", "/to", message);
        problem.allowed = Some(instant(farthest).into());
        return Err(Failure::all(StatusCode::UNPROCESSABLE_ENTITY, vec![problem]));
    }
    demo_clock::put_forward(&mut tx, to - now).await?;
    tx.commit().await?;
    app.keep_time().await?;
    chores::run(&app).await?;
    Ok(json(StatusCode::OK, to_json(&ClockView { now: instant(app.clock.now()) })?))
}
