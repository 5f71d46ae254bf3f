//! The database: SQLite in one file, or PostgreSQL. The tables, the statements and what a transaction
//! promises are the same on both.
//!
//! Functions here take a connection, so that a caller puts together what must happen in one
//! transaction; they know tables and nothing about prices, payment or HTTP.

pub mod accounts;
pub mod catalogs;
pub mod codes;
pub mod demo_clock;
pub mod files;
pub mod intents;
pub mod location;
pub mod numbers;
pub mod offline_licenses;
pub mod orders;
pub mod payouts;
mod pool;
pub mod purchase_orders;
pub mod quotes;
pub mod registrations;
pub mod secrets;
pub mod sessions;
pub mod tokens;
pub mod trouble;

use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, Executor};
use thiserror::Error;
use uuid::Uuid;

use pool::Pool;

pub use location::Location;

/// One connection, within a transaction or without.
pub type Connection = sqlx::AnyConnection;
/// A transaction; what is not committed is undone.
pub type Transaction = sqlx::Transaction<'static, Any>;

static MAIN: Migrator = sqlx::migrate!("./migrations/main");

const READERS: u32 = 4;
const WRITING: u32 = 1;
/// How often tables are made when another program makes them at the same time.
const ATTEMPTS: u32 = 5;

/// The lock that all write transactions on one PostgreSQL database take in turn. Any number would do.
const WRITERS: &str = "SELECT pg_advisory_xact_lock(5179648023961)";

/// Why a database cannot be used.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Not a database, not readable, not writable.
    #[error(
        "the database {location} cannot be opened ({cause}): check the path and its permissions, or name another file with --database"
    )]
    Unusable {
        /// The file.
        location: Location,
        /// What SQLite says.
        cause: String,
    },
    /// No server there, or it lets nobody in.
    #[error(
        "the database {location} cannot be used ({cause}): check that PostgreSQL runs there, and the address with its user and password, or name another with --database"
    )]
    Unreachable {
        /// Its address.
        location: Location,
        /// What the driver or PostgreSQL says.
        cause: String,
    },
    /// Its tables are not this version's.
    #[error(
        "the database {location} was not made by this version ({cause}): use the version that made it, or name another with --database"
    )]
    OtherVersion {
        /// Where.
        location: Location,
        /// What the migration says.
        cause: String,
    },
}

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    read: Arc<Pool>,
    write: Arc<Pool>,
    is_file: bool,
}

impl Store {
    /// Opens the database, makes a file if it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// It cannot be opened or belongs to another version.
    pub async fn open(location: &Location) -> Result<Store, OpenError> {
        if location.is_exposed() {
            tracing::warn!(%location, "reached without proof that it is this database: add sslmode=verify-full");
        }
        // One connection of each program writes: transactions queue up here in order instead of meeting a lock.
        let write = open_pool(location, WRITING, &MAIN).await?;
        let read = pool::connect(location, READERS).await.map_err(|error| unusable(location, &error))?;
        let is_file = matches!(location, Location::File(_));
        let kept = |connections, pool| Arc::new(Pool::new(location.clone(), connections, pool));
        Ok(Store { read: kept(READERS, read), write: kept(WRITING, write), is_file })
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn read(&self) -> sqlx::Result<PoolConnection<Any>> {
        self.read.acquire().await
    }

    /// Does the database take what is written? One that is a copy of another does not.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn is_writable(&self) -> sqlx::Result<bool> {
        if self.is_file {
            return Ok(true);
        }
        let read_only: String = sqlx::query_scalar("SELECT current_setting('transaction_read_only')")
            .fetch_one(&mut *self.read().await?)
            .await?;
        Ok(read_only == "off")
    }

    /// A snapshot: what is read in it belongs together.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn snapshot(&self) -> sqlx::Result<Transaction> {
        let begin = if self.is_file { "BEGIN" } else { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" };
        self.read.begin(begin).await
    }

    /// A transaction that holds the write lock from its beginning, so that what it reads stays true
    /// until it commits. There is one at a time, whichever programs on whichever machines write.
    ///
    /// # Errors
    /// The database does not answer, or another program keeps it locked.
    pub async fn write(&self) -> sqlx::Result<Transaction> {
        if self.is_file {
            return self.write.begin("BEGIN IMMEDIATE").await;
        }
        // Each statement sees what was committed before it, and after the lock nobody else commits.
        let mut tx = self.write.begin("BEGIN ISOLATION LEVEL READ COMMITTED").await?;
        tx.execute(WRITERS).await?;
        Ok(tx)
    }

    /// What time it is for the database's machine, seconds since 1970. `None`: it has none of its own.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn clock(&self) -> sqlx::Result<Option<i64>> {
        if self.is_file {
            return Ok(None);
        }
        let now = sqlx::query_scalar("SELECT CAST(floor(extract(epoch FROM clock_timestamp())) AS BIGINT)");
        now.fetch_one(&mut *self.read().await?).await.map(Some)
    }

    /// Closes all connections, and folds SQLite's log into its file.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

/// An id that rises with time: `ord_0198…`.
pub fn new_id(prefix: &str) -> String {
    format!("{prefix}_{}", Uuid::now_v7().simple())
}

/// Opens a database with its own tables.
///
/// # Errors
/// It cannot be opened or belongs to another version.
pub async fn open_pool(
    location: &Location,
    connections: u32,
    tables: &Migrator,
) -> Result<AnyPool, OpenError> {
    if let Location::File(file) = location {
        files::make(file).map_err(|error| unusable(location, &error.into()))?;
    }
    let pool = pool::connect(location, connections).await.map_err(|error| unusable(location, &error))?;
    for attempt in 1.. {
        match tables.run(&pool).await {
            Ok(()) => break,
            // PostgreSQL lets one program after the other make tables. With SQLite another may be at it.
            Err(MigrateError::Execute(_) | MigrateError::ExecuteMigration(_, _)) if attempt < ATTEMPTS => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => {
                return Err(unusable(location, &error));
            }
            Err(other) => {
                return Err(OpenError::OtherVersion { location: location.clone(), cause: other.to_string() });
            }
        }
    }
    Ok(pool)
}

fn unusable(location: &Location, error: &sqlx::Error) -> OpenError {
    let cause = match error {
        sqlx::Error::Database(database) => database.message().to_owned(),
        other => other.to_string(),
    };
    let location = location.clone();
    match location {
        Location::File(_) => OpenError::Unusable { location, cause },
        Location::Postgres { .. } => OpenError::Unreachable { location, cause },
    }
}
