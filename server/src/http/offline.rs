//! Offline licenses: what a subscription may have, and the signed files.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::{Object, Raw};
use super::id::Id;
use super::json;
use super::openapi::{Conflict, LicenseBody};
use super::who::Viewer;
use crate::app::App;
use crate::failure::{Failure, Problem};
use crate::offline;
use crate::offline::license::PublicKey;
use crate::offline::{LicenseView, LicensesView};
use crate::plain::is_plain;
use crate::views::to_json;

/// Characters of a machine's name.
const MACHINE: usize = 200;

/// `GET /api/offline-license-key`: whoever checks a license needs it.
#[utoipa::path(
    get,
    path = "/api/offline-license-key",
    tag = "public",
    responses(
        (status = 200, description = "The public key, by which applications check licenses", body = PublicKey),
    )
)]
pub async fn key(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    Ok(json(StatusCode::OK, to_json(&offline::public_key(&app).await?)?))
}

/// `GET /api/subscriptions/{id}/offline-licenses`
#[utoipa::path(
    get,
    path = "/api/subscriptions/{id}/offline-licenses",
    tag = "account",
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "What the subscription may have, and has", body = LicensesView),
    )
)]
pub async fn list(State(app): State<Arc<App>>, Viewer(who): Viewer, Id(id): Id) -> Result<Response, Failure> {
    Ok(json(StatusCode::OK, to_json(&offline::list(&app, &who, &id).await?)?))
}

/// `POST /api/subscriptions/{id}/offline-licenses`
#[utoipa::path(
    post,
    path = "/api/subscriptions/{id}/offline-licenses",
    tag = "account",
    params(("id" = String, Path)),
    request_body = LicenseBody,
    responses(
        (status = 200, description = "The license that this machine has already", body = LicenseView),
        (status = 201, description = "Signed", body = LicenseView),
        (status = 409, description = "`offline_license_not_included` and other reasons", body = Conflict),
    )
)]
pub async fn issue(
    State(app): State<Arc<App>>,
    Viewer(who): Viewer,
    Id(id): Id,
    Raw(body): Raw,
) -> Result<Response, Failure> {
    let mut body = Object::read(&body, &["product", "machine"])?;
    let product = body.required_text("product");
    let machine = body.required_text("machine").trim().to_owned();
    // What is missing or no text has been told.
    body.done()?;
    if let Some(problem) = unfit(&machine) {
        return Err(Failure::all(StatusCode::UNPROCESSABLE_ENTITY, vec![problem]));
    }
    let (license, new) = offline::issue(&app, &who, &id, &product, &machine).await?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(json(status, to_json(&license)?))
}

/// Why a text is no machine's name.
fn unfit(machine: &str) -> Option<Problem> {
    let (code, message) = if machine.is_empty() {
        ("text_empty", "the machine has no name".to_owned())
    } else if machine.chars().count() > MACHINE {
        ("too_large", format!("a machine's name has at most {MACHINE} characters"))
    } else if !is_plain(machine) {
        let message = "a machine's name has no control or invisible characters";
        ("character_not_allowed", message.to_owned())
    } else {
        return None;
    };
    Some(Problem::new(code, "/machine", message))
}
