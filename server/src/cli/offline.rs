//! Commands about offline licenses.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Subcommand;

use super::configured::Configured;
use super::say;
use crate::clock::{Clock, SystemClock};
use crate::offline;
use crate::offline::license::{PublicKey, verify};
use crate::serve::{self, Stop};

#[derive(Subcommand)]
pub enum OfflineCommand {
    /// Prints the public key by which licenses are checked
    Key(Configured),
    /// Says whether a license holds now, and what it says; needs no database
    Verify {
        /// The license
        file: PathBuf,
        /// The public key, as `offline-license key` prints it
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
}

pub async fn offline(command: OfflineCommand) -> Result<(), Stop> {
    match command {
        OfflineCommand::Key(configured) => {
            let config = configured.read()?;
            super::log(&config);
            super::existing(&config)?;
            let app = serve::open(&config, Arc::new(SystemClock)).await?;
            let key = offline::public_key(&app).await;
            app.store.close().await;
            let key = key.map_err(|_| Stop("the key could not be read; the log says why".to_owned()))?;
            print(&key)
        }
        OfflineCommand::Verify { file, key } => {
            let key: PublicKey = serde_json::from_str(&read(&key)?)
                .map_err(|error| Stop(format!("{} is no public key: {error}", key.display())))?;
            let claims = verify(&key, &read(&file)?, SystemClock.now())
                .map_err(|invalid| Stop(format!("{} does not hold: {invalid}", file.display())))?;
            print(&claims)
        }
    }
}

fn print(told: &impl serde::Serialize) -> Result<(), Stop> {
    let text = serde_json::to_string_pretty(told).map_err(|error| Stop(error.to_string()))?;
    say(text)
}

fn read(file: &Path) -> Result<String, Stop> {
    std::fs::read_to_string(file).map_err(|error| Stop(format!("{} cannot be read: {error}", file.display())))
}
