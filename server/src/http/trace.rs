//! Every request has an id, a line in the log and its place in the metrics.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tracing::{Instrument, Span, field};
use uuid::Uuid;

use crate::app::App;
use crate::metrics::GONE;

/// Names a request, in the log and to whoever sent it.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Characters of an id that a proxy gave.
const ID: usize = 64;

/// The codes of the problems that a response tells.
#[derive(Clone, Debug)]
pub struct Told(pub String);

/// Logs and counts a request. The log has the route and not the address, which may hold the token of a shared
/// quote; neither headers nor bodies are ever logged.
pub async fn trace(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let id = id(&app, &request);
    let method = request.method().clone();
    let route = request.extensions().get().map_or("page", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id = %id, method = %method, route, user = field::Empty);
    let mut open = Open { app, method, route, span, start: Instant::now(), answered: false };
    let mut response = next.run(request).instrument(open.span.clone()).await;
    open.answered(&response);
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// A request that is not answered yet. Dropped before that, its sender has gone.
struct Open {
    app: Arc<App>,
    method: Method,
    route: String,
    span: Span,
    start: Instant,
    answered: bool,
}

impl Open {
    fn answered(&mut self, response: &Response) {
        self.answered = true;
        let problems = response.extensions().get().map(|Told(codes)| codes.as_str());
        self.note(response.status(), problems, "answered");
    }

    fn note(&self, status: StatusCode, problems: Option<&str>, message: &str) {
        let took = self.start.elapsed();
        self.span.in_scope(|| {
            tracing::info!(
                status = status.as_u16(),
                ms = took.as_secs_f64() * 1_000.0,
                problems,
                "{message}"
            );
        });
        self.app.metrics.request(&self.method, &self.route, status, took);
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if !self.answered
            && let Ok(gone) = StatusCode::from_u16(GONE)
        {
            self.note(gone, None, "not answered");
        }
    }
}

/// A new id, or that of a proxy which is believed.
fn id(app: &App, request: &Request) -> String {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let given = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).filter(|id| {
        peer.is_some_and(|peer| app.settings.is_proxy(peer.to_canonical()))
            && (1..=ID).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    given.map_or_else(|| Uuid::now_v7().simple().to_string(), str::to_owned)
}
