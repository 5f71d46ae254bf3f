//! Renewals that were declined: when the card is tried again, when the subscription ends by itself, and who ends it
//! instead of paying.

use std::sync::Arc;

use axum::http::StatusCode;
use quotient::RequestType;
use serde_json::value::RawValue;

use crate::app::App;
use crate::check;
use crate::choice::Choice;
use crate::confirm;
use crate::facts::{self, Who};
use crate::failure::{Failure, Problem};
use crate::pricing;
use crate::status;
use crate::store::accounts::{self, Ended, Subscription};
use crate::store::{Connection, intents};

const DAY: i64 = 86_400;
/// Seconds from one refusal of a card to the next time that it is tried.
const TRIED_AGAIN_AFTER: [i64; 3] = [3 * DAY, 5 * DAY, 7 * DAY];
/// Seconds from the first refusal to the end.
const ENDS_AFTER: i64 = 30 * DAY;

/// What comes of a renewal that was declined, where nobody pays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Overdue {
    /// When the card that paid last is tried again. `None`: it is not, any more.
    pub tried_again_at: Option<i64>,
    /// When the subscription ends.
    pub ends_at: i64,
}

impl Overdue {
    /// `None` where nothing was declined.
    pub(crate) fn of(ended: &Ended) -> Option<Self> {
        let ends_at = ended.first_declined? + ENDS_AFTER;
        let declined = usize::try_from(ended.declined).ok()?;
        let wait = declined.checked_sub(1).and_then(|before| TRIED_AGAIN_AFTER.get(before));
        let again = wait.zip(ended.last_declined).map(|(wait, last)| last + wait);
        Some(Overdue { tried_again_at: again.filter(|at| *at < ends_at), ends_at })
    }
}

/// What comes of what a subscription owes, if it is past due and no payment is under way.
///
/// # Errors
/// The database fails, or the state cannot be read.
pub(crate) async fn find(
    db: &mut Connection,
    subscription: &Subscription,
    now: i64,
) -> Result<Option<Overdue>, Failure> {
    if status::read(subscription)?.status != "pastDue" {
        return Ok(None);
    }
    Ok(accounts::ended(db, Some(&subscription.id), now).await?.first().and_then(Overdue::of))
}

/// Ends a subscription that is past due instead of renewing it: nothing is charged any more, and nothing is given back.
/// S10 has no cancellation for that, since the period that would be kept has passed. Ended already, it stays as it is.
///
/// # Errors
/// 404 if it is not the organization's; 409 `subscription_not_past_due`, what the engine has against a cancellation
/// other than `renewal_due` (a role, or a policy), or a payment that is under way.
pub async fn end(app: &Arc<App>, who: &Who, id: &str) -> Result<Subscription, Failure> {
    let mut tx = app.store.write().await?;
    let now = app.clock.now();
    let choice = cancellation(id, now)?;
    let loaded = facts::load(app, &mut tx, who, &choice).await?;
    let quoted = pricing::price(&loaded.catalog, &choice, &loaded.facts)?;
    let mut against = if quoted.priced.is_some() { Vec::new() } else { check::rejections(&quoted)? };
    let subscription = accounts::subscription(&mut tx, id).await?.ok_or_else(facts::no_subscription)?;
    let status = status::read(&subscription)?.status;
    let is_over = status == "ended";
    against.retain(|problem| {
        problem.code != "renewal_due" && !(is_over && problem.code == "subscription_ended")
    });
    if status == "active" {
        let message = "the subscription is not past due: cancel it, and it ends with its period";
        against.push(Problem::new("subscription_not_past_due", "/subscription", message));
    }
    if !against.is_empty() {
        return Err(Failure::all(StatusCode::CONFLICT, against));
    }
    if is_over {
        return Ok(subscription);
    }
    let unfinished = intents::unfinished_of(&mut tx, &who.organization.id).await?;
    confirm::nothing_open(&unfinished, &loaded.target)?;
    status::end(&mut tx, &subscription, now.max(subscription.changed_at)).await?;
    let after = accounts::subscription(&mut tx, id).await?.ok_or_else(facts::no_subscription)?;
    tx.commit().await?;
    tracing::info!(subscription = id, user = who.user.id, "ended instead of paid");
    Ok(after)
}

fn cancellation(subscription: &str, now: i64) -> Result<Choice, Failure> {
    let choice = Choice {
        kind: RequestType::Cancellation,
        subscription: Some(subscription.to_owned()),
        at: RawValue::NULL.to_owned(),
        items: None,
        cycle: None,
        currency: None,
        codes: None,
    };
    choice.at_instant(now)
}
