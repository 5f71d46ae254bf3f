//! Commands that work on orders and licenses of a running server's database.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{command, run, stops};
use crate::support::{NODE, Server, licenses};

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
    let paid = run(&["order", "paid", "Q-1004", "--reference", "W 9"], &database);
    assert!(paid.status.success(), "{}", String::from_utf8_lossy(&paid.stderr));
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    assert!(run(&["order", "paid", "1004"], &database).status.success());
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
