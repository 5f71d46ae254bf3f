//! The JSON that goes out: accounts, orders and the replies of a confirm.

use quotient::RequestType;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::clock;
use crate::facts::raw;
use crate::failure::{Failure, Problem};
use crate::money::{Money, is_above_zero};
use crate::overdue::Overdue;
use crate::pricing::Priced;
use crate::store::accounts::{Organization, Subscription, User};
use crate::store::intents::Intent;
use crate::store::orders::Order;
use crate::store::payouts::Payout;

/// An instant as it travels. The server's own instants are all within the years of RFC 3339.
pub fn instant(seconds: i64) -> String {
    clock::format(seconds).unwrap_or_default()
}

/// An organization, to those who belong to it.
#[derive(Debug, Serialize, ToSchema)]
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
#[derive(Debug, Serialize, ToSchema)]
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

/// What comes of a renewal that was declined, where nobody pays.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OverdueView {
    /// When the card that paid last is tried again, if it is.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    tried_again_at: Option<String>,
    /// When the subscription ends.
    ends_at: String,
}

impl From<Overdue> for OverdueView {
    fn from(overdue: Overdue) -> Self {
        OverdueView { tried_again_at: overdue.tried_again_at.map(instant), ends_at: instant(overdue.ends_at) }
    }
}

/// A balance that was paid out past the provider.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PayoutView {
    /// Above zero.
    amount: String,
    /// ISO 4217.
    currency: String,
    /// What the payment is known by.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// When it was noted.
    paid_at: String,
}

impl From<&Payout> for PayoutView {
    fn from(Payout { amount, currency, reference, paid_at, .. }: &Payout) -> Self {
        PayoutView {
            amount: amount.clone(),
            currency: currency.clone(),
            reference: reference.clone(),
            paid_at: instant(*paid_at),
        }
    }
}

/// A subscription in an account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionView<'a> {
    #[schema(value_type = Object)]
    state: Box<RawValue>,
    catalog: &'a str,
    changed_at: String,
    version: i64,
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    overdue: Option<OverdueView>,
    /// What was paid out of its balance after it had ended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    payouts: Vec<PayoutView>,
}

impl<'a> SubscriptionView<'a> {
    /// With the state as it is stored.
    ///
    /// # Errors
    /// The state is not JSON.
    pub fn of(
        subscription: &'a Subscription,
        overdue: Option<Overdue>,
        payouts: &[Payout],
    ) -> Result<Self, Failure> {
        let own = payouts.iter().filter(|payout| payout.subscription == subscription.id);
        Ok(SubscriptionView {
            state: raw(&subscription.state)?,
            catalog: &subscription.catalog,
            changed_at: instant(subscription.changed_at),
            version: subscription.version,
            overdue: overdue.map(OverdueView::from),
            payouts: own.map(PayoutView::from).collect(),
        })
    }
}

/// An order: paid, on its way, or come to nothing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderView {
    /// `ord_…`
    pub id: String,
    /// `Q-1001`
    pub number: String,
    /// The type of the request.
    pub kind: String,
    /// What is changed, or made by a purchase.
    pub subscription: String,
    /// What is paid.
    pub amount_due: String,
    /// What goes back the way it came.
    pub refund: String,
    /// The rest of what is owed to the customer, if any: it joins the balance.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_balance: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// `confirmed`, `pending`, `awaitingPayment`, `declined` or `canceled`.
    pub state: &'static str,
    /// When it was confirmed by the customer.
    pub created_at: String,
    /// When the payment was applied.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<String>,
    /// Until when a purchase order is to be paid.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<String>,
    /// The number of the customer's purchase order.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchase_order: Option<String>,
    /// The card that pays, or gets back.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// The saved quote that was accepted.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Renewed by the job: nobody pressed a button.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_machine: bool,
}

