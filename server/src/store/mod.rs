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
pub mod purchase_orders;
pub mod quotes;
pub mod registrations;
pub mod secrets;
pub mod sessions;
pub mod tokens;
pub mod trouble;

use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, Connection as _, Executor};
use thiserror::Error;
use uuid::Uuid;

pub use location::Location;

/// One connection, within a transaction or without.
pub type Connection = sqlx::AnyConnection;
/// A transaction; what is not committed is undone.
pub type Transaction = sqlx::Transaction<'static, Any>;

static MAIN: Migrator = sqlx::migrate!("./migrations/main");

const READERS: u32 = 4;
/// How long a request waits for a connection of its own program.
const ACQUIRE: Duration = Duration::from_secs(10);
/// How long the database may take to let one in, where connections are waited for in vain.
const LETS_IN: Duration = Duration::from_secs(2);
/// How often tables are made when another program makes them at the same time.
const ATTEMPTS: u32 = 5;

/// For each connection to SQLite. That a statement waits five seconds for another program's lock, and that
/// references are checked, is the driver's default.
const SQLITE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
/// For each connection to PostgreSQL. Like SQLite's, it waits five seconds for a lock, its commits are on the disk
/// when they return, and a program that stops in the middle of a transaction cannot keep all others out for ever.
const POSTGRES: &str = "SET synchronous_commit = on; SET lock_timeout = '5s'; \
    SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = warning;";
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
    read: AnyPool,
    write: AnyPool,
    location: Location,
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
        let write = open_pool(location, 1, &MAIN).await?;
        let read = pool(location, READERS).await.map_err(|error| unusable(location, &error))?;
        let is_file = matches!(location, Location::File(_));
        Ok(Store { read, write, location: location.clone(), is_file })
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn read(&self) -> sqlx::Result<PoolConnection<Any>> {
        match self.read.acquire().await {
            Ok(connection) => Ok(connection),
            Err(error) => Err(self.why(error).await),
        }
    }

    /// Why there is no connection: a pool knows only that it waited.
    async fn why(&self, error: sqlx::Error) -> sqlx::Error {
        if self.is_file || !matches!(error, sqlx::Error::PoolTimedOut) {
            return error;
        }
        let options = match self.location.options() {
            Ok(options) => options,
            Err(error) => return error,
        };
        match tokio::time::timeout(LETS_IN, Connection::connect_with(&options)).await {
            Ok(Ok(connection)) => {
                connection.close().await.ok();
                error
            }
            Ok(Err(gone)) => gone,
            Err(_) => sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()),
        }
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
        let begun = if self.is_file {
            self.read.begin().await
        } else {
            self.read.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
        };
        match begun {
            Ok(tx) => Ok(tx),
            Err(error) => Err(self.why(error).await),
        }
    }

    /// A transaction that holds the write lock from its beginning, so that what it reads stays true
    /// until it commits. There is one at a time, whichever programs on whichever machines write.
    ///
    /// # Errors
    /// The database does not answer, or another program keeps it locked.
    pub async fn write(&self) -> sqlx::Result<Transaction> {
        if self.is_file {
            return self.write.begin_with("BEGIN IMMEDIATE").await;
        }
        // Each statement sees what was committed before it, and after the lock nobody else commits.
        let mut tx = match self.write.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await {
            Ok(tx) => tx,
            Err(error) => return Err(self.why(error).await),
        };
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
    let pool = pool(location, connections).await.map_err(|error| unusable(location, &error))?;
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

async fn pool(location: &Location, connections: u32) -> sqlx::Result<AnyPool> {
    sqlx::any::install_default_drivers();
    let options: AnyConnectOptions = location.options()?;
    let schema = match location {
        Location::Postgres { schema, .. } => *schema,
        Location::File(_) => None,
    };
    let is_file = matches!(location, Location::File(_));
    // A pool tries again and again; what is wrong is said at once.
    let mut connection = Connection::connect_with(&options).await?;
    set_up(&mut connection, is_file, schema).await?;
    connection.close().await?;
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        // A commit for which there was no room has ended the transaction in SQLite, and the driver does not know:
        // such a connection would refuse every other one.
        .before_acquire(|connection, _| {
            let is_free = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_free) })
        })
        .after_connect(move |connection, _| Box::pin(set_up(connection, is_file, schema)))
        .connect_with(options)
        .await
}

async fn set_up(
    connection: &mut Connection,
    is_file: bool,
    schema: Option<&'static str>,
) -> sqlx::Result<()> {
    connection.execute(if is_file { SQLITE } else { POSTGRES }).await?;
    match schema {
        Some(schema) => enter(connection, schema).await,
        None => Ok(()),
    }
}

/// Makes a schema the one of this connection's tables.
async fn enter(connection: &mut Connection, schema: &'static str) -> sqlx::Result<()> {
    sqlx::query("SELECT set_config('search_path', $1, false)").bind(schema).execute(&mut *connection).await?;
    let there: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_namespace WHERE nspname = $1")
        .bind(schema)
        .fetch_one(&mut *connection)
        .await?;
    if there == 0 {
        // Two programs may start at once.
        let make =
            sqlx::AssertSqlSafe(format!("BEGIN; {WRITERS}; CREATE SCHEMA IF NOT EXISTS {schema}; COMMIT"));
        connection.execute(make).await?;
    }
    Ok(())
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
