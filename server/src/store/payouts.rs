//! What was paid out to customers past the provider.

use sqlx::FromRow;

use super::Connection;

/// A balance that was paid out.
#[derive(Clone, Debug, FromRow)]
pub struct Payout {
    /// `out_…`; it rises with time.
    pub id: String,
    /// Whose balance it was.
    pub subscription: String,
    /// Above zero.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
    /// What the payment is known by.
    pub reference: Option<String>,
    /// When it was noted.
    pub paid_at: i64,
}

/// Keeps a payout.
///
/// # Errors
/// The database fails.
pub async fn insert(db: &mut Connection, new: &Payout) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO payouts (id, subscription, amount, currency, reference, paid_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&new.id)
    .bind(&new.subscription)
    .bind(&new.amount)
    .bind(&new.currency)
    .bind(&new.reference)
    .bind(new.paid_at)
    .execute(db)
    .await?;
    Ok(())
}

/// The payouts of an organization's subscriptions, the first first.
///
/// # Errors
/// The database fails.
pub async fn of_organization(db: &mut Connection, organization: &str) -> sqlx::Result<Vec<Payout>> {
    sqlx::query_as(
        "SELECT payouts.* FROM payouts JOIN subscriptions ON subscriptions.id = payouts.subscription
         WHERE subscriptions.organization = $1 ORDER BY payouts.id",
    )
    .bind(organization)
    .fetch_all(db)
    .await
}

/// The payouts of a subscription, the first first.
///
/// # Errors
/// The database fails.
pub async fn of_subscription(db: &mut Connection, subscription: &str) -> sqlx::Result<Vec<Payout>> {
    sqlx::query_as("SELECT * FROM payouts WHERE subscription = $1 ORDER BY id")
        .bind(subscription)
        .fetch_all(db)
        .await
}
