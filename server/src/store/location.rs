//! Where a database is: a file of SQLite, or a PostgreSQL server.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::any::AnyConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::files;

/// Where a database is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Location {
    /// A file of SQLite, made if it is not there.
    File(PathBuf),
    /// A database of PostgreSQL that exists.
    Postgres {
        /// `postgres://user:password@host/database`
        url: String,
        /// The schema of the tables; none: the one that PostgreSQL takes by itself.
        schema: Option<&'static str>,
    },
}

/// The schema in which the test provider keeps its log if it shares the server's database.
const PROVIDER: &str = "test_provider";

/// Parameters of an address that are shown. Of others nobody knows what they hold.
const SHOWN: [&str; 16] = [
    "host",
    "hostaddr",
    "port",
    "user",
    "dbname",
    "application_name",
    "options",
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
];

impl Location {
    /// Where the test provider keeps its log if nothing else is said: beside the file, or in a schema of its own.
    pub fn of_provider(&self) -> Location {
        match self {
            Location::File(file) => Location::File(files::of_provider(file)),
            Location::Postgres { url, .. } => Location::Postgres { url: url.clone(), schema: Some(PROVIDER) },
        }
    }

    /// Is it a file that is not there? Of a PostgreSQL server only the server knows.
    pub fn is_absent(&self) -> bool {
        matches!(self, Location::File(file) if files::is_absent(file))
    }

    /// Warns of a file that others on the machine may use.
    pub fn warn_of_others(&self) {
        if let Location::File(file) = self
            && files::is_open_to_others(file)
        {
            let file = file.display();
            tracing::warn!(%file, "holds secrets and is open to all users of this machine: chmod 600");
        }
    }

    /// Is it reached over a network, without proof that whoever answers is it?
    pub(super) fn is_exposed(&self) -> bool {
        let Location::Postgres { url, .. } = self else { return false };
        let Ok(options) = url.parse::<PgConnectOptions>() else { return false };
        let host = options.get_host();
        let is_local = options.get_socket().is_some()
            || host.starts_with('/')
            || host == "localhost"
            || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        !is_local && !matches!(options.get_ssl_mode(), PgSslMode::VerifyFull)
    }

    /// For the driver.
    pub(super) fn options(&self) -> sqlx::Result<AnyConnectOptions> {
        match self {
            Location::File(file) => {
                let name = file.to_str().ok_or_else(|| {
                    sqlx::Error::Configuration("the file's name is not UTF-8".to_owned().into())
                })?;
                // Escaped throughout, so that no character of a name means anything in an address.
                let name: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
                format!("sqlite:{name}?mode=rwc").parse()
            }
            Location::Postgres { url, .. } => url.parse(),
        }
    }
}

impl From<&Path> for Location {
    fn from(file: &Path) -> Self {
        Location::File(file.to_owned())
    }
}

impl FromStr for Location {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(file) = text.strip_prefix("sqlite:") {
            return file.strip_prefix("//").unwrap_or(file).parse();
        }
        match text.split_once("://") {
            Some(("postgres" | "postgresql", _)) => match text.parse::<AnyConnectOptions>() {
                Ok(_) => Ok(Location::Postgres { url: text.to_owned(), schema: None }),
                Err(error) => Err(format!("this is no address of a database: {error}")),
            },
            Some((scheme, _)) => {
                Err(format!("`{scheme}://` is not supported: name a file, or a postgres:// address"))
            }
            None if text.is_empty() => Err("it is empty: name a file, or a postgres:// address".to_owned()),
            None => Ok(Location::File(PathBuf::from(text))),
        }
    }
}

/// Does a parameter say only where the database is, and how it is reached? A key may be there in place of its file's name.
fn is_no_secret(parameter: &str) -> bool {
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    SHOWN.contains(&name) && !value.contains("BEGIN")
}

/// Without passwords and other secrets.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::File(file) => write!(f, "{}", file.display()),
            Location::Postgres { url, .. } => {
                let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
                let rest = rest.split('#').next().unwrap_or_default();
                let (rest, parameters) = rest.split_once('?').unwrap_or((rest, ""));
                let (user, place) =
                    rest.rsplit_once('@').map_or((None, rest), |(user, place)| (Some(user), place));
                write!(f, "{scheme}://")?;
                if let Some(user) = user.and_then(|user| user.split(':').next()) {
                    write!(f, "{user}@")?;
                }
                f.write_str(place)?;
                let shown = parameters.split('&').filter(|parameter| is_no_secret(parameter));
                for (number, parameter) in shown.enumerate() {
                    write!(f, "{}{parameter}", if number == 0 { '?' } else { '&' })?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        text.parse::<Location>().map_or_else(|error| format!("refused: {error}"), |place| place.to_string())
    }

    #[test]
    fn a_network_needs_proof_of_who_answers() {
        let is_exposed = |text: &str| text.parse::<Location>().unwrap().is_exposed();
        for exposed in [
            "postgres://quotient@db.example/shop",
            "postgres://quotient@db.example/shop?sslmode=require",
            "postgres://quotient@10.0.0.7/shop?sslmode=verify-ca",
            "postgres:///shop?host=db.example",
        ] {
            assert!(is_exposed(exposed), "{exposed}");
        }
        for fine in [
            "quotient.db",
            "postgres://quotient@db.example/shop?sslmode=verify-full",
            "postgres://quotient@127.0.0.1/shop",
            "postgres://quotient@[::1]:5433/shop",
            "postgres://quotient@localhost/shop",
            "postgres:///shop?host=/run/postgresql",
        ] {
            assert!(!is_exposed(fine), "{fine}");
        }
    }

    #[test]
    fn places_are_told_apart_and_passwords_are_not_shown() {
        assert_eq!(shown("quotient.db"), "quotient.db");
        assert_eq!(shown("/var/lib/a b?.db"), "/var/lib/a b?.db");
        assert_eq!(shown("sqlite:quotient.db"), "quotient.db");
        assert_eq!(shown("sqlite:///var/quotient.db"), "/var/quotient.db");
        assert_eq!(
            shown("postgres://quotient:se@cret@db.example:5433/shop"),
            "postgres://quotient@db.example:5433/shop"
        );
        assert_eq!(
            shown(
                "postgresql:///shop?password=secret&host=/run/postgresql&port=5433&user=quotient&sslmode=disable"
            ),
            "postgresql:///shop?host=/run/postgresql&port=5433&user=quotient&sslmode=disable"
        );
        for (hidden, place) in [
            ("postgres://quotient:se?cret@db.example/shop", ""),
            ("postgres://db.example/shop?password=secret", "postgres://db.example/shop"),
            // As the driver reads it.
            ("postgres://db.example/shop?p%61ssword=secret", "postgres://db.example/shop"),
            ("postgres://db.example/shop?passfile=secret#secret", "postgres://db.example/shop"),
            ("postgres://db.example/shop?sslkey=-----BEGIN+PRIVATE+KEY-----", "postgres://db.example/shop"),
            (
                "postgres://db.example/shop?sslkey=my.key&token=secret",
                "postgres://db.example/shop?sslkey=my.key",
            ),
            ("postgres://db.example/shop#?host=secret", "postgres://db.example/shop"),
        ] {
            let shown = shown(hidden);
            assert!(shown == place || (place.is_empty() && shown.starts_with("refused: ")), "{shown}");
            assert!(!shown.contains("secret"), "{shown}");
        }
        for refused in ["", "sqlite:", "mysql://localhost/shop", "postgres://[/shop"] {
            assert!(shown(refused).starts_with("refused: "), "{refused}");
        }
    }
}
