//! The operator's commands about who may come in.

use std::process::Command;

use crate::database::Database;
use crate::program::{Running, command, run, said, stops};

const TAILSPIN: [&str; 8] =
    ["organization", "add", "--name", "Tailspin", "--user-name", "Tina", "--email", "t@t.example"];

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

#[test]
fn a_role_is_given_and_taken_away() {
    let (_database, database) = seeded();
    let server = Running::start(&["--listen", "127.0.0.1:0"], &database);
    let olivia = said(&run(&["token", "add", "--user", "u_olivia"], &database));
    let set_role = |user: &str, role: &str| run(&["user", "set-role", user, role], &database);
    let role = || {
        let account = server.json_as(&format!("authorization: Bearer {olivia}\r\n"), "/api/account");
        account["user"]["role"].as_str().unwrap().to_owned()
    };
    let last = ["nothing was changed", "u_olivia is the last owner of org_northwind"];
    stops(&set_role("u_olivia", "member"), &last);
    stops(&run(&["user", "remove", "u_olivia"], &database), &last);
    assert_eq!(role(), "owner");
    // As an owner she may stay one, and with another she may go.
    said(&set_role("u_olivia", "owner"));
    assert_eq!(said(&set_role("u_adam", "owner")), "u_adam is owner from now on");
    said(&set_role("u_olivia", "member"));
    assert_eq!(role(), "member");
    stops(&set_role("u_nobody", "member"), &["there is no user u_nobody"]);
    assert_eq!(set_role("u_olivia", "king").status.code(), Some(2));
}

#[test]
fn who_is_removed_comes_in_no_more() {
    let (_database, database) = seeded();
    let demo = Running::start(&["--demo", "--listen", "127.0.0.1:0"], &database);
    let session = demo.sign_in("u_max");
    let token = said(&run(&["token", "add", "--user", "u_max"], &database));
    assert_eq!(status(&demo, &token, "/api/account"), "200");
    let removed = said(&run(&["user", "remove", "u_max"], &database));
    assert_eq!(removed, "u_max is removed; 1 session and 1 token have ended");
    assert_eq!(status(&demo, &token, "/api/account"), "401");
    assert!(demo.send("GET /api/account", &session, "").starts_with("HTTP/1.1 401 "));
    assert!(demo.send("POST /api/session", "", r#"{"user":"u_max"}"#).starts_with("HTTP/1.1 404 "));
    assert_eq!(demo.json("/api/session")["users"].as_array().unwrap().len(), 6);
    for command in [
        &["user", "remove", "u_max"][..],
        &["user", "set-role", "u_max", "owner"],
        &["token", "add", "--user", "u_max"],
    ] {
        stops(&run(command, &database), &["no user u_max"]);
    }
    // The address is free again.
    let add = ["user", "add", "--organization", "org_northwind", "--name", "Max", "--role", "member"];
    said(&run(&[&add[..], &["--email", "max@northwind.example"]].concat(), &database));
}

#[test]
fn organizations_are_listed_and_given_taxes() {
    let (_database, database) = seeded();
    let made = run(&TAILSPIN, &database);
    let (organization, owner) =
        said(&made).split_once('\n').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let warned = String::from_utf8_lossy(&made.stderr).into_owned();
    assert!(warned.contains(&organization) && warned.contains("organization set-taxes"), "{warned}");
    let told = ["organization", "add", "--name", "N", "--user-name", "N", "--email", "n@n.example"];
    let told = run(&[&told[..], &["--set", r#"registration.taxes={"rates":[]}"#]].concat(), &database);
    assert!(!String::from_utf8_lossy(&told.stderr).contains("taxes"), "it was said so");

    let listed = said(&run(&["organization", "list"], &database));
    let lines: Vec<&str> = listed.lines().collect();
    let place = lines.iter().position(|line| *line == format!("{organization}  Tailspin")).unwrap();
    assert_eq!(lines[place + 1], format!("  {owner}  owner  t@t.example  Tina"));
    assert!(lines.contains(&"  u_sam  staff  sam@fernwerk.example  Sam Seller"), "{listed}");

    let taxes = r#"{"behavior":"inclusive","rates":[{"id":"gst","percent":"10"}]}"#;
    let set =
        |organization: &str, taxes: &str| run(&["organization", "set-taxes", organization, taxes], &database);
    for wrong in ["", "{}x", r#"{"rates":[{"id":"gst","percent":10.5}]}"#] {
        stops(&set(&organization, wrong), &["nothing was changed", "tax"]);
    }
    stops(&set("org_absent", taxes), &["no organization org_absent", "organization list"]);
    said(&set(&organization, taxes));
    let token = said(&run(&["token", "add", "--user", &owner], &database));
    let server = Running::start(&["--listen", "127.0.0.1:0"], &database);
    let account = server.json_as(&format!("authorization: Bearer {token}\r\n"), "/api/account");
    assert_eq!(account["taxes"]["rates"][0]["percent"], "10");
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
