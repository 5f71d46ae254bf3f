//! Problems as responses.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::value::RawValue;

use super::json;
use super::trace::Told;
use crate::failure::{Failure, Problem};

#[derive(Serialize)]
struct Body<'a> {
    problems: &'a [Problem],
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    catalog: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<&'a str>,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let fresh = self.fresh.as_ref();
        let body = serde_json::to_string(&Body {
            problems: &self.problems,
            answer: fresh.map(|fresh| &*fresh.answer),
            catalog: fresh.map(|fresh| fresh.catalog.as_str()),
            now: fresh.map(|fresh| fresh.now.as_str()),
        });
        let mut response = json(self.status, body.unwrap_or_default());
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        let codes: Vec<&str> = self.problems.iter().map(|problem| &*problem.code).collect();
        response.extensions_mut().insert(Told(codes.join(" ")));
        if self.authenticate {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
