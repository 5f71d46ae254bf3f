//! Offline licenses that were issued.

use sqlx::FromRow;

use super::Connection;

/// A license for one machine.
#[derive(Clone, Debug, FromRow)]
pub struct IssuedLicense {
    /// `lic_…`; it rises with time.
    pub id: String,
    /// Whose it is.
    pub organization: String,
    /// By which subscription.
    pub subscription: String,
    /// For what.
    pub product: String,
    /// On which machine, as its owner calls it.
    pub machine: String,
    /// Who asked for it.
    pub user_id: String,
    /// When it was signed.
    pub issued_at: i64,
    /// It ends then.
    pub valid_until: i64,
    /// The signed text.
    pub license: String,
}

/// Keeps a license.
///
/// # Errors
/// The database fails, or the machine has one for this period.
pub async fn insert(db: &mut Connection, new: &IssuedLicense) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO offline_licenses (id, organization, subscription, product, machine, user_id, issued_at,
                                       valid_until, license)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&new.id)
    .bind(&new.organization)
    .bind(&new.subscription)
    .bind(&new.product)
    .bind(&new.machine)
    .bind(&new.user_id)
    .bind(new.issued_at)
    .bind(new.valid_until)
    .bind(&new.license)
    .execute(db)
    .await?;
    Ok(())
}

/// The licenses of a subscription that are valid at `now`, the latest first.
///
/// # Errors
/// The database fails.
pub async fn valid(db: &mut Connection, subscription: &str, now: i64) -> sqlx::Result<Vec<IssuedLicense>> {
    sqlx::query_as(
        "SELECT * FROM offline_licenses WHERE subscription = $1 AND valid_until > $2 ORDER BY id DESC",
    )
    .bind(subscription)
    .bind(now)
    .fetch_all(db)
    .await
}
