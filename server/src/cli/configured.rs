//! The flags that say how the server is configured, and the rest of its configuration.

use std::path::PathBuf;

use clap::Args;

use crate::config::{Config, FILE, Layers};
use crate::serve::Stop;

/// Flags of every command.
#[derive(Args, Clone, Debug, Default)]
pub struct Configured {
    /// A file of settings, TOML
    #[arg(long, value_name = "FILE", env = FILE)]
    config: Option<PathBuf>,
    /// A file of SQLite or the postgres:// address of a database
    /// [default: quotient.db]
    #[arg(long, value_name = "FILE|URL")]
    database: Option<String>,
    /// Any setting by its name, such as quotes.validity_days=45
    #[arg(long = "set", value_name = "NAME=VALUE")]
    settings: Vec<String>,
}

/// Flags of the server.
#[derive(Args, Clone, Debug, Default)]
pub struct ServeFlags {
    #[command(flatten)]
    configured: Configured,
    /// Seeds an empty database, and lets anyone sign in as any user
    #[arg(long)]
    demo: bool,
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Where the test provider keeps its log, if not beside the database
    #[arg(long, value_name = "FILE|URL")]
    test_provider: Option<String>,
    /// The folder of the built page; without it only the API is served
    #[arg(long, value_name = "FOLDER")]
    pages: Option<String>,
    /// Where customers reach the server, such as https://shop.example
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

impl Configured {
    /// The configuration in force.
    ///
    /// # Errors
    /// Everything that is wrong with it, in one sentence.
    pub fn read(&self) -> Result<Config, Stop> {
        read(self.layers())
    }

    fn layers(&self) -> Layers {
        let mut layers = Layers::default();
        if let Some(file) = &self.config {
            layers.file(file);
        }
        layers.environment(std::env::vars_os().filter_map(|(name, value)| {
            // A setting that is not UTF-8 is told as a value that is not allowed.
            Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
        }));
        for text in &self.settings {
            layers.set(text);
        }
        if let Some(database) = &self.database {
            layers.flag("--database", "database", database);
        }
        layers
    }
}

impl ServeFlags {
    /// The configuration in force.
    ///
    /// # Errors
    /// Everything that is wrong with it, in one sentence.
    pub fn read(&self) -> Result<Config, Stop> {
        let mut layers = self.configured.layers();
        if self.demo {
            layers.flag("--demo", "demo", "true");
        }
        for (flag, name, value) in [
            ("--listen", "listen", &self.listen),
            ("--test-provider", "provider.database", &self.test_provider),
            ("--pages", "pages", &self.pages),
            ("--public-url", "public_url", &self.public_url),
        ] {
            if let Some(value) = value {
                layers.flag(flag, name, value);
            }
        }
        read(layers)
    }
}

fn read(layers: Layers) -> Result<Config, Stop> {
    Config::read(layers)
        .map_err(|problems| Stop(format!("the configuration is refused: {}", problems.join("; also "))))
}
