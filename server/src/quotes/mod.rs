//! Saved quotes: priced once, numbered, shown to whoever has the link, and accepted later at exactly the
//! amount that was quoted.

mod accept;
mod bind;
mod document;
mod validity;

use axum::http::StatusCode;

use crate::app::App;
use crate::check;
use crate::choice::Choice;
use crate::facts::{self, Loaded, Target, Who};
use crate::failure::{Failure, Problem};
use crate::keys;
use crate::opening;
use crate::pricing::{self, Priced};
use crate::store::quotes::{self as table, SavedQuote};
use crate::store::{Connection, catalogs, new_id, numbers};

pub use accept::{Accept, Pays, accept, replay};
pub use bind::from_now;
pub use document::{Document, document, shared, state};

const DAY: i64 = 86_400;

/// What shall be saved.
#[derive(Clone, Debug)]
pub struct Save {
    /// What the customer chose.
    pub choice: Choice,
    /// The quote that the page showed.
    pub digest: String,
    /// The key of this attempt.
    pub key: String,
    /// Hash of who saves and what.
    pub fingerprint: String,
}

/// Saves the quote that was shown; the same key again gives the same quote.
///
/// # Errors
/// 409 with a fresh quote if it is not what was shown, 422 for a type that cannot be saved.
pub async fn save(app: &App, who: &Who, save: &Save) -> Result<Document, Failure> {
    let mut tx = app.store.write().await?;
    if let Some(quote) = table::find_by_key(&mut tx, &who.organization.id, &save.key).await? {
        if quote.fingerprint != save.fingerprint {
            return Err(opening::key_reused());
        }
        return document(app, &mut tx, &quote).await;
    }
    let loaded = facts::load(app, &mut tx, who, &save.choice).await?;
    let (quoted, priced) = check::shown(app, &save.choice, &save.digest, &loaded)?;
    // An amount that cannot leave is no offer.
    opening::amounts(&priced)?;
    let now = app.clock.now();
    let valid_until = validity::until(app, loaded.facts.subscription.as_deref(), &priced, now)?;
    let quote = SavedQuote {
        id: new_id("quo"),
        number: numbers::next(&mut tx, numbers::QUOTES).await?,
        organization: who.organization.id.clone(),
        user_id: who.user.id.clone(),
        idempotency_key: save.key.clone(),
        fingerprint: save.fingerprint.clone(),
        token: keys::random()?,
        kind: save.choice.kind.as_str().to_owned(),
        subscription: save.choice.subscription.clone(),
        version: loaded.target.version,
        request: quoted.request,
        catalog: loaded.digest,
        digest: priced.digest,
        answer: quoted.answer,
        quoted_at: quoted.at,
        created_at: now,
        valid_until,
        withdrawn_at: None,
    };
    table::insert(&mut tx, &quote).await?;
    let document = document(app, &mut tx, &quote).await?;
    tx.commit().await?;
    Ok(document)
}

/// One quote of the caller's organization.
///
/// # Errors
/// 404.
pub async fn find(db: &mut Connection, who: &Who, id: &str) -> Result<SavedQuote, Failure> {
    table::find(db, &who.organization.id, id).await?.ok_or_else(no_quote)
}

/// The quote that a link leads to.
///
/// # Errors
/// 404.
pub async fn find_shared(db: &mut Connection, token: &str) -> Result<SavedQuote, Failure> {
    table::find_by_token(db, token).await?.ok_or_else(no_quote)
}

fn no_quote() -> Failure {
    Failure::not_found("", "there is no such quote")
}

/// Withdraws a quote; one that is withdrawn stays so.
///
/// # Errors
/// 403 for a role that may not buy it, 409 if it was accepted.
pub async fn withdraw(app: &App, who: &Who, id: &str) -> Result<Document, Failure> {
    let mut tx = app.store.write().await?;
    let mut quote = find(&mut tx, who, id).await?;
    let stored = Stored::from(&quote);
    may_act(app, &mut tx, who, &stored).await?;
    if table::order(&mut tx, &quote.id).await?.is_some() {
        let message = "the quote was accepted; it cannot be withdrawn any more";
        return Err(Failure::new(StatusCode::CONFLICT, "quote_accepted", "", message));
    }
    let now = app.clock.now();
    table::withdraw(&mut tx, &quote.id, now).await?;
    quote.withdrawn_at = quote.withdrawn_at.or(Some(now));
    let document = document(app, &mut tx, &quote).await?;
    tx.commit().await?;
    Ok(document)
}

/// Something that was priced and written down.
#[derive(Clone, Copy, Debug)]
pub struct Stored<'a> {
    /// The request, JSON.
    pub request: &'a str,
    /// Digest of its catalog.
    pub catalog: &'a str,
    /// What it is about; none: a purchase.
    pub subscription: Option<&'a str>,
}

impl<'a> From<&'a SavedQuote> for Stored<'a> {
    fn from(quote: &'a SavedQuote) -> Self {
        Stored {
            request: &quote.request,
            catalog: &quote.catalog,
            subscription: quote.subscription.as_deref(),
        }
    }
}

/// What the engine says now against something stored, for the caller's role and what the account has
/// now, by the price list of its time: the terms bind, who may buy and what is held does not.
///
/// # Errors
/// The database fails.
pub async fn reasons_now(
    app: &App,
    db: &mut Connection,
    who: &Who,
    stored: &Stored<'_>,
) -> Result<(Choice, Loaded, Vec<Problem>), Failure> {
    let choice = Choice::of_request(stored.request, stored.subscription)?;
    let loaded = facts::load(app, db, who, &choice).await?;
    let catalog = catalog(db, stored.catalog).await?;
    let quoted = pricing::price(&catalog, &choice.at_instant(app.clock.now())?, &loaded.facts)?;
    let reasons = if quoted.priced.is_some() { Vec::new() } else { check::rejections(&quoted)? };
    Ok((choice, loaded, reasons))
}

/// Lets only those act on something stored who may buy it.
///
/// # Errors
/// 403 `role_not_allowed`.
pub async fn may_act(app: &App, db: &mut Connection, who: &Who, stored: &Stored<'_>) -> Result<(), Failure> {
    let (_, _, mut reasons) = reasons_now(app, db, who, stored).await?;
    reasons.retain(|reason| reason.code == "role_not_allowed");
    for reason in &mut reasons {
        // It points into the request, not into what was sent here.
        reason.path.clear();
    }
    if reasons.is_empty() { Ok(()) } else { Err(Failure::all(StatusCode::FORBIDDEN, reasons)) }
}

/// A stored price list.
pub(crate) async fn catalog(db: &mut Connection, digest: &str) -> Result<quotient::Catalog, Failure> {
    let text = catalogs::text(db, digest)
        .await?
        .ok_or_else(|| Failure::internal("catalog", "the catalog of a quote is not stored"))?;
    quotient::Catalog::parse(&text).map_err(|problems| Failure::internal("stored catalog", problems))
}

/// The stored answer's parts.
pub(crate) fn priced(quote: &SavedQuote) -> Result<Priced, Failure> {
    serde_json::from_str(&quote.answer).map_err(|error| Failure::internal("stored answer", error))
}

/// What a quote is about: the subscription as it was priced, or one that it would make.
fn target(quote: &SavedQuote, loaded: &Loaded) -> Target {
    Target { version: quote.version, ..loaded.target.clone() }
}
