//! Organizations that registered themselves, and the addresses that are taken.

use super::Connection;

/// Does this e-mail address belong to a user already?
///
/// # Errors
/// The database fails.
pub async fn is_taken(db: &mut Connection, email: &str) -> sqlx::Result<bool> {
    let users: i64 = sqlx::query_scalar("SELECT count(*) FROM users WHERE lower(email) = $1")
        .bind(email)
        .fetch_one(db)
        .await?;
    Ok(users > 0)
}

/// Notes where an organization registered itself from.
///
/// # Errors
/// The database fails.
pub async fn insert(db: &mut Connection, organization: &str, address: &str, now: i64) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO registrations (organization, address, at) VALUES ($1, $2, $3)")
        .bind(organization)
        .bind(address)
        .bind(now)
        .execute(db)
        .await?;
    Ok(())
}

/// The instants of the registrations from an address since `since`, the latest first.
///
/// # Errors
/// The database fails.
pub async fn since(db: &mut Connection, address: &str, since: i64) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar("SELECT at FROM registrations WHERE address = $1 AND at > $2 ORDER BY at DESC")
        .bind(address)
        .bind(since)
        .fetch_all(db)
        .await
}
