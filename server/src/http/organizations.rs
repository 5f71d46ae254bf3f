//! Organizations that register themselves.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::{Object, Raw};
use super::openapi::{Problems, RegistrationBody};
use super::session;
use super::session::SessionView;
use super::who::{Address, Caller};
use crate::app::App;
use crate::failure::Failure;
use crate::register::{self, Registration};
use crate::store::registrations;

/// `POST /api/organizations`, where it is configured: adds an organization with its owner and signs in.
#[utoipa::path(
    post,
    path = "/api/organizations",
    tag = "public",
    request_body = RegistrationBody,
    responses(
        (status = 201, description = "Registered and signed in", body = SessionView<'static>),
        (status = 404, description = "Organizations do not register themselves here", body = Problems),
        (status = 409, description = "`email_taken`", body = Problems),
        (status = 429, description = "`too_many_registrations`, with retry-after", body = Problems),
    )
)]
pub async fn register(
    State(app): State<Arc<App>>,
    Caller(before): Caller,
    Address(address): Address,
    Raw(body): Raw,
) -> Result<Response, Failure> {
    if !app.settings.registration {
        return Err(Failure::not_found("", "there is nothing at this address"));
    }
    let mut body = Object::read(&body, &["name", "userName", "email"])?;
    let registration = Registration {
        name: body.required_text("name"),
        user_name: body.required_text("userName"),
        email: body.required_text("email"),
    };
    body.done()?;
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    register::admit(&mut tx, &address, now).await?;
    let who = registration.add(&mut tx, &app.settings.registration_taxes, now).await?;
    registrations::insert(&mut tx, &who.organization.id, &address, now).await?;
    let identity = session::begin(&app, &mut tx, who, before.as_ref()).await?;
    tx.commit().await?;
    session::signed_in(&app, StatusCode::CREATED, &identity).await
}
