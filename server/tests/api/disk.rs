//! A disk without room: what cannot be written is refused, and what was begun is finished once there is room.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use quotient_server::store::Location;
use serde_json::{Value, json};

use crate::crashes::{Books, send};
use crate::database::Database;
use crate::program::{Running, command};
use crate::support::{FLOATING, price, with};

const CARDS: [&str; 3] = ["test_works", "test_declined", "test_works"];

/// The database in a folder of its own; the provider's log elsewhere, as a provider is.
struct Place {
    database: PathBuf,
    provider: PathBuf,
}

impl Place {
    fn arguments(&self) -> Vec<String> {
        let provider = format!("provider.database={}", self.provider.display());
        ["--demo", "--listen", "127.0.0.1:0", "--set", &provider].map(str::to_owned).to_vec()
    }

    fn command(&self) -> Command {
        let arguments = self.arguments();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        command(&arguments, self.database.to_str().unwrap())
    }

    fn books(&self) -> Books {
        let [database, provider] =
            [&self.database, &self.provider].map(|file| Location::from(file.as_path()));
        Books::open(&database, &provider)
    }
}

/// Buys until the server says that there is no room, which it must; returns all presses: key, body, status.
fn buy_until_full(server: &Running, headers: &str, name: &str) -> Vec<(String, String, u16)> {
    let mut presses = Vec::new();
    let (_, catalog) = send(&server.address, "GET /api/catalog", "", "").unwrap();
    for number in 0..2_000_usize {
        // Reading goes on whatever else does not.
        let (status, account) = send(&server.address, "GET /api/account", headers, "").unwrap();
        assert_eq!(status, 200, "{account}");
        let account: Value = serde_json::from_str(&account).unwrap();
        let held = account["subscriptions"].as_array().unwrap();
        let held = held.iter().find(|held| held["state"]["id"] == FLOATING).unwrap();
        let quantity = held["state"]["items"][0]["quantity"].as_u64().unwrap() + 1;
        let items = json!([{ "product": "studio-floating", "quantity": quantity }]);
        let choice = json!({ "subscription": FLOATING, "at": account["now"], "items": items });
        let digest = price(&catalog, &account, &choice, &[])["digest"].clone();
        let card = CARDS[number % CARDS.len()];
        let body = with(&choice, &json!({ "digest": digest, "card": card })).to_string();
        let key = format!("{name}-{number}");
        let with_key = format!("{headers}idempotency-key: {key}\r\n");
        let (status, reply) = send(&server.address, "POST /api/confirm", &with_key, &body).unwrap();
        presses.push((key, body, status));
        match status {
            200 | 402 => {}
            // Charged, and no room to write it down: what comes next has to wait.
            202 => return presses,
            503 => {
                assert!(reply.contains(r#""code":"storage_full""#), "{reply}");
                return presses;
            }
            _ => panic!("{status} {reply}"),
        }
    }
    panic!("there was always room")
}

/// Now that there is room again, everything is finished, and what was refused goes through.
fn finish(server: &Running, headers: &str, place: &Place, presses: &[(String, String, u16)]) {
    let begun = Instant::now();
    while place.books().unfinished() > 0 {
        assert!(begun.elapsed() < Duration::from_secs(180), "something stays open");
        thread::sleep(Duration::from_millis(200));
    }
    place.books().check();
    for (key, body, before) in presses {
        let with_key = format!("{headers}idempotency-key: {key}\r\n");
        let (status, reply) = send(&server.address, "POST /api/confirm", &with_key, body).unwrap();
        match before {
            200 | 402 => assert_eq!(status, *before, "{reply}"),
            _ => assert!(matches!(status, 200 | 402 | 409), "{status} {reply}"),
        }
    }
    place.books().check();
}

/// Writes until nothing more goes in, and leaves so many bytes.
fn fill(filler: &Path, room: u64) {
    let mut file = File::create(filler).unwrap();
    for size in [65_536, 4_096, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
    let size = file.metadata().unwrap().len();
    file.set_len(size.saturating_sub(room)).unwrap();
}

/// A file system of so many bytes, while it is kept.
struct Disk(PathBuf);

impl Disk {
    fn mount(folder: &Path, size: &str) -> Option<Disk> {
        fs::create_dir(folder).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(folder);
        mount.output().is_ok_and(|output| output.status.success()).then(|| Disk(folder.to_owned()))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[test]
fn on_a_full_disk_nothing_is_done_by_half() {
    let files = Database::file();
    let Some(disk) = Disk::mount(&files.folder().join("disk"), "3m") else {
        // The next test does the same without.
        println!("a file system cannot be mounted here");
        return;
    };
    let place = Place { database: disk.0.join("full.db"), provider: files.folder().join("provider.db") };
    let filler = disk.0.join("filler");
    let mut ends = BTreeSet::new();
    // It runs full before a charge, between a charge and its order, and after.
    for room in (0..18).map(|pages| pages * 12_288) {
        // With each start the files are as small as can be.
        let server = Running::spawn(&mut place.command());
        let headers = server.sign_in("u_olivia");
        fill(&filler, room);
        let presses = buy_until_full(&server, &headers, &format!("room{room}"));
        ends.extend(presses.last().map(|(_, _, status)| *status));
        assert_eq!(send(&server.address, "GET /healthz", "", "").unwrap().0, 200);
        fs::remove_file(&filler).unwrap();
        finish(&server, &headers, &place, &presses);
        server.stop("-TERM");
    }
    assert!(place.books().accepted() > 5);
    assert_eq!(ends, BTreeSet::from([202, 503]));
}

#[test]
fn where_files_may_not_grow_nothing_is_done_by_half() {
    let files = Database::file();
    let place =
        Place { database: files.folder().join("small.db"), provider: files.folder().join("provider.db") };
    Running::spawn(&mut place.command()).stop("-TERM");
    // Blocks of 512 bytes; without the trap the signal would end the program.
    let mut limited = Command::new("sh");
    let script = r#"trap "" XFSZ; ulimit -f 1000; exec "$0" "$@""#;
    let server = place.command();
    limited.args(["-c", script]).arg(server.get_program()).args(server.get_args());
    let server = Running::spawn(&mut limited);
    let headers = server.sign_in("u_olivia");
    let presses = buy_until_full(&server, &headers, "small");
    drop(server);
    let server = Running::spawn(&mut place.command());
    finish(&server, &headers, &place, &presses);
    server.stop("-TERM");
}
