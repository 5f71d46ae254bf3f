//! Intents and their outcome: the provider is called, and what it did is applied, once.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use crate::store::{Connection, Transaction};
use quotient::RequestType;

use crate::app::App;
use crate::confirm::{Reply, present_state};
use crate::failure::Failure;
use crate::lease::Lease;
use crate::metrics::Chore;
use crate::money::Money;
use crate::payment::{Outcome, OutcomeUnknown};
use crate::store::accounts::{self, Subscription};
use crate::store::codes;
use crate::store::intents::{self, Intent};
use crate::store::orders::{self, Order};
use crate::{refunds, status, views};

/// Pauses before the provider is asked again, after it gave no outcome.
const ASK_AGAIN: [Duration; 3] = [Duration::ZERO, Duration::from_millis(200), Duration::from_millis(800)];
/// A payment that was handed over so many seconds ago and has not arrived is voided: the customer is not charged for
/// an attempt that long past.
const TRIED_FOR: i64 = 900;

/// Commits a new intent and carries it out.
///
/// # Errors
/// The database fails; an intent that was committed is reconciled later.
pub(crate) async fn begin(app: &Arc<App>, mut tx: Transaction, intent: &Intent) -> Result<Reply, Failure> {
    if intent.awaits_payment() {
        // Somebody else says when it is paid.
        let reply = pending(&mut tx, intent).await?;
        tx.commit().await?;
        return Ok(reply);
    }
    if intent.amount == 0 {
        // Nobody is asked: all of it is one transaction.
        let reply = apply(app, &mut tx, intent).await?;
        tx.commit().await?;
        return Ok(reply);
    }
    if intent.amount > 0 && intent.card.is_none() {
        // A renewal of what was never paid with a card: there is nothing that the provider could charge.
        let reply = decline(app, &mut tx, intent).await?;
        tx.commit().await?;
        return Ok(reply);
    }
    // Before anyone else can see the intent.
    let lease = Lease::take(app, &mut tx, &intent.id)
        .await?
        .ok_or_else(|| Failure::internal("intent", "a new intent is leased already"))?;
    tx.commit().await?;
    settle(app, lease, intent).await
}

/// Pays for a new intent and applies the outcome. Without an outcome it stays open: 202.
///
/// # Errors
/// The database fails; the intent is still open then, and is reconciled later.
async fn settle(app: &App, lease: Lease, intent: &Intent) -> Result<Reply, Failure> {
    let mut outcome = pay(app, &lease, intent).await;
    for pause in ASK_AGAIN {
        let Err(unknown) = &outcome else { break };
        tracing::warn!(intent = intent.id, %unknown, "asking the provider by key");
        tokio::time::sleep(pause).await;
        // A database in trouble is waited for by the reconciler, and not while the customer looks on.
        if !lease.extend(app).await.unwrap_or(false) {
            break;
        }
        outcome = match ask(app, intent).await {
            Ok(Some(outcome)) => Ok(outcome),
            // It never arrived; with the same key it cannot be paid twice.
            Ok(None) => pay(app, &lease, intent).await,
            Err(unknown) => Err(unknown),
        };
    }
    let finished = match outcome {
        Ok(outcome) => finish(app, &intent.id, outcome).await,
        Err(unknown) => Err(Failure::internal("payment", unknown)),
    };
    match finished {
        Ok(reply) => Ok(reply),
        // Whatever the provider did, the reconciler finds out and finishes.
        Err(_) => {
            lease.release(app).await;
            pending(&mut *app.store.read().await?, intent).await
        }
    }
}

/// How long a confirm may wait for the provider altogether.
pub fn longest(app: &App) -> Duration {
    // Each time it is asked and paid, and at first only paid.
    let calls = u32::try_from(2 * ASK_AGAIN.len() + 1).unwrap_or(u32::MAX);
    app.settings.provider_timeout.saturating_mul(calls).saturating_add(ASK_AGAIN.iter().sum())
}

/// Finishes what was left open, as far as the provider lets it. Called at start and from time to time.
///
/// # Errors
/// The database fails.
pub async fn reconcile(app: &Arc<App>) -> Result<(), Failure> {
    let open = intents::open_ids(&mut *app.store.read().await?).await?;
    for id in open {
        let mut tx = app.store.write().await?;
        // Whoever works on it finishes it.
        let Some(lease) = Lease::take(app, &mut tx, &id).await? else { continue };
        let Some(intent) = intents::find(&mut tx, &id).await? else { continue };
        tx.commit().await?;
        match resolve(app, &lease, &intent).await {
            Ok(what) => tracing::info!(intent = id, what, "reconciled"),
            Err(unknown) => {
                tracing::warn!(intent = id, %unknown, "still open");
                lease.release(app).await;
            }
        }
        app.steps.add(Chore::Reconcile);
    }
    Ok(())
}

