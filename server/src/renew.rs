//! Periods that end: a subscription that goes on gets its next period, paid with the card that paid last, by the
//! same intents as a change; one that was canceled ends.
//!
//! A declined card makes the subscription past due, and service goes on. The card is tried again by itself after
//! three, five and seven days; whoever may buy can pay sooner, with any card, or end it. Thirty days after the first
//! refusal it ends by itself (`overdue.rs`).
//!
//! Any number of servers and jobs may do this at once: who renews holds the write lock while it looks whether
//! anything is due and writes it down, under a key that only one can have.

use std::sync::Arc;

use crate::store::Connection;
use axum::http::StatusCode;
use quotient::{Catalog, RequestType};

use crate::app::App;
use crate::clock;
use crate::facts::{Target, raw};
use crate::failure::{Failure, Problem};
use crate::metrics::Chore;
use crate::opening::{Opening, Payment};
use crate::overdue::Overdue;
use crate::pricing;
use crate::purchase_orders;
use crate::settle;
use crate::status;
use crate::store::accounts::{self, Ended, Subscription};
use crate::store::orders;

/// Periods that a subscription catches up with in one go.
const PERIODS: usize = 1_000;

const DAY: i64 = 86_400;
/// Seconds after which a period that ended is not followed by the next unless somebody says so. A clock that is years ahead
/// would charge for years.
const TOO_LONG: i64 = 60 * DAY;
/// Renewals without an outcome in a row after which the provider is left alone until the next look.
const UNKNOWN: usize = 2;

/// What became of the periods that had ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Renewed {
    /// Renewed and paid.
    pub renewed: usize,
    /// The card was declined.
    pub declined: usize,
    /// The provider has not said yet.
    pub pending: usize,
    /// Ended: canceled before, or past due for long.
    pub ended: usize,
    /// Could not be renewed; the log says why.
    pub failed: usize,
}

/// Renews what is due, as often as it is due, and ends what was canceled. Called from time to time.
///
/// # Errors
/// The database fails.
pub async fn renew(app: &Arc<App>) -> Result<Renewed, Failure> {
    // What is given up holds the renewal back no more.
    purchase_orders::give_up_overdue(app).await?;
    let mut all = Renewed::default();
    let mut unknown = 0;
    for round in 0..PERIODS {
        let ended = accounts::ended(&mut *app.store.read().await?, None, app.clock.now()).await?;
        let before = all;
        for one in ended {
            let Some(step) = step(&one, app.clock.now()) else { continue };
            if step != Step::End && unknown >= UNKNOWN {
                continue;
            }
            let done = match too_long_ago(app, &one, step) {
                Some(failure) => Err(failure),
                None => take(app, &one.id, step).await,
            };
            app.steps.add(Chore::Renew);
            unknown = if let Ok(Some(Done::Pending)) = done { unknown + 1 } else { 0 };
            match done {
                Ok(Some(Done::Renewed)) => all.renewed += 1,
                Ok(Some(Done::Declined)) => all.declined += 1,
                Ok(Some(Done::Pending)) => all.pending += 1,
                Ok(Some(Done::Ended)) => all.ended += 1,
                Ok(None) => {}
                // It must not keep the others from it.
                Err(failure) if round == 0 => {
                    failed(app, &one.id, &failure);
                    all.failed += 1;
                }
                Err(_) => {}
            }
        }
        if unknown >= UNKNOWN {
            tracing::warn!("the provider gives no outcomes: what else is due waits for the next look");
            break;
        }
        if all.renewed == before.renewed {
            break;
        }
    }
    Ok(all)
}

/// A renewal that nobody would expect any more.
fn too_long_ago(app: &App, ended: &Ended, step: Step) -> Option<Failure> {
    let settings = &app.settings;
    let is_expected = settings.demo || settings.catch_up || app.clock.now() - ended.period_end <= TOO_LONG;
    (step != Step::End && !is_expected).then(|| {
        let message = "its period ended too long ago: if the clock is right, `quotient-server renew --catch-up` renews it";
        Failure::new(StatusCode::CONFLICT, "renewal_too_late", "", message)
    })
}

/// Counts what could not be renewed, and tells why.
fn failed(app: &App, id: &str, failure: &Failure) {
    app.metrics.renewal(StatusCode::INTERNAL_SERVER_ERROR);
    if app.warned.is_due(id, app.clock.machine()) {
        let told = |problem: &Problem| format!("{} {}: {}", problem.code, problem.path, problem.message);
        let problems: Vec<_> = failure.problems.iter().map(told).collect();
        tracing::warn!(subscription = id, ?problems, "cannot be renewed");
    }
}

/// What is to be done with a subscription whose period has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    /// Charge; so many attempts were declined before.
    Renew(i64),
    End,
}

enum Done {
    Renewed,
    Declined,
    Pending,
    Ended,
}

fn step(ended: &Ended, now: i64) -> Option<Step> {
    if ended.canceling == 1 {
        return Some(Step::End);
    }
    let Some(overdue) = Overdue::of(ended) else { return Some(Step::Renew(0)) };
    if now >= overdue.ends_at {
        return Some(Step::End);
    }
    (now >= overdue.tried_again_at?).then_some(Step::Renew(ended.declined))
}

