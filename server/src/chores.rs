//! What has to be done without anyone asking: by a server from time to time, or by `quotient-server renew`. All of it is
//! safe at the same time in any number of programs on one database.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
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
/// How long one step of a look may take, as a renewal or the settling of a payment: beyond that neither the provider nor the
/// database answers, and another connection may. What was begun is found again, and what is under way with the provider is
/// under its key.
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
        match watched(look(&app, chore), || app.steps.of(chore)).await {
            Some(Ok(())) => app.metrics.done(chore, app.clock.machine()),
            // What failed is in the log; the next tick tries again.
            Some(Err(_)) => {}
            None => {
                tracing::error!(?chore, "given up: a step took longer than {} seconds", LONGEST.as_secs())
            }
        }
    }
}

/// Counts what chores have done, so that whoever watches one sees that it goes on.
#[derive(Debug, Default)]
pub struct Steps {
    reconcile: AtomicU64,
    renew: AtomicU64,
}

impl Steps {
    /// One more.
    pub fn add(&self, chore: Chore) {
        self.counter(chore).fetch_add(1, Ordering::Relaxed);
    }

    fn of(&self, chore: Chore) -> u64 {
        self.counter(chore).load(Ordering::Relaxed)
    }

    fn counter(&self, chore: Chore) -> &AtomicU64 {
        match chore {
            Chore::Reconcile => &self.reconcile,
            Chore::Renew => &self.renew,
        }
    }
}

/// Waits for a look of any length, as long as it makes steps.
async fn watched<T>(look: impl Future<Output = T>, steps: impl Fn() -> u64) -> Option<T> {
    let mut look = pin!(look);
    loop {
        let before = steps();
        match timeout(LONGEST, &mut look).await {
            Ok(done) => return Some(done),
            Err(_) if steps() != before => {}
            Err(_) => return None,
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

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_look_may_take_long_and_a_step_may_not() {
        let steps = Steps::default();
        let long = async {
            for _ in 0..5 {
                sleep(LONGEST * 2 / 3).await;
                steps.add(Chore::Renew);
            }
        };
        assert_eq!(watched(long, || steps.of(Chore::Renew)).await, Some(()));
        // The other chore's steps are not its own.
        let silent = async {
            loop {
                sleep(LONGEST / 3).await;
                steps.add(Chore::Reconcile);
            }
        };
        assert_eq!(watched::<()>(silent, || steps.of(Chore::Renew)).await, None);
    }
}
