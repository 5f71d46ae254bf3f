//! What the program is told by a file, the environment and flags, and what it says about it.

use std::process::{Command, Output};

use tempfile::TempDir;

/// Runs it without any variable of the machine that it might read.
fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quotient-server"));
    command.args(arguments).env_clear().envs(variables.iter().copied());
    command.output().unwrap()
}

/// What is in force.
#[track_caller]
fn shown(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = run(&[&["config", "show"], arguments].concat(), variables);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// One sentence with these words, and nothing else.
#[track_caller]
fn refused(arguments: &[&str], variables: &[(&str, &str)], words: &[&str]) -> String {
    let output = run(&[&["config", "show"], arguments].concat(), variables);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(output.stdout, b"");
    assert_eq!(said.lines().count(), 1, "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said}");
    }
    said
}

fn file(text: &str) -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("shop.toml");
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

#[test]
fn without_anything_it_is_careful() {
    let shown = shown(&[], &[]);
    for line in [
        "demo = false  # default",
        "listen = \"127.0.0.1:8080\"  # default",
        "registration.open = false  # default",
        "quotes.validity_days = 30  # default",
        "quotes.payment_days = 30  # default",
        "quotes.grace_days = 14  # default",
        "proxies.trusted = []  # default",
        "# metrics.listen is not set",
        "# session.secret is not set",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line} is not in\n{shown}");
    }
}

#[test]
fn flags_go_before_variables_and_variables_before_the_file() {
    let (_folder, path) = file(
        "listen = '127.0.0.1:1'\ndatabase = 'file.db'\n[quotes]\nvalidity_days = 1\npayment_days = 2\ngrace_days = 0x3\n",
    );
    let variables = [
        ("QUOTIENT_SERVER_LISTEN", "127.0.0.1:2"),
        ("QUOTIENT_SERVER_QUOTES_VALIDITY_DAYS", "10"),
        ("QUOTIENT_SERVER_PROXIES_TRUSTED", "10.0.0.0/8, ::1/128"),
        ("QUOTIENT_OTHER", "is of another program"),
    ];
    let arguments = ["--config", &path, "--listen", "127.0.0.1:3", "--set", "quotes.payment_days=20"];
    let shown = shown(&arguments, &variables);
    for line in [
        "listen = \"127.0.0.1:3\"  # --listen".to_owned(),
        format!("database = \"file.db\"  # {path}, line 2"),
        "quotes.validity_days = 10  # QUOTIENT_SERVER_QUOTES_VALIDITY_DAYS".to_owned(),
        "quotes.payment_days = 20  # --set quotes.payment_days".to_owned(),
        format!("quotes.grace_days = 3  # {path}, line 6"),
        "proxies.trusted = [\"10.0.0.0/8\", \"::1/128\"]  # QUOTIENT_SERVER_PROXIES_TRUSTED".to_owned(),
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line} is not in\n{shown}");
    }
    // The file may be named by a variable, too, and the database by the one that others use.
    let variables = [("QUOTIENT_SERVER_CONFIG", path.as_str()), ("DATABASE_URL", "other.db")];
    let shown = self::shown(&[], &variables);
    assert!(shown.contains("listen = \"127.0.0.1:1\""), "{shown}");
    assert!(shown.contains("database = \"other.db\"  # DATABASE_URL"), "{shown}");
}

#[test]
fn the_demo_lets_organizations_register_unless_it_is_told_not_to() {
    assert!(shown(&["--demo"], &[]).contains("registration.open = true  # default"));
    let told = shown(&["--demo", "--set", "registration.open=false"], &[]);
    assert!(told.contains("registration.open = false  # --set registration.open"), "{told}");
}

