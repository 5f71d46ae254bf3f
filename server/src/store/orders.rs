//! Orders: what was paid, with everything that is needed to price it again.

use sqlx::FromRow;

use super::Connection;

/// A confirmed change.
#[derive(Clone, Debug, FromRow)]
pub struct Order {
    /// `ord_…`
    pub id: String,
    /// Counts up by one.
    pub number: i64,
    /// `change`, `purchase`, `renewal`, `cancellation` or `resumption`.
    pub kind: String,
    /// Whose it is.
    pub organization: String,
    /// What was changed, or made.
    pub subscription: String,
    /// The intent that it comes from; none for a seeded one.
    pub intent: Option<String>,
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
    /// The state of the subscription that it left, JSON.
    pub state_after: String,
    /// What was paid, a decimal string.
    pub amount_due: String,
    /// What went back the way it came, a decimal string.
    pub refund: String,
    /// The rest of what was owed to the customer, a decimal string.
    pub to_balance: String,
    /// ISO 4217.
    pub currency: String,
    /// The card that paid, or got back.
    pub card: Option<String>,
    /// The saved quote that was accepted.
    pub quote: Option<String>,
    /// The customer's number of a purchase order.
    pub purchase_order: Option<String>,
    /// When it was confirmed.
    pub created_at: i64,
    /// When the payment was applied.
    pub paid_at: i64,
}

/// Adds an order.
///
/// # Errors
/// The database fails.
pub async fn insert(db: &mut Connection, new: &Order) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO orders (id, number, kind, organization, subscription, intent, user_id, request, catalog,
                             digest, answer, state_after, amount_due, refund, to_balance, currency, card,
                             quote, purchase_order, created_at, paid_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                 $21)",
    )
    .bind(&new.id)
    .bind(new.number)
    .bind(&new.kind)
    .bind(&new.organization)
    .bind(&new.subscription)
    .bind(&new.intent)
    .bind(&new.user_id)
    .bind(&new.request)
    .bind(&new.catalog)
    .bind(&new.digest)
    .bind(&new.answer)
    .bind(&new.state_after)
    .bind(&new.amount_due)
    .bind(&new.refund)
    .bind(&new.to_balance)
    .bind(&new.currency)
    .bind(&new.card)
    .bind(&new.quote)
    .bind(&new.purchase_order)
    .bind(new.created_at)
    .bind(new.paid_at)
    .execute(db)
    .await?;
    Ok(())
}

/// The latest orders of an organization, the latest first.
///
/// # Errors
/// The database fails.
pub async fn latest(db: &mut Connection, organization: &str, limit: i64) -> sqlx::Result<Vec<Order>> {
    sqlx::query_as("SELECT * FROM orders WHERE organization = $1 ORDER BY number DESC LIMIT $2")
        .bind(organization)
        .bind(limit)
        .fetch_all(db)
        .await
}

/// An order with what its payment is known by.
#[derive(Clone, Debug, FromRow)]
pub struct Paid {
    /// The order.
    #[sqlx(flatten)]
    pub order: Order,
    /// Of a purchase order's payment, as the seller knows it.
    pub reference: Option<String>,
}

/// The latest orders of an organization with numbers below `before`, the latest first.
///
/// # Errors
/// The database fails.
pub async fn before(
    db: &mut Connection,
    organization: &str,
    before: i64,
    limit: i64,
) -> sqlx::Result<Vec<Paid>> {
    sqlx::query_as(
        "SELECT orders.*, intents.reference AS reference
         FROM orders LEFT JOIN intents ON intents.id = orders.intent
         WHERE orders.organization = $1 AND orders.number < $2 ORDER BY orders.number DESC LIMIT $3",
    )
    .bind(organization)
    .bind(before)
    .bind(limit)
    .fetch_all(db)
    .await
}

/// The card that paid for a subscription last.
///
/// # Errors
/// The database fails.
pub async fn last_card(db: &mut Connection, subscription: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar(
        // Of the other orders it is the card that got something back.
        "SELECT card FROM orders
         WHERE subscription = $1 AND card IS NOT NULL AND replace(replace(amount_due, '0', ''), '.', '') <> ''
         ORDER BY number DESC LIMIT 1",
    )
    .bind(subscription)
    .fetch_optional(db)
    .await
}

/// Digest of the price list by which a subscription was last sold: bought, changed or renewed.
///
/// # Errors
/// The database fails.
pub async fn sold_by(db: &mut Connection, subscription: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar(
        "SELECT catalog FROM orders WHERE subscription = $1 AND kind IN ('purchase', 'change', 'renewal')
         ORDER BY number DESC LIMIT 1",
    )
    .bind(subscription)
    .fetch_optional(db)
    .await
}

/// One order.
///
/// # Errors
/// The database fails.
pub async fn find(db: &mut Connection, id: &str) -> sqlx::Result<Option<Order>> {
    sqlx::query_as("SELECT * FROM orders WHERE id = $1").bind(id).fetch_optional(db).await
}

/// The ids of all orders, the oldest first.
///
/// # Errors
/// The database fails.
pub async fn ids(db: &mut Connection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("SELECT id FROM orders ORDER BY number").fetch_all(db).await
}