async fn resolve(app: &App, lease: &Lease, intent: &Intent) -> Result<&'static str, OutcomeUnknown> {
    let outcome = match ask(app, intent).await? {
        Some(outcome) => outcome,
        None if is_tried(app, intent) => pay(app, lease, intent).await?,
        // Never handed over as far as is known, or long ago.
        None => void(app, lease, intent).await?,
    };
    let what = match outcome {
        Outcome::Accepted => "applied",
        Outcome::Declined => "declined",
        Outcome::Voided => {
            let canceled = cancel(app, lease, intent).await;
            return if canceled.map_err(|_| OutcomeUnknown("the database failed".to_owned()))? {
                Ok("canceled")
            } else {
                Err(lost())
            };
        }
    };
    finish(app, &intent.id, outcome)
        .await
        .map_err(|_| OutcomeUnknown("it could not be applied".to_owned()))?;
    Ok(what)
}

/// Was it handed over, and so lately that it is sent again?
fn is_tried(app: &App, intent: &Intent) -> bool {
    intent.handed_over_at.is_some_and(|handed_over| app.clock.machine() - handed_over <= TRIED_FOR)
}

/// The key under which the provider knows a payment. Not the customer's: that one is free again once the intent is
/// canceled, and this one never is.
pub fn provider_key(intent: &Intent) -> &str {
    &intent.id
}

/// The lease ended and someone else took it.
fn lost() -> OutcomeUnknown {
    OutcomeUnknown("another server works on it".to_owned())
}

fn failed(error: sqlx::Error) -> OutcomeUnknown {
    OutcomeUnknown(format!("the database failed: {error}"))
}

async fn pay(app: &App, lease: &Lease, intent: &Intent) -> Result<Outcome, OutcomeUnknown> {
    if !lease.hand_over(app).await.map_err(failed)? {
        return Err(lost());
    }
    let key = provider_key(intent);
    let minor =
        intent.amount.checked_abs().ok_or_else(|| OutcomeUnknown("amount out of range".to_owned()))?;
    let money = Money { minor, digits: intent.digits, currency: intent.currency.clone() };
    let card = intent.card.as_deref().unwrap_or_default();
    if intent.amount < 0 {
        return in_time(app, app.provider.refund(key, &money, card)).await;
    }
    in_time(app, app.provider.charge(key, &money, card)).await
}

async fn ask(app: &App, intent: &Intent) -> Result<Option<Outcome>, OutcomeUnknown> {
    in_time(app, app.provider.find(provider_key(intent))).await
}

async fn void(app: &App, lease: &Lease, intent: &Intent) -> Result<Outcome, OutcomeUnknown> {
    // The question before it may have taken as long as the lease lasts.
    if !lease.extend(app).await.map_err(failed)? {
        return Err(lost());
    }
    in_time(app, app.provider.void(provider_key(intent))).await
}

async fn in_time<T>(
    app: &App,
    call: impl Future<Output = Result<T, OutcomeUnknown>>,
) -> Result<T, OutcomeUnknown> {
    let outcome = tokio::time::timeout(app.settings.provider_timeout, call)
        .await
        .unwrap_or_else(|_| Err(OutcomeUnknown("it did not answer in time".to_owned())));
    if outcome.is_err() {
        app.metrics.provider_unknown();
    }
    outcome
}

async fn finish(app: &App, id: &str, outcome: Outcome) -> Result<Reply, Failure> {
    let mut tx = app.store.write().await?;
    let intent =
        intents::find(&mut tx, id).await?.ok_or_else(|| Failure::internal("intent", "it is gone"))?;
    if let Some(reply) = stored(&intent) {
        return Ok(reply);
    }
    let reply = match outcome {
        Outcome::Accepted => apply(app, &mut tx, &intent).await?,
        Outcome::Declined if intent.amount < 0 => owe(app, &mut tx, intent).await?,
        Outcome::Declined => decline(app, &mut tx, &intent).await?,
        // Whoever did that cancels the intent.
        Outcome::Voided => return Err(Failure::internal("payment", "it was voided meanwhile")),
    };
    tx.commit().await?;
    Ok(reply)
}

/// Applies a paid intent: state, order, redemptions and the intent itself, in the caller's transaction.
///
/// # Errors
/// The database fails, or the subscription is not the version that was priced.
pub(crate) async fn apply(app: &App, db: &mut Connection, intent: &Intent) -> Result<Reply, Failure> {
    put_state(db, intent).await?;
    let now = app.clock.now();
    let order = order(intent, now)?;
    orders::insert(db, &order).await?;
    let reply = Reply { status: 200, body: views::confirmed(&order)? };
    close(db, intent, "done", &reply, now).await?;
    Ok(reply)
}

