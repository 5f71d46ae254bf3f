//! What the server itself writes into a state, past the engine: that a subscription is past due, or has ended. Nothing
//! is charged by that and nothing is given back.

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
    write(db, subscription, "ended", at, |state| {
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
            write(db, &subscription, "pastDue", subscription.changed_at, |_| ()).await
        }
        _ => Err(Failure::internal("renewal", format!("{id} has changed"))),
    }
}

async fn write(
    db: &mut Connection,
    subscription: &Subscription,
    status: &str,
    changed_at: i64,
    edit: impl FnOnce(&mut Map<String, Value>),
) -> Result<(), Failure> {
    let mut state: Map<String, Value> = serde_json::from_str(&subscription.state)
        .map_err(|error| Failure::internal("stored state", error))?;
    if state.get("status").and_then(Value::as_str) == Some(status) {
        return Ok(());
    }
    state.insert("status".to_owned(), status.into());
    edit(&mut state);
    let text = Value::Object(state).to_string();
    let Subscription { id, version, catalog, .. } = subscription;
    if accounts::replace_state(db, id, *version, &text, catalog, changed_at).await? {
        Ok(())
    } else {
        Err(Failure::internal("subscription", format!("{id} has changed")))
    }
}
