//! Commands about what is owed to customers whose subscription has ended.

use clap::Subcommand;

use super::configured::Configured;
use super::{now, say, sentence};
use crate::payouts::{self, Owed};
use crate::reference::Reference;
use crate::serve::Stop;
use crate::store::Store;

#[derive(Subcommand)]
pub enum OwedCommand {
    /// Lists what subscriptions that have ended hold as balance, for the seller to pay out
    List(Configured),
    /// Notes that the balance of a subscription that has ended was paid out
    Paid {
        /// The subscription, as `owed list` tells it
        subscription: String,
        /// All that it holds, such as 288.00
        amount: String,
        /// What the payment is known by, such as the number of a bank transfer
        #[arg(long)]
        reference: Option<String>,
        #[command(flatten)]
        configured: Configured,
    },
}

pub async fn owed(command: OwedCommand) -> Result<(), Stop> {
    match command {
        OwedCommand::List(configured) => {
            let store = open(&configured).await?;
            let owed = payouts::owed(&mut *store.read().await?).await.map_err(sentence)?;
            store.close().await;
            for Owed { subscription, organization, amount, currency } in owed {
                say(format_args!("{subscription}  {amount} {currency}  {organization}"))?;
            }
            Ok(())
        }
        OwedCommand::Paid { subscription, amount, reference, configured } => {
            let reference = reference.as_deref().map(Reference::parse).transpose();
            let reference = reference.map_err(|problem| Stop(problem.message))?;
            let store = open(&configured).await?;
            let mut tx = store.write().await?;
            let now = now(&mut tx).await?;
            let paid = payouts::pay_out(&mut tx, now, &subscription, &amount, reference.as_ref()).await;
            let Owed { organization, currency, .. } = paid.map_err(sentence)?;
            tx.commit().await?;
            store.close().await;
            say(format_args!(
                "{amount} {currency} to {organization} is noted: {subscription} holds nothing more"
            ))
        }
    }
}

async fn open(configured: &Configured) -> Result<Store, Stop> {
    let config = configured.read()?;
    super::existing(&config)?;
    super::open(&config).await
}
