//! Starting, running and stopping.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::payment::TestProvider;
use crate::stopping::Stopping;
use crate::store::{Location, OpenError, Store, accounts, demo_clock, files, intents};
use crate::{chores, connections, http, seed, settle};

/// How long the database may take to end, and the confirms that are under way beside the provider's time.
const LAST: Duration = Duration::from_secs(10);

/// A sentence that says why the program ends, and what to do.
#[derive(Debug)]
pub struct Stop(pub String);

impl From<OpenError> for Stop {
    fn from(error: OpenError) -> Self {
        Stop(error.to_string())
    }
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Self {
        Stop(format!("the database failed: {error}"))
    }
}

/// Serves until a signal comes.
///
/// # Errors
/// It cannot start.
pub async fn run(config: Config, clock: Arc<dyn Clock>) -> Result<(), Stop> {
    if let Some(pages) = config.settings.pages.as_deref().filter(|pages| !pages.join("index.html").is_file())
    {
        let pages = pages.display();
        return Err(Stop(format!(
            "there is no page in {pages}: build it with `cargo xtask build`, or leave --pages out"
        )));
    }
    let lock = match &config.database {
        Location::File(file) => Some(lock(file)?),
        Location::Postgres { .. } => None,
    };
    // Before anything is made on the disk, a port in use is told.
    let listener = listen(config.listen, "--listen ").await?;
    let metrics = match config.metrics_listen {
        Some(address) => Some(listen(address, "--set metrics.listen=").await?),
        None => None,
    };
    let app = open(&config, clock).await?;
    if lock.is_some() {
        // Whatever server leased an intent is gone. A job that did will notice.
        let mut tx = app.store.write().await?;
        intents::end_leases(&mut tx).await?;
        tx.commit().await?;
    }
    let address =
        listener.local_addr().map_err(|error| Stop(format!("the address is not known: {error}")))?;
    warn(&app, address).await?;
    let stopping = Stopping::begin();
    if let Some(metrics) = metrics {
        let serving = axum::serve(metrics, http::metrics_router(Arc::clone(&app)));
        tokio::spawn(serving.with_graceful_shutdown(stopping.first()).into_future());
    }
    // Nobody need read it.
    let _ = writeln!(std::io::stdout(), "Listening on http://{address}");
    let keeping_up = tokio::spawn(chores::keep_up(Arc::clone(&app)));
    let finished = async {
        let router = http::router(Arc::clone(&app));
        let serving = connections::serve(listener, router, config.header_timeout, stopping.first());
        stopping.in_grace(&app, serving, config.shutdown_grace).await;
        keeping_up.abort();
        app.tasks.close();
        let confirms = settle::longest(&app).saturating_add(LAST);
        in_time(confirms, app.tasks.wait(), "payments under way are finished at the next start").await;
        in_time(LAST, app.store.close(), "the database does not end").await;
    };
    tokio::select! {
        () = finished => Ok(()),
        () = stopping.at_once() => Err(Stop(
            "stopped at once by a second signal: payments under way are finished at the next start".to_owned(),
        )),
    }
}

/// Opens the database and the test provider, and seeds the demo.
///
/// # Errors
/// A file cannot be used, or holds what is no demo's.
pub async fn open(config: &Config, clock: Arc<dyn Clock>) -> Result<Arc<App>, Stop> {
    let store = Store::open(&config.database).await?;
    if config.settings.demo {
        let seeded = demo(&store, &config.database, clock.now()).await;
        if seeded.is_err() {
            store.close().await;
        }
        seeded?;
    }
    let log = config.provider_database.clone().unwrap_or_else(|| config.database.of_provider());
    let provider = TestProvider::open(&log, Arc::clone(&clock)).await?;
    config.database.warn_of_others();
    log.warn_of_others();
    Ok(App::new(store, Arc::new(provider), clock, config.settings.clone()))
}

/// Seeds an empty database. Whoever is a customer elsewhere is nobody whom a visitor may be, nor charged by a clock that
/// one puts forward.
async fn demo(store: &Store, location: &Location, now: i64) -> Result<(), Stop> {
    if accounts::is_empty(&mut *store.read().await?).await? {
        seed::demo(store, now).await.map_err(|error| Stop(error.to_string()))?;
    }
    if seed::is_there(&mut *store.read().await?).await? {
        return Ok(());
    }
    Err(Stop(format!(
        "the database {location} holds organizations and was not seeded by the demo, which would let anyone in as any of \
         their users: leave --demo out, or name another with --database"
    )))
}

/// Says what may be a mistake, once.
async fn warn(app: &App, address: SocketAddr) -> Result<(), Stop> {
    let ahead = demo_clock::ahead(&mut *app.store.read().await?).await?;
    if ahead > 0 && !app.settings.demo {
        tracing::warn!(
            seconds = ahead,
            "the clock of a demo stands in this database, put forward; without --demo it is not read"
        );
    }
    if app.settings.demo && !address.ip().is_loopback() {
        tracing::warn!(%address, "a demo that other machines may reach: whoever does signs in as any user");
    }
    Ok(())
}

/// One server at a time works on a file; a second is a mistake more often than not, and gains nothing.
fn lock(database: &Path) -> Result<File, Stop> {
    let file = files::lock(database).map_err(|error| {
        Stop(format!(
            "the database {} cannot be used ({error}): check the path and its permissions, or name another file with --database",
            database.display()
        ))
    })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Stop(format!(
            "another quotient-server uses {}: stop it, or name another file with --database",
            database.display()
        ))),
        Err(TryLockError::Error(error)) => {
            Err(Stop(format!("{} cannot be locked: {error}", database.display())))
        }
    }
}

/// `flag`: what another address is given with.
async fn listen(address: SocketAddr, flag: &str) -> Result<TcpListener, Stop> {
    TcpListener::bind(address).await.map_err(|error| {
        let other = SocketAddr::new(address.ip(), address.port().checked_add(1).unwrap_or(8080));
        Stop(match error.kind() {
            ErrorKind::AddrInUse => format!(
                "port {} is in use: stop the program that listens there, or choose another with {flag}{other}",
                address.port()
            ),
            ErrorKind::PermissionDenied => format!(
                "port {} may not be used by this user: choose one above 1023 with {flag}{}",
                address.port(),
                SocketAddr::new(address.ip(), 8080)
            ),
            _ => format!(
                "{address} cannot be listened on ({error}): choose an address of this machine with {flag}ADDRESS"
            ),
        })
    })
}

/// Waits for what may never end, because the database does not answer.
async fn in_time(most: Duration, end: impl Future<Output = ()>, otherwise: &str) {
    if tokio::time::timeout(most, end).await.is_err() {
        tracing::warn!(seconds = most.as_secs(), "{otherwise}");
    }
}
