//! Accepting a saved quote: by card at once, or by a purchase order that is paid later.

use std::sync::Arc;

use quotient::{Request, Terms};
use tracing::Instrument as _;

use super::validity::State;
use super::{DAY, Stored, catalog, find, from_now, priced, reasons_now, target};
use crate::app::App;
use crate::check;
use crate::confirm::{self, Reply};
use crate::facts::{Loaded, Who};
use crate::failure::{Failure, Problem};
use crate::opening::{self, Opening, Payment};
use crate::pricing::{Priced, Quoted};
use crate::settle;
use crate::store::quotes::{self as table, SavedQuote};
use crate::store::{Connection, codes};
use crate::views::instant;

/// What was accepted, and how.
#[derive(Clone, Debug)]
pub struct Accept {
    /// The quote's id.
    pub quote: String,
    /// The digest of the quote that the page showed.
    pub digest: String,
    /// What shall pay.
    pub pays: Pays,
    /// The key of this attempt.
    pub key: String,
    /// Hash of who accepts and what.
    pub fingerprint: String,
}

/// What shall pay.
#[derive(Clone, Debug)]
pub enum Pays {
    /// A card, needed where there is an amount to pay.
    Card(Option<String>),
    /// The customer's purchase order: an invoice goes out.
    PurchaseOrder(String),
}

/// Accepts a quote, to the end if the provider lets it. Goes on even if the caller has gone.
///
/// # Errors
/// 409 with the reasons and a fresh quote; nothing was charged and nothing was changed.
pub async fn accept(app: &Arc<App>, who: Who, accept: Accept) -> Result<Reply, Failure> {
    let task = app.tasks.spawn(run(Arc::clone(app), who, accept).in_current_span());
    task.await.unwrap_or_else(|error| Err(Failure::internal("accept", error)))
}

/// The reply, if the key has led to one already or is on its way to one.
///
/// # Errors
/// The key came with another content, its acceptance is under way, or its order was canceled.
pub async fn replay(app: &App, who: &Who, accept: &Accept) -> Result<Option<Reply>, Failure> {
    let mut db = app.store.read().await?;
    confirm::known(app, &mut db, &who.organization.id, &accept.key, &accept.fingerprint).await
}

async fn run(app: Arc<App>, who: Who, accept: Accept) -> Result<Reply, Failure> {
    let mut tx = app.store.write().await?;
    let known = confirm::known(&app, &mut tx, &who.organization.id, &accept.key, &accept.fingerprint).await?;
    if let Some(reply) = known {
        return Ok(reply);
    }
    let quote = find(&mut tx, &who, &accept.quote).await?;
    let now = app.clock.now();
    let loaded = acceptable(&app, &mut tx, &who, &quote, &accept.digest).await?;
    let stored = Quoted {
        at: quote.quoted_at,
        request: quote.request.clone(),
        answer: quote.answer.clone(),
        priced: Some(priced(&quote)?),
    };
    let (quoted, priced) = from_now(&catalog(&mut tx, &quote.catalog).await?, stored, now)?;
    confirm::free_of_others(&mut tx, &loaded, &priced).await?;
    let payment = match &accept.pays {
        Pays::Card(card) => Payment::Card(card.as_deref()),
        Pays::PurchaseOrder(number) => {
            gives_nothing_back_later(&loaded, &priced)?;
            Payment::PurchaseOrder { number, due_at: due_at(&app, &loaded, now)? }
        }
    };
    let intent = Opening {
        kind: crate::choice::kind(&quote.kind)
            .ok_or_else(|| Failure::internal("quote", "its type is not known"))?,
        key: &accept.key,
        fingerprint: &accept.fingerprint,
        user: Some(&who.user.id),
        target: &target(&quote, &loaded),
        catalog: &quote.catalog,
        quoted: &quoted,
        priced: &priced,
        payment,
        quote: Some(&quote.id),
    }
    .write(&mut tx, now)
    .await?;
    settle::begin(&app, tx, &intent).await
}

