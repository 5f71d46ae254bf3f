//! Configuration: a file, the environment, flags, in this order of precedence with flags last. What is wrong
//! is said at once, with its place, what was found and what is allowed; what is not known is refused.

mod layers;
mod reader;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use quotient::Request;
use serde_json::value::RawValue;
use tracing_subscriber::EnvFilter;
use url::Url;

pub use self::layers::{FILE, Layers, NAMES, Place, variable};
pub use self::reader::Effective;
use self::reader::Reader;
use crate::settings::{DEMO_TAXES, QuoteSettings, Secret, Settings};
use crate::store::Location;

/// Bytes of a secret: 256 bits in hex are twice as many.
const SECRET: usize = 32;

/// How log lines look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One object a line.
    Json,
}

/// The configuration in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// How the server behaves.
    pub settings: Settings,
    /// Where it listens.
    pub listen: SocketAddr,
    /// A file, or an address.
    pub database: Location,
    /// Where the test provider keeps its log; none: beside the database.
    pub provider_database: Option<Location>,
    /// How long open connections may take to end after a signal.
    pub shutdown_grace: Duration,
    /// How long a client may take to send the head of a request, or the next one on its connection.
    pub header_timeout: Duration,
    /// How log lines look.
    pub log_format: LogFormat,
    /// Which there are.
    pub log_filter: String,
    /// Where metrics are read without a token; none: nowhere.
    pub metrics_listen: Option<SocketAddr>,
    effective: Vec<Effective>,
}

impl Config {
    /// Reads it from what was found.
    ///
    /// # Errors
    /// Every problem, a sentence each.
    pub fn read(layers: Layers) -> Result<Config, Vec<String>> {
        let mut from = Reader::new(layers);
        let address = "an address with a port, such as 127.0.0.1:8080";
        let standard = Settings::default();
        let demo = from.boolean("demo").unwrap_or(false);
        let quotes = quotes(&mut from);
        let config = Config {
            listen: from.text("listen", address).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            database: from.location("database").unwrap_or_else(|| Location::File("quotient.db".into())),
            provider_database: from.location("provider.database"),
            shutdown_grace: seconds(&mut from, "shutdown.grace_seconds", 600)
                .unwrap_or(Duration::from_secs(10)),
            header_timeout: seconds(&mut from, "requests.header_seconds", 600)
                .unwrap_or(Duration::from_secs(30)),
            log_format: from
                .parsed("log.format", "\"text\" or \"json\"", |text| match text {
                    "text" => Some(LogFormat::Text),
                    "json" => Some(LogFormat::Json),
                    _ => None,
                })
                .unwrap_or(LogFormat::Text),
            log_filter: from
                .parsed("log.filter", "a level or a list such as \"info,sqlx=warn\"", |text| {
                    EnvFilter::builder().parse(text).ok().map(|_| text.to_owned())
                })
                .unwrap_or_else(|| "info,sqlx=warn".to_owned()),
            metrics_listen: from.text("metrics.listen", address),
            settings: Settings {
                demo,
                registration: from.boolean("registration.open").unwrap_or(demo),
                registration_taxes: from
                    .json("registration.taxes", taxes)
                    .unwrap_or_else(|| standard_taxes(demo, &standard)),
                public_url: from.parsed(
                    "public_url",
                    "the https:// or http:// address of a host, without a path",
                    public_url,
                ),
                trusted_proxies: from
                    .list::<IpNet>(
                        "proxies.trusted",
                        "a list of networks such as [\"10.0.0.0/8\", \"::1/128\"]",
                    )
                    .unwrap_or_default(),
                pages: from.text::<PathBuf>("pages", "a folder"),
                session_secret: from.secret("session.secret", SECRET).map(Secret::new),
                session_lasts: from
                    .number("session.days", "days", 1, 365)
                    .map_or(standard.session_lasts, |days| i64::from(days) * 86_400),
                quotes,
                catch_up: standard.catch_up,
                provider_timeout: seconds(&mut from, "provider.timeout_seconds", 60)
                    .unwrap_or(standard.provider_timeout),
                request_timeout: seconds(&mut from, "requests.timeout_seconds", 600)
                    .unwrap_or(standard.request_timeout),
                metrics_token: from.secret("metrics.token", SECRET).map(Secret::new),
            },
            effective: Vec::new(),
        };
        config.say_defaults(&mut from);
        Ok(Config { effective: from.done()?, ..config })
    }

