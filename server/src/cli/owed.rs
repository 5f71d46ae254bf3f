//! What is owed to customers whose subscription has ended.

use serde::Deserialize;

use super::configured::Configured;
use super::say;
use crate::money::is_above_zero;
use crate::serve::Stop;
use crate::store::accounts;

/// Of a state.
#[derive(Deserialize)]
struct Credit {
    currency: String,
    balance: Option<String>,
}

/// Lists it, a line for each subscription.
pub async fn owed(configured: Configured) -> Result<(), Stop> {
    let config = configured.read()?;
    super::existing(&config)?;
    let store = super::open(&config).await?;
    let mut db = store.read().await?;
    for (subscription, organization) in accounts::over(&mut db).await? {
        let Credit { currency, balance } = serde_json::from_str(&subscription.state)
            .map_err(|error| Stop(format!("{} cannot be read: {error}", subscription.id)))?;
        if let Some(balance) = balance.filter(|balance| is_above_zero(balance)) {
            say(format_args!("{}  {balance} {currency}  {organization}", subscription.id))?;
        }
    }
    drop(db);
    store.close().await;
    Ok(())
}
