//! Numbers for people: they count up by one.

use super::Connection;

/// Of orders.
pub const ORDERS: &str = "order";
/// Of saved quotes.
pub const QUOTES: &str = "quote";

/// Of every kind.
pub const FIRST: i64 = 1001;

/// The next number of a kind.
///
/// # Errors
/// The database fails.
pub async fn next(db: &mut Connection, kind: &str) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "INSERT INTO numbers (kind, next) VALUES ($1, $2)
         ON CONFLICT (kind) DO UPDATE SET next = numbers.next + 1 RETURNING next - 1",
    )
    .bind(kind)
    .bind(FIRST + 1)
    .fetch_one(db)
    .await
}
