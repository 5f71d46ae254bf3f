//! The program itself: what it prints, and how it starts and stops.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use quotient_server::clock::SystemClock;
use quotient_server::payment::TestProvider;
use serde_json::{Value, json};

use crate::database::{Database, wait};
use crate::support::{NODE, price, with};

pub fn command(arguments: &[&str], database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quotient-server"));
    command.args(arguments).arg("--database").arg(database).env_remove("RUST_LOG").env_remove("DATABASE_URL");
    command
}

pub fn run(arguments: &[&str], database: &str) -> Output {
    command(arguments, database).output().unwrap()
}

pub fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap().trim().to_owned()
}

/// It ends with 1 and one sentence that holds these words.
#[track_caller]
pub fn stops(output: &Output, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.starts_with("quotient-server: "), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said}");
    }
}

pub struct Running {
    pub child: Child,
    pub address: String,
}

impl Running {
    pub fn start(arguments: &[&str], database: &str) -> Running {
        Running::spawn(&mut command(arguments, database))
    }

    pub fn spawn(command: &mut Command) -> Running {
        Running::of(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// A server whose output comes here; waits until it listens.
    pub fn of(mut child: Child) -> Running {
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Listening on http://").unwrap_or_else(|| panic!("{line:?}"));
        Running { address: address.to_owned(), child }
    }

    pub fn get(&self, path: &str) -> String {
        self.send(&format!("GET {path}"), "", "")
    }

    /// Sends a request and reads what comes until the connection ends.
    pub fn send(&self, request: &str, headers: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (host, length) = (&self.address, body.len());
        write!(
            stream,
            "{request} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n{headers}\r\n{body}"
        )
        .unwrap();
        let mut reply = String::new();
        // A server that is killed ends it in its own way.
        let _ = stream.read_to_string(&mut reply);
        reply
    }

    /// The session of a user, as headers.
    pub fn sign_in(&self, user: &str) -> String {
        let reply = self.send("POST /api/session", "", &json!({ "user": user }).to_string());
        let cookie = reply.split_once("set-cookie: ").unwrap().1.split_once(';').unwrap().0;
        let view: Value = serde_json::from_str(reply.split_once("\r\n\r\n").unwrap().1).unwrap();
        format!("cookie: {cookie}\r\nx-csrf-token: {}\r\n", view["csrf"].as_str().unwrap())
    }

    pub fn json(&self, path: &str) -> Value {
        self.json_as("", path)
    }

    pub fn json_as(&self, cookie: &str, path: &str) -> Value {
        let reply = self.send(&format!("GET {path}"), cookie, "");
        serde_json::from_str(reply.split_once("\r\n\r\n").unwrap().1).unwrap_or_else(|_| panic!("{reply}"))
    }

    #[cfg(unix)]
    pub fn stop(mut self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn it_serves_the_demo_until_a_signal_and_keeps_its_data() {
    let made = Database::new();
    let database = made.argument();
    let demo = ["serve", "--demo", "--listen", "127.0.0.1:0"];
    let server = Running::start(&demo, &database);
    assert_ne!(server.address, "127.0.0.1:0");
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200 "));
    assert_eq!(server.json("/api/session")["users"].as_array().unwrap().len(), 7);
    server.stop("-TERM");
    if made.is_file() {
        assert!(made.folder().join("test.provider.db").exists());
    }

    // Without the subcommand, and without seeding twice.
    let server = Running::start(&demo[1..], &database);
    assert_eq!(server.json("/api/session")["users"].as_array().unwrap().len(), 7);
    server.stop("-INT");
}

#[cfg(unix)]
#[test]
fn killed_between_charge_and_new_state_it_charges_once_and_changes_the_subscription() {
    let made = Database::new();
    let database = made.argument();
    // Long enough for the kill, and a lease's end is waited for below.
    let demo = ["--demo", "--listen", "127.0.0.1:0", "--set", "provider.timeout_seconds=10"];
    let mut server = Running::start(&demo, &database);
    let cookie = server.sign_in("u_olivia");
    let account = server.json_as(&cookie, "/api/account");
    let choice = json!({
        "subscription": NODE, "at": account["now"], "items": [{ "product": "studio-node", "quantity": 12 }],
    });
    let catalog = server.json("/api/catalog").to_string();
    let digest = price(&catalog, &account, &choice, &[])["digest"].clone();
    let body = with(&choice, &json!({ "digest": digest, "card": "test_timeout" })).to_string();
    let headers = format!("{cookie}idempotency-key: k1\r\n");
    thread::scope(|scope| {
        let lost = scope.spawn(|| server.send("POST /api/confirm", &headers, &body));
        // The provider has charged and does not answer.
        while paid(&made) == 0 {
            thread::sleep(Duration::from_millis(20));
        }
        let killed = Command::new("kill").args(["-KILL", &server.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        assert_eq!(lost.join().unwrap(), "");
    });
    server.child.wait().unwrap();

    let server = Running::start(&demo, &database);
    let account = || server.json_as(&cookie, "/api/account");
    // It finishes what is open while it serves. Only a file's next server knows that the one before is gone, and is done
    // long before its lease would end; the other database's waits for that.
    for _ in 0..if made.is_file() { 100 } else { 1_200 } {
        if account()["subscriptions"][0]["version"] == 2 {
            break;
        }
        thread::sleep(Duration::from_millis(100));
    }
    let account = account();
    assert_eq!(account["subscriptions"][0]["version"], 2);
    assert_eq!(account["subscriptions"][0]["state"]["items"][0]["quantity"], 12);
    let reply = server.send("POST /api/confirm", &headers, &body);
    assert!(reply.starts_with("HTTP/1.1 200 ") && reply.contains(r#""status":"confirmed""#), "{reply}");
    assert_eq!(paid(&made), 1);
}

/// Accepted payments in the test provider's log.
#[cfg(unix)]
pub fn paid(database: &Database) -> i64 {
    wait(async {
        let provider =
            TestProvider::open(&database.location.of_provider(), Arc::new(SystemClock)).await.unwrap();
        let (payments, _) = provider.accepted().await.unwrap();
        payments
    })
}

#[test]
fn a_running_server_prices_with_an_activated_catalog_at_once() {
    let made = Database::new();
    let database = made.argument();
    let server = Running::start(&["--demo", "--listen", "127.0.0.1:0"], &database);
    let shown = run(&["catalog", "show"], &database);
    let mut catalog: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert!(catalog["coupons"].as_array().unwrap().len() > 4);
    catalog["id"] = json!("next");
    let file = made.folder().join("next.json");
    std::fs::write(&file, catalog.to_string()).unwrap();
    let activated = run(&["catalog", "activate", file.to_str().unwrap()], &database);
    assert!(activated.status.success(), "{}", String::from_utf8_lossy(&activated.stderr));
    assert!(String::from_utf8_lossy(&activated.stdout).starts_with("sha256:"));
    assert_eq!(server.json("/api/catalog")["id"], "next");

    catalog["products"][0]["prices"][0]["scheme"]["amount"] = json!(5);
    std::fs::write(&file, catalog.to_string()).unwrap();
    let refused = run(&["catalog", "activate", file.to_str().unwrap()], &database);
    stops(&refused, &["nothing was changed", "/products/0/prices/0/scheme/amount"]);
    catalog["products"][0]["prices"] = json!([]);
    catalog["products"][0]["id"] = json!("nobody-holds-it");
    std::fs::write(&file, catalog.to_string()).unwrap();
    let refused = run(&["catalog", "activate", file.to_str().unwrap()], &database);
    stops(&refused, &["nothing was changed: 2 subscriptions", "unknown_product", "--anyway"]);
    // By one alone.
    let mut without = serde_json::from_slice::<Value>(&shown.stdout).unwrap();
    without["products"].as_array_mut().unwrap().retain(|product| product["id"] != "studio-floating");
    let other = made.folder().join("without.json");
    std::fs::write(&other, without.to_string()).unwrap();
    let refused = run(&["catalog", "activate", other.to_str().unwrap()], &database);
    stops(&refused, &["nothing was changed: 1 subscription could not be renewed"]);
    let absent = run(&["catalog", "activate", "absent.json"], &database);
    stops(&absent, &["absent.json cannot be read"]);
    assert_eq!(server.json("/api/catalog")["id"], "next");
    let forced = run(&["catalog", "activate", "--anyway", file.to_str().unwrap()], &database);
    assert!(forced.status.success(), "{}", String::from_utf8_lossy(&forced.stderr));
    assert_eq!(server.json("/api/catalog")["products"][0]["id"], "nobody-holds-it");
}

#[test]
fn what_stands_in_the_way_is_said_in_one_sentence() {
    let made = Database::new();
    let database = made.argument();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let output = run(&["--demo", "--listen", &listen], &database);
    stops(&output, &[&format!("port {port} is in use"), "--listen 127.0.0.1:"]);
    let metrics = format!("metrics.listen={listen}");
    let output = run(&["--demo", "--listen", "127.0.0.1:0", "--set", &metrics], &database);
    stops(&output, &[&format!("port {port} is in use"), "--set metrics.listen=127.0.0.1:"]);
    assert!(!String::from_utf8_lossy(&output.stderr).contains("--listen"));

    let no_pages = ["--demo", "--listen", "127.0.0.1:0", "--pages", "absent"];
    stops(&run(&no_pages, &database), &["no page in absent", "--pages"]);
}

#[test]
fn a_database_that_cannot_be_used_is_said_in_one_sentence() {
    let made = Database::file();
    let listen = ["--listen", "127.0.0.1:0"];
    let file = |name: &str| made.folder().join(name).to_str().unwrap().to_owned();
    stops(&run(&listen, &file("absent/demo.db")), &["absent/demo.db", "--database"]);
    std::fs::write(file("text.db"), "this is no database, whatever its name says ".repeat(40)).unwrap();
    stops(&run(&listen, &file("text.db")), &["text.db", "not a database", "--database"]);
    let _server = Running::start(&["--demo", "--listen", "127.0.0.1:0"], &made.argument());
    stops(&run(&listen, &made.argument()), &["another quotient-server uses", "test.db"]);

    let nobody = "postgres://quotient:secret@127.0.0.1:1/shop";
    for command in [&listen[..], &["verify"], &["seed"]] {
        let output = run(command, nobody);
        stops(&output, &["postgres://quotient@127.0.0.1:1/shop", "PostgreSQL runs there", "--database"]);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("secret"));
    }
}

#[test]
fn it_seeds_and_verifies() {
    let made = Database::new();
    let database = made.argument();
    let none = if made.is_file() { "there is no database" } else { "no catalog yet" };
    stops(&run(&["catalog", "show"], &database), &[none]);
    assert!(run(&["seed"], &database).status.success());
    stops(&run(&["seed"], &database), &["is not empty"]);
    let verified = run(&["verify"], &database);
    assert!(verified.status.success());
    assert_eq!(String::from_utf8_lossy(&verified.stdout), "4 orders come out as they were sold, 0 do not\n");
}

#[test]
fn a_database_that_is_not_there_is_told_and_not_made() {
    let made = Database::file();
    let typo = made.folder().join("typo.db");
    let user =
        ["user", "add", "--organization", "org", "--name", "N", "--email", "n@n.example", "--role", "owner"];
    let commands: [&[&str]; 15] = [
        &["verify"],
        &["renew"],
        &["catalog", "show"],
        &["order", "awaiting"],
        &["order", "paid", "Q-1001"],
        &["offline-license", "key"],
        &user,
        &["user", "set-role", "u", "owner"],
        &["user", "remove", "u"],
        &["user", "sign-out", "--user", "u"],
        &["organization", "list"],
        &["organization", "set-taxes", "org", r#"{"rates":[]}"#],
        &["token", "add", "--user", "u"],
        &["token", "list"],
        &["token", "revoke", "tok"],
    ];
    for arguments in commands {
        stops(&run(arguments, typo.to_str().unwrap()), &["there is no database", "typo.db", "--database"]);
        assert_eq!(std::fs::read_dir(made.folder()).unwrap().count(), 0, "{arguments:?}");
    }
    // Where something is put in, it is made.
    let add = ["organization", "add", "--name", "N", "--user-name", "N", "--email", "n@n.example"];
    assert!(run(&add, typo.to_str().unwrap()).status.success());
    assert!(run(&["verify"], typo.to_str().unwrap()).status.success());
}

/// The files in a folder that others than their owner may use.
#[cfg(unix)]
fn open_to_others(folder: &std::path::Path) -> Vec<String> {
    use std::os::unix::fs::PermissionsExt;
    let files = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let open = files.filter(|file| file.metadata().unwrap().permissions().mode() & 0o077 != 0);
    open.map(|file| file.file_name().into_string().unwrap()).collect()
}

#[cfg(unix)]
#[test]
fn what_it_keeps_in_files_is_for_its_own_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let made = Database::file();
    let folder = made.folder().join("kept");
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("shop.db");
    let spawn = || {
        let log = std::fs::File::create(made.folder().join("log")).unwrap();
        let mut server = Command::new("sh");
        let demo = command(&["--demo", "--listen", "127.0.0.1:0"], file.to_str().unwrap());
        server.args(["-c", "umask 022; exec \"$0\" \"$@\""]).arg(demo.get_program()).args(demo.get_args());
        Running::of(server.stdout(Stdio::piped()).stderr(log).spawn().unwrap())
    };
    let server = spawn();
    server.sign_in("u_olivia");
    assert!(std::fs::read_dir(&folder).unwrap().count() >= 4);
    assert_eq!(open_to_others(&folder), [""; 0]);
    server.stop("-TERM");
    let log = || std::fs::read_to_string(made.folder().join("log")).unwrap();
    assert!(!log().contains("others"), "{}", log());

    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    spawn().stop("-TERM");
    assert!(log().contains("shop.db") && log().contains("chmod"), "{}", log());
}

#[cfg(unix)]
#[test]
fn a_file_is_one_database_by_whatever_name() {
    let made = Database::file();
    let listen = ["--demo", "--listen", "127.0.0.1:0"];
    let file = |name: &str| made.folder().join(name).to_str().unwrap().to_owned();
    let _server = Running::start(&listen, &made.argument());
    std::os::unix::fs::symlink("test.db", file("other.db")).unwrap();
    stops(&run(&listen, &file("other.db")), &["another quotient-server uses", "other.db"]);
    assert!(!made.folder().join("other.provider.db").exists());
    // Another ending is another database, with a log of its own.
    let other = Running::start(&listen, &file("test.other"));
    assert!(made.folder().join("test.other.provider.db").exists());
    drop(other);
    let _named_as_a_lock = Running::start(&listen, &file("x.lock"));
    stops(&run(&listen, &file("x.lock")), &["another quotient-server uses", "x.lock"]);
}

#[cfg(unix)]
#[test]
fn a_demo_that_other_machines_may_reach_is_warned_of() {
    for (listen, is_warned) in [("127.0.0.1:0", false), ("0.0.0.0:0", true)] {
        let made = Database::new();
        let path = made.folder().join("log");
        let log = std::fs::File::create(&path).unwrap();
        let mut serve = command(&["--demo", "--listen", listen], &made.argument());
        Running::of(serve.stdout(Stdio::piped()).stderr(log).spawn().unwrap()).stop("-TERM");
        let log = std::fs::read_to_string(path).unwrap();
        assert_eq!(log.contains("a demo that other machines may reach"), is_warned, "{log}");
    }
}
