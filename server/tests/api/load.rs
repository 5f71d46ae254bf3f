//! Quotes at full speed: no error, and no memory that is not given back.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::database::Database;
use crate::program::Running;
use crate::support::NODE;

const CONNECTIONS: usize = 8;
/// What may be kept beyond what was kept after the first third: buffers, one statement's plan.
const GROWTH: u64 = 8 * 1_024;

/// More of them with `cargo xtask test --all`. A number, and no time: what memory is kept shows after as many quotes on
/// a slow machine as on a fast one.
fn quotes() -> usize {
    if std::env::var_os("QUOTIENT_ALL").is_some() { 30_000 } else { 3_000 }
}

/// A connection that stays open, as a browser's does.
struct Wire {
    stream: BufReader<TcpStream>,
    head: String,
}

impl Wire {
    fn open(server: &Running, headers: &str) -> Wire {
        let stream = TcpStream::connect(&server.address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let head = format!("host: {}\r\ncontent-type: application/json\r\n{headers}", server.address);
        Wire { stream: BufReader::new(stream), head }
    }

    fn post(&mut self, path: &str, body: &str) -> (String, String) {
        let request =
            format!("POST {path} HTTP/1.1\r\n{}content-length: {}\r\n\r\n{body}", self.head, body.len());
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let (mut status, mut length) = (String::new(), 0);
        self.stream.read_line(&mut status).unwrap();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            if let Some(bytes) = line.strip_prefix("content-length: ") {
                length = bytes.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        (status.trim().to_owned(), String::from_utf8(body).unwrap())
    }
}

/// What the program holds in memory, in KiB.
fn memory(server: &Running) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn quotes_at_full_speed_give_no_error_and_keep_no_memory() {
    let database = Database::new();
    let server =
        Running::start(&["--demo", "--listen", "127.0.0.1:0", "--set=log.filter=off"], &database.argument());
    let headers = server.sign_in("u_olivia");
    let now = server.json_as(&headers, "/api/account")["now"].clone();
    let (asked, answered) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let begun = Instant::now();
    let (after_a_third, at_the_end) = thread::scope(|scope| {
        let (server, headers, now, asked, answered) = (&server, &headers, &now, &asked, &answered);
        let connections: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                scope.spawn(move || {
                    let mut wire = Wire::open(server, headers);
                    loop {
                        let number = asked.fetch_add(1, Ordering::SeqCst);
                        if number >= quotes() {
                            // Its connection stays open until all are answered.
                            break wire;
                        }
                        let quantity = 11 + number % 90;
                        let items = json!([{ "product": "studio-node", "quantity": quantity }]);
                        let mut choice = json!({ "subscription": NODE, "at": now, "items": items });
                        // A code is counted, which writes.
                        if number % 50 == 0 {
                            choice["codes"] = json!(["SAVE10"]);
                        }
                        let (status, body) = wire.post("/api/quote", &choice.to_string());
                        assert_eq!(status, "HTTP/1.1 200 OK", "{body}");
                        let answer: Value = serde_json::from_str(&body).unwrap();
                        assert_eq!(answer["status"], "priced", "{body}");
                        assert_eq!(answer["subscription"]["items"][0]["quantity"], quantity);
                        answered.fetch_add(1, Ordering::SeqCst);
                    }
                })
            })
            .collect();
        while answered.load(Ordering::SeqCst) < quotes() / 3
            && !connections.iter().any(thread::ScopedJoinHandle::is_finished)
        {
            thread::sleep(Duration::from_millis(1));
        }
        let after_a_third = memory(server);
        let open: Vec<Wire> = connections.into_iter().map(|connection| connection.join().unwrap()).collect();
        let at_the_end = memory(server);
        drop(open);
        (after_a_third, at_the_end)
    });
    println!(
        "{} quotes in {:.1} s; {after_a_third} KiB after a third, {at_the_end} KiB at the end",
        quotes(),
        begun.elapsed().as_secs_f64()
    );
    assert!(at_the_end <= after_a_third + GROWTH, "{after_a_third} KiB became {at_the_end} KiB");
    server.stop("-TERM");
}
