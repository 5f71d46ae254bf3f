//! By how much the demo's clock is ahead of the machine's.

use super::Connection;

/// Seconds that it is ahead.
///
/// # Errors
/// The database fails.
pub async fn ahead(db: &mut Connection) -> sqlx::Result<i64> {
    let ahead: Option<i64> = sqlx::query_scalar("SELECT ahead FROM demo_clock").fetch_optional(db).await?;
    Ok(ahead.unwrap_or_default())
}

/// Puts it forward. Who is signed in stays so: the time between did not pass for anyone.
///
/// # Errors
/// The database fails.
pub async fn put_forward(db: &mut Connection, seconds: i64) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO demo_clock (one, ahead) VALUES (1, $1)
         ON CONFLICT (one) DO UPDATE SET ahead = demo_clock.ahead + $1",
    )
    .bind(seconds)
    .execute(&mut *db)
    .await?;
    sqlx::query("UPDATE sessions SET expires_at = expires_at + $1").bind(seconds).execute(&mut *db).await?;
    sqlx::query("UPDATE tokens SET expires_at = expires_at + $1").bind(seconds).execute(db).await?;
    Ok(())
}
