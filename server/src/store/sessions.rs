//! Sessions: which browser is which user. Tokens are stored hashed.

use super::Connection;

use super::accounts::{Organization, User};

/// Stores a session.
///
/// # Errors
/// The database fails.
pub async fn insert(
    db: &mut Connection,
    token_hash: &str,
    user: &str,
    now: i64,
    expires_at: i64,
) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM sessions WHERE expires_at <= $1").bind(now).execute(&mut *db).await?;
    sqlx::query("INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)")
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
pub async fn delete(db: &mut Connection, token_hash: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM sessions WHERE token_hash = $1").bind(token_hash).execute(db).await?;
    Ok(())
}

/// Forgets all sessions of a user.
///
/// # Errors
/// The database fails.
pub async fn delete_all(db: &mut Connection, user: &str) -> sqlx::Result<u64> {
    let deleted = sqlx::query("DELETE FROM sessions WHERE user_id = $1").bind(user).execute(db).await?;
    Ok(deleted.rows_affected())
}

/// The user whose session this is, with the organization.
///
/// # Errors
/// The database fails.
pub async fn find(
    db: &mut Connection,
    token_hash: &str,
    now: i64,
) -> sqlx::Result<Option<(User, Organization)>> {
    let user: Option<User> = sqlx::query_as(
        "SELECT users.id, users.organization, users.name, users.email, users.role
         FROM sessions JOIN users ON users.id = sessions.user_id
         WHERE sessions.token_hash = $1 AND sessions.expires_at > $2 AND users.removed_at IS NULL",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional(&mut *db)
    .await?;
    let Some(user) = user else { return Ok(None) };
    let organization = super::accounts::organization(db, &user.organization).await?;
    Ok(organization.map(|organization| (user, organization)))
}
