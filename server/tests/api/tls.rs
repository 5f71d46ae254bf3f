//! PostgreSQL by TLS, with proof of who answers: where `QUOTIENT_TEST_DATABASE_TLS` names the server of
//! `QUOTIENT_TEST_DATABASE` once more, by its port and with who signed its certificate.

use std::env;

use quotient_server::store::Store;
use uuid::Uuid;

use crate::database::{Database, run as execute, wait};
use crate::program::{Running, command, run, stops};

/// A database that a user with a password may use by TLS; none where there is no such server.
struct Secured {
    database: Option<Database>,
    user: String,
    address: String,
}

impl Secured {
    fn new() -> Option<Secured> {
        let address = env::var("QUOTIENT_TEST_DATABASE_TLS").ok()?;
        let database = Database::new();
        let user = format!("user_{}", Uuid::now_v7().simple());
        let (server, name) = database.made().unwrap();
        for statement in [
            format!("CREATE ROLE {user} LOGIN PASSWORD 'secret'"),
            format!("ALTER DATABASE {name} OWNER TO {user}"),
        ] {
            execute(server, statement);
        }
        let address =
            address.replace("://", &format!("://{user}:secret@")).replace("/postgres?", &format!("/{name}?"));
        Some(Secured { database: Some(database), user, address })
    }

    fn with(&self, from: &str, to: &str) -> String {
        assert!(self.address.contains(from), "{}", self.address);
        self.address.replace(from, to)
    }
}

impl Drop for Secured {
    fn drop(&mut self) {
        // A role goes when it owns nothing any more.
        let server = self.database.take().unwrap().ended();
        execute(&server, format!("DROP ROLE {}", self.user));
    }
}

/// How many connections to this database there are, and how many of them are secured.
fn connections(database: &Database) -> (i64, i64) {
    wait(async {
        let store = Store::open(&database.location).await.unwrap();
        let counted = sqlx::query_as(
            "SELECT count(*), count(*) FILTER (WHERE ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
             WHERE datname = current_database() AND usename <> current_user",
        )
        .fetch_one(&mut *store.read().await.unwrap())
        .await
        .unwrap();
        store.close().await;
        counted
    })
}

#[test]
fn a_server_works_by_tls() {
    let Some(secured) = Secured::new() else { return };
    let mut server = Running::start(&["serve", "--demo", "--listen", "127.0.0.1:0"], &secured.address);
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    let headers = server.sign_in("u_olivia");
    assert!(server.json_as(&headers, "/api/account")["subscriptions"].is_array());
    let (all, by_tls) = connections(secured.database.as_ref().unwrap());
    assert!(all >= 2, "{all}");
    assert_eq!(all, by_tls);
    server.child.kill().unwrap();
    server.child.wait().unwrap();
}

#[test]
fn who_cannot_prove_to_be_the_database_is_not_spoken_to() {
    let Some(secured) = Secured::new() else { return };
    let authority = secured.address.rsplit_once("&sslrootcert=").unwrap().1;
    for (address, words) in [
        // Signed by somebody whom this machine does not know.
        (secured.with(&format!("&sslrootcert={authority}"), ""), "UnknownIssuer"),
        // Signed for another name.
        (secured.with("127.0.0.1", "localhost"), "not valid for name"),
        (secured.with(authority, "/nowhere.pem"), "No such file"),
    ] {
        let output = run(&["verify"], &address);
        stops(&output, &["postgres://", words]);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("secret"));
    }
    // The authority is right, and the name is not asked for.
    let address = secured.with("127.0.0.1", "localhost").replace("verify-full", "verify-ca");
    assert!(command(&["verify"], &address).output().unwrap().status.success());
}

#[test]
fn a_network_without_proof_is_warned_of() {
    let Some(secured) = Secured::new() else { return };
    // An address of this machine that does not look like one.
    let address = secured.with("?sslmode=verify-full", "?host=::ffff:127.0.0.1&sslmode=require");
    for (address, warned) in [(&address, true), (&secured.address, false)] {
        let output = run(&["verify"], address);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        assert_eq!(said.contains("add sslmode=verify-full"), warned, "{said}");
        assert!(!said.contains("secret"), "{said}");
    }
}
