//! Saved quotes.

use sqlx::FromRow;

use super::Connection;

/// A saved quote.
#[derive(Clone, Debug, FromRow)]
pub struct SavedQuote {
    /// `quo_…`; it rises with time.
    pub id: String,
    /// Counts up by one.
    pub number: i64,
    /// Whose it is.
    pub organization: String,
    /// Who saved it.
    pub user_id: String,
    /// The key that came with it, unique within the organization.
    pub idempotency_key: String,
    /// Hash of the content that came with the key.
    pub fingerprint: String,
    /// Whoever knows it may see the quote.
    pub token: String,
    /// `change` or `purchase`.
    pub kind: String,
    /// What would be changed; none: a purchase.
    pub subscription: Option<String>,
    /// The version of the subscription that was priced; 0 for a purchase.
    pub version: i64,
    /// The request as it was priced, JSON.
    pub request: String,
    /// Digest of the catalog that priced it.
    pub catalog: String,
    /// Digest of the quote.
    pub digest: String,
    /// The engine's answer, JSON.
    pub answer: String,
    /// `at` of the request.
    pub quoted_at: i64,
    /// When it was saved.
    pub created_at: i64,
    /// It may be accepted up to here.
    pub valid_until: i64,
    /// When it was withdrawn.
    pub withdrawn_at: Option<i64>,
}

/// Saves a quote.
///
/// # Errors
/// The database fails, or the key is taken.
pub async fn insert(db: &mut Connection, new: &SavedQuote) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO quotes (id, number, organization, user_id, idempotency_key, fingerprint, token, kind,
                             subscription, version, request, catalog, digest, answer, quoted_at, created_at,
                             valid_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(&new.id)
    .bind(new.number)
    .bind(&new.organization)
    .bind(&new.user_id)
    .bind(&new.idempotency_key)
    .bind(&new.fingerprint)
    .bind(&new.token)
    .bind(&new.kind)
    .bind(&new.subscription)
    .bind(new.version)
    .bind(&new.request)
    .bind(&new.catalog)
    .bind(&new.digest)
    .bind(&new.answer)
    .bind(new.quoted_at)
    .bind(new.created_at)
    .bind(new.valid_until)
    .execute(db)
    .await?;
    Ok(())
}

/// One quote of an organization.
///
/// # Errors
/// The database fails.
pub async fn find(db: &mut Connection, organization: &str, id: &str) -> sqlx::Result<Option<SavedQuote>> {
    sqlx::query_as("SELECT * FROM quotes WHERE organization = $1 AND id = $2")
        .bind(organization)
        .bind(id)
        .fetch_optional(db)
        .await
}

/// The quote that a key names.
///
/// # Errors
/// The database fails.
pub async fn find_by_key(
    db: &mut Connection,
    organization: &str,
    key: &str,
) -> sqlx::Result<Option<SavedQuote>> {
    sqlx::query_as("SELECT * FROM quotes WHERE organization = $1 AND idempotency_key = $2")
        .bind(organization)
        .bind(key)
        .fetch_optional(db)
        .await
}

/// The quote that a link leads to.
///
/// # Errors
/// The database fails.
pub async fn find_by_token(db: &mut Connection, token: &str) -> sqlx::Result<Option<SavedQuote>> {
    sqlx::query_as("SELECT * FROM quotes WHERE token = $1").bind(token).fetch_optional(db).await
}

/// The latest quotes of an organization with numbers below `before`, the latest first.
///
/// # Errors
/// The database fails.
pub async fn latest(
    db: &mut Connection,
    organization: &str,
    before: i64,
    limit: i64,
) -> sqlx::Result<Vec<SavedQuote>> {
    sqlx::query_as(
        "SELECT * FROM quotes WHERE organization = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
    )
    .bind(organization)
    .bind(before)
    .bind(limit)
    .fetch_all(db)
    .await
}

/// The order that a quote became, or is becoming.
///
/// # Errors
/// The database fails.
pub async fn order(db: &mut Connection, quote: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar(
        "SELECT order_id FROM intents WHERE quote = $1 AND state IN ('open', 'awaitingPayment', 'done')",
    )
    .bind(quote)
    .fetch_optional(db)
    .await
}

/// Notes that a quote was withdrawn.
///
/// # Errors
/// The database fails.
pub async fn withdraw(db: &mut Connection, id: &str, now: i64) -> sqlx::Result<()> {
    sqlx::query("UPDATE quotes SET withdrawn_at = $1 WHERE id = $2 AND withdrawn_at IS NULL")
        .bind(now)
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}
