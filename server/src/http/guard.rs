//! What holds for every request: time, origin, headers.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::Url;

use super::who;
use crate::app::App;
use crate::failure::Failure;

/// The page runs its own scripts and the engine's module, and nobody frames it.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// The page needs none of these, so that no script that gets into it can ask for them.
const PERMISSIONS_POLICY: &str = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), \
    geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";
/// For a year a browser comes by TLS alone.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=31536000";

const HEADERS: [(HeaderName, &str); 7] = [
    (HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Adds the headers that every response has. Nothing is kept by anyone unless it says so itself.
pub async fn headers(State(app): State<Arc<App>>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.settings.is_https() {
        let strict = HeaderValue::from_static(STRICT_TRANSPORT_SECURITY);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, strict);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Ends a request that takes too long. A confirm goes on by itself.
pub async fn in_time(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    tokio::time::timeout(app.settings.request_timeout, next.run(request)).await.unwrap_or_else(|_| {
        Failure::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "timed_out",
            "",
            "the request took too long; try it again",
        )
        .into_response()
    })
}

/// Nothing is at an address with the character zero, which PostgreSQL takes in no text.
pub async fn plain_address(request: Request, next: Next) -> Response {
    if request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00")) {
        return Failure::not_found("", "there is nothing at this address").into_response();
    }
    next.run(request).await
}

/// Lets state change only on requests that a page of this server made: no form of another site can send
/// JSON, and a browser says where a script comes from.
pub async fn same_origin(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let method = request.method();
    if matches!(*method, Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let headers = request.headers();
    if !is_same_origin(headers, app.settings.public_url.as_ref()) {
        let message = "this request comes from a page of another site";
        return Failure::new(StatusCode::FORBIDDEN, "origin_not_allowed", "", message).into_response();
    }
    if *method == Method::POST && !is_json(headers) {
        let message = "send JSON with the content type application/json";
        return Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type_not_json", "", message)
            .into_response();
    }
    next.run(request).await
}

/// In a demo anyone may sign in: a page of another site whose name is made to lead here would be of the same origin. So
/// it answers to addresses and to `localhost` alone, unless it is told its public name.
pub async fn own_host(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).map(|host| host.to_str().unwrap_or_default());
    if host.is_none_or(is_local) {
        return next.run(request).await;
    }
    let message =
        "the demo answers to IP addresses and to `localhost`; start it with --public-url for another name";
    Failure::new(StatusCode::FORBIDDEN, "host_not_allowed", "", message).into_response()
}

/// An IP address or `localhost`, with a port or without.
fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<Ipv4Addr>().is_ok()
        || bare.is_some_and(|name| name.parse::<Ipv6Addr>().is_ok())
}

/// Lets a session change something only by a request that knows the session's token, which no page of
/// another site can read. A bearer token needs none: a browser never sends it by itself.
pub async fn session_token(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let checked = match who::identify(&app, &mut parts).await {
        Ok(Some(identity)) => who::check_csrf(&app, &identity, &parts.headers).await,
        Ok(None) => Ok(()),
        Err(failure) => Err(failure),
    };
    match checked {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(failure) => failure.into_response(),
    }
}

fn is_same_origin(headers: &HeaderMap, public: Option<&Url>) -> bool {
    if let Some(site) = headers.get("sec-fetch-site")
        && !matches!(site.as_bytes(), b"same-origin" | b"none")
    {
        return false;
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    if let Some(public) = public {
        return origin.to_str().is_ok_and(|origin| origin == public.origin().ascii_serialization());
    }
    let (Ok(origin), Some(Ok(host))) = (origin.to_str(), headers.get(header::HOST).map(HeaderValue::to_str))
    else {
        return false;
    };
    // The scheme is that of the proxy before this server, if there is one.
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(content_type)) = headers.get(header::CONTENT_TYPE).map(HeaderValue::to_str) else {
        return false;
    };
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}