    fn say_defaults(&self, from: &mut Reader) {
        let settings = &self.settings;
        let text = |text: &str| Some(format!("{text:?}"));
        let seconds = |duration: Duration| Some(duration.as_secs().to_string());
        from.default("demo", Some(settings.demo.to_string()));
        from.default("listen", text(&self.listen.to_string()));
        from.default("database", text(&self.database.to_string()));
        from.default("registration.open", Some(settings.registration.to_string()));
        let taxes = reader::table(&settings.registration_taxes);
        from.default("registration.taxes", Some(reader::toml(&taxes)));
        from.default("session.days", Some((settings.session_lasts / 86_400).to_string()));
        from.default("quotes.validity_days", Some(settings.quotes.validity_days.to_string()));
        from.default("quotes.payment_days", Some(settings.quotes.payment_days.to_string()));
        from.default("quotes.grace_days", Some(settings.quotes.grace_days.to_string()));
        from.default("proxies.trusted", Some("[]".to_owned()));
        from.default("provider.timeout_seconds", seconds(settings.provider_timeout));
        from.default("requests.timeout_seconds", seconds(settings.request_timeout));
        from.default("requests.header_seconds", seconds(self.header_timeout));
        from.default("shutdown.grace_seconds", seconds(self.shutdown_grace));
        from.default("log.format", text("text"));
        from.default("log.filter", text(&self.log_filter));
    }

    /// The settings in force with their places, as TOML that can be used again; no secret is in it.
    pub fn show(&self) -> String {
        let mut shown = String::new();
        for name in NAMES {
            let Some(setting) = self.effective.iter().find(|setting| setting.name == name) else { continue };
            let place = &setting.place;
            let line = match &setting.shown {
                Some(value) => format!("{name} = {value}  # {place}"),
                None if *place == Place::Default => format!("# {name} is not set"),
                None => format!("# {name} is set, and not shown  # {place}"),
            };
            let _ = writeln!(shown, "{line}");
        }
        shown
    }
}

fn quotes(from: &mut Reader) -> QuoteSettings {
    let standard = QuoteSettings::default();
    QuoteSettings {
        validity_days: from.number("quotes.validity_days", "days", 1, 365).unwrap_or(standard.validity_days),
        payment_days: from.number("quotes.payment_days", "days", 1, 365).unwrap_or(standard.payment_days),
        grace_days: from.number("quotes.grace_days", "days", 0, 365).unwrap_or(standard.grace_days),
    }
}

fn seconds(from: &mut Reader, name: &'static str, most: u32) -> Option<Duration> {
    from.number(name, "seconds", 1, most).map(|seconds| Duration::from_secs(seconds.into()))
}

/// The demo's organizations pay what its first one does.
fn standard_taxes(demo: bool, standard: &Settings) -> String {
    if demo { DEMO_TAXES.to_owned() } else { standard.registration_taxes.clone() }
}

/// An origin: whatever stands behind the host would be lost.
fn public_url(text: &str) -> Option<Url> {
    let url: Url = text.parse().ok()?;
    let is_origin = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    is_origin.then_some(url)
}

/// The engine says whether these are taxes.
///
/// # Errors
/// What they would have to be.
pub fn taxes(text: &str) -> Result<(), String> {
    // One value: nothing after it becomes another field of the request below.
    serde_json::from_str::<&RawValue>(text).map_err(|error| format!("`tax` of a request, JSON: {error}"))?;
    let request = format!(
        r#"{{"type":"purchase","at":"2026-01-01T00:00:00Z","actor":{{"role":"owner"}},"items":[{{"product":"p","quantity":1}}],"cycle":{{"unit":"month"}},"currency":"USD","tax":{text}}}"#
    );
    Request::parse(&request).map(|_| ()).map_err(|problems| format!("`tax` of a request: {problems}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_a_name_and_every_name_is_one() {
        let config = Config::read(Layers::default()).expect("defaults are fine");
        let mut read: Vec<_> = config.effective.iter().map(|setting| setting.name).collect();
        let mut names = NAMES;
        read.sort_unstable();
        names.sort_unstable();
        assert_eq!(read, names);
        assert_eq!(variable("quotes.validity_days"), "QUOTIENT_SERVER_QUOTES_VALIDITY_DAYS");
        let mut variables: Vec<_> = NAMES.iter().map(|name| variable(name)).collect();
        variables.sort_unstable();
        variables.dedup();
        assert_eq!(variables.len(), NAMES.len());
    }

    #[test]
    fn taxes_are_one_value() {
        assert_eq!(taxes(r#" {"rates":[]} "#), Ok(()));
        for text in ["", "{}x", r#"{"rates":[]},"codes":[]"#, r#"{"rates":[]},"tax":{"rates":[]}"#] {
            assert!(taxes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_public_address_is_an_origin() {
        for text in ["https://shop.example", "http://shop.example:8080/"] {
            assert!(public_url(text).is_some(), "{text}");
        }
        for text in [
            "shop.example",
            "ftp://shop.example",
            "https://shop.example/shop",
            "https://u:p@shop.example",
            "",
        ] {
            assert!(public_url(text).is_none(), "{text}");
        }
    }
}
