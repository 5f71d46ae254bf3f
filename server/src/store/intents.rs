//! Intents: what a customer confirmed, or what a renewal costs, from the moment it is written down until its outcome is
//! known and applied.

use sqlx::FromRow;

use super::Connection;

/// A confirmed quote on its way.
#[derive(Clone, Debug, FromRow)]
pub struct Intent {
    /// `int_…`; it rises with time.
    pub id: String,
    /// `change`, `purchase`, `renewal`, `cancellation` or `resumption`.
    pub kind: String,
    /// Whose it is.
    pub organization: String,
    /// The key that came with it, unique within the organization.
    pub idempotency_key: String,
    /// Hash of the content that came with the key.
    pub fingerprint: String,
    /// `ord_…`, of the order that it becomes.
    pub order_id: String,
    /// Counts up by one, whatever becomes of the intent.
    pub order_number: i64,
    /// What is changed, or what a purchase will make.
    pub subscription: String,
    /// The version of the subscription that was priced; 0 for a purchase.
    pub version: i64,
    /// Who confirmed; nobody for a renewal by the job.
    pub user_id: Option<String>,
    /// The request as it was priced, JSON.
    pub request: String,
    /// Digest of the catalog that priced it.
    pub catalog: String,
    /// Digest of the quote.
    pub digest: String,
    /// The engine's answer, JSON.
    pub answer: String,
    /// The state of the subscription once it is applied, JSON.
    pub state_after: String,
    /// `at` of the request.
    pub quoted_at: i64,
    /// Minor units: above zero a charge, below zero a refund.
    pub amount: i64,
    /// Minor digits of the currency.
    #[sqlx(try_from = "i64")]
    pub digits: u32,
    /// ISO 4217.
    pub currency: String,
    /// What pays, or gets back what was paid.
    pub card: Option<String>,
    /// The saved quote that was accepted.
    pub quote: Option<String>,
    /// The customer's number of a purchase order.
    pub purchase_order: Option<String>,
    /// Until when a purchase order is to be paid.
    pub due_at: Option<i64>,
    /// `open`, `awaitingPayment`, `done`, `declined` or `canceled`.
    pub state: String,
    /// Who works on it.
    pub lease: Option<String>,
    /// Until when nobody else does.
    pub leased_until: Option<i64>,
    /// When the provider was about to be called.
    pub handed_over_at: Option<i64>,
    /// When it was written.
    pub created_at: i64,
    /// HTTP status of the reply.
    pub reply_status: Option<i64>,
    /// The reply, once there is one: the same bytes for every repetition.
    pub reply: Option<String>,
    /// Of a purchase order's payment, as the seller knows it.
    pub reference: Option<String>,
    /// When it came to its end.
    pub closed_at: Option<i64>,
}

impl Intent {
    /// Waits for the provider's outcome.
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }

    /// Was given up.
    pub fn is_canceled(&self) -> bool {
        self.state == "canceled"
    }

    /// Waits for somebody to say that its purchase order was paid.
    pub fn awaits_payment(&self) -> bool {
        self.state == "awaitingPayment"
    }
}

/// Writes an intent down.
///
/// # Errors
/// The database fails, or there is an unfinished intent for the subscription, or the key is taken.
pub async fn insert(db: &mut Connection, new: &Intent) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO intents (id, kind, organization, idempotency_key, fingerprint, order_id, order_number,
                              subscription, version, user_id, request, catalog, digest, answer, state_after,
                              quoted_at, amount, digits, currency, card, quote, purchase_order, due_at, state,
                              lease, leased_until, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                 $21, $22, $23, $24, $25, $26, $27)",
    )
    .bind(&new.id)
    .bind(&new.kind)
    .bind(&new.organization)
    .bind(&new.idempotency_key)
    .bind(&new.fingerprint)
    .bind(&new.order_id)
    .bind(new.order_number)
    .bind(&new.subscription)
    .bind(new.version)
    .bind(&new.user_id)
    .bind(&new.request)
    .bind(&new.catalog)
    .bind(&new.digest)
    .bind(&new.answer)
    .bind(&new.state_after)
    .bind(new.quoted_at)
    .bind(new.amount)
    .bind(i64::from(new.digits))
    .bind(&new.currency)
    .bind(&new.card)
    .bind(&new.quote)
    .bind(&new.purchase_order)
    .bind(new.due_at)
    .bind(&new.state)
    .bind(&new.lease)
    .bind(new.leased_until)
    .bind(new.created_at)
    .execute(db)
    .await?;
    Ok(())
}

