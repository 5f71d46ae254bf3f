//! A network between a server and PostgreSQL that carries nothing any more and tells nobody.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use quotient_server::store::{Location, Store};
use sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::{TcpStream, UnixListener, UnixStream};
use tokio::sync::watch;

use crate::database::{Database, run};

/// Carries what is said between both.
struct Line {
    location: Location,
    silenced: Arc<watch::Sender<u32>>,
}

impl Line {
    fn to(database: &Database) -> Line {
        let options: PgConnectOptions = database.argument().parse().unwrap();
        let (host, port) = (options.get_host().to_owned(), options.get_port());
        let socket =
            options.get_socket().cloned().or_else(|| host.starts_with('/').then(|| PathBuf::from(&host)));
        let listener = UnixListener::bind(database.folder().join(".s.PGSQL.5432")).unwrap();
        let here = database.folder().display();
        let location = format!("{}&host={here}&port=5432", database.argument()).parse().unwrap();
        let (silenced, _) = watch::channel(0);
        let silenced = Arc::new(silenced);
        let line = Line { location, silenced: Arc::clone(&silenced) };
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let silenced = silenced.subscribe();
                match &socket {
                    Some(folder) => {
                        let far = UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await.unwrap();
                        tokio::spawn(carry(near, far, silenced));
                    }
                    None => {
                        let far = TcpStream::connect((host.as_str(), port)).await.unwrap();
                        tokio::spawn(carry(near, far, silenced));
                    }
                }
            }
        });
        line
    }

    /// Carries nothing more for those who are connected.
    fn falls_silent(&self) {
        self.silenced.send_modify(|times| *times += 1);
    }
}

async fn carry<F>(mut near: UnixStream, mut far: F, mut silenced: watch::Receiver<u32>)
where
    F: AsyncRead + AsyncWrite + Unpin,
{
    tokio::select! {
        _ = copy_bidirectional(&mut near, &mut far) => {}
        _ = silenced.changed() => std::future::pending().await,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_nobody_hears_of_again_are_replaced() {
    let database = Database::new();
    let Some((address, name)) = database.made() else { return };
    let line = Line::to(&database);
    let store = Store::open(&line.location).await.unwrap();
    let mut writing = store.write().await.unwrap();
    let mut reading = Vec::new();
    for _ in 0..4 {
        reading.push(store.read().await.unwrap());
    }
    line.falls_silent();
    // One waits for an answer, as it may for ever; the others are given back, and cannot be.
    tokio::spawn(async move { sqlx::query("SELECT 1").execute(&mut *writing).await });
    drop(reading);
    // PostgreSQL ends by itself, after 20 seconds, what idles in a transaction that holds the lock.
    let ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname";
    run(address, format!("{ended} = '{name}'"));
    let write = || async {
        let mut tx = store.write().await.unwrap();
        sqlx::query("CREATE TABLE IF NOT EXISTS heard (of BIGINT)").execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    let read = || async {
        let one: i64 = sqlx::query_scalar("SELECT CAST(1 AS BIGINT)")
            .fetch_one(&mut *store.read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(one, 1);
    };
    // Who begins to wait later waits for less long.
    let later = async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        tokio::join!(write(), read());
    };
    tokio::join!(write(), write(), read(), read(), read(), read(), read(), later);
    assert!(store.is_writable().await.unwrap());
    let begun = store.snapshot().await.unwrap();
    drop(begun);
    store.close().await;
}
