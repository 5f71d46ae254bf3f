//! Who works on an intent: a lease in the database, so that servers and jobs on one database, on whichever
//! machines, do not ask the provider for the same payment at once. It ends by itself, for whoever holds it may
//! be gone.
//!
//! What becomes of a payment does not hang on it: the provider knows it by its key, an intent is closed once,
//! and who has lost the lease can neither hand the payment over nor void or cancel it.

use std::time::Duration;

use crate::app::App;
use crate::store::intents::{self, Intent};
use crate::store::{Connection, new_id};

/// Beyond one call to the provider: for writing down what came of it, on a slow machine.
const MARGIN: Duration = Duration::from_secs(2);
/// Seconds by which the clock of another machine may be ahead. A lease that ends later still was written by a clock that
/// has been put back since, and holds nobody up.
const AHEAD: i64 = 300;

/// The right to finish an intent.
#[derive(Debug)]
pub struct Lease {
    intent: String,
    holder: String,
}

impl Lease {
    /// Takes it. `None`: someone else has it, or the intent is not open.
    ///
    /// # Errors
    /// The database fails.
    pub async fn take(app: &App, db: &mut Connection, intent: &str) -> sqlx::Result<Option<Lease>> {
        let lease = Lease { intent: intent.to_owned(), holder: new_id("lease") };
        let now = app.clock.machine();
        let until = now + lasts(app);
        let taken = intents::take_lease(db, intent, &lease.holder, now, until, until + AHEAD).await?;
        Ok(taken.then_some(lease))
    }

    /// Keeps it for another call to the provider. False: it ended, and someone else has it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn extend(&self, app: &App) -> sqlx::Result<bool> {
        let mut tx = app.store.write().await?;
        let until = app.clock.machine() + lasts(app);
        let kept = intents::extend_lease(&mut tx, &self.intent, &self.holder, until).await?;
        tx.commit().await?;
        Ok(kept)
    }

    /// Notes that the provider is about to be called. False: it is someone else's business by now.
    ///
    /// # Errors
    /// The database fails.
    pub async fn hand_over(&self, app: &App) -> sqlx::Result<bool> {
        let mut tx = app.store.write().await?;
        let now = app.clock.machine();
        let kept = intents::extend_lease(&mut tx, &self.intent, &self.holder, now + lasts(app)).await?
            && intents::hand_over(&mut tx, &self.intent, &self.holder, now).await?;
        tx.commit().await?;
        Ok(kept)
    }

    /// Who holds it.
    pub fn holder(&self) -> &str {
        &self.holder
    }

    /// Gives it up, so that whoever comes next need not wait for its end.
    pub async fn release(self, app: &App) {
        let released = async {
            let mut tx = app.store.write().await?;
            intents::release_lease(&mut tx, &self.intent, &self.holder).await?;
            tx.commit().await
        };
        if let Err(error) = released.await {
            tracing::warn!(intent = self.intent, %error, "its lease ends by itself");
        }
    }
}

/// Is someone working on an intent?
pub fn is_held(app: &App, intent: &Intent) -> bool {
    let now = app.clock.machine();
    intent.lease.is_some()
        && intent.leased_until.is_some_and(|until| until > now && until <= now + lasts(app) + AHEAD)
}

/// Seconds.
fn lasts(app: &App) -> i64 {
    let lasts = app.settings.provider_timeout.saturating_add(MARGIN);
    i64::try_from(lasts.as_secs()).unwrap_or(i64::MAX / 2) + 1
}
