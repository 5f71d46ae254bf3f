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
use super::who::{Address, Viewer};
use super::{choice, json, quote};
use crate::app::App;
use crate::failure::{Failure, Problem};
use crate::quotes::{self, Accept, Pays, Save};
use crate::verify;
use crate::views::to_json;

/// Characters of a purchase order's number.
const PURCHASE_ORDER: usize = 60;

/// `POST /api/quotes`
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
pub async fn show(State(app): State<Arc<App>>, Viewer(who): Viewer, Id(id): Id) -> Result<Response, Failure> {
    let mut db = app.store.snapshot().await?;
    let quote = quotes::find(&mut db, &who, &id).await?;
    let document = quotes::document(&mut db, &quote, app.clock.now()).await?;
    Ok(json(StatusCode::OK, to_json(&document)?))
}

/// `POST /api/quotes/{id}/withdraw`
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
    let card = body.text("card");
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
        Some(number) if number.chars().any(char::is_control) => {
            let message = "a purchase order's number has no control characters";
            body.problem(Problem::new("character_not_allowed", "/purchaseOrder", message));
        }
        _ => {}
    }
    Pays::PurchaseOrder(number.unwrap_or_default())
}

/// `GET /api/quotes/{id}/verify`
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
pub async fn shared(State(app): State<Arc<App>>, Id(token): Id) -> Result<Response, Failure> {
    let mut db = app.store.snapshot().await?;
    let quote = quotes::find_shared(&mut db, &token).await?;
    let document = quotes::shared(&mut db, &quote, app.clock.now()).await?;
    Ok(json(StatusCode::OK, to_json(&document)?))
}

/// `GET /api/shared/{token}/verify`
pub async fn verify_shared(State(app): State<Arc<App>>, Id(token): Id) -> Result<Response, Failure> {
    let mut db = app.store.snapshot().await?;
    let quote = quotes::find_shared(&mut db, &token).await?;
    let verification = verify::stored(&mut db, &(&quote).into()).await?;
    Ok(json(StatusCode::OK, to_json(&verification)?))
}
