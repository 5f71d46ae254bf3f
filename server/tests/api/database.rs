//! An empty database for every test: a file of SQLite, or, where `QUOTIENT_TEST_DATABASE` names a PostgreSQL
//! server on which databases may be made, a database there. The tests are the same.

use std::env;
use std::future::Future;
use std::path::Path;
use std::thread;

use quotient_server::store::Location;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use tempfile::TempDir;
use uuid::Uuid;

const SERVER: &str = "QUOTIENT_TEST_DATABASE";

pub struct Database {
    folder: TempDir,
    /// The PostgreSQL server and the name of the database there.
    made: Option<(String, String)>,
    pub location: Location,
}

impl Database {
    pub fn new() -> Database {
        let folder = TempDir::new().unwrap();
        let Ok(server) = env::var(SERVER) else {
            let location = folder.path().join("test.db").as_path().into();
            return Database { folder, made: None, location };
        };
        let name = format!("test_{}", Uuid::now_v7().simple());
        run(&server, format!("CREATE DATABASE {name}"));
        let (place, parameters) = server.split_once('?').unwrap_or((&server, ""));
        let (place, _) = place.rsplit_once('/').unwrap();
        let location = format!("{place}/{name}?{parameters}").parse().unwrap();
        Database { folder, made: Some((server, name)), location }
    }

    /// Always a file, for what only a file has.
    pub fn file() -> Database {
        let folder = TempDir::new().unwrap();
        let location = folder.path().join("test.db").as_path().into();
        Database { folder, made: None, location }
    }

    pub fn is_file(&self) -> bool {
        self.made.is_none()
    }

    /// Drops a database on a PostgreSQL server before its time, and gives the server.
    pub fn ended(mut self) -> String {
        let (server, name) = self.made.take().unwrap();
        run(&server, format!("DROP DATABASE {name} WITH (FORCE)"));
        server
    }

    /// On a PostgreSQL server: that, and the database's name there.
    pub fn made(&self) -> Option<(&str, &str)> {
        self.made.as_ref().map(|(server, name)| (server.as_str(), name.as_str()))
    }

    /// A folder of the test's own.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// As it stands on the command line.
    pub fn argument(&self) -> String {
        match &self.location {
            Location::File(file) => file.to_str().unwrap().to_owned(),
            Location::Postgres { url, .. } => url.clone(),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.made {
            run(server, format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

/// Runs one statement on the server, whether the caller is in a runtime or not.
pub fn run(server: &str, statement: String) {
    wait(async move {
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(server).await.unwrap();
        connection.execute(AssertSqlSafe(statement)).await.unwrap();
        connection.close().await.unwrap();
    });
}

/// Waits for something on a thread of its own.
pub fn wait<T: Send>(what: impl Future<Output = T> + Send) -> T {
    thread::scope(|scope| {
        scope
            .spawn(|| {
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(what)
            })
            .join()
            .unwrap()
    })
}
