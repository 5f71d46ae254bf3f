//! Price lists, as everyone may see them: the stored texts hold no coupons.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::json;
use crate::app::App;
use crate::failure::Failure;
use crate::store::catalogs;

/// `GET /api/catalog`
#[utoipa::path(
    get,
    path = "/api/catalog",
    tag = "public",
    responses(
        (status = 200, description = "The current price list, without coupons; its etag is its digest", body = Object),
        (status = 304, description = "It is still the one of if-none-match"),
    )
)]
pub async fn current(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Failure> {
    let mut db = app.store.snapshot().await?;
    let (digest, _) = app.current_catalog(&mut db).await?;
    let tag = format!("\"{digest}\"");
    let response = if is_known(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let text = catalogs::text(&mut db, &digest).await?;
        json(StatusCode::OK, text.ok_or_else(|| Failure::internal("catalog", "its text is gone"))?)
    };
    tagged(response, &tag, "no-cache")
}

/// `GET /api/catalogs/{digest}`
#[utoipa::path(
    get,
    path = "/api/catalogs/{digest}",
    tag = "public",
    params(("digest" = String, Path)),
    responses(
        (status = 200, description = "A price list, without coupons", body = Object),
    )
)]
pub async fn by_digest(
    State(app): State<Arc<App>>,
    digest: Result<Path<String>, PathRejection>,
) -> Result<Response, Failure> {
    let no_catalog = || Failure::not_found("", "there is no catalog with this digest");
    // It is refused where it is no text.
    let Path(digest) = digest.map_err(|_| no_catalog())?;
    let text = catalogs::text(&mut *app.store.read().await?, &digest).await?.ok_or_else(no_catalog)?;
    // A digest names one text for ever.
    tagged(json(StatusCode::OK, text), &format!("\"{digest}\""), "public, max-age=31536000, immutable")
}

/// Whether `If-None-Match` names a tag, strong or weak, alone or in a list (RFC 9110, 13.1.2). No tag holds a quote, so
/// that a part of the list with one at either end is a whole one.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|known| known.to_str().ok());
    known
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

fn tagged(mut response: Response, tag: &str, caching: &'static str) -> Result<Response, Failure> {
    let tag = HeaderValue::from_str(tag).map_err(|error| Failure::internal("digest", error))?;
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    Ok(response)
}
