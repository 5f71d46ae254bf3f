//! What a caller is told when a request is not done: a status and structured problems.

use std::borrow::Cow;
use std::fmt::Display;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::store::trouble::{Trouble, trouble};

/// Seconds after which a database in trouble may be asked again.
const RETRY_AFTER: i64 = 5;

/// One thing that is wrong, in the shape that the engine's problems have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `snake_case`, never renamed.
    #[schema(value_type = String)]
    pub code: Cow<'static, str>,
    /// RFC 6901 pointer into what the caller sent; empty for the whole of it.
    pub path: String,
    /// For a person.
    pub message: String,
    /// What would be allowed instead.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(value_type = Option<Value>)]
    pub allowed: Option<serde_json::Value>,
}

impl Problem {
    /// A problem without `allowed`.
    pub fn new(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Problem { code: Cow::Borrowed(code), path: path.into(), message: message.into(), allowed: None }
    }
}

/// The problems of the engine, in the server's type.
pub fn problems_of(problems: &quotient::Problems) -> Vec<Problem> {
    serde_json::from_str(&problems.to_json()).unwrap_or_else(|error| {
        tracing::error!(%error, "the engine's problems cannot be read");
        vec![Problem::new("internal_error", "", problems.to_string())]
    })
}

/// The quote as it stands now, sent along with a 409.
#[derive(Debug, Serialize)]
pub struct Fresh {
    /// The engine's answer, priced or rejected.
    pub answer: Box<RawValue>,
    /// Digest of the catalog that priced it.
    pub catalog: String,
    /// The server's clock.
    pub now: String,
}

/// A request that is not done.
#[derive(Debug)]
pub struct Failure {
    /// The HTTP status.
    pub status: StatusCode,
    /// At least one.
    pub problems: Vec<Problem>,
    /// With 409 of a confirm.
    pub fresh: Option<Fresh>,
    /// Seconds, with 429.
    pub retry_after: Option<i64>,
    /// With 401: a bearer token would help.
    pub authenticate: bool,
}

impl Failure {
    /// Several problems at once.
    pub fn all(status: StatusCode, problems: Vec<Problem>) -> Self {
        Failure { status, problems, fresh: None, retry_after: None, authenticate: false }
    }

    /// One problem.
    pub fn new(status: StatusCode, code: &'static str, path: &str, message: impl Into<String>) -> Self {
        Failure::all(status, vec![Problem::new(code, path, message)])
    }

    /// Malformed input, one problem.
    pub fn malformed(code: &'static str, path: &str, message: impl Into<String>) -> Self {
        Failure::new(StatusCode::UNPROCESSABLE_ENTITY, code, path, message)
    }

    /// Not there, or not the caller's: the two are not told apart.
    pub fn not_found(path: &str, message: impl Into<String>) -> Self {
        Failure::new(StatusCode::NOT_FOUND, "not_found", path, message)
    }

    /// The server's own fault: logged in full, told in general.
    pub fn internal(what: &str, error: impl Display) -> Self {
        tracing::error!(%error, "{what}");
        Failure::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            "",
            "the server could not do this; its log says why",
        )
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        let (code, message) = match trouble(&error) {
            Some(Trouble::Full) => (
                "storage_full",
                "the server has no room left on its disk; nothing was changed, try again later",
            ),
            Some(Trouble::Busy) => {
                ("database_busy", "the server's database is busy; nothing was changed, try again in a moment")
            }
            Some(Trouble::Gone) => {
                ("database_unavailable", "the server's database cannot be reached; try again in a moment")
            }
            None => return Failure::internal("database", error),
        };
        tracing::error!(%error, "database");
        let mut failure = Failure::new(StatusCode::SERVICE_UNAVAILABLE, code, "", message);
        failure.retry_after = Some(RETRY_AFTER);
        failure
    }
}
