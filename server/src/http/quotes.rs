//! Saved quotes, for those who belong to the organization and for whoever has the link.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use quotient::RequestType;

use super::body::{Object, Raw};
use super::confirm::respond;
use super::id::Id;
use super::keyed::{fingerprint, key};
use super::openapi::{AcceptBody, Conflict, EmptyBody, Problems, SaveBody};
use super::who::{Address, Viewer};
use super::{card, choice, json, quote};
use crate::app::App;
use crate::failure::{Failure, Problem};
use crate::plain::is_plain;
use crate::quotes::Document;
use crate::quotes::{self, Accept, Pays, Save};
use crate::verify;
use crate::verify::{SharedVerification, Verification};
use crate::views::Confirmation;
use crate::views::to_json;

/// Characters of a purchase order's number.
const PURCHASE_ORDER: usize = 60;

/// `POST /api/quotes`
#[utoipa::path(
    post,
    path = "/api/quotes",
    tag = "account",
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, pattern = "^[!-~]+$", description = "One for every attempt: the same key and content give the same reply")),
    request_body = SaveBody,
    responses(
        (status = 201, description = "Saved", body = Document),
        (status = 404, description = "No such subscription", body = Problems),
        (status = 409, description = "The quote is another one now", body = Conflict),
        (status = 429, description = "`too_many_codes`, with retry-after", body = Problems),
    )
)]
pub async fn save(
    State(app): State<Arc<App>>,
    Viewer(who): Viewer,
    Address(address): Address,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<Response, Failure> {
    let key = key(&headers)?;
    let (mut body, choice) = choice::read(&body, &["digest"])?;
    if !matches!(choice.kind, RequestType::Change | RequestType::Purchase) {
        let message = format!("a {} cannot be saved as a quote", choice.kind.as_str());
        let mut problem = Problem::new("unknown_value", "/type", message);
        problem.allowed = Some(["change", "purchase"].as_slice().into());
        body.problem(problem);
    }
    let digest = body.required_text("digest");
    let content = body.content();
    body.done()?;
    quote::admit(&app, &who, &address, &choice).await?;
    let fingerprint = fingerprint(&who.user.id, &content);
    let document = quotes::save(&app, &who, &Save { choice, digest, key, fingerprint }).await?;
    Ok(json(StatusCode::CREATED, to_json(&document)?))
}

/// `GET /api/quotes/{id}`
#[utoipa::path(
    get,
    path = "/api/quotes/{id}",
    tag = "account",
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "The saved quote", body = Document),
    )
)]
pub async fn show(State(app): State<Arc<App>>, Viewer(who): Viewer, Id(id): Id) -> Result<Response, Failure> {
    let mut db = app.store.snapshot().await?;
    let quote = quotes::find(&mut db, &who, &id).await?;
    let document = quotes::document(&app, &mut db, &quote).await?;
    Ok(json(StatusCode::OK, to_json(&document)?))
}

/// `POST /api/quotes/{id}/withdraw`
#[utoipa::path(
    post,
    path = "/api/quotes/{id}/withdraw",
    tag = "account",
    params(("id" = String, Path)),
    request_body = EmptyBody,
    responses(
        (status = 200, description = "Withdrawn", body = Document),
        (status = 409, description = "`quote_accepted`", body = Conflict),
    )
)]
pub async fn withdraw(
    State(app): State<Arc<App>>,
    Viewer(who): Viewer,
    Id(id): Id,
    Raw(body): Raw,
) -> Result<Response, Failure> {
    Object::read(&body, &[])?.done()?;
    let document = quotes::withdraw(&app, &who, &id).await?;
    Ok(json(StatusCode::OK, to_json(&document)?))
}