/// One intent.
///
/// # Errors
/// The database fails.
pub async fn find(db: &mut Connection, id: &str) -> sqlx::Result<Option<Intent>> {
    sqlx::query_as("SELECT * FROM intents WHERE id = $1").bind(id).fetch_optional(db).await
}

/// The intent that a key names. A canceled one has given its key back, unless it was an order by then.
///
/// # Errors
/// The database fails.
pub async fn find_by_key(db: &mut Connection, organization: &str, key: &str) -> sqlx::Result<Option<Intent>> {
    let live = sqlx::query_as(
        "SELECT * FROM intents WHERE organization = $1 AND idempotency_key = $2 AND state <> 'canceled'",
    )
    .bind(organization)
    .bind(key)
    .fetch_optional(&mut *db)
    .await?;
    if live.is_some() {
        return Ok(live);
    }
    // Each of the two has its index. Without an amount above zero it awaited no payment, whatever its number.
    sqlx::query_as(
        "SELECT * FROM intents WHERE organization = $1 AND idempotency_key = $2 AND state = 'canceled'
                                 AND purchase_order IS NOT NULL AND amount > 0
         ORDER BY id DESC LIMIT 1",
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
    sqlx::query_as("SELECT * FROM intents WHERE organization = $1 AND order_id = $2")
        .bind(organization)
        .bind(order)
        .fetch_optional(db)
        .await
}

/// The intents of one organization that have not come to an end, the oldest first.
///
/// # Errors
/// The database fails.
pub async fn unfinished_of(db: &mut Connection, organization: &str) -> sqlx::Result<Vec<Intent>> {
    sqlx::query_as(
        "SELECT * FROM intents WHERE organization = $1 AND state IN ('open', 'awaitingPayment') ORDER BY id",
    )
    .bind(organization)
    .fetch_all(db)
    .await
}

/// The ids of all open intents, the oldest first.
///
/// # Errors
/// The database fails.
pub async fn open_ids(db: &mut Connection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("SELECT id FROM intents WHERE state = 'open' ORDER BY id").fetch_all(db).await
}

/// The latest intents of an organization that did not become an order, with numbers below `before`, the
/// latest first.
///
/// # Errors
/// The database fails.
pub async fn without_order(
    db: &mut Connection,
    organization: &str,
    before: i64,
    limit: i64,
) -> sqlx::Result<Vec<Intent>> {
    sqlx::query_as(
        "SELECT * FROM intents WHERE organization = $1 AND order_number < $2 AND state <> 'done'
         ORDER BY order_number DESC LIMIT $3",
    )
    .bind(organization)
    .bind(before)
    .bind(limit)
    .fetch_all(db)
    .await
}

/// The cards that paid for a subscription in a currency, what paid last first, each with what the provider took from it, less
/// what it gave back to it, in minor units.
///
/// # Errors
/// The database fails.
pub async fn taken(
    db: &mut Connection,
    subscription: &str,
    currency: &str,
) -> sqlx::Result<Vec<(String, i64)>> {
    // Without a card it was paid by purchase order, past the provider.
    sqlx::query_as(
        "SELECT card, CAST(sum(amount) AS BIGINT) FROM intents
         WHERE subscription = $1 AND currency = $2 AND state = 'done' AND card IS NOT NULL
         GROUP BY card ORDER BY max(CASE WHEN amount > 0 THEN order_number END) DESC",
    )
    .bind(subscription)
    .bind(currency)
    .fetch_all(db)
    .await
}

/// Leases an open intent, if nobody else has it: from `now` to `until`. A lease that ends after `latest` is none. False:
/// someone has it.
///
/// # Errors
/// The database fails.
pub async fn take_lease(
    db: &mut Connection,
    id: &str,
    holder: &str,
    now: i64,
    until: i64,
    latest: i64,
) -> sqlx::Result<bool> {
    let taken = sqlx::query(
        "UPDATE intents SET lease = $1, leased_until = $2
         WHERE id = $3 AND state = 'open' AND (lease IS NULL OR leased_until <= $4 OR leased_until > $5)",
    )
    .bind(holder)
    .bind(until)
    .bind(id)
    .bind(now)
    .bind(latest)
    .execute(db)
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// Puts the end of a lease off. False: the holder has it no more.
///
/// # Errors
/// The database fails.
pub async fn extend_lease(db: &mut Connection, id: &str, holder: &str, until: i64) -> sqlx::Result<bool> {
    let extended =
        sqlx::query("UPDATE intents SET leased_until = $1 WHERE id = $2 AND lease = $3 AND state = 'open'")
            .bind(until)
            .bind(id)
            .bind(holder)
            .execute(db)
            .await?;
    Ok(extended.rows_affected() == 1)
}

/// Ends a lease, if the holder still has it.
///
/// # Errors
/// The database fails.
pub async fn release_lease(db: &mut Connection, id: &str, holder: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE intents SET lease = NULL, leased_until = NULL WHERE id = $1 AND lease = $2")
        .bind(id)
        .bind(holder)
        .execute(db)
        .await?;
    Ok(())
}

/// Ends all leases, for whoever knows that nobody else is at work.
///
/// # Errors
/// The database fails.
pub async fn end_leases(db: &mut Connection) -> sqlx::Result<()> {
    sqlx::query("UPDATE intents SET lease = NULL, leased_until = NULL WHERE lease IS NOT NULL")
        .execute(db)
        .await?;
    Ok(())
}

/// Notes that the provider is about to be called. False: the holder has the lease no more.
///
/// # Errors
/// The database fails.
pub async fn hand_over(db: &mut Connection, id: &str, holder: &str, now: i64) -> sqlx::Result<bool> {
    let handed_over = sqlx::query(
        "UPDATE intents SET handed_over_at = coalesce(handed_over_at, $1)
         WHERE id = $2 AND lease = $3 AND state = 'open'",
    )
    .bind(now)
    .bind(id)
    .bind(holder)
    .execute(db)
    .await?;
    Ok(handed_over.rows_affected() == 1)
}

/// Notes that nothing goes back through the provider for an open intent, and the state that follows instead. False if it
/// is not open.
///
/// # Errors
/// The database fails.
pub async fn owe(db: &mut Connection, id: &str, state_after: &str) -> sqlx::Result<bool> {
    let noted =
        sqlx::query("UPDATE intents SET amount = 0, state_after = $1 WHERE id = $2 AND state = 'open'")
            .bind(state_after)
            .bind(id)
            .execute(db)
            .await?;
    Ok(noted.rows_affected() == 1)
}

/// Ends an unfinished intent with the reply that its key answers from now on. False if it is not unfinished.
///
/// # Errors
/// The database fails.
pub async fn close(
    db: &mut Connection,
    id: &str,
    state: &str,
    reply: (u16, &str),
    now: i64,
) -> sqlx::Result<bool> {
    let closed = sqlx::query(
        "UPDATE intents SET state = $1, reply_status = $2, reply = $3, closed_at = $4, lease = NULL, leased_until = NULL
         WHERE id = $5 AND state IN ('open', 'awaitingPayment')",
    )
    .bind(state)
    .bind(i64::from(reply.0))
    .bind(reply.1)
    .bind(now)
    .bind(id)
    .execute(db)
    .await?;
    Ok(closed.rows_affected() == 1)
}

/// Ends an open intent that never reached the provider; its key is free again. False: the holder has the
/// lease no more.
///
/// # Errors
/// The database fails.
pub async fn cancel(db: &mut Connection, id: &str, holder: &str, now: i64) -> sqlx::Result<bool> {
    let canceled = sqlx::query(
        "UPDATE intents SET state = 'canceled', closed_at = $1, lease = NULL, leased_until = NULL
         WHERE id = $2 AND state = 'open' AND lease = $3",
    )
    .bind(now)
    .bind(id)
    .bind(holder)
    .execute(db)
    .await?;
    Ok(canceled.rows_affected() == 1)
}

/// How many intents are not finished, by state.
///
/// # Errors
/// The database fails.
pub async fn unfinished(db: &mut Connection) -> sqlx::Result<Vec<(String, i64)>> {
    sqlx::query_as(
        "SELECT state, count(*) FROM intents WHERE state IN ('open', 'awaitingPayment') GROUP BY state",
    )
    .fetch_all(db)
    .await
}
