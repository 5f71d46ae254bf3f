//! Renewals: a subscription whose period has ended and that goes on gets its next period, paid with the
//! card that paid last, by the same intents as a change.

use std::sync::Arc;

use crate::store::Connection;
use quotient::RequestType;
use serde::Deserialize;

use crate::app::App;
use crate::clock;
use crate::facts::{Target, raw};
use crate::failure::Failure;
use crate::opening::{Opening, Payment};
use crate::pricing;
use crate::purchase_orders;
use crate::settle;
use crate::store::accounts::{self, Subscription};
use crate::store::orders;

/// Periods that a subscription catches up with in one go.
const PERIODS: usize = 1_000;

/// Renews what is due, as often as it is due. Called at start and from time to time.
///
/// # Errors
/// The database fails.
pub async fn renew(app: &Arc<App>) -> Result<(), Failure> {
    // What is given up holds the renewal back no more.
    purchase_orders::give_up_overdue(app).await?;
    for _ in 0..PERIODS {
        let due = accounts::due(&mut *app.store.read().await?, app.clock.now()).await?;
        let mut renewed = false;
        for id in due {
            match renew_one(app, &id).await {
                Ok(done) => renewed |= done,
                // It must not keep the others from it.
                Err(failure) => {
                    tracing::warn!(subscription = id, problems = ?failure.problems, "cannot be renewed");
                }
            }
        }
        if !renewed {
            break;
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct State {
    period: Period,
}

#[derive(Deserialize)]
struct Period {
    end: String,
}

/// Renews one subscription. False: it has to wait.
async fn renew_one(app: &Arc<App>, id: &str) -> Result<bool, Failure> {
    let mut tx = app.store.write().await?;
    // In the transaction nothing else can come in between.
    if !accounts::due(&mut tx, app.clock.now()).await?.iter().any(|due| due == id) {
        return Ok(false);
    }
    let Some(subscription) = accounts::subscription(&mut tx, id).await? else { return Ok(false) };
    let (end, quoted, catalog) = price(app, &mut tx, &subscription).await?;
    let Some(priced) = &quoted.priced else {
        tracing::warn!(subscription = id, answer = quoted.answer, "cannot be renewed");
        return Ok(false);
    };
    let card = orders::last_card(&mut tx, id).await?;
    // A blank keeps it apart from the keys of customers.
    let key = format!("renewal {id} {end}");
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
    let intent = opening.write(&mut tx, app.clock.now()).await?;
    let reply = settle::begin(app, tx, &intent).await?;
    tracing::info!(subscription = id, status = reply.status, end, "renewal");
    Ok(reply.status == 200)
}

async fn price(
    app: &App,
    db: &mut Connection,
    subscription: &Subscription,
) -> Result<(String, pricing::Quoted, String), Failure> {
    let (digest, catalog) = app.current_catalog(db).await?;
    let organization = accounts::organization(db, &subscription.organization)
        .await?
        .ok_or_else(|| Failure::internal("subscription", "has no organization"))?;
    let state: State = serde_json::from_str(&subscription.state)
        .map_err(|error| Failure::internal("stored state", error))?;
    let end = state.period.end;
    let at = clock::parse(&end).ok_or_else(|| Failure::internal("stored state", "its period has no end"))?;
    let taxes = raw(&organization.taxes)?;
    let quoted = pricing::price_renewal(&catalog, &raw(&subscription.state)?, &taxes, at)?;
    Ok((end, quoted, digest))
}
