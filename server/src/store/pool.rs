//! Connections to a database: how they are made, how long they are waited for, and what happens where none comes back.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, Connection as _, Executor};

use super::{Connection, Location, Transaction, WRITERS};

/// How long a request waits for a connection of its own program.
const ACQUIRE: Duration = Duration::from_secs(10);
/// How long the database may take to let one in, where connections are waited for in vain.
const LETS_IN: Duration = Duration::from_secs(2);

/// For each connection to SQLite. That a statement waits five seconds for another program's lock, and that
/// references are checked, is the driver's default.
const SQLITE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
/// For each connection to PostgreSQL. Like SQLite's, it waits five seconds for a lock, its commits are on the disk
/// when they return, and a program that stops in the middle of a transaction cannot keep all others out for long.
const POSTGRES: &str = "SET synchronous_commit = on; SET lock_timeout = '5s'; \
    SET idle_in_transaction_session_timeout = '20s'; SET client_min_messages = warning;";

/// Connections of one kind. Where a network falls silent in the middle of a statement, the driver waits for as long as
/// the system does, which may be for ever; connections that nobody gets any more are replaced by others.
#[derive(Debug)]
pub(super) struct Pool {
    location: Location,
    connections: u32,
    current: RwLock<Arc<Current>>,
}

#[derive(Debug)]
struct Current {
    pool: AnyPool,
    /// How often a connection was got.
    given: AtomicU64,
}

impl Pool {
    /// Keeps connections to one database.
    pub(super) fn new(location: Location, connections: u32, pool: AnyPool) -> Pool {
        Pool { location, connections, current: RwLock::new(Current::new(pool)) }
    }

    /// A connection.
    ///
    /// # Errors
    /// The database does not answer, or all connections are in use for too long.
    pub(super) async fn acquire(&self) -> sqlx::Result<PoolConnection<Any>> {
        let current = self.current();
        let given = current.given();
        match current.gives(current.pool.acquire().await) {
            Ok(connection) => Ok(connection),
            Err(error) => {
                let current = self.instead_of(&current, given, error).await?;
                current.gives(current.pool.acquire().await)
            }
        }
    }

    /// A transaction that begins by a statement.
    ///
    /// # Errors
    /// Those of [`Pool::acquire`].
    pub(super) async fn begin(&self, statement: &'static str) -> sqlx::Result<Transaction> {
        let current = self.current();
        let given = current.given();
        match current.gives(current.pool.begin_with(statement).await) {
            Ok(transaction) => Ok(transaction),
            Err(error) => {
                let current = self.instead_of(&current, given, error).await?;
                current.gives(current.pool.begin_with(statement).await)
            }
        }
    }

    /// Closes all connections.
    pub(super) async fn close(&self) {
        self.current().pool.close().await;
    }

    /// What takes the place of connections none of which came back while one was waited for.
    ///
    /// # Errors
    /// Why there is no connection, of which a pool knows only that it waited.
    async fn instead_of(
        &self,
        stuck: &Arc<Current>,
        given: u64,
        error: sqlx::Error,
    ) -> sqlx::Result<Arc<Current>> {
        // Another one, who waited for longer, was faster, and closed what this one waited for.
        let current = self.current();
        if !Arc::ptr_eq(&current, stuck) {
            return Ok(current);
        }
        if matches!(self.location, Location::File(_)) || !matches!(error, sqlx::Error::PoolTimedOut) {
            return Err(error);
        }
        let is_stuck = || stuck.given() == given && Arc::ptr_eq(&self.current(), stuck);
        let let_in = async {
            Connection::connect_with(&self.location.options()?).await?.close().await?;
            if is_stuck() { connect(&self.location, self.connections).await.map(Some) } else { Ok(None) }
        };
        let fresh = match tokio::time::timeout(LETS_IN, let_in).await {
            Ok(let_in) => let_in?,
            Err(_) => return Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())),
        };
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(fresh) = fresh
            && Arc::ptr_eq(&current, stuck)
        {
            tracing::warn!(connections = self.connections, "replaced: none to the database came back");
            // Those that come back yet are ended.
            let pool = stuck.pool.clone();
            tokio::spawn(async move { pool.close().await });
            *current = Current::new(fresh);
        }
        // Else everyone wants the database at once.
        if Arc::ptr_eq(&current, stuck) { Err(error) } else { Ok(Arc::clone(&current)) }
    }

    fn current(&self) -> Arc<Current> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Current {
    fn new(pool: AnyPool) -> Arc<Current> {
        Arc::new(Current { pool, given: AtomicU64::new(0) })
    }

    fn given(&self) -> u64 {
        self.given.load(Ordering::Relaxed)
    }

    fn gives<T>(&self, got: sqlx::Result<T>) -> sqlx::Result<T> {
        if got.is_ok() {
            self.given.fetch_add(1, Ordering::Relaxed);
        }
        got
    }
}

/// Connects at once, and says what is wrong.
///
/// # Errors
/// The database cannot be used.
pub(super) async fn connect(location: &Location, connections: u32) -> sqlx::Result<AnyPool> {
    sqlx::any::install_default_drivers();
    let options = location.options()?;
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
