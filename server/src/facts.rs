//! Gathers what the server knows by itself about a choice, in one transaction.

use std::sync::Arc;

use crate::store::Connection;
use quotient::Catalog;
use serde_json::value::RawValue;

use crate::app::App;
use crate::codes::Coupon;
use crate::failure::Failure;
use crate::pricing::{Choice, Facts};
use crate::store::accounts::{self, Organization, Subscription, User};

/// The signed-in user with the organization.
#[derive(Clone, Debug)]
pub struct Who {
    /// The session's user.
    pub user: User,
    /// Where the user belongs.
    pub organization: Organization,
}

/// All that pricing a choice needs.
pub struct Loaded {
    /// For the request.
    pub facts: Facts,
    /// The subscription that the choice is about.
    pub subscription: Subscription,
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
    let mut subscriptions = accounts::subscriptions(db, &who.organization.id).await?;
    let first_purchase = is_first_purchase(&subscriptions);
    let place =
        subscriptions.iter().position(|subscription| subscription.id == choice.subscription).ok_or_else(
            || Failure::not_found("/subscription", "there is no such subscription in this account"),
        )?;
    let subscription = subscriptions.remove(place);
    let (digest, catalog) = app.current_catalog(db).await?;
    let mut coupons = Vec::new();
    for code in choice.typed_codes() {
        if let Some(coupon) = Coupon::find(db, &who.organization.id, &code).await? {
            coupons.push(coupon.live().map_err(|error| Failure::internal("terms", error))?);
        }
    }
    let facts = Facts {
        role: who.user.role.clone(),
        subscription: raw(&subscription.state)?,
        existing: subscriptions.iter().map(|other| raw(&other.state)).collect::<Result<_, _>>()?,
        first_purchase,
        coupons,
        taxes: raw(&who.organization.taxes)?,
    };
    Ok(Loaded { facts, subscription, digest, catalog })
}

/// Has the organization bought nothing yet? Whoever has, or had, a subscription has bought.
pub fn is_first_purchase(subscriptions: &[Subscription]) -> bool {
    subscriptions.is_empty()
}

/// Stored JSON as a part of other JSON.
///
/// # Errors
/// It is not JSON; the tables do not let that in.
pub fn raw(text: &str) -> Result<Box<RawValue>, Failure> {
    RawValue::from_string(text.to_owned()).map_err(|error| Failure::internal("stored JSON", error))
}