impl From<&Order> for OrderView {
    fn from(order: &Order) -> Self {
        OrderView {
            id: order.id.clone(),
            number: number(order.number),
            kind: order.kind.clone(),
            subscription: order.subscription.clone(),
            amount_due: order.amount_due.clone(),
            refund: order.refund.clone(),
            to_balance: above_zero(&order.to_balance),
            currency: order.currency.clone(),
            state: "confirmed",
            created_at: instant(order.created_at),
            paid_at: Some(instant(order.paid_at)),
            due_at: None,
            purchase_order: order.purchase_order.clone(),
            card: order.card.clone(),
            quote: order.quote.clone(),
            by_machine: by_machine(&order.kind, order.user_id.as_deref()),
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
        let (refund, to_balance) = shares(intent, &priced)?;
        Ok(OrderView {
            id: intent.order_id.clone(),
            number: number(intent.order_number),
            kind: intent.kind.clone(),
            subscription: intent.subscription.clone(),
            amount_due: priced.amount_due,
            refund,
            to_balance: above_zero(&to_balance),
            currency: priced.currency,
            state: state(intent),
            created_at: instant(intent.created_at),
            paid_at: intent.closed_at.filter(|_| intent.state == "done").map(instant),
            due_at: intent.due_at.map(instant),
            purchase_order: intent.purchase_order.clone(),
            card: intent.card.clone(),
            quote: intent.quote.clone(),
            by_machine: by_machine(&intent.kind, intent.user_id.as_deref()),
        })
    }
}

/// What a customer is told of an intent's state.
pub fn state(intent: &Intent) -> &'static str {
    match intent.state.as_str() {
        "open" => "pending",
        "awaitingPayment" => "awaitingPayment",
        "done" => "confirmed",
        "declined" => "declined",
        _ => "canceled",
    }
}

fn by_machine(kind: &str, user: Option<&str>) -> bool {
    kind == RequestType::Renewal.as_str() && user.is_none()
}

/// An amount that is shown only if there is one.
fn above_zero(amount: &str) -> Option<String> {
    is_above_zero(amount).then(|| amount.to_owned())
}

/// What an intent gives back: the way it came, and to the balance.
///
/// # Errors
/// The stored answer holds no amounts.
pub fn shares(intent: &Intent, priced: &Priced) -> Result<(String, String), Failure> {
    let owed = Money::of(&priced.refund, &priced.currency)
        .map_err(|error| Failure::internal("stored answer", error))?;
    let back = Money { minor: intent.amount.min(0).saturating_neg(), ..owed.clone() };
    let rest = Money { minor: owed.minor - back.minor, ..owed };
    Ok((back.to_string(), rest.to_string()))
}

/// The number of an order, for people.
pub(crate) fn number(number: i64) -> String {
    format!("Q-{number}")
}

/// The number of a saved quote, for people.
pub fn quote_number(number: i64) -> String {
    format!("QT-{number}")
}

/// The answer that an intent was made from.
///
/// # Errors
/// The stored answer cannot be read.
pub fn priced(intent: &Intent) -> Result<Priced, Failure> {
    serde_json::from_str(&intent.answer).map_err(|error| Failure::internal("stored answer", error))
}

/// An order with its answer, and the state of the subscription.
#[derive(Debug, Serialize, ToSchema)]
pub struct Confirmation {
    /// The order's state.
    pub status: &'static str,
    /// The order.
    pub order: OrderView,
    /// The engine's answer.
    #[schema(value_type = Object)]
    pub answer: Box<RawValue>,
    /// Digest of the catalog that priced it.
    pub catalog: String,
    /// What it was taxed with, S5 `tax`, if it was; its organization may be taxed otherwise by now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, nullable = false)]
    pub taxes: Option<Box<RawValue>>,
    /// The state that a confirmed order left, else the present one; none of one that has still to be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, nullable = false)]
    pub subscription: Option<Box<RawValue>>,
}

/// The body for an order that was paid.
///
/// # Errors
/// What is stored cannot be read.
pub fn confirmed(order: &Order) -> Result<String, Failure> {
    to_json(&Confirmation {
        status: "confirmed",
        order: order.into(),
        answer: raw(&order.answer)?,
        catalog: order.catalog.clone(),
        taxes: taxes(&order.request)?,
        subscription: Some(raw(&order.state_after)?),
    })
}

/// The body for an intent that is not (yet) an order. `subscription` is the state as it is.
///
/// # Errors
/// What is stored cannot be read.
pub fn unconfirmed(intent: &Intent, subscription: Option<&str>) -> Result<String, Failure> {
    to_json(&Confirmation {
        status: state(intent),
        order: OrderView::of_intent(intent)?,
        answer: raw(&intent.answer)?,
        catalog: intent.catalog.clone(),
        taxes: taxes(&intent.request)?,
        subscription: subscription.map(raw).transpose()?,
    })
}

/// `tax` of a stored request.
fn taxes(request: &str) -> Result<Option<Box<RawValue>>, Failure> {
    #[derive(Deserialize)]
    struct Request {
        tax: Option<Box<RawValue>>,
    }
    let request: Request =
        serde_json::from_str(request).map_err(|error| Failure::internal("stored request", error))?;
    Ok(request.tax)
}

/// The body for a charge that the provider refused.
///
/// # Errors
/// Never in practice.
pub fn declined() -> Result<String, Failure> {
    let problem = Problem::new(
        "card_declined",
        "/card",
        "the card was declined; nothing was charged and nothing was changed",
    );
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
