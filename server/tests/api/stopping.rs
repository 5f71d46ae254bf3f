//! How the running program stops: what has begun finishes, unless it is told twice.

#![cfg(unix)]

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::database::Database;
use crate::program::{Running, command, paid};
use crate::support::{NODE, price, with};

/// Nothing ends just because time passes: neither connections on which nothing is sent, nor those that outlast a grace.
const DEMO: [&str; 5] = [
    "--demo",
    "--listen",
    "127.0.0.1:0",
    "--set=requests.header_seconds=600",
    "--set=shutdown.grace_seconds=600",
];

fn signal(server: &Running, signal: &str) {
    let sent = Command::new("kill").args([signal, &server.child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Waits for the program's end; its exit code.
fn ended(server: &mut Running) -> Option<i32> {
    let start = Instant::now();
    loop {
        if let Some(status) = server.child.try_wait().unwrap() {
            return status.code();
        }
        assert!(start.elapsed() < Duration::from_secs(50), "it runs on");
        thread::sleep(Duration::from_millis(10));
    }
}

/// The headers and the body of a confirm that the provider charges and does not answer at first.
fn slow_confirm(server: &Running) -> (String, String) {
    let session = server.sign_in("u_olivia");
    let account = server.json_as(&session, "/api/account");
    let choice = json!({
        "subscription": NODE, "at": account["now"], "items": [{ "product": "studio-node", "quantity": 12 }],
    });
    let catalog = server.json("/api/catalog").to_string();
    let digest = price(&catalog, &account, &choice, &[])["digest"].clone();
    let body = with(&choice, &json!({ "digest": digest, "card": "test_timeout" })).to_string();
    (format!("{session}idempotency-key: k1\r\n"), body)
}

#[test]
fn idle_connections_are_ended_and_new_ones_refused() {
    let database = Database::new();
    let mut server = Running::start(&DEMO, &database.argument());
    let mut kept = TcpStream::connect(&server.address).unwrap();
    kept.set_read_timeout(Some(Duration::from_secs(50))).unwrap();
    let mut buffer = [0; 4096];
    for _ in 0..2 {
        write!(kept, "GET /healthz HTTP/1.1\r\nhost: {}\r\n\r\n", server.address).unwrap();
        let read = kept.read(&mut buffer).unwrap();
        assert!(buffer[..read].starts_with(b"HTTP/1.1 200 "), "the connection is kept");
    }
    signal(&server, "-TERM");
    assert_eq!(kept.read(&mut buffer).unwrap(), 0, "it is ended, not cut");
    assert_eq!(ended(&mut server), Some(0));
    assert!(TcpStream::connect(&server.address).is_err());
}

/// Waits until a first signal has arrived.
fn lets_nobody_in(server: &Running) {
    let start = Instant::now();
    while TcpStream::connect(&server.address).is_ok() {
        assert!(start.elapsed() < Duration::from_secs(50), "it goes on");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Not as what runs the tests may have been started, by `nohup` or a service.
fn in_a_terminal(program: Command) -> Command {
    if cfg!(not(target_os = "linux")) {
        return program;
    }
    let mut heard = Command::new("env");
    heard.arg("--default-signal=HUP").arg(program.get_program()).args(program.get_args());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => heard.env(name, value),
            None => heard.env_remove(name),
        };
    }
    heard
}

/// A confirm that is under way when the server is told to stop is answered, and applied.
fn a_confirm_is_answered(stop: impl Fn(&Running)) {
    let database = Database::new();
    let mut server = Running::spawn(&mut in_a_terminal(command(&DEMO, &database.argument())));
    let (headers, body) = slow_confirm(&server);
    thread::scope(|scope| {
        let confirm = scope.spawn(|| server.send("POST /api/confirm", &headers, &body));
        while paid(&database) == 0 {
            thread::sleep(Duration::from_millis(20));
        }
        stop(&server);
        let reply = confirm.join().unwrap();
        assert!(reply.starts_with("HTTP/1.1 200 ") && reply.contains(r#""status":"confirmed""#), "{reply}");
    });
    assert_eq!(ended(&mut server), Some(0));
    assert_eq!(paid(&database), 1);
}

#[test]
fn a_confirm_under_way_is_answered_before_the_end() {
    a_confirm_is_answered(|server| signal(server, "-TERM"));
}

#[test]
fn a_terminal_that_ends_lets_a_confirm_be_answered() {
    a_confirm_is_answered(|server| {
        signal(server, "-HUP");
        lets_nobody_in(server);
        // The shell says it again.
        signal(server, "-HUP");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn what_shall_outlive_its_terminal_does() {
    let database = Database::new();
    let demo = command(&DEMO, &database.argument());
    let mut nohup = Command::new("sh");
    nohup.args(["-c", "trap '' HUP; exec \"$0\" \"$@\""]).arg(demo.get_program()).args(demo.get_args());
    let server = Running::spawn(&mut nohup);
    signal(&server, "-HUP");
    thread::sleep(Duration::from_millis(300));
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200 "));
    server.stop("-TERM");
}

#[test]
fn a_browser_that_has_gone_does_not_end_its_confirm() {
    let database = Database::new();
    let mut server = Running::start(&DEMO, &database.argument());
    let (headers, body) = slow_confirm(&server);
    let mut gone = TcpStream::connect(&server.address).unwrap();
    let (host, length) = (&server.address, body.len());
    write!(
        gone,
        "POST /api/confirm HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n{headers}\r\n{body}"
    )
    .unwrap();
    while paid(&database) == 0 {
        thread::sleep(Duration::from_millis(20));
    }
    drop(gone);
    signal(&server, "-INT");
    assert_eq!(ended(&mut server), Some(0));
    // It was applied before the end, not at the next start: nothing is open.
    let open = crate::database::wait(async {
        let store = quotient_server::store::Store::open(&database.location).await.unwrap();
        let open =
            quotient_server::store::intents::unfinished(&mut store.read().await.unwrap()).await.unwrap();
        store.close().await;
        open
    });
    assert_eq!(open, []);
}

#[test]
fn a_second_signal_ends_it_at_once_and_nothing_is_lost() {
    let database = Database::file();
    // The provider is waited for until the second signal.
    let patient = [&DEMO[..], &["--set", "provider.timeout_seconds=60"]].concat();
    let mut server = Running::start(&patient, &database.argument());
    let (headers, body) = slow_confirm(&server);
    thread::scope(|scope| {
        let confirm = scope.spawn(|| server.send("POST /api/confirm", &headers, &body));
        while paid(&database) == 0 {
            thread::sleep(Duration::from_millis(20));
        }
        signal(&server, "-TERM");
        // The first has arrived once nobody new is let in, and waits for the confirm. Two at once would be one.
        lets_nobody_in(&server);
        signal(&server, "-TERM");
        assert_eq!(confirm.join().unwrap(), "");
    });
    assert_eq!(ended(&mut server), Some(1));
    let server = Running::start(&DEMO, &database.argument());
    let reply = loop {
        let reply = server.send("POST /api/confirm", &headers, &body);
        // It is asked after from the start on.
        if !reply.contains("confirm_in_progress") && !reply.starts_with("HTTP/1.1 202 ") {
            break reply;
        }
        thread::sleep(Duration::from_millis(20));
    };
    assert!(reply.starts_with("HTTP/1.1 200 ") && reply.contains(r#""status":"confirmed""#), "{reply}");
    assert_eq!(paid(&database), 1);
}

#[test]
fn metrics_have_a_listener_of_their_own_and_end_with_it() {
    let database = Database::new();
    // Where no other test listens or connects from, the port stays free until it is used.
    let here = if cfg!(target_os = "linux") { "127.0.0.2:0" } else { "127.0.0.1:0" };
    let taken = std::net::TcpListener::bind(here).unwrap();
    let metrics = taken.local_addr().unwrap().to_string();
    drop(taken);
    let set = format!("metrics.listen={metrics}");
    let arguments = [&DEMO[..], &["--set", &set]].concat();
    let mut server = Running::start(&arguments, &database.argument());
    assert!(server.get("/metrics").starts_with("HTTP/1.1 404 "), "not to the world");
    let mut stream = TcpStream::connect(&metrics).unwrap();
    write!(stream, "GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.contains("quotient_requests_total{"), "{text}");
    signal(&server, "-TERM");
    assert_eq!(ended(&mut server), Some(0));
}

#[test]
fn who_sends_nothing_keeps_no_connection() {
    let database = Database::new();
    let arguments = ["--demo", "--listen", "127.0.0.1:0", "--set", "requests.header_seconds=1"];
    let server = Running::start(&arguments, &database.argument());
    for sent in ["", "GET /healthz HTTP/1.1\r\nhost: x\r\n"] {
        let start = Instant::now();
        let mut slow = TcpStream::connect(&server.address).unwrap();
        slow.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        slow.write_all(sent.as_bytes()).unwrap();
        let mut reply = String::new();
        // It may be told so before it is ended.
        slow.read_to_string(&mut reply).unwrap();
        assert!(!reply.starts_with("HTTP/1.1 200"), "{reply}");
        assert!(start.elapsed() >= Duration::from_millis(900), "{sent:?}");
    }
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200 "));
}

#[test]
fn who_takes_nothing_keeps_no_connection() {
    let database = Database::new();
    let arguments = ["--demo", "--listen", "127.0.0.1:0", "--set", "requests.header_seconds=1"];
    let server = Running::start(&arguments, &database.argument());
    let mut slow = TcpStream::connect(&server.address).unwrap();
    slow.set_write_timeout(Some(Duration::from_secs(60))).unwrap();
    // Far more than both sides keep of what was sent and not yet taken.
    let many = "GET /api/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(1_000_000);
    let ended = slow.write_all(many.as_bytes()).unwrap_err();
    assert!(matches!(ended.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{ended}");
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200 "));
}
