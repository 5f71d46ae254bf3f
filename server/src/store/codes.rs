//! Codes: their terms, how often they were redeemed, and who tried which.

use super::{Connection, new_id};

/// The terms of the coupon that a code (normalised) names.
///
/// # Errors
/// The database fails.
pub async fn terms(db: &mut Connection, code: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("SELECT terms FROM coupons WHERE code = $1")
        .bind(storable(code))
        .fetch_optional(db)
        .await
}

/// How often a code was redeemed: by all, and by this organization.
///
/// # Errors
/// The database fails.
pub async fn redemptions(db: &mut Connection, code: &str, organization: &str) -> sqlx::Result<(i64, i64)> {
    sqlx::query_as(
        "SELECT count(*), count(*) FILTER (WHERE organization = $1) FROM redemptions WHERE code = $2",
    )
    .bind(organization)
    .bind(storable(code))
    .fetch_one(db)
    .await
}

/// Counts a redemption. Without an organization it happened outside this server.
///
/// # Errors
/// The database fails.
pub async fn redeem(
    db: &mut Connection,
    code: &str,
    organization: Option<&str>,
    intent: Option<&str>,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO redemptions (id, code, organization, intent, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(new_id("red"))
        .bind(code)
        .bind(organization)
        .bind(intent)
        .bind(now)
        .execute(db)
        .await?;
    Ok(())
}

/// Gives back what an intent had taken.
///
/// # Errors
/// The database fails.
pub async fn give_back(db: &mut Connection, intent: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM redemptions WHERE intent = $1").bind(intent).execute(db).await?;
    Ok(())
}

/// The instants of an address's refused lookups since `since`, the latest first.
///
/// # Errors
/// The database fails.
pub async fn refused_of_address(db: &mut Connection, address: &str, since: i64) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar(
        "SELECT at FROM code_lookups WHERE address = $1 AND refused = 1 AND at > $2 ORDER BY at DESC",
    )
    .bind(address)
    .bind(since)
    .fetch_all(db)
    .await
}

/// The instants of an account's refused lookups since `since`, the latest first.
///
/// # Errors
/// The database fails.
pub async fn refused_of_account(
    db: &mut Connection,
    organization: &str,
    since: i64,
) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar(
        "SELECT at FROM code_lookups WHERE organization = $1 AND refused = 1 AND at > $2 ORDER BY at DESC",
    )
    .bind(organization)
    .bind(since)
    .fetch_all(db)
    .await
}

/// Has this account tried this code since `since`?
///
/// # Errors
/// The database fails.
pub async fn was_tried(
    db: &mut Connection,
    organization: &str,
    code: &str,
    since: i64,
) -> sqlx::Result<bool> {
    let tried: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM code_lookups WHERE organization = $1 AND at > $2 AND code = $3",
    )
    .bind(organization)
    .bind(since)
    .bind(storable(code))
    .fetch_one(db)
    .await?;
    Ok(tried > 0)
}

/// Notes that a code was tried, and forgets what is older than `forget_before`.
///
/// # Errors
/// The database fails.
pub async fn note_lookup(
    db: &mut Connection,
    organization: &str,
    address: &str,
    code: &str,
    refused: bool,
    now: i64,
    forget_before: i64,
) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM code_lookups WHERE organization = $1 AND at <= $2")
        .bind(organization)
        .bind(forget_before)
        .execute(&mut *db)
        .await?;
    sqlx::query(
        "INSERT INTO code_lookups (id, organization, address, code, refused, at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(new_id("try"))
    .bind(organization)
    .bind(address)
    .bind(storable(code))
    .bind(i64::from(refused))
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// A typed code as a text that PostgreSQL takes: it has no character zero, and no coupon's code has either.
fn storable(code: &str) -> String {
    code.replace('\0', "\u{fffd}")
}
