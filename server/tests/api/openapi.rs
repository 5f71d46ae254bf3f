//! The description of the API says what the server does.

use std::collections::BTreeSet;

use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::support::Server;

async fn described(server: &Server) -> Value {
    let reply = server.stranger().get("/api/openapi.json").await.expect(200);
    assert_eq!(reply.headers[header::CONTENT_TYPE], "application/json");
    reply.json()
}

/// Method, path and description of every operation.
fn operations(api: &Value) -> Vec<(Method, String, Value)> {
    let mut all = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let method: Method = method.to_uppercase().parse().unwrap();
            all.push((method, path.clone(), operation.clone()));
        }
    }
    all
}

#[tokio::test]
async fn every_endpoint_is_described() {
    let server = Server::start().await;
    let api = described(&server).await;
    assert_eq!(api["openapi"], "3.1.0");
    let found: BTreeSet<String> =
        operations(&api).into_iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    // What the README lists, it describes: the two are written by different hands.
    let readme = include_str!("../../README.md");
    let table = readme.split_once("## HTTP").unwrap().1;
    let mut listed = BTreeSet::new();
    for line in table.lines().filter(|line| line.starts_with("| `")) {
        let cell = line.split(" | ").next().unwrap();
        let mut method = "";
        for part in cell.split('`').skip(1).step_by(2) {
            let mut words = part.split([' ', '?']);
            let mut word = words.next().unwrap();
            if ["GET", "POST", "DELETE"].contains(&word) {
                method = word;
                word = words.next().unwrap();
            }
            if word.starts_with("/api/") {
                listed.insert(format!("{method} {word}"));
            }
        }
    }
    listed.remove("GET /api/openapi.json");
    assert_eq!(found.difference(&listed).collect::<Vec<_>>(), Vec::<&String>::new(), "not in the README");
    assert_eq!(listed.difference(&found).collect::<Vec<_>>(), Vec::<&String>::new(), "not described");
}

#[tokio::test]
async fn what_is_said_to_need_a_user_needs_one_and_the_rest_does_not() {
    let server = Server::start().await;
    let api = described(&server).await;
    let stranger = server.stranger();
    let mut needed = 0;
    for (method, path, operation) in operations(&api) {
        let address = path.replace("{id}", "ord_1").replace("{token}", "0").replace("{digest}", "sha256:0");
        let body = if method == Method::GET { String::new() } else { json!({}).to_string() };
        let headers = [("content-type", "application/json"), ("idempotency-key", "k1")];
        let reply = stranger.send(method.clone(), &address, &headers, body).await;
        let status = reply.status.as_u16();
        if operation["security"].is_array() {
            needed += 1;
            assert_eq!(status, 401, "{method} {path}: {}", reply.body);
        } else {
            assert_ne!(status, 401, "{method} {path}");
        }
        assert!(operation["responses"].get(status.to_string()).is_some(), "{method} {path}: {status}");
    }
    assert!(needed >= 15, "{needed}");
}

#[tokio::test]
async fn every_response_has_a_shape_and_every_name_is_there() {
    let server = Server::start().await;
    let api = described(&server).await;
    let text = api.to_string();
    for name in text.split("\"#/components/schemas/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(api["components"]["schemas"].get(name).is_some(), "{name}");
    }
    for (method, path, operation) in operations(&api) {
        assert!(operation["tags"][0].is_string(), "{method} {path}");
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(!response["description"].as_str().unwrap().is_empty());
            let shaped = response["content"]["application/json"]["schema"].is_object();
            assert!(shaped || status == "304", "{method} {path}: {status}");
        }
    }
}
