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

use crate::app::App;
use crate::facts::{self, Loaded, Who, raw};
use crate::failure::{Failure, Fresh, Problem};
use crate::opening::Opening;
use crate::pricing::{self, Choice, Priced, Quoted};
use crate::settle;
use crate::store::accounts;
use crate::store::intents::{self, Intent};
use crate::views::{self, instant};

/// How far `at` may be ahead of the server's clock, in seconds.
const AHEAD: i64 = 60;

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
    let task = app.tasks.spawn(run(Arc::clone(app), who, confirm));
    task.await.unwrap_or_else(|error| Err(Failure::internal("confirm", error)))
}

/// The reply, if the key has led to one already or is on its way to one.
///
/// # Errors
/// The key came with another content, or its confirm is under way.
pub async fn replay(app: &App, who: &Who, confirm: &Confirm) -> Result<Option<Reply>, Failure> {
    known(app, &mut *app.store.read().await?, who, confirm).await
}

async fn run(app: Arc<App>, who: Who, confirm: Confirm) -> Result<Reply, Failure> {
    let mut tx = app.store.write().await?;
    // Another request may have come in between.
    if let Some(reply) = known(&app, &mut tx, &who, &confirm).await? {
        return Ok(reply);
    }
    let loaded = facts::load(&app, &mut tx, &who, &confirm.choice).await?;
    let (quoted, priced) = check(&app, &confirm, &loaded)?;
    free_of_others(&mut tx, &loaded, &priced).await?;
    let intent = Opening {
        kind: "change",
        key: &confirm.key,
        fingerprint: &confirm.fingerprint,
        user: Some(&who.user.id),
        subscription: &loaded.subscription,
        catalog: &loaded.digest,
        quoted: &quoted,
        priced: &priced,
        card: confirm.card.as_deref(),
    }
    .write(&mut tx, app.clock.now())
    .await?;
    settle::begin(&app, tx, &intent).await
}

async fn known(
    app: &App,
    db: &mut Connection,
    who: &Who,
    confirm: &Confirm,
) -> Result<Option<Reply>, Failure> {
    let Some(intent) = intents::find_by_key(db, &who.organization.id, &confirm.key).await? else {
        return Ok(None);
    };
    if intent.fingerprint != confirm.fingerprint {
        return Err(Failure::malformed(
            "idempotency_key_reused",
            "",
            "this idempotency key came with another content before; use a new key for a new confirm",
        ));
    }
    if let Some(reply) = settle::stored(&intent) {
        return Ok(Some(reply));
    }
    if app.is_claimed(&intent.id) {
        return Err(in_progress("", "this confirm is under way; ask again in a moment"));
    }
    Ok(Some(settle::pending(db, &intent).await?))
}

/// Prices the choice and compares: the quote that may be charged, or why not, with a fresh one.
fn check(app: &App, confirm: &Confirm, loaded: &Loaded) -> Result<(Quoted, Priced), Failure> {
    let choice = &confirm.choice;
    let quoted = pricing::price(&loaded.catalog, choice, &loaded.facts)?;
    let now = app.clock.now();
    let late = untimely(&quoted, loaded, now);
    if !late.is_empty() {
        // The last change may have been quoted up to a minute ahead of the clock.
        let at = now.max(loaded.subscription.changed_at);
        let choice = choice
            .at_instant(at)
            .ok_or_else(|| Failure::internal("clock", "its instant cannot be written"))?;
        let fresh = pricing::price(&loaded.catalog, &choice, &loaded.facts)?;
        return Err(conflict(late, &fresh, loaded, now)?);
    }
    let Some(priced) = quoted.priced.clone() else {
        return Err(conflict(rejections(&quoted)?, &quoted, loaded, now)?);
    };
    if priced.digest != confirm.digest {
        let changed = Problem::new(
            "quote_changed",
            "/digest",
            "the quote is not the one that was shown; look at the fresh one",
        );
        return Err(conflict(vec![changed], &quoted, loaded, now)?);
    }
    Ok((quoted, priced))
}

/// Everything that is wrong with the instant of the quote.
fn untimely(quoted: &Quoted, loaded: &Loaded, now: i64) -> Vec<Problem> {
    let mut problems = Vec::new();
    let at = quoted.at;
    if at > now + AHEAD {
        let message =
            format!("the quote is for {}, more than {AHEAD} seconds ahead of {}", instant(at), instant(now));
        problems.push(Problem::new("at_in_future", "/at", message));
    }
    if at < loaded.subscription.changed_at {
        let changed = instant(loaded.subscription.changed_at);
        let message = format!(
            "the quote is for {}, before the last change of the subscription at {changed}",
            instant(at)
        );
        problems.push(Problem::new("at_before_last_change", "/at", message));
    }
    let held = now - at > i64::from(loaded.catalog.quote_ttl_seconds());
    // A period's or a coupon's end may come sooner.
    let valid_until = quoted.priced.as_ref().and_then(|priced| crate::clock::parse(&priced.valid_until));
    if held || valid_until.is_some_and(|until| now > until) {
        let message = format!("the quote for {} is not valid any more at {}", instant(at), instant(now));
        problems.push(Problem::new("quote_expired", "/at", message));
    }
    problems
}

fn rejections(quoted: &Quoted) -> Result<Vec<Problem>, Failure> {
    #[derive(Deserialize)]
    struct Rejected {
        problems: Vec<Problem>,
    }
    let rejected: Rejected = serde_json::from_str(&quoted.answer)
        .map_err(|error| Failure::internal("answer of the engine", error))?;
    Ok(rejected.problems)
}

fn conflict(problems: Vec<Problem>, fresh: &Quoted, loaded: &Loaded, now: i64) -> Result<Failure, Failure> {
    let mut failure = Failure::all(StatusCode::CONFLICT, problems);
    failure.fresh =
        Some(Fresh { answer: raw(&fresh.answer)?, catalog: loaded.digest.clone(), now: instant(now) });
    Ok(failure)
}

fn in_progress(path: &str, message: &str) -> Failure {
    Failure::new(StatusCode::CONFLICT, "confirm_in_progress", path, message)
}

/// Nothing that is still open may stand against this quote: a change of the same subscription, or one
/// that brings a product which this quote adds.
async fn free_of_others(db: &mut Connection, loaded: &Loaded, priced: &Priced) -> Result<(), Failure> {
    let before = products(&loaded.facts.subscription)?;
    let added: Vec<String> =
        products(&priced.subscription)?.into_iter().filter(|product| !before.contains(product)).collect();
    for open in intents::open_of(db, &loaded.subscription.organization).await? {
        if open.subscription == loaded.subscription.id {
            let message = "an earlier change of this subscription waits for its payment";
            return Err(in_progress("/subscription", message));
        }
        let coming = products(&views::priced(&open)?.subscription)?;
        if added.iter().any(|product| coming.contains(product)) {
            let message = "another subscription is about to get this product and waits for its payment";
            return Err(in_progress("/items", message));
        }
    }
    Ok(())
}

fn products(state: &RawValue) -> Result<Vec<String>, Failure> {
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

/// The state of a subscription as it is now.
pub(crate) async fn present_state(db: &mut Connection, intent: &Intent) -> Result<String, Failure> {
    accounts::subscription(db, &intent.subscription)
        .await?
        .map(|subscription| subscription.state)
        .ok_or_else(|| Failure::internal("intent", "its subscription is gone"))
}
