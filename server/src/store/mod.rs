//! The embedded database: SQLite in one file, many readers and one writer.
//!
//! Functions here take a connection, so that a caller puts together what must happen in one
//! transaction; they know tables and nothing about prices, payment or HTTP.

pub mod accounts;
pub mod catalogs;
pub mod codes;
pub mod intents;
pub mod orders;
pub mod secrets;
pub mod sessions;
pub mod tokens;

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool};
use thiserror::Error;

/// One connection, within a transaction or without.
pub type Connection = sqlx::SqliteConnection;
/// A transaction; what is not committed is undone.
pub type Transaction = sqlx::Transaction<'static, Sqlite>;

static MAIN: Migrator = sqlx::migrate!("./migrations/main");

const READERS: u32 = 4;
/// How long a statement waits for another program that writes to the same file.
const BUSY: Duration = Duration::from_secs(5);

/// Why a database cannot be used.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Not a database, not readable, not writable.
    #[error("the database {} cannot be opened ({cause}): check the path and its permissions, or name another file with --database", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        cause: String,
    },
    /// Its tables are not this version's.
    #[error("the database {} was not made by this version ({cause}): use the version that made it, or name another file with --database", path.display())]
    OtherVersion {
        /// The file.
        path: PathBuf,
        /// What the migration says.
        cause: String,
    },
}

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    read: SqlitePool,
    write: SqlitePool,
}

impl Store {
    /// Opens the file, makes it if it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// The file cannot be opened or belongs to another version.
    pub async fn open(path: &Path) -> Result<Store, OpenError> {
        // One connection writes: transactions queue up here in order instead of meeting a lock.
        let write = open_pool(path, 1, &MAIN).await?;
        let read = pool(path, READERS).await.map_err(|error| unusable(path, &error))?;
        Ok(Store { read, write })
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn read(&self) -> sqlx::Result<PoolConnection<Sqlite>> {
        self.read.acquire().await
    }

    /// A snapshot: what is read in it belongs together.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn snapshot(&self) -> sqlx::Result<Transaction> {
        self.read.begin().await
    }

    /// A transaction that holds the write lock from its beginning, so that what it reads stays true
    /// until it commits.
    ///
    /// # Errors
    /// The database does not answer, or another program keeps it locked.
    pub async fn write(&self) -> sqlx::Result<Transaction> {
        self.write.begin_with("BEGIN IMMEDIATE").await
    }

    /// Closes all connections and folds the log into the file.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

/// Opens a database file with its own tables.
///
/// # Errors
/// The file cannot be opened or belongs to another version.
pub async fn open_pool(path: &Path, connections: u32, tables: &Migrator) -> Result<SqlitePool, OpenError> {
    let pool = pool(path, connections).await.map_err(|error| unusable(path, &error))?;
    tables.run(&pool).await.map_err(|error| match error {
        MigrateError::Execute(error) => unusable(path, &error),
        MigrateError::ExecuteMigration(error, _) => unusable(path, &error),
        other => OpenError::OtherVersion { path: path.to_owned(), cause: other.to_string() },
    })?;
    Ok(pool)
}

async fn pool(path: &Path, connections: u32) -> sqlx::Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .journal_mode(SqliteJournalMode::Wal)
        // An intent must be on the disk before the provider is called.
        .synchronous(SqliteSynchronous::Full);
    SqlitePoolOptions::new().max_connections(connections).connect_with(options).await
}

fn unusable(path: &Path, error: &sqlx::Error) -> OpenError {
    let cause = match error {
        sqlx::Error::Database(database) => database.message().to_owned(),
        other => other.to_string(),
    };
    OpenError::Unusable { path: path.to_owned(), cause }
}
