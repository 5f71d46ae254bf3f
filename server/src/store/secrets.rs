//! What only the server may know, made once.

use super::Connection;

/// A secret by its name.
///
/// # Errors
/// The database fails.
pub async fn find(db: &mut Connection, name: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("SELECT secret FROM secrets WHERE name = $1").bind(name).fetch_optional(db).await
}

/// The secret of that name; `fresh`, if there is none yet.
///
/// # Errors
/// The database fails.
pub async fn made_once(db: &mut Connection, name: &str, fresh: &str, now: i64) -> sqlx::Result<String> {
    sqlx::query(
        "INSERT INTO secrets (name, secret, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
    )
    .bind(name)
    .bind(fresh)
    .bind(now)
    .execute(&mut *db)
    .await?;
    sqlx::query_scalar("SELECT secret FROM secrets WHERE name = $1").bind(name).fetch_one(db).await
}