/// Takes a step, if it is still to be taken.
async fn take(app: &Arc<App>, id: &str, step: Step) -> Result<Option<Done>, Failure> {
    let mut tx = app.store.write().await?;
    let now = app.clock.now();
    // In the transaction nothing else can come in between.
    let ended = accounts::ended(&mut tx, Some(id), now).await?;
    if ended.first().and_then(|ended| self::step(ended, now)) != Some(step) {
        return Ok(None);
    }
    let Some(subscription) = accounts::subscription(&mut tx, id).await? else { return Ok(None) };
    let Step::Renew(attempt) = step else {
        // What is unpaid goes on until now; what was canceled, as long as it was paid for.
        let at = ended.first().filter(|ended| ended.canceling == 1).map_or(now, |ended| ended.period_end);
        status::end(&mut tx, &subscription, at).await?;
        tx.commit().await?;
        tracing::info!(subscription = id, "ended");
        return Ok(Some(Done::Ended));
    };
    let (end, quoted, catalog) = price(app, &mut tx, &subscription).await?;
    let Some(priced) = &quoted.priced else { return Err(quoted.rejected()) };
    let card = orders::last_card(&mut tx, id).await?;
    // A blank keeps it apart from the keys of customers.
    let key = match attempt {
        0 => format!("renewal {id} {end}"),
        again => format!("renewal {id} {end} {again}"),
    };
    let opening = Opening {
        kind: RequestType::Renewal,
        key: &key,
        fingerprint: "",
        user: None,
        target: &Target::from(&subscription),
        catalog: &catalog,
        quoted: &quoted,
        priced,
        payment: Payment::Card(card.as_deref()),
        quote: None,
    };
    let intent = opening.write(&mut tx, now).await?;
    let reply = settle::begin(app, tx, &intent).await?;
    app.metrics.renewal(StatusCode::from_u16(reply.status).unwrap_or_default());
    tracing::info!(subscription = id, status = reply.status, end, "renewal");
    Ok(Some(match reply.status {
        200 => Done::Renewed,
        402 => Done::Declined,
        _ => Done::Pending,
    }))
}

async fn price(
    app: &App,
    db: &mut Connection,
    subscription: &Subscription,
) -> Result<(String, pricing::Quoted, String), Failure> {
    let (digest, catalog) = app.current_catalog(db).await?;
    let (end, quoted) = price_with(&catalog, db, subscription).await?;
    Ok((end, quoted, digest))
}

async fn price_with(
    catalog: &Catalog,
    db: &mut Connection,
    subscription: &Subscription,
) -> Result<(String, pricing::Quoted), Failure> {
    let organization = accounts::organization(db, &subscription.organization)
        .await?
        .ok_or_else(|| Failure::internal("subscription", "has no organization"))?;
    let end = status::read(subscription)?.period.end;
    let at = clock::parse(&end).ok_or_else(|| Failure::internal("stored state", "its period has no end"))?;
    let taxes = raw(&organization.taxes)?;
    let quoted = pricing::price_renewal(catalog, &raw(&subscription.state)?, &taxes, at)?;
    Ok((end, quoted))
}

/// The subscriptions that go on and could not be renewed by a catalog, each with the codes of the reasons.
///
/// # Errors
/// The database fails, or what it holds cannot be read.
pub async fn not_renewable(
    catalog: &Catalog,
    db: &mut Connection,
) -> Result<Vec<(String, Vec<String>)>, Failure> {
    let mut refused = Vec::new();
    for subscription in accounts::going_on(db).await? {
        let (_, quoted) = price_with(catalog, db, &subscription).await?;
        if quoted.priced.is_none() {
            let reasons = quoted.rejected().problems.iter().map(|problem| problem.code.to_string()).collect();
            refused.push((subscription.id, reasons));
        }
    }
    Ok(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declined_card_is_tried_again_three_times_and_then_no_more() {
        let after = |declined, first: i64, last: i64, now: i64| {
            let ended = Ended {
                id: String::new(),
                canceling: 0,
                period_end: 0,
                declined,
                first_declined: (declined > 0).then_some(first * DAY),
                last_declined: (declined > 0).then_some(last * DAY),
            };
            step(&ended, now * DAY)
        };
        assert_eq!(after(0, 0, 0, 0), Some(Step::Renew(0)));
        assert_eq!(after(1, 0, 0, 2), None);
        assert_eq!(after(1, 0, 0, 3), Some(Step::Renew(1)));
        assert_eq!(after(2, 0, 3, 7), None);
        assert_eq!(after(2, 0, 3, 8), Some(Step::Renew(2)));
        assert_eq!(after(3, 0, 8, 15), Some(Step::Renew(3)));
        assert_eq!(after(4, 0, 15, 29), None);
        assert_eq!(after(4, 0, 15, 30), Some(Step::End));
        // A job that did not run for long tries no more, either.
        assert_eq!(after(1, 0, 0, 30), Some(Step::End));
        // What would be tried after the end is not.
        assert_eq!(after(3, 0, 24, 31), Some(Step::End));
    }
}
