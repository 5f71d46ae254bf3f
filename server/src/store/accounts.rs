//! Organizations, their users and their subscriptions.

use serde::Deserialize;
use sqlx::FromRow;

use super::Connection;
use crate::clock;

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
    /// The instant for which the last change was quoted; of what has ended, when it ended.
    pub changed_at: i64,
}

/// One organization.
///
/// # Errors
/// The database fails.
pub async fn organization(db: &mut Connection, id: &str) -> sqlx::Result<Option<Organization>> {
    sqlx::query_as("SELECT id, name, taxes, viewer_roles FROM organizations WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// All organizations, in the order in which they came.
///
/// # Errors
/// The database fails.
pub async fn organizations(db: &mut Connection) -> sqlx::Result<Vec<Organization>> {
    sqlx::query_as("SELECT id, name, taxes, viewer_roles FROM organizations ORDER BY created_at, id")
        .fetch_all(db)
        .await
}

/// Gives an organization other taxes, JSON. False: it is not there.
///
/// # Errors
/// The database fails.
pub async fn set_taxes(db: &mut Connection, id: &str, taxes: &str) -> sqlx::Result<bool> {
    let set = sqlx::query("UPDATE organizations SET taxes = $1 WHERE id = $2").bind(taxes).bind(id);
    Ok(set.execute(db).await?.rows_affected() == 1)
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
        "INSERT INTO organizations (id, name, taxes, viewer_roles, created_at) VALUES ($1, $2, $3, $4, $5)",
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
    sqlx::query(
        "INSERT INTO users (id, organization, position, name, email, role)
         VALUES ($1, $2, (SELECT count(*) FROM users), $3, $4, $5)",
    )
    .bind(&new.id)
    .bind(&new.organization)
    .bind(&new.name)
    .bind(&new.email)
    .bind(&new.role)
    .execute(db)
    .await?;
    Ok(())
}

/// All users, in the order in which they came, without those who were removed.
///
/// # Errors
/// The database fails.
pub async fn users(db: &mut Connection) -> sqlx::Result<Vec<User>> {
    sqlx::query_as(
        "SELECT id, organization, name, email, role FROM users WHERE removed_at IS NULL ORDER BY position",
    )
    .fetch_all(db)
    .await
}

/// One user who was not removed.
///
/// # Errors
/// The database fails.
pub async fn user(db: &mut Connection, id: &str) -> sqlx::Result<Option<User>> {
    sqlx::query_as(
        "SELECT id, organization, name, email, role FROM users WHERE id = $1 AND removed_at IS NULL",
    )
    .bind(id)
    .fetch_optional(db)
    .await
}

/// The name of a user, also of one who was removed.
///
/// # Errors
/// The database fails.
pub async fn name(db: &mut Connection, id: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("SELECT name FROM users WHERE id = $1").bind(id).fetch_optional(db).await
}

/// How many users of an organization have a role.
///
/// # Errors
/// The database fails.
pub async fn count_role(db: &mut Connection, organization: &str, role: &str) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "SELECT count(*) FROM users WHERE organization = $1 AND role = $2 AND removed_at IS NULL",
    )
    .bind(organization)
    .bind(role)
    .fetch_one(db)
    .await
}

/// Gives a user another role, from the next request on.
///
/// # Errors
/// The database fails.
pub async fn set_role(db: &mut Connection, id: &str, role: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE users SET role = $1 WHERE id = $2").bind(role).bind(id).execute(db).await?;
    Ok(())
}