/// `POST /api/quotes/{id}/accept`
#[utoipa::path(
    post,
    path = "/api/quotes/{id}/accept",
    tag = "account",
    params(("id" = String, Path), ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, pattern = "^[!-~]+$", description = "One for every attempt: the same key and content give the same reply")),
    request_body = AcceptBody,
    responses(
        (status = 200, description = "Confirmed", body = Confirmation),
        (status = 202, description = "The outcome of the payment is not known yet", body = Confirmation),
        (status = 402, description = "`card_declined`: nothing was charged and nothing was changed", body = Problems),
        (status = 409, description = "The quote is another one now, or something is under way", body = Conflict),
    )
)]
pub async fn accept(
    State(app): State<Arc<App>>,
    Viewer(who): Viewer,
    Id(quote): Id,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<Response, Failure> {
    let key = key(&headers)?;
    let mut body = Object::read(&body, &["digest", "card", "purchaseOrder"])?;
    let digest = body.required_text("digest");
    let pays = pays(&mut body);
    let content = body.content();
    body.done()?;
    // The same content for another quote is another content.
    let fingerprint = fingerprint(&who.user.id, &format!("{quote} {content}"));
    let accept = Accept { quote, digest, pays, key, fingerprint };
    if let Some(reply) = quotes::replay(&app, &who, &accept).await? {
        return Ok(respond(reply));
    }
    Ok(respond(quotes::accept(&app, who, accept).await?))
}

fn pays(body: &mut Object) -> Pays {
    let card = card::read(body);
    if body.raw("purchaseOrder").is_none() {
        return Pays::Card(card);
    }
    let number = body.text("purchaseOrder").map(|number| number.trim().to_owned());
    if body.raw("card").is_some() {
        let message = "`card` does not go with `purchaseOrder`: one of them pays";
        body.problem(Problem::new("field_not_allowed", "/card", message));
    }
    match &number {
        Some(number) if number.is_empty() => {
            body.problem(Problem::new("text_empty", "/purchaseOrder", "the number is empty"));
        }
        Some(number) if number.chars().count() > PURCHASE_ORDER => {
            let message = format!("a purchase order's number has at most {PURCHASE_ORDER} characters");
            body.problem(Problem::new("too_large", "/purchaseOrder", message));
        }
        Some(number) if !is_plain(number) => {
            let message = "a purchase order's number has no control or invisible characters";
            body.problem(Problem::new("character_not_allowed", "/purchaseOrder", message));
        }
        _ => {}
    }
    Pays::PurchaseOrder(number.unwrap_or_default())
}

/// `GET /api/quotes/{id}/verify`
#[utoipa::path(
    get,
    path = "/api/quotes/{id}/verify",
    tag = "account",
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "Whether it comes out as it was quoted", body = Verification),
    )
)]
pub async fn verify(
    State(app): State<Arc<App>>,
    Viewer(who): Viewer,
    Id(id): Id,
) -> Result<Response, Failure> {
    let mut db = app.store.snapshot().await?;
    let quote = quotes::find(&mut db, &who, &id).await?;
    let verification = verify::stored(&mut db, &(&quote).into()).await?;
    Ok(json(StatusCode::OK, to_json(&verification)?))
}

/// `GET /api/shared/{token}`: nobody signs in, and nothing is kept by anyone on the way.
#[utoipa::path(
    get,
    path = "/api/shared/{token}",
    tag = "public",
    params(("token" = String, Path)),
    responses(
        (status = 200, description = "The saved quote, without addresses and links", body = Document),
    )
)]
pub async fn shared(State(app): State<Arc<App>>, Id(token): Id) -> Result<Response, Failure> {
    let mut db = app.store.snapshot().await?;
    let quote = quotes::find_shared(&mut db, &token).await?;
    let document = quotes::shared(&app, &mut db, &quote).await?;
    Ok(json(StatusCode::OK, to_json(&document)?))
}

/// `GET /api/shared/{token}/verify`
#[utoipa::path(
    get,
    path = "/api/shared/{token}/verify",
    tag = "public",
    params(("token" = String, Path)),
    responses(
        (status = 200, description = "Whether it comes out as it was quoted", body = SharedVerification),
    )
)]
pub async fn verify_shared(State(app): State<Arc<App>>, Id(token): Id) -> Result<Response, Failure> {
    let mut db = app.store.snapshot().await?;
    let quote = quotes::find_shared(&mut db, &token).await?;
    let verification = verify::stored(&mut db, &(&quote).into()).await?;
    Ok(json(StatusCode::OK, to_json(&SharedVerification { verified: verification.verified })?))
}
