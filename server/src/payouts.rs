//! What is owed to customers whose subscription has ended: its balance pays nothing there any more. The seller pays it
//! out by its own ways, and notes that here.

use axum::http::StatusCode;
use serde::Deserialize;

use crate::failure::Failure;
use crate::money::is_above_zero;
use crate::reference::Reference;
use crate::status;
use crate::store::accounts::{self, Subscription};
use crate::store::payouts::{self, Payout};
use crate::store::{Connection, new_id};

/// What a subscription that has ended holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Owed {
    /// `sub_…`
    pub subscription: String,
    /// Its organization's name.
    pub organization: String,
    /// Above zero.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
}

/// All that is owed, in the order of the organizations' names.
///
/// # Errors
/// The database fails, or a state cannot be read.
pub async fn owed(db: &mut Connection) -> Result<Vec<Owed>, Failure> {
    let mut all = Vec::new();
    for (subscription, organization) in accounts::over(db).await? {
        if let Some((amount, currency)) = balance(&subscription)? {
            all.push(Owed { subscription: subscription.id, organization, amount, currency });
        }
    }
    Ok(all)
}

/// Notes that the balance of a subscription that has ended was paid out; all of it, so that nobody notes less than
/// was paid or more than is owed.
///
/// # Errors
/// 404 if there is no such subscription, 409 `nothing_owed` or `amount_differs`.
pub async fn pay_out(
    db: &mut Connection,
    now: i64,
    subscription: &str,
    amount: &str,
    reference: Option<&Reference>,
) -> Result<Owed, Failure> {
    let ended = accounts::over(db).await?.into_iter().find(|(one, _)| one.id == subscription);
    let Some((found, organization)) = ended else {
        let message = format!("there is no subscription {subscription} that has ended");
        return Err(Failure::not_found("/subscription", message));
    };
    let Some((owed, currency)) = balance(&found)? else {
        return Err(nothing_owed(subscription, payouts::of_subscription(db, subscription).await?.last()));
    };
    if owed != amount {
        let message = format!("{subscription} holds {owed} {currency}, not {amount}: nothing was noted");
        return Err(Failure::new(StatusCode::CONFLICT, "amount_differs", "/amount", message));
    }
    status::without_balance(db, &found).await?;
    let payout = Payout {
        id: new_id("out"),
        subscription: found.id,
        amount: owed.clone(),
        currency: currency.clone(),
        reference: reference.map(|Reference(text)| text.clone()),
        paid_at: now,
    };
    payouts::insert(db, &payout).await?;
    Ok(Owed { subscription: payout.subscription, organization, amount: owed, currency })
}

fn nothing_owed(subscription: &str, last: Option<&Payout>) -> Failure {
    let before = last.map_or(String::new(), |Payout { amount, currency, reference, .. }| {
        let by = reference.as_ref().map_or(String::new(), |reference| format!(" by `{reference}`"));
        format!(": {amount} {currency} was paid out before{by}")
    });
    let message = format!("{subscription} holds nothing{before}");
    Failure::new(StatusCode::CONFLICT, "nothing_owed", "/subscription", message)
}

/// The balance of a state, where there is one, with its currency.
fn balance(subscription: &Subscription) -> Result<Option<(String, String)>, Failure> {
    #[derive(Deserialize)]
    struct State {
        currency: String,
        balance: Option<String>,
    }
    let State { currency, balance } = serde_json::from_str(&subscription.state)
        .map_err(|error| Failure::internal("stored state", error))?;
    Ok(balance.filter(|balance| is_above_zero(balance)).map(|balance| (balance, currency)))
}
