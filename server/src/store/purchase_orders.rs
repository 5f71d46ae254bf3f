//! Intents that wait for the payment of a purchase order.

use super::Connection;
use super::intents::Intent;

/// An intent with the name of its organization.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Awaiting {
    /// The intent.
    #[sqlx(flatten)]
    pub intent: Intent,
    /// Of the organization.
    pub organization_name: String,
}

/// What awaits payment, of all organizations, what is due first first.
///
/// # Errors
/// The database fails.
pub async fn awaiting(db: &mut Connection) -> sqlx::Result<Vec<Awaiting>> {
    sqlx::query_as(
        "SELECT intents.*, organizations.name AS organization_name
         FROM intents JOIN organizations ON organizations.id = intents.organization
         WHERE intents.state = 'awaitingPayment' ORDER BY intents.due_at, intents.id",
    )
    .fetch_all(db)
    .await
}

/// The purchase order that becomes, or became, an order, whosever it is.
///
/// # Errors
/// The database fails.
pub async fn find(db: &mut Connection, order: &str) -> sqlx::Result<Option<Awaiting>> {
    sqlx::query_as(
        "SELECT intents.*, organizations.name AS organization_name
         FROM intents JOIN organizations ON organizations.id = intents.organization
         WHERE intents.order_id = $1 AND intents.purchase_order IS NOT NULL",
    )
    .bind(order)
    .fetch_optional(db)
    .await
}

/// The id of the order with a number.
///
/// # Errors
/// The database fails.
pub async fn order_of_number(db: &mut Connection, number: i64) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("SELECT order_id FROM intents WHERE order_number = $1 AND purchase_order IS NOT NULL")
        .bind(number)
        .fetch_optional(db)
        .await
}

/// Orders that await payment and were due before `instant`, or whose subscription's period has ended by `now`.
///
/// # Errors
/// The database fails.
pub async fn overdue(db: &mut Connection, instant: i64, now: i64) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT order_id FROM intents
         WHERE state = 'awaitingPayment'
           AND (due_at < $1
                OR EXISTS (SELECT 1 FROM subscriptions WHERE subscriptions.id = intents.subscription
                                                         AND subscriptions.period_end <= $2))
         ORDER BY id",
    )
    .bind(instant)
    .bind(now)
    .fetch_all(db)
    .await
}

/// Puts another pricing of the same amount in the place of the one that was accepted.
///
/// # Errors
/// The database fails.
pub async fn reprice(db: &mut Connection, intent: &Intent) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE intents SET request = $1, digest = $2, answer = $3, state_after = $4, quoted_at = $5
         WHERE id = $6 AND state = 'awaitingPayment'",
    )
    .bind(&intent.request)
    .bind(&intent.digest)
    .bind(&intent.answer)
    .bind(&intent.state_after)
    .bind(intent.quoted_at)
    .bind(&intent.id)
    .execute(db)
    .await?;
    Ok(())
}

/// Notes who said that it was paid, and by what.
///
/// # Errors
/// The database fails.
pub async fn note_payment(
    db: &mut Connection,
    id: &str,
    user: Option<&str>,
    reference: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE intents SET closed_by = $1, reference = $2 WHERE id = $3")
        .bind(user)
        .bind(reference)
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Gives an order up that awaits payment. False: it does not.
///
/// # Errors
/// The database fails.
pub async fn give_up(db: &mut Connection, id: &str, user: Option<&str>, now: i64) -> sqlx::Result<bool> {
    let canceled = sqlx::query(
        "UPDATE intents SET state = 'canceled', closed_at = $1, closed_by = $2
         WHERE id = $3 AND state = 'awaitingPayment'",
    )
    .bind(now)
    .bind(user)
    .bind(id)
    .execute(db)
    .await?;
    Ok(canceled.rows_affected() == 1)
}
