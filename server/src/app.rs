//! What all requests share, and how it starts and stops.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;

use crate::store::Connection;
use quotient::Catalog;
use tokio::sync::OnceCell;
use tokio_util::task::TaskTracker;

use crate::chores::Steps;
use crate::clock::{Clock, ForwardClock};
use crate::failure::Failure;
use crate::keys::Keys;
use crate::metrics::Metrics;
use crate::payment::PaymentProvider;
use crate::seed;
use crate::seldom::Seldom;
pub use crate::settings::Settings;
use crate::store::{Store, catalogs, demo_clock};

/// The server's state.
pub struct App {
    /// The database.
    pub store: Store,
    /// Where money comes from.
    pub provider: Arc<dyn PaymentProvider>,
    /// What time it is.
    pub clock: ForwardClock,
    /// How it behaves.
    pub settings: Settings,
    /// What it counts.
    pub metrics: Metrics,
    /// How far its chores are.
    pub steps: Steps,
    /// What it warned of lately.
    pub warned: Seldom,
    /// Confirms under way: they end even if the browser has gone, and the server waits for them.
    pub tasks: TaskTracker,
    parsed: Mutex<HashMap<String, Arc<Catalog>>>,
    keys: OnceCell<Keys>,
}

/// Parsed catalogs that are kept.
const PARSED: usize = 8;

impl App {
    /// Puts the parts together.
    pub fn new(
        store: Store,
        provider: Arc<dyn PaymentProvider>,
        clock: Arc<dyn Clock>,
        settings: Settings,
    ) -> Arc<App> {
        Arc::new(App {
            store,
            provider,
            clock: ForwardClock::of(clock),
            settings,
            metrics: Metrics::default(),
            steps: Steps::default(),
            warned: Seldom::default(),
            tasks: TaskTracker::new(),
            parsed: Mutex::default(),
            keys: OnceCell::new(),
        })
    }

    /// The current price list with its digest. Another program may have changed it: the database is
    /// asked every time, only the parsed form is kept.
    ///
    /// # Errors
    /// The database fails; 503 `not_ready`: there is no catalog yet.
    pub async fn current_catalog(&self, db: &mut Connection) -> Result<(String, Arc<Catalog>), Failure> {
        let digest = catalogs::current(db).await?.ok_or_else(|| {
            let message = "no catalog is active: run `quotient-server catalog activate FILE`";
            Failure::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", "", message)
        })?;
        if let Some(catalog) = self.parsed().get(&digest) {
            return Ok((digest, Arc::clone(catalog)));
        }
        let text = catalogs::text(db, &digest)
            .await?
            .ok_or_else(|| Failure::internal("catalog", "the current catalog is not stored"))?;
        let catalog = Arc::new(
            Catalog::parse(&text).map_err(|problems| Failure::internal("stored catalog", problems))?,
        );
        let mut parsed = self.parsed();
        if parsed.len() >= PARSED {
            parsed.clear();
        }
        parsed.insert(digest.clone(), Arc::clone(&catalog));
        Ok((digest, catalog))
    }

    fn parsed(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Catalog>>> {
        self.parsed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the clock of a demo as far forward as its servers on this database have agreed; no other server's.
    ///
    /// # Errors
    /// The database fails.
    pub async fn keep_time(&self) -> Result<(), Failure> {
        if self.settings.demo {
            self.clock.set_ahead(demo_clock::ahead(&mut *self.store.read().await?).await?);
        }
        Ok(())
    }

    /// The same for a command, which is not told whether there is a demo: it goes by what is in the database.
    ///
    /// # Errors
    /// The database fails.
    pub async fn keep_time_of_demo(&self) -> Result<(), Failure> {
        self.clock.set_ahead(seed::ahead(&mut *self.store.read().await?).await?);
        Ok(())
    }

    /// What sessions are signed with.
    ///
    /// # Errors
    /// The database fails.
    pub async fn keys(&self) -> Result<&Keys, Failure> {
        self.keys.get_or_try_init(|| Keys::load(self)).await
    }
}
