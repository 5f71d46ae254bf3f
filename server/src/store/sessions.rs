//! Sessions: which browser is which user. Tokens are stored hashed.

use super::Connection;

use super::accounts::{Organization, User};

/// Stores a session.
///
/// # Errors
/// The database fails.
pub async fn insert(
    db: &mut Connection,
    token_hash: &[u8],
    user: &str,
    now: i64,
    expires_at: i64,
) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM sessions WHERE expires_at <= ?").bind(now).execute(&mut *db).await?;
    sqlx::query("INSERT INTO sessions (token_hash, user, created_at, expires_at) VALUES (?, ?, ?, ?)")
        .bind(token_hash)
        .bind(user)
        .bind(now)
        .bind(expires_at)
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets a session.
///
/// # Errors
/// The database fails.
pub async fn delete(db: &mut Connection, token_hash: &[u8]) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM sessions WHERE token_hash = ?").bind(token_hash).execute(db).await?;
    Ok(())
}

/// Forgets all sessions of a user.
///
/// # Errors
/// The database fails.
pub async fn delete_all(db: &mut Connection, user: &str) -> sqlx::Result<u64> {
    let deleted = sqlx::query("DELETE FROM sessions WHERE user = ?").bind(user).execute(db).await?;
    Ok(deleted.rows_affected())
}

/// The user whose session this is, with the organization.
///
/// # Errors
/// The database fails.
pub async fn find(
    db: &mut Connection,
    token_hash: &[u8],
    now: i64,
) -> sqlx::Result<Option<(User, Organization)>> {
    let user: Option<User> = sqlx::query_as(
        "SELECT users.id, users.organization, users.name, users.email, users.role
         FROM sessions JOIN users ON users.id = sessions.user
         WHERE sessions.token_hash = ? AND sessions.expires_at > ?",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional(&mut *db)
    .await?;
    let Some(user) = user else { return Ok(None) };
    let organization = super::accounts::organization(db, &user.organization).await?;
    Ok(organization.map(|organization| (user, organization)))
}
