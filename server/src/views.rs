//! The JSON that goes out: accounts, orders and the replies of a confirm.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::clock;
use crate::facts::raw;
use crate::failure::{Failure, Problem};
use crate::pricing::Priced;
use crate::store::accounts::{Organization, Subscription, User};
use crate::store::intents::Intent;
use crate::store::orders::Order;

/// An instant as it travels. The server's own instants are all within the years of RFC 3339.
pub fn instant(seconds: i64) -> String {
    clock::format(seconds).unwrap_or_default()
}

/// An organization, to those who belong to it.
#[derive(Debug, Serialize)]
pub struct OrganizationView<'a> {
    id: &'a str,
    name: &'a str,
}

impl<'a> From<&'a Organization> for OrganizationView<'a> {
    fn from(organization: &'a Organization) -> Self {
        OrganizationView { id: &organization.id, name: &organization.name }
    }
}

/// A user.
#[derive(Debug, Serialize)]
pub struct UserView<'a> {
    id: &'a str,
    name: &'a str,
    email: &'a str,
    role: &'a str,
}

impl<'a> From<&'a User> for UserView<'a> {
    fn from(user: &'a User) -> Self {
        UserView { id: &user.id, name: &user.name, email: &user.email, role: &user.role }
    }
}

/// A subscription in an account.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionView<'a> {
    state: Box<RawValue>,
    catalog: &'a str,
    changed_at: String,
    version: i64,
}

impl<'a> SubscriptionView<'a> {
    /// With the state as it is stored.
    ///
    /// # Errors
    /// The state is not JSON.
    pub fn of(subscription: &'a Subscription) -> Result<Self, Failure> {
        Ok(SubscriptionView {
            state: raw(&subscription.state)?,
            catalog: &subscription.catalog,
            changed_at: instant(subscription.changed_at),
            version: subscription.version,
        })
    }
}

/// An order, paid or on its way.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderView {
    id: String,
    number: String,
    subscription: String,
    amount_due: String,
    refund: String,
    currency: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    paid_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<String>,
}

impl From<&Order> for OrderView {
    fn from(order: &Order) -> Self {
        OrderView {
            id: order.id.clone(),
            number: number(order.number),
            subscription: order.subscription.clone(),
            amount_due: order.amount_due.clone(),
            refund: order.refund.clone(),
            currency: order.currency.clone(),
            paid_at: Some(instant(order.paid_at)),
            card: order.card.clone(),
        }
    }
}

impl OrderView {
    /// The order that an intent may become.
    ///
    /// # Errors
    /// The stored answer cannot be read.
    pub fn of_intent(intent: &Intent) -> Result<Self, Failure> {
        let priced = priced(intent)?;
        Ok(OrderView {
            id: intent.order_id.clone(),
            number: number(intent.order_number),
            subscription: intent.subscription.clone(),
            amount_due: priced.amount_due,
            refund: priced.refund,
            currency: priced.currency,
            paid_at: None,
            card: intent.card.clone(),
        })
    }
}

fn number(number: i64) -> String {
    format!("Q-{number}")
}

/// The answer that an intent was made from.
///
/// # Errors
/// The stored answer cannot be read.
pub fn priced(intent: &Intent) -> Result<Priced, Failure> {
    serde_json::from_str(&intent.answer).map_err(|error| Failure::internal("stored answer", error))
}

#[derive(Serialize)]
struct Confirmation {
    status: &'static str,
    order: OrderView,
    answer: Box<RawValue>,
    subscription: Box<RawValue>,
}

fn confirmation(
    status: &'static str,
    order: OrderView,
    answer: &str,
    subscription: Box<RawValue>,
) -> Result<String, Failure> {
    to_json(&Confirmation { status, order, answer: raw(answer)?, subscription })
}

/// The body for an order that was paid.
///
/// # Errors
/// The stored answer cannot be read.
pub fn confirmed(order: &Order) -> Result<String, Failure> {
    let priced: Priced =
        serde_json::from_str(&order.answer).map_err(|error| Failure::internal("stored answer", error))?;
    confirmation("confirmed", order.into(), &order.answer, priced.subscription)
}

/// The body for an intent that is not (yet) an order: `pending`, or `declined` where nothing was charged
/// and nothing will be. `subscription` is the state as it is.
///
/// # Errors
/// The stored answer cannot be read.
pub fn unconfirmed(intent: &Intent, subscription: &str) -> Result<String, Failure> {
    let status = if intent.is_open() { "pending" } else { "declined" };
    confirmation(status, OrderView::of_intent(intent)?, &intent.answer, raw(subscription)?)
}

/// The body for a payment that the provider refused.
///
/// # Errors
/// Never in practice.
pub fn declined(intent: &Intent) -> Result<String, Failure> {
    let problem = if intent.amount < 0 {
        Problem::new("refund_declined", "", "the refund was declined; nothing was changed")
    } else {
        Problem::new(
            "card_declined",
            "/card",
            "the card was declined; nothing was charged and nothing was changed",
        )
    };
    to_json(&Problems { problems: &[problem] })
}

/// The body of every error.
#[derive(Serialize)]
struct Problems<'a> {
    problems: &'a [Problem],
}

/// Text of a body.
///
/// # Errors
/// Never in practice: these shapes are JSON.
pub fn to_json(body: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(body).map_err(|error| Failure::internal("body", error))
}
