//! The operator's commands about who may come in.

use std::process::{Command, Output};

use crate::database::Database;
use crate::program::{Running, command, run, stops};

const TAILSPIN: [&str; 8] =
    ["organization", "add", "--name", "Tailspin", "--user-name", "Tina", "--email", "t@t.example"];

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap().trim().to_owned()
}

fn seeded() -> (Database, String) {
    let database = Database::new();
    let argument = database.argument();
    said(&run(&["seed"], &argument));
    (database, argument)
}

fn status(server: &Running, token: &str, path: &str) -> String {
    let reply = server.send(&format!("GET {path}"), &format!("authorization: Bearer {token}\r\n"), "");
    reply.split(' ').nth(1).unwrap().to_owned()
}

fn tokens(database: &str) -> Vec<String> {
    said(&run(&["token", "list"], database)).lines().map(str::to_owned).collect()
}

#[test]
fn a_token_is_made_used_listed_and_revoked() {
    let (_database, database) = seeded();
    let made = command(&["token", "add", "--user", "u_olivia", "--label", "nightly audit"], &database);
    let made = { made }.output().unwrap();
    let token = said(&made);
    assert!(token.starts_with("qt_") && token.len() == 67, "{token}");
    let listed = tokens(&database);
    assert_eq!(listed.len(), 1);
    assert!(listed[0].contains("u_olivia") && listed[0].ends_with("nightly audit"), "{listed:?}");
    assert!(!listed[0].contains(&token[3..]));
    let id = listed[0].split(' ').next().unwrap().to_owned();
    assert!(String::from_utf8_lossy(&made.stderr).contains(&id));

    for wrong in ["nightly\naudit", "\u{1b}[2J", "nightly\u{202e}", &"x".repeat(201)] {
        stops(&run(&["token", "add", "--user", "u_olivia", "--label", wrong], &database), &["label"]);
    }
    assert_eq!(tokens(&database).len(), 1);

    // Without --demo: this is how a script comes in.
    let server = Running::start(&["--listen", "127.0.0.1:0"], &database);
    assert_eq!(status(&server, &token, "/api/account"), "200");
    said(&run(&["token", "revoke", &id], &database));
    assert_eq!(status(&server, &token, "/api/account"), "401");
    stops(&run(&["token", "revoke", &id], &database), &[&id, "token list"]);
    assert!(tokens(&database)[0].contains("revoked "));

    let ends = said(&run(&["token", "add", "--user", "u_adam", "--days", "3"], &database));
    assert_eq!(status(&server, &ends, "/api/account"), "200");
    assert!(tokens(&database)[1].contains("until 2"), "{:?}", tokens(&database));
    let ended = said(&run(&["user", "sign-out", "--user", "u_adam"], &database));
    assert_eq!(ended, "0 sessions and 1 token have ended");
    assert_eq!(status(&server, &ends, "/api/account"), "401");
    stops(&run(&["token", "add", "--user", "u_nobody"], &database), &["no user u_nobody"]);
}

#[test]
fn a_host_begins_without_a_catalog() {
    let made = Database::new();
    let database = made.argument();
    said(&run(&TAILSPIN, &database));
    stops(&run(&["catalog", "show"], &database), &["no catalog yet", "catalog activate"]);
}

#[test]
fn a_host_adds_its_organizations_and_users() {
    let (_database, database) = seeded();
    let taxes = r#"registration.taxes={"behavior":"inclusive","rates":[{"id":"gst","percent":"10"}]}"#;
    let made = said(&run(&[&TAILSPIN[..], &["--set", taxes]].concat(), &database));
    let (organization, owner) = made.split_once('\n').unwrap();
    assert!(organization.starts_with("org_") && owner.starts_with("u_"), "{made}");
    let user = |email: &str, organization: &str| {
        let named = ["user", "add", "--name", "Theo", "--role", "member", "--email", email];
        run(&[&named[..], &["--organization", organization]].concat(), &database)
    };
    let theo = said(&user("theo@t.example", organization));
    stops(&user("theo@t.example", organization), &["belongs to a user already"]);
    stops(&user("theodora@t.example", "org_absent"), &["no such organization"]);
    for wrong in ["theo", "the\u{200b}o@t.example", "theo@t.example\u{202e}", "theo\u{308}@t.example"] {
        stops(&user(wrong, organization), &["no e-mail address"]);
    }
    stops(&run(&TAILSPIN, &database), &["belongs to a user already"]);

    let token = said(&run(&["token", "add", "--user", &theo], &database));
    let server = Running::start(&["--listen", "127.0.0.1:0"], &database);
    let account = server.json_as(&format!("authorization: Bearer {token}\r\n"), "/api/account");
    assert_eq!(account["organization"]["id"], organization);
    assert_eq!(account["user"]["role"], "member");
    assert_eq!(account["taxes"]["behavior"], "inclusive");
    // Staff of the seller see what awaits payment, and nobody's account.
    let staff = ["user", "add", "--name", "Sid", "--role", "staff", "--email", "sid@t.example"];
    let sid = said(&run(&[&staff[..], &["--organization", organization]].concat(), &database));
    let token = said(&run(&["token", "add", "--user", &sid], &database));
    assert_eq!(status(&server, &token, "/api/staff/orders"), "200");
    assert_eq!(status(&server, &token, "/api/account"), "403");
    // A role that is none is refused before anything is opened.
    let unknown = Command::new(env!("CARGO_BIN_EXE_quotient-server"))
        .args(["user", "add", "--organization", organization, "--name", "X", "--email", "x@t.example"])
        .args(["--role", "king"])
        .output()
        .unwrap();
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("billingManager"));
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_told_in_one_sentence() {
    let (_database, database) = seeded();
    for arguments in [&["config", "show"][..], &["catalog", "show"], &["token", "add", "--user", "u_olivia"]]
    {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = command(arguments, &database).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("could not be printed") && !said.contains("panicked"), "{said}");
    }
}
