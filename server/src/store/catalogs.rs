//! Price lists by digest, the one that is current, and its coupons.

use super::Connection;

/// Stores a price list; one that is there already stays as it is.
///
/// # Errors
/// The database fails.
pub async fn insert(db: &mut Connection, digest: &str, text: &str, now: i64) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO catalogs (digest, text, created_at) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING",
    )
    .bind(digest)
    .bind(text)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Makes a stored price list the current one, with these coupons (code, terms) and no others.
///
/// # Errors
/// The database fails, or the price list is not stored.
pub async fn activate(
    db: &mut Connection,
    digest: &str,
    coupons: &[(String, String)],
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO active_catalog (one, digest, activated_at) VALUES (1, $1, $2)
         ON CONFLICT (one) DO UPDATE SET digest = $1, activated_at = $2",
    )
    .bind(digest)
    .bind(now)
    .execute(&mut *db)
    .await?;
    sqlx::query("DELETE FROM coupons").execute(&mut *db).await?;
    for (code, terms) in coupons {
        sqlx::query("INSERT INTO coupons (code, terms) VALUES ($1, $2)")
            .bind(code)
            .bind(terms)
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

/// Digest of the current price list.
///
/// # Errors
/// The database fails.
pub async fn current(db: &mut Connection) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("SELECT digest FROM active_catalog").fetch_optional(db).await
}

/// The text of a price list, without coupons.
///
/// # Errors
/// The database fails.
pub async fn text(db: &mut Connection, digest: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("SELECT text FROM catalogs WHERE digest = $1").bind(digest).fetch_optional(db).await
}

/// All coupons' terms, by code.
///
/// # Errors
/// The database fails.
pub async fn coupons(db: &mut Connection) -> sqlx::Result<Vec<String>> {
    let mut coupons: Vec<(String, String)> =
        sqlx::query_as("SELECT code, terms FROM coupons").fetch_all(db).await?;
    // Databases sort texts in ways of their own.
    coupons.sort();
    Ok(coupons.into_iter().map(|(_, terms)| terms).collect())
}
