//! What has to be done without anyone asking: by a server from time to time, or by `quotient-server renew`. All of it is
//! safe at the same time in any number of programs on one database.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::app::App;
use crate::failure::Failure;
use crate::metrics::Chore;
use crate::renew::{self, Renewed};
use crate::settle;

/// How often a server looks what there is to do.
const EVERY: Duration = Duration::from_secs(5);
/// How long one look may take: beyond that the database does not answer, and another connection may. What was begun is
/// found again, and what is under way with the provider is under its key.
const LONGEST: Duration = Duration::from_secs(600);
/// Seconds by which this machine's clock may differ from the database's.
const APART: i64 = 60;

/// Does it, once.
///
/// # Errors
/// The database fails.
pub async fn run(app: &Arc<App>) -> Result<Renewed, Failure> {
    app.keep_time().await?;
    settle::reconcile(app).await?;
    renew::renew(app).await
}

/// Does it from time to time, for ever. Customers wait for open payments, so that renewals, of which there may be many,
/// do not stand before them.
pub async fn keep_up(app: Arc<App>) {
    tokio::join!(keep_at(Arc::clone(&app), Chore::Reconcile), keep_at(app, Chore::Renew));
}

async fn keep_at(app: Arc<App>, chore: Chore) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match timeout(LONGEST, look(&app, chore)).await {
            Ok(Ok(())) => app.metrics.done(chore, app.clock.machine()),
            // What failed is in the log; the next tick tries again.
            Ok(Err(_)) => {}
            Err(_) => tracing::error!(?chore, "given up: the database does not answer"),
        }
    }
}

async fn look(app: &Arc<App>, chore: Chore) -> Result<(), Failure> {
    app.keep_time().await?;
    match chore {
        Chore::Reconcile => settle::reconcile(app).await,
        Chore::Renew => {
            check_clock(app).await?;
            renew::renew(app).await.map(drop)
        }
    }
}

/// Nobody is charged by a clock that the database's contradicts.
///
/// # Errors
/// The two are apart, or the database fails.
pub async fn check_clock(app: &App) -> Result<(), Failure> {
    let Some(database) = app.store.clock().await? else { return Ok(()) };
    let ahead = app.clock.machine() - database;
    if ahead.abs() <= APART {
        return Ok(());
    }
    if app.warned.is_due("clock", database) {
        tracing::error!(
            seconds_ahead = ahead,
            "this machine's clock and the database's do not agree: nothing is renewed until they do"
        );
    }
    Err(Failure::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "clock_apart",
        "",
        "this machine's clock and the database's do not agree",
    ))
}
