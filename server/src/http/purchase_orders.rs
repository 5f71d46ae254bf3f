//! Orders that await the payment of a purchase order: to the seller's people, and to who placed them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{Object, Raw};
use super::id::Id;
use super::json;
use super::openapi::{Conflict, EmptyBody, PaidBody};
use super::who::{SignedIn, Staff, Viewer, is_staff};
use crate::app::App;
use crate::failure::Failure;
use crate::purchase_orders::{self, StaffOrder};
use crate::reference::Reference;
use crate::views::to_json;

/// What awaits payment.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffOrders {
    /// What is due first first.
    pub orders: Vec<StaffOrder>,
}

/// `GET /api/staff/orders`
#[utoipa::path(
    get,
    path = "/api/staff/orders",
    tag = "staff",
    responses(
        (status = 200, description = "What awaits payment", body = StaffOrders),
    )
)]
pub async fn list(State(app): State<Arc<App>>, Staff(_): Staff) -> Result<Response, Failure> {
    let orders = purchase_orders::awaiting(&app).await?;
    Ok(json(StatusCode::OK, to_json(&StaffOrders { orders })?))
}

/// `POST /api/orders/{id}/paid`
#[utoipa::path(
    post,
    path = "/api/orders/{id}/paid",
    tag = "staff",
    params(("id" = String, Path)),
    request_body = PaidBody,
    responses(
        (status = 200, description = "Applied", body = StaffOrder),
        (status = 409, description = "`order_canceled`, `reference_differs`: paid before, by another", body = Conflict),
    )
)]
pub async fn paid(
    State(app): State<Arc<App>>,
    Staff(who): Staff,
    Id(id): Id,
    Raw(body): Raw,
) -> Result<Response, Failure> {
    let mut body = Object::read(&body, &["reference"])?;
    let reference = match body.text("reference").map(|text| Reference::parse(&text)) {
        Some(Ok(reference)) => Some(reference),
        Some(Err(problem)) => {
            body.problem(problem);
            None
        }
        None => None,
    };
    body.done()?;
    let paid = purchase_orders::paid(&app, Some(&who.user.id), &id, reference.as_ref()).await?;
    Ok(json(StatusCode::OK, to_json(&paid)?))
}

/// `POST /api/orders/{id}/cancel`
#[utoipa::path(
    post,
    path = "/api/orders/{id}/cancel",
    tag = "account",
    params(("id" = String, Path)),
    request_body = EmptyBody,
    responses(
        (status = 200, description = "Given up", body = StaffOrder),
        (status = 409, description = "It cannot be given up any more", body = Conflict),
    )
)]
pub async fn cancel(
    State(app): State<Arc<App>>,
    caller: SignedIn,
    viewer: Result<Viewer, Failure>,
    Id(id): Id,
    Raw(body): Raw,
) -> Result<Response, Failure> {
    Object::read(&body, &[])?.done()?;
    let SignedIn(identity) = caller;
    // Staff gives up what it sees; everyone else needs to see the account.
    let staff = is_staff(&identity.who);
    let who = if staff { identity.who } else { viewer?.0 };
    let order = purchase_orders::cancel(&app, &who, staff, &id).await?;
    Ok(json(StatusCode::OK, to_json(&order)?))
}