#[test]
fn whatever_is_wrong_is_said_at_once_with_its_place_and_what_is_allowed() {
    let (_folder, path) = file(
        "listen = 'localhost'\ndemo = 'yes'\n\n[quotes]\nvalidity_days = 0\npayment_days = '30'\nvalidty_days = 5\n\
         [registration]\ntaxes = { rates = [{ id = 'vat', percent = 20.5 }] }\n[log]\nformat = 'xml'\n",
    );
    let variables = [("QUOTIENT_SERVER_QUOTES_GRACE_DAYS", "-1"), ("QUOTIENT_SERVER_LISTN", "x")];
    let arguments = ["--config", &path, "--set", "proxies.trusted=10.0.0.0/33", "--set", "nonsense"];
    refused(
        &arguments,
        &variables,
        &[
            &format!(
                "{path}, line 1: listen is \"localhost\"; allowed is an address with a port, such as 127.0.0.1:8080"
            ),
            &format!("{path}, line 2: demo is \"yes\"; allowed is true or false"),
            &format!(
                "{path}, line 5: quotes.validity_days is 0; allowed is a whole number of days from 1 to 365"
            ),
            &format!("{path}, line 6: quotes.payment_days is \"30\"; allowed is a whole number"),
            &format!(
                "{path}, line 7: quotes.validty_days is not a setting; the nearest is quotes.validity_days"
            ),
            &format!("{path}, line 9: registration.taxes is "),
            "percent",
            &format!("{path}, line 11: log.format is \"xml\"; allowed is \"text\" or \"json\""),
            "QUOTIENT_SERVER_QUOTES_GRACE_DAYS: quotes.grace_days is \"-1\"",
            "QUOTIENT_SERVER_LISTN: listn is not a setting; the nearest is listen",
            "--set proxies.trusted: proxies.trusted is \"10.0.0.0/33\"; allowed is a list of networks",
            "--set nonsense: allowed is a setting with its value, NAME=VALUE",
        ],
    );
}

#[test]
fn a_file_that_is_none_is_told_with_its_line() {
    let (_folder, path) = file("demo = true\nlisten = \n");
    refused(&["--config", &path], &[], &[&format!("{path}, line 2: this is not TOML")]);
    let (_folder, path) = file("[quotes]\ngrace_days = 1\ngrace_days = 2\n");
    refused(&["--config", &path], &[], &[&format!("{path}, line 3"), "duplicate key"]);
    refused(&["--config", "absent.toml"], &[], &["the file absent.toml cannot be read"]);
}

#[test]
fn two_variables_for_one_setting_are_one_too_many() {
    let variables = [("DATABASE_URL", "one.db"), ("QUOTIENT_SERVER_DATABASE", "two.db")];
    refused(&[], &variables, &["DATABASE_URL", "QUOTIENT_SERVER_DATABASE", "mean the same"]);
}

#[test]
fn no_secret_is_shown_nor_told_in_an_error() {
    let secret = "correct-horse-battery-staple-and-more";
    let address = "postgres://shop:hunter22@db.example:5433/shop?sslmode=verify-full&password=hunter22&sslrootcert=ca.pem";
    let variables = [
        ("QUOTIENT_SERVER_SESSION_SECRET", secret),
        ("QUOTIENT_SERVER_METRICS_TOKEN", secret),
        ("DATABASE_URL", address),
    ];
    let shown = shown(&[], &variables);
    assert!(
        shown.contains("# session.secret is set, and not shown  # QUOTIENT_SERVER_SESSION_SECRET"),
        "{shown}"
    );
    let line = "database = \"postgres://shop@db.example:5433/shop?sslmode=verify-full&sslrootcert=ca.pem\"  # DATABASE_URL";
    assert!(shown.contains(line), "{shown}");
    assert!(!shown.contains(secret) && !shown.contains("hunter22"), "{shown}");
    let said = refused(
        &[],
        &[("QUOTIENT_SERVER_SESSION_SECRET", "hunter22")],
        &["QUOTIENT_SERVER_SESSION_SECRET: session.secret has 8 bytes; allowed is a text of at least 32"],
    );
    assert!(!said.contains("hunter22"), "{said}");
}

#[test]
fn what_is_shown_can_be_read_again() {
    let arguments = ["--demo", "--set", "quotes.validity_days=7", "--public-url", "https://shop.example"];
    let (_folder, path) =
        file(&shown(&arguments, &[("QUOTIENT_SERVER_PROXIES_TRUSTED", "10.0.0.0/8,::1/128")]));
    let again = shown(&["--config", &path], &[]);
    for line in [
        "demo = true",
        "quotes.validity_days = 7",
        "public_url = \"https://shop.example\"",
        "proxies.trusted = [\"10.0.0.0/8\", \"::1/128\"]",
        "registration.taxes = { behavior = \"exclusive\", rates = [{ id = \"vat\", percent = \"20\" }] }",
    ] {
        assert!(again.contains(&format!("{line}  # {path}, line ")), "{again}");
    }
}
