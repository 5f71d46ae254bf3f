//! Several programs on one database, as on several machines.

use std::process::{Child, Stdio};
use std::sync::Arc;

use quotient_server::clock::{Clock, SystemClock};
use quotient_server::payment::TestProvider;
use quotient_server::seed;
use quotient_server::store::{Store, demo_clock};

use crate::database::{Database, wait};
use crate::program::{Running, command, run, stops};

const DAY: i64 = 86_400;

/// Starts the job.
pub fn renew(database: &Database) -> Child {
    command(&["renew"], &database.argument()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// What it says that it has renewed; everything else must be none.
pub fn renewed(job: Child) -> i64 {
    let output = job.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let (renewed, rest) = said.trim().split_once(' ').unwrap();
    assert_eq!(rest, "renewed, 0 declined, 0 wait for the provider, 0 ended");
    renewed.parse().unwrap()
}

/// Orders of renewals, how many were not paid with a key of their own, and subscriptions.
fn orders(database: &Database) -> (i64, i64, i64) {
    wait(async {
        let store = Store::open(&database.location).await.unwrap();
        let mut db = store.read().await.unwrap();
        let count = async |db: &mut quotient_server::store::Connection, query: &'static str| {
            sqlx::query_scalar::<_, i64>(query).fetch_one(db).await.unwrap()
        };
        let orders = count(&mut db, "SELECT count(*) FROM orders WHERE kind = 'renewal'").await;
        let keys =
            "SELECT count(DISTINCT idempotency_key) FROM intents WHERE kind = 'renewal' AND state = 'done'";
        let keys = count(&mut db, keys).await;
        let subscriptions = count(&mut db, "SELECT count(*) FROM subscriptions").await;
        drop(db);
        store.close().await;
        (orders, orders - keys, subscriptions)
    })
}

fn paid(database: &Database) -> i64 {
    wait(async {
        let log = database.location.of_provider();
        let provider = TestProvider::open(&log, Arc::new(SystemClock)).await.unwrap();
        let (payments, _) = provider.accepted().await.unwrap();
        provider.close().await;
        payments
    })
}

#[test]
fn four_jobs_at_once_renew_everything_once_and_a_fifth_nothing() {
    let database = Database::new();
    wait(async {
        let store = Store::open(&database.location).await.unwrap();
        // All periods have ended by now, some twice.
        seed::demo(&store, SystemClock.now() - 65 * DAY).await.unwrap();
        store.close().await;
    });
    let jobs: Vec<Child> = (0..4).map(|_| renew(&database)).collect();
    let renewed: i64 = jobs.into_iter().map(self::renewed).sum();
    let (orders, without_key, subscriptions) = orders(&database);
    assert!(orders > subscriptions, "{orders}");
    assert_eq!((renewed, without_key, paid(&database)), (orders, 0, orders));
    assert_eq!(self::renewed(renew(&database)), 0);
    assert_eq!(paid(&database), orders);
}

#[test]
fn jobs_work_beside_a_running_server() {
    let database = Database::new();
    let server = Running::start(&["--demo", "--listen", "127.0.0.1:0"], &database.argument());
    assert_eq!(renewed(renew(&database)), 0);
    wait(async {
        let store = Store::open(&database.location).await.unwrap();
        let mut tx = store.write().await.unwrap();
        demo_clock::put_forward(&mut tx, 60 * DAY).await.unwrap();
        tx.commit().await.unwrap();
        store.close().await;
    });
    // The server's own timer may come in between.
    let jobs: Vec<Child> = (0..2).map(|_| renew(&database)).collect();
    let renewed: i64 = jobs.into_iter().map(self::renewed).sum();
    let (orders, without_key, subscriptions) = orders(&database);
    assert!(orders > subscriptions && renewed <= orders, "{orders} {renewed}");
    assert_eq!((without_key, paid(&database)), (0, orders));
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200 "));
}

#[test]
fn a_job_without_anything_to_do_says_so() {
    let database = Database::new();
    let add = ["organization", "add", "--name", "N", "--user-name", "N", "--email", "n@n.example"];
    assert!(run(&add, &database.argument()).status.success());
    assert_eq!(renewed(renew(&database)), 0);
    stops(&run(&["renew"], "/absent/quotient.db"), &["/absent/quotient.db", "--database"]);
}