/// Puts the state that was paid for in its place; a purchase makes the subscription.
async fn put_state(db: &mut Connection, intent: &Intent) -> Result<(), Failure> {
    if intent.version == 0 {
        let new = Subscription {
            id: intent.subscription.clone(),
            organization: intent.organization.clone(),
            state: intent.state_after.clone(),
            catalog: intent.catalog.clone(),
            version: 1,
            changed_at: intent.quoted_at,
        };
        return Ok(accounts::insert_subscription(db, &new).await?);
    }
    let replaced = accounts::replace_state(
        db,
        &intent.subscription,
        intent.version,
        &intent.state_after,
        &intent.catalog,
        intent.quoted_at,
    )
    .await?;
    if replaced {
        return Ok(());
    }
    // The unfinished intent keeps all other changes out, so this is a fault; it stays as it is and is logged.
    Err(Failure::internal("apply", format!("intent {}: the subscription has changed", intent.id)))
}

/// The order that an intent becomes.
fn order(intent: &Intent, now: i64) -> Result<Order, Failure> {
    let priced = views::priced(intent)?;
    let (refund, to_balance) = views::shares(intent, &priced)?;
    Ok(Order {
        id: intent.order_id.clone(),
        number: intent.order_number,
        kind: intent.kind.clone(),
        organization: intent.organization.clone(),
        subscription: intent.subscription.clone(),
        intent: Some(intent.id.clone()),
        user_id: intent.user_id.clone(),
        request: intent.request.clone(),
        catalog: intent.catalog.clone(),
        digest: intent.digest.clone(),
        answer: intent.answer.clone(),
        state_after: intent.state_after.clone(),
        amount_due: priced.amount_due,
        refund,
        to_balance,
        currency: priced.currency,
        card: intent.card.clone(),
        quote: intent.quote.clone(),
        purchase_order: intent.purchase_order.clone(),
        created_at: intent.created_at,
        paid_at: now,
    })
}

/// Applies an intent whose refund the provider declined, say to a card that is gone: nobody is kept in a subscription by
/// that. What is owed joins the balance, as what the provider never had.
async fn owe(app: &App, db: &mut Connection, intent: Intent) -> Result<Reply, Failure> {
    let owed = Money {
        minor: intent.amount.saturating_neg(),
        digits: intent.digits,
        currency: intent.currency.clone(),
    };
    tracing::warn!(intent = intent.id, subscription = intent.subscription, %owed, "the refund was declined, and is owed");
    let mut state =
        serde_json::from_str(&intent.state_after).map_err(|error| Failure::internal("state after", error))?;
    refunds::add_to_balance(&mut state, &owed)?;
    let intent = Intent { amount: 0, state_after: state.to_string(), ..intent };
    if !intents::owe(db, &intent.id, &intent.state_after).await? {
        return Err(Failure::internal("intent", format!("{} is not open", intent.id)));
    }
    apply(app, db, &intent).await
}

async fn decline(app: &App, db: &mut Connection, intent: &Intent) -> Result<Reply, Failure> {
    codes::give_back(db, &intent.id).await?;
    if intent.kind == RequestType::Renewal.as_str() {
        status::past_due(db, &intent.subscription, intent.version).await?;
    }
    let reply = Reply { status: 402, body: views::declined()? };
    close(db, intent, "declined", &reply, app.clock.now()).await?;
    Ok(reply)
}

/// The reply of an intent that has ended.
pub(crate) fn stored(intent: &Intent) -> Option<Reply> {
    let status = u16::try_from(intent.reply_status?).ok()?;
    Some(Reply { status, body: intent.reply.clone()? })
}

async fn close(
    db: &mut Connection,
    intent: &Intent,
    state: &str,
    reply: &Reply,
    now: i64,
) -> Result<(), Failure> {
    if intents::close(db, &intent.id, state, (reply.status, &reply.body), now).await? {
        Ok(())
    } else {
        Err(Failure::internal("intent", format!("{} is not open", intent.id)))
    }
}

async fn cancel(app: &App, lease: &Lease, intent: &Intent) -> Result<bool, Failure> {
    let mut tx = app.store.write().await?;
    let canceled = intents::cancel(&mut tx, &intent.id, lease.holder(), app.clock.now()).await?;
    if canceled {
        codes::give_back(&mut tx, &intent.id).await?;
        tx.commit().await?;
    }
    Ok(canceled)
}

/// The reply while the outcome is not known, or while a purchase order waits for its payment.
///
/// # Errors
/// The database fails.
pub(crate) async fn pending(db: &mut Connection, intent: &Intent) -> Result<Reply, Failure> {
    let state = present_state(db, intent).await?;
    let status = if intent.awaits_payment() { 200 } else { 202 };
    Ok(Reply { status, body: views::unconfirmed(intent, state.as_deref())? })
}