/// What is to be given back is used until the order is paid.
fn gives_nothing_back_later(loaded: &Loaded, priced: &Priced) -> Result<(), Failure> {
    let Some(before) = loaded.facts.subscription.as_deref() else { return Ok(()) };
    if opening::amounts(priced)?.0.minor == 0 || !State::of(before)?.loses(&State::of(&priced.subscription)?)
    {
        return Ok(());
    }
    let message =
        "a change that takes something away is paid at once: until an invoice is paid it would be used";
    Err(Failure::malformed("field_not_allowed", "/purchaseOrder", message))
}

/// Until when an invoice is to be paid: a change within the period that it is priced in, so that nobody has the next one
/// for an order that is never paid.
fn due_at(app: &App, loaded: &Loaded, now: i64) -> Result<i64, Failure> {
    let days = now + i64::from(app.settings.quotes.payment_days) * DAY;
    match loaded.facts.subscription.as_deref() {
        Some(state) => Ok(days.min(State::of(state)?.last()?)),
        None => Ok(days),
    }
}

/// Nothing stands against the quote.
async fn acceptable(
    app: &App,
    db: &mut Connection,
    who: &Who,
    quote: &SavedQuote,
    digest: &str,
) -> Result<Loaded, Failure> {
    let now = app.clock.now();
    let (choice, loaded, reasons) = reasons_now(app, db, who, &Stored::from(quote)).await?;
    let mut problems = standing(quote, table::order(db, &quote.id).await?.as_deref(), now);
    if quote.version != loaded.target.version && quote.subscription.is_some() {
        let message = "the subscription has changed since it was quoted";
        problems.push(Problem::new("subscription_changed", "", message));
    }
    if digest != quote.digest {
        let message = "the digest is not that of this quote";
        problems.push(Problem::new("quote_changed", "/digest", message));
    }
    if problems.is_empty() {
        problems = reasons;
        problems.extend(spent(db, quote, &loaded).await?);
    }
    if problems.is_empty() {
        return Ok(loaded);
    }
    let fresh = check::fresh(&choice, &loaded, now)?;
    Err(check::conflict(problems, &fresh, &loaded, now)?)
}

/// Why a quote cannot be accepted any more, whatever else has happened.
fn standing(quote: &SavedQuote, order: Option<&str>, now: i64) -> Vec<Problem> {
    let mut problems = Vec::new();
    if quote.withdrawn_at.is_some() {
        problems.push(Problem::new("quote_withdrawn", "", "the quote was withdrawn"));
    }
    if let Some(order) = order {
        problems.push(Problem::new("quote_accepted", "", format!("the quote was accepted as {order}")));
    } else if now > quote.valid_until {
        let message =
            format!("the quote was valid until {}, it is {} now", instant(quote.valid_until), instant(now));
        problems.push(Problem::new("quote_expired", "", message));
    }
    problems
}

/// Codes of the quote whose last redemption went elsewhere since, by the terms of the quote.
async fn spent(db: &mut Connection, quote: &SavedQuote, loaded: &Loaded) -> Result<Vec<Problem>, Failure> {
    let request =
        Request::parse(&quote.request).map_err(|problems| Failure::internal("stored request", problems))?;
    let applied = priced(quote)?.codes;
    let mut problems = Vec::new();
    for coupon in request.coupons.iter().filter_map(|terms| match terms {
        Terms::Coupon(coupon) => Some(coupon),
        Terms::Refused { .. } => None,
    }) {
        if !applied.iter().any(|typed| typed.applied && typed.code == coupon.code) {
            continue;
        }
        let (used, by_account) = codes::redemptions(db, &coupon.code, &quote.organization).await?;
        let reached = |bound: Option<u32>, used: i64| bound.is_some_and(|bound| used >= i64::from(bound));
        let code = if reached(coupon.redemptions.limit, used) {
            "code_exhausted"
        } else if reached(coupon.redemptions.per_account, by_account) {
            "code_already_used"
        } else if coupon.first_purchase_only && !loaded.facts.first_purchase {
            "code_first_purchase_only"
        } else {
            continue;
        };
        let message = format!("`{}` cannot be redeemed any more", coupon.code);
        problems.push(Problem::new(code, "", message));
    }
    Ok(problems)
}
