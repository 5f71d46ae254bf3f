//! Commands that work on orders and licenses of a running server's database.

use std::fs;

use axum::http::Method;
use quotient_server::clock::{self, Clock, SystemClock};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{command, run, stops};
use crate::support::{NODE, Server, at, licenses, purchase};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_paid_on_the_command_line() {
    let server = Server::start().await;
    let database = server.argument();
    let olivia = server.browser("u_olivia").await;
    let quote = olivia.save("q1", &licenses(12)).await;
    olivia.accept("a1", &quote, json!({ "purchaseOrder": "PO-7" })).await.expect(200);
    let listed = run(&["order", "awaiting"], &database);
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert_eq!(listed.lines().count(), 1, "{listed}");
    for word in ["Q-1004", "166.40 USD", "PO-7", "Northwind Games"] {
        assert!(listed.contains(word), "{word} in {listed}");
    }
    for number in ["Q-1003", "1005", "x"] {
        stops(&run(&["order", "paid", number], &database), &[number, "order awaiting"]);
    }
    for wrong in ["", " ", "W\n9", "W\u{1b}[2J", "W\u{200b}9", &"9".repeat(201)] {
        let refused = run(&["order", "paid", "Q-1004", "--reference", wrong], &database);
        stops(&refused, &["reference"]);
    }
    assert_eq!(olivia.subscription(NODE).await["version"], 1);
    let paid = run(&["order", "paid", "Q-1004", "--reference", "W 9"], &database);
    assert!(paid.status.success(), "{}", String::from_utf8_lossy(&paid.stderr));
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    assert!(run(&["order", "paid", "1004"], &database).status.success());
    assert!(run(&["order", "paid", "1004", "--reference", "W 9"], &database).status.success());
    let other = run(&["order", "paid", "1004", "--reference", "W 10"], &database);
    stops(&other, &["Q-1004", "paid before", "`W 9`", "`W 10`"]);
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    assert_eq!(olivia.get("/api/history").await.expect(200).json()["payments"][0]["reference"], "W 9");
    assert!(run(&["order", "awaiting"], &database).stdout.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_license_is_checked_on_the_command_line() {
    let server = Server::start().await;
    let carla = server.browser("u_carla").await;
    let wanted = json!({ "product": "studio-node", "machine": "build-07" });
    let path = "/api/subscriptions/sub_contoso_node/offline-licenses";
    let issued = carla.post(path, &wanted).await.expect(201).json();
    let folder = TempDir::new().unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let key = run(&["offline-license", "key"], &server.argument());
    let key = file("key.json", &String::from_utf8(key.stdout).unwrap());
    let text = issued["license"].as_str().unwrap();
    let license = file("build-07.jwt", text);
    let verify = |license: &str, key: &str| {
        let mut command = command(&[], "");
        let program = command.get_program().to_owned();
        command = std::process::Command::new(program);
        command.args(["offline-license", "verify", license, "--key", key]).output().unwrap()
    };
    let output = verify(&license, &key);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let claims: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&claims["machine"], &claims["product"]), (&json!("build-07"), &json!("studio-node")));
    let forged = file("forged.jwt", &text.replace('.', ".e30"));
    stops(&verify(&forged, &key), &["forged.jwt does not hold"]);
    stops(&verify(&license, &license), &["is no public key"]);
    stops(&verify("absent.jwt", &key), &["absent.jwt cannot be read"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_go_by_the_clock_of_a_demo_that_was_put_forward() {
    let server = Server::start_with_clock(SystemClock.now()).await;
    server.add_newcomer().await;
    let nora = server.browser("u_new").await;
    let quote = nora.save("q1", &purchase("studio-node", 3, SystemClock.now())).await;
    let placed = nora.accept("a1", &quote, json!({ "purchaseOrder": "PO-7" })).await.expect(200).json();
    let later = SystemClock.now() + 20 * 86_400;
    nora.post("/api/demo/clock", &json!({ "to": at(later) })).await.expect(200);
    let database = server.argument();
    assert!(run(&["order", "paid", placed["order"]["number"].as_str().unwrap()], &database).status.success());
    let held = nora.subscription(placed["order"]["subscription"].as_str().unwrap()).await;
    assert!(clock::parse(held["changedAt"].as_str().unwrap()).unwrap() >= later, "{held}");

    let token = run(&["token", "add", "--user", "u_new", "--days", "5"], &database).stdout;
    let authorization = format!("Bearer {}", String::from_utf8(token).unwrap().trim());
    let headers = [("authorization", authorization.as_str())];
    server.stranger().send(Method::GET, "/api/account", &headers, "").await.expect(200);
    let listed = String::from_utf8(run(&["token", "list"], &database).stdout).unwrap();
    assert!(listed.contains("  until 2"), "{listed}");
}
