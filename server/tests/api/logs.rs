//! What the running program writes about itself.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::database::Database;
use crate::program::{Running, command, run};
use crate::support::{NODE, price, with};

/// A running demo whose log is read.
struct Logging {
    server: Running,
    log: PathBuf,
    _database: Database,
}

impl Logging {
    fn start(arguments: &[&str]) -> Logging {
        let database = Database::new();
        let log = database.folder().join("log");
        let stderr = File::create(&log).unwrap();
        let demo = ["--demo", "--listen", "127.0.0.1:0"];
        let arguments = [&demo, arguments].concat();
        let child: Child = command(&arguments, &database.argument())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(stderr))
            .spawn()
            .unwrap();
        Logging { server: Running::of(child), log, _database: database }
    }

    /// The lines once this many requests were answered.
    fn lines(&self, answered: usize) -> Vec<Value> {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let text = fs::read_to_string(&self.log).unwrap();
            let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
            let lines: Vec<Value> = whole
                .lines()
                .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
                .collect();
            if lines.iter().filter(|line| line["message"] == "answered").count() >= answered {
                return lines;
            }
            assert!(Instant::now() < until, "{answered} requests are not in {text}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn post(server: &Running, path: &str, headers: &str, body: &Value) -> String {
    server.send(&format!("POST {path}"), headers, &body.to_string())
}

#[test]
fn every_request_has_a_line_with_an_id_and_no_line_has_a_secret() {
    let secret = "a-session-secret-of-the-host-for-tests";
    let set = format!("session.secret={secret}");
    let logging = Logging::start(&["--set", "log.format=json", "--set", "log.filter=debug", "--set", &set]);
    let server = &logging.server;
    let database = logging._database.argument();
    let token = run(&["token", "add", "--user", "u_olivia"], &database).stdout;
    let token = String::from_utf8(token).unwrap().trim().to_owned();

    let session = server.sign_in("u_olivia");
    let account = server.json_as(&session, "/api/account");
    post(server, "/api/codes", &session, &json!({ "subscription": NODE, "code": "SAVE10" }));
    post(server, "/api/codes", &session, &json!({ "subscription": NODE, "code": "my-guess-17" }));
    let choice = json!({
        "type": "change", "subscription": NODE, "at": account["now"], "codes": ["TWENTY"],
        "items": [{ "product": "studio-node", "quantity": 12 }],
    });
    post(server, "/api/quote", &session, &choice);
    let without = json!({
        "type": "change", "subscription": NODE, "at": account["now"],
        "items": [{ "product": "studio-node", "quantity": 12 }],
    });
    let catalog = server.json("/api/catalog").to_string();
    let digest = price(&catalog, &account, &without, &[])["digest"].clone();
    let confirm = with(&without, &json!({ "digest": digest, "card": "test_works" }));
    let keyed = format!("{session}idempotency-key: key-of-this-confirm\r\n");
    let reply = post(server, "/api/confirm", &keyed, &confirm);
    assert!(reply.starts_with("HTTP/1.1 200 "), "{reply}");
    let bearer = format!("authorization: Bearer {token}\r\n");
    server.send("GET /api/account", &bearer, "");
    server.send("GET /api/account", "authorization: Bearer qt_made-up-token\r\n", "");
    // What is wrong with a body is told to whoever sent it, and to nobody else.
    post(server, "/api/quote", &session, &json!({ "my-field-name": "my-field-value" }));
    post(server, "/api/session", &session, &json!({ "user": "no-such-user" }));
    server.send("GET /api/shared/token-in-an-address", "", "");
    server.send("GET /some/page?query=in-an-address", "", "");

    let lines = logging.lines(13);
    let answered: Vec<_> = lines.iter().filter(|line| line["message"] == "answered").collect();
    let ids: BTreeSet<_> = answered.iter().map(|line| line["span"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), answered.len(), "an id of its own for every request");
    let confirm = answered.iter().find(|line| line["span"]["route"] == "/api/confirm").unwrap();
    assert_eq!(confirm["status"], 200);
    assert_eq!(confirm["span"]["method"], "POST");
    assert_eq!(confirm["span"]["user"], "u_olivia");
    assert!(confirm["ms"].as_f64().unwrap() > 0.0);
    let refused = answered.iter().find(|line| line["status"] == 422).unwrap();
    assert!(refused["problems"].as_str().unwrap().contains("unknown_field"), "{refused}");

    let log = fs::read_to_string(&logging.log).unwrap();
    let (cookie, csrf) = session.split_once("\r\n").unwrap();
    let cookie = cookie.split_once('=').unwrap().1;
    let csrf = csrf.trim().split_once(": ").unwrap().1;
    let (random, signature) = cookie.split_once('.').unwrap();
    for hidden in [
        secret,
        random,
        signature,
        csrf,
        &token,
        &token[3..],
        "made-up-token",
        "SAVE10",
        "TWENTY",
        "my-guess-17",
        "MY-GUESS-17",
        "test_works",
        "key-of-this-confirm",
        "my-field",
        "no-such-user",
        "in-an-address",
        "olivia@northwind.example",
        "Olivia",
        "127.0.0.1:5",
    ] {
        let found = log.lines().find(|line| line.contains(hidden));
        assert!(found.is_none(), "{hidden} is in {found:?}");
    }
}

#[test]
fn a_request_is_named_to_whoever_sent_it_and_only_proxies_name_it() {
    let logging = Logging::start(&["--set", "log.format=json", "--set", "log.filter=info"]);
    let id = |reply: String| {
        reply.split_once("x-request-id: ").unwrap().1.split_once("\r\n").unwrap().0.to_owned()
    };
    let first = id(logging.server.send("GET /healthz", "", ""));
    let given = id(logging.server.send("GET /healthz", "x-request-id: mine\r\n", ""));
    assert_ne!(given, "mine");
    let lines = logging.lines(2);
    let logged: Vec<_> =
        lines.iter().filter(|line| line["message"] == "answered").map(|line| &line["span"]["id"]).collect();
    assert_eq!(logged, [&json!(first), &json!(given)]);

    let logging = Logging::start(&["--set", "proxies.trusted=127.0.0.0/8"]);
    assert_eq!(
        id(logging.server.send("GET /healthz", "x-request-id: of-the-proxy-1\r\n", "")),
        "of-the-proxy-1"
    );
    for wrong in ["a b", "a\"b", &"x".repeat(65)] {
        let given = id(logging.server.send("GET /healthz", &format!("x-request-id: {wrong}\r\n"), ""));
        assert_ne!(given, wrong);
    }
}

/// The statements that the database ran for a request, sorted: the threads of its connections log each in its own time.
fn statements(lines: &[Value], id: &str) -> Vec<String> {
    let mut ran: Vec<_> = lines
        .iter()
        .filter(|line| line["target"] == "sqlx::query" && line["span"]["id"] == id)
        .map(|line| line["summary"].as_str().unwrap().to_owned())
        // A connection that is new sets itself up, whoever waits for it.
        .filter(|statement| !statement.starts_with("SET ") && !statement.starts_with("PRAGMA "))
        .collect();
    ran.sort();
    ran
}

#[test]
fn whatever_becomes_of_a_code_the_same_statements_are_run() {
    let logging = Logging::start(&["--set", "log.format=json", "--set", "log.filter=info,sqlx=debug"]);
    let server = &logging.server;
    let olivia = server.sign_in("u_olivia");
    let max = server.sign_in("u_max");
    // The first to ask has the catalog read.
    post(server, "/api/codes", &olivia, &json!({ "subscription": NODE, "code": "NEVER" }));
    // One that is fine, one that is spent, one that is over, one that is none; and a user who may not buy.
    let mut replies = Vec::new();
    for session in [&olivia, &max] {
        for code in ["TWENTY", "LAUNCH", "EXPIRED", "NOTHING"] {
            replies.push(post(server, "/api/codes", session, &json!({ "subscription": NODE, "code": code })));
        }
    }
    let lines = logging.lines(11);
    let of = |reply: &String| {
        assert!(reply.starts_with("HTTP/1.1 200 "), "{reply}");
        let id = reply.split_once("x-request-id: ").unwrap().1.split_once("\r\n").unwrap().0;
        statements(&lines, id)
    };
    let first = of(&replies[0]);
    assert!(first.iter().filter(|statement| statement.contains("code")).count() >= 3, "{first:?}");
    assert!(first.len() >= 8, "{first:?}");
    for reply in &replies[1..] {
        assert_eq!(of(reply), first);
    }
}

#[test]
fn what_an_acceptance_does_is_logged_with_its_request() {
    let logging = Logging::start(&["--set", "log.format=json", "--set", "log.filter=info,sqlx=debug"]);
    let server = &logging.server;
    let session = server.sign_in("u_olivia");
    let account = server.json_as(&session, "/api/account");
    let choice = json!({
        "subscription": NODE, "at": account["now"], "items": [{ "product": "studio-node", "quantity": 12 }],
    });
    let catalog = server.json("/api/catalog").to_string();
    let digest = json!({ "digest": price(&catalog, &account, &choice, &[])["digest"] });
    let keyed = |key: &str| format!("{session}idempotency-key: {key}\r\n");
    let saved = post(server, "/api/quotes", &keyed("q1"), &with(&choice, &digest));
    let saved: Value = serde_json::from_str(saved.split_once("\r\n\r\n").unwrap().1).unwrap();
    let accept = format!("/api/quotes/{}/accept", saved["id"].as_str().unwrap());
    let reply = post(server, &accept, &keyed("a1"), &with(&digest, &json!({ "card": "test_works" })));
    assert!(reply.starts_with("HTTP/1.1 200 "), "{reply}");
    let id = reply.split_once("x-request-id: ").unwrap().1.split_once("\r\n").unwrap().0;
    let ran = statements(&logging.lines(5), id);
    for table in ["intents", "orders"] {
        assert!(ran.iter().any(|ran| ran.starts_with(&format!("INSERT INTO {table}"))), "{table}: {ran:?}");
    }
}
