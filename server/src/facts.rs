//! Gathers what the server knows by itself about a choice, in one transaction.

use std::sync::Arc;

use crate::store::Connection;
use quotient::{Catalog, RequestType};
use serde_json::value::RawValue;

use crate::app::App;
use crate::choice::Choice;
use crate::codes::Coupon;
use crate::failure::Failure;
use crate::pricing::Facts;
use crate::status;
use crate::store::accounts::{self, Organization, Subscription, User};
use crate::store::{intents, new_id};

/// The signed-in user with the organization.
#[derive(Clone, Debug)]
pub struct Who {
    /// The session's user.
    pub user: User,
    /// Where the user belongs.
    pub organization: Organization,
}

/// What a choice is about: a subscription as it is, or the one that a purchase would make.
#[derive(Clone, Debug)]
pub struct Target {
    /// `sub_…`
    pub id: String,
    /// Whose it is.
    pub organization: String,
    /// The version that is priced; 0 for one that is not there yet.
    pub version: i64,
    /// The instant for which its last change was quoted.
    pub changed_at: i64,
}

impl Target {
    /// One that a purchase would make.
    pub fn new(organization: &str) -> Target {
        Target { id: new_id("sub"), organization: organization.to_owned(), version: 0, changed_at: i64::MIN }
    }
}

impl From<&Subscription> for Target {
    fn from(subscription: &Subscription) -> Self {
        Target {
            id: subscription.id.clone(),
            organization: subscription.organization.clone(),
            version: subscription.version,
            changed_at: subscription.changed_at,
        }
    }
}

/// All that pricing a choice needs.
pub struct Loaded {
    /// For the request.
    pub facts: Facts,
    /// What the choice is about.
    pub target: Target,
    /// Digest of the current catalog.
    pub digest: String,
    /// The current catalog.
    pub catalog: Arc<Catalog>,
}

/// Reads it.
///
/// # Errors
/// 404 if the subscription is not the organization's.
pub async fn load(app: &App, db: &mut Connection, who: &Who, choice: &Choice) -> Result<Loaded, Failure> {
    let organization = &who.organization.id;
    let mut subscriptions = accounts::subscriptions(db, organization).await?;
    let first_purchase = is_first_purchase(db, organization, &subscriptions).await?;
    let (target, state) = match &choice.subscription {
        None => (Target::new(organization), None),
        Some(id) => {
            let place = subscriptions.iter().position(|subscription| &subscription.id == id);
            let subscription = subscriptions.remove(place.ok_or_else(no_subscription)?);
            (Target::from(&subscription), Some(raw(&subscription.state)?))
        }
    };
    let (digest, catalog) = app.current_catalog(db).await?;
    let mut coupons = Vec::new();
    for code in choice.typed_codes() {
        if let Some(coupon) = Coupon::find(db, organization, &code).await? {
            coupons.push(coupon.live().map_err(|error| Failure::internal("terms", error))?);
        }
    }
    let facts = Facts {
        role: who.user.role.clone(),
        subscription: state,
        existing: existing(&subscriptions)?,
        first_purchase,
        coupons,
        taxes: raw(&who.organization.taxes)?,
    };
    Ok(Loaded { facts, target, digest, catalog })
}

/// What stands against selling something a second time. What has ended does not (S10), and would grow for ever.
fn existing(others: &[Subscription]) -> Result<Vec<Box<RawValue>>, Failure> {
    let mut existing = Vec::new();
    for other in others {
        if status::read(other)?.status != "ended" {
            existing.push(raw(&other.state)?);
        }
    }
    Ok(existing)
}

/// Not there, or another organization's.
pub fn no_subscription() -> Failure {
    Failure::not_found("/subscription", "there is no such subscription in this account")
}

/// Has the organization bought nothing yet? Whoever has, or had, a subscription has bought, and so has
/// whoever is about to get one.
///
/// # Errors
/// The database fails.
pub async fn is_first_purchase(
    db: &mut Connection,
    organization: &str,
    subscriptions: &[Subscription],
) -> Result<bool, Failure> {
    if !subscriptions.is_empty() {
        return Ok(false);
    }
    let unfinished = intents::unfinished_of(db, organization).await?;
    Ok(!unfinished.iter().any(|intent| intent.kind == RequestType::Purchase.as_str()))
}

/// Stored JSON as a part of other JSON.
///
/// # Errors
/// It is not JSON; the tables do not let that in.
pub fn raw(text: &str) -> Result<Box<RawValue>, Failure> {
    RawValue::from_string(text.to_owned()).map_err(|error| Failure::internal("stored JSON", error))
}