/// Removes a user, and forgets the e-mail address.
///
/// # Errors
/// The database fails.
pub async fn remove_user(db: &mut Connection, id: &str, now: i64) -> sqlx::Result<()> {
    // An id is unique like an address, and is none.
    sqlx::query("UPDATE users SET removed_at = $1, email = id WHERE id = $2")
        .bind(now)
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// The subscriptions of an organization, in the order of its account.
///
/// # Errors
/// The database fails.
pub async fn subscriptions(db: &mut Connection, organization: &str) -> sqlx::Result<Vec<Subscription>> {
    sqlx::query_as(
        "SELECT id, organization, state, catalog, version, changed_at
         FROM subscriptions WHERE organization = $1 ORDER BY position",
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
        "SELECT id, organization, state, catalog, version, changed_at FROM subscriptions WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await
}

/// All subscriptions that are to be renewed some time.
///
/// # Errors
/// The database fails.
pub async fn going_on(db: &mut Connection) -> sqlx::Result<Vec<Subscription>> {
    sqlx::query_as(
        "SELECT id, organization, state, catalog, version, changed_at FROM subscriptions
         WHERE status <> 'ended' AND canceling = 0 ORDER BY id",
    )
    .fetch_all(db)
    .await
}

/// All subscriptions that are over, each with its organization's name.
///
/// # Errors
/// The database fails.
pub async fn over(db: &mut Connection) -> sqlx::Result<Vec<(Subscription, String)>> {
    #[derive(FromRow)]
    struct Over {
        #[sqlx(flatten)]
        subscription: Subscription,
        name: String,
    }
    let all: Vec<Over> = sqlx::query_as(
        "SELECT subscriptions.id AS id, organization, state, catalog, version, changed_at, name
         FROM subscriptions JOIN organizations ON organizations.id = organization
         WHERE status = 'ended' ORDER BY name, subscriptions.id",
    )
    .fetch_all(db)
    .await?;
    Ok(all.into_iter().map(|Over { subscription, name }| (subscription, name)).collect())
}

/// A subscription whose period has ended.
#[derive(Clone, Debug, FromRow)]
pub struct Ended {
    /// `sub_…`
    pub id: String,
    /// 1: it was canceled and does not go on.
    pub canceling: i64,
    /// When its period ended.
    pub period_end: i64,
    /// How often the job's renewal for the next period was declined.
    pub declined: i64,
    /// When that was for the first time.
    pub first_declined: Option<i64>,
    /// When that was last.
    pub last_declined: Option<i64>,
}

/// The subscriptions, or the one of this id, whose period has ended by `now` and that are not ended, with
/// nothing unfinished.
///
/// # Errors
/// The database fails.
pub async fn ended(db: &mut Connection, id: Option<&str>, now: i64) -> sqlx::Result<Vec<Ended>> {
    sqlx::query_as(
        "SELECT subscriptions.id AS id, subscriptions.canceling AS canceling,
                subscriptions.period_end AS period_end, count(renewals.id) AS declined,
                min(renewals.closed_at) AS first_declined, max(renewals.closed_at) AS last_declined
         FROM subscriptions
         LEFT JOIN intents AS renewals ON renewals.subscription = subscriptions.id
               AND renewals.kind = 'renewal' AND renewals.state = 'declined' AND renewals.user_id IS NULL
               AND renewals.quoted_at = subscriptions.period_end
         WHERE subscriptions.status <> 'ended' AND subscriptions.period_end <= $1
           AND ($2 IS NULL OR subscriptions.id = $2)
           AND NOT EXISTS (SELECT 1 FROM intents WHERE intents.subscription = subscriptions.id
                                                   AND intents.state IN ('open', 'awaitingPayment'))
         GROUP BY subscriptions.id, subscriptions.canceling, subscriptions.period_end
         ORDER BY subscriptions.id",
    )
    .bind(now)
    .bind(id)
    .fetch_all(db)
    .await
}

/// Adds a subscription after those that the organization has.
///
/// # Errors
/// The database fails.
pub async fn insert_subscription(db: &mut Connection, new: &Subscription) -> sqlx::Result<()> {
    let standing = Standing::of(&new.state)?;
    sqlx::query(
        "INSERT INTO subscriptions (id, organization, position, state, status, canceling, period_end,
                                    catalog, version, changed_at)
         VALUES ($1, $2, (SELECT count(*) FROM subscriptions WHERE organization = $2),
                 $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&new.id)
    .bind(&new.organization)
    .bind(&new.state)
    .bind(standing.status)
    .bind(i64::from(standing.cancel_at_period_end))
    .bind(standing.period_end)
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
    let standing = Standing::of(state)?;
    let changed = sqlx::query(
        "UPDATE subscriptions SET state = $1, status = $2, canceling = $3, period_end = $4,
                                  catalog = $5, version = version + 1, changed_at = $6
         WHERE id = $7 AND version = $8",
    )
    .bind(state)
    .bind(standing.status)
    .bind(i64::from(standing.cancel_at_period_end))
    .bind(standing.period_end)
    .bind(catalog)
    .bind(changed_at)
    .bind(id)
    .bind(before)
    .execute(db)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// What statements ask of a state, in columns beside it.
struct Standing {
    status: String,
    cancel_at_period_end: bool,
    period_end: i64,
}

impl Standing {
    fn of(state: &str) -> sqlx::Result<Standing> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct State {
            status: String,
            #[serde(default)]
            cancel_at_period_end: bool,
            period: Period,
        }
        #[derive(Deserialize)]
        struct Period {
            end: String,
        }
        let state: State = serde_json::from_str(state).map_err(|error| sqlx::Error::Encode(error.into()))?;
        let period_end = clock::parse(&state.period.end)
            .ok_or_else(|| sqlx::Error::Encode("the period has no end".into()))?;
        Ok(Standing { status: state.status, cancel_at_period_end: state.cancel_at_period_end, period_end })
    }
}
