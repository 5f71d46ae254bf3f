//! From a pressed button to a changed subscription, charged once.
//!
//! One transaction prices the choice again and, if it is what the page showed, writes an intent. Then
//! the provider is called. Then one transaction applies the state and marks the intent done
//! (`settle.rs`). Whatever breaks in between, the intent says how to go on.

use std::sync::Arc;

use crate::store::Connection;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::value::RawValue;
use tracing::Instrument as _;

use crate::app::App;
use crate::check;
use crate::choice::Choice;
use crate::facts::{self, Loaded, Target, Who};
use crate::failure::Failure;
use crate::lease;
use crate::opening::{self, Opening, Payment};
use crate::pricing::Priced;
use crate::settle;
use crate::store::accounts;
use crate::store::intents::{self, Intent};
use crate::views;

/// What was confirmed.
#[derive(Clone, Debug)]
pub struct Confirm {
    /// What the customer chose.
    pub choice: Choice,
    /// The quote that the page showed.
    pub digest: String,
    /// What shall pay.
    pub card: Option<String>,
    /// The key of this attempt.
    pub key: String,
    /// Hash of who confirms and what.
    pub fingerprint: String,
}

/// An HTTP reply: the same bytes for the same key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// JSON.
    pub body: String,
}

/// Confirms a quote, to the end if the provider lets it. Goes on even if the caller has gone.
///
/// # Errors
/// Nothing was charged and nothing was changed, for the reasons given.
pub async fn confirm(app: &Arc<App>, who: Who, confirm: Confirm) -> Result<Reply, Failure> {
    let task = app.tasks.spawn(run(Arc::clone(app), who, confirm).in_current_span());
    task.await.unwrap_or_else(|error| Err(Failure::internal("confirm", error)))
}

/// The reply, if the key has led to one already or is on its way to one.
///
/// # Errors
/// The key came with another content, or its confirm is under way.
pub async fn replay(app: &App, who: &Who, confirm: &Confirm) -> Result<Option<Reply>, Failure> {
    let mut db = app.store.read().await?;
    known(app, &mut db, &who.organization.id, &confirm.key, &confirm.fingerprint).await
}

async fn run(app: Arc<App>, who: Who, confirm: Confirm) -> Result<Reply, Failure> {
    let mut tx = app.store.write().await?;
    // Another request may have come in between.
    let known = known(&app, &mut tx, &who.organization.id, &confirm.key, &confirm.fingerprint).await?;
    if let Some(reply) = known {
        return Ok(reply);
    }
    let loaded = facts::load(&app, &mut tx, &who, &confirm.choice).await?;
    let (quoted, priced) = check::shown(&app, &confirm.choice, &confirm.digest, &loaded)?;
    free_of_others(&mut tx, &loaded, &priced).await?;
    let intent = Opening {
        kind: confirm.choice.kind,
        key: &confirm.key,
        fingerprint: &confirm.fingerprint,
        user: Some(&who.user.id),
        target: &loaded.target,
        catalog: &loaded.digest,
        quoted: &quoted,
        priced: &priced,
        payment: Payment::Card(confirm.card.as_deref()),
        quote: None,
    }
    .write(&mut tx, app.clock.now())
    .await?;
    settle::begin(&app, tx, &intent).await
}

/// The reply that a key has led to already, or leads to.
///
/// # Errors
/// The key came with another content, it is under way, or its order was canceled.
pub(crate) async fn known(
    app: &App,
    db: &mut Connection,
    organization: &str,
    key: &str,
    fingerprint: &str,
) -> Result<Option<Reply>, Failure> {
    let Some(intent) = intents::find_by_key(db, organization, key).await? else {
        return Ok(None);
    };
    if intent.fingerprint != fingerprint {
        return Err(opening::key_reused());
    }
    if let Some(reply) = settle::stored(&intent) {
        return Ok(Some(reply));
    }
    if intent.is_canceled() {
        let message = format!(
            "{} was placed with this key, and canceled since: order again with a new key",
            views::number(intent.order_number)
        );
        return Err(Failure::new(StatusCode::CONFLICT, "order_canceled", "", message));
    }
    if lease::is_held(app, &intent) {
        return Err(in_progress("", "this confirm is under way; ask again in a moment"));
    }
    Ok(Some(settle::pending(db, &intent).await?))
}

fn in_progress(path: &str, message: &str) -> Failure {
    Failure::new(StatusCode::CONFLICT, "confirm_in_progress", path, message)
}

/// What waits, and for whom: for the provider a moment, for a purchase order until it is paid or given up.
fn waits(open: &Intent, path: &str, what: &str) -> Failure {
    if open.awaits_payment() {
        let message = format!(
            "{what} waits for its payment by purchase order ({}): pay or cancel it first",
            open.order_id
        );
        return Failure::new(StatusCode::CONFLICT, "order_awaiting_payment", path, message);
    }
    in_progress(path, &format!("{what} waits for its payment"))
}

/// Nothing that is still open may stand against this quote: a change of the same subscription, or one
/// that brings a product which this quote adds.
pub(crate) async fn free_of_others(
    db: &mut Connection,
    loaded: &Loaded,
    priced: &Priced,
) -> Result<(), Failure> {
    let before = loaded.facts.subscription.as_deref().map(products).transpose()?.unwrap_or_default();
    let added: Vec<String> =
        products(&priced.subscription)?.into_iter().filter(|product| !before.contains(product)).collect();
    let unfinished = intents::unfinished_of(db, &loaded.target.organization).await?;
    nothing_open(&unfinished, &loaded.target)?;
    for open in unfinished {
        let coming = products(&views::priced(&open)?.subscription)?;
        if added.iter().any(|product| coming.contains(product)) {
            return Err(waits(&open, "/items", "an order for another subscription that brings this product"));
        }
    }
    Ok(())
}

/// Nothing of this subscription may wait for its payment.
///
/// # Errors
/// 409 with what it waits for.
pub(crate) fn nothing_open(unfinished: &[Intent], target: &Target) -> Result<(), Failure> {
    match unfinished.iter().find(|open| open.subscription == target.id) {
        Some(open) => Err(waits(open, "/subscription", "an earlier change of this subscription")),
        None => Ok(()),
    }
}

/// The products that a state holds.
pub(crate) fn products(state: &RawValue) -> Result<Vec<String>, Failure> {
    #[derive(Deserialize)]
    struct State {
        items: Vec<Item>,
    }
    #[derive(Deserialize)]
    struct Item {
        product: String,
    }
    let state: State =
        serde_json::from_str(state.get()).map_err(|error| Failure::internal("stored state", error))?;
    Ok(state.items.into_iter().map(|item| item.product).collect())
}

/// The state of a subscription as it is now; none of one that a purchase has still to make.
pub(crate) async fn present_state(db: &mut Connection, intent: &Intent) -> Result<Option<String>, Failure> {
    Ok(accounts::subscription(db, &intent.subscription).await?.map(|subscription| subscription.state))
}
