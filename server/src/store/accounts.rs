//! Organizations, their users and their subscriptions.

use sqlx::FromRow;

use super::Connection;

/// A customer of the shop.
#[derive(Clone, Debug, FromRow)]
pub struct Organization {
    /// `org_…`
    pub id: String,
    /// For a person.
    pub name: String,
    /// `tax` of its requests, JSON.
    pub taxes: String,
    /// The roles that may see the account, a JSON array.
    pub viewer_roles: String,
}

impl Organization {
    /// The roles that may see the account.
    pub fn viewers(&self) -> Vec<String> {
        // A text that cannot be read lets nobody in.
        serde_json::from_str(&self.viewer_roles).unwrap_or_default()
    }
}

/// A person of an organization.
#[derive(Clone, Debug, FromRow)]
pub struct User {
    /// `u_…`
    pub id: String,
    /// Where the person belongs.
    pub organization: String,
    /// For a person.
    pub name: String,
    /// Unique.
    pub email: String,
    /// `owner`, `admin`, `billingManager` or `member`.
    pub role: String,
}

/// A subscription with its state as the engine wrote it.
#[derive(Clone, Debug, FromRow)]
pub struct Subscription {
    /// `sub_…`
    pub id: String,
    /// Whose it is.
    pub organization: String,
    /// S4, JSON.
    pub state: String,
    /// Digest of the catalog of its last change.
    pub catalog: String,
    /// Counts the changes.
    pub version: i64,
    /// The instant for which the last change was quoted.
    pub changed_at: i64,
}

/// One organization.
///
/// # Errors
/// The database fails.
pub async fn organization(db: &mut Connection, id: &str) -> sqlx::Result<Option<Organization>> {
    sqlx::query_as("SELECT id, name, taxes, viewer_roles FROM organizations WHERE id = ?")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// Is there any organization yet?
///
/// # Errors
/// The database fails.
pub async fn is_empty(db: &mut Connection) -> sqlx::Result<bool> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM organizations").fetch_one(db).await?;
    Ok(count == 0)
}

/// Adds an organization.
///
/// # Errors
/// The database fails.
pub async fn insert_organization(db: &mut Connection, new: &Organization, now: i64) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO organizations (id, name, taxes, viewer_roles, created_at) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(&new.id)
    .bind(&new.name)
    .bind(&new.taxes)
    .bind(&new.viewer_roles)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Adds a user.
///
/// # Errors
/// The database fails.
pub async fn insert_user(db: &mut Connection, new: &User) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO users (id, organization, name, email, role) VALUES (?, ?, ?, ?, ?)")
        .bind(&new.id)
        .bind(&new.organization)
        .bind(&new.name)
        .bind(&new.email)
        .bind(&new.role)
        .execute(db)
        .await?;
    Ok(())
}

/// All users, those of one organization together.
///
/// # Errors
/// The database fails.
pub async fn users(db: &mut Connection) -> sqlx::Result<Vec<User>> {
    sqlx::query_as("SELECT id, organization, name, email, role FROM users ORDER BY rowid").fetch_all(db).await
}

/// One user.
///
/// # Errors
/// The database fails.
pub async fn user(db: &mut Connection, id: &str) -> sqlx::Result<Option<User>> {
    sqlx::query_as("SELECT id, organization, name, email, role FROM users WHERE id = ?")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// The subscriptions of an organization, in the order of its account.
///
/// # Errors
/// The database fails.
pub async fn subscriptions(db: &mut Connection, organization: &str) -> sqlx::Result<Vec<Subscription>> {
    sqlx::query_as(
        "SELECT id, organization, state, catalog, version, changed_at
         FROM subscriptions WHERE organization = ? ORDER BY position",
    )
    .bind(organization)
    .fetch_all(db)
    .await
}

/// One subscription.
///
/// # Errors
/// The database fails.
pub async fn subscription(db: &mut Connection, id: &str) -> sqlx::Result<Option<Subscription>> {
    sqlx::query_as(
        "SELECT id, organization, state, catalog, version, changed_at FROM subscriptions WHERE id = ?",
    )
    .bind(id)
    .fetch_optional(db)
    .await
}

/// The subscriptions that go on and whose period has ended by `now`, with nothing open and no renewal
/// that was refused.
///
/// # Errors
/// The database fails.
pub async fn due(db: &mut Connection, now: &str) -> sqlx::Result<Vec<String>> {
    // States are the engine's: instants are UTC in one spelling and compare as texts.
    sqlx::query_scalar(
        "SELECT id FROM subscriptions
         WHERE state ->> '$.status' = 'active' AND NOT coalesce(state ->> '$.cancelAtPeriodEnd', 0)
           AND state ->> '$.period.end' <= ?
           AND NOT EXISTS (SELECT 1 FROM intents WHERE subscription = subscriptions.id AND (
                   state = 'open' OR (state = 'declined' AND user IS NULL AND version = subscriptions.version)))
         ORDER BY id",
    )
    .bind(now)
    .fetch_all(db)
    .await
}

/// Adds a subscription after those that the organization has.
///
/// # Errors
/// The database fails.
pub async fn insert_subscription(db: &mut Connection, new: &Subscription) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO subscriptions (id, organization, position, state, catalog, version, changed_at)
         VALUES (?1, ?2, (SELECT count(*) FROM subscriptions WHERE organization = ?2), ?3, ?4, ?5, ?6)",
    )
    .bind(&new.id)
    .bind(&new.organization)
    .bind(&new.state)
    .bind(&new.catalog)
    .bind(new.version)
    .bind(new.changed_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Puts a new state in the place of version `before`. False if that is not there any more.
///
/// # Errors
/// The database fails.
pub async fn replace_state(
    db: &mut Connection,
    id: &str,
    before: i64,
    state: &str,
    catalog: &str,
    changed_at: i64,
) -> sqlx::Result<bool> {
    let changed = sqlx::query(
        "UPDATE subscriptions SET state = ?, catalog = ?, version = version + 1, changed_at = ?
         WHERE id = ? AND version = ?",
    )
    .bind(state)
    .bind(catalog)
    .bind(changed_at)
    .bind(id)
    .bind(before)
    .execute(db)
    .await?;
    Ok(changed.rows_affected() == 1)
}
