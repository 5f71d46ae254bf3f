//! The id or the token in an address.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use crate::app::App;
use crate::failure::Failure;

/// An id or a token: letters, digits and `_`. Not every other text is one that a database takes, and none
/// of them names anything.
pub struct Id(pub String);

impl FromRequestParts<Arc<App>> for Id {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        match Path::<String>::from_request_parts(parts, app).await {
            Ok(Path(id)) if id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') => Ok(Id(id)),
            _ => Err(Failure::not_found("", "there is nothing at this address")),
        }
    }
}
