//! The demo's clock: put forward, it takes everyone along.

use axum::http::{Method, header};
use quotient_server::app::Settings;
use quotient_server::clock::{Clock, SystemClock};
use quotient_server::store::accounts::{self, Organization};
use quotient_server::store::{Store, demo_clock};
use quotient_server::{catalogs, chores, renew, seed};
use serde_json::json;

use crate::database::{Database, wait};
use crate::machines::{renew as job, renewed};
use crate::program::{Running, command, run, stops};
use crate::support::{NODE, NOW, Server, at};

const DAY: i64 = 86_400;

#[tokio::test]
async fn what_becomes_due_is_done_and_nobody_is_signed_out() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    // To the day after the node-locked licenses' renewal, past the end of a session.
    let reply = olivia.post("/api/demo/clock", &json!({ "to": at(NOW + 11 * DAY) })).await.expect(200);
    assert_eq!(reply.json(), json!({ "now": at(NOW + 11 * DAY) }));
    let account = olivia.get("/api/account").await.expect(200).json();
    assert_eq!(account["now"], at(NOW + 11 * DAY));
    assert_eq!(olivia.subscription(NODE).await["state"]["period"]["start"], at(NOW + 10 * DAY));
    assert_eq!(server.paid().await, (1, 249_600));
    // It goes on from there.
    server.clock.advance(60);
    assert_eq!(olivia.get("/api/account").await.json()["now"], at(NOW + 11 * DAY + 60));
    renew::renew(&server.app).await.unwrap();
    assert_eq!(server.paid().await.0, 1);
}

#[tokio::test]
async fn it_is_shared_by_all_servers_on_the_database_and_kept() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let other = server.beside().await;
    olivia.post("/api/demo/clock", &json!({ "to": at(NOW + DAY) })).await.expect(200);
    assert_eq!(other.moved(&olivia).get("/api/account").await.expect(200).json()["now"], at(NOW + DAY));
    drop(other);
    let server = server.restart().await;
    let again = server.beside().await.moved(&olivia);
    assert_eq!(again.get("/api/account").await.expect(200).json()["now"], at(NOW + DAY));
}

#[tokio::test]
async fn it_goes_forward_only_and_not_out_of_sight() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    for (to, problem) in [
        (json!(at(NOW)), "clock_backwards /to"),
        (json!(at(NOW - DAY)), "clock_backwards /to"),
        (json!(at(NOW + 3_654 * DAY)), "out_of_range /to"),
        (json!("9999-12-01T00:00:00Z"), "out_of_range /to"),
        (json!("tomorrow"), "instant_malformed /to"),
        (json!(""), "instant_malformed /to"),
        (json!(NOW), "wrong_type /to"),
    ] {
        olivia.post("/api/demo/clock", &json!({ "to": to })).await.refuses(422, problem);
    }
    olivia.post("/api/demo/clock", &json!({})).await.refuses(422, "missing_field /to");
    assert_eq!(olivia.get("/api/account").await.json()["now"], at(NOW));
}

#[tokio::test]
async fn without_demo_there_is_none() {
    let server = Server::start_with(Settings::default()).await;
    let to = json!({ "to": at(NOW + DAY) });
    server.stranger().post("/api/demo/clock", &to).await.refuses(404, "not_found ");
    let headers = [(header::ACCEPT.as_str(), "*/*")];
    server.stranger().send(Method::GET, "/api/demo/clock", &headers, "").await.expect(405);
}

async fn put_forward(store: &Store, seconds: i64) {
    let mut tx = store.write().await.unwrap();
    demo_clock::put_forward(&mut tx, seconds).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn without_demo_it_is_not_read() {
    let server = Server::start_with(Settings::default()).await;
    put_forward(&server.app.store, 40 * DAY).await;
    chores::run(&server.app).await.unwrap();
    assert_eq!(server.app.clock.now(), NOW);
    assert_eq!(server.count("SELECT count(*) FROM intents").await, 0);
    assert_eq!(server.paid().await, (0, 0));
}

/// A database of customers, in which the clock of a demo stands all the same: 70 days ahead.
fn production() -> Database {
    let database = Database::new();
    wait(async {
        let store = Store::open(&database.location).await.unwrap();
        let now = SystemClock.now();
        let mut tx = store.write().await.unwrap();
        let organization = Organization {
            id: "org_0198c0de".to_owned(),
            name: "Tailspin".to_owned(),
            taxes: json!({ "rates": [] }).to_string(),
            viewer_roles: json!(["owner"]).to_string(),
        };
        accounts::insert_organization(&mut tx, &organization, now).await.unwrap();
        catalogs::activate(&mut tx, seed::CATALOG, now).await.unwrap();
        let month = json!({ "unit": "month" });
        seed::purchase(&mut tx, &organization, "sub_1", &[("studio-node", 1)], &month, now - 9 * DAY)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        put_forward(&store, 70 * DAY).await;
        store.close().await;
    });
    database
}

#[test]
fn commands_read_it_only_where_the_demo_is() {
    let made = production();
    let database = made.argument();
    assert_eq!(renewed(job(&made)), 0);
    let add = ["user", "add", "--organization", "org_0198c0de", "--name", "T", "--role", "owner"];
    let user = run(&[&add[..], &["--email", "t@t.example"]].concat(), &database);
    let user = String::from_utf8(user.stdout).unwrap();
    assert!(run(&["token", "add", "--user", user.trim(), "--days", "5"], &database).status.success());
    let listed = String::from_utf8(run(&["token", "list"], &database).stdout).unwrap();
    let in_days = |days: i64| at(SystemClock.now() + days * DAY)[..10].to_owned();
    // Midnight may have come in between.
    assert!((4..=5).any(|days| listed.contains(&format!("until {}", in_days(days)))), "{listed}");
}

#[test]
fn a_demo_does_not_start_where_others_are_customers() {
    let made = production();
    let database = made.argument();
    let refused = run(&["serve", "--demo", "--listen", "127.0.0.1:0"], &database);
    stops(&refused, &["holds organizations", "not seeded by the demo", "leave --demo out", "--database"]);
    // Neither a log of payments nor users of the demo's.
    let mut files = std::fs::read_dir(made.folder()).unwrap().map(|file| file.unwrap().file_name());
    assert!(!files.any(|name| name.to_string_lossy().contains("provider")));
    let show = run(&["token", "add", "--user", "u_olivia"], &database);
    stops(&show, &["no user u_olivia"]);
}

#[cfg(unix)]
#[test]
fn a_server_that_finds_it_without_demo_says_so_once() {
    let made = production();
    let path = made.folder().join("log");
    let log = std::fs::File::create(&path).unwrap();
    let mut serve = command(&["--listen", "127.0.0.1:0"], &made.argument());
    let server = Running::of(serve.stdout(std::process::Stdio::piped()).stderr(log).spawn().unwrap());
    server.stop("-TERM");
    let log = std::fs::read_to_string(path).unwrap();
    assert_eq!(log.matches("the clock of a demo stands in this database").count(), 1, "{log}");
}
