//! What machines ask: is it alive, is it ready, what has it counted.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::failure::Failure;
use crate::metrics::CONTENT_TYPE;
use crate::store::catalogs;

/// How long the database may take to say that it is there.
const ANSWERS: Duration = Duration::from_secs(2);

/// `GET /healthz`: it answers, whatever the database does.
pub async fn alive() -> &'static str {
    "ok"
}

/// `GET /readyz`: it can do its work, and is not about to stop.
pub async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Failure> {
    if app.tasks.is_closed() {
        return Err(not_ready("the server is stopping"));
    }
    let asked = tokio::time::timeout(ANSWERS, async {
        let catalog = catalogs::current(&mut *app.store.read().await?).await?;
        Ok::<_, sqlx::Error>((catalog, app.store.is_writable().await?))
    });
    match asked.await {
        Ok(Ok((_, false))) => Err(not_ready("the database can only be read")),
        Ok(Ok((Some(_), true))) => Ok("ready"),
        Ok(Ok((None, true))) => Err(not_ready("no catalog is active")),
        Ok(Err(error)) => {
            tracing::error!(%error, "the database does not answer");
            Err(not_ready("the database does not answer"))
        }
        Err(_) => Err(not_ready("the database does not answer in time")),
    }
}

fn not_ready(message: &str) -> Failure {
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", "", message)
}

/// `GET /metrics` on the server's own address: with the configured token, and otherwise not there.
pub async fn metrics(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Failure> {
    let Some(token) = &app.settings.metrics_token else {
        return Err(Failure::not_found("", "there is nothing at this address"));
    };
    let sent = headers.get(header::AUTHORIZATION).and_then(|sent| sent.to_str().ok());
    // Of hashes it may be seen how far they are the same.
    let same = sent
        .and_then(|sent| sent.strip_prefix("Bearer "))
        .is_some_and(|sent| Sha256::digest(sent) == Sha256::digest(token.reveal()));
    if !same {
        let message = "send the configured metrics.token as a bearer token";
        let mut failure = Failure::new(StatusCode::UNAUTHORIZED, "token_not_valid", "", message);
        failure.authenticate = true;
        return Err(failure);
    }
    text(&app).await
}

/// The metrics on a listener of their own, for everyone who reaches that.
pub fn metrics_router(app: Arc<App>) -> Router {
    async fn open(State(app): State<Arc<App>>) -> Result<Response, Failure> {
        text(&app).await
    }
    Router::new().route("/metrics", get(open)).with_state(app)
}

async fn text(app: &App) -> Result<Response, Failure> {
    let text = app.metrics.text(&mut *app.store.read().await?).await?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response())
}
