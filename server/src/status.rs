//! What the server itself writes into a state, past the engine: that a subscription is past due, or has ended, or that its
//! balance was paid out. Nothing is charged by that and nothing is given back through the provider.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::store::Connection;
use crate::store::accounts::{self, Subscription};

/// The parts of a state that say whether it goes on.
#[derive(Deserialize)]
pub(crate) struct Status {
    /// `active`, `pastDue` or `ended`.
    pub(crate) status: String,
    pub(crate) period: Period,
}

#[derive(Deserialize)]
pub(crate) struct Period {
    /// RFC 3339.
    pub(crate) end: String,
}

/// # Errors
/// The stored state is not one.
pub(crate) fn read(subscription: &Subscription) -> Result<Status, Failure> {
    serde_json::from_str(&subscription.state).map_err(|error| Failure::internal("stored state", error))
}

/// A subscription is over from `at` on; what was to come with its next period does not.
///
/// # Errors
/// The database fails, or the subscription has changed.
pub(crate) async fn end(db: &mut Connection, subscription: &Subscription, at: i64) -> Result<(), Failure> {
    write(db, subscription, at, |state| {
        state.insert("status".to_owned(), "ended".into());
        state.remove("pending");
    })
    .await
}

/// A subscription whose renewal was declined. What it holds stays as it is.
///
/// # Errors
/// The database fails, or the subscription has changed.
pub(crate) async fn past_due(db: &mut Connection, id: &str, version: i64) -> Result<(), Failure> {
    match accounts::subscription(db, id).await? {
        Some(subscription) if subscription.version == version => {
            write(db, &subscription, subscription.changed_at, |state| {
                state.insert("status".to_owned(), "pastDue".into());
            })
            .await
        }
        _ => Err(Failure::internal("renewal", format!("{id} has changed"))),
    }
}

/// A subscription that has ended and whose balance was paid out.
///
/// # Errors
/// The database fails, or the subscription has changed.
pub(crate) async fn without_balance(db: &mut Connection, subscription: &Subscription) -> Result<(), Failure> {
    write(db, subscription, subscription.changed_at, |state| {
        state.remove("balance");
    })
    .await
}

async fn write(
    db: &mut Connection,
    subscription: &Subscription,
    changed_at: i64,
    edit: impl FnOnce(&mut Map<String, Value>),
) -> Result<(), Failure> {
    let before: Map<String, Value> = serde_json::from_str(&subscription.state)
        .map_err(|error| Failure::internal("stored state", error))?;
    let mut state = before.clone();
    edit(&mut state);
    if state == before {
        return Ok(());
    }
    let text = Value::Object(state).to_string();
    let Subscription { id, version, catalog, .. } = subscription;
    if accounts::replace_state(db, id, *version, &text, catalog, changed_at).await? {
        Ok(())
    } else {
        Err(Failure::internal("subscription", format!("{id} has changed")))
    }
}
