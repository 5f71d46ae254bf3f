//! Intents: what a customer confirmed, or what a renewal costs, from the moment it is written down until its outcome is
//! known and applied.

use sqlx::FromRow;

use super::Connection;

/// A confirmed quote on its way.
#[derive(Clone, Debug, FromRow)]
pub struct Intent {
    /// Counts up.
    pub id: i64,
    /// Whose it is.
    pub organization: String,
    /// The key that came with it, unique within the organization.
    pub idempotency_key: String,
    /// Hash of the content that came with the key.
    pub fingerprint: Vec<u8>,
    /// `ord_…`, of the order that it becomes.
    pub order_id: String,
    /// Counts up by one, whatever becomes of the intent.
    pub order_number: i64,
    /// What is changed.
    pub subscription: String,
    /// The version of the subscription that was priced.
    pub version: i64,
    /// Who confirmed; nobody for a renewal.
    pub user: Option<String>,
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
    /// Minor units: above zero a charge, below zero a refund.
    pub amount: i64,
    /// Minor digits of the currency.
    pub digits: u32,
    /// ISO 4217.
    pub currency: String,
    /// What pays.
    pub card: Option<String>,
    /// `open`, `done`, `declined` or `canceled`.
    pub state: String,
    /// When the provider was about to be called.
    pub handed_over_at: Option<i64>,
    /// When it was written.
    pub created_at: i64,
    /// HTTP status of the reply.
    pub reply_status: Option<u16>,
    /// The reply, once there is one: the same bytes for every repetition.
    pub reply: Option<String>,
}

impl Intent {
    /// Waits for its outcome.
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }
}

/// Writes an intent down, open; returns its id. `id`, `state` and what comes later are ignored.
///
/// # Errors
/// The database fails, or there is an open intent for the subscription, or the key is taken.
pub async fn insert(db: &mut Connection, new: &Intent) -> sqlx::Result<i64> {
    let inserted = sqlx::query(
        "INSERT INTO intents (organization, idempotency_key, fingerprint, order_id, order_number,
                              subscription, version, user,
                              request, catalog, digest, answer, quoted_at, amount, digits, currency, card,
                              state, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)",
    )
    .bind(&new.organization)
    .bind(&new.idempotency_key)
    .bind(&new.fingerprint)
    .bind(&new.order_id)
    .bind(new.order_number)
    .bind(&new.subscription)
    .bind(new.version)
    .bind(&new.user)
    .bind(&new.request)
    .bind(&new.catalog)
    .bind(&new.digest)
    .bind(&new.answer)
    .bind(new.quoted_at)
    .bind(new.amount)
    .bind(new.digits)
    .bind(&new.currency)
    .bind(&new.card)
    .bind(new.created_at)
    .execute(db)
    .await?;
    Ok(inserted.last_insert_rowid())
}

/// One intent.
///
/// # Errors
/// The database fails.
pub async fn find(db: &mut Connection, id: i64) -> sqlx::Result<Option<Intent>> {
    sqlx::query_as("SELECT * FROM intents WHERE id = ?").bind(id).fetch_optional(db).await
}

/// The intent that a key names; a canceled one has given its key back.
///
/// # Errors
/// The database fails.
pub async fn find_by_key(db: &mut Connection, organization: &str, key: &str) -> sqlx::Result<Option<Intent>> {
    sqlx::query_as(
        "SELECT * FROM intents WHERE organization = ? AND idempotency_key = ? AND state <> 'canceled'",
    )
    .bind(organization)
    .bind(key)
    .fetch_optional(db)
    .await
}

/// The intent that becomes, or became, this order of the organization.
///
/// # Errors
/// The database fails.
pub async fn find_by_order(
    db: &mut Connection,
    organization: &str,
    order: &str,
) -> sqlx::Result<Option<Intent>> {
    sqlx::query_as("SELECT * FROM intents WHERE organization = ? AND order_id = ?")
        .bind(organization)
        .bind(order)
        .fetch_optional(db)
        .await
}

/// The open intents of one organization.
///
/// # Errors
/// The database fails.
pub async fn open_of(db: &mut Connection, organization: &str) -> sqlx::Result<Vec<Intent>> {
    sqlx::query_as("SELECT * FROM intents WHERE organization = ? AND state = 'open' ORDER BY id")
        .bind(organization)
        .fetch_all(db)
        .await
}

/// The ids of all open intents, the oldest first.
///
/// # Errors
/// The database fails.
pub async fn open_ids(db: &mut Connection) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar("SELECT id FROM intents WHERE state = 'open' ORDER BY id").fetch_all(db).await
}

/// Notes that the provider is about to be called.
///
/// # Errors
/// The database fails.
pub async fn hand_over(db: &mut Connection, id: i64, now: i64) -> sqlx::Result<()> {
    sqlx::query("UPDATE intents SET handed_over_at = ? WHERE id = ? AND state = 'open'")
        .bind(now)
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Ends an open intent with the reply that its key answers from now on. False if it is not open.
///
/// # Errors
/// The database fails.
pub async fn close(
    db: &mut Connection,
    id: i64,
    state: &str,
    reply: (u16, &str),
    now: i64,
) -> sqlx::Result<bool> {
    let closed = sqlx::query(
        "UPDATE intents SET state = ?, reply_status = ?, reply = ?, closed_at = ? WHERE id = ? AND state = 'open'",
    )
    .bind(state)
    .bind(reply.0)
    .bind(reply.1)
    .bind(now)
    .bind(id)
    .execute(db)
    .await?;
    Ok(closed.rows_affected() == 1)
}

/// Ends an open intent that never reached the provider; its key is free again.
///
/// # Errors
/// The database fails.
pub async fn cancel(db: &mut Connection, id: i64, now: i64) -> sqlx::Result<bool> {
    let canceled =
        sqlx::query("UPDATE intents SET state = 'canceled', closed_at = ? WHERE id = ? AND state = 'open'")
            .bind(now)
            .bind(id)
            .execute(db)
            .await?;
    Ok(canceled.rows_affected() == 1)
}
