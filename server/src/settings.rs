//! How the server behaves, once everything that configures it has been read.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

/// How the server behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Anyone may sign in as any user.
    pub demo: bool,
    /// Anyone may register an organization.
    pub registration: bool,
    /// `tax` of the requests of an organization that registers itself, JSON.
    pub registration_taxes: String,
    /// Where customers reach the server; none: wherever it listens, without a proxy before it.
    pub public_url: Option<Url>,
    /// Proxies whose `x-forwarded-for` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The page's files; without them only the API is served.
    pub pages: Option<PathBuf>,
    /// What sessions are signed with; none: made once and kept in the database.
    pub session_secret: Option<Secret>,
    /// Seconds that a session lasts.
    pub session_lasts: i64,
    /// Saved quotes and what becomes of them.
    pub quotes: QuoteSettings,
    /// Renews whatever has ended, however long ago; otherwise what ended too long ago waits for somebody to say so.
    pub catch_up: bool,
    /// How long the provider may take before its outcome counts as unknown.
    pub provider_timeout: Duration,
    /// How long a request may take altogether.
    pub request_timeout: Duration,
    /// What may read the metrics on the server's own address; none: nobody.
    pub metrics_token: Option<Secret>,
}

/// Saved quotes and what becomes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuoteSettings {
    /// Days that a saved quote may be accepted.
    pub validity_days: u32,
    /// Days to pay an order that was placed by purchase order.
    pub payment_days: u32,
    /// Days after which such an order, overdue, is given up.
    pub grace_days: u32,
}

/// `tax` of the demo's organizations.
pub const DEMO_TAXES: &str = r#"{"behavior":"exclusive","rates":[{"id":"vat","percent":"20"}]}"#;

impl Default for Settings {
    fn default() -> Self {
        Settings {
            demo: false,
            registration: false,
            registration_taxes: r#"{"behavior":"exclusive","rates":[]}"#.to_owned(),
            public_url: None,
            trusted_proxies: Vec::new(),
            pages: None,
            session_secret: None,
            session_lasts: 7 * 86_400,
            quotes: QuoteSettings::default(),
            catch_up: false,
            provider_timeout: Duration::from_secs(3),
            request_timeout: Duration::from_secs(30),
            metrics_token: None,
        }
    }
}

impl Default for QuoteSettings {
    fn default() -> Self {
        QuoteSettings { validity_days: 30, payment_days: 30, grace_days: 14 }
    }
}

impl Settings {
    /// Do customers come by TLS?
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }

    /// Is this the address of a proxy that is believed?
    pub fn is_proxy(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(&address))
    }
}

/// A text that no log and no error shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps it.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}
