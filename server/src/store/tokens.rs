//! Bearer tokens of scripts: each acts as one user. They are stored hashed.

use sqlx::FromRow;

use super::Connection;
use super::accounts::{Organization, User};

/// A token, without the token itself.
#[derive(Clone, Debug, FromRow)]
pub struct Token {
    /// `tok_…`
    pub id: String,
    /// As whom it acts.
    pub user_id: String,
    /// What it is for, to a person.
    pub label: String,
    /// When it was made.
    pub created_at: i64,
    /// When it ends by itself.
    pub expires_at: Option<i64>,
    /// When it was ended by hand.
    pub revoked_at: Option<i64>,
}

/// Stores a token by its hash, lower-case hex.
///
/// # Errors
/// The database fails.
pub async fn insert(db: &mut Connection, new: &Token, hash: &str) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO tokens (id, token_hash, user_id, label, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&new.id)
    .bind(hash)
    .bind(&new.user_id)
    .bind(&new.label)
    .bind(new.created_at)
    .bind(new.expires_at)
    .execute(db)
    .await?;
    Ok(())
}

/// All tokens, the oldest first.
///
/// # Errors
/// The database fails.
pub async fn all(db: &mut Connection) -> sqlx::Result<Vec<Token>> {
    sqlx::query_as(
        "SELECT id, user_id, label, created_at, expires_at, revoked_at FROM tokens ORDER BY created_at, id",
    )
    .fetch_all(db)
    .await
}

/// Ends a token. False: there is none of that id that is not ended yet.
///
/// # Errors
/// The database fails.
pub async fn revoke(db: &mut Connection, id: &str, now: i64) -> sqlx::Result<bool> {
    let revoked = sqlx::query("UPDATE tokens SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL")
        .bind(now)
        .bind(id)
        .execute(db)
        .await?;
    Ok(revoked.rows_affected() == 1)
}

/// Ends all tokens of a user.
///
/// # Errors
/// The database fails.
pub async fn revoke_all(db: &mut Connection, user: &str, now: i64) -> sqlx::Result<u64> {
    let revoked = sqlx::query("UPDATE tokens SET revoked_at = $1 WHERE user_id = $2 AND revoked_at IS NULL")
        .bind(now)
        .bind(user)
        .execute(db)
        .await?;
    Ok(revoked.rows_affected())
}

/// The user as whom a token acts now, with the organization.
///
/// # Errors
/// The database fails.
pub async fn find(db: &mut Connection, hash: &str, now: i64) -> sqlx::Result<Option<(User, Organization)>> {
    let user: Option<String> = sqlx::query_scalar(
        "SELECT user_id FROM tokens
         WHERE token_hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)",
    )
    .bind(hash)
    .bind(now)
    .fetch_optional(&mut *db)
    .await?;
    let Some(user) = user else { return Ok(None) };
    let Some(user) = super::accounts::user(&mut *db, &user).await? else { return Ok(None) };
    let organization = super::accounts::organization(db, &user.organization).await?;
    Ok(organization.map(|organization| (user, organization)))
}
