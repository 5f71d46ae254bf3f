//! Commands about orders that await the payment of a purchase order.

use std::sync::Arc;

use clap::Subcommand;

use super::configured::Configured;
use super::{say, sentence};
use crate::app::App;
use crate::clock::SystemClock;
use crate::purchase_orders::{self, StaffOrder};
use crate::reference::Reference;
use crate::serve::{self, Stop};
use crate::store::purchase_orders as table;

#[derive(Subcommand)]
pub enum OrderCommand {
    /// Lists what awaits payment, what is due first first
    Awaiting(Configured),
    /// Says that an order was paid by purchase order, and applies it
    Paid {
        /// The order's number, such as Q-1004
        number: String,
        /// What the payment is known by, such as the number of a bank transfer
        #[arg(long)]
        reference: Option<String>,
        #[command(flatten)]
        configured: Configured,
    },
}

pub async fn order(command: OrderCommand) -> Result<(), Stop> {
    match command {
        OrderCommand::Awaiting(configured) => {
            let app = open(&configured).await?;
            for awaiting in purchase_orders::awaiting(&app).await.map_err(sentence)? {
                let (order, customer) = (awaiting.order, awaiting.organization);
                say(format_args!(
                    "{}  {} {}  due {}  {}  {}",
                    order.number,
                    order.amount_due,
                    order.currency,
                    order.due_at.unwrap_or_default(),
                    order.purchase_order.unwrap_or_default(),
                    customer.name
                ))?;
            }
            app.store.close().await;
            Ok(())
        }
        OrderCommand::Paid { number, reference, configured } => {
            let reference = reference.as_deref().map(Reference::parse).transpose();
            let reference = reference.map_err(|problem| Stop(problem.message))?;
            let app = open(&configured).await?;
            let id = find(&app, &number).await?;
            let paid = purchase_orders::paid(&app, None, &id, reference.as_ref()).await;
            app.store.close().await;
            let StaffOrder { order, organization } = paid.map_err(sentence)?;
            say(format_args!("{} of {} is paid and applied", order.number, organization.name))
        }
    }
}

async fn open(configured: &Configured) -> Result<Arc<App>, Stop> {
    let config = configured.read()?;
    super::log(&config);
    super::existing(&config)?;
    let app = serve::open(&config, Arc::new(SystemClock)).await?;
    app.keep_time_of_demo().await.map_err(sentence)?;
    Ok(app)
}

async fn find(app: &App, number: &str) -> Result<String, Stop> {
    let none = || {
        Stop(format!(
            "there is no order {number} by purchase order: `quotient-server order awaiting` lists them"
        ))
    };
    let digits = number.strip_prefix("Q-").unwrap_or(number);
    let digits: i64 = digits.parse().map_err(|_| none())?;
    table::order_of_number(&mut *app.store.read().await?, digits).await?.ok_or_else(none)
}
